//! Splits text into words. ASCII text is read in place; only words with other characters are read character by
//! character.

mod bytes;
mod dense;
mod loan_words;
#[cfg(test)]
mod tests;

use super::scripts::CharacterClass;
use super::{identifiers, scripts};
use bytes::{ByteRun, CharacterRun, escape, is_contraction, is_elided_es, is_short_name, is_wordly};
pub(super) use dense::is_ending;
use std::ops::Range;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Maximum number of bytes read of a text, so that positions fit into 32 bits; requests and files are limited far
/// below.
const LONGEST_TEXT: usize = 1 << 30;
/// Number of bytes of text for each word, usually: room for so many saves nearly all reallocations.
const USUAL_WORD: usize = 5;
/// The words of a text, in one buffer that a scorer reuses from request to request.
#[derive(Debug, Default, Clone)]
pub struct Words {
    /// The text with ASCII letters in lower case, followed by the words that it does not contain verbatim.
    buffer: String,
    words: Vec<WordSpan>,
    /// Whether symbols such as emoji are words.
    has_symbols: bool,
}

/// A word: its range in the buffer, and the range of the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct WordSpan {
    start: u32,
    end: u32,
    from: u32,
    to: u32,
}

impl Words {
    /// Splits `text` into words.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.read(text);
        words
    }

    /// Splits `text` into words and symbols.
    pub(crate) fn with_symbols(text: &str) -> Self {
        let mut words = Self::default().reading_symbols(true);
        words.read(text);
        words
    }

    /// The same, which reads symbols as words from now on, or as punctuation.
    pub(crate) fn reading_symbols(self, has_symbols: bool) -> Self {
        Self { has_symbols, ..self }
    }

    /// Replaces the contents by the words of `text`.
    pub fn read(&mut self, text: &str) {
        let mut end = text.len().min(LONGEST_TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        self.buffer.clear();
        self.words.clear();
        self.words.reserve(text.len() / USUAL_WORD);
        self.buffer.push_str(text);
        self.buffer.make_ascii_lowercase();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if is_wordly(byte) {
                let run = ByteRun::at(bytes, at);
                match run.is_odd {
                    true => self.read_odd(text, at, run.end),
                    false if run.has_parts => self.add_identifier(&text[at..run.end], at, run.end),
                    false => self.push(at, run.end),
                }
                at = self.with_signs(bytes, run.end);
            } else {
                at += escape(bytes, at).unwrap_or(1);
            }
        }
    }

    /// The end of a word with its signs: `c++`, `c#`. The word ends a run that may begin with others: `“c++”`.
    fn with_signs(&mut self, bytes: &[u8], mut end: usize) -> usize {
        while let Some(&sign @ (b'+' | b'#')) = bytes.get(end) {
            let Some(word) = self.words.last_mut().filter(|word| word.to as usize == end) else { break };
            let is_whole = word.from == 0 || !bytes[word.from as usize - 1].is_ascii_alphanumeric();
            if !is_whole || !is_short_name(&self.buffer[word.start as usize..word.end as usize]) {
                break;
            }
            end += 1;
            if word.end != word.to {
                // Not read in place, but the last one in the buffer.
                self.buffer.push(sign.into());
            }
            (word.end, word.to) = (word.end + 1, end as u32);
        }
        end
    }

    /// Reads a run that contains characters outside ASCII or apostrophes.
    fn read_odd(&mut self, text: &str, start: usize, end: usize) {
        let run = &text[start..end];
        match is_nfkc_quick(run.chars()) {
            IsNormalized::Yes => self.read_characters(run, |at| start + at),
            _ => {
                let (mut from, has_symbols) = (0, self.has_symbols);
                for part in run.split(|c| is_mark(c, has_symbols)) {
                    match is_nfkc_quick(part.chars()) {
                        IsNormalized::Yes => self.read_characters(part, |at| start + from + at),
                        _ => self.read_normalised(part, start + from),
                    }
                    from += part.len() + run[from + part.len()..].chars().next().map_or(0, char::len_utf8);
                }
            }
        }
    }

    /// Reads a run that must be normalised, from position `start` of the text. The origin of each character is lost
    /// then, which only joining words needs.
    fn read_normalised(&mut self, part: &str, start: usize) {
        let end = start + part.len();
        self.read_characters(&part.nfkc().collect::<String>(), |at| if at == 0 { start } else { end });
    }

    /// Reads normalised characters; `origin` returns the position of each in the text.
    fn read_characters(&mut self, run: &str, origin: impl Fn(usize) -> usize) {
        let mut piece = CharacterRun::default();
        let mut characters = run.char_indices();
        while let Some((at, c)) = characters.next() {
            let behind = at + c.len_utf8();
            match CharacterClass::of(c) {
                CharacterClass::Invisible => {}
                CharacterClass::Mark => piece.push_mark(c),
                CharacterClass::Apostrophe if is_contraction(&run[behind..]) && !is_elided_es(&piece.text) => {
                    // `css's` is `css`.
                    if piece.text.ends_with(['s', 'S']) && run[behind..].starts_with(['s', 'S']) {
                        characters.next();
                    }
                }
                class @ (CharacterClass::Letter | CharacterClass::Dense) => {
                    if piece.is_dense != (class == CharacterClass::Dense) {
                        self.take_piece(&mut piece, origin(at));
                        piece.is_dense = class == CharacterClass::Dense;
                    }
                    piece.push(c, origin(at));
                }
                CharacterClass::Symbol if self.has_symbols => {
                    self.take_piece(&mut piece, origin(at));
                    piece.is_dense = false;
                    piece.push(c, origin(at));
                    self.take_piece(&mut piece, origin(behind));
                }
                CharacterClass::Apostrophe | CharacterClass::Symbol | CharacterClass::Other => {
                    self.take_piece(&mut piece, origin(at))
                }
            }
        }
        self.take_piece(&mut piece, origin(run.len()));
    }

    /// Adds the words of a piece that ends at `to`, and clears the piece.
    fn take_piece(&mut self, piece: &mut CharacterRun, to: usize) {
        match piece.is_dense {
            true => self.add_dense(piece, to),
            false if !piece.text.is_empty() => {
                self.add_identifier(&piece.text, piece.from.first().copied().unwrap_or(to), to)
            }
            false => {}
        }
        piece.text.clear();
        piece.starts.clear();
        piece.from.clear();
    }

    /// Adds the words of a script without spaces; `to` ends the piece.
    fn add_dense(&mut self, piece: &CharacterRun, to: usize) {
        let base = self.buffer.len();
        self.buffer.push_str(&piece.text);
        let start = |i: usize| piece.starts.get(i).copied().unwrap_or(piece.text.len());
        let origin = |i: usize| piece.from.get(i).copied().unwrap_or(to);
        dense::parts(
            piece.starts.len(),
            |i| &piece.text[start(i)..start(i + 1)],
            |part| {
                let (from, end) = (part.characters.start, part.characters.end);
                self.push_from(base + start(from), base + start(end), origin(from), origin(part.owned));
            },
        );
    }

    /// Adds the parts of a run of letters and digits that starts at `from` in the text and ends before `to`.
    fn add_identifier(&mut self, token: &str, from: usize, to: usize) {
        identifiers::parts(token, |range| {
            let part = identifiers::singular(&token[range.clone()]);
            let start = self.buffer.len();
            self.push_lower_case(part);
            // Of text that was normalised or had marks, only the ends are known.
            let origin =
                |at: usize| Some((from + at).min(to)).filter(|&at| self.buffer.is_char_boundary(at)).unwrap_or(to);
            let from = origin(range.start);
            let to = origin(range.end).max(from);
            self.push_from(start, self.buffer.len(), from, to);
        });
    }

    fn push_lower_case(&mut self, part: &str) {
        let start = self.buffer.len();
        if part.is_ascii() {
            self.buffer.push_str(part);
            self.buffer[start..].make_ascii_lowercase();
        } else {
            self.buffer.extend(part.chars().flat_map(char::to_lowercase));
        }
    }

    /// Adds a word that the text contains verbatim.
    fn push(&mut self, start: usize, end: usize) {
        self.push_from(start, end, start, end);
    }

    fn push_from(&mut self, start: usize, end: usize, from: usize, to: usize) {
        self.words.push(WordSpan { start: start as u32, end: end as u32, from: from as u32, to: to as u32 });
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Word `i`, lower-cased.
    pub fn get(&self, i: usize) -> &str {
        let WordSpan { start, end, .. } = self.words[i];
        &self.buffer[start as usize..end as usize]
    }

    /// All words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// Byte range of the text that word `i` was read from.
    pub fn origin(&self, i: usize) -> Range<usize> {
        self.words[i].from as usize..self.words[i].to as usize
    }

    /// Positions of the words read from a part of the text.
    pub(crate) fn within(&self, part: Range<usize>) -> Range<usize> {
        let first = self.words.partition_point(|word| word.to as usize <= part.start);
        first..self.words.partition_point(|word| (word.from as usize) < part.end).max(first)
    }

    /// Whether word `i` is read from a part of a longer name, as `error` is in `BuildError`. Numbers are no parts
    /// (`oauth2`).
    pub(crate) fn is_part_of_a_name(&self, i: usize) -> bool {
        let is_letters = |i: usize| self.get(i).bytes().all(|byte| byte.is_ascii_alphabetic());
        let touches = |i: usize| self.words[i].to == self.words[i + 1].from && is_letters(i) && is_letters(i + 1);
        (i > 0 && touches(i - 1)) || (i + 1 < self.words.len() && touches(i))
    }

    /// Words `from..to` as shown by an explanation: joined by spaces where the text has them, pairs of characters by their
    /// overlap.
    pub fn phrase(&self, from: usize, to: usize) -> String {
        let mut phrase = String::new();
        for i in from..to {
            let word = self.get(i);
            match self.overlap(i).filter(|_| i > from) {
                Some(shared) => phrase.push_str(&word[shared..]),
                None if i > from && !self.touches(i) => phrase.extend([" ", word]),
                None => phrase.push_str(word),
            }
        }
        phrase
    }

    /// The common part of word `i` and the previous one, if both are pairs of characters and the first character, with
    /// its marks, is the last one of the previous pair.
    pub(crate) fn overlap(&self, i: usize) -> Option<usize> {
        let (before, word) = (*self.words.get(i.checked_sub(1)?)?, self.words[i]);
        let overlaps = word.start < before.end && before.start < word.start && scripts::is_dense_word(self.get(i));
        overlaps.then(|| (before.end.min(word.end) - word.start) as usize)
    }

    /// Whether word `i` follows the previous one without a space, both in scripts without spaces.
    fn touches(&self, i: usize) -> bool {
        let is_dense = |i| scripts::is_dense_word(self.get(i));
        self.words[i - 1].to == self.words[i].from && is_dense(i - 1) && is_dense(i)
    }

    /// The text from the start of word `i` on, lower-cased.
    pub(crate) fn text_from(&self, i: usize) -> &str {
        self.buffer.get(self.words[i].from as usize..).unwrap_or("")
    }

    /// The text between word `i` and the next one, lower-cased.
    pub(crate) fn separator(&self, i: usize) -> &str {
        let (to, from) = (self.words[i].to as usize, self.words[i + 1].from as usize);
        self.buffer.get(to..from).unwrap_or("")
    }

    /// The signs directly before and after word `i`.
    pub(super) fn signs(&self, i: usize, is_sign: impl Fn(u8) -> bool) -> (&str, &str) {
        let WordSpan { from, to, .. } = self.words[i];
        let end = self.words.get(i + 1).map_or(self.buffer.len(), |next| next.from as usize);
        let (before, behind) =
            (&self.buffer.as_bytes()[..from as usize], &self.buffer.as_bytes()[to as usize..end.max(to as usize)]);
        let count = before.iter().rev().take_while(|&&b| is_sign(b)).count();
        let behind = behind.iter().take_while(|&&b| is_sign(b)).count();
        (&self.buffer[from as usize - count..from as usize], &self.buffer[to as usize..to as usize + behind])
    }

    /// Whether a letter or a digit directly precedes the `signs` before word `i`. Scripts that do not separate words
    /// precede signs as punctuation does.
    pub(super) fn follows_word(&self, i: usize, signs: usize) -> bool {
        let before = self.buffer[..self.words[i].from as usize - signs].chars().next_back();
        before.is_some_and(|c| matches!(CharacterClass::of(c), CharacterClass::Letter | CharacterClass::Mark))
    }

    /// Drops the words at these positions, which ascend.
    pub(crate) fn drop_all(&mut self, places: &[usize]) {
        let mut i = 0;
        self.words.retain(|_| {
            i += 1;
            places.binary_search(&(i - 1)).is_err()
        });
    }

    /// Rewrites words from left to right: `rewrite` gets each position, and returns how many words from there on are
    /// replaced and by what. The word before a position is as rewritten. Returns where and how many were replaced, each
    /// with the number of new ones.
    pub fn rewrite(
        &mut self,
        mut rewrite: impl FnMut(&Self, usize) -> Option<(usize, Vec<String>)>,
    ) -> Vec<(Range<usize>, usize)> {
        let (mut rewritten, mut replaced) = (Vec::new(), Vec::new());
        let (mut i, mut done) = (0, 0);
        while i < self.words.len() {
            let Some((n, texts)) = rewrite(self, i) else {
                i += 1;
                continue;
            };
            rewritten.extend_from_slice(&self.words[done..i]);
            let (from, to) = (self.words[i].from, self.words[i + n - 1].to);
            for text in &texts {
                let start = self.buffer.len() as u32;
                self.buffer.push_str(text);
                self.words[i + n - 1] = WordSpan { start, end: self.buffer.len() as u32, from, to };
                rewritten.push(self.words[i + n - 1]);
            }
            replaced.push((i..i + n, texts.len()));
            i += n;
            done = i;
        }
        if done > 0 {
            rewritten.extend_from_slice(&self.words[done..]);
            self.words = rewritten;
        }
        replaced
    }
}

/// Whether a character is a separator, possibly after normalisation, like a wide comma.
fn is_mark(c: char, has_symbols: bool) -> bool {
    let is_mark = |class| class == CharacterClass::Other || (class == CharacterClass::Symbol && !has_symbols);
    std::iter::once(c).nfkc().all(|c| is_mark(CharacterClass::of(c)))
}
