//! Calibration: turns a score into a probability by a logistic function of a few signals, fitted to leave-one-out
//! results of the team's own examples and to out-of-scope requests.
//!
//! The signals are the score relative to the typical score of the team's own examples, the margin over the next
//! candidate, and the share of the request's content that is evidence for the best candidate. Each can only raise the
//! probability. `docs/scoring.md` reports the calibration error; `benches/calibrate` fits the constants anew.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Weight of the defaults, as a number of examples.
const DEFAULT_EXAMPLES: f64 = 30.0;
/// Weight of an out-of-scope sample relative to an in-scope one. A router gets one to four of them per in-scope
/// request; but left out of the few lines that represent all possible ones, each fares worse than new requests do, so
/// that a lower weight makes the mean right (`docs/scoring.md`).
const OUT_OF_SCOPE_SHARE: f64 = 0.15;
/// Maximum number of Newton steps; it converges in five or six.
const STEPS: usize = 40;
/// Maximum change of a weight per step: if all samples contradict the defaults, a full Newton step overshoots to where
/// the function is flat, and the next one leads back.
const LONGEST_STEP: f64 = 1.0;
/// The search ends at a step shorter than this.
const SHORTEST_STEP: f64 = 1e-9;
/// Weights of the logistic function: of 1, the log of the score, the log of the margin, the coverage, the log of the
/// number of classes.
type Coefficients = [f64; SIGNALS];
/// The number of these.
const SIGNALS: usize = 5;
/// Weights for teams without examples, fitted on collections of 6 to 199 described agents with in-scope requests,
/// requests for others, and out-of-scope requests (see `docs/scoring.md`).
const DESCRIBED: Coefficients = [-1.35, 1.45, 1.7, 1.8, -0.6];
/// The same for requests that the word table, which covers English, hardly covers: scores are lower there, and related
/// evidence cannot mislead. Fitted on eleven of the collections without the table.
const DESCRIBED_WITHOUT_TABLE: Coefficients = [0.68, 1.0, 2.08, 1.63, -0.75];
/// Default weights for teams with examples, fitted on public intent sets of 3 to 100 examples a class.
const LEARNED: Coefficients = [0.2, 1.3, 1.25, 2.4, 0.0];
/// Lower bounds of the weights: more evidence never lowers the confidence. Coverage may have no weight, for teams whose
/// descriptions say little.
const MIN_WEIGHTS: Coefficients = [f64::NEG_INFINITY, 0.1, 0.1, 0.0, 0.0];
/// Minimum median score; a lower one is an accident.
const MIN_MEDIAN: f64 = 0.5;

/// Turns signals into a probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibrator {
    /// Typical score of the team's own examples (the median of their leave-one-out scores), in log-odds; 1 without
    /// examples.
    pub median_score: f64,
    weights: Coefficients,
    classes: f64,
}

impl Default for Calibrator {
    fn default() -> Self {
        Self::described(1)
    }
}

/// Leave-one-out result of an example, or the result of an out-of-scope request.
#[derive(Debug, Clone, Copy)]
pub struct CalibrationSample {
    /// Score of the best candidate, log-odds.
    pub score: f64,
    /// Score of the next candidate or of the out-of-scope class, at least 0.
    pub next: f64,
    /// Share of its content words that are in the best candidate's own text, 0 to 1.
    pub coverage: f64,
    /// Whether the best candidate was right; `None` for an out-of-scope request.
    pub right: Option<bool>,
}

impl Calibrator {
    /// Calibrator of a team without examples.
    pub fn described(classes: usize) -> Self {
        Self { median_score: 1.0, weights: DESCRIBED, classes: (classes.max(1)) as f64 }
    }

    /// Fits the weights to samples; the defaults count as `DEFAULT_EXAMPLES` of them.
    pub fn fit(samples: &[CalibrationSample], classes: usize) -> Self {
        let mut scores: Vec<f64> = samples.iter().filter(|s| s.right.is_some()).map(|s| s.score).collect();
        if scores.is_empty() {
            return Self::described(classes);
        }
        scores.sort_by(f64::total_cmp);
        let (own, strangers) = (scores.len() as f64, (samples.len() - scores.len()) as f64);
        let median_score = scores[scores.len() / 2].max(MIN_MEDIAN);
        let mut fitted = Self { median_score, weights: LEARNED, classes: classes as f64 };
        let mut weighed: Vec<(Coefficients, f64, f64)> = samples
            .iter()
            .filter(|sample| sample.score > 0.0)
            .map(|sample| {
                let signals = fitted.signals(sample.score, sample.next, sample.coverage);
                let weight = if sample.right.is_some() { 1.0 } else { OUT_OF_SCOPE_SHARE * own / strangers };
                (signals, f64::from(u8::from(sample.right == Some(true))), weight)
            })
            .collect();
        // Sums are rounded by their order, which is to be that of the numbers and not that of the files.
        let numbers = |sample: &(Coefficients, f64, f64)| sample.0.into_iter().chain([sample.1, sample.2]);
        let order = |a: &_, b: &_| numbers(a).zip(numbers(b)).map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne());
        weighed.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
        for _ in 0..STEPS {
            if fitted.step(&weighed) < SHORTEST_STEP {
                break;
            }
        }
        fitted
    }

    /// One Newton step of the logistic regression on score, margin and coverage, regularised towards the defaults.
    /// Returns the length of the unlimited step.
    fn step(&mut self, samples: &[(Coefficients, f64, f64)]) -> f64 {
        // All but the last: one team has one number of classes.
        const FITTED: usize = 4;
        let pull = DEFAULT_EXAMPLES / 4.0;
        let mut gradient: [f64; FITTED] = std::array::from_fn(|i| pull * (LEARNED[i] - self.weights[i]));
        let mut hessian = [[0.0; FITTED]; FITTED];
        (0..FITTED).for_each(|i| hessian[i][i] = pull);
        for (signals, right, weight) in samples {
            let p = logistic(dot(&self.weights, signals));
            let (error, curvature) = (weight * (right - p), weight * p * (1.0 - p));
            for i in 0..FITTED {
                gradient[i] += error * signals[i];
                (0..FITTED).for_each(|j| hessian[i][j] += curvature * signals[i] * signals[j]);
            }
        }
        // A weight at its lower bound with a gradient below it is fixed, and the step is taken in the others.
        for i in (1..FITTED).filter(|&i| self.weights[i] <= MIN_WEIGHTS[i] && gradient[i] < 0.0).collect::<Vec<_>>() {
            gradient[i] = 0.0;
            (0..FITTED).filter(|&j| j != i).for_each(|j| {
                hessian[i][j] = 0.0;
                hessian[j][i] = 0.0;
            });
        }
        let step = solved(hessian, gradient);
        let length = step.iter().fold(0.0, |longest: f64, part| longest.max(part.abs()));
        let share = (LONGEST_STEP / length).min(1.0);
        (0..FITTED).for_each(|i| self.weights[i] += share * step[i]);
        (1..FITTED).for_each(|i| self.weights[i] = self.weights[i].clamp(MIN_WEIGHTS[i], 12.0));
        length
    }

    fn signals(&self, score: f64, next: f64, coverage: f64) -> Coefficients {
        // Logarithmic, as a difference matters most when candidates are close; a trailing one has margin 0.
        let margin = libm::log(1.0 + (score - next).max(0.0));
        [1.0, libm::log(score / self.median_score), margin, coverage, libm::log(self.classes)]
    }

    /// Probability that an answer with this score is right if the next one has `next` and its class covers `coverage`
    /// of the request's content.
    pub fn probability(&self, score: f64, next: f64, coverage: f64) -> f64 {
        if score <= 0.0 {
            return 0.0;
        }
        logistic(dot(&self.weights, &self.signals(score, next, coverage)))
    }

    /// The same for a request that the word table does not cover. A calibrator fitted to examples needs no change.
    pub fn probability_without_table(&self, score: f64, next: f64, coverage: f64) -> f64 {
        match self.weights == DESCRIBED {
            true => Self { weights: DESCRIBED_WITHOUT_TABLE, ..*self }.probability(score, next, coverage),
            false => self.probability(score, next, coverage),
        }
    }
}

fn dot(a: &Coefficients, b: &Coefficients) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves a small symmetric linear system by elimination. It is never singular, since the regularisation adds to the
/// diagonal.
fn solved<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for j in i + 1..N {
            let factor = matrix[j][i] / matrix[i][i];
            (i..N).for_each(|k| matrix[j][k] -= factor * matrix[i][k]);
            right[j] -= factor * right[i];
        }
    }
    for i in (0..N).rev() {
        let known: f64 = (i + 1..N).map(|k| matrix[i][k] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

/// The probability with these log-odds.
pub(crate) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Right as often as a logistic function of the log margin says; out-of-scope requests reach half the score and no
    /// margin.
    fn samples() -> Vec<CalibrationSample> {
        let own = (0..4000).map(|i| {
            let margin = (i % 40) as f64 / 8.0;
            let right = (i * 7919 % 1000) as f64 / 1000.0 < logistic(-1.0 + 3.0 * libm::log(1.0 + margin));
            CalibrationSample { score: 6.0, next: 6.0 - margin, coverage: 0.0, right: Some(right) }
        });
        let nobody = (0..300).map(|i| CalibrationSample {
            score: 2.0 + (i % 10) as f64 / 10.0,
            next: 2.0,
            coverage: 0.0,
            right: None,
        });
        own.chain(nobody).collect()
    }

    #[test]
    fn fits_what_the_samples_say() {
        let fitted = Calibrator::fit(&samples(), 20);
        assert_eq!(fitted.median_score, 6.0);
        for margin in [0.5, 2.5, 4.5] {
            let p = fitted.probability(6.0, 6.0 - margin, 0.0);
            assert!((p - logistic(-1.0 + 3.0 * libm::log(1.0 + margin))).abs() < 0.1, "{margin}: {p}");
        }
        assert!(fitted.probability(2.0, 1.9, 0.0) < 0.1);
    }

    #[test]
    fn a_probability_by_hand() {
        let [one, score, margin, coverage, classes] = DESCRIBED;
        let log_odds = |sum: f64| 1.0 / (1.0 + (-sum).exp());
        // (classes, score, next, coverage), and 1 + the margin.
        for ((n, best, next, described), ahead) in
            [((8, 3.0, 1.0, 0.5), 3.0), ((150, 6.0, 5.5, 1.0), 1.5), ((2, 1.0, 9.0, 0.0), 1.0)]
        {
            let sum = one
                + score * f64::ln(best)
                + margin * f64::ln(ahead)
                + coverage * described
                + classes * f64::ln(f64::from(n));
            let p = Calibrator::described(n as usize).probability(best, next, described);
            assert!((p - log_odds(sum)).abs() < 1e-12, "{n} {best} {next} {described}: {p}");
        }
        // Two examples, whose higher score is the median, hardly change the default weights, but set the median.
        let samples = [(2.0, 1.0), (4.0, 1.0)].map(|(score, next)| CalibrationSample {
            score,
            next,
            coverage: 0.0,
            right: Some(true),
        });
        let fitted = Calibrator::fit(&samples, 8);
        assert_eq!(fitted.median_score, 4.0);
        let [one, score, margin, ..] = LEARNED;
        let p = fitted.probability(2.0, 1.0, 0.0);
        assert!((p - log_odds(one + score * f64::ln(2.0 / 4.0) + margin * f64::ln(2.0))).abs() < 0.05, "{p}");
    }

    #[test]
    fn the_gradient_vanishes_at_the_fit() {
        let samples = samples();
        let fitted = Calibrator::fit(&samples, 20);
        let (own, strangers) = (4000.0, 300.0);
        let mut sums: Coefficients = std::array::from_fn(|i| DEFAULT_EXAMPLES / 4.0 * (LEARNED[i] - fitted.weights[i]));
        for sample in &samples {
            let weight = if sample.right.is_some() { 1.0 } else { OUT_OF_SCOPE_SHARE * own / strangers };
            let p = fitted.probability(sample.score, sample.next, 0.0);
            let error = f64::from(u8::from(sample.right == Some(true))) - p;
            let signals = fitted.signals(sample.score, sample.next, 0.0);
            (0..4).for_each(|i| sums[i] += weight * error * signals[i]);
        }
        assert!(sums[..4].iter().all(|sum| sum.abs() < 1e-3), "{sums:?}");
    }

    #[test]
    fn more_evidence_never_lowers_confidence() {
        for calibrator in [Calibrator::fit(&samples(), 20), Calibrator::described(20), Calibrator::described(2)] {
            let p = |score, next, coverage| calibrator.probability(score, next, coverage);
            assert!(p(3.0, 1.0, 0.5) <= p(4.0, 1.0, 0.5));
            assert!(p(3.0, 2.0, 0.5) <= p(3.0, 1.0, 0.5));
            assert!(p(3.0, 1.0, 0.4) <= p(3.0, 1.0, 0.9));
            assert_eq!(p(0.0, 0.0, 1.0), 0.0);
        }
        // Not even if the samples say so.
        let perverse = (0..2000).map(|i| CalibrationSample {
            score: 3.0,
            next: f64::from(i % 3),
            coverage: 0.0,
            right: Some(i % 3 == 2),
        });
        let fitted = Calibrator::fit(&perverse.collect::<Vec<_>>(), 20);
        assert!(fitted.probability(3.0, 2.0, 0.0) <= fitted.probability(3.0, 0.0, 0.0));
    }

    #[test]
    fn nothing_to_fit_gives_the_defaults() {
        assert_eq!(Calibrator::fit(&[], 7), Calibrator::described(7));
        assert!(Calibrator::described(7).probability(0.3, 0.2, 0.3) < 0.1);
        assert!(Calibrator::described(7).probability(9.0, 1.0, 1.0) > 0.95);
    }

    #[test]
    fn described_teams_have_weights_without_the_word_table() {
        let described = Calibrator::described(4);
        assert!(described.probability(0.9, 0.0, 0.3) < 0.5 && described.probability_without_table(0.9, 0.0, 0.3) > 0.5);
        assert!(described.probability_without_table(0.9, 0.9, 0.0) < 0.5);
        let fitted = Calibrator::fit(&samples(), 20);
        assert_eq!(fitted.probability_without_table(6.0, 3.0, 0.5), fitted.probability(6.0, 3.0, 0.5));
    }

    #[test]
    fn a_probability_is_the_logistic_function_of_its_signals() {
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} and not {expected}");
        let [bias, score, margin, coverage, classes] = DESCRIBED;
        for (calibrator, count) in [(Calibrator::described(1), 1.0), (Calibrator::described(20), 20.0)] {
            let bias = bias + classes * libm::log(count);
            let probability = |score, next, coverage| calibrator.probability(score, next, coverage);
            // The median score is 1, so its logarithm has no effect.
            close(probability(1.0, 1.0, 0.0), logistic(bias));
            close(probability(1.0, 0.0, 0.0), logistic(bias + margin * libm::log(2.0)));
            close(probability(1.0, 0.75, 0.5), logistic(bias + margin * libm::log(1.25) + coverage / 2.0));
            close(probability(3.0, 3.0, 0.0), logistic(bias + score * libm::log(3.0)));
            // A trailing candidate has margin 0, however far it is behind.
            close(probability(1.0, 2.0, 0.0), logistic(bias));
            close(probability(1.0, 9.0, 0.0), logistic(bias));
            assert_eq!(probability(0.0, 0.0, 1.0), 0.0);
            assert_eq!(probability(-1.0, 0.0, 1.0), 0.0);
        }
        assert_eq!(Calibrator::described(0), Calibrator::described(1));
        close(logistic(0.0), 0.5);
        close(logistic(libm::log(3.0)), 0.75);
    }

    #[test]
    fn the_median_is_that_of_the_teams_own_examples() {
        let sample = |score, right| CalibrationSample { score, next: 0.0, coverage: 0.0, right };
        let own = [5.0, 1.0, 3.0].map(|score| sample(score, Some(true)));
        let strangers = [0.1, 0.2, 9.0, 9.0].map(|score| sample(score, None));
        let samples: Vec<CalibrationSample> = own.into_iter().chain(strangers).collect();
        assert_eq!(Calibrator::fit(&samples, 3).median_score, 3.0);
        assert_eq!(Calibrator::fit(&[sample(0.1, Some(true))], 3).median_score, MIN_MEDIAN);
        // Examples without a positive score do not count towards the median.
        let against = [sample(0.0, Some(false)), sample(-1.0, Some(false)), sample(5.0, Some(true))];
        assert!(Calibrator::fit(&against, 3).probability(5.0, 0.0, 0.0) > 0.9);
    }

    #[test]
    fn wrong_examples_and_out_of_scope_samples_lower_confidence() {
        let of = |right: usize, wrong: usize, strangers: usize| {
            let sample = |right| CalibrationSample { score: 3.0, next: 1.0, coverage: 0.0, right };
            let samples = [(right, Some(true)), (wrong, Some(false)), (strangers, None)];
            let samples: Vec<CalibrationSample> =
                samples.into_iter().flat_map(|(count, right)| std::iter::repeat_n(sample(right), count)).collect();
            Calibrator::fit(&samples, 10).probability(3.0, 1.0, 0.0)
        };
        assert!(of(90, 10, 0) > of(50, 50, 0) && of(50, 50, 0) > of(10, 90, 0));
        assert!(of(90, 10, 0) > of(90, 10, 50));
        // One example changes little.
        let [bias, _, margin, ..] = LEARNED;
        assert!((of(0, 1, 0) - logistic(bias + margin * libm::log(3.0))).abs() < 0.05, "{}", of(0, 1, 0));
        // Against many examples the defaults weigh little.
        assert!((of(7000, 3000, 0) - 0.7).abs() < 0.01, "{}", of(7000, 3000, 0));
        // Out-of-scope samples have a fixed share, however many they are.
        let expected = 1.0 / (1.0 + OUT_OF_SCOPE_SHARE);
        for strangers in [100, 9000] {
            assert!(
                (of(20_000, 0, strangers) - expected).abs() < 0.01,
                "{} and not {expected}",
                of(20_000, 0, strangers)
            );
        }
    }

    #[test]
    fn samples_can_outweigh_the_defaults() {
        let sample = |right| CalibrationSample { score: 3.0, next: 1.0, coverage: 0.0, right };
        for (right, of) in [(0, 4000), (40, 4000), (400, 4000)] {
            let samples: Vec<CalibrationSample> = (0..of).map(|i| sample(Some(i < right))).collect();
            let p = Calibrator::fit(&samples, 10).probability(3.0, 1.0, 0.0);
            let share = f64::from(right) / f64::from(of);
            assert!((p - share).abs() < 0.01, "{p} and not {share}");
        }
    }

    #[test]
    fn a_small_system_is_solved() {
        let matrix = [[4.0, 1.0, 1.0], [1.0, 3.0, 0.5], [1.0, 0.5, 2.0]];
        let right = [9.0, 5.0, 7.0];
        let found = solved(matrix, right);
        for (row, right) in matrix.iter().zip(right) {
            let sum: f64 = row.iter().zip(&found).map(|(a, x)| a * x).sum();
            assert!((sum - right).abs() < 1e-9, "{sum} and not {right}");
        }
        assert_eq!(solved([[2.0]], [6.0]), [3.0]);
    }
}
