//! Lints of files as text: what a merge left in them, and comments that allow nothing.

use super::Linter;
use std::collections::BTreeSet;
use task_router_engine::Diagnostic;
use task_router_engine::agent::SourceText;
use task_router_engine::agent::example_file::is_conflict_mark;
use task_router_engine::diagnostic::Code;
use task_router_engine::did_you_mean::close_match;
use task_router_engine::template::code::{covers, samples};

impl Linter<'_> {
    /// Lints each file of the team once.
    pub(super) fn files(&mut self) {
        let targets: Vec<(&SourceText, &[SourceText])> =
            self.targets.iter().map(|target| (&target.agent.source, target.example_files)).collect();
        let mut seen = BTreeSet::new();
        for (source, examples) in targets {
            if seen.insert(&source.file) {
                self.comments(source);
                self.conflict(source);
            }
            for file in examples {
                if seen.insert(&file.file) {
                    self.conflict(file);
                }
            }
        }
    }

    /// Reports where a merge has not been decided, so that both versions were read.
    fn conflict(&mut self, source: &SourceText) {
        let Some(line) = line_of_conflict(&source.text) else { return };
        let message = format!("a merge left `{}` here; both versions were read", source.line(line).trim_end());
        let help = "keep one version, and delete the lines of git";
        self.add(Code::LenientlyRead, source, line, message, help);
        self.conflicts.insert(source.file.clone(), line);
    }

    /// Leaves out what else was read leniently in a file with a conflict: that follows from its marks.
    pub(super) fn only_conflicts(&mut self) {
        let conflicts = std::mem::take(&mut self.conflicts);
        let follows = |found: &Diagnostic| {
            found.code == Code::LenientlyRead && conflicts.get(&found.file).is_some_and(|line| *line != found.line)
        };
        self.found.retain(|found| !follows(found));
    }

    /// Reports codes in comments that are none. Other words behind a code are for people.
    fn comments(&mut self, source: &SourceText) {
        let codes = || Code::ALL.iter().map(|code| code.name());
        for (line, words) in source.allowing_comments() {
            let names_any = words.iter().any(|word| codes().any(|code| code == *word));
            for (at, written) in words.into_iter().enumerate() {
                let near = close_match(written, codes()).filter(|near| *near != written);
                let help = match (written, near) {
                    ("all", _) => "name the codes; `[lint.paths]` in route.toml has `all`".to_owned(),
                    (_, Some(near)) => format!("did you mean `{near}`?"),
                    _ if at == 0 && !names_any => "`route check --list` has them all".to_owned(),
                    _ => continue,
                };
                let message = format!("no finding has the code `{written}`, so the comment allows nothing by it");
                self.add(Code::UnknownKey, source, line, message, help);
            }
        }
    }
}

/// The first line (from 1) of a conflict: its marks in order, at the start of lines, outside of blocks of code.
fn line_of_conflict(text: &str) -> Option<usize> {
    if !text.contains("<<<<<<< ") {
        return None;
    }
    let samples: Vec<_> = samples(text).into_iter().map(|sample| sample.whole).collect();
    let (mut begin, mut middle, mut end) = (None, false, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        if !is_conflict_mark(line.trim_end_matches(['\r', '\n'])) || covers(&samples, end - line.len()) {
            continue;
        }
        match line.as_bytes().first() {
            Some(b'<') => (begin, middle) = (Some(number + 1), false),
            Some(b'=') => middle = begin.is_some(),
            Some(b'>') if middle => return begin,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_has_all_its_marks() {
        let conflict = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n";
        assert_eq!(line_of_conflict(&format!("---\n{conflict}---\n")), Some(2));
        for text in [
            format!("```\n{conflict}```\n"),
            format!("~~~\n{conflict}~~~\n"),
            format!("````\n```\n```\n{conflict}````\n"),
            conflict.replace("=======\n", ""),
            conflict.replace(">>>>>>> topic\n", ""),
            conflict.replace("<<<<<<<", " <<<<<<<"),
        ] {
            assert_eq!(line_of_conflict(&text), None, "{text}");
        }
    }
}
