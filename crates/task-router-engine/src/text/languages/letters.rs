//! Letters that few of the supported languages use.

use super::{Language, Languages};
use Language::*;

/// Languages by letters.
const LETTERS: [(&[Language], &str); 14] = [
    (&[Polish], "łżźćńśąę"),
    (&[Czech], "řěůďťňčšž"),
    (&[Turkish], "ğışç"),
    (&[Hungarian], "őű"),
    (&[German], "ß"),
    (&[Spanish], "ñ"),
    (&[Portuguese], "ãõç"),
    (&[Swedish, Danish, Norwegian], "å"),
    (&[Danish, Norwegian], "æø"),
    (&[German, Swedish, Finnish], "ä"),
    (&[German, Swedish, Finnish, Hungarian, Turkish], "ö"),
    (&[Russian], "ыэъё"),
    (&[Ukrainian], "іїєґ"),
    (&[French], "œêç"),
];

/// The languages whose rare letters a lower-case word contains.
pub(super) fn languages_of(word: &str) -> Languages {
    let mut found = Languages::default();
    if word.is_ascii() {
        return found;
    }
    for (languages, letters) in LETTERS {
        if word.contains(|c| letters.contains(c)) {
            languages.iter().for_each(|&language| found.add(language));
        }
    }
    if word.contains(super::is_vietnamese) {
        found.add(Vietnamese);
    }
    if word.contains(|c| matches!(c, '\u{900}'..='\u{97f}')) {
        found.add(Hindi);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_languages() {
        let of = |languages: &[Language]| {
            languages.iter().fold(Languages::default(), |mut all, &language| {
                all.add(language);
                all
            })
        };
        for (word, languages) in [
            ("hasło", &[Polish][..]),
            ("größe", &[German, Swedish, Finnish, Hungarian, Turkish]),
            ("då", &[Swedish, Danish, Norwegian]),
            ("bảng", &[Vietnamese]),
            ("क्वेरी", &[Hindi]),
            ("café", &[]),
            ("cache", &[]),
        ] {
            assert_eq!(languages_of(word), of(languages), "{word}");
        }
    }
}
