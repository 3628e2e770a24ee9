//! Request shapes, on which patterns are tried: the text in lower case, with each character outside ASCII replaced by
//! one byte for its kind. A pattern that only distinguishes kinds (letters, digits, blanks, anything) matches the same
//! in a shape as in the text. Its automaton has an alphabet of about seventy bytes instead of all of Unicode, so it is
//! smaller, and it need not give up at a word boundary beside a character outside ASCII.

use crate::index::literals::{FOLDED_TO_ASCII, folded_to_ascii};
use regex_automata::meta::{self, Cache};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::hir::{
    Class, ClassBytes, ClassBytesRange, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition,
};
use std::ops::Range;
use std::sync::LazyLock;

/// Byte for a letter. A shape contains no other capitals than this and the next, and as capitals both are word characters,
/// like what they replace.
const LETTER: u8 = b'A';
/// Byte for a digit.
const DIGIT: u8 = b'B';
/// Byte for a blank.
const BLANK: u8 = 0x80;
/// Byte for any other character.
const OTHER: u8 = 0x81;

/// Characters of each kind outside ASCII, without those that equal an ASCII letter in another case.
static KINDS: LazyLock<Vec<(u8, ClassUnicode)>> = LazyLock::new(|| {
    let class = |source: &str| match regex_syntax::parse(source).map(Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        _ => ClassUnicode::empty(),
    };
    let mut outside = class(r"[^\x00-\x7f]");
    for (folded, _) in FOLDED_TO_ASCII {
        outside.difference(&one(folded));
    }
    let kinds = [(DIGIT, r"\d"), (LETTER, r"[\w--\d]"), (BLANK, r"\s"), (OTHER, r"[^\w\s]")];
    let of = |(byte, source)| {
        let mut kind = class(source);
        kind.intersect(&outside);
        (byte, kind)
    };
    kinds.into_iter().map(of).collect()
});

/// The class of one character.
fn one(c: char) -> ClassUnicode {
    ClassUnicode::new([ClassUnicodeRange::new(c, c)])
}

/// The shape of one request; its buffer is reused.
#[derive(Debug, Default)]
pub(super) struct RequestShape {
    bytes: Vec<u8>,
    is_ascii: bool,
}

impl RequestShape {
    /// Sets it to the shape of a request.
    pub(super) fn set(&mut self, request: &str) {
        self.bytes.clear();
        self.is_ascii = request.is_ascii();
        if self.is_ascii {
            self.bytes.extend_from_slice(request.as_bytes());
            self.bytes.make_ascii_lowercase();
        } else {
            self.bytes.extend(request.chars().map(kind));
        }
    }

    /// Range in the request of a range in its shape.
    fn origin(&self, request: &str, part: Range<usize>) -> Range<usize> {
        if self.is_ascii {
            return part;
        }
        let place = |rest: &str, character: usize| rest.char_indices().nth(character).map_or(rest.len(), |(at, _)| at);
        let start = place(request, part.start);
        start..start + place(&request[start..], part.len())
    }
}

/// The byte for a character in a shape.
fn kind(c: char) -> u8 {
    if c.is_ascii() {
        return c.to_ascii_lowercase() as u8;
    }
    let is_in = |class: &ClassUnicode| {
        let ranges = class.ranges();
        let behind = ranges.partition_point(|range| range.start() <= c);
        behind.checked_sub(1).is_some_and(|at| ranges[at].end() >= c)
    };
    let kind = || KINDS.iter().find(|(_, class)| is_in(class)).map(|(byte, _)| *byte);
    folded_to_ascii(c).or_else(kind).unwrap_or(OTHER)
}

/// A pattern compiled for shapes.
#[derive(Debug)]
pub(super) struct Shaped {
    regex: meta::Regex,
    cache: Cache,
}

impl Shaped {
    /// Compiles a pattern with at most `most` bytes, and `searching` bytes while it searches; `None` if it depends on
    /// more than a shape contains.
    pub(super) fn of(source: &str, most: usize, searching: usize) -> Option<Self> {
        let parsed = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source).ok()?;
        let config = meta::Config::new()
            .utf8_empty(false)
            .which_captures(WhichCaptures::Implicit)
            .nfa_size_limit(Some(most))
            .hybrid_cache_capacity(searching);
        let regex = meta::Builder::new().configure(config).build_from_hir(&shaped(&parsed)?).ok()?;
        let cache = regex.create_cache();
        Some(Self { regex, cache })
    }

    /// The match in a request with this shape.
    pub(super) fn find<'r>(&mut self, shape: &RequestShape, request: &'r str) -> Option<&'r str> {
        let found = self.regex.search_with(&mut self.cache, &(&shape.bytes).into())?;
        request.get(shape.origin(request, found.range()))
    }
}

/// Translates a pattern to shapes.
fn shaped(pattern: &Hir) -> Option<Hir> {
    let all = |parts: &[Hir]| parts.iter().map(shaped).collect::<Option<Vec<Hir>>>();
    Some(match pattern.kind() {
        HirKind::Empty => Hir::empty(),
        // A letter outside a class is case-sensitive.
        HirKind::Literal(literal) => {
            let has_case = |byte: &u8| !byte.is_ascii() || byte.is_ascii_alphabetic();
            if literal.0.iter().any(has_case) {
                return None;
            }
            pattern.clone()
        }
        HirKind::Class(Class::Unicode(class)) => Hir::class(Class::Bytes(shaped_class(class)?)),
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            Look::Start | Look::End | Look::StartLF | Look::EndLF | Look::StartCRLF | Look::EndCRLF => *look,
            // ASCII word boundaries: a letter outside ASCII is no word character for them.
            _ => return None,
        }),
        HirKind::Repetition(repetition) => {
            Hir::repetition(Repetition { sub: Box::new(shaped(&repetition.sub)?), ..repetition.clone() })
        }
        HirKind::Capture(capture) => shaped(&capture.sub)?,
        HirKind::Concat(parts) => Hir::concat(all(parts)?),
        HirKind::Alternation(parts) => Hir::alternation(all(parts)?),
    })
}

/// The bytes of a shape for a class, which must have letters in both cases or not at all, and all characters of a kind
/// or none.
fn shaped_class(class: &ClassUnicode) -> Option<ClassBytes> {
    let mut holds = [false; 0x80];
    for range in class.ranges().iter().take_while(|range| range.start().is_ascii()) {
        holds[range.start() as usize..=(range.end() as usize).min(0x7f)].fill(true);
    }
    let is_held = |byte: u8| holds[usize::from(byte)];
    if (b'a'..=b'z').any(|letter| is_held(letter) != is_held(letter.to_ascii_uppercase())) {
        return None;
    }
    let is_case = |(folded, letter): (char, u8)| holds_all(class, &one(folded)) == Some(is_held(letter));
    if !FOLDED_TO_ASCII.into_iter().all(is_case) {
        return None;
    }
    let mut bytes: Vec<u8> = (0..0x80u8).filter(|byte| !byte.is_ascii_uppercase() && is_held(*byte)).collect();
    if !class.is_ascii() {
        for (byte, kind) in KINDS.iter() {
            bytes.extend(holds_all(class, kind)?.then_some(*byte));
        }
    }
    Some(ClassBytes::new(bytes.into_iter().map(|byte| ClassBytesRange::new(byte, byte))))
}

/// Whether a class has all characters of a kind or none; `None` if it has some.
fn holds_all(class: &ClassUnicode, kind: &ClassUnicode) -> Option<bool> {
    let held = |range: &ClassUnicodeRange| {
        let behind = class.ranges().partition_point(|own| own.start() <= range.end());
        let own = behind.checked_sub(1).map(|at| class.ranges()[at]).filter(|own| own.end() >= range.start());
        match own {
            None => Some(false),
            Some(own) => (own.start() <= range.start() && own.end() >= range.end()).then_some(true),
        }
    };
    let mut all = kind.ranges().iter().map(held);
    let first = all.next().unwrap_or(Some(false))?;
    all.all(|held| held == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_requests() {
        let mut shape = RequestShape::default();
        for (request, expected) in [
            ("Fix JWT_x 1", &b"fix jwt_x 1"[..]),
            ("Caf\u{e9} \u{663}\u{a0}\u{2014} x", b"cafA B\x80\x81 x"),
            ("e\u{301}\u{4e2d}\u{1f600}", b"eAA\x81"),
            ("\u{212a}ey\u{17f}", b"keys"),
        ] {
            shape.set(request);
            assert_eq!(shape.bytes, expected);
        }
        shape.set("a\u{e9}bc");
        assert_eq!(shape.origin("a\u{e9}bc", 1..3), 1..4);
        assert_eq!(shape.origin("a\u{e9}bc", 4..4), 5..5);
    }

    #[test]
    fn a_pattern_that_depends_on_characters_has_no_shape() {
        let has_shape = |source: &str| Shaped::of(source, 1 << 20, 1 << 20).is_some();
        for source in [r"\b(jwt|token)s?\b.{0,20}\d+[^a-z]\S", r"kiss", r"(?m)^\W*$", r"[\w.-]+@\D"] {
            assert!(has_shape(source), "{source}");
        }
        for source in [
            "caf\u{e9}",
            r"(?-i:[A-Za-z]x)",
            r"(?-i:APP)",
            r"(?-i:app)",
            r"[\u{e0}-\u{ff}]",
            r"\p{Lu}",
            r"(?-u:\b)x",
            r"\p{Greek}",
        ] {
            assert!(!has_shape(source), "{source}");
        }
    }
}
