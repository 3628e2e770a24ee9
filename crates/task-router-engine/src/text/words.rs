//! Splits text into words. ASCII text is read in place; only words with other characters are read character by
//! character.

mod bytes;

use super::scripts::Class;
use super::{identifiers, scripts};
use bytes::{Piece, Run, escape, is_contraction, is_short_name, is_wordly};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Maximum number of bytes read of a text, so that positions fit into 32 bits; requests and files are limited far
/// below.
const LONGEST_TEXT: usize = 1 << 30;
/// The words of a text, in one buffer that a scorer reuses from request to request.
#[derive(Debug, Default, Clone)]
pub struct Words {
    /// The text with ASCII letters in lower case, followed by the words that it does not contain verbatim.
    buffer: String,
    words: Vec<Word>,
}

/// A word: its range in the buffer, and the range of the text it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word {
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

    /// Replaces the contents by the words of `text`.
    pub fn read(&mut self, text: &str) {
        let mut end = text.len().min(LONGEST_TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        self.buffer.clear();
        self.words.clear();
        self.buffer.push_str(text);
        self.buffer.make_ascii_lowercase();
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if is_wordly(byte) {
                let run = Run::at(bytes, at);
                match run.is_odd {
                    true => self.read_odd(text, at, run.end),
                    false if run.has_parts => self.add_identifier(&text[at..run.end], at, run.end),
                    false => self.push(at, run.end),
                }
                at = self.with_signs(bytes, at, run.end);
            } else {
                at += escape(bytes, at).unwrap_or(1);
            }
        }
    }

    /// The end of a word with its signs: `c++`, `c#`.
    fn with_signs(&mut self, bytes: &[u8], start: usize, mut end: usize) -> usize {
        while matches!(bytes.get(end), Some(b'+' | b'#')) && is_short_name(&self.buffer[start..end]) {
            end += 1;
            if let Some(word) = self.words.last_mut() {
                (word.end, word.to) = (end as u32, end as u32);
            }
        }
        end
    }

    /// Reads a run that contains characters outside ASCII or apostrophes.
    fn read_odd(&mut self, text: &str, start: usize, end: usize) {
        let run = &text[start..end];
        match is_nfkc_quick(run.chars()) {
            IsNormalized::Yes => self.read_characters(run, |at| start + at),
            _ => {
                let mut from = 0;
                for part in run.split(is_mark) {
                    self.read_normalised(part, start + from);
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
        let mut piece = Piece::default();
        for (at, c) in run.char_indices() {
            match Class::of(c) {
                Class::Invisible => {}
                Class::Mark => piece.push_mark(c),
                Class::Apostrophe if is_contraction(&run[at + c.len_utf8()..]) => {}
                class @ (Class::Letter | Class::Dense) => {
                    if piece.is_dense != (class == Class::Dense) {
                        self.take_piece(&mut piece, origin(at));
                        piece.is_dense = class == Class::Dense;
                    }
                    piece.push(c, origin(at));
                }
                Class::Apostrophe | Class::Other => self.take_piece(&mut piece, origin(at)),
            }
        }
        self.take_piece(&mut piece, origin(run.len()));
    }

    /// Adds the words of a piece that ends at `to`, and clears the piece.
    fn take_piece(&mut self, piece: &mut Piece, to: usize) {
        match piece.is_dense {
            true => self.add_pairs(piece, to),
            false if !piece.text.is_empty() => {
                self.add_identifier(&piece.text, piece.from.first().copied().unwrap_or(to), to)
            }
            false => {}
        }
        piece.text.clear();
        piece.starts.clear();
        piece.from.clear();
    }

    /// Adds overlapping pairs of characters, or a single character.
    fn add_pairs(&mut self, piece: &Piece, to: usize) {
        let base = self.buffer.len();
        self.buffer.push_str(&piece.text);
        let end = |i: usize| base + piece.starts.get(i).copied().unwrap_or(piece.text.len());
        let origin = |i: usize| piece.from.get(i).copied().unwrap_or(to);
        let pairs = piece.starts.len().saturating_sub(1).max(1);
        for i in 0..pairs.min(piece.starts.len()) {
            let last = i + 1 == pairs;
            self.push_from(end(i), end(i + 2), origin(i), if last { to } else { origin(i + 1) });
        }
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
        self.words.push(Word { start: start as u32, end: end as u32, from: from as u32, to: to as u32 });
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
        let Word { start, end, .. } = self.words[i];
        &self.buffer[start as usize..end as usize]
    }

    /// All words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// Byte range of the text that word `i` was read from.
    pub fn origin(&self, i: usize) -> std::ops::Range<usize> {
        self.words[i].from as usize..self.words[i].to as usize
    }

    /// Whether word `i` is read from a part of a longer name, as `error` is in `BuildError`. Numbers are no parts
    /// (`oauth2`).
    pub fn is_part_of_a_name(&self, i: usize) -> bool {
        let is_letters = |i: usize| self.get(i).bytes().all(|byte| byte.is_ascii_alphabetic());
        let touches = |i: usize| self.words[i].to == self.words[i + 1].from && is_letters(i) && is_letters(i + 1);
        (i > 0 && touches(i - 1)) || (i + 1 < self.words.len() && touches(i))
    }

    /// Words `from..to` as shown by an explanation: joined by spaces, pairs of characters by their overlap.
    pub fn phrase(&self, from: usize, to: usize) -> String {
        let mut phrase = String::new();
        for i in from..to {
            let word = self.get(i);
            match self.overlap(i).filter(|_| i > from) {
                Some(shared) => phrase.push_str(&word[shared..]),
                None if i > from => phrase.extend([" ", word]),
                None => phrase.push_str(word),
            }
        }
        phrase
    }

    /// The common part of word `i` and the previous one, if both are pairs of characters and the first character, with
    /// its marks, is the last one of the previous pair.
    fn overlap(&self, i: usize) -> Option<usize> {
        let (before, word) = (*self.words.get(i.checked_sub(1)?)?, self.words[i]);
        let overlaps = word.start < before.end && before.start < word.start && scripts::is_dense_word(self.get(i));
        overlaps.then(|| (before.end.min(word.end) - word.start) as usize)
    }

    /// The text between word `i` and the next one, lower-cased.
    pub(crate) fn separator(&self, i: usize) -> &str {
        let (to, from) = (self.words[i].to as usize, self.words[i + 1].from as usize);
        self.buffer.get(to..from).unwrap_or("")
    }

    /// The signs directly before and after word `i`.
    pub(super) fn signs(&self, i: usize, is_sign: impl Fn(u8) -> bool) -> (&str, &str) {
        let Word { from, to, .. } = self.words[i];
        let end = self.words.get(i + 1).map_or(self.buffer.len(), |next| next.from as usize);
        let (before, behind) =
            (&self.buffer.as_bytes()[..from as usize], &self.buffer.as_bytes()[to as usize..end.max(to as usize)]);
        let count = before.iter().rev().take_while(|&&b| is_sign(b)).count();
        let behind = behind.iter().take_while(|&&b| is_sign(b)).count();
        (&self.buffer[from as usize - count..from as usize], &self.buffer[to as usize..to as usize + behind])
    }

    /// Whether a letter or a digit directly precedes the `signs` before word `i`.
    pub(super) fn follows_word(&self, i: usize, signs: usize) -> bool {
        let at = self.words[i].from as usize - signs;
        at > 0 && is_wordly(self.buffer.as_bytes()[at - 1])
    }

    /// Drops the words at these positions.
    pub fn drop_all(&mut self, places: &[usize]) {
        let mut i = 0;
        self.words.retain(|_| {
            i += 1;
            !places.contains(&(i - 1))
        });
    }

    /// Replaces words `i..i + n`.
    pub(super) fn replace(&mut self, i: usize, n: usize, texts: &[&str]) {
        let (from, to) = (self.words[i].from, self.words[i + n - 1].to);
        let words: Vec<Word> = texts
            .iter()
            .map(|text| {
                let start = self.buffer.len() as u32;
                self.buffer.push_str(text);
                Word { start, end: self.buffer.len() as u32, from, to }
            })
            .collect();
        self.words.splice(i..i + n, words);
    }
}

/// Whether a character is a separator, possibly after normalisation, like a wide comma.
fn is_mark(c: char) -> bool {
    std::iter::once(c).nfkc().all(|c| Class::of(c) == Class::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<String> {
        Words::of(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_phrase_is_shown_as_written() {
        for text in ["ฐานข้อมูล", "数据库很慢", "데이터를 고쳐", "log in"] {
            let words = Words::of(text);
            assert_eq!(words.phrase(0, words.len()), text);
        }
    }

    #[test]
    fn words_of_a_text() {
        let cases = [
            ("Fix JWT-expiry, don't 500!", "fix jwt expiry dont 500"),
            ("C++ and C# but not issue#4", "c++ and c# but not issue 4"),
            ("port it to C++17", "port it to c++ 17"),
            ("Ünïcode ΣΑΣ", "ünïcode σασ"),
            ("su\u{31b}\u{309}a giao die\u{323}\u{302}n", "sửa giao diện"),
            ("ｐｙｔｈｏｎ ﬁle №5", "python file no 5"),
            ("soft\u{ad}hyphen zero\u{200b}width", "softhyphen zerowidth"),
            ("l'interface d’accueil qu'on dell'utente", "l interface d accueil qu on dell utente"),
            (
                "it's the customer’s and you'll see I'm 'quoted' O'Brien",
                "its the customers and youll see im quoted o brien",
            ),
            ("createPaymentIntent getURLs HTTP404 user_roles", "create payment intent get url http 404 user roles"),
            ("review my PRs", "review my pr"),
            ("créerUtilisateur", "créer utilisateur"),
            ("\u{1b}[31mERROR\u{1b}[0m in \u{1b}[1;4mbuild", "error in build"),
            ("[31mERROR[0m waits [30m]", "error waits 30m"),
            ("\u{1b}]0;a title\u{7}done", "done"),
            ("\u{1b}[1é \u{1b}[\u{fffd} done", "é done"),
            ("  \0 \u{1b}[31m ", ""),
            ("", ""),
            ("हिन्दी में", "हिन्दी में"),
        ];
        for (text, expected) in cases {
            assert_eq!(split(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_pairs() {
        let cases = [
            ("数据库很慢", "数据 据库 库很 很慢"),
            ("用python写", "用 python 写"),
            ("SQL查询", "sql 查询"),
            ("postgresのクエリ", "postgres のク クエ エリ"),
            ("「数据库」", "数据 据库"),
            ("데이터를 앱", "데이 이터 터를 앱"),
            ("ภาษาไทย", "ภา าษ ษา าไ ไท ทย"),
            ("ﾃｰﾌﾞﾙ", "テー ーブ ブル"),
        ];
        for (text, expected) in cases {
            assert_eq!(split(text).join(" "), expected, "{text}");
        }
        let words = Words::of("数据库 very slow");
        assert_eq!(words.phrase(0, words.len()), "数据库 very slow");
    }

    #[test]
    fn words_have_their_origin() {
        let text = "Fix l'été, createIntent 数据库!";
        let words = Words::of(text);
        let read: Vec<&str> = (0..words.len()).map(|i| &text[words.origin(i)]).collect();
        assert_eq!(read, ["Fix", "l", "été", "create", "Intent", "数", "据库"]);
        // Wide punctuation is normalised, and still separates words.
        let words = Words::of("数据，缓存！ｐｙ");
        let between: Vec<&str> = (1..words.len()).map(|i| words.separator(i - 1)).collect();
        assert_eq!(between, ["，", "！"]);
    }

    proptest! {
        #[test]
        fn plain_text_is_cut_between_words(
            text in r"(([A-Z]?[a-z]{0,9}|[0-9]{1,9}|[a-z]{60,70})[ .,()/\t\x00-]{1,3}|[ .]{60,70}){0,30}",
        ) {
            let lower = text.to_ascii_lowercase();
            let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
            prop_assert_eq!(split(&text), words);
        }

        #[test]
        fn any_text_is_read(text in any::<String>(), more in r"([a-zA-Z0-9'+#\x1b\[;]|\x1b\[|\x1b\]|数|ば|é|\u{301}|’|한|\u{200d}|ﬁ|¼|Ã|ü){0,40}") {
            for text in [text, more] {
                let words = Words::of(&text);
                for i in 0..words.len() {
                    prop_assert!(!words.get(i).is_empty());
                    // JSON output contains them unescaped.
                    prop_assert!(!words.get(i).contains(|c: char| matches!(c, '\0'..' ' | '"' | '\\')), "{}", words.get(i));
                    let origin = words.origin(i);
                    prop_assert!(text.get(origin.clone()).is_some(), "{:?}", origin);
                    words.signs(i, |byte| byte == b'.');
                    prop_assert!(i + 1 == words.len() || words.separator(i).len() <= text.len());
                }
                words.phrase(0, words.len());
            }
        }
    }
}
