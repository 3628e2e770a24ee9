//! The texts that speak for a class.

use crate::agent::Evidence;
use crate::template::{self, Piece};
use crate::text::{Language, Words};

/// What a word of a code sample counts beside one of a body's prose: samples are full of names that say nothing.
const CODE_SHARE: f32 = 0.2;

/// A class with the texts that speak for it.
pub(super) struct ClassText<'a> {
    pub(super) evidence: &'a Evidence,
    /// Name, what it is for, prose of the body.
    pub(super) fields: [String; 3],
    /// Code samples of the body.
    pub(super) code: String,
    pub(super) not_for: String,
    /// Told when all texts are there.
    pub(super) language: Language,
}

impl ClassText<'_> {
    /// Its texts, each with its field and what a word of it counts there.
    pub(super) fn shares(&self) -> impl Iterator<Item = (usize, f32, &str)> {
        let fields = self.fields.iter().enumerate().map(|(field, text)| (field, 1.0, text.as_str()));
        fields.chain([(self.fields.len() - 1, CODE_SHARE, self.code.as_str())])
    }

    /// How many words each field has.
    pub(super) fn lengths(&self) -> [f32; 3] {
        let mut lengths = [0.0; 3];
        self.shares().for_each(|(field, share, text)| lengths[field] += share * Words::of(text).len() as f32);
        lengths
    }
}

/// A prompt template without its placeholders.
pub(super) fn prose_of(template: &str) -> String {
    let text = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Placeholder(_) => " ",
    };
    template::pieces(template).map(text).collect()
}

/// The lines of a text that are not in a fenced code sample, and those that are; each keeps its number, behind empty lines in
/// place of the others.
pub(super) fn prose_and_code(text: &str) -> (String, String) {
    let (mut prose, mut code, mut fence) = (String::new(), String::new(), None);
    for line in text.split_inclusive('\n') {
        let start = line.trim_start().get(..3).filter(|start| matches!(*start, "```" | "~~~"));
        match (start, fence) {
            (Some(mark), None) => fence = Some(mark),
            (Some(mark), Some(open)) if mark == open => fence = None,
            (_, None) => {
                prose.push_str(line);
                code.push('\n');
                continue;
            }
            (_, Some(_)) => {
                code.push_str(line);
                prose.push('\n');
                continue;
            }
        }
        [&mut prose, &mut code].into_iter().for_each(|text| text.push('\n'));
    }
    (prose, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_samples_are_told_from_prose() {
        let text = "one\n```sh\ntwo\n~~~\n```\nthree\n  ~~~\nfour";
        let (prose, code) = prose_and_code(text);
        assert_eq!((prose.as_str(), code.as_str()), ("one\n\n\n\n\nthree\n\n\n", "\n\ntwo\n~~~\n\n\n\nfour"));
        assert_eq!(prose_and_code("日本語\n"), ("日本語\n".to_owned(), "\n".to_owned()));
    }
}
