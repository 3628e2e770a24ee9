//! Accent folding: `requête` and `requete` are one word; and lower case that keeps positions.

use std::borrow::Cow;
use unicode_normalization::char::decompose_canonical;

/// Lower case of the same length, so that positions correspond; characters whose length would change are kept.
pub(crate) fn lowered(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(lower).collect()
}

/// A lower-case word without its accents, as people type who leave them out. Letters that native writers regard as
/// letters of their own are kept (й, and every vowel sign of an Indic script).
pub(super) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            _ if c.is_ascii() => folded.push(c),
            'й' => folded.push(c),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            _ => decompose_canonical(c, |part| {
                if !is_accent(part) {
                    folded.push(part);
                }
            }),
        }
    }
    Cow::Owned(folded)
}

/// A word as typed on a keyboard without umlauts: `über` as `ueber`.
pub(super) fn transcribed(word: &str) -> Option<String> {
    word.contains(['ä', 'ö', 'ü']).then(|| word.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue"))
}

/// Whether a character is an accent of Latin, Greek or Cyrillic, a Hebrew point or an Arabic vowel sign, which most
/// texts omit.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_keeps_every_position() {
        // In full lower case, the first becomes longer and the last two shorter.
        let text = "ȺB ÉİX ẞ \u{212a}";
        let lower = lowered(text);
        assert_eq!(lower, "Ⱥb éİx ẞ \u{212a}");
        assert!(text.char_indices().map(|(at, _)| at).eq(lower.char_indices().map(|(at, _)| at)));
    }

    #[test]
    fn accents_fold_and_letters_stay() {
        let cases = [
            ("requête", "requete"),
            ("größe", "grosse"),
            ("œuvre", "oeuvre"),
            ("sửa", "sua"),
            ("đường", "duong"),
            ("ёлка", "елка"),
            ("строй", "строй"),
            ("हिन्दी", "हिन्दी"),
            ("plain", "plain"),
        ];
        for (word, folded) in cases {
            assert_eq!(fold(word), folded, "{word}");
        }
        assert_eq!(transcribed("prüfung").as_deref(), Some("pruefung"));
        assert_eq!(transcribed("prufung"), None);
    }
}
