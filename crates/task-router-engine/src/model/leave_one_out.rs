//! Leave-one-out: the answer to an example from a model that has not seen it.

use super::related::{BLOCK, DirectionBlock};
use super::{Matrix, NOBODY, SharedWeights, Trained, WORTH_A_THREAD, highest, smoothed, svm};
use crate::threads;

/// Share of an example's contribution to its own score that is subtracted to estimate its score without it. All of it
/// (1.0) is a lower bound: after retraining, its neighbours would take over part of it. This share agrees with held-out
/// data.
const OWN_SHARE: f32 = 0.6;
/// The same for the direction of its words: 128 numbers shared by all examples, nearly all of whose contribution a
/// neighbour would take over. Chosen among 0, 0.2, 0.4 and 0.7 on sets with held-out requests (`docs/scoring.md`).
const OWN_RELATED_SHARE: f32 = 0.2;

/// Answer to an example from a model that has not seen it, in the unit of the weights.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LooResult {
    /// Score of the best class.
    pub best: f32,
    /// The class that answers for the best one; never [`NOBODY`], even if that scores higher.
    pub answer: usize,
    /// Margin of the best class over the next one with another answer.
    pub margin: f32,
}

impl Matrix {
    /// Leave-one-out results of one in `every` examples: (position in the given order, result), ascending.
    ///
    /// `answers[c]` is the class that answers for class `c`: itself, or the first agent of a flow. Confusing two classes
    /// with the same answer is no error.
    pub fn leave_out(&self, trained: &Trained, every: usize, answers: &[usize]) -> Vec<(usize, LooResult)> {
        let rows = &self.rows.heads;
        let mut places: Vec<usize> =
            (0..rows.len()).filter(|&place| rows[place].example.is_multiple_of(every)).collect();
        // Examples of a class have features in common.
        places.sort_by_key(|&place| rows[place].label);
        let blocks: Vec<&[usize]> = places.chunks(BLOCK).collect();
        let results = threads::map(&blocks, WORTH_A_THREAD / BLOCK, || {
            |places: &&[usize]| {
                let block = DirectionBlock::of(places.iter().map(|&place| self.rows.related.row(place)));
                let products: Vec<_> = trained.weights.related.iter().map(|weights| block.products(weights)).collect();
                let result = |(at, &place): (usize, &usize)| {
                    let related = products.iter().map(|product| product[at]);
                    (rows[place].example, self.leave_one_out(trained, place, related, answers))
                };
                places.iter().enumerate().map(result).collect::<Vec<_>>()
            }
        });
        let mut results: Vec<_> = results.into_iter().flatten().collect();
        results.sort_unstable_by_key(|(example, _)| *example);
        results
    }

    /// Estimates the answer to a row without it: its own counts are subtracted from the naive Bayes weights, and its
    /// own duals from the SVM's (a bound on training without it; Jaakkola and Haussler 1999). Features that only this
    /// row has count as unknown. `related` are the third block's scores by class.
    fn leave_one_out(
        &self,
        trained: &Trained,
        place: usize,
        related: impl Iterator<Item = f32>,
        answers: &[usize],
    ) -> LooResult {
        let Trained { counts, weights, means, directions, duals, .. } = trained;
        let (row, duals) = (&self.rows.heads[place], &duals[place]);
        let (shared, own_direction) = (self.rows.shared.row(place), self.rows.related.row(place));
        let mut scores = vec![0f32; svm::row_length(self.active.len())];
        self.rows.priors.row(place).iter().for_each(|&(class, weight)| scores[class as usize] = weight);
        let mut base = 0.0;
        for &(f, x) in shared {
            base -= x * means[f as usize];
            if let SharedWeights::Sparse(rows) = &weights.shared {
                rows[f as usize].iter().for_each(|&(class, w)| scores[class as usize] += x * w);
            }
            let counts = &counts[f as usize];
            let own =
                counts.binary_search_by_key(&(row.label as u32), |(class, _)| *class).map_or(0.0, |at| counts[at].1);
            scores[row.label] += x * (smoothed(own - x) - smoothed(own));
        }
        if let SharedWeights::Dense { weights, .. } = &weights.shared {
            svm::add_rows(&mut scores, shared, weights);
        }
        scores.truncate(self.active.len());
        scores.iter_mut().zip(related).for_each(|(score, related)| *score += related);
        scores[row.label] -= directions.own_part(row.label, own_direction);
        for &(_, x) in self.rows.own.row(place) {
            base -= x * smoothed(x) / self.active.len() as f32;
        }
        // The scores contain nothing of its own features yet, which add `own_square` times the duals.
        let related: f32 = own_direction.iter().map(|x| x * x).sum();
        let share = OWN_SHARE * (row.square - related) + OWN_RELATED_SHARE * related - row.own_square;
        duals.iter().for_each(|&(class, dual)| scores[class as usize] -= dual * share);
        scores.iter_mut().zip(&weights.class_bias).for_each(|(score, own)| *score += base + row.length * own);
        let answer_of = |class: usize| answers[self.active[class]];
        let somebody = scores.iter().copied().enumerate().filter(|(class, _)| answer_of(*class) != NOBODY);
        let (class, best) = highest(somebody);
        let answer = answer_of(class);
        let (_, next) = highest(scores.iter().copied().enumerate().filter(|(class, _)| answer_of(*class) != answer));
        // A class without evidence has log-odds 0.
        LooResult { best, answer, margin: best - next.max(0.0) }
    }
}
