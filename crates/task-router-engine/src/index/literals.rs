//! What a text must hold for a pattern to match: found when the pattern is compiled into the index, so that a pattern is
//! tried on very few requests.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

/// The letters outside ASCII that are the same as an ASCII letter without regard to case: ſ and the Kelvin sign.
pub const FOLDED_TO_ASCII: [char; 2] = ['\u{17f}', '\u{212a}'];

/// The most groups of a pattern.
pub const MOST_GROUPS: usize = 16;

/// What every match of a pattern in a text without [`FOLDED_TO_ASCII`] holds, without regard to ASCII case: groups of
/// lower-case literals of two bytes or more, and at least one literal of every group. No groups where nothing is known.
pub fn required(pattern: &Hir) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    required_literals(&without_case(pattern), &mut groups);
    groups.dedup();
    // Short literals are found everywhere and tell little; they count only where there is nothing better.
    let is_telling = |group: &Vec<String>| group.iter().all(|literal| literal.len() > LEAST_TELLING);
    if groups.iter().any(is_telling) {
        groups.retain(is_telling);
    }
    groups.truncate(MOST_GROUPS);
    groups
}

/// Literals of at most so many bytes tell little.
const LEAST_TELLING: usize = 3;

/// The pattern in lower case: a letter in either case becomes the letter, which makes literals of what were runs of
/// classes.
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

/// The lower-case letter that a class stands for in either case.
fn one_letter(class: &Class) -> Option<u8> {
    let Class::Unicode(class) = class else { return None };
    let mut letters =
        class.iter().flat_map(|range| range.start()..=range.end()).filter(|c| !FOLDED_TO_ASCII.contains(c));
    let first = letters.next().filter(char::is_ascii)?.to_ascii_lowercase();
    letters.take(2).all(|c| c.to_ascii_lowercase() == first).then_some(first as u8)
}

/// Adds the groups of literals that every match of `pattern` holds one of: those of each part that cannot be left out.
fn required_literals(pattern: &Hir, groups: &mut Vec<Vec<String>>) {
    let runs = match pattern.kind() {
        HirKind::Concat(parts) => {
            let can_be_empty = |part: &Hir| part.properties().minimum_len() == Some(0);
            parts.split(can_be_empty).filter(|run| !run.is_empty()).map(|run| run.to_vec()).collect()
        }
        _ => vec![vec![pattern.clone()]],
    };
    for run in runs {
        groups.extend(literals_of(&Hir::concat(run.clone())));
    }
}

/// Literals with one of which every match starts, each at least two bytes long; `None` where nothing can be said.
fn literals_of(pattern: &Hir) -> Option<Vec<String>> {
    let mut extractor = regex_syntax::hir::literal::Extractor::new();
    extractor.limit_class(4).limit_repeat(4).limit_literal_len(8).limit_total(256);
    let sequence = extractor.extract(pattern);
    let mut literals = Vec::new();
    for literal in sequence.literals()? {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        // Outside ASCII a letter may have several forms.
        literals.push(text.is_ascii().then(|| text.to_ascii_lowercase())?);
    }
    literals.sort_unstable();
    literals.dedup();
    (!literals.is_empty() && literals.iter().all(|literal| literal.len() >= 2)).then_some(literals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_in_every_match() {
        let groups = |source: &str| {
            let parsed = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source).unwrap();
            required(&parsed).iter().map(|group| group.join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(groups(r"\b(log|sign)[- ]?in\b.{0,9}\b(and|plus)\b"), ["log sign", "in", "and plus"]);
        assert_eq!(groups(r"\b40[13]\b"), ["401 403"]);
        assert_eq!(groups(r"(ab|cd)?.*x"), [""; 0]);
        assert_eq!(groups(r"stra\u00dfe|abc"), [""; 0]);
        assert_eq!(groups(r"\bsk"), ["sk"]);
        assert_eq!(groups(r"(one|two|)x* three"), [" three"]);
    }
}
