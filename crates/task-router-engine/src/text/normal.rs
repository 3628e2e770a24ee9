//! A text in the normal form in which words are read, for what is found in characters, such as matches of patterns.

use super::scripts::CharacterClass;
use std::iter::once;
use std::ops::Range;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// A text in NFKC.
pub(crate) struct Normal {
    /// The normalised text.
    pub(crate) text: String,
    /// Where its parts, which are normalised each on its own, start in it and in the original.
    starts: Vec<(usize, usize)>,
    original_len: usize,
}

impl Normal {
    /// The normal form of a text; `None` if it is in that form.
    pub(crate) fn of(original: &str) -> Option<Self> {
        if original.is_ascii() || is_nfkc_quick(original.chars()) == IsNormalized::Yes {
            return None;
        }
        let (mut text, mut starts) = (String::with_capacity(original.len()), Vec::new());
        let ends = original.char_indices().filter(|&(_, c)| !continues(c)).map(|(at, _)| at).skip(1);
        let mut start = 0;
        for end in ends.chain([original.len()]) {
            starts.push((text.len(), start));
            text.extend(original[start..end].nfkc());
            start = end;
        }
        Some(Self { text, starts, original_len: original.len() })
    }

    /// The part of the original that a part of the text comes from.
    pub(crate) fn origin(&self, part: Range<usize>) -> Range<usize> {
        let first = self.starts.partition_point(|&(at, _)| at <= part.start).saturating_sub(1);
        let behind = self.starts.partition_point(|&(at, _)| at < part.end);
        let start = |part: usize| self.starts.get(part).map_or(self.original_len, |&(_, start)| start);
        start(first)..start(behind.max(first))
    }
}

/// Whether a character may be put together with the one before it: accents, the sound marks of Kana, vowels and final
/// consonants of Hangul.
fn continues(c: char) -> bool {
    let first = once(c).nfkd().next().unwrap_or(c);
    !c.is_ascii() && (CharacterClass::of(first) == CharacterClass::Mark || matches!(first, '\u{1160}'..='\u{11ff}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parts_have_their_origin() {
        let original = "un cafe\u{301}… ４０１ ﾊﾞ \u{1112}\u{1161}\u{11ab}";
        let normal = Normal::of(original).unwrap();
        assert_eq!(normal.text, "un café... 401 バ 한");
        let cases =
            [("café", "cafe\u{301}"), ("..", "…"), ("401", "４０１"), ("バ", "ﾊﾞ"), ("한", "\u{1112}\u{1161}\u{11ab}")];
        for (part, origin) in cases {
            let at = normal.text.find(part).unwrap();
            assert_eq!(&original[normal.origin(at..at + part.len())], origin);
        }
        assert!(["", "plain", "un café, バ"].iter().all(|text| Normal::of(text).is_none()));
    }

    proptest! {
        #[test]
        fn the_whole_is_normalised(text in any::<String>(), marks in r"[a\u{301}\u{323}\u{ff76}\u{ff9e}\u{1112}\u{1161}\u{11ab}…]{0,12}") {
            for text in [text, marks] {
                let Some(normal) = Normal::of(&text) else { continue };
                prop_assert_eq!(&normal.text, &text.nfkc().collect::<String>());
                for (at, c) in normal.text.char_indices() {
                    prop_assert!(text.get(normal.origin(at..at + c.len_utf8())).is_some());
                    prop_assert!(text.get(normal.origin(at..at)).is_some());
                }
                prop_assert_eq!(normal.origin(0..normal.text.len()), 0..text.len());
            }
        }
    }
}
