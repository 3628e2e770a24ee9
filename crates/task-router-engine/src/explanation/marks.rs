//! Maps evidence to ranges of the request, for displays that highlight what was decisive.

use crate::text::Words;
use std::ops::Range;

/// Maximum number of bytes of a request that are marked; the rest is shown unmarked.
const LONGEST: usize = 1 << 16;
/// Minimum log-odds of a mark.
const LEAST: f64 = 0.05;

/// A byte range of a request with its evidence for or against a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The range.
    pub range: Range<usize>,
    /// Contribution of its words, in log-odds.
    pub score: f64,
}

/// Ranges of `request` for the parts of a score, each a text with its contribution; ordered and disjoint. The
/// contribution of several words is shared among them.
pub fn marks<'p>(request: &str, parts: impl Iterator<Item = (&'p str, f64)>) -> Vec<Mark> {
    let mut end = request.len().min(LONGEST);
    while !request.is_char_boundary(end) {
        end -= 1;
    }
    let request = &request[..end];
    let words = Words::of(request);
    let mut by_byte = vec![0.0; request.len()];
    for (text, score) in parts {
        let places = places(&words, request, text);
        let all: usize = places.iter().map(ExactSizeIterator::len).sum();
        for byte in places.into_iter().flatten() {
            by_byte[byte] += score / all as f64;
        }
    }
    // The contribution of a word is the sum over its bytes.
    runs(request, &words, &by_byte)
}

/// Where the text of a part occurs: as words, otherwise verbatim, for the match of a pattern.
fn places(words: &Words, request: &str, text: &str) -> Vec<Range<usize>> {
    let own = Words::of(text);
    let wanted: Vec<&str> = own.iter().collect();
    let mut found = Vec::new();
    if !wanted.is_empty() && wanted.len() <= words.len() {
        let starts = 0..=words.len() - wanted.len();
        for start in starts.filter(|&start| (0..wanted.len()).all(|i| words.get(start + i) == wanted[i])) {
            found.extend((start..start + wanted.len()).map(|i| words.origin(i)));
        }
    }
    if found.is_empty() && !text.is_empty() {
        found.extend(request.match_indices(text).map(|(at, text)| at..at + text.len()));
    }
    found.retain(|range| range.end <= request.len());
    found
}

/// Ranges in which every byte has a contribution, split at word ends.
fn runs(request: &str, words: &Words, by_byte: &[f64]) -> Vec<Mark> {
    let mut cuts: Vec<usize> = (0..words.len()).flat_map(|i| [words.origin(i).start, words.origin(i).end]).collect();
    let edges = (1..by_byte.len()).filter(|&at| (by_byte[at] == 0.0) != (by_byte[at - 1] == 0.0));
    cuts.extend(edges.chain([0, request.len()]));
    cuts.retain(|&at| request.is_char_boundary(at));
    cuts.sort_unstable();
    cuts.dedup();
    let stretches = cuts.windows(2).map(|ends| ends[0]..ends[1]);
    let marks = stretches.map(|range| Mark { score: by_byte[range.clone()].iter().sum(), range });
    marks.filter(|mark| mark.score.abs() >= LEAST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(request: &str, parts: &[(&str, f64)]) -> Vec<(String, f64)> {
        let marks = marks(request, parts.iter().copied());
        marks.into_iter().map(|mark| (request[mark.range].to_owned(), (mark.score * 100.0).round() / 100.0)).collect()
    }

    #[test]
    fn words_are_found_at_their_positions() {
        type Scored = &'static [(&'static str, f64)];
        let cases: [(&str, Scored, Scored); 6] = [
            ("Fix the JWT expiry", &[("jwt", 2.0), ("the", 0.01)], &[("JWT", 2.0)]),
            ("sign in to sign up", &[("sign in", 2.0)], &[("sign", 1.33), ("in", 0.67)]),
            ("a pod, no POD", &[("pod", 1.0)], &[("pod", 0.5), ("POD", 0.5)]),
            ("error 401!", &[("401!", 1.0)], &[("401", 1.0)]),
            ("ratio a::b", &[("::", 1.0)], &[("::", 1.0)]),
            ("grüße an alle", &[("grüße", -1.0), ("missing", 3.0)], &[("grüße", -1.0)]),
        ];
        for (request, parts, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(text, score)| ((*text).to_owned(), *score)).collect();
            assert_eq!(shown(request, parts), expected, "{request}");
        }
    }

    proptest! {
        #[test]
        fn marks_are_ordered_and_split_no_character(request in "\\PC{0,40}", part in "\\PC{0,6}", from in 0usize..40) {
            let own: String = request.chars().skip(from).take(4).collect();
            let marks = marks(&request, [(part.as_str(), 1.0), (own.as_str(), -2.0)].into_iter());
            let mut at = 0;
            for mark in marks {
                prop_assert!(at <= mark.range.start && mark.range.start < mark.range.end);
                prop_assert!(request.get(mark.range.clone()).is_some());
                at = mark.range.end;
            }
        }
    }
}
