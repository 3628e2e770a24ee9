//! Splits compounds of languages that write them as one word: `Datenbankabfrage` becomes `Datenbank` and `Abfrage` for
//! a team that has these words, but not the compound.

use super::Stems;
use super::languages::Language;
use super::scripts::{is_hangul, is_katakana};
use super::vocabulary::{Lexicon, feature_of};
use crate::text::words;

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
/// How words are joined in some languages.
struct Joining {
    /// Linking elements between the two parts, which belong to neither.
    links: &'static [&'static str],
    /// Minimum length of a part, in characters: if the team has both parts, and if it has only one. Shorter ones occur
    /// by chance.
    least: usize,
    least_alone: usize,
}

const LATIN: Joining = Joining { links: &["", "s", "es", "n", "en", "er", "e"], least: 4, least_alone: 5 };
/// Loan words in Katakana, and words in Hangul, whose characters are syllables.
const KATAKANA: Joining = Joining { links: &[""], least: 3, least_alone: 4 };
const HANGUL: Joining = Joining { links: &[""], least: 2, least_alone: 2 };

/// Maximum length of a compound in bytes: every place to split it is tried.
const LONGEST_CUT: usize = 256;
/// What excludes the word before it without a space between them: `데이터말고`.
const EXCLUDING: &[&str] = words!("말고|빼고");

/// German prefixes of verbs, which belong to the noun behind them: `Lohnabrechnung` is an `Abrechnung` of the `Lohn`,
/// which is no `Rechnung`. `an`, `er` and `ge` end too many nouns (`Japan`, `Computer`, `Anlage`).
const PREFIXES: &[&str] =
    words!("ab|auf|aus|be|durch|ein|ent|nach|um|unter|ver|vor|weiter|wieder|zu|zurück|zusammen|über");
/// Ends of nouns that look like these prefixes: `Kauf`, `Krankenhaus`, `Dokument`.
const NO_PREFIXES: &[&str] = words!(
    "stab|grab|kebab|kauf|lauf|haus|applaus|gabe|probe|farbe|gewerbe|scheibe|liebe|schraube|traube|grube|stube|robe\
    |rübe|salbe|silbe|narbe|wein|stein|bein|schein|rhein|verein|protein|latein|klein|fein|ment|dent|gent|ient|lent\
    |vent|zent|sent|nent|content|patent|raum|baum|schaum|album|forum|visum|datum|wachstum|eigentum|museum|zentrum\
    |ikum|ium|server|pulver|cover|manöver"
);

/// Whether the first part of a German compound ends in a prefix of the second.
fn ends_in_prefix(first: &str) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| first.ends_with(ending));
    ends(PREFIXES) && !ends(NO_PREFIXES)
}

impl Joining {
    /// That of a word, unless its language keeps words apart.
    fn of(word: &str, stems: &Stems) -> Option<Self> {
        match word {
            _ if is_katakana(word) => Some(KATAKANA),
            _ if is_hangul(word) => Some(HANGUL),
            _ => stems.languages().any(|language| LANGUAGES.contains(&language)).then_some(LATIN),
        }
    }
}

/// Where to split a lower-case word that the team does not have: end of the first part and start of the second. The
/// team must have both parts, otherwise the second, which is the head, unless the first ends in a prefix of that;
/// otherwise the first.
pub(super) fn cut(word: &str, stems: &Stems, known: &impl Lexicon) -> Option<(usize, usize)> {
    let Joining { links, least, least_alone } = Joining::of(word, stems)?;
    let is_long = |part: &str, least: usize| part.chars().nth(least - 1).is_some();
    let is_no_word = || word.len() > LONGEST_CUT || EXCLUDING.iter().any(|cue| word.contains(cue));
    if !is_long(word, 2 * least) || is_no_word() || has(word, stems, known) {
        return None;
    }
    let is_part = |part: &str| is_long(part, least);
    let cuts = || {
        let starts = word.char_indices().map(|(at, _)| at).filter(|&at| is_part(&word[at..]));
        starts.flat_map(|start| {
            let ends = links.iter().filter_map(move |link| word[..start].strip_suffix(link).map(str::len));
            ends.filter(move |&end| is_long(&word[..end], least)).map(move |end| (end, start))
        })
    };
    let has = |part: &str| has(part, stems, known);
    let stands_alone = |part: &str| is_long(part, least_alone) && has(part);
    let is_german = || stems.languages().any(|language| language == Language::German);
    let is_prefixed = |start: usize| ends_in_prefix(&word[..start]) && is_german();
    cuts()
        .find(|&(end, start)| has(&word[start..]) && has(&word[..end]))
        .or_else(|| cuts().find(|&(_, start)| stands_alone(&word[start..]) && !is_prefixed(start)))
        .or_else(|| cuts().rfind(|&(end, _)| stands_alone(&word[..end])))
}

fn has(word: &str, stems: &Stems, known: &impl Lexicon) -> bool {
    known.knows(feature_of(word, stems, known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Vocabulary;

    #[test]
    fn a_compound_is_not_split_inside_a_prefixed_word() {
        let languages = [Language::German, Language::Dutch].map(|language| Stems::of(&[language]));
        let [german, dutch] = &languages;
        let mut vocabulary = Vocabulary::default();
        vocabulary.add("Rechnung Beratung Kündigung Prüfung Steuer", german);
        let parts = |word: &str, stems: &Stems| {
            cut(word, stems, &vocabulary).map(|(end, start)| format!("{} {}", &word[..end], &word[start..]))
        };
        for (word, expected) in [
            ("lohnabrechnung", None),
            ("kostenberechnung", None),
            ("überprüfung", None),
            // The part before the prefixed word is known.
            ("steuerabrechnung", Some("steuer abrechnung")),
            // Nouns that end like a prefix, and a linking element.
            ("krankenhausrechnung", Some("krankenhaus rechnung")),
            ("hauskaufberatung", Some("hauskauf beratung")),
            ("verkaufsberatung", Some("verkaufs beratung")),
            ("dokumentprüfung", Some("dokument prüfung")),
            ("japanberatung", Some("japan beratung")),
        ] {
            assert_eq!(parts(word, german).as_deref(), expected, "{word}");
        }
        vocabulary.add("rekening", dutch);
        assert!(cut("klantenaanrekening", dutch, &vocabulary).is_some(), "the prefixes are German");
    }

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
        vocabulary.add("코드 메시지 リリース マンション", &german);
        let cases = [("코드메시지", Some("코드 메시지")), ("커밋메시지", Some("커밋 메시지")), ("메시지", None)];
        let parts = |word: &str| {
            let known = cut(word, &Stems::default(), &vocabulary);
            known.map(|(end, start)| format!("{} {}", &word[..end], &word[start..]))
        };
        for (word, expected) in cases.into_iter().chain([("マンションリリース", Some("マンション リリース"))])
        {
            assert_eq!(parts(word).as_deref(), expected, "{word}");
        }
    }
}
