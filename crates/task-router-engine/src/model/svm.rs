//! Training of a Crammer-Singer multi-class SVM by dual coordinate descent (Keerthi et al. 2008), one example at a time.

use super::matrix::{Matrix, TrainingRow};
use super::related::{BLOCK, DirectionBlock};
use super::{ModelWeights, SharedWeights};
use crate::word_table::WIDTH;

/// Cost of a margin violation. Human examples are not all informative, so obeying each of them costs others: with 2 / 1
/// / 0.5 / 0.25 rewritten requests to three built-in teams are answered right in 75 / 79 / 83, 76 / 76 / 79 and 84 / 84
/// / 92 of a hundred (a quarter gains nothing more), and CLINC150 in full has 95.0 / 94.8 / 94.5 / 94.1 % top-1.
const COST: f32 = 0.5;
/// Number of passes of each round. A round begins with all examples, and one that keeps its margin is not visited again
/// in it. The second round finds margins that later updates of the first one violated: without it the weights depend on
/// the order of visits, and one more example changes unrelated answers. More passes or rounds change no accuracy by
/// more than new sets of requests can tell (`docs/scoring.md`).
const ROUNDS: [usize; 2] = [4, 3];
/// Violations of the margin of 1 below this are ignored.
const TOLERANCE: f32 = 0.1;
/// Number of classes that are processed at once.
const LANES: usize = 8;

/// Adds the SVM's weights to those of the shared features; returns the sparse dual variables of each row, which
/// determine the weights of its other features.
pub(super) fn train(matrix: &Matrix, weights: &mut ModelWeights) -> Vec<Vec<(u32, f32)>> {
    let mut svm = Svm::new(matrix, std::mem::take(&mut weights.related));
    for passes in ROUNDS {
        let mut unsettled: Vec<usize> = (0..matrix.rows.heads.len()).collect();
        for _ in 0..passes {
            let mut changed = Vec::new();
            unsettled.chunks(BLOCK).for_each(|block| svm.visit_block(block, &mut changed));
            unsettled = changed;
        }
    }
    weights.related = svm.related;
    let row_length = svm.margins.len();
    if let SharedWeights::Sparse(bayes) = &weights.shared {
        for (sparse, row) in bayes.iter().zip(svm.primal.chunks_exact_mut(row_length)) {
            sparse.iter().for_each(|&(class, w)| row[class as usize] += w);
        }
    }
    weights.shared = SharedWeights::Dense { weights: svm.primal, row_length };
    for (slacks, row) in svm.slacks.iter_mut().zip(&matrix.rows.heads) {
        super::add(slacks, row.label as u32, COST);
    }
    svm.slacks
}

/// Length of a row of weights for so many classes: a multiple of [`LANES`], so that none are left over.
pub(super) fn row_length(classes: usize) -> usize {
    classes.next_multiple_of(LANES)
}

struct Svm<'m> {
    matrix: &'m Matrix,
    /// Weights of shared features, one row of classes each.
    primal: Vec<f32>,
    /// Weights of the third block by class.
    related: Vec<[f32; WIDTH]>,
    /// By example and class: its dual variable less the upper bound of that, which is [`COST`] for its own class and 0
    /// for the others. Classes without an entry are at the bound; the entries of an example add up to -[`COST`].
    slacks: Vec<Vec<(u32, f32)>>,
    /// Of the visited example, by class: margins, slack while they are changed, and the changes.
    margins: Vec<f32>,
    slack: Vec<f32>,
    changes: Vec<(usize, f32)>,
}

impl<'m> Svm<'m> {
    /// `related` are the initial weights of the third block.
    fn new(matrix: &'m Matrix, related: Vec<[f32; WIDTH]>) -> Self {
        let length = row_length(matrix.active.len());
        Self {
            matrix,
            primal: vec![0.0; matrix.shared * length],
            related,
            // All dual variables are 0.
            slacks: matrix.rows.heads.iter().map(|row| vec![(row.label as u32, -COST)]).collect(),
            margins: vec![0.0; length],
            slack: vec![0.0; length],
            changes: Vec::new(),
        }
    }

    /// Visits some examples in order; adds those that changed to `changed`.
    ///
    /// The third block's part of the margins is computed for all of them at once, so that each of its many weights is
    /// loaded once. What one example changes is then added to the margins of the next ones, whose similarity to it is the
    /// product of their third blocks.
    fn visit_block(&mut self, examples: &[usize], changed: &mut Vec<usize>) {
        let matrix = self.matrix;
        let block = DirectionBlock::of(examples.iter().map(|&i| matrix.rows.related.row(i)));
        let mut products: Vec<[f32; BLOCK]> = self.related.iter().map(|weights| block.products(weights)).collect();
        for (place, &i) in examples.iter().enumerate() {
            let row = &matrix.rows.heads[i];
            self.margins(i, row.label, products.iter().map(|product| product[place]));
            if !self.step(i, row) {
                continue;
            }
            changed.push(i);
            for &(f, x) in matrix.rows.shared.row(i) {
                let weights = &mut self.primal[f as usize * self.margins.len()..][..self.margins.len()];
                self.changes.iter().for_each(|&(class, change)| weights[class] += x * change);
            }
            let related = matrix.rows.related.row(i);
            if !related.is_empty() {
                let similarity = block.products(related);
                for &(class, change) in &self.changes {
                    add_scaled(&mut self.related[class], related, change);
                    add_scaled(&mut products[class], &similarity, change);
                }
            }
        }
    }

    /// Computes the margin of each class on a row without the features that only it has, plus the 1 that every class but
    /// the right one must stay below. `related` is the third block's part.
    fn margins(&mut self, i: usize, label: usize, related: impl Iterator<Item = f32>) {
        let matrix = self.matrix;
        let margins = self.margins.as_mut_slice();
        margins.fill(1.0);
        margins[matrix.active.len()..].fill(f32::MIN);
        margins.iter_mut().zip(related).for_each(|(margin, related)| *margin += related);
        matrix.rows.priors.row(i).iter().for_each(|&(class, prior)| margins[class as usize] += prior);
        margins[label] -= 1.0;
        add_rows(margins, matrix.rows.shared.row(i), &self.primal);
    }

    /// One exact step of the dual problem for one example; returns whether its margins asked for one.
    fn step(&mut self, i: usize, row: &TrainingRow) -> bool {
        let (margins, slacks) = (self.margins.as_mut_slice(), &mut self.slacks[i]);
        margins[row.label] += row.own_square * COST;
        slacks.iter().for_each(|&(class, slack)| margins[class as usize] += row.own_square * slack);
        // The lowest margin of the classes whose dual variable can still grow.
        let lowest = slacks.iter().fold(f32::MAX, |lowest, (class, _)| lowest.min(margins[*class as usize]));
        if maximum(margins) - lowest < TOLERANCE {
            return false;
        }
        let (step, holders) = (row.square * COST, slacks.len() as f32);
        let mut sum = 0.0;
        for (class, slack) in slacks.drain(..) {
            self.slack[class as usize] = slack;
            let b = &mut margins[class as usize];
            *b -= row.square * slack;
            sum += *b;
        }
        // The sum of any classes' excess is at most the step. Those that had slack are nearly those that will have some.
        let target = simplex_threshold(margins, step, (sum - step) / holders);
        self.changes.clear();
        for (class, (b, slack)) in margins.iter().zip(&mut self.slack).enumerate() {
            if *b > target || *slack != 0.0 {
                let new = ((target - b) / row.square).min(0.0);
                if new != 0.0 {
                    slacks.push((class as u32, new));
                }
                self.changes.push((class, new - std::mem::take(slack)));
            }
        }
        true
    }
}

/// Adds `numbers` times `factor`.
fn add_scaled(sums: &mut [f32], numbers: &[f32], factor: f32) {
    sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += factor * number);
}

/// Adds to `sums` the rows of `weights`, each times its scaled count. Most of the training time is spent here.
#[allow(clippy::needless_range_loop, reason = "five slices at once; as zipped iterators they are not vectorised")]
pub(super) fn add_rows(sums: &mut [f32], row: &[(u32, f32)], weights: &[f32]) {
    let classes = sums.len();
    let weights = |f: u32| &weights[f as usize * classes..][..classes];
    // Four features at a time, so that each sum is loaded and stored a quarter as often.
    let fours = row.chunks_exact(4);
    let rest = fours.remainder();
    for four in fours {
        let [(fa, a), (fb, b), (fc, c), (fd, d)] = [four[0], four[1], four[2], four[3]];
        let (wa, wb, wc, wd) = (weights(fa), weights(fb), weights(fc), weights(fd));
        for k in 0..classes {
            sums[k] += (a * wa[k] + b * wb[k]) + (c * wc[k] + d * wd[k]);
        }
    }
    for &(f, x) in rest {
        sums.iter_mut().zip(weights(f)).for_each(|(sum, w)| *sum += x * w);
    }
}

/// The maximum of a row's numbers, eight at a time.
fn maximum(numbers: &[f32]) -> f32 {
    let higher = |a: f32, b: f32| if b > a { b } else { a };
    let mut lanes = [f32::MIN; LANES];
    for eight in numbers.as_chunks::<LANES>().0 {
        (0..LANES).for_each(|k| lanes[k] = higher(lanes[k], eight[k]));
    }
    lanes.iter().fold(f32::MIN, |best, &number| higher(best, number))
}

/// Simplex threshold θ: Σ max(0, bₖ − θ) = step. Fixed-point iteration from below (Michelot 1986) instead of sorting:
/// it takes a few rounds and processes eight classes at a time. θ is at least `least`.
fn simplex_threshold(b: &[f32], step: f32, least: f32) -> f32 {
    let mut level = least.max(maximum(b) - step);
    loop {
        let (sum, classes) = above(b, level);
        let next = level + (sum - step) / classes;
        // Also ends the loop if no class is above the threshold and only rounding is left.
        if next.partial_cmp(&level) != Some(std::cmp::Ordering::Greater) {
            return level;
        }
        level = next;
    }
}

/// Sum of what is above `level`, and the number of classes that are.
fn above(numbers: &[f32], level: f32) -> (f32, f32) {
    let (mut sums, mut counts) = ([0f32; LANES], [0u32; LANES]);
    for eight in numbers.as_chunks::<LANES>().0 {
        (0..LANES).for_each(|k| sums[k] += (eight[k] - level).max(0.0));
        (0..LANES).for_each(|k| counts[k] += u32::from(eight[k] > level));
    }
    (sums.iter().sum(), counts.iter().sum::<u32>() as f32)
}

/// A fixed shuffled order (multiplicative hashing of the position), so that labels alternate without randomness.
pub(crate) fn visiting_order(rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|&i| (i as u32).wrapping_mul(2_654_435_761));
    order
}
