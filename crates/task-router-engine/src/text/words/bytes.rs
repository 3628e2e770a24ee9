//! Byte-level scanning before words are read: runs, contractions, control sequences.

/// What follows an apostrophe in an English contraction or possessive, which is one word (`don't`, `it's`); before
/// anything else the apostrophe ends a word, as in `l'interface` and `dell'utente`.
const CONTRACTIONS: [&str; 8] = ["t", "s", "m", "d", "n", "re", "ve", "ll"];

/// A sequence of characters of one class, collected by `Words::read_characters`.
#[derive(Default)]
pub(super) struct CharacterRun {
    pub(super) text: String,
    pub(super) is_dense: bool,
    /// Start of each character with its marks in `text`, and its position in the original text.
    pub(super) starts: Vec<usize>,
    pub(super) from: Vec<usize>,
}

impl CharacterRun {
    pub(super) fn push(&mut self, c: char, from: usize) {
        self.starts.push(self.text.len());
        self.from.push(from);
        self.text.push(c);
    }

    /// Adds a mark to the character before it; without one it is dropped.
    pub(super) fn push_mark(&mut self, mark: char) {
        if !self.text.is_empty() {
            self.text.push(mark);
        }
    }
}

/// A run of bytes that may contain words.
pub(super) struct ByteRun {
    pub(super) end: usize,
    /// Whether it contains an apostrophe or a character outside ASCII.
    pub(super) is_odd: bool,
    /// Whether it may be an identifier of several parts, or a plural of capitals.
    pub(super) has_parts: bool,
}

impl ByteRun {
    pub(super) fn at(bytes: &[u8], start: usize) -> Self {
        let (mut end, mut is_odd, mut joints, mut before) = (start, false, 0, ODD);
        while let Some(&byte) = bytes.get(end) {
            let mut kind = KINDS[usize::from(byte)];
            if kind == OUTSIDE {
                if byte != b'\'' || !bytes.get(end + 1).copied().is_some_and(is_wordly) {
                    break;
                }
                kind = ODD;
            }
            is_odd |= kind == ODD;
            joints |= JOINTS >> (before << 3 | kind);
            before = kind;
            end += 1;
        }
        Self { end, is_odd, has_parts: joints & 1 != 0 }
    }
}

/// Kind of bytes that are not part of a word.
const OUTSIDE: u8 = 0;
/// Kind of small ASCII letters.
const LOWER: u8 = 1;
/// Kind of capital ASCII letters.
const UPPER: u8 = 2;
/// Kind of digits.
const DIGIT: u8 = 3;
/// Kind of bytes that are read character by character.
const ODD: u8 = 4;

/// Kind by byte.
static KINDS: [u8; 256] = {
    let mut kinds = [OUTSIDE; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            0x80.. => ODD,
            _ => OUTSIDE,
        };
        byte += 1;
    }
    kinds
};

/// Pairs of kinds between which an identifier may be split: a bit for the kind of a byte, times eight, plus that of the
/// next.
const JOINTS: u64 = joint(LOWER, UPPER)
    | joint(UPPER, UPPER)
    | joint(DIGIT, LOWER)
    | joint(DIGIT, UPPER)
    | joint(LOWER, DIGIT)
    | joint(UPPER, DIGIT);

const fn joint(before: u8, behind: u8) -> u64 {
    1 << (before << 3 | behind)
}

/// Whether a byte may be part of a word.
pub(super) fn is_wordly(byte: u8) -> bool {
    KINDS[usize::from(byte)] != OUTSIDE
}

/// Whether signs belong to a word: `c` and `f` may be followed by `#`, `c`, `g` and `h` by `+`; after a longer word a
/// hash is punctuation.
pub(super) fn is_short_name(word: &str) -> bool {
    matches!(word, "c" | "f" | "g" | "h" | "j" | "q" | "c+" | "g+" | "h+")
}

/// Whether an `s` behind this word is German `es`: `war's` is no form of `Ware`.
pub(super) fn is_elided_es(word: &str) -> bool {
    ["war", "w\u{e4}r", "wa\u{308}r", "waer"].iter().any(|verb| word.to_lowercase() == *verb)
}

/// Whether an apostrophe before this text belongs to an English word.
pub(super) fn is_contraction(after: &str) -> bool {
    let letters = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
    letters > 0 && CONTRACTIONS.iter().any(|ending| ending.eq_ignore_ascii_case(&after[..letters]))
}

/// The character that begins a control sequence of a terminal.
const ESCAPE: u8 = 0x1b;

/// Length of a terminal control sequence at a position: colours and cursor movements, also where a log has lost the
/// escape character, and window titles and links.
pub(super) fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    match rest {
        [ESCAPE, b'[', sequence @ ..] => {
            let parameters = sequence.iter().take_while(|b| matches!(b, 0x20..=0x3f)).count();
            // A sequence without its final byte is truncated; what follows may be part of a character.
            let is_ended = matches!(sequence.get(parameters), Some(0x40..=0x7e));
            Some(2 + parameters + usize::from(is_ended))
        }
        [ESCAPE, b']', title @ ..] => {
            let length = title.iter().position(|&b| matches!(b, 0x07 | ESCAPE)).unwrap_or(title.len());
            Some(2 + length)
        }
        [b'[', colour @ ..] => {
            let parameters = colour.iter().take_while(|b| b.is_ascii_digit() || **b == b';').count();
            let is_colour = (1..=11).contains(&parameters) && colour.get(parameters) == Some(&b'm');
            (is_colour && colour.get(parameters + 1) != Some(&b']')).then_some(parameters + 2)
        }
        _ => None,
    }
}
