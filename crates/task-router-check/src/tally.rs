//! How many of some answers are right.

use std::iter::Sum;

/// How many are right, of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Number of those that are right.
    pub right: usize,
    /// Number of all.
    pub all: usize,
}

impl Tally {
    /// The share of those that are right, if there are any.
    pub fn share(self) -> Option<f64> {
        (self.all > 0).then(|| self.right as f64 / self.all as f64)
    }

    /// Whether at least this share is right.
    pub fn reaches(self, share: f64) -> bool {
        self.right as f64 >= share * self.all as f64
    }

    /// Counts one more.
    pub fn count(&mut self, is_right: bool) {
        self.right += usize::from(is_right);
        self.all += 1;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, one| Self { right: sum.right + one.right, all: sum.all + one.all })
    }
}
