//! Leave-one-out: the answer to an example from a model that has not seen it.

use super::related::MeanDirections;
use super::{LooResult, Matrix, NOBODY, Row, Weights, highest, smoothed, svm};

/// Share of an example's contribution to its own score that is subtracted to estimate its score without it. All of it
/// (1.0) is a lower bound: after retraining, its neighbours would take over part of it. This share agrees with held-out
/// data.
const OWN_SHARE: f32 = 0.6;
/// The same for the direction of its words: 128 numbers shared by all examples, nearly all of whose contribution a
/// neighbour would take over. Chosen among 0, 0.2, 0.4 and 0.7 on sets with held-out requests (`docs/scoring.md`).
const OWN_RELATED_SHARE: f32 = 0.2;

/// The trained weights, as needed for leave-one-out.
#[derive(Clone, Copy)]
pub(super) struct Learnt<'m> {
    pub(super) counts: &'m [Vec<(u32, f32)>],
    pub(super) weights: &'m Weights,
    pub(super) means: &'m [f32],
    pub(super) directions: &'m MeanDirections,
}

impl Matrix {
    /// Estimates the answer to a row without it: its own counts are subtracted from the naive Bayes weights, and its
    /// own duals from the SVM's (a bound on training without it; Jaakkola and Haussler 1999). Features that only this
    /// row has count as unknown.
    pub(super) fn leave_out(&self, row: &Row, learnt: &Learnt, duals: &[(u32, f32)], answers: &[usize]) -> LooResult {
        let Learnt { counts, weights, means, directions } = *learnt;
        let mut scores = vec![0f32; self.active.len()];
        row.prior.iter().for_each(|&(class, weight)| scores[class as usize] = weight);
        let mut base = 0.0;
        for &(f, x) in &row.shared {
            base -= x * means[f as usize];
            if weights.dense.is_empty() {
                weights.shared[f as usize].iter().for_each(|&(class, w)| scores[class as usize] += x * w);
            }
            let counts = &counts[f as usize];
            let own =
                counts.binary_search_by_key(&(row.label as u32), |(class, _)| *class).map_or(0.0, |at| counts[at].1);
            scores[row.label] += x * (smoothed(own - x) - smoothed(own));
        }
        if !weights.dense.is_empty() {
            svm::add_rows(&mut scores, &row.shared, &weights.dense);
        }
        svm::add_rows(&mut scores, &row.related, &weights.related);
        scores[row.label] -= directions.own_part(row);
        for &(_, x) in &row.own {
            base -= x * smoothed(x) / self.active.len() as f32;
        }
        // The scores contain nothing of its own features yet, which add `own_square` times the duals.
        let related: f32 = row.related.iter().map(|(_, x)| x * x).sum();
        let share = OWN_SHARE * (row.square - related) + OWN_RELATED_SHARE * related - row.own_square;
        duals.iter().for_each(|&(class, dual)| scores[class as usize] -= dual * share);
        scores.iter_mut().zip(&weights.class_bias).for_each(|(score, own)| *score += base + row.length * own);
        let answer_of = |class: usize| answers[self.active[class]];
        let somebody = scores.iter().copied().enumerate().filter(|(class, _)| answer_of(*class) != NOBODY);
        let (class, best) = highest(somebody);
        let answer = answer_of(class);
        let (_, next) = highest(scores.iter().copied().enumerate().filter(|(class, _)| answer_of(*class) != answer));
        // A class without evidence has log-odds 0.
        LooResult { best, answer, lead: best - next.max(0.0) }
    }
}
