//! Decodes files: UTF-8, UTF-16 by its byte order mark or its NUL bytes, otherwise Windows-1252.

use crate::diagnostic::{Code, Diagnostic};
pub use encoding_rs::{Encoding, WINDOWS_1252};
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;

/// UTF-8 byte order mark, which is not part of the text.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Number of bytes at the start that are searched for NULs to detect UTF-16 without a byte order mark.
const LOOKED_AT: usize = 1024;

/// Minimum file size in bytes for that detection.
const SHORTEST_UTF_16: usize = 8;

/// A decoded file.
#[derive(Debug)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// Line of the first byte that is not UTF-8, if there is any.
    pub line: usize,
}

impl Decoded {
    /// Whether the file is UTF-8.
    pub(crate) fn is_utf8(&self) -> bool {
        self.encoding == UTF_8
    }
}

/// Decodes a file. Never fails: every byte is valid in Windows-1252, the last resort.
///
/// ```
/// use task_router_engine::agent::encoding::decode;
/// assert_eq!(decode(b"Pr\xfcft").text, "Prüft");
/// assert_eq!(decode("Prüft".as_bytes()).text, "Prüft");
/// ```
pub fn decode(bytes: &[u8]) -> Decoded {
    let (encoding, line) = match (utf_16(bytes), std::str::from_utf8(bytes)) {
        (Some(encoding), _) => (encoding, 1),
        (None, Ok(text)) => return Decoded { text: text.to_owned(), encoding: UTF_8, line: 1 },
        (None, Err(e)) => (WINDOWS_1252, line_at(bytes, e.valid_up_to())),
    };
    // A UTF-8 byte order mark is kept: it does not prove that the rest is UTF-8.
    let text = encoding.decode_with_bom_removal(bytes).0.into_owned();
    Decoded { text, encoding, line }
}

/// Decodes a line of a stream: UTF-8, and bytes that are none as Windows-1252. Lines of one stream may differ.
///
/// ```
/// use task_router_engine::agent::encoding::decode_line;
/// assert_eq!(decode_line(b"Pr\xfcft, Pr\xc3\xbcft"), "Prüft, Prüft");
/// ```
pub fn decode_line(bytes: &[u8]) -> Cow<'_, str> {
    // Most lines are valid, and that is faster to check first.
    std::str::from_utf8(bytes).map_or_else(|_| Cow::Owned(decode_mixed(bytes)), Cow::Borrowed)
}

fn decode_mixed(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    text
}

/// Encodes a text in the encoding of its file; `None` if it is not representable.
pub fn encode(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    // `encode` writes UTF-8 for UTF-16, as the web requires.
    if encoding == UTF_8 {
        return Some(text.as_bytes().to_vec());
    }
    match encoding.encode(text) {
        (bytes, used, false) if used == encoding => Some(bytes.into_owned()),
        _ => None,
    }
}

/// The form of UTF-16 that a file has, given at least its start.
pub fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let by_mark = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8);
    by_mark.or_else(|| utf_16_by_nuls(bytes))
}

/// Warning about a file that is not UTF-8, at the first line that is not.
pub fn not_utf_8(file: &str, line: usize, encoding: &'static Encoding) -> Diagnostic {
    let message = format!("the file is not UTF-8; it was read as {}", encoding.name());
    Diagnostic::new(Code::LenientlyRead, file, line, message, "save the file as UTF-8")
}

/// Detects UTF-16 by NULs: frontmatter is mostly ASCII, so every other byte is NUL.
fn utf_16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(LOOKED_AT) & !1];
    let nuls = |first: usize| start.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let most = |count: usize, other: usize| count * 10 > start.len() * 4 && other * 10 < start.len();
    match (most(even, odd), most(odd, even)) {
        _ if start.len() < SHORTEST_UTF_16 => None,
        (true, _) => Some(UTF_16BE),
        (_, true) => Some(UTF_16LE),
        _ => None,
    }
}

fn line_at(bytes: &[u8], at: usize) -> usize {
    bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_is_read() {
        let text = "---\nname: a\ndescription: Größe – “x”\n---\n";
        let cases = [
            (text.as_bytes().to_vec(), UTF_8, 1),
            (utf_16(&format!("\u{feff}{text}"), true), UTF_16LE, 1),
            (utf_16(&format!("\u{feff}{text}"), false), UTF_16BE, 1),
            (utf_16(text, true), UTF_16LE, 1),
            (utf_16(text, false), UTF_16BE, 1),
            (WINDOWS_1252.encode(text).0.into_owned(), WINDOWS_1252, 3),
        ];
        for (bytes, encoding, line) in cases {
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding, decoded.line), (text, encoding, line));
        }
        assert_eq!(decode(b"").text, "");
        assert_eq!(decode(b"a\0b").text, "a\0b", "a NUL alone makes no UTF-16");
    }

    #[test]
    fn every_byte_is_preserved() {
        let bytes: Vec<u8> = (0..=255).collect();
        let decoded = decode(&bytes);
        assert_eq!(encode(&decoded.text, decoded.encoding), Some(bytes));
        assert_eq!(encode("数", WINDOWS_1252), None);
        assert_eq!(encode("a", UTF_16LE), None);
    }
}
