//! Function words by language: words that hold a sentence together and say nothing of its subject. A description of a
//! few lines is too short to show that; examples are numerous enough to learn their weight, so they keep them.

mod others;
mod slavic;
mod western;

use super::Language;
use others::{FINNISH, HINDI, HUNGARIAN, INDONESIAN, TURKISH, VIETNAMESE};
use slavic::{CZECH, POLISH, UKRAINIAN};
use western::{DANISH, DUTCH, ENGLISH, FRENCH, GERMAN, ITALIAN, NORWEGIAN, PORTUGUESE, RUSSIAN, SPANISH, SWEDISH};

/// Bit set of the languages in which a lower-case word is a function word; without accents except in Vietnamese.
pub(super) fn languages_of(word: &str) -> u32 {
    let mut at = slot(word.as_bytes());
    while TABLE.words[at] != NONE {
        if is_word(TABLE.words[at], word.as_bytes()) {
            return TABLE.languages[at];
        }
        at = (at + 1) % SLOTS;
    }
    0
}

/// Lists by language, in the order of [`Language::ALL`].
const LISTS: [&[&str]; Language::ALL.len()] = [
    ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH, RUSSIAN, SWEDISH, DANISH, NORWEGIAN, POLISH, CZECH,
    UKRAINIAN, TURKISH, FINNISH, HUNGARIAN, HINDI, VIETNAMESE, INDONESIAN,
];

/// Hash table of all words with open addressing, built at compile time: every word of every request is looked up once.
static TABLE: FunctionWordTable = FunctionWordTable::of_lists();
/// Number of slots, more than twice the number of words.
const SLOTS: usize = 1 << 13;
/// Empty slot.
const NONE: u16 = u16::MAX;
/// A slot contains the list number times this, plus the position in the list.
const LONGEST_LIST: usize = 1 << 8;

struct FunctionWordTable {
    words: [u16; SLOTS],
    languages: [u32; SLOTS],
}

impl FunctionWordTable {
    const fn of_lists() -> Self {
        let mut table = Self { words: [NONE; SLOTS], languages: [0; SLOTS] };
        let mut list = 0;
        while list < LISTS.len() {
            assert!(LISTS[list].len() <= LONGEST_LIST);
            let mut place = 0;
            while place < LISTS[list].len() {
                let word = LISTS[list][place].as_bytes();
                let mut at = slot(word);
                while table.words[at] != NONE && !is_word(table.words[at], word) {
                    at = (at + 1) % SLOTS;
                }
                if table.words[at] == NONE {
                    table.words[at] = (list * LONGEST_LIST + place) as u16;
                }
                table.languages[at] |= 1 << list;
                place += 1;
            }
            list += 1;
        }
        table
    }
}

/// First slot of a word (FNV-1a, upper bits).
const fn slot(word: &[u8]) -> usize {
    let (mut hash, mut i) = (0x811c_9dc5_u32, 0);
    while i < word.len() {
        hash = (hash ^ word[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    (hash >> (u32::BITS - SLOTS.trailing_zeros())) as usize
}

const fn is_word(known: u16, word: &[u8]) -> bool {
    let known = LISTS[known as usize / LONGEST_LIST][known as usize % LONGEST_LIST].as_bytes();
    if known.len() != word.len() {
        return false;
    }
    let mut i = 0;
    while i < word.len() {
        if known[i] != word[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_without_accents() {
        for list in LISTS {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
            let is_plain = list.iter().all(|word| crate::text::without_accents(word) == *word);
            assert!(is_plain || list == VIETNAMESE, "{list:?}");
        }
    }

    #[test]
    fn every_word_is_found_with_its_languages() {
        let of_lists = |word: &str| {
            let has = |list: &[&str]| u32::from(list.contains(&word));
            Language::ALL.into_iter().fold(0, |all, language| all | has(LISTS[language as usize]) << language as u32)
        };
        let others = ["", "database", "zzz", "the\u{301}"];
        for word in LISTS.into_iter().flatten().copied().chain(others) {
            assert_eq!(languages_of(word), of_lists(word), "{word}");
        }
        assert_eq!(of_lists("database"), 0);
    }
}
