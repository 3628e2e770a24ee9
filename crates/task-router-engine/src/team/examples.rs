//! `examples_from`: resolves the example files that definitions name, among the files of their team.

use super::group::folder_of;
use crate::agent::definition::Definition;
use crate::agent::dialect::{FileContent, of_file};
use crate::agent::{SourceText, encoding, example_file, normal_path, strings};
use crate::diagnostic::{Code, Diagnostic};
use crate::did_you_mean::suggestion;
use crate::escape::one_line;
use crate::source::SourceFile;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// The files of a team that may contain examples, by path.
pub(super) struct ExampleFiles<'f> {
    files: BTreeMap<String, &'f SourceFile>,
}

/// Sections of a team file whose entries have examples of their own.
const SECTIONS: [&str; 5] = ["peers", "flows", "escalate", "approval", "urgency"];
/// Keys that name example files, with the keys that their examples are added to.
const KEYS: [[&str; 2]; 2] = [["examples_from", "examples"], ["not_examples_from", "not_examples"]];

impl<'f> ExampleFiles<'f> {
    /// Splits `files` into those that may contain examples, and the others.
    pub(super) fn among(files: &[&'f SourceFile]) -> (Self, Vec<&'f SourceFile>) {
        let (texts, others): (Vec<&SourceFile>, Vec<&SourceFile>) = files.iter().partition(|file| is_examples(file));
        let files = texts.into_iter().map(|file| (normal_path(&file.at), file)).collect();
        (Self { files }, others)
    }

    /// Attaches to a definition the files that it names.
    pub(super) fn give(&self, definition: &mut Definition, diagnostics: &mut Vec<Diagnostic>) {
        for name in example_file::named_by(definition) {
            definition.examples.extend(self.find(&name, &definition.source, diagnostics));
        }
    }

    /// Adds the examples that entries of a team's sections have in files of their own; returns those files.
    pub(super) fn give_sections(
        &self,
        keys: &mut Mapping,
        source: &SourceText,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<SourceText> {
        let mut found = Vec::new();
        for section in SECTIONS {
            let entries: Vec<&mut Value> = match keys.get_mut(section) {
                Some(Value::Sequence(entries)) => entries.iter_mut().collect(),
                Some(Value::Mapping(entries)) => entries.values_mut().collect(),
                _ => Vec::new(),
            };
            for entry in entries.into_iter().filter_map(Value::as_mapping_mut) {
                for [from, key] in KEYS {
                    for name in strings(entry.remove(from).as_ref()) {
                        let Some(file) = self.find(&name, source, diagnostics) else { continue };
                        let more = example_file::examples(&file).map(Value::from);
                        let own = entry.remove(key).into_iter();
                        // A list inside a list is flattened.
                        let all = own.chain([Value::Sequence(more.collect())]).collect();
                        entry.insert(key.into(), Value::Sequence(all));
                        found.push(file);
                    }
                }
            }
        }
        found
    }

    fn find(&self, name: &str, source: &SourceText, diagnostics: &mut Vec<Diagnostic>) -> Option<SourceText> {
        let path = normal_path(&format!("{}/{name}", folder_of(&source.at)));
        let mut say = |code, message: String, help: String| {
            let line = source.line_of("examples_from", name);
            diagnostics.push(Diagnostic::new(code, &source.file, line, message, help));
        };
        match self.files.get(&path).map(|file| (&file.display, &file.content)) {
            Some((display, Ok(bytes))) => {
                let decoded = encoding::decode(bytes);
                if !decoded.is_utf8() {
                    diagnostics.push(encoding::not_utf_8(display, decoded.line, decoded.encoding));
                }
                let mut file = SourceText::new(display, decoded.text);
                (file.at, file.encoding) = (path, decoded.encoding);
                Some(file)
            }
            Some((_, Err(cause))) => {
                let message = format!("the file of examples `{name}` cannot be read: {cause}");
                say(Code::UnreadableFile, message, "correct its permissions, or remove the key".to_owned());
                None
            }
            None => {
                let message =
                    format!("the file of examples `{name}` is not there, or is no `.txt` below the agents folder");
                let known: Vec<String> =
                    self.files.values().map(|file| one_line(&normal_path(&file.display)).into_owned()).collect();
                let displayed = normal_path(&format!("{}/{name}", folder_of(&source.file.replace('\\', "/"))));
                say(Code::MissingExamples, message, suggestion(&displayed, known.iter().map(String::as_str)));
                None
            }
        }
    }
}

/// Whether a file may contain examples, by its name.
pub fn is_examples(file: &SourceFile) -> bool {
    of_file(&file.path).is_some_and(|dialect| dialect.content == FileContent::Examples)
}
