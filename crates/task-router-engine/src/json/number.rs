//! Scores as JSON has them.

/// So many digits of a score mean something to a reader.
const DIGITS: usize = 6;
const MILLION: u64 = 10u64.pow(DIGITS as u32);

/// To the nearest, halves away from zero.
pub(super) fn in_millionths(score: f64) -> i64 {
    (score * MILLION as f64 + 0.5f64.copysign(score)) as i64
}

/// A number of millionths without the zeros behind, in a fraction of the time that the shortest digits of a floating-point
/// number take.
pub(super) struct Number {
    digits: [u8; Self::MOST],
    start: usize,
    end: usize,
}

/// The digits of 0 to 99, two each.
const PAIRS: [u8; 200] = {
    let mut pairs = [0; 200];
    let mut i = 0;
    while i < 100 {
        (pairs[2 * i], pairs[2 * i + 1]) = (b'0' + (i / 10) as u8, b'0' + (i % 10) as u8);
        i += 1;
    }
    pairs
};

impl Number {
    /// A sign, twenty digits and a point.
    const MOST: usize = 22;
    /// Where the digits behind the point begin.
    const BEHIND: usize = Self::MOST - DIGITS;

    pub(super) fn of(millionths: i64) -> Self {
        let mut number = Self { digits: [b'0'; Self::MOST], start: Self::BEHIND, end: Self::BEHIND + 1 };
        let (mut whole, mut behind) = (millionths.unsigned_abs() / MILLION, millionths.unsigned_abs() % MILLION);
        for (i, pair) in number.digits[Self::BEHIND..].as_chunks_mut::<2>().0.iter_mut().enumerate().rev() {
            let at = 2 * (behind % 100) as usize;
            *pair = [PAIRS[at], PAIRS[at + 1]];
            behind /= 100;
            // One digit stays behind the point.
            if number.end <= Self::BEHIND + 1 && *pair != *b"00" {
                number.end = Self::BEHIND + 2 * i + 1 + usize::from(pair[1] != b'0');
            }
        }
        number.put_before(b'.');
        while whole > 9 {
            number.put_before(b'0' + (whole % 10) as u8);
            whole /= 10;
        }
        number.put_before(b'0' + whole as u8);
        if millionths < 0 {
            number.put_before(b'-');
        }
        number
    }

    fn put_before(&mut self, byte: u8) {
        self.start -= 1;
        self.digits[self.start] = byte;
    }

    /// Appends it.
    pub(super) fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.digits[self.start..self.end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(score: i64) -> String {
        let mut out = Vec::new();
        Number::of(score).put(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn scores_have_the_digits_that_they_need() {
        for (score, expected) in [
            (0.0, "0.0"),
            (3.0, "3.0"),
            (-2.5, "-2.5"),
            (0.000_000_4, "0.0"),
            (-0.000_000_6, "-0.000001"),
            (10.102_030_4, "10.10203"),
            (f64::NAN, "0.0"),
        ] {
            assert_eq!(written(in_millionths(score)), expected, "{score}");
        }
        assert_eq!(written(i64::MIN), "-9223372036854.775808");
    }

    proptest! {
        #[test]
        fn a_score_is_read_as_it_was(score in -1_000_000_000_000i64..1_000_000_000_000) {
            prop_assert_eq!(written(score).parse::<f64>().unwrap(), score as f64 / 1e6);
        }
    }
}
