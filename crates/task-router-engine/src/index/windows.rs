//! Finds where a text may contain a literal: windows of three bytes are looked up among those that start literals
//! (after Wu and Manber 1994). One bit per window takes 4 kB, which stay in the L1 cache.

use super::image::{Image, Sections};
use super::key_table::{bits, rank};
use super::literals::is_word_byte;
use super::validate::{ascend, below, counted};
use crate::set_bits::set_bits;
use std::collections::BTreeMap;
use std::ops::Range;

/// Number of bits used of a byte: they keep letters distinct and are equal in both cases.
const BYTE_BITS: usize = 5;
/// Number of bytes of a window.
const WINDOW: usize = 3;
/// Number of distinct windows.
const WINDOWS: usize = 1 << (BYTE_BITS * WINDOW);
/// Number of `u64`s in a bitmap of all windows.
const BITMAP: usize = WINDOWS / 64;

/// By byte: 1 for an ASCII character that `\w` matches.
static IN_WORD: [u8; 256] = {
    let mut found = [0; 256];
    let mut byte = 0;
    while byte < found.len() {
        found[byte] = is_word_byte(byte as u8) as u8;
        byte += 1;
    }
    found
};

/// The literals of an index by the windows that they start with; a literal of two bytes starts with several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Windows<'i> {
    /// Bitmap of the windows that start a literal at the start of a word, then of those that start one inside a word,
    /// where few may occur.
    begins: &'i [u64],
    before: &'i [u32],
    ends: &'i [u32],
    literals: &'i [u32],
}

/// Shifts one more byte into a window.
fn push(window: usize, byte: u8) -> usize {
    ((window << BYTE_BITS) | usize::from(byte % (1 << BYTE_BITS))) % WINDOWS
}

/// The windows that a literal of two bytes or more starts with.
fn windows(literal: &[u8]) -> Range<usize> {
    let first = literal.iter().take(WINDOW).fold(0, |window, &byte| push(window, byte));
    if literal.len() < WINDOW { push(first, 0)..push(first, 0) + (1 << BYTE_BITS) } else { first..first + 1 }
}

/// Writes the sections of windows; `literals` are the text of each, and whether it may start inside a word.
pub(super) fn write<'l>(literals: impl Iterator<Item = (&'l [u8], bool)>, sections: &mut Sections) {
    let mut by_window: BTreeMap<usize, (bool, Vec<u32>)> = BTreeMap::new();
    for ((literal, may_be_inside), number) in literals.zip(0..) {
        for window in windows(literal) {
            let (is_inside, numbers) = by_window.entry(window).or_default();
            *is_inside |= may_be_inside;
            numbers.push(number);
        }
    }
    if by_window.is_empty() {
        return;
    }
    let is_inside = |window: usize| by_window.get(&window).is_some_and(|(is_inside, _)| *is_inside);
    (sections.window_begins, sections.windows_before) =
        bits((0..WINDOWS).map(|window| by_window.contains_key(&window)));
    sections.window_begins.extend(bits((0..WINDOWS).map(is_inside)).0);
    sections.window_ends.push(0);
    for (_, mut numbers) in by_window.into_values() {
        sections.window_literals.append(&mut numbers);
        sections.window_ends.push(sections.window_literals.len() as u32);
    }
}

/// Whether the windows of an image with this many literals are valid.
pub(super) fn are_sound(image: &Image, literals: usize) -> bool {
    let Windows { begins, before, ends, literals: numbers } = Windows::new(image);
    if begins.is_empty() {
        return literals == 0;
    }
    begins.len() == 2 * BITMAP
        && before.len() == BITMAP
        && counted(&begins[..BITMAP], before).is_some_and(|held| ends.len() as u64 > held)
        && ascend(ends.iter().copied(), numbers.len())
        && below(numbers, literals)
}

impl<'i> Windows<'i> {
    pub(super) fn new(image: &'i Image) -> Self {
        Self {
            begins: image.window_begins(),
            before: image.windows_before(),
            ends: image.window_ends(),
            literals: image.window_literals(),
        }
    }

    /// Calls `note` with every literal that `text` may contain and its start.
    pub(super) fn find(&self, text: &[u8], mut note: impl FnMut(u32, usize)) {
        // Of a known length, so that no place in it needs checking.
        let Some((begins, _)) = self.begins.split_first_chunk::<{ 2 * BITMAP }>() else { return };
        let (first, rest) = text.split_at(text.len().min(WINDOW - 1));
        let mut window = first.iter().fold(0, |window, &byte| push(window, byte));
        // A bit for each byte, the last one first.
        let mut in_words = first.iter().fold(0, |words, &byte| (words << 1) | IN_WORD[usize::from(byte)]);
        for (start, part) in (0..).step_by(u64::BITS as usize).zip(rest.chunks(u64::BITS as usize)) {
            let mut found = 0;
            for (at, &byte) in part.iter().enumerate() {
                window = push(window, byte);
                in_words = (in_words << 1) | IN_WORD[usize::from(byte)];
                let is_inside = usize::from((in_words >> WINDOW) & 1);
                found |= ((begins[is_inside * BITMAP + window / 64] >> (window % 64)) & 1) << at;
            }
            for start in set_bits(found).map(|at| start + at) {
                self.at(&text[start..]).iter().for_each(|&literal| note(literal, start));
            }
        }
        // A literal of two bytes may end at the end of the text.
        self.at(&text[rest.len()..]).iter().for_each(|&literal| note(literal, rest.len()));
    }

    /// The literals that a text may start with.
    fn at(&self, text: &[u8]) -> &'i [u32] {
        let bytes = text.iter().chain([&0; WINDOW]).take(WINDOW);
        let window = bytes.fold(0, |window, &byte| push(window, byte));
        let Some(place) = rank(self.begins, self.before, window) else { return &[] };
        &self.literals[self.ends[place] as usize..self.ends[place + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_found_where_they_may_start() {
        let mut sections = Sections::default();
        write([(&b"ci"[..], false), (b"con", true), (b"connect", false), (b"401", false)].into_iter(), &mut sections);
        let image = Image::build(&sections);
        assert!(are_sound(&image, 4) && !are_sound(&image, 3));
        let found = |text: &str| {
            let mut found = Vec::new();
            Windows::new(&image).find(text.as_bytes(), |literal, at| found.push((literal, at)));
            found
        };
        for (text, expected) in [
            ("CI fails", &[(0, 0)][..]),
            ("the ci", &[(0, 4)]),
            ("recipe", &[]),
            ("Connect", &[(1, 0), (2, 0)]),
            // A literal that only starts words is also a candidate where another one may start inside a word.
            ("falcon connections", &[(1, 3), (2, 3), (1, 7), (2, 7)]),
            ("4012 x401", &[(3, 0)]),
            ("c", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
        let long = format!("{} ci, {}", "x".repeat(61), "y 401 ".repeat(30));
        assert_eq!(found(&long).len(), 31);
        let none = Image::build(&Sections::default());
        assert!(are_sound(&none, 0) && !are_sound(&none, 1));
        Windows::new(&none).find(b"ci", |_, _| panic!("there is none"));
    }
}
