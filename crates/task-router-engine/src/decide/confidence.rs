//! How likely the best candidate is the right one.

use super::{Candidate, EVEN, Options, SAME, candidates, priority};
use crate::index::{ClassKind, Index};
use crate::score::{Coverage, Scorer, Scores};

/// How likely the only one is right whom the words of a request state: of 2,300 keywords of the built-in teams, alone and
/// among function words, all but three reach their agent.
pub(super) const STATED_BY_ONE: f64 = 0.97;
/// How likely the one is right whom priority or a stronger statement sets before others.
pub(super) const STATED_BY_SEVERAL: f64 = 0.9;

/// How likely the best candidate is at most right for which only the table of words speaks: of 129 requests to described tools
/// that belonged to one of them and held no word of the best one's text, 42 % reached the right one, and most requests of this
/// kind belong to nobody.
const RELATED_ALONE: f64 = 0.4;

/// Somebody for whom only the table of words speaks cannot answer, and is that much of a rival. On described teams the log loss
/// of confidence is 0.333 with all of it, 0.331 with half, 0.335 with nothing.
const ONLY_RELATED_RIVAL: f64 = 0.5;
/// So many others are looked at.
const MOST_RIVALS: usize = 3;

/// What tells how likely the best candidate is the right one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals {
    /// Its score.
    pub score: f64,
    /// The best score of anybody else, or of the request being for nobody here; at least 0, since somebody about whom
    /// nothing is known has the log-odds 0.
    pub next: f64,
    /// What of the request's content its words are evidence for.
    pub coverage: Coverage,
    /// What of its score the table of words adds: its words have to do with the class's, and are other words.
    pub related: f64,
}

impl Signals {
    /// How likely the best candidate is the right one. Where all the content stands in one's own text and in nobody else's,
    /// that is reason enough to name it; where nothing of it does and its words only have to do with those of the text, it is not.
    fn confidence(&self, index: &Index) -> f64 {
        let fitted = index.meta.calibrator.probability(self.score, self.next, self.coverage.described);
        match self.score - self.related <= SAME {
            true => fitted.min(RELATED_ALONE),
            false if self.coverage.is_exclusive && self.score > self.next => fitted.max(EVEN),
            false => fitted,
        }
    }
}

/// The signals of a request that was scored last.
fn signals(scorer: &Scorer, scores: &Scores, candidates: &[Candidate]) -> Option<Signals> {
    let best = candidates.first()?;
    let rivals = candidates.iter().skip(1).take(MOST_RIVALS).map(|rival| as_rival(scorer, rival));
    Some(Signals {
        score: best.score,
        next: rivals.fold(out_of_scope(scorer.index(), scores).max(0.0), f64::max),
        coverage: scorer.coverage(best.class),
        related: scorer.related_to(best.class),
    })
}

/// What the score of somebody else counts against the best candidate.
fn as_rival(scorer: &Scorer, rival: &Candidate) -> f64 {
    let is_only_related = rival.score - scorer.related_to(rival.class) <= SAME;
    if is_only_related { rival.score * ONLY_RELATED_RIVAL } else { rival.score }
}

/// The signals of one request, on which its confidence is built.
pub fn signals_of(scorer: &mut Scorer, request: &str) -> Option<Signals> {
    scorer.scored(request, |scorer, scores| {
        signals(scorer, scores, &candidates(scorer.index(), scores, &Options { most: 2, ..Options::default() }))
    })
}

/// How likely the best candidate is the right one.
pub(super) fn confidence(scorer: &Scorer, scores: &Scores, candidates: &[Candidate]) -> f64 {
    let index = scorer.index();
    if scores.is_stated {
        return stated_confidence(index, scores, candidates);
    }
    signals(scorer, scores, candidates).map_or(0.0, |signals| signals.confidence(index))
}

/// The same where a request is made of nothing but what authors state.
fn stated_confidence(index: &Index, scores: &Scores, candidates: &[Candidate]) -> f64 {
    let stated: Vec<&Candidate> = candidates.iter().take_while(|candidate| candidate.score > 0.0).collect();
    let Some(highest) = stated.iter().map(|candidate| priority(index, scores, candidate)).max() else { return 0.0 };
    let mut equals = stated.iter().filter(|candidate| priority(index, scores, candidate) == highest);
    match (equals.next(), equals.next()) {
        (Some(_), None) if stated.len() == 1 => STATED_BY_ONE,
        (Some(first), Some(second)) => 0.5 + (STATED_BY_SEVERAL - 0.5) * (1.0 - second.score / first.score),
        _ => STATED_BY_SEVERAL,
    }
}

/// What speaks for the request being meant for nobody in particular.
fn out_of_scope(index: &Index, scores: &Scores) -> f64 {
    let last =
        index.meta.classes.len().checked_sub(1).filter(|&last| index.meta.classes[last].kind == ClassKind::OutOfScope);
    let found = last.and_then(|last| scores.classes.iter().rev().find(|(class, _)| class.index() == last));
    found.map_or(0.0, |(_, score)| *score)
}
