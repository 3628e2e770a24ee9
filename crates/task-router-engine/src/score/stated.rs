//! Stated requests, which consist of author statements only: there the statements alone decide.
//!
//! A request is *stated* if each of its words is a function word or part of a keyword or of a pattern's match. Evidence
//! from examples and descriptions for such words is inferred by the router, whereas the authors have claimed the words
//! explicitly; so it does not count. Greetings and closings do not count either, and where several agents state words,
//! nor do vague words that nobody has (`today`, `problem`): they would decide by what they happen to be related to.
//!
//! A statement inside a longer one (`sql` in `sql injection`) is ignored; the longest of all is an example that equals
//! the whole request. Statements of rules (`firebase is down`) determine who is informed, not who answers, so they do
//! not hide what they contain (`firebase`).

use super::coverage::SPECIFIC;
use super::phrase_walk::PhraseWalk;
use super::word_cache::{CachedWord, WordCache};
use super::{EvidenceKind, ScorePart, Scorer, Scores};
use crate::index::{ClassId, FLAG_STATED, Index, PostingKind, Target, UNIT, text_name};
use crate::text::{Feature, Words, stem_feature};
use crate::word_table::EmbeddingId;
use std::ops::Range;

/// Maximum number of words in a pattern's match that counts as a statement. A longer match is evidence, but the author
/// did not claim each word in it: patterns span arbitrary words (`deploy.{0,25}server`).
const LONGEST_MATCH: usize = 3;
/// Weight of a matching example in log-odds: that of a pattern in a team of few classes. Among many, patterns weigh more,
/// as descriptions do; an example is compared with statements only, and the longest of these is alone.
const EXAMPLE_LOG_ODDS: f64 = EvidenceKind::Pattern.log_odds() as f64;

/// One statement found in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement {
    /// Range of the words it covers.
    from: usize,
    to: usize,
    by: By,
}

/// Origin of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A keyword or `not_for` of one word: its feature number, and the word as written.
    Word(usize, Feature),
    /// A keyword or `not_for` of several words: its feature number.
    Phrase(usize),
    /// A pattern: its target, its weight, and its number among those found.
    Pattern(usize, i32, usize),
    /// An example: its target.
    Example(usize),
}

/// The statements of a request; refilled for each.
#[derive(Debug, Default)]
pub(super) struct Statements {
    found: Vec<Statement>,
    covered: Vec<bool>,
}

impl Statements {
    pub(super) fn clear(&mut self) {
        self.found.clear();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Keeps the statements whose words satisfy `keeps`.
    pub(super) fn retain(&mut self, keeps: impl Fn(Range<usize>) -> bool) {
        self.found.retain(|s| keeps(s.from..s.to));
    }

    /// Adds a keyword or `not_for` by its feature number, unless it is only a part of a name such as `BuildError`: the
    /// author of `error` did not claim that name.
    pub(super) fn push(&mut self, words: &Words, from: usize, to: usize, number: usize) {
        let by = match to - from {
            1 if words.is_part_of_a_name(from) => return,
            1 => By::Word(number, stem_feature(words.get(from))),
            _ => By::Phrase(number),
        };
        self.found.push(Statement { from, to, by });
    }

    /// Adds the match of a pattern: the words inside it.
    pub(super) fn push_match(&mut self, words: &Words, matched: Range<usize>, by: By) {
        let is_in = |i: &usize| matched.start <= words.origin(*i).start && words.origin(*i).end <= matched.end;
        let mut inside = (0..words.len()).filter(is_in);
        if let Some(from) = inside.next() {
            self.found.push(Statement { from, to: inside.next_back().unwrap_or(from) + 1, by });
        }
    }

    /// Returns whether the request is stated, and if so keeps only the statements that count; `is_function` tells which
    /// words are function words, `is_vague` which others say nothing. A function word is a statement only if it is the
    /// whole request.
    pub(super) fn settle(
        &mut self,
        index: &Index,
        words: usize,
        is_function: impl Fn(usize) -> bool,
        is_vague: impl Fn(usize) -> bool,
    ) -> bool {
        self.found.retain(|s| s.to > s.from + 1 || words == 1 || !is_function(s.from));
        self.cover(words);
        let mut others = (0..words).filter(|&i| !self.covered[i] && !is_function(i)).peekable();
        let is_stated = match others.peek() {
            None => self.found.iter().any(|s| s.speaks_for_a_class(index)),
            Some(_) => self.speak_for_several(index) && others.all(is_vague),
        };
        if is_stated {
            self.keep_longest(words, |s| s.is_about_a_class(index), |s| s.speaks_for_a_class(index));
        }
        is_stated
    }

    /// Whether there are statements in favour of different classes.
    fn speak_for_several(&self, index: &Index) -> bool {
        let in_favour = |(_, owner, weight): &(Statement, usize, i32)| *weight > 0 && *owner < index.meta.classes.len();
        let mut owners = self.entries(index).filter(in_favour).map(|(_, owner, _)| owner);
        owners.next().is_some_and(|first| owners.any(|owner| owner != first))
    }

    /// Finds the words that are part of a statement.
    fn cover(&mut self, words: usize) {
        self.covered.clear();
        self.covered.resize(words, false);
        self.found.iter().filter(|s| s.covers()).for_each(|s| self.covered[s.from..s.to].fill(true));
    }

    /// Drops each statement inside a longer one about a class, in one pass over the words. A statement that only speaks
    /// against a class (`load test`) does not hide one in favour of others (`load`).
    fn keep_longest(
        &mut self,
        words: usize,
        is_about_a_class: impl Fn(&Statement) -> bool,
        speaks_for: impl Fn(&Statement) -> bool,
    ) {
        let by_all = Reach::of(words, self.found.iter().filter(|s| s.covers() && is_about_a_class(s)));
        let by_for = Reach::of(words, self.found.iter().filter(|s| s.covers() && speaks_for(s)));
        self.found.retain(|s| !if speaks_for(s) { &by_for } else { &by_all }.holds(s));
    }

    /// Who states what: (statement, class or rule, weight).
    pub(super) fn entries<'a>(&'a self, index: &'a Index) -> impl Iterator<Item = (Statement, usize, i32)> + 'a {
        self.found.iter().flat_map(move |&s| s.entries(index).map(move |(owner, weight)| (s, owner, weight)))
    }

    /// The parts of one class's score in a stated request; `matched` is what a pattern matches.
    fn parts<'a>(
        &self,
        index: &Index,
        words: &Words,
        class: usize,
        matched: impl Fn(usize) -> &'a str,
    ) -> Vec<ScorePart> {
        let own = self.entries(index).filter(|(_, owner, _)| *owner == class);
        own.map(|(s, _, weight)| {
            let kind = match s.by {
                By::Word(number, _) | By::Phrase(number) => {
                    let mut postings = index.features().authored_by(number).filter(|posting| posting.owner == class);
                    postings.find_map(|posting| posting.stated).unwrap_or(EvidenceKind::Keyword)
                }
                By::Pattern(..) => EvidenceKind::Pattern,
                By::Example(_) => EvidenceKind::Example,
            };
            let text = match s.by {
                By::Pattern(.., found) => matched(found).into(),
                _ => words.phrase(s.from, s.to).into(),
            };
            ScorePart {
                kind: kind.signed(weight.into()),
                text,
                near: None,
                score: f64::from(weight) / UNIT,
                line: None,
            }
        })
        .collect()
    }
}

/// How far the statements reach that start at each word, and those that start before it.
struct Reach {
    at: Vec<usize>,
    before: Vec<usize>,
}

impl Reach {
    fn of<'s>(words: usize, statements: impl Iterator<Item = &'s Statement>) -> Self {
        let (mut at, mut before) = (vec![0; words], vec![0; words]);
        statements.for_each(|s| at[s.from] = s.to.max(at[s.from]));
        (1..words).for_each(|i| before[i] = before[i - 1].max(at[i - 1]));
        Self { at, before }
    }

    /// Whether a statement lies inside a longer one.
    fn holds(&self, s: &Statement) -> bool {
        self.before[s.from] >= s.to || self.at[s.from] > s.to
    }
}

impl Statement {
    /// Whether it claims each of its words.
    fn covers(&self) -> bool {
        !matches!(self.by, By::Pattern(..)) || self.to - self.from <= LONGEST_MATCH
    }

    fn entries(self, index: &Index) -> impl Iterator<Item = (usize, i32)> {
        let (number, single) = match self.by {
            By::Word(number, _) | By::Phrase(number) => (Some(number), None),
            By::Pattern(owner, weight, _) => (None, Some((owner, weight))),
            By::Example(owner) => (None, Some((owner, (EXAMPLE_LOG_ODDS * UNIT) as i32))),
        };
        let features = index.features();
        let exact = self.exact_owners(index);
        let is_meant =
            move |owner: usize| exact.is_empty() || exact.iter().any(|&(_, _, class)| class as usize == owner);
        let of_feature = number.into_iter().flat_map(move |number| features.entries(PostingKind::Stated, number));
        of_feature.filter(move |&(owner, weight)| weight < 0 || is_meant(owner)).chain(single)
    }

    /// The targets that state the word exactly as written, if others state other forms of it; empty if that does not
    /// narrow them down.
    fn exact_owners(self, index: &Index) -> &[(u32, Feature, u32)] {
        let By::Word(number, word) = self.by else { return &[] };
        let known = index.meta.exact_words.as_slice();
        if known.is_empty() {
            return known;
        }
        let key = (number as u32, word);
        let first = known.partition_point(|row| (row.0, row.1) < key);
        let end = known.partition_point(|row| (row.0, row.1) <= key);
        &known[first..end]
    }

    fn is_about_a_class(self, index: &Index) -> bool {
        self.entries(index).any(|(owner, _)| owner < index.meta.classes.len())
    }

    fn speaks_for_a_class(self, index: &Index) -> bool {
        self.entries(index).any(|(owner, weight)| owner < index.meta.classes.len() && weight > 0)
    }

    /// The priority of the statement itself, if its author gave it one.
    pub(super) fn priority(self, index: &Index, class: usize) -> Option<i32> {
        let (By::Word(number, _) | By::Phrase(number)) = self.by else { return None };
        let key = (number as u32, class as u32);
        let known = &index.meta.word_priorities;
        let end = known.partition_point(|row| (row.0, row.1) <= key);
        known[..end].last().filter(|row| (row.0, row.1) == key).map(|row| row.2)
    }
}

/// Whether a word says nothing: nobody has it, also not as a misspelling, and it is in texts of all kinds (`today`,
/// `problem`). A word without a row in the word table usually is a name.
fn is_vague(word: &CachedWord) -> bool {
    let is_generic = || !word.is_content || EmbeddingId::of(word.stem).is_some_and(|row| row.specificity() < SPECIFIC);
    word.meant == 0 && is_generic()
}

/// The targets with an example equal to the request.
fn example_owners<'i>(
    index: &'i Index,
    word_cache: &WordCache,
    numbers: &[u32],
) -> impl Iterator<Item = usize> + use<'i> {
    let name = text_name(numbers.iter().map(|&number| word_cache.facts(number).stem));
    name.into_iter().flat_map(|name| index.example_owners(name))
}

/// Calls `each` with the place and the feature number of every keyword and `not_for` of words of a request.
pub(super) fn for_each_stated(word_cache: &WordCache, numbers: &[u32], mut each: impl FnMut(Range<usize>, usize)) {
    let features = word_cache.features();
    for from in 0..numbers.len() {
        for (to, number) in PhraseWalk::from_word(word_cache, numbers, from) {
            if features.flags(number) & FLAG_STATED != 0 {
                each(from..to, number);
            }
        }
    }
}

impl Scorer<'_> {
    /// Whether the request just read equals an example.
    pub(super) fn is_example(&self) -> bool {
        example_owners(self.index, &self.word_cache, &self.numbers).next().is_some()
    }

    /// Finds the statements of the words, in addition to those of patterns; returns whether the request is stated.
    /// `counts` tells which words count; what a request says without the others may be stated, too.
    pub(super) fn find_statements(&mut self, counts: impl Fn(usize) -> bool) -> bool {
        let Self { index, word_cache, words, numbers, statements, .. } = self;
        let facts = |i: usize| word_cache.facts(numbers[i]);
        let mut owners = example_owners(index, word_cache, numbers).peekable();
        if owners.peek().is_some() {
            let whole = |owner: usize| Statement { from: 0, to: numbers.len(), by: By::Example(owner) };
            statements.found = owners.map(whole).collect();
            return true;
        }
        if statements.is_empty() && !(0..numbers.len()).any(|i| facts(i).may_be_stated) {
            return false;
        }
        let leaves_stated = |i: usize| {
            let facts = facts(i);
            facts.may_be_stated || facts.is_function || facts.meant == 0 || !counts(i)
        };
        let is_candidate = !statements.is_empty() || (0..numbers.len()).all(leaves_stated);
        if !is_candidate && index.meta.word_priorities.is_empty() {
            return false;
        }
        for_each_stated(word_cache, numbers, |at, number| statements.push(words, at.start, at.end, number));
        statements.retain(|mut words| words.all(&counts));
        if !is_candidate {
            return false;
        }
        let is_function = |i: usize| facts(i).is_function || !counts(i);
        statements.settle(index, numbers.len(), is_function, |i| is_vague(facts(i)))
    }

    /// Computes the scores of a stated request; `whole` is the share of a word that counts in full, a factor of the
    /// authored sums.
    pub(super) fn finish_stated(&mut self, whole: i32, scores: &mut Scores) {
        let meta = &self.index.meta;
        let classes = meta.classes.len();
        scores.clear(self.numbers.len());
        scores.is_stated = true;
        self.learned.take(|_, _| ());
        self.authored.take(|target, authored| {
            if let Target::Rule(rule) = Target::new(target, classes) {
                scores.add_rule(rule, authored / i64::from(whole), &self.related, self.index);
            }
        });
        self.settle_rules(scores);
        for (_, owner, weight) in self.statements.entries(self.index).filter(|(_, owner, _)| *owner < classes) {
            *self.authored.touch(owner) += i64::from(weight);
        }
        self.authored.take(|class, authored| scores.classes.push((ClassId::new(class), authored as f64 / UNIT)));
    }

    pub(super) fn add_priorities(&self, scores: &mut Scores) {
        let meta = &self.index.meta;
        if !scores.is_stated && meta.word_priorities.is_empty() {
            return;
        }
        let said = self.statements.entries(self.index);
        for (statement, owner, _) in said.filter(|(_, owner, weight)| *owner < meta.classes.len() && *weight > 0) {
            scores.priorities.push((ClassId::new(owner), statement.priority(self.index, owner)));
        }
    }

    /// The parts that the statements contribute to a class.
    pub(super) fn stated_parts(&self, class: ClassId) -> Vec<ScorePart> {
        let matched = |found: usize| &self.request[self.found_patterns[found].range.clone()];
        self.statements.parts(self.index, &self.words, class.index(), matched)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_inside_longer_ones_are_dropped() {
        let at = |from, to| Statement { from, to, by: By::Phrase(0) };
        let pattern = |from, to| Statement { from, to, by: By::Pattern(0, 1, 0) };
        let cases = [
            (vec![at(0, 1), at(0, 2), at(1, 2), at(2, 3)], vec![at(0, 2), at(2, 3)]),
            (vec![at(0, 2), at(1, 3), at(0, 2)], vec![at(0, 2), at(1, 3), at(0, 2)]),
            (vec![pattern(0, 1), at(0, 1), at(0, 3), at(1, 2)], vec![at(0, 3)]),
            (vec![pattern(0, LONGEST_MATCH + 1), at(1, 2)], vec![pattern(0, LONGEST_MATCH + 1), at(1, 2)]),
        ];
        for (found, kept) in cases {
            let mut statements = Statements { found, covered: Vec::new() };
            statements.keep_longest(LONGEST_MATCH + 1, |_| true, |_| true);
            assert_eq!(statements.found, kept);
        }
    }
}
