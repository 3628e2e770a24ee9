//! How sure a score is: fitted to how the team's own examples fare when each is left out.
//!
//! An answer is right if the request belongs to anybody here *and* the best candidate is the one. The first is judged by
//! the evidence relative to what the team's own examples typically reach, the second by the margin over the next candidate;
//! the confidence is the product of two logistic functions. `docs/scoring.md` shows how well it holds.

use serde::{Deserialize, Serialize};

/// A team of fewer examples than this tells too little about itself; the defaults are mixed in by so many.
const DEFAULT_EXAMPLES: f64 = 30.0;
/// Newton steps; it converges in five or six.
const STEPS: usize = 12;
/// The share of the median_score evidence at which it is even whether a request belongs to anybody here, and how sharply
/// that turns. Both hold over public intent sets of 5 to 100 examples a class.
const EVEN_SHARE: f64 = 0.45;
const SHARPNESS: f64 = 12.0;
/// The bar for teams whose examples say how evidence and being right go together. On CLINC150 it turns away five in six
/// of the requests that belong to nobody, at the price of two in a hundred that do.
const LEAST: f64 = 0.37;

/// Turns a score and its margin into a probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibrator {
    /// The score the team's own examples typically reach (their median, left out one by one), in log-odds.
    pub median_score: f64,
    /// Log-odds of being right without any margin.
    pub bias: f64,
    /// What each log-odd of margin adds to them.
    pub margin_weight: f64,
    /// The threshold probability with which an answer is given; below it the request is unclear.
    pub threshold: f64,
}

/// For teams that have no examples, measured on a public collection of 158 agents: descriptions reach less and tell less.
/// The bar is low there, since among many agents a doubtful name still helps more than none.
impl Default for Calibrator {
    fn default() -> Self {
        Self { median_score: 2.0, bias: -0.75, margin_weight: 1.1, threshold: 0.2 }
    }
}

/// How one example fared without itself.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The best candidate's score, log-odds.
    pub score: f64,
    /// Its margin over the next.
    pub margin: f64,
    /// Whether it was the right one.
    pub right: bool,
}

impl Calibrator {
    /// Fits to samples, with the defaults counting as much as a few samples of their own.
    pub fn fit(samples: &[Sample]) -> Self {
        let default = Self::default();
        if samples.is_empty() {
            return default;
        }
        let mut scores: Vec<f64> = samples.iter().map(|sample| sample.score).collect();
        scores.sort_by(f64::total_cmp);
        let n = samples.len() as f64;
        let mix = |own: f64, default: f64| (own * n + default * DEFAULT_EXAMPLES) / (n + DEFAULT_EXAMPLES);
        let median_score = mix(scores[samples.len() / 2].max(0.5), default.median_score);
        let mut fitted = Self { median_score, threshold: mix(LEAST, default.threshold), ..default };
        for _ in 0..STEPS {
            fitted.step(samples, default);
        }
        fitted
    }

    /// One damped Newton step of the logistic regression of `right` on `margin`, drawn towards `default`.
    fn step(&mut self, samples: &[Sample], default: Self) {
        let pull = DEFAULT_EXAMPLES / 4.0;
        let (mut gb, mut gl) = (pull * (default.bias - self.bias), pull * (default.margin_weight - self.margin_weight));
        let (mut hbb, mut hbl, mut hll) = (pull, 0.0, pull);
        for sample in samples {
            let p = self.right(sample.margin);
            let (error, weight) = (f64::from(u8::from(sample.right)) - p, p * (1.0 - p));
            gb += error;
            gl += error * sample.margin;
            hbb += weight;
            hbl += weight * sample.margin;
            hll += weight * sample.margin * sample.margin;
        }
        let determinant = hbb * hll - hbl * hbl;
        self.bias = (self.bias + (hll * gb - hbl * gl) / determinant).clamp(-3.0, 3.0);
        self.margin_weight = (self.margin_weight + (hbb * gl - hbl * gb) / determinant).clamp(0.05, 3.0);
    }

    fn right(&self, margin: f64) -> f64 {
        logistic(self.bias + self.margin_weight * margin)
    }

    /// Whether a best candidate with this score is an answer that is this likely right. Strong evidence for two is a close
    /// call that priority settles; only where little speaks for anybody is doubt a reason to ask.
    pub fn accepts(&self, score: f64, confidence: f64) -> bool {
        score > 0.0 && (confidence >= self.threshold || score >= self.median_score)
    }

    /// How likely an answer is right whose score is `score` and which leads by `margin`.
    pub fn of(&self, score: f64, margin: f64) -> f64 {
        if score <= 0.0 {
            return 0.0;
        }
        self.right(margin) * logistic(SHARPNESS * (score / self.median_score - EVEN_SHARE))
    }
}

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_what_the_trials_say() {
        let sample = |i: usize| {
            let margin = (i % 40) as f64 / 10.0;
            // Right in 1 of 2 without a margin, nearly always with a large one.
            Sample { score: 6.0, margin, right: (i * 7919) % 100 < (50.0 + 12.0 * margin) as usize }
        };
        let samples: Vec<Sample> = (0..4000).map(sample).collect();
        let fitted = Calibrator::fit(&samples);
        assert!((fitted.of(60.0, 0.0) - 0.5).abs() < 0.1, "{fitted:?}");
        assert!(fitted.of(60.0, 3.5) > 0.85, "{fitted:?}");
        assert!((fitted.median_score - 6.0).abs() < 0.1);
    }

    #[test]
    fn nothing_to_fit_gives_the_defaults_and_weak_evidence_gives_doubt() {
        let confidence = Calibrator::fit(&[]);
        assert_eq!(confidence, Calibrator::default());
        assert!(confidence.of(0.3, 0.3) < 0.1);
        assert_eq!(confidence.of(0.0, 0.0), 0.0);
        assert!(confidence.of(9.0, 6.0) > 0.95);
    }
}
