//! Confidence: the probability that the best candidate is right.

use super::{CLOSE_CALL, Candidate, EVEN, Options, Ranking, SAME};
use crate::index::{ClassKind, Index};
use crate::model::calibration::logistic;
use crate::score::{ContentCoverage, FULL, ScoredRequest, Scores};

/// Confidence if the request states only one agent: of 2,300 keywords of the built-in teams, alone and among function
/// words, all but three reach their agent.
pub(super) const STATED_BY_ONE: f64 = 0.97;
/// Confidence if priority or a stronger statement decides between several stated agents.
pub(super) const STATED_BY_SEVERAL: f64 = 0.9;

/// Upper limit of the confidence in a candidate that no content of the request supports: there is none, or the candidate
/// owes nearly all to function words, which some of its few examples have by chance ("where is my dog?" as "where is my
/// parcel?"), or it is only related to the content, in a team of fewer than [`FEW`] agents: see `docs/scoring.md`.
const WITHOUT_CONTENT: f64 = 0.4;
/// Teams of fewer agents say too little of what belongs to them: something in 8 % of the requests to others is related to
/// one of two agents.
const FEW: usize = 4;
/// Number of agents from which one in five requests belongs to nobody, the share that confidence is fitted to. Fewer
/// agents have as many fewer requests of their own, which matters where the evidence is only related.
const MANY: f64 = 16.0;

/// Inputs of the confidence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals {
    /// Score of the best candidate.
    pub score: f64,
    /// The best score of a rival or of the out-of-scope class; at least 0, the log-odds of a class without evidence.
    pub next: f64,
    /// How much of the request's content is evidence for the best candidate.
    pub coverage: ContentCoverage,
    /// The part of its score that comes from the word table: related words, not its own.
    pub related: f64,
    /// The part of its score that examples give to words that are not content.
    pub(crate) function_words: f64,
    /// Whether the word table could contribute; it covers English and little of requests in other languages.
    pub(crate) has_table: bool,
}

impl Signals {
    /// Probability that the best candidate is right. It is raised to at least [`EVEN`] if all the content occurs in its
    /// own text and in nobody else's. If none occurs there, it is limited to [`WITHOUT_CONTENT`] where there is no
    /// content or the score without the function words is less than one word's; where what supports the candidate is
    /// only related, it is lower in teams of few agents.
    fn confidence(&self, index: &Index) -> f64 {
        let calibrator = &index.meta.calibrator;
        let fitted = match self.has_table || !self.coverage.is_exact {
            true => calibrator.probability(self.score, self.next, self.coverage.described),
            false => calibrator.probability_without_table(self.score, self.next, self.coverage.described),
        };
        // Scores are log-odds: the best is at most e^margin times as likely as the next. Behind the out-of-scope class it
        // still is as likely as not, if a word of the request is its own.
        let is_own = self.coverage.described > 0.0 || self.coverage.evidence >= FULL;
        let margin = self.score - self.next;
        let fitted = fitted.min(logistic(if is_own { margin.max(0.0) } else { margin }));
        // Negative learned evidence may outweigh its own text, which the request still contains.
        let content = self.score - self.function_words;
        let is_silent = self.coverage.content == 0 || content < FULL.min(self.function_words);
        let is_related = self.score - self.related <= SAME;
        let agents = index.agent_count();
        match self.coverage.described == 0.0 {
            true if is_silent || is_related && agents < FEW => fitted.min(WITHOUT_CONTENT),
            true if is_related => with_odds(fitted, (agents as f64 / MANY).min(1.0)),
            _ if self.coverage.is_exclusive && self.score > self.next => fitted.max(EVEN),
            _ => fitted,
        }
    }
}

/// A probability whose odds are multiplied by a factor.
fn with_odds(probability: f64, factor: f64) -> f64 {
    factor * probability / (factor * probability + 1.0 - probability)
}

/// The signals of a request with these candidates.
fn signals(request: &ScoredRequest, candidates: &[Candidate]) -> Option<Signals> {
    let best = candidates.first()?;
    let coverage = request.coverage(best.class);
    Some(Signals {
        score: best.score,
        next: next_score(request.index(), request.scores(), candidates),
        related: request.related_to(best.class),
        // Only looked at, and so only summed, if the class's own text has nothing of the request.
        function_words: if coverage.described > 0.0 { 0.0 } else { request.function_words_to(best.class) },
        coverage,
        has_table: request.has_table(),
    })
}

/// [`Signals::next`] of the first candidate.
fn next_score(index: &Index, scores: &Scores, candidates: &[Candidate]) -> f64 {
    let rival = candidates.get(1).map_or(0.0, |rival| rival.score);
    out_of_scope(index, scores).max(rival).max(0.0)
}

/// The signals of one request, from which its confidence is computed.
pub fn signals_of(request: &ScoredRequest) -> Option<Signals> {
    let options = Options { most: 2, ..Options::default() };
    signals(request, &Ranking { index: request.index(), scores: request.scores(), options: &options }.candidates())
}

/// Probability that the best candidate is right.
pub(super) fn confidence(request: &ScoredRequest, ranking: Ranking, candidates: &[Candidate]) -> f64 {
    if ranking.scores.is_stated {
        return stated_confidence(ranking, candidates);
    }
    signals(request, candidates).map_or(0.0, |signals| signals.confidence(ranking.index))
}

/// The same for a stated request.
fn stated_confidence(ranking: Ranking, candidates: &[Candidate]) -> f64 {
    let stated: Vec<&Candidate> = candidates.iter().take_while(|candidate| candidate.score > 0.0).collect();
    let Some(highest) = stated.iter().map(|candidate| ranking.priority(candidate)).max() else { return 0.0 };
    let mut equals = stated.iter().filter(|candidate| ranking.priority(candidate) == highest);
    match (equals.next(), equals.next()) {
        (Some(_), None) if stated.len() == 1 => STATED_BY_ONE,
        (Some(first), Some(second)) => EVEN + (STATED_BY_SEVERAL - EVEN) * (1.0 - second.score / first.score),
        _ => STATED_BY_SEVERAL,
    }
}

/// Whether anything that its author wrote speaks for a candidate, and not only what is related to it.
pub(super) fn has_own_evidence(request: &ScoredRequest, candidate: &Candidate) -> bool {
    candidate.score - request.related_to(candidate.class) >= FULL || request.coverage(candidate.class).described > 0.0
}

/// The candidate that alone has the words of the request in its own text, if the best is only related to them. It may
/// not be listed.
pub(super) fn owner(request: &ScoredRequest, ranking: Ranking, candidates: &[Candidate]) -> Option<Candidate> {
    let Ranking { index, scores, .. } = ranking;
    let best = candidates.first().filter(|best| !scores.is_stated && best.score > 0.0)?;
    let is_related = |c: &Candidate| c.score - request.related_to(c.class) <= SAME;
    if !is_related(best) || request.coverage(best.class).described > 0.0 {
        return None;
    }
    let class = request.exclusive_class().filter(|class| *class != best.class)?;
    let owner = ranking.candidate(class)?;
    let is_listed_otherwise = candidates.iter().any(|other| other.answer == owner.answer && other.class != class);
    let least = out_of_scope(index, scores).max(0.0);
    // A word of its body alone tells only where others are not much more likely.
    let is_near = request.coverage(class).described > 0.0 || best.score - owner.score <= CLOSE_CALL;
    (!is_listed_otherwise && is_near && owner.score > least && !is_related(&owner)).then_some(owner)
}

/// Score of the out-of-scope class: evidence that the request belongs to nobody.
fn out_of_scope(index: &Index, scores: &Scores) -> f64 {
    let last =
        index.meta.classes.len().checked_sub(1).filter(|&last| index.meta.classes[last].kind == ClassKind::OutOfScope);
    let found = last.and_then(|last| scores.classes.iter().rev().find(|(class, _)| class.index() == last));
    found.map_or(0.0, |(_, score)| *score)
}

#[cfg(test)]
mod tests;
