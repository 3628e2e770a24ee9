//! The norm of a request and the factors from integer sums to log-odds.

use crate::index::{FLAG_LEARNED, Features, VALUE_UNIT};
use crate::model::{BLOCK_LENGTHS, BLOCKS};

/// Sums over features that are the same for all classes: squared norm, value and bias.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) squared_norm: u64,
    pub(super) value: u64,
    pub(super) base: i64,
}

impl Totals {
    /// Adds a feature.
    pub(super) fn add(&mut self, features: &Features, number: Option<usize>, unknown: u32) {
        let number = number.filter(|&number| features.flags(number) & FLAG_LEARNED != 0);
        let value = match number {
            Some(number) => {
                let value = features.value(number);
                self.value += u64::from(value);
                self.base += i64::from(features.base(number));
                value
            }
            None => unknown,
        };
        self.squared_norm += u64::from(value) * u64::from(value);
    }

    /// The totals of features with this weight.
    pub(super) fn weighted(&self, share: i64) -> Self {
        let share = share.unsigned_abs();
        Self {
            squared_norm: self.squared_norm * share * share,
            value: self.value * share,
            base: self.base * share as i64,
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        self.squared_norm += other.squared_norm;
        self.value += other.value;
        self.base += other.base;
    }

    /// The norm of the block, which scales its share of the request to the length 1/√2. Values and norm are in the same
    /// fixed-point unit, which cancels.
    pub(super) fn norm(&self) -> f64 {
        if self.squared_norm == 0 { 1.0 } else { (2.0 * self.squared_norm as f64).sqrt() / f64::from(VALUE_UNIT) }
    }
}

/// Factors from integer sums to log-odds for one request, by block.
#[derive(Default)]
pub(super) struct Scale {
    pub(super) learned: [f64; BLOCKS],
    pub(super) value: [f64; BLOCKS],
}

impl Scale {
    pub(super) fn of(totals: &[Totals; BLOCKS], learned_unit: f64) -> Self {
        let [words, grams] = BLOCK_LENGTHS.map(f64::from);
        let value = [words / totals[0].norm(), grams / totals[1].norm()];
        Self { learned: [value[0] * learned_unit, value[1] * learned_unit], value }
    }

    pub(super) fn learned(&self, block: usize, sum: i64) -> f64 {
        sum as f64 * self.learned[block]
    }

    pub(super) fn value(&self, block: usize, sum: u64) -> f64 {
        sum as f64 * self.value[block]
    }
}
