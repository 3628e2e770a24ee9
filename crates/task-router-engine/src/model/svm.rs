//! Training of a Crammer-Singer multi-class SVM by dual coordinate descent (Keerthi et al. 2008), one example at a time.

use super::{Matrix, Row, WORTH_A_THREAD, Weights};
use crate::threads;

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
/// Changes of a dual variable below this are ignored.
const MIN_CHANGE: f32 = 1e-5;

/// Adds the SVM's weights to those of the shared features; returns the sparse dual variables of each row, which
/// determine the weights of its other features.
pub(super) fn train(matrix: &Matrix, weights: &mut Weights) -> Vec<Vec<(u32, f32)>> {
    let mut svm = Svm::new(matrix, std::mem::take(&mut weights.related));
    for passes in ROUNDS {
        let mut unsettled = visiting_order(matrix.rows.len());
        for _ in 0..passes {
            unsettled.retain(|&i| svm.visit(i));
        }
    }
    weights.related = svm.related;
    for (sparse, row) in weights.shared.iter_mut().zip(svm.primal.chunks_exact_mut(svm.classes)) {
        sparse.iter().for_each(|&(class, w)| row[class as usize] += w);
    }
    weights.dense = svm.primal;
    weights.shared = sparse(&weights.dense, svm.classes);
    sparse(&svm.duals, svm.classes)
}

/// Converts rows of `classes` numbers to sparse rows.
fn sparse(rows: &[f32], classes: usize) -> Vec<Vec<(u32, f32)>> {
    let rows: Vec<&[f32]> = rows.chunks_exact(classes).collect();
    threads::map(&rows, WORTH_A_THREAD, || |row: &&[f32]| nonzero(row))
}

struct Svm<'m> {
    matrix: &'m Matrix,
    classes: usize,
    /// Weights of shared features, one row of classes each.
    primal: Vec<f32>,
    /// Weights of the third block, one row of classes per number.
    related: Vec<f32>,
    /// Dual variables, one row of classes per example.
    duals: Vec<f32>,
    gradient: Vec<f32>,
    changes: Vec<(usize, f32)>,
}

impl<'m> Svm<'m> {
    /// `related` are the initial weights of the third block.
    fn new(matrix: &'m Matrix, related: Vec<f32>) -> Self {
        let classes = matrix.active.len();
        Self {
            matrix,
            classes,
            primal: vec![0.0; matrix.shared * classes],
            related,
            duals: vec![0.0; matrix.rows.len() * classes],
            gradient: vec![0.0; classes],
            changes: Vec::new(),
        }
    }

    /// One exact step of the dual problem for one example; returns whether anything changed.
    fn visit(&mut self, i: usize) -> bool {
        let row = &self.matrix.rows[i];
        self.margins(i, row);
        let dual = &mut self.duals[i * self.classes..][..self.classes];
        self.changes.clear();
        update_duals(&mut self.gradient, dual, row, &mut self.changes);
        if self.changes.is_empty() {
            return false;
        }
        for (features, primal) in [(&row.shared, &mut self.primal), (&row.related, &mut self.related)] {
            for &(f, x) in features {
                let weights = &mut primal[f as usize * self.classes..][..self.classes];
                self.changes.iter().for_each(|&(class, change)| weights[class] += x * change);
            }
        }
        true
    }

    /// Computes the margin of each class on row `i`, plus the 1 that every class but the right one must stay below.
    fn margins(&mut self, i: usize, row: &Row) {
        let gradient = self.gradient.as_mut_slice();
        // Contribution of the features that only this example has.
        let dual = &self.duals[i * self.classes..][..self.classes];
        gradient.iter_mut().zip(dual).for_each(|(g, dual)| *g = 1.0 + row.own_square * dual);
        row.prior.iter().for_each(|&(class, prior)| gradient[class as usize] += prior);
        gradient[row.label] -= 1.0;
        add_rows(gradient, &row.shared, &self.primal);
        add_rows(gradient, &row.related, &self.related);
    }
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

/// The maximum of many numbers, eight at a time.
fn maximum(numbers: &[f32]) -> f32 {
    let higher = |a: f32, b: f32| if b > a { b } else { a };
    let (eights, rest) = numbers.as_chunks::<8>();
    let mut lanes = [f32::MIN; 8];
    for eight in eights {
        (0..8).for_each(|k| lanes[k] = higher(lanes[k], eight[k]));
    }
    lanes.iter().chain(rest).fold(f32::MIN, |best, &number| higher(best, number))
}

fn update_duals(gradient: &mut [f32], dual: &mut [f32], row: &Row, changes: &mut Vec<(usize, f32)>) {
    if kkt_violation(gradient, dual, row.label) < TOLERANCE {
        return;
    }
    for (g, dual) in gradient.iter_mut().zip(dual.iter()) {
        *g -= row.square * dual;
    }
    let target = simplex_threshold(gradient, row);
    let cap = |class: usize| if class == row.label { COST } else { 0.0 };
    for (class, (b, dual)) in gradient.iter().zip(dual.iter_mut()).enumerate() {
        let new = cap(class).min((target - b) / row.square);
        let change = new - *dual;
        if change.abs() > MIN_CHANGE {
            *dual = new;
            changes.push((class, change));
        }
    }
}

/// How far the highest margin is above the lowest of the classes whose dual variable can still grow.
fn kkt_violation(gradient: &[f32], dual: &[f32], label: usize) -> f32 {
    let own = if dual[label] < COST { gradient[label] } else { f32::MAX };
    // The label's own dual variable is never negative.
    let free = gradient.iter().zip(dual).filter(|(_, dual)| **dual < 0.0);
    maximum(gradient) - free.fold(own, |lowest, (&g, _)| if g < lowest { g } else { lowest })
}

/// Simplex threshold θ: Σ max(0, bₖ − θ) = step. Fixed-point iteration from below (Michelot 1986) instead of sorting:
/// it takes a few rounds and processes eight classes at a time.
fn simplex_threshold(b: &mut [f32], row: &Row) -> f32 {
    let step = row.square * COST;
    b[row.label] += step;
    let mut level = maximum(b) - step;
    loop {
        let (sum, classes) = sum_above(b, level);
        let next = (sum - step) / classes;
        // Also ends the loop if no class is above the threshold and only rounding is left.
        if next.partial_cmp(&level) != Some(std::cmp::Ordering::Greater) {
            break;
        }
        level = next;
    }
    b[row.label] -= step;
    level
}

/// Sum and count of the numbers above `level`.
fn sum_above(numbers: &[f32], level: f32) -> (f32, f32) {
    let (eights, rest) = numbers.as_chunks::<8>();
    let (mut sums, mut counts) = ([0f32; 8], [0f32; 8]);
    for eight in eights {
        for k in 0..8 {
            let is_above = eight[k] > level;
            sums[k] += if is_above { eight[k] } else { 0.0 };
            counts[k] += if is_above { 1.0 } else { 0.0 };
        }
    }
    let above = rest.iter().filter(|number| **number > level);
    above.fold((sums.iter().sum(), counts.iter().sum()), |(sum, count), number| (sum + number, count + 1.0))
}

/// A fixed shuffled order (multiplicative hashing of the position), so that labels alternate without randomness.
pub(crate) fn visiting_order(rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|&i| (i as u32).wrapping_mul(2_654_435_761));
    order
}

fn nonzero(row: &[f32]) -> Vec<(u32, f32)> {
    let found = row.iter().filter(|w| **w != 0.0).count();
    let mut sparse = Vec::with_capacity(found);
    sparse.extend(row.iter().enumerate().filter(|(_, w)| **w != 0.0).map(|(class, w)| (class as u32, *w)));
    sparse
}
