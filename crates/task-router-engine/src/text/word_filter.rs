//! A Bloom filter of words that the compiler computes: whether a word may be in a list, without reading the list and
//! without building a set when the program starts.

/// A filter with two bits for each word. With 32 bits of space a word, about one other word in three hundred passes.
pub(crate) struct WordFilter<const GROUPS: usize>([u64; GROUPS]);

/// The hash of no letters yet (FNV-1a).
pub(crate) const EMPTY_WORD: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of a word with another byte (FNV-1a).
pub(crate) const fn with_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x100_0000_01b3)
}

/// The hash of a word.
pub(crate) fn hash_of(word: &str) -> u64 {
    word.bytes().fold(EMPTY_WORD, with_byte)
}

impl<const GROUPS: usize> WordFilter<GROUPS> {
    /// A filter of no words.
    pub(crate) const fn empty() -> Self {
        Self([0; GROUPS])
    }

    /// Adds the word with this hash.
    pub(crate) const fn add(&mut self, hash: u64) {
        let [one, other] = Self::bits_of(hash);
        self.0[one / 64] |= 1 << (one % 64);
        self.0[other / 64] |= 1 << (other % 64);
    }

    /// Adds the words of a text, which are separated by spaces, line breaks or `_`.
    pub(crate) const fn add_words(&mut self, text: &str) {
        let text = text.as_bytes();
        let (mut at, mut word) = (0, EMPTY_WORD);
        while at < text.len() {
            word = match text[at] {
                b' ' | b'\n' | b'_' => {
                    self.add(word);
                    EMPTY_WORD
                }
                letter => with_byte(word, letter),
            };
            at += 1;
        }
        self.add(word);
    }

    /// Whether a word may have been added.
    pub(crate) fn may_hold(&self, word: &str) -> bool {
        Self::bits_of(hash_of(word)).iter().all(|bit| self.0[bit / 64] >> (bit % 64) & 1 == 1)
    }

    const fn bits_of(hash: u64) -> [usize; 2] {
        // FNV-1a hardly mixes words of two letters: `of` and `in` would have bits of `oi` and `un`.
        let hash = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        [(hash >> 48) as usize % (GROUPS * 64), (hash >> 28) as usize % (GROUPS * 64)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_words_pass_and_few_others() {
        let name = |number: usize| format!("word{number}");
        let mut filter = WordFilter::<16>::empty();
        (0..32).for_each(|number| filter.add(hash_of(&name(number))));
        assert!((0..32).all(|number| filter.may_hold(&name(number))));
        // All short words, which are the most frequent ones.
        let letters = || (b'a'..=b'z').map(char::from);
        let mut pairs = WordFilter::<32>::empty();
        let added = ["im", "oi", "un", "yo", "hi"];
        added.iter().for_each(|word| pairs.add(hash_of(word)));
        let words = letters().flat_map(|one| letters().map(move |other| String::from_iter([one, other])));
        assert!(words.filter(|word| pairs.may_hold(word)).count() < 8);
        filter.add_words("pull_request\nrun book");
        let words = ["pull", "request", "run", "book"];
        assert!(words.iter().all(|word| filter.may_hold(word)) && !filter.may_hold("pull_request"));
        let others = (32..10_032).filter(|&number| filter.may_hold(&name(number))).count();
        assert!(others < 100, "{others}");
    }
}
