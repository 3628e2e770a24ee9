//! The grammatical words of each language, in one table: articles, possessives, negations, conjunctions, words of
//! politeness. Whatever reads a language takes its words from here, and adds only what it alone reads so.

mod table;

use super::languages::{Language, Languages};
use super::without_accents;
use super::word_filter::{EMPTY_WORD, hash_of, with_byte};
use table::ALL;

/// The grammatical words of one language; all in lower case, and without accents but in Vietnamese and Finnish, where
/// these make other words.
pub(crate) struct GrammaticalWords {
    language: Language,
    /// By [`Role`].
    by_role: [&'static [&'static str]; Role::COUNT],
    /// What may stand before a noun: articles, possessives and demonstratives.
    pub(crate) determiners: &'static [&'static str],
    /// `not` and `never`.
    pub(crate) negations: &'static [&'static str],
    /// `and`, `or`, and all words for `but`.
    pub(crate) conjunctions: &'static [&'static str],
    /// `or` and `nor`.
    pub(crate) alternatives: &'static [&'static str],
    /// All words for `but`.
    pub(crate) contrasting: &'static [&'static str],
    /// `please` and `thanks`.
    pub(crate) polite: &'static [&'static str],
}

/// What a grammatical word is in its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// `the`, `a`.
    Definite,
    Indefinite,
    /// An article joined with `of`, `to` or `at` (`du`), or what else stands in its place (`pas de facture`).
    Contracted,
    /// `my`, `this`. Without those that more often are no determiners: Spanish `está` is mostly a verb.
    Possessive,
    Demonstrative,
    /// `not the cache`, `don't touch` if it is one word, `no cache`, `never`, `without`.
    Not,
    Dont,
    No,
    Never,
    Without,
    /// Both words of `neither the cache nor the database`.
    Neither,
    Nor,
    And,
    Or,
    /// `but`; and `sondern`, which only corrects a negation before it.
    But,
    Rather,
    Only,
    Please,
    Thanks,
    /// The answers; `no` only where `not` is another word.
    Yes,
    Denial,
}

/// A set of roles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Roles(u32);

impl Role {
    const COUNT: usize = Self::Denial as usize + 1;
}

impl Roles {
    pub(crate) const ARTICLE: Self = Self::of(&[Role::Definite, Role::Indefinite, Role::Contracted]);
    /// What is a determiner whatever the language of a text: contracted articles are too often other words (`do`).
    pub(crate) const DETERMINER: Self =
        Self::of(&[Role::Definite, Role::Indefinite, Role::Possessive, Role::Demonstrative]);
    pub(crate) const NEGATION: Self =
        Self::of(&[Role::Not, Role::Dont, Role::No, Role::Never, Role::Without, Role::Neither]);
    /// What may stand before a noun in a language.
    pub(crate) const BEFORE_NOUN: Self = Self(Self::ARTICLE.0 | Self::DETERMINER.0);
    pub(crate) const NO_NOUN: Self = Self::of(&[Role::No, Role::Without]);
    /// What denies a statement, apart from what is only left out.
    pub(crate) const DENYING: Self = Self::of(&[Role::Not, Role::Dont, Role::No, Role::Never]);
    pub(crate) const JOINING: Self = Self::of(&[Role::And, Role::Or, Role::Nor]);
    pub(crate) const CORRECTING: Self = Self::of(&[Role::But, Role::Rather]);

    pub(crate) const fn of(roles: &[Role]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < roles.len() {
            (set, at) = (set | 1 << roles[at] as u32, at + 1);
        }
        Self(set)
    }

    /// The languages in which a lower-case word has one of these roles.
    pub(crate) fn languages_of(self, word: &str) -> Languages {
        let of = |word: &str| {
            TABLE.get(hash_of(word)).iter().enumerate().fold(Languages::NONE, |all, (role, languages)| {
                if self.0 >> role & 1 == 1 { all.with(*languages) } else { all }
            })
        };
        // `đừng` (do not) is not `dùng` (use), but `não` is often written `nao`.
        if word.is_ascii() { of(word) } else { of(word).with(of(&without_accents(word))) }
    }

    /// Whether a lower-case word has one of these roles in a language.
    pub(crate) fn has(self, word: &str, language: Language) -> bool {
        self.languages_of(word).has(language)
    }

    /// Whether a lower-case word has one of these roles in any language; one of English, in English: people use English
    /// words everywhere.
    pub(crate) fn has_any(self, word: &str) -> bool {
        let languages = self.languages_of(word);
        !languages.is_empty() && (languages.has(Language::English) || !Language::English.is_function_word(word))
    }
}

/// The grammatical words of a language.
pub(crate) const fn grammar(language: Language) -> &'static GrammaticalWords {
    ALL[language as usize]
}

/// Whether a language adds its articles to the end of nouns. Before a noun the same words are pronouns mostly: `det är`.
pub(crate) const fn has_articles_behind(language: Language) -> bool {
    matches!(language, Language::Swedish | Language::Danish | Language::Norwegian)
}

/// Whether a word, in whatever case, is an article, a possessive or a demonstrative of a language with spaces.
pub(crate) fn is_determiner(word: &str) -> bool {
    match word.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        true => Roles::DETERMINER.has_any(&word.to_lowercase()),
        false => Roles::DETERMINER.has_any(word),
    }
}

impl GrammaticalWords {
    /// The words with a role.
    pub(crate) const fn with(&self, role: Role) -> &'static [&'static str] {
        self.by_role[role as usize]
    }
}

/// Roles by word, in a hash table with open addressing that the compiler fills (FNV-1a).
struct RoleTable {
    /// By slot: the hash of a word, and its entry.
    slots: [(u64, u16); SLOTS],
    /// By entry and role: the languages in which the word has it.
    entries: [[Languages; Role::COUNT]; ENTRIES],
}

/// Slots of the table, at least twice as many as words; and room for all words.
const SLOTS: usize = 1 << 11;
const ENTRIES: usize = 800;
/// The hash in a free slot.
const FREE: u64 = 0;

static TABLE: RoleTable = RoleTable::of(&ALL);

impl RoleTable {
    const fn of(all: &[&GrammaticalWords]) -> Self {
        let entries = [[Languages::NONE; Role::COUNT]; ENTRIES];
        // The first entry is that of all other words.
        let (mut table, mut next, mut number) = (Self { slots: [(FREE, 0); SLOTS], entries }, 1, 0);
        while number < all.len() {
            let language = Languages::of(all[number].language);
            let mut role = 0;
            while role < Role::COUNT {
                let words = all[number].by_role[role];
                let mut at = 0;
                while at < words.len() {
                    let hash = hash(words[at].as_bytes());
                    let slot = table.slot(hash);
                    if table.slots[slot].0 == FREE {
                        table.slots[slot] = (hash, next as u16);
                        next += 1;
                    }
                    let entry = table.slots[slot].1 as usize;
                    table.entries[entry][role] = table.entries[entry][role].with(language);
                    at += 1;
                }
                role += 1;
            }
            number += 1;
        }
        table
    }

    /// The slot of a hash, or the free one that it would get.
    const fn slot(&self, hash: u64) -> usize {
        let mut slot = (hash ^ hash >> 32) as usize % SLOTS;
        while self.slots[slot].0 != FREE && self.slots[slot].0 != hash {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    fn get(&self, hash: u64) -> &[Languages; Role::COUNT] {
        &self.entries[self.slots[self.slot(hash)].1 as usize]
    }
}

const fn hash(word: &[u8]) -> u64 {
    let (mut hash, mut at) = (EMPTY_WORD, 0);
    while at < word.len() {
        (hash, at) = (with_byte(hash, word[at]), at + 1);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_word_is_found_with_its_roles() {
        for (own, language) in ALL.iter().zip(Language::ALL) {
            assert_eq!(own.language, language);
            for (role, words) in own.by_role.iter().enumerate() {
                for word in *words {
                    assert!(Roles(1 << role).has(word, language), "{language:?} {word}");
                    assert!(!word.contains(' ') && *word == word.to_lowercase(), "{word}");
                    let has_accents = matches!(language, Language::Vietnamese | Language::Finnish | Language::Hindi);
                    assert!(has_accents || without_accents(word) == *word, "{word}");
                }
                assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len(), "{language:?} {words:?}");
            }
        }
        let taken = TABLE.slots.iter().filter(|(hash, _)| *hash != FREE).count();
        assert!((ENTRIES * 3 / 4..ENTRIES).contains(&taken) && taken < SLOTS / 2, "{taken} words");
        assert!(Roles(u32::MAX).languages_of("database").is_empty() && Roles(u32::MAX).languages_of("").is_empty());
    }

    #[test]
    fn every_language_negates_and_joins() {
        for words in ALL {
            for role in [Role::Not, Role::And, Role::Or, Role::But, Role::Only] {
                assert!(!words.with(role).is_empty(), "{:?} {role:?}", words.language);
            }
        }
    }

    #[test]
    fn determiners_of_all_languages() {
        for word in ["the", "The", "ihre", "votre", "nuestra", "questo", "UMA", "mijn", "мой", "этот", "egy", "din"]
        {
            assert!(is_determiner(word), "{word}");
        }
        // `as` and `I` are English, `do` is Portuguese for "of the".
        for word in ["as", "I", "i", "do", "and", "invoice", "está", "sin", ""] {
            assert!(!is_determiner(word), "{word}");
        }
    }

    #[test]
    fn words_of_other_languages_that_are_english_are_english() {
        let negates = |word: &str| Roles::NEGATION.has_any(word);
        assert!(
            ["not", "keine", "não", "nao", "ікке", "ikke", "đừng", "älä"].map(negates)
                == [true, true, true, true, false, true, true, true]
        );
        assert!(!["of", "dung", "ala", "die"].into_iter().any(negates));
    }
}
