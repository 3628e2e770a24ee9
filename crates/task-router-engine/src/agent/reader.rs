//! Reads the keys of a definition according to their meaning.

use super::description::{dialogue, quoted_phrases};
use super::dialect::{AgentKind, Field, FileContent, TEAM};
use super::evidence::{Evidence, texts};
use super::paths;
use super::values::prose;
use super::{DEFAULT_PRIORITY, Keys, SourceText, flag, priority_of, scalar, strings};
use crate::diagnostic::{Code, Diagnostic};
use crate::escape;
use crate::evidence::EvidenceKind;
use crate::template::code::samples;
use crate::text::{self, range_in};
use serde_yaml::Value;
use unicode_normalization::UnicodeNormalization;

/// Reads the keys of an agent and collects what is wrong with them.
pub(super) struct DefinitionReader<'a> {
    pub(super) keys: Keys<'a>,
    pub(super) source: &'a SourceText,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl DefinitionReader<'_> {
    pub(super) fn say(&mut self, code: Code, key: &str, item: &str, message: String, help: impl Into<String>) {
        let line = self.source.line_of(key, item);
        self.diagnostics.push(Diagnostic::new(code, &self.source.file, line, message, help));
    }

    /// A name, one line.
    pub(super) fn name(&mut self, field: Field) -> Option<String> {
        let (key, value) = self.keys.all(field).next()?;
        let name = scalar(Some(value))?;
        let mut lines = name.trim().lines();
        let first = escape::name(&lines.next()?.trim().nfc().collect::<String>());
        if lines.next().is_some() {
            let message = format!("`{key}` has several lines, of which the first, `{first}`, is the name");
            self.say(Code::InvalidValue, key, "", message, "write the name on one line");
        }
        (!first.is_empty()).then_some(first)
    }

    /// The prompt: the body, or the keys for it if there is no body.
    pub(super) fn prompt(&mut self, body: String, body_line: usize) -> (String, usize) {
        let written: Vec<(&str, String)> =
            self.keys.all(Field::Prompt).filter_map(|(key, value)| Some((key, scalar(Some(value))?))).collect();
        match written.first() {
            Some((key, first)) if body.trim().is_empty() => {
                let texts: Vec<&str> = written.iter().map(|(_, text)| text.trim_matches('\n')).collect();
                let blank = first.len() - first.trim_start_matches('\n').len();
                (texts.join("\n\n"), self.source.line_of_text(key) + blank)
            }
            _ => (body, body_line),
        }
    }

    /// The description, including when to use the agent, and the examples in it.
    pub(super) fn description(&mut self, body: &str) -> (String, Vec<String>) {
        for key in [Field::Description, Field::When, Field::WhenNot] {
            let first = self.keys.all(key).next();
            if let Some((key, Value::Mapping(_))) = first {
                let message = format!("`{key}` is a map; its values were read as sentences");
                self.say(Code::InvalidValue, key, "", message, "write one text");
            }
        }
        let own = prose(self.keys.one(Field::Description)).filter(|text| !text.trim().is_empty());
        // Skills and commands without a description are described by their first paragraph, as in their clients.
        let kind = self.keys.dialect().kind;
        let own = own.or_else(|| first_paragraph(body).filter(|_| kind != AgentKind::Agent));
        let said_in = |field| {
            let texts: Vec<String> = self.keys.all(field).filter_map(|(_, value)| prose(Some(value))).collect();
            (!texts.is_empty()).then(|| texts.join("\n"))
        };
        let when = said_in(Field::When);
        // A mode without a description is described by the first sentence of its role, as in Roo Code.
        let is_mode = matches!(self.keys.dialect().content, FileContent::Many(_));
        let own = own.or_else(|| first_paragraph(body).filter(|_| is_mode && when.is_none()).map(first_sentence));
        let not_when = said_in(Field::WhenNot).unwrap_or_default().replace("\\n", "\n");
        let not_for = text::sentences(&not_when).map(|sentence| format!("Not for {sentence}"));
        let texts = own.into_iter().chain(when).map(|text| text.replace("\\n", "\n"));
        let texts: Vec<String> = texts.chain(not_for).collect();
        let (description, mut said) = dialogue(&texts.join("\n"));
        // A team's description covers all of its agents, so what it quotes is no example of the lead.
        if self.keys.dialect().client != TEAM.client {
            said.extend(quoted_phrases(&description));
        }
        (description, said)
    }

    pub(super) fn evidence(&mut self) -> Evidence {
        let (evidence, unusable) = Evidence::of(&self.keys);
        for (path, item, wrong) in unusable {
            let key = path.rsplit('.').next().unwrap_or(path);
            self.say(Code::InvalidValue, key, &item, format!("`{item}` in `{path}`: {wrong}"), "correct the value");
        }
        evidence
    }

    pub(super) fn priority(&mut self) -> i32 {
        let Some(text) = scalar(self.keys.one(Field::Priority)) else { return DEFAULT_PRIORITY };
        priority_of(&text).unwrap_or_else(|wrong| {
            let message = format!("priority `{text}` {wrong}");
            self.say(
                Code::InvalidValue,
                "priority",
                "",
                message,
                "write critical, high, medium, low or a whole number",
            );
            DEFAULT_PRIORITY
        })
    }

    pub(super) fn disabled(&self) -> bool {
        let says = |(_, value), wanted: bool| flag(Some(value)) == Some(wanted);
        // Copilot's older key for it counts where the newer one is not there.
        let is_replaced = self.keys.get("disable_model_invocation").is_some();
        let mut enabled = self.keys.all(Field::Enabled).filter(|(key, _)| *key != "infer" || !is_replaced);
        let mut disabled = self.keys.all(Field::Disabled);
        enabled.any(|key| says(key, false)) || disabled.any(|key| says(key, true)) || self.is_manual()
    }

    /// Whether a rule says neither what it is for nor for which files: its clients apply it only where it is named.
    fn is_manual(&self) -> bool {
        let says = |field: Field| field.is_evidence() || matches!(field, Field::Description | Field::Paths);
        let mut said = self.keys.any_of(says);
        self.keys.dialect().gives(Field::Paths) && !said.any(|(_, _, value)| !strings(Some(value)).is_empty())
    }

    /// Patterns of the files it is for.
    pub(super) fn paths(&mut self) -> Vec<String> {
        let patterns = texts(&self.keys, Field::Paths);
        for pattern in &patterns {
            if let Some(problem) = paths::problem(pattern) {
                let key = self.keys.all(Field::Paths).next().map_or("paths", |(key, _)| key);
                self.say(
                    Code::InvalidValue,
                    key,
                    pattern,
                    format!("`{pattern}` is no pattern of paths: {problem}"),
                    "write one as `src/**/*.ts`, in quotation marks",
                );
            }
        }
        patterns.into_iter().filter(|pattern| !pattern.starts_with('!')).collect()
    }

    /// Reports values of `route`'s own keys, and sections, that have the wrong type; they are ignored.
    pub(super) fn unfit(&mut self) {
        for section in self.keys.sections_without_keys().collect::<Vec<_>>() {
            let message = format!("`{section}` is not a map, so nothing of it was read");
            let keys: Vec<String> = EvidenceKind::written().map(|kind| format!("`{}`", kind.key())).collect();
            let (last, others) =
                keys.split_last().map_or(("", String::new()), |(last, others)| (last, others.join(", ")));
            let help = format!("write its words under `triggers`, {others} or {last} in it");
            self.say(Code::InvalidValue, section, "", message, help);
        }
        for (path, field, value) in self.keys.any_of(|_| true).collect::<Vec<_>>() {
            let Some(wanted) = field.shape().and_then(|shape| shape.wanted_for(value)) else { continue };
            let key = path.rsplit('.').next().unwrap_or(path);
            let help = format!("write {wanted}: {}", field.meaning());
            self.say(Code::InvalidValue, key, "", format!("`{key}` is not {wanted}"), help);
        }
    }

    pub(super) fn unknown_keys(&mut self, body: &str) {
        for (key, other) in self.keys.beside_others() {
            let message = format!("the key `{key}` says nothing beside `{other}`, which is the same key");
            let is_it = |line: &str| line.trim_start_matches(['"', '\'']).starts_with(key);
            let line = self.source.line_that(key, is_it).unwrap_or(1);
            let help = "put both values under one of them";
            self.diagnostics.push(Diagnostic::new(Code::UnknownKey, &self.source.file, line, message, help));
        }
        for (key, near) in self.keys.nearly_known(body) {
            let message = format!("the key `{key}` is not known and says nothing");
            let key = key.rsplit('.').next().unwrap_or(&key);
            self.say(Code::UnknownKey, key, "", message, format!("did you mean `{near}`?"));
        }
    }
}

/// The first paragraph of a prompt that is neither a heading, facts about the file nor a code sample, nor right above a
/// sample to introduce it.
fn first_paragraph(body: &str) -> Option<String> {
    let samples = samples(body).into_iter().map(|sample| sample.whole);
    let mut at = 0;
    samples.chain(std::iter::once(body.len()..body.len())).find_map(|sample| {
        let prose = &body[at..sample.start];
        at = sample.end;
        let introduces = |text: &&str| {
            !sample.is_empty() && range_in(text, body).end == sample.start && text.trim_end().ends_with(':')
        };
        prose.split("\n\n").filter(|text| !introduces(text)).find_map(below_headings)
    })
}

/// The text of a paragraph below its headings.
fn below_headings(paragraph: &str) -> Option<String> {
    // The maximum length of a description in the specification of skills.
    const LONGEST: usize = 1024;
    let text = paragraph.trim();
    let is_heading = |line: &&str| line.starts_with('#') || line.trim().is_empty();
    let headings: usize = text.lines().take_while(is_heading).map(|line| line.len() + 1).sum();
    let text = text.get(headings..)?.trim();
    let starts = |c: char| c.is_alphanumeric() || matches!(c, '*' | '_' | '"' | '[' | '`');
    (text.starts_with(starts) && !is_about_file(text)).then(|| text.chars().take(LONGEST).collect())
}

/// Labels of facts about a file, in lower case.
const OF_FILE: [&str; 36] = [
    "version",
    "updated",
    "author",
    "authors",
    "maintainer",
    "date",
    "created",
    "modified",
    "revision",
    "license",
    "stand",
    "autor",
    "datum",
    "lizenz",
    "auteur",
    "licence",
    "fecha",
    "versión",
    "actualizado",
    "versão",
    "atualizado",
    "versione",
    "autore",
    "versie",
    "wersja",
    "aktualizacja",
    "версия",
    "автор",
    "дата",
    "版本",
    "作者",
    "更新",
    "バージョン",
    "버전",
    "작성자",
    "업데이트",
];

/// Whether a paragraph consists of labels with their values, of which one is about the file: `**Version:** 1.0`.
fn is_about_file(paragraph: &str) -> bool {
    let label = |line: &str| {
        let (label, _) = line.split_once([':', '：'])?;
        let words = text::Words::of(label);
        // In scripts without spaces, words are pairs of characters.
        let is_of_file = words.iter().last().is_some_and(|word| {
            OF_FILE
                .iter()
                .any(|known| word == *known || !known.is_ascii() && label.trim_end_matches('*').ends_with(known))
        });
        (words.len() <= 2).then_some(is_of_file)
    };
    let labels: Option<Vec<bool>> = paragraph.lines().map(label).collect();
    labels.is_some_and(|labels| labels.contains(&true))
}

fn first_sentence(text: String) -> String {
    let is_end =
        |(at, mark): &(usize, &str)| !mark.is_ascii() || text[at + 1..].chars().next().is_none_or(char::is_whitespace);
    let mut marks = text.match_indices(['.', '!', '?', '。', '！', '？']);
    let length = marks.find(is_end).map_or(text.len(), |(at, mark)| at + mark.len());
    text[..length].to_owned()
}

#[cfg(test)]
mod tests {
    use super::first_paragraph;

    #[test]
    fn the_first_paragraph_is_no_sample() {
        for (body, expected) in [
            ("# Tea\n\nMakes tea.\nAnd cake.\n\nMore.", Some("Makes tea.\nAnd cake.")),
            ("Makes tea.\n```sh\ntea\n```\nMore.", Some("Makes tea.")),
            ("Run this:\n```sh\ntea\n\ncake\n```\n\nMakes tea.", Some("Makes tea.")),
            ("~~~\ntea\n\ncake\n~~~\n\nMakes tea.", Some("Makes tea.")),
            ("````\n```\ntea\n```\n\ncake\n````\nMakes tea.", Some("Makes tea.")),
            ("`tea` makes it.", Some("`tea` makes it.")),
            ("```\ntea\n\ncake", None),
        ] {
            assert_eq!(first_paragraph(body).as_deref(), expected, "{body:?}");
        }
    }

    #[test]
    fn facts_about_a_file_are_no_description() {
        for facts in
            ["**Version:** 1.0\n**Last Updated:** 2025-10-29\n**Stack:** v1.2", "作者：王", "*Stand:* Mai", "Версия: 2"]
        {
            let body = format!("# Maps\n\n{facts}\n\n---\n\nGoal: reads maps.");
            assert_eq!(first_paragraph(&body).as_deref(), Some("Goal: reads maps."), "{facts}");
        }
        for text in
            ["Status: reads the state\nof maps.", "Version control: reads maps in Git.", "Reads the version: 1.0"]
        {
            assert_eq!(first_paragraph(text).as_deref(), Some(text));
        }
    }
}
