//! Classifies characters: which are part of words, and which belong to scripts without spaces between words.

/// Class of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharacterClass {
    /// A letter or digit of a script that separates words.
    Letter,
    /// A character of a script that does not, or that attaches particles to words.
    Dense,
    /// A combining mark of the character before it.
    Mark,
    /// Invisible: soft hyphens, joiners, byte order marks, selectors of a variant, directions of text.
    Invisible,
    /// An emoji or another symbol.
    Symbol,
    /// An apostrophe: spelling or elision.
    Apostrophe,
    /// Anything else, which ends a word.
    Other,
}

impl CharacterClass {
    /// The class of a normalised character.
    pub(super) fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Self::Letter,
            '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}' => Self::Apostrophe,
            '\u{ad}'
            | '\u{61c}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{20e3}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e01ef}' => Self::Invisible,
            _ if unicode_normalization::char::is_combining_mark(c) => Self::Mark,
            _ if is_dense(c) => Self::Dense,
            _ if c.is_alphanumeric() => Self::Letter,
            _ if is_symbol(c) => Self::Symbol,
            _ => Self::Other,
        }
    }
}

/// Currencies, arrows, shapes and emoji; punctuation is none.
fn is_symbol(c: char) -> bool {
    matches!(c, '¢'..='§' | '©' | '®' | '°' | '±' | '×' | '÷' | '\u{20a0}'..='\u{20cf}' | '\u{2100}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}')
}

/// Whether a word is a symbol.
pub(super) fn is_symbol_word(word: &str) -> bool {
    word.chars().next().is_some_and(|c| CharacterClass::of(c) == CharacterClass::Symbol)
}

/// Thai, Lao, Burmese, Khmer, Kana, Han; and Hangul, whose words are separated but carry particles.
fn is_dense(c: char) -> bool {
    let in_block = matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}');
    in_block && c.is_alphanumeric()
}

/// Whether a word is in such a script.
pub(crate) fn is_dense_word(word: &str) -> bool {
    word.chars().next().is_some_and(|c| !c.is_ascii() && is_dense(c))
}

/// Whether a word starts with a Katakana letter.
pub(super) fn is_katakana(word: &str) -> bool {
    word.starts_with(|c| matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{31f0}'..='\u{31ff}'))
}

/// Whether a word starts with a Hangul syllable.
pub(crate) fn is_hangul(word: &str) -> bool {
    word.starts_with(|c| matches!(c, '\u{ac00}'..='\u{d7af}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_has_a_class() {
        let cases = [
            ("aZ9éßяλ٣", CharacterClass::Letter),
            ("数据のク한ไภ々ー", CharacterClass::Dense),
            ("\u{301}\u{e34}\u{94d}", CharacterClass::Mark),
            ("\u{ad}\u{200d}\u{feff}\u{fe0f}\u{202a}", CharacterClass::Invisible),
            ("'’", CharacterClass::Apostrophe),
            ("🚀€→✓│❤", CharacterClass::Symbol),
            (" .-/、「。!\u{1b}", CharacterClass::Other),
        ];
        for (characters, class) in cases {
            for c in characters.chars() {
                assert_eq!(CharacterClass::of(c), class, "{c:?}");
            }
        }
    }
}
