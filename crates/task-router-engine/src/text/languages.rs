//! Languages: detection of a text's language by its function words, and the stemmers.

mod dense;
mod endings;
mod function_words;
mod generic;
mod letters;

use super::fold::fold;
use crate::set_bits::set_bits;
pub(super) use endings::Endings;
pub use generic::is_generic;
use rust_stemmers::Algorithm;
use serde::{Deserialize, Serialize};

/// How the words of a language are stemmed.
pub(super) enum Stemming {
    /// With a Snowball stemmer.
    Snowball(Algorithm),
    /// By removing endings.
    Endings(&'static Endings),
    /// Not at all.
    None,
}

/// A language with known function words and, in most cases, a stemmer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, the default for a text in no other language.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
    /// Dutch.
    Dutch,
    /// Russian.
    Russian,
    /// Swedish.
    Swedish,
    /// Danish.
    Danish,
    /// Norwegian, in either written standard.
    Norwegian,
    /// Polish.
    Polish,
    /// Czech.
    Czech,
    /// Ukrainian.
    Ukrainian,
    /// Turkish.
    Turkish,
    /// Finnish.
    Finnish,
    /// Hungarian.
    Hungarian,
    /// Hindi.
    Hindi,
    /// Vietnamese.
    Vietnamese,
    /// Indonesian, and Malay.
    Indonesian,
}

/// Minimum number of function words to recognise a language.
const MIN_FUNCTION_WORDS: usize = 2;
/// Maximum length of a function word in bytes, accents included.
const LONGEST_FUNCTION_WORD: usize = 24;

impl Language {
    /// All languages.
    pub const ALL: [Self; 20] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Italian,
        Self::Portuguese,
        Self::Dutch,
        Self::Russian,
        Self::Swedish,
        Self::Danish,
        Self::Norwegian,
        Self::Polish,
        Self::Czech,
        Self::Ukrainian,
        Self::Turkish,
        Self::Finnish,
        Self::Hungarian,
        Self::Hindi,
        Self::Vietnamese,
        Self::Indonesian,
    ];

    /// How its words are stemmed.
    pub(super) fn stemming(self) -> Stemming {
        match self {
            Self::English => Stemming::Snowball(Algorithm::English),
            Self::German => Stemming::Snowball(Algorithm::German),
            Self::French => Stemming::Snowball(Algorithm::French),
            Self::Spanish => Stemming::Snowball(Algorithm::Spanish),
            Self::Italian => Stemming::Snowball(Algorithm::Italian),
            Self::Portuguese => Stemming::Snowball(Algorithm::Portuguese),
            Self::Dutch => Stemming::Snowball(Algorithm::Dutch),
            Self::Russian | Self::Ukrainian => Stemming::Snowball(Algorithm::Russian),
            Self::Swedish => Stemming::Snowball(Algorithm::Swedish),
            Self::Danish => Stemming::Snowball(Algorithm::Danish),
            Self::Norwegian => Stemming::Snowball(Algorithm::Norwegian),
            Self::Finnish => Stemming::Snowball(Algorithm::Finnish),
            Self::Hungarian => Stemming::Snowball(Algorithm::Hungarian),
            Self::Polish => Stemming::Endings(&endings::POLISH),
            Self::Czech => Stemming::Endings(&endings::CZECH),
            Self::Turkish => Stemming::Endings(&endings::TURKISH),
            Self::Hindi | Self::Vietnamese | Self::Indonesian => Stemming::None,
        }
    }

    /// Whether a lower-case word is a function word of the language. English ones count in every language: people who
    /// write about software use them everywhere.
    pub fn is_function_word(self, word: &str) -> bool {
        Self::of_word(word).has_function_word(self)
    }

    /// The language of a text, given its lower-case words, by its function words; English if they tell none.
    pub fn of_words<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        FunctionWords::of(words.map(Self::of_word)).language(Languages::default()).unwrap_or(Self::English)
    }

    /// Languages in which a lower-case word is a function word. A word that is also one in English counts as English
    /// only, as it does not distinguish a language from it.
    pub fn of_word(word: &str) -> Languages {
        if dense::is_function_word(word) {
            return Languages::OF_PAIRS;
        }
        let all = Self::all_of_word(word);
        if all.has(Self::English) { Languages::of(Self::English) } else { all }
    }

    /// All languages in which a lower-case word is a function word or a generic word, or whose letters it has: used to
    /// detect the language of a description, which has few such words (Polish `i` is also English).
    pub(crate) fn told_by(word: &str) -> Languages {
        Self::all_of_word(word).with(generic::languages_of(word)).with(letters::languages_of(word))
    }

    /// Whether a lower-case word occurs in requests of every kind in the language: `check`, `write`. There is no list
    /// for English.
    pub(crate) fn is_task_in(self, word: &str) -> bool {
        generic::languages_of(word).has(self)
    }

    /// All languages in which a lower-case word is a function word, also if English is one of them.
    pub(crate) fn all_of_word(word: &str) -> Languages {
        if word.len() > LONGEST_FUNCTION_WORD {
            return Languages::default();
        }
        let plain = Languages(function_words::languages_of(word));
        if word.is_ascii() || word.contains(is_vietnamese) {
            return plain;
        }
        // `för` is not `for`.
        let others = function_words::languages_of(&fold(word)) & !Languages::of(Self::English).0;
        plain.with(Languages(others))
    }
}

/// Whether a letter is only used in Vietnamese, whose words without accents are words of other languages: `sửa` is not
/// `sua`.
fn is_vietnamese(c: char) -> bool {
    matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'ơ' | 'ư')
}

/// Number of function words of a text by language.
#[derive(Debug, Clone, Copy, Default)]
pub struct FunctionWords([usize; Language::ALL.len()]);

impl FunctionWords {
    /// Counts the function words, given the languages of each word.
    pub fn of(words: impl Iterator<Item = Languages>) -> Self {
        let mut counts = Self::default();
        for languages in words {
            let told = languages.0 & !Languages::OF_PAIRS.0;
            set_bits(told.into()).for_each(|language| counts.0[language] += 1);
        }
        counts
    }

    /// Adds those of another text.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(count, other)| *count += other);
    }

    /// The possible languages of the text: no other has more function words. All, if there are too few words to tell.
    pub fn possible(&self) -> Languages {
        let most = self.0.iter().copied().max().unwrap_or(0);
        let is_possible = |language: &Language| most < MIN_FUNCTION_WORDS || self.0[*language as usize] == most;
        Language::ALL.into_iter().filter(is_possible).fold(Languages::default(), |mut all, language| {
            all.add(language);
            all
        })
    }

    /// The language of the text: the one with the most function words, in a tie an expected one; `None` if there are
    /// too few of any.
    pub fn language(&self, expected: Languages) -> Option<Language> {
        let rank = |language: &Language| (self.0[*language as usize], expected.has(*language));
        // `max_by_key` returns the last maximum; reversed, it returns the first.
        let best = Language::ALL.into_iter().rev().max_by_key(rank)?;
        (rank(&best).0 >= MIN_FUNCTION_WORDS).then_some(best)
    }
}

/// A set of languages, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Languages(u32);

impl Languages {
    /// Chinese, Japanese and Korean, whose words are not stemmed, and mostly read as pairs of characters.
    pub(crate) const OF_PAIRS: Self = Self(1 << 31);

    /// The empty set.
    pub(crate) const NONE: Self = Self(0);

    /// The set of one language.
    pub const fn of(language: Language) -> Self {
        Self(1 << language as u32)
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds a language.
    pub fn add(&mut self, language: Language) {
        self.0 |= Self::of(language).0;
    }

    /// The union of two sets.
    pub const fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// The languages in both sets.
    pub fn shared(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Whether the set has a language that is not in `others`.
    pub(crate) fn has_others(self, others: Self) -> bool {
        self.0 & !others.0 != 0
    }

    /// Whether the sets have a language in common.
    pub fn shares(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether a word that is a function word in these languages is one in a text in `language`: these include it,
    /// English, or a language of another script.
    pub(crate) fn has_function_word(self, language: Language) -> bool {
        self.has(Language::English) || self.has(language) || self == Self::OF_PAIRS
    }

    /// Whether the set contains a language.
    pub fn has(self, language: Language) -> bool {
        self.0 >> language as u32 & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;

    #[test]
    fn a_text_is_in_the_language_of_its_function_words() {
        let cases = [
            ("Fix the login page of our shop", Some(Language::English)),
            ("SQL, schemas, migrations in Postgres", None),
            ("Prüft die Verträge und die Rechnungen der Kunden", Some(Language::German)),
            ("La base de données est trop lente", Some(Language::French)),
            ("La base de datos es muy lenta", Some(Language::Spanish)),
            ("Il database è molto lento con questa query", Some(Language::Italian)),
            ("O banco de dados não está respondendo", Some(Language::Portuguese)),
            ("De database is te traag en het formulier werkt niet", Some(Language::Dutch)),
            ("База данных не работает и очень медленная", Some(Language::Russian)),
            ("Databasen är för långsam och det fungerar inte", Some(Language::Swedish)),
            ("Projektuje tabele i sprawdza zapytania", Some(Language::Polish)),
            ("Tarkistaa lomakkeet ja kirjoittaa laskut", Some(Language::Finnish)),
            ("Faktury i należności", Some(Language::Polish)),
            ("Skickar räkningar och påminner kunder", Some(Language::Swedish)),
            ("Zapytanie do bazy jest bardzo wolne", Some(Language::Polish)),
            ("Dotaz do databáze je velmi pomalý", Some(Language::Czech)),
            ("Запит до бази дуже повільний", Some(Language::Ukrainian)),
            ("Bu sorgu neden çok yavaş", Some(Language::Turkish)),
            ("Kysely on todella hidas ja lomake ei toimi", Some(Language::Finnish)),
            ("A lekérdezés nagyon lassú és nem jó", Some(Language::Hungarian)),
            ("यह क्वेरी बहुत धीमी है", Some(Language::Hindi)),
            ("Truy vấn này rất chậm và không chạy được", Some(Language::Vietnamese)),
            ("Kueri ini sangat lambat", Some(Language::Indonesian)),
            ("Lösenordet i stället för cachen är det", Some(Language::Swedish)),
            ("", None),
        ];
        for (text, language) in cases {
            let counts = FunctionWords::of(Words::of(text).iter().map(Language::told_by));
            assert_eq!(counts.language(Languages::of(Language::English)), language, "{text}");
        }
    }

    #[test]
    fn english_function_words_count_everywhere() {
        assert!(Language::German.is_function_word("the"));
        assert!(Language::German.is_function_word("für"));
        assert!(!Language::English.is_function_word("für"));
    }
}
