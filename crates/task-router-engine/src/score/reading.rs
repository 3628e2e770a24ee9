//! Reads a request into the cache numbers of its words, in the team's languages.

use super::Scorer;
use crate::text::{Language, Languages, may_be_glued, resolve_one};

impl Scorer<'_> {
    /// Reads the words of a request; words not cached yet are resolved.
    pub(super) fn read(&mut self, request: &str) {
        self.words.read(request);
        self.pairs.clear();
        self.word_cache.make_room();
        self.number_words();
        self.resolve();
        if let Some(language) = self.foreign_language() {
            let Self { words, word_cache, numbers, .. } = self;
            for (i, number) in numbers.iter_mut().enumerate() {
                if word_cache.facts(*number).number == 0 {
                    *number = word_cache.foreign_number(words.get(i), language);
                }
            }
        }
    }

    /// Looks up every word; resolved ones come from the cache.
    fn resolve(&mut self) {
        let Self { words, stems, word_cache, numbers, .. } = self;
        let features = *word_cache.features();
        let notes = |i: usize| numbers.get(i).map_or(0, |&number| word_cache.facts(number).notes);
        let replaced = words.rewrite(|words, i| match notes(i) {
            0 if !may_be_glued(words, i) => None,
            own => resolve_one(words, i, [own, notes(i + 1)], stems, &features),
        });
        if replaced.is_empty() {
            return;
        }
        let (mut resolved, mut done) = (Vec::with_capacity(words.len()), 0);
        for (before, count) in replaced {
            resolved.extend_from_slice(&numbers[done..before.start]);
            let start = resolved.len();
            resolved.extend((start..start + count).map(|i| word_cache.number(words.get(i))));
            done = before.end;
        }
        resolved.extend_from_slice(&numbers[done..]);
        *numbers = resolved;
    }

    /// Collects the `MAY_*` bits of the words; returns the request's language if it is not one of the team's and some
    /// of its words are unknown.
    fn foreign_language(&mut self) -> Option<Language> {
        let (mut languages, mut may_be, mut is_known) = (Languages::default(), 0, true);
        for &number in &self.numbers {
            let word = self.word_cache.facts(number);
            languages = languages.with(word.languages);
            may_be |= word.may_be;
            is_known &= word.number != 0;
        }
        self.may_be = may_be;
        if is_known || !languages.has_others(self.languages) {
            return None;
        }
        let facts = self.numbers.iter().map(|&number| self.word_cache.facts(number));
        self.index.foreign_language(facts.map(|word| word.languages))
    }

    fn number_words(&mut self) {
        self.numbers.clear();
        for i in 0..self.words.len() {
            self.numbers.push(self.word_cache.number(self.words.get(i)));
        }
    }
}
