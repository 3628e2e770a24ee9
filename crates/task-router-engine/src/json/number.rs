//! Writes scores as JSON numbers.

/// Number of significant decimals of a score.
const DIGITS: usize = 6;
/// Units of one in these decimals.
const MILLION: u64 = 10u64.pow(DIGITS as u32);

/// Rounds to the nearest millionth, halves away from zero.
pub(super) fn in_millionths(score: f64) -> i64 {
    (score * MILLION as f64 + 0.5f64.copysign(score)) as i64
}

/// Appends a number of millionths without trailing zeros, in a fraction of the time of shortest floating-point
/// formatting. The digits are assembled in a register, because reading eight bytes at once stalls if they were just
/// stored one by one. The sign is unpredictable for the branch predictor, so it is always written, and removed if there
/// is none.
pub(super) fn put(out: &mut Vec<u8>, millionths: i64) {
    out.push(b'-');
    out.truncate(out.len() - usize::from(millionths >= 0));
    let magnitude = millionths.unsigned_abs();
    let (whole, behind) = (magnitude / MILLION, (magnitude % MILLION) as usize);
    let last = whole % 10;
    if last != whole {
        out.extend_from_slice((whole / 10).to_string().as_bytes());
    }
    let mut bytes = u64::from_le_bytes([b'0', b'.', 0, 0, 0, 0, 0, 0]) + last;
    for (i, pair) in [behind / 10_000, behind / 100 % 100, behind % 100].into_iter().enumerate() {
        bytes |= u64::from(PAIRS[pair]) << (16 + 16 * i);
    }
    out.extend_from_slice(&bytes.to_le_bytes());
    // One trailing zero is kept directly after the point.
    let zeros = ((bytes ^ ZEROS).leading_zeros() as usize / 8).min(DIGITS - 1);
    out.truncate(out.len() - zeros);
}

/// Digits of 0 to 99, the first one in the lower byte.
const PAIRS: [u16; 100] = {
    let mut pairs = [0; 100];
    let mut i = 0;
    while i < pairs.len() {
        pairs[i] = u16::from_le_bytes([b'0' + (i / 10) as u8, b'0' + (i % 10) as u8]);
        i += 1;
    }
    pairs
};

/// Six zeros after two other bytes.
const ZEROS: u64 = u64::from_le_bytes([0, 0, b'0', b'0', b'0', b'0', b'0', b'0']);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(score: i64) -> String {
        let mut out = Vec::new();
        put(&mut out, score);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn scores_have_no_trailing_zeros() {
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
        fn a_score_survives_parsing(score in -1_000_000_000_000i64..1_000_000_000_000) {
            prop_assert_eq!(written(score).parse::<f64>().unwrap(), score as f64 / 1e6);
        }
    }
}
