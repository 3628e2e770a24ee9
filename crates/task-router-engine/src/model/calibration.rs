//! How sure a score is: one logistic function of a few signals, fitted to how the team's own examples fare when each is left
//! out and to requests that are for nobody here.
//!
//! The signals are the score beside what the team's own examples typically reach, the margin over the next candidate,
//! and the share of the request's content for which the best candidate's words are evidence. Each can only raise the
//! probability. `docs/scoring.md` shows how well it holds; `benches/calibrate` fits the constants anew.

use serde::{Deserialize, Serialize};

/// The defaults weigh as much as so many examples of a team's own.
const DEFAULT_EXAMPLES: f64 = 30.0;
/// What requests for nobody weigh beside each for somebody. A router meets one to four; left out of the few lines that stand
/// for all there could be, each fares worse than new ones do, so that with less the mean is right (`docs/scoring.md`).
const OUT_OF_SCOPE_SHARE: f64 = 0.15;
/// Most Newton steps; it converges in five or six.
const STEPS: usize = 40;
/// No weight moves further in a step: where all samples say the opposite of the defaults, a whole Newton step overshoots to where
/// nothing curves any more, and the next one leads back.
const LONGEST_STEP: f64 = 1.0;
/// A step that is shorter ends the search.
const SHORTEST_STEP: f64 = 1e-9;
/// Weights of a logistic function: of 1, the log of the score, the log of the margin, the coverage, the log of the number of
/// classes.
type Weights = [f64; SIGNALS];
const SIGNALS: usize = 5;
/// For teams that have no examples: fitted on collections of 6 to 199 described agents and requests for them, for others, and
/// for nobody (see `docs/scoring.md`).
const DESCRIBED: Weights = [-1.35, 1.45, 1.7, 1.8, -0.6];
/// The same for requests of which the table of words knows little, since it holds English: scores are lower there, and no
/// nearness in meaning misleads. Fitted on eleven of the collections with the table left out.
const DESCRIBED_WITHOUT_TABLE: Weights = [0.68, 1.0, 2.08, 1.63, -0.75];
/// For teams that have examples, as a start: fitted on public intent sets of 3 to 100 examples a class.
const LEARNED: Weights = [0.2, 1.3, 1.25, 2.4, 0.0];
/// More evidence is never less sure; a team whose descriptions say little learns nothing from how much of a request they hold.
const LEAST_WEIGHTS: Weights = [f64::NEG_INFINITY, 0.1, 0.1, 0.0, 0.0];
/// A median score below this is an accident.
const LEAST_MEDIAN: f64 = 0.5;

/// Turns signals into a probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibrator {
    /// The score the team's own examples typically reach (their median, left out one by one), in log-odds; 1 without any.
    pub median_score: f64,
    weights: Weights,
    classes: f64,
}

impl Default for Calibrator {
    fn default() -> Self {
        Self::described(1)
    }
}

/// How one example fared without itself, or how a request fared that is for nobody here.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The best candidate's score, log-odds.
    pub score: f64,
    /// The next one's, or that of the request being for nobody, at least 0.
    pub next: f64,
    /// The share of its words of content that the best candidate's own text holds, 0 to 1.
    pub coverage: f64,
    /// Whether the best was the right one; `None` where the request is for nobody.
    pub right: Option<bool>,
}

impl Calibrator {
    /// For a team of so many classes that has no examples.
    pub fn described(classes: usize) -> Self {
        Self { median_score: 1.0, weights: DESCRIBED, classes: (classes.max(1)) as f64 }
    }

    /// Fits to samples, with the defaults counting as much as a few samples of their own.
    pub fn fit(samples: &[Sample], classes: usize) -> Self {
        let mut scores: Vec<f64> = samples.iter().filter(|s| s.right.is_some()).map(|s| s.score).collect();
        if scores.is_empty() {
            return Self::described(classes);
        }
        scores.sort_by(f64::total_cmp);
        let (own, strangers) = (scores.len() as f64, (samples.len() - scores.len()) as f64);
        let median_score = scores[scores.len() / 2].max(LEAST_MEDIAN);
        let mut fitted = Self { median_score, weights: LEARNED, classes: classes as f64 };
        let weighed: Vec<(Weights, f64, f64)> = samples
            .iter()
            .filter(|sample| sample.score > 0.0)
            .map(|sample| {
                let signals = fitted.signals(sample.score, sample.next, sample.coverage);
                let weight = if sample.right.is_some() { 1.0 } else { OUT_OF_SCOPE_SHARE * own / strangers };
                (signals, f64::from(u8::from(sample.right == Some(true))), weight)
            })
            .collect();
        for _ in 0..STEPS {
            if fitted.step(&weighed) < SHORTEST_STEP {
                break;
            }
        }
        fitted
    }

    /// One Newton step of the logistic regression on score, margin and coverage, drawn towards the defaults. Gives how far it would have
    /// liked to go.
    fn step(&mut self, samples: &[(Weights, f64, f64)]) -> f64 {
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
        // A weight that is at its least and would have to be less stays there, and the others move as if it were given.
        for i in (1..FITTED).filter(|&i| self.weights[i] <= LEAST_WEIGHTS[i] && gradient[i] < 0.0).collect::<Vec<_>>() {
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
        (1..FITTED).for_each(|i| self.weights[i] = self.weights[i].clamp(LEAST_WEIGHTS[i], 12.0));
        length
    }

    fn signals(&self, score: f64, next: f64, coverage: f64) -> Weights {
        // A log-odd more decides between two who are near one another, not where one is far ahead; who is behind has no margin.
        let margin = libm::log(1.0 + (score - next).max(0.0));
        [1.0, libm::log(score / self.median_score), margin, coverage, libm::log(self.classes)]
    }

    /// How likely an answer is right that has this score where the next one has `next`, and whose words account for
    /// `coverage` of the request's content.
    pub fn probability(&self, score: f64, next: f64, coverage: f64) -> f64 {
        if score <= 0.0 {
            return 0.0;
        }
        logistic(dot(&self.weights, &self.signals(score, next, coverage)))
    }

    /// The same where the table of words has no say in the score. What is fitted to examples holds without it.
    pub fn probability_without_table(&self, score: f64, next: f64, coverage: f64) -> f64 {
        match self.weights == DESCRIBED {
            true => Self { weights: DESCRIBED_WITHOUT_TABLE, ..*self }.probability(score, next, coverage),
            false => self.probability(score, next, coverage),
        }
    }
}

fn dot(a: &Weights, b: &Weights) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The solution of a small symmetric system, by elimination; it is never singular, since its diagonal has the defaults' pull.
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

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Right as often as a logistic function of the margin's log says; strangers reach half the score without any margin.
    fn samples() -> Vec<Sample> {
        let own = (0..4000).map(|i| {
            let margin = (i % 40) as f64 / 8.0;
            let right = (i * 7919 % 1000) as f64 / 1000.0 < logistic(-1.0 + 3.0 * libm::log(1.0 + margin));
            Sample { score: 6.0, next: 6.0 - margin, coverage: 0.0, right: Some(right) }
        });
        let nobody =
            (0..300).map(|i| Sample { score: 2.0 + (i % 10) as f64 / 10.0, next: 2.0, coverage: 0.0, right: None });
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
        // (classes, score, next, coverage), and 1 more than the margin.
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
        // A team of two examples, of which the higher is the median, hardly moves from the defaults, and measures by the median.
        let samples =
            [(2.0, 1.0), (4.0, 1.0)].map(|(score, next)| Sample { score, next, coverage: 0.0, right: Some(true) });
        let fitted = Calibrator::fit(&samples, 8);
        assert_eq!(fitted.median_score, 4.0);
        let [one, score, margin, ..] = LEARNED;
        let p = fitted.probability(2.0, 1.0, 0.0);
        assert!((p - log_odds(one + score * f64::ln(2.0 / 4.0) + margin * f64::ln(2.0))).abs() < 0.05, "{p}");
    }

    #[test]
    fn errors_and_the_pull_of_the_defaults_are_in_balance() {
        let samples = samples();
        let fitted = Calibrator::fit(&samples, 20);
        let (own, strangers) = (4000.0, 300.0);
        let mut sums: Weights = std::array::from_fn(|i| DEFAULT_EXAMPLES / 4.0 * (LEARNED[i] - fitted.weights[i]));
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
    fn more_evidence_is_never_less_sure() {
        for calibrator in [Calibrator::fit(&samples(), 20), Calibrator::described(20), Calibrator::described(2)] {
            let p = |score, next, coverage| calibrator.probability(score, next, coverage);
            assert!(p(3.0, 1.0, 0.5) <= p(4.0, 1.0, 0.5));
            assert!(p(3.0, 2.0, 0.5) <= p(3.0, 1.0, 0.5));
            assert!(p(3.0, 1.0, 0.4) <= p(3.0, 1.0, 0.9));
            assert_eq!(p(0.0, 0.0, 1.0), 0.0);
        }
        // Not even where the samples say so.
        let perverse =
            (0..2000).map(|i| Sample { score: 3.0, next: f64::from(i % 3), coverage: 0.0, right: Some(i % 3 == 2) });
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
    fn without_the_table_described_teams_are_judged_by_less() {
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
            // The median score is 1, so that its logarithm says nothing there.
            close(probability(1.0, 1.0, 0.0), logistic(bias));
            close(probability(1.0, 0.0, 0.0), logistic(bias + margin * libm::log(2.0)));
            close(probability(1.0, 0.75, 0.5), logistic(bias + margin * libm::log(1.25) + coverage / 2.0));
            close(probability(3.0, 3.0, 0.0), logistic(bias + score * libm::log(3.0)));
            // Who is behind has no margin, however far.
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
        let sample = |score, right| Sample { score, next: 0.0, coverage: 0.0, right };
        let own = [5.0, 1.0, 3.0].map(|score| sample(score, Some(true)));
        let strangers = [0.1, 0.2, 9.0, 9.0].map(|score| sample(score, None));
        let samples: Vec<Sample> = own.into_iter().chain(strangers).collect();
        assert_eq!(Calibrator::fit(&samples, 3).median_score, 3.0);
        assert_eq!(Calibrator::fit(&[sample(0.1, Some(true))], 3).median_score, LEAST_MEDIAN);
        // A score that speaks against everybody tells nothing of the others.
        let against = [sample(0.0, Some(false)), sample(-1.0, Some(false)), sample(5.0, Some(true))];
        assert!(Calibrator::fit(&against, 3).probability(5.0, 0.0, 0.0) > 0.9);
    }

    #[test]
    fn examples_that_go_wrong_and_strangers_make_less_sure() {
        let of = |right: usize, wrong: usize, strangers: usize| {
            let sample = |right| Sample { score: 3.0, next: 1.0, coverage: 0.0, right };
            let samples = [(right, Some(true)), (wrong, Some(false)), (strangers, None)];
            let samples: Vec<Sample> =
                samples.into_iter().flat_map(|(count, right)| std::iter::repeat_n(sample(right), count)).collect();
            Calibrator::fit(&samples, 10).probability(3.0, 1.0, 0.0)
        };
        assert!(of(90, 10, 0) > of(50, 50, 0) && of(50, 50, 0) > of(10, 90, 0));
        assert!(of(90, 10, 0) > of(90, 10, 50));
        // One example changes little.
        let [bias, _, margin, ..] = LEARNED;
        assert!((of(0, 1, 0) - logistic(bias + margin * libm::log(3.0))).abs() < 0.05, "{}", of(0, 1, 0));
        // Beside many examples the defaults weigh little.
        assert!((of(7000, 3000, 0) - 0.7).abs() < 0.01, "{}", of(7000, 3000, 0));
        // Strangers weigh a share, however many they are.
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
    fn samples_that_say_the_opposite_of_the_defaults_are_believed() {
        let sample = |right| Sample { score: 3.0, next: 1.0, coverage: 0.0, right };
        for (right, of) in [(0, 4000), (40, 4000), (400, 4000)] {
            let samples: Vec<Sample> = (0..of).map(|i| sample(Some(i < right))).collect();
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
