//! Leave-one-out: the answer to an example from a model that has not seen it.

use super::related::{BLOCK, Block, MeanDirections};
use super::{LooResult, Matrix, NOBODY, WORTH_A_THREAD, Weights, highest, smoothed, svm};
use crate::threads;

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
    pub(super) duals: &'m [Vec<(u32, f32)>],
}

impl Matrix {
    /// Leave-one-out results of one in `every` examples.
    pub(super) fn leave_out(&self, every: usize, learnt: &Learnt, answers: &[usize]) -> Vec<(usize, LooResult)> {
        let is_wanted = |place: &usize| self.rows[*place].example.is_multiple_of(every);
        let mut places: Vec<usize> = (0..self.rows.len()).filter(is_wanted).collect();
        // Examples of a class have features in common.
        places.sort_by_key(|&place| self.rows[place].label);
        let blocks: Vec<&[usize]> = places.chunks(BLOCK).collect();
        let results = threads::map(&blocks, WORTH_A_THREAD / BLOCK, || {
            |places: &&[usize]| {
                let block = Block::of(places.iter().map(|&place| self.rows[place].related.as_slice()));
                let products: Vec<_> = learnt.weights.related.iter().map(|weights| block.products(weights)).collect();
                let result = |(at, &place): (usize, &usize)| {
                    let related = products.iter().map(|product| product[at]);
                    (self.rows[place].example, self.leave_one_out(place, related, learnt, answers))
                };
                places.iter().enumerate().map(result).collect::<Vec<_>>()
            }
        });
        results.into_iter().flatten().collect()
    }

    /// Estimates the answer to a row without it: its own counts are subtracted from the naive Bayes weights, and its
    /// own duals from the SVM's (a bound on training without it; Jaakkola and Haussler 1999). Features that only this
    /// row has count as unknown. `related` are the third block's scores by class.
    fn leave_one_out(
        &self,
        place: usize,
        related: impl Iterator<Item = f32>,
        learnt: &Learnt,
        answers: &[usize],
    ) -> LooResult {
        let (row, duals) = (&self.rows[place], &learnt.duals[place]);
        let Learnt { counts, weights, means, directions, .. } = *learnt;
        let mut scores = vec![0f32; svm::row_length(self.active.len())];
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
        scores.truncate(self.active.len());
        scores.iter_mut().zip(related).for_each(|(score, related)| *score += related);
        scores[row.label] -= directions.own_part(row);
        for &(_, x) in &row.own {
            base -= x * smoothed(x) / self.active.len() as f32;
        }
        // The scores contain nothing of its own features yet, which add `own_square` times the duals.
        let related: f32 = row.related.iter().map(|x| x * x).sum();
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
