//! Decodes streams: requests are read while they arrive, however the program that wrote them marked their encoding.

use std::io::{BufRead, Cursor, Error, Read, Result};
use task_router_engine::agent::encoding::{BYTE_ORDER_MARK, decode, utf_16};
use task_router_engine::files::size;

/// The size limit of a stream in UTF-16, which is decoded as a whole.
const LARGEST_UTF_16: u64 = 256 << 20;
/// The byte order marks of UTF-16.
const UTF_16_MARKS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// How many bytes tell whether a stream without a mark is in UTF-16.
const TELLING: u64 = 8;

/// A stream of lines as UTF-8, also from UTF-16 without a byte order mark, which some shells and editors write. Its first
/// or second byte is NUL, as that of no other text: no line waits for what follows it.
pub fn lines<'r>(input: impl BufRead + 'r) -> Result<Box<dyn BufRead + 'r>> {
    let mut input = unmarked(input)?;
    let mut start = Vec::new();
    for _ in 0..2 {
        // An error comes again when it is read on.
        let is_read = input.by_ref().take(1).read_to_end(&mut start).is_ok_and(|n| n > 0);
        if !is_read || start[0] == b'\n' {
            break;
        }
    }
    if start.len() == 2 && start.contains(&0) {
        let _ = input.by_ref().take(TELLING - 2).read_to_end(&mut start);
        if utf_16(&start).is_some() {
            return utf_8(start, input);
        }
    }
    Ok(Box::new(Cursor::new(start).chain(input)))
}

/// A stream in UTF-16, of which `start` is read already, as UTF-8.
fn utf_8<'r>(mut start: Vec<u8>, input: impl Read) -> Result<Box<dyn BufRead + 'r>> {
    if input.take(LARGEST_UTF_16 + 1).read_to_end(&mut start)? as u64 > LARGEST_UTF_16 {
        return Err(Error::other(format!("larger than the {} of a text in UTF-16", size(LARGEST_UTF_16))));
    }
    Ok(Box::new(Cursor::new(decode(&start).text)))
}

/// The stream as UTF-8 without a byte order mark; bytes without a mark are passed on as they are. No more is waited for
/// than what tells whether there is one.
pub fn unmarked<'r>(mut input: impl BufRead + 'r) -> Result<Box<dyn BufRead + 'r>> {
    let mut start = Vec::new();
    let is_mark = |start: &[u8]| UTF_16_MARKS.contains(&start) || start == BYTE_ORDER_MARK.as_bytes();
    let may_become_one = |start: &[u8]| {
        !is_mark(start) && UTF_16_MARKS.into_iter().chain([BYTE_ORDER_MARK.as_bytes()]).any(|m| m.starts_with(start))
    };
    // An error comes again when it is read on.
    while may_become_one(&start) && input.by_ref().take(1).read_to_end(&mut start).is_ok_and(|n| n > 0) {}
    if UTF_16_MARKS.contains(&start.as_slice()) {
        return utf_8(start, input);
    }
    if is_mark(&start) {
        start.clear();
    }
    Ok(Box::new(Cursor::new(start).chain(input)))
}

#[cfg(test)]
mod tests {
    use super::{lines, unmarked};
    use std::io::Read;

    fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn lines_in_utf_16_need_no_mark() {
        let text = "bake bread\r\nPrüft\n";
        for mark in ["", "\u{feff}"] {
            let marked = format!("{mark}{text}");
            for bytes in [utf_16(&marked, u16::to_le_bytes), utf_16(&marked, u16::to_be_bytes), marked.into_bytes()] {
                let mut read = String::new();
                lines(bytes.as_slice()).unwrap().read_to_string(&mut read).unwrap();
                assert_eq!(read, text);
            }
        }
        // A NUL alone makes no UTF-16.
        for bytes in [&b""[..], b"a", b"\n", b"a\0", b"\0b", b"a\0b\nbake bread\n", b"\n\0", b"\xff"] {
            let mut read = Vec::new();
            lines(bytes).unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, bytes);
        }
    }

    #[test]
    fn marks_are_no_part_of_a_text() {
        for bytes in [
            "Prüft\n".as_bytes().to_vec(),
            "\u{feff}Prüft\n".as_bytes().to_vec(),
            utf_16("\u{feff}Prüft\n", u16::to_le_bytes),
            utf_16("\u{feff}Prüft\n", u16::to_be_bytes),
        ] {
            let mut text = String::new();
            unmarked(bytes.as_slice()).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "Prüft\n");
        }
        for bytes in [&b""[..], b"a", b"\xef", b"\xef\xbb", b"\xff", b"\xfe\xfe", b"\xef\xbbx"] {
            let mut read = Vec::new();
            unmarked(bytes).unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(read, bytes);
        }
    }
}
