//! What a request says to be fine before it goes on about something else.

use super::cues::{self, Grammar};
use super::{Reading, WordKinds};
use crate::text::{Languages, Words};

/// The words of what a request says to be fine, where it goes on about something else.
pub(crate) fn find_fine(words: &Words, kinds: &impl WordKinds) -> Vec<usize> {
    let all = (0..words.len()).fold(Languages::default(), |all, i| all.with(kinds.cue_languages(i)));
    let may_say = |grammar: &&Grammar| all.has(grammar.language) && !grammar.fine.is_empty();
    let read = |grammar| Reading { words, kinds, grammar };
    let fine = |reading: Reading<_>| {
        let cues = (0..words.len()).filter(|&i| kinds.cue_languages(i).has(reading.grammar.language));
        cues.flat_map(|i| reading.said_to_be_fine(i)).collect::<Vec<_>>()
    };
    cues::GRAMMARS.iter().filter(may_say).map(read).flat_map(fine).collect()
}

impl<K: WordKinds> Reading<'_, K> {
    /// `the cache works` in `the cache works, the login does not`, but nothing of `the login works on my phone, not on hers`: a
    /// clause of its own, behind which another thing is named.
    fn said_to_be_fine(&self, i: usize) -> Vec<usize> {
        let Grammar { fine, copulas, articles, openers, .. } = self.grammar;
        let Some(behind) = self.phrase(fine, i).filter(|&at| self.is_set_off(at - 1)) else {
            return Vec::new();
        };
        let is_said_of = self.before(i).is_some_and(|word| copulas.contains(&&*word));
        let object = self.object_before(i - usize::from(is_said_of));
        let is_article = |at: usize| articles.contains(&&*self.word(at));
        let begins =
            |&first: &usize| self.starts_clause(first) || self.starts_clause(first - 1) && is_article(first - 1);
        let is_whole = object.first().is_some_and(begins);
        let mut next = (behind..self.words.len()).skip_while(|&at| openers.contains(&&*self.word(at)));
        let names_another = next.next().is_some_and(is_article);
        if is_whole && names_another { object } else { Vec::new() }
    }
}
