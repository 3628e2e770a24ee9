//! Languages: which one a text is in, told by its function words; their stemmers.

mod dense;
mod function_words;
mod generic;

use super::fold::fold;
use crate::set_bits::set_bits;
pub use generic::is_generic;
use rust_stemmers::Algorithm;
use serde::{Deserialize, Serialize};

/// A language whose words can be stemmed and whose function words are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// What a text is taken for that is in no other.
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
    /// Norwegian, in either form.
    Norwegian,
}

/// A text has to hold so many function words of a language to be in it.
const LEAST_FUNCTION_WORDS: usize = 2;
/// In bytes, accents included.
const LONGEST_FUNCTION_WORD: usize = 24;

impl Language {
    /// All of them.
    pub const ALL: [Self; 11] = [
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
    ];

    /// Snowball's stemmer for it.
    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::English => Algorithm::English,
            Self::German => Algorithm::German,
            Self::French => Algorithm::French,
            Self::Spanish => Algorithm::Spanish,
            Self::Italian => Algorithm::Italian,
            Self::Portuguese => Algorithm::Portuguese,
            Self::Dutch => Algorithm::Dutch,
            Self::Russian => Algorithm::Russian,
            Self::Swedish => Algorithm::Swedish,
            Self::Danish => Algorithm::Danish,
            Self::Norwegian => Algorithm::Norwegian,
        }
    }

    /// Whether a lower-case word only holds a sentence of the language together. English ones count in every language:
    /// people who write of software use them everywhere.
    pub fn is_function_word(self, word: &str) -> bool {
        Self::of_word(word).has_function_word(self)
    }

    /// The languages of which a lower-case word is a function word; what is one in English too tells no language from it.
    pub fn of_word(word: &str) -> Languages {
        if word.len() > LONGEST_FUNCTION_WORD {
            return Languages(0);
        }
        if dense::is_function_pair(word) {
            return Languages::OF_PAIRS;
        }
        let all = Languages(function_words::languages_of(&fold(word)));
        if all.has(Self::English) { Languages::of(Self::English) } else { all }
    }
}

/// How many function words of each language a text holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct FunctionWords([usize; Language::ALL.len()]);

impl FunctionWords {
    /// Of a text, by the languages of its words.
    pub fn of(words: impl Iterator<Item = Languages>) -> Self {
        let mut counts = Self::default();
        for languages in words {
            let told = languages.0 & !Languages::OF_PAIRS.0;
            set_bits(told.into()).for_each(|language| counts.0[language] += 1);
        }
        counts
    }

    /// Those of another text as well.
    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(count, other)| *count += other);
    }

    /// Whether the text may be in a language: it has no more function words of any other, or too few to tell.
    pub fn may_be(&self, language: Language) -> bool {
        let most = self.0.iter().copied().max().unwrap_or(0);
        most < LEAST_FUNCTION_WORDS || self.0[language as usize] == most
    }

    /// The language of the text: the one with the most function words, one that is expected where there is no telling;
    /// `None` where there are too few of any.
    pub fn language(&self, expected: Languages) -> Option<Language> {
        let rank = |language: &Language| (self.0[*language as usize], expected.has(*language));
        // The first of equals.
        let best = Language::ALL.into_iter().rev().max_by_key(rank)?;
        (rank(&best).0 >= LEAST_FUNCTION_WORDS).then_some(best)
    }
}

/// A set of languages, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Languages(u16);

impl Languages {
    /// Chinese, Japanese and Korean, whose words are read as pairs of characters: no stems are known of them.
    pub const OF_PAIRS: Self = Self(1 << 15);

    /// One language.
    pub fn of(language: Language) -> Self {
        Self(1 << language as u16)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// One more.
    pub fn add(&mut self, language: Language) {
        self.0 |= Self::of(language).0;
    }

    /// These and others.
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether a language is among them that is none of `others`.
    pub fn has_others(self, others: Self) -> bool {
        self.0 & !others.0 != 0
    }

    /// Whether one language at least is among both.
    pub fn shares(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether a word of these languages is a function word to a text in `language`: in that one, in English, or in a script of
    /// others.
    pub fn has_function_word(self, language: Language) -> bool {
        self.has(Language::English) || self.has(language) || self == Self::OF_PAIRS
    }

    /// Whether a language is among them.
    pub fn has(self, language: Language) -> bool {
        self.0 >> language as u16 & 1 == 1
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
            ("", None),
        ];
        for (text, language) in cases {
            let counts = FunctionWords::of(Words::of(text).iter().map(Language::of_word));
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
