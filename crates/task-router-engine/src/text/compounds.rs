//! Splits compounds of languages that write them as one word: `Datenbankabfrage` becomes `Datenbank` and `Abfrage` for
//! a team that has these words, but not the compound.

use super::Stems;
use super::languages::Language;
use super::vocabulary::{Known, feature_of};

/// Languages whose compounds are split.
const LANGUAGES: [Language; 7] = [
    Language::German,
    Language::Dutch,
    Language::Swedish,
    Language::Danish,
    Language::Norwegian,
    Language::Finnish,
    Language::Hungarian,
];
/// Linking elements between the two parts, which belong to neither.
const LINKS: [&str; 7] = ["", "s", "es", "n", "en", "er", "e"];
/// Minimum length of a part, in characters: if the team has both parts, and if it has only one. Shorter ones occur by
/// chance.
const MIN_PART: usize = 4;
const MIN_ALONE: usize = 5;

/// Where to split a lower-case word that the team does not have: end of the first part and start of the second. The
/// team must have both parts, otherwise the second, which is the head, otherwise the first.
pub(super) fn cut(word: &str, stems: &Stems, known: &impl Known) -> Option<(usize, usize)> {
    let is_long = word.chars().nth(2 * MIN_PART - 1).is_some();
    if !is_long || !stems.languages().any(|language| LANGUAGES.contains(&language)) || has(word, stems, known) {
        return None;
    }
    let cuts = || {
        let starts = word.char_indices().map(|(at, _)| at).filter(|&at| is_part(&word[at..]));
        starts.flat_map(|start| {
            let ends = LINKS.iter().filter_map(move |link| word[..start].strip_suffix(link).map(str::len));
            ends.filter(|&end| is_part(&word[..end])).map(move |end| (end, start))
        })
    };
    let has = |part: &str| has(part, stems, known);
    let stands_alone = |part: &str| part.chars().nth(MIN_ALONE - 1).is_some() && has(part);
    cuts()
        .find(|&(end, start)| has(&word[start..]) && has(&word[..end]))
        .or_else(|| cuts().find(|&(_, start)| stands_alone(&word[start..])))
        .or_else(|| cuts().rfind(|&(end, _)| stands_alone(&word[..end])))
}

fn has(word: &str, stems: &Stems, known: &impl Known) -> bool {
    known.knows(feature_of(word, stems, known))
}

fn is_part(part: &str) -> bool {
    part.chars().nth(MIN_PART - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Vocabulary;

    #[test]
    fn compounds_are_split_into_known_parts() {
        let german = Stems::of(&[Language::German]);
        let mut vocabulary = Vocabulary::default();
        vocabulary.add("Datenbank Abfragen Rechnung Passwörter Kunde", &german);
        let cases = [
            ("datenbankabfrage", Some("datenbank abfrage")),
            // The linking element remains if it does not change the stem.
            ("rechnungsabfragen", Some("rechnungs abfragen")),
            ("passwörterabfrage", Some("passwörter abfrage")),
            // The second part is the head; the first is better than nothing.
            ("rechnungsversand", Some("rechnung versand")),
            ("probeabfrage", Some("probe abfrage")),
            // Words that the team has, short words, and unknown words.
            ("datenbank", None),
            ("abfrage", None),
            ("versandhaus", None),
        ];
        let parts = |word: &str, stems: &Stems| {
            cut(word, stems, &vocabulary).map(|(end, start)| format!("{} {}", &word[..end], &word[start..]))
        };
        for (word, expected) in cases {
            assert_eq!(parts(word, &german).as_deref(), expected, "{word}");
        }
        assert_eq!(parts("datenbankabfrage", &Stems::default()), None);
    }
}
