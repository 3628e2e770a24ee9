//! The records of an image's sections, as they lie in memory. One that says where something starts ends where the next one
//! starts, so each such section has one record more than there are things.

use bytemuck::{Pod, Zeroable};

/// Flags of a feature stand below its value.
const FLAG_BITS: u32 = 8;

/// A feature as the index knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FeatureKey {
    /// The bits of its key behind those that name the bucket.
    pub short: u32,
    /// The number of its record.
    pub record: u32,
}

/// What every request needs of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FeatureRecord {
    value_and_flags: u32,
    /// What it adds to every class, in learned units.
    pub bias: i32,
    /// Where its learned postings start.
    pub learned_start: u32,
}

impl FeatureRecord {
    /// `value` in fixed point has 24 bits, which leaves room for the `FLAG_*` bits.
    pub(crate) fn new(value: u32, flags: u8, bias: i32, learned_start: u32) -> Self {
        Self { value_and_flags: value << FLAG_BITS | u32::from(flags), bias, learned_start }
    }

    /// Whether they are equal but for the place of their postings.
    pub(crate) fn is_like(self, other: Self) -> bool {
        (self.value_and_flags, self.bias) == (other.value_and_flags, other.bias)
    }

    /// Its value, fixed point.
    pub fn value(self) -> u32 {
        self.value_and_flags >> FLAG_BITS
    }

    /// Its `FLAG_*` bits.
    pub fn flags(self) -> u8 {
        self.value_and_flags as u8
    }
}

/// One of the authors' patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct PatternRecord {
    /// A class, or a rule behind the classes.
    pub target: u32,
    /// Fixed-point log-odds.
    pub weight: i32,
    /// A bit for each group of literals, of each of which a match holds one.
    pub groups: u32,
    /// Where its text starts.
    pub text_start: u32,
}

/// A literal that patterns need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct LiteralRecord {
    /// Where its text starts.
    pub text_start: u32,
    /// Where its holders start.
    pub holders_start: u32,
}

/// A pattern that needs a literal, or another of the same group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct LiteralHolder {
    /// The number of the pattern.
    pub pattern: u32,
    /// The bit of the group there.
    pub group: u32,
    /// The `BOUNDARY_*` bits of the word boundaries at which the literal stands in every match.
    pub boundaries: u32,
}
