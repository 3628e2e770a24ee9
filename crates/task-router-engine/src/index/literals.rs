//! Extracts the literals that a text must contain for a pattern to match. This happens when the pattern is compiled
//! into the index, so that a pattern is tried on very few requests.

use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use std::borrow::Cow;
use std::ops::Range;

/// Letters outside ASCII that case folding maps to an ASCII letter, with that letter: ſ and the Kelvin sign.
pub const FOLDED_TO_ASCII: [(char, u8); 2] = [('\u{17f}', b's'), ('\u{212a}', b'k')];

/// The ASCII letter that a character outside ASCII folds to.
pub fn folded_to_ascii(c: char) -> Option<u8> {
    FOLDED_TO_ASCII.iter().find(|(folded, _)| *folded == c).map(|(_, letter)| *letter)
}

/// A text with such characters replaced by their ASCII letters.
pub fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(|c| folded_to_ascii(c).is_some()) {
        return text.into();
    }
    text.chars().map(|c| folded_to_ascii(c).map_or(c, char::from)).collect()
}

/// Maximum number of groups of a pattern.
pub const MAX_GROUPS: usize = 16;

/// The character before the literal is no word character.
pub const BOUNDARY_BEFORE: u32 = 1;
/// The character after the literal is no word character.
pub const BOUNDARY_AFTER: u32 = 2;

/// A required literal in lower case, with its word boundaries: `ci` of `\bci\b` is not in `recipe`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Literal {
    /// Two bytes or more.
    pub text: String,
    /// `BOUNDARY_*` bits.
    pub boundaries: u32,
}

/// Word boundaries around a part of a text, as `BOUNDARY_*` bits; both count as possible beside a character outside
/// ASCII.
pub fn boundaries(text: &[u8], part: Range<usize>) -> u32 {
    let before = part.start.checked_sub(1).is_none_or(|at| !is_word_byte(text[at]));
    let behind = text.get(part.end).is_none_or(|&byte| !is_word_byte(byte));
    boundary_bits(before, behind)
}

fn boundary_bits(before: bool, behind: bool) -> u32 {
    (u32::from(before) * BOUNDARY_BEFORE) | (u32::from(behind) * BOUNDARY_AFTER)
}

/// Whether a byte is an ASCII character that `\w` matches.
pub const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Literals required by a pattern in a [`folded`] text, ignoring ASCII case: groups, of each of which a match contains
/// at least one literal. Empty if nothing is known.
pub fn required(pattern: &Hir) -> Vec<Vec<Literal>> {
    let mut groups = Vec::new();
    required_literals(&without_case(pattern), &mut groups);
    groups.dedup();
    // Short literals other than numbers occur everywhere and exclude little; they count only if there is nothing
    // better.
    let is_long = |literal: &Literal| literal.text.len() > MIN_TELLING;
    let is_number = |literal: &Literal| literal.text.bytes().all(|byte| byte.is_ascii_digit());
    if groups.iter().any(|group| group.iter().all(is_long)) {
        groups.retain(|group| group.iter().all(|literal| is_long(literal) || is_number(literal)));
    }
    groups.truncate(MAX_GROUPS);
    groups
}

/// Maximum number of bytes of a literal.
const LONGEST: usize = 8;
/// Maximum number of bytes of a short literal.
const MIN_TELLING: usize = 3;

/// The pattern in lower case: a class of a letter in both cases becomes the letter, which turns runs of classes into
/// literals.
fn without_case(pattern: &Hir) -> Hir {
    match pattern.kind() {
        HirKind::Class(class) => one_letter(class).map_or_else(|| pattern.clone(), |letter| Hir::literal([letter])),
        HirKind::Literal(literal) => Hir::literal(literal.0.to_ascii_lowercase()),
        HirKind::Capture(capture) => without_case(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_case).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(without_case).collect()),
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { sub: Box::new(without_case(&repetition.sub)), ..repetition.clone() })
        }
        HirKind::Empty | HirKind::Look(_) => pattern.clone(),
    }
}

/// The lower-case letter of a class that consists of its two cases.
fn one_letter(class: &Class) -> Option<u8> {
    let Class::Unicode(class) = class else { return None };
    let mut letters =
        class.iter().flat_map(|range| range.start()..=range.end()).filter(|c| folded_to_ascii(*c).is_none());
    let first = letters.next().filter(char::is_ascii)?.to_ascii_lowercase();
    letters.take(2).all(|c| c.to_ascii_lowercase() == first).then_some(first as u8)
}

/// Groups of an alternation: a match is one of the first alternative or of the others, so it contains a literal of any
/// group of the first combined with any group of the others. `None` if it is no alternation or nothing is known.
fn required_of_either(pattern: &Hir) -> Option<Vec<Vec<Literal>>> {
    let HirKind::Alternation(alternatives) = pattern.kind() else { return None };
    let mut groups = alternatives.iter().map(|alternative| {
        let mut groups = Vec::new();
        required_literals(alternative, &mut groups);
        groups
    });
    let first = groups.next()?;
    let mut either = groups.try_fold(first, |either, others| {
        let is_few = !either.is_empty() && !others.is_empty() && either.len() * others.len() <= MAX_GROUPS;
        let with = |one: &Vec<Literal>| others.iter().map(|other| [&one[..], other].concat()).collect::<Vec<_>>();
        is_few.then(|| either.iter().flat_map(with).collect())
    })?;
    for group in &mut either {
        group.sort_unstable();
        group.dedup();
    }
    Some(either)
}

/// Adds the groups of `pattern`: those of each part that is not optional.
fn required_literals(pattern: &Hir, groups: &mut Vec<Vec<Literal>>) {
    let known = |parts, at, end| literals_at(parts, at, end).map(|found| vec![found]);
    let parts = match pattern.kind() {
        HirKind::Concat(parts) => parts.as_slice(),
        HirKind::Alternation(_) => {
            let found = required_of_either(pattern).or_else(|| known(std::slice::from_ref(pattern), 0, 1));
            return groups.extend(found.into_iter().flatten());
        }
        _ => std::slice::from_ref(pattern),
    };
    let can_be_empty = |part: &Hir| part.properties().minimum_len() == Some(0);
    let mut start = 0;
    for run in parts.chunk_by(|one, next| !can_be_empty(one) && !can_be_empty(next)) {
        let end = start + run.len();
        if !can_be_empty(&run[0]) {
            // From the first place of which something is known: before it, as in `\w+\.test`, may be any word.
            let found = (start..end).find_map(|at| known(parts, at, end).or_else(|| required_of_either(&parts[at])));
            groups.extend(found.into_iter().flatten());
        }
        start = end;
    }
}

/// Literals of at least two bytes, one of which starts every match of the parts from `at` to `end`; `None` if unknown.
fn literals_at(parts: &[Hir], at: usize, end: usize) -> Option<Vec<Literal>> {
    let mut extractor = regex_syntax::hir::literal::Extractor::new();
    extractor.limit_class(4).limit_repeat(4).limit_literal_len(LONGEST).limit_total(256);
    // No part is empty, so as many fill a literal.
    let read = end.min(at + LONGEST);
    let sequence = extractor.extract(&Hir::concat(parts[at..read].to_vec()));
    let starts_word = at.checked_sub(1).is_some_and(|before| is_boundary(&parts[before]));
    let ends_word = read == end && parts.get(end).is_some_and(is_boundary);
    let mut literals = Vec::new();
    for literal in sequence.literals()? {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        // Outside ASCII a letter may have several forms.
        let text = text.is_ascii().then(|| text.to_ascii_lowercase())?;
        let is_before = starts_word && text.bytes().next().is_some_and(is_word_byte);
        // A truncated literal does not reach the boundary.
        let is_behind = ends_word && literal.is_exact() && text.bytes().next_back().is_some_and(is_word_byte);
        literals.push(Literal { text, boundaries: boundary_bits(is_before, is_behind) });
    }
    literals.sort_unstable();
    literals.dedup();
    (!literals.is_empty() && literals.iter().all(|literal| literal.text.len() >= 2)).then_some(literals)
}

/// Whether a part of a pattern requires a word boundary, so that beside a word character there is no other one. ASCII
/// boundaries do not count, as one may lie beside a letter that is folded.
fn is_boundary(part: &Hir) -> bool {
    let boundaries = [Look::WordUnicode, Look::WordStartUnicode, Look::WordEndUnicode];
    matches!(part.kind(), HirKind::Look(look) if boundaries.contains(look))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_in_every_match() {
        let groups = |source: &str| {
            let parsed = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source).unwrap();
            let shown = |Literal { text, boundaries }: &Literal| {
                let mark = |boundary: u32| if boundaries & boundary == 0 { "" } else { "|" };
                format!("{}{text}{}", mark(BOUNDARY_BEFORE), mark(BOUNDARY_AFTER))
            };
            let shown = |group: &Vec<Literal>| group.iter().map(shown).collect::<Vec<_>>().join(" ");
            required(&parsed).iter().map(shown).collect::<Vec<_>>()
        };
        assert_eq!(groups(r"\b(log|sign)[- ]?in\b.{0,9}\b(and|plus)\b"), ["|log |sign", "in|", "|and| |plus|"]);
        assert_eq!(groups(r"\b40[13]\b"), ["|401| |403|"]);
        assert_eq!(groups(r"(ab|cd)?.*x"), [""; 0]);
        assert_eq!(groups(r"stra\u00dfe|abc"), [""; 0]);
        assert_eq!(groups(r"\bsk"), ["|sk"]);
        assert_eq!(groups(r"\b\w+\.(spec|test)\.[jt]s\b"), [".spec.js| .spec.ts| .test.js| .test.ts|"]);
        assert_eq!(
            groups(r"\w+(wants?|asks? for)\b.{3,80}\b(but|,) ?\w+ says"),
            ["ask for| asks for| want| wants|", " says"]
        );
        assert_eq!(groups(r"\w{2}[a-z]xy\b"), ["xy|"]);
        assert_eq!(groups(r"\b/api\b"), ["/api|"]);
        assert_eq!(groups(r"\bimplementations\b"), ["|implemen"]);
        assert_eq!(groups(r"\bun?lock\Bed"), ["lock"]);
        assert_eq!(groups(r"\b\w+ing\b|\bbuild"), ["build ing|"]);
        assert_eq!(groups(r"(one|two|)x* three"), [" three"]);
        assert_eq!(
            groups(r"\b40[13]\b.*error|status.*\b500\b"),
            ["|401| |403| status", "|401| |403| |500|", "error status", "|500| error"],
            "of either alternative one literal of each of its groups"
        );
        assert_eq!(groups(r"\b40[13]\b.*error|.*"), [""; 0]);
    }
}
