//! How sure a score is: fitted to how the team's own examples fare when each is left out.
//!
//! An answer is right if the request belongs to anybody here *and* the best candidate is the one. The first is judged by
//! the evidence relative to what the team's own examples typically reach, the second by the lead over the next candidate;
//! the confidence is the product of two logistic functions. `docs/scoring.md` shows how well it holds.

use serde::{Deserialize, Serialize};

/// A team of fewer examples than this tells too little about itself; the defaults are mixed in by so many.
const DEFAULT_EXAMPLES: f64 = 30.0;
/// Newton steps; it converges in five or six.
const STEPS: usize = 12;
/// The share of the typical evidence at which it is even whether a request belongs to anybody here, and how sharply
/// that turns. Both hold over public intent sets of 5 to 100 examples a class.
const EVEN_SHARE: f64 = 0.45;
const SHARPNESS: f64 = 12.0;
/// The bar for teams whose examples say how evidence and being right go together. On CLINC150 it turns away five in six
/// of the requests that belong to nobody, at the price of two in a hundred that do.
const LEAST: f64 = 0.37;

/// Turns a score and its lead into a probability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// The score the team's own examples typically reach (their median, left out one by one), in log-odds.
    pub typical: f64,
    /// Log-odds of being right without any lead.
    pub base: f64,
    /// What each log-odd of lead adds to them.
    pub lead: f64,
    /// The least probability with which an answer is given; below it the request is unclear.
    pub least: f64,
}

/// For teams that have no examples, measured on a public collection of 158 agents: descriptions reach less and tell less.
/// The bar is low there, since among many agents a doubtful name still helps more than none.
impl Default for Confidence {
    fn default() -> Self {
        Self { typical: 2.0, base: -0.75, lead: 1.1, least: 0.2 }
    }
}

/// How one example fared without itself.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// The best candidate's score, log-odds.
    pub score: f64,
    /// Its lead over the next.
    pub lead: f64,
    /// Whether it was the right one.
    pub right: bool,
}

impl Confidence {
    /// Fits to trials, with the defaults counting as much as a few trials of their own.
    pub fn fit(trials: &[Trial]) -> Self {
        let default = Self::default();
        if trials.is_empty() {
            return default;
        }
        let mut scores: Vec<f64> = trials.iter().map(|trial| trial.score).collect();
        scores.sort_by(f64::total_cmp);
        let n = trials.len() as f64;
        let mix = |own: f64, default: f64| (own * n + default * DEFAULT_EXAMPLES) / (n + DEFAULT_EXAMPLES);
        let typical = mix(scores[trials.len() / 2].max(0.5), default.typical);
        let mut fitted = Self { typical, least: mix(LEAST, default.least), ..default };
        for _ in 0..STEPS {
            fitted.step(trials, default);
        }
        fitted
    }

    /// One damped Newton step of the logistic regression of `right` on `lead`, drawn towards `default`.
    fn step(&mut self, trials: &[Trial], default: Self) {
        let pull = DEFAULT_EXAMPLES / 4.0;
        let (mut gb, mut gl) = (pull * (default.base - self.base), pull * (default.lead - self.lead));
        let (mut hbb, mut hbl, mut hll) = (pull, 0.0, pull);
        for trial in trials {
            let p = self.right(trial.lead);
            let (error, weight) = (f64::from(u8::from(trial.right)) - p, p * (1.0 - p));
            gb += error;
            gl += error * trial.lead;
            hbb += weight;
            hbl += weight * trial.lead;
            hll += weight * trial.lead * trial.lead;
        }
        let determinant = hbb * hll - hbl * hbl;
        self.base = (self.base + (hll * gb - hbl * gl) / determinant).clamp(-3.0, 3.0);
        self.lead = (self.lead + (hbb * gl - hbl * gb) / determinant).clamp(0.05, 3.0);
    }

    fn right(&self, lead: f64) -> f64 {
        logistic(self.base + self.lead * lead)
    }

    /// Whether a best candidate with this score is an answer that is this likely right. Strong evidence for two is a close
    /// call that priority settles; only where little speaks for anybody is doubt a reason to ask.
    pub fn answers(&self, score: f64, confidence: f64) -> bool {
        score > 0.0 && (confidence >= self.least || score >= self.typical)
    }

    /// How likely an answer is right whose score is `score` and which leads by `lead`.
    pub fn of(&self, score: f64, lead: f64) -> f64 {
        if score <= 0.0 {
            return 0.0;
        }
        self.right(lead) * logistic(SHARPNESS * (score / self.typical - EVEN_SHARE))
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
        let trial = |i: usize| {
            let lead = (i % 40) as f64 / 10.0;
            // Right in 1 of 2 without a lead, nearly always with a large one.
            Trial { score: 6.0, lead, right: (i * 7919) % 100 < (50.0 + 12.0 * lead) as usize }
        };
        let trials: Vec<Trial> = (0..4000).map(trial).collect();
        let fitted = Confidence::fit(&trials);
        assert!((fitted.of(60.0, 0.0) - 0.5).abs() < 0.1, "{fitted:?}");
        assert!(fitted.of(60.0, 3.5) > 0.85, "{fitted:?}");
        assert!((fitted.typical - 6.0).abs() < 0.1);
    }

    #[test]
    fn nothing_to_fit_gives_the_defaults_and_weak_evidence_gives_doubt() {
        let confidence = Confidence::fit(&[]);
        assert_eq!(confidence, Confidence::default());
        assert!(confidence.of(0.3, 0.3) < 0.1);
        assert_eq!(confidence.of(0.0, 0.0), 0.0);
        assert!(confidence.of(9.0, 6.0) > 0.95);
    }
}
