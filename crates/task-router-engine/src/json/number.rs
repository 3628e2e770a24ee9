//! Scores as JSON has them.

/// So many digits of a score mean something to a reader.
const DIGITS: usize = 6;
const MILLION: u64 = 10u64.pow(DIGITS as u32);

/// To the nearest, halves away from zero.
pub(super) fn in_millionths(score: f64) -> i64 {
    (score * MILLION as f64 + 0.5f64.copysign(score)) as i64
}

/// Appends a number of millionths without the zeros behind, in a fraction of the time that the shortest digits of a
/// floating-point number take. What is put together in memory byte by byte and read eight at once has to wait for the bytes,
/// so the digits are put together in a register. Nobody can foretell the sign: it is written, and taken back where there is none.
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
    // Of the zeros at the end one stays directly behind the point.
    let zeros = ((bytes ^ ZEROS).leading_zeros() as usize / 8).min(DIGITS - 1);
    out.truncate(out.len() - zeros);
}

/// The digits of 0 to 99, the first one in the lower byte.
const PAIRS: [u16; 100] = {
    let mut pairs = [0; 100];
    let mut i = 0;
    while i < pairs.len() {
        pairs[i] = u16::from_le_bytes([b'0' + (i / 10) as u8, b'0' + (i % 10) as u8]);
        i += 1;
    }
    pairs
};

/// Six zeros behind two other bytes.
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
