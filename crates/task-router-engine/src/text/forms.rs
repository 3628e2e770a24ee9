//! Forms of words that the stemmers do not bring together: English spellings (`colour`, `color`) and irregular forms
//! (`indices`, `broken`), and plurals of other languages (`Firmen`, `journaux`).
//!
//! Both forms map to one, so that a team that uses one is found by the other. A rule of English only applies if its
//! result is an English word: `optimise` becomes `optimize`, but `precise` not `precize` and `hour` not `hor`.

use super::english::is_word;
use super::languages::Language;
use super::word_filter::{EMPTY_WORD, WordFilter, with_byte};
use std::borrow::Cow;

/// Minimum length; no rule applies to shorter words.
const LEAST: usize = 5;

/// Replacements at the end of a word.
const SPELLINGS: [(&str, &str); 20] = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("iser", "izer"),
    ("isers", "izers"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("yser", "yzer"),
    ("ysing", "yzing"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("ogue", "og"),
    ("ogues", "ogs"),
    ("dgement", "dgment"),
    ("dgements", "dgments"),
    ("ence", "ense"),
    ("ences", "enses"),
];
/// Minimum number of letters before the `our` of a word that is also spelt `or`, so that `four` does not become `for`.
const MIN_BEFORE_OUR: usize = 3;

/// Irregular plurals, verb forms and spellings of English words, after the usual form, one word a line. Forms that are
/// words of their own (`left`, `rose`, `saw`) are not among them.
const IRREGULAR: &str = include_str!("irregular.txt");

/// The irregular forms.
static IRREGULAR_FORMS: WordFilter<160> = {
    let mut forms = WordFilter::empty();
    let text = IRREGULAR.as_bytes();
    let (mut at, mut word, mut is_form) = (0, EMPTY_WORD, false);
    while at < text.len() {
        if text[at] > b' ' {
            word = with_byte(word, text[at]);
        } else {
            if is_form {
                forms.add(word);
            }
            (word, is_form) = (EMPTY_WORD, text[at] == b' ');
        }
        at += 1;
    }
    forms
};

/// Endings of plurals, and of Swedish nouns with their article, that Snowball's stemmers leave, and what the word has in
/// place of each: `Firmen` of `Firma`.
fn endings(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::German => &[
            ("innen", "in"),
            ("sse", "s"),
            ("ssen", "s"),
            ("een", "eum"),
            ("ien", "ium"),
            ("ren", "rum"),
            ("en", "a"),
            ("en", "o"),
            ("s", ""),
        ],
        Language::French => &[("aux", "al"), ("aux", "ail"), ("x", ""), ("s", "")],
        Language::Spanish => &[("ces", "z"), ("s", "")],
        Language::Portuguese => {
            &[("ais", "al"), ("eis", "el"), ("éis", "el"), ("óis", "ol"), ("is", "il"), ("ns", "m"), ("s", "")]
        }
        Language::Italian => &[("chi", "co"), ("che", "ca"), ("ghi", "go"), ("ghe", "ga")],
        Language::Dutch => &[("zen", "s"), ("ven", "f"), ("s", "")],
        Language::Swedish => &[("orna", "a"), ("an", "a"), ("et", ""), ("en", "")],
        _ => &[],
    }
}

/// Minimum number of letters of a form by another ending.
const SHORTEST: usize = 3;

/// Normal forms that a lower-case word may have, other than itself: at most one in English, which has a list of words;
/// in other languages each that an ending allows, to be compared with words of a team.
pub(super) fn usual(word: &str, language: Language) -> Vec<Cow<'_, str>> {
    if language == Language::English {
        return irregular(word)
            .map(Cow::Borrowed)
            .or_else(|| other_spelling(word).map(Cow::Owned))
            .into_iter()
            .collect();
    }
    let form = |(ending, other): &(&str, &str)| Some([word.strip_suffix(ending)?, other].concat());
    let forms = endings(language).iter().filter_map(form).filter(|form| form.chars().nth(SHORTEST - 1).is_some());
    forms.map(Cow::Owned).collect()
}

/// Endings of English forms, with those of their base form: `commits`, `baking`, `copied`.
const INFLECTIONS: [(&str, &str); 8] =
    [("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")];

/// English words of which a lower-case word may be a form.
pub fn base_forms(word: &str) -> impl Iterator<Item = String> {
    let base = |(ending, other): &(&str, &str)| Some([word.strip_suffix(ending)?, other].concat());
    // `formatting` of `format`.
    let doubled = ["ing", "ed"].iter().filter_map(|ending| {
        let mut letters = word.strip_suffix(ending)?.chars();
        (letters.next_back() == letters.clone().next_back()).then(|| letters.as_str().to_owned())
    });
    INFLECTIONS.iter().filter_map(base).chain(doubled).filter(|base| is_word(base))
}

/// The usual form of an irregular one.
fn irregular(form: &str) -> Option<&'static str> {
    if form.is_empty() || !IRREGULAR_FORMS.may_hold(form) {
        return None;
    }
    let bytes = IRREGULAR.as_bytes();
    let found = memchr::memmem::find_iter(bytes, form).find(|&at| {
        let is_start = at > 0 && bytes[at - 1] == b' ';
        is_start && bytes.get(at + form.len()).is_some_and(u8::is_ascii_whitespace)
    })?;
    let line = IRREGULAR[..found].rfind('\n').map_or(0, |end| end + 1);
    IRREGULAR[line..].split(' ').next()
}

fn other_spelling(word: &str) -> Option<String> {
    if word.len() < LEAST {
        return None;
    }
    let ending = |(british, american): &(&str, &str)| Some([word.strip_suffix(british)?, american].concat());
    let by_ending = || SPELLINGS.iter().find_map(ending);
    let inside = |(british, american): (&str, &str), least: usize| {
        let at = word.find(british).filter(|&at| at >= least)?;
        Some([&word[..at], american, &word[at + british.len()..]].concat())
    };
    let found = by_ending().or_else(|| inside(("our", "or"), MIN_BEFORE_OUR)).or_else(|| inside(("ae", "e"), 1));
    // A daemon is no demon.
    found.filter(|other| is_word(other) && !word.starts_with("daemon"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(word: &str) -> String {
        usual(word, Language::English).pop().map_or(word.to_owned(), Cow::into_owned)
    }

    #[test]
    fn two_spellings_have_one_form() {
        let pairs = [
            ("optimisation", "optimization"),
            ("optimise", "optimize"),
            ("analysing", "analyzing"),
            ("colours", "colors"),
            ("behaviour", "behavior"),
            ("favourites", "favorites"),
            ("centre", "center"),
            ("catalogue", "catalog"),
            ("licence", "license"),
            ("judgement", "judgment"),
            ("indices", "index"),
            ("grey", "gray"),
            ("addenda", "addendum"),
            ("written", "write"),
            ("anaemia", "anemia"),
            ("haemorrhages", "hemorrhages"),
            ("paediatric", "pediatric"),
            ("jewellery", "jewelry"),
            ("instalment", "installment"),
            ("manoeuvre", "maneuver"),
        ];
        for (word, expected) in pairs {
            assert_eq!(english(word), expected);
        }
    }

    #[test]
    fn words_of_one_spelling_stay() {
        let words = [
            "precise", "revise", "exercise", "hour", "four", "your", "fourth", "course", "resource", "source",
            "sentence", "science", "vogue", "fence", "genre", "index", "license", "maestro", "canoe", "shoes",
            "boeing", "timbre", "analysis", "bus", "write", "rit", "",
        ];
        for word in words {
            assert_eq!(english(word), word);
        }
    }

    #[test]
    fn irregular_forms_belong_to_one_word() {
        assert!(IRREGULAR.lines().is_sorted() && IRREGULAR.ends_with('\n'));
        for line in IRREGULAR.lines() {
            let (word, forms) = line.split_once(' ').unwrap();
            assert!(is_word(word) && forms.split(' ').all(|form| irregular(form) == Some(word)), "{line}");
        }
    }

    #[test]
    fn plurals_of_other_languages() {
        let has = |language, form: &str, word: &str| usual(form, language).iter().any(|usual| usual == word);
        assert!(has(Language::German, "firmen", "firma") && has(Language::German, "fotos", "foto"));
        assert!(has(Language::French, "journaux", "journal") && has(Language::Portuguese, "papéis", "papel"));
        assert!(usual("as", Language::Spanish).is_empty() && usual("", Language::German).is_empty());
    }
}
