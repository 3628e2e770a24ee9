//! Records of an image's sections, as they lie in memory. A record with a start ends where the next one starts, so each
//! such section has one record more than items.

use bytemuck::{Pod, Zeroable};

/// Number of flag bits, below the value of a feature.
const FLAG_BITS: u32 = 8;

/// A feature in the key table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FeatureKey {
    /// The bits of its key after those that select the bucket.
    pub short: u32,
    /// Index of its record.
    pub record: u32,
}

/// Properties of a feature that every request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FeatureRecord {
    value_and_flags: u32,
    /// Bias added to every class, in learned units.
    pub bias: i32,
    /// Start of its learned postings.
    pub learned_start: u32,
}

impl FeatureRecord {
    /// `value` has 24 bits in fixed point, which leaves room for the `FLAG_*` bits.
    pub(crate) fn new(value: u32, flags: u8, bias: i32, learned_start: u32) -> Self {
        Self { value_and_flags: value << FLAG_BITS | u32::from(flags), bias, learned_start }
    }

    /// Whether they are equal except for the start of their postings.
    pub(crate) fn is_like(self, other: Self) -> bool {
        (self.value_and_flags, self.bias) == (other.value_and_flags, other.bias)
    }

    /// Value, fixed point.
    pub fn value(self) -> u32 {
        self.value_and_flags >> FLAG_BITS
    }

    /// `FLAG_*` bits.
    pub fn flags(self) -> u8 {
        self.value_and_flags as u8
    }
}

/// An author's pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct PatternRecord {
    /// A class, or a rule numbered after the classes.
    pub target: u32,
    /// Fixed-point log-odds.
    pub weight: i32,
    /// A bit for each group of literals; a match contains a literal of each.
    pub groups: u32,
    /// Start of its text.
    pub text_start: u32,
}

/// A literal required by patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct LiteralRecord {
    /// Start of its text.
    pub text_start: u32,
    /// Start of its holders.
    pub holders_start: u32,
}

/// A pattern that requires a literal or another of the same group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct LiteralHolder {
    /// Number of the pattern.
    pub pattern: u32,
    /// Bit of the group in the pattern.
    pub group: u32,
    /// `BOUNDARY_*` bits: word boundaries of the literal in every match.
    pub boundaries: u32,
}
