//! Passes a stream on in pieces of bounded size, and records facts about it.

use memchr::memmem;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How many bytes are passed on at once.
const PIECE: usize = 1 << 16;
/// How many bytes of a last line are kept.
const LINE: usize = 400;

/// The facts about a stream so far.
#[derive(Debug, Default)]
pub struct Seen {
    /// Its length.
    pub bytes: u64,
    /// Whether it contained the text.
    pub watched_seen: bool,
    /// Why it could not be passed on.
    pub error: Option<io::Error>,
    tail: Vec<u8>,
    reading_since: Option<Instant>,
    done: bool,
}

impl Seen {
    /// The last non-blank line, without control characters.
    pub fn last_line(&self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.tail);
        let line = text.lines().rev().map(str::trim).find(|line| !line.is_empty())?;
        Some(line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
    }

    fn take_note(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        self.tail.extend_from_slice(&piece[piece.len().saturating_sub(LINE)..]);
        let excess = self.tail.len().saturating_sub(LINE);
        self.tail.drain(..excess);
    }
}

/// A thread that passes a stream on.
pub struct Pump(Arc<Mutex<Seen>>);

impl Pump {
    /// Starts the thread. It looks for `watched` in the stream.
    pub fn start(from: impl Read + Send + 'static, to: Box<dyn Write + Send>, watched: Option<&str>) -> Self {
        let pump = Self(Arc::default());
        let seen = Self(Arc::clone(&pump.0));
        let watched = watched.map(|text| TextWatch::new(text.as_bytes()));
        thread::spawn(move || seen.work(from, to, watched));
        pump
    }

    fn work(&self, mut from: impl Read, mut to: Box<dyn Write + Send>, mut watched: Option<TextWatch>) {
        let mut piece = vec![0; PIECE];
        let result = loop {
            self.lock().reading_since = Some(Instant::now());
            let read = from.read(&mut piece);
            self.lock().reading_since = None;
            let piece = match read {
                Ok(0) => break to.flush(),
                Ok(n) => &piece[..n],
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => break Err(e),
            };
            self.lock().take_note(piece);
            if watched.as_mut().is_some_and(|watch| watch.is_in(piece)) {
                self.lock().watched_seen = true;
                watched = None;
            }
            if let Err(e) = to.write_all(piece).and_then(|()| to.flush()) {
                break Err(e);
            }
        };
        let mut seen = self.lock();
        seen.error = result.err();
        seen.done = true;
    }

    /// The facts so far.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.lock()
    }

    /// Whether the stream has ended.
    pub fn is_done(&self) -> bool {
        self.lock().done
    }

    /// How long nothing has arrived.
    pub fn silent_for(&self) -> Duration {
        self.lock().reading_since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// Why it could not be passed on.
    pub fn take_error(&self) -> Option<io::Error> {
        self.lock().error.take()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Finds a text even if it is split across two pieces.
struct TextWatch {
    finder: memmem::Finder<'static>,
    before: Vec<u8>,
}

impl TextWatch {
    fn new(text: &[u8]) -> Self {
        Self { finder: memmem::Finder::new(text).into_owned(), before: Vec::new() }
    }

    fn is_in(&mut self, piece: &[u8]) -> bool {
        let reach = self.finder.needle().len().saturating_sub(1);
        self.before.extend_from_slice(&piece[..piece.len().min(reach)]);
        let found = self.finder.find(&self.before).is_some() || self.finder.find(piece).is_some();
        if piece.len() > reach {
            self.before.clear();
            self.before.extend_from_slice(&piece[piece.len() - reach..]);
        }
        let excess = self.before.len().saturating_sub(reach);
        self.before.drain(..excess);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_however_the_stream_is_cut() {
        let stream = b"see docs/authentication.md for more";
        for size in 1..stream.len() {
            let mut watch = TextWatch::new(b"authentication.md");
            let found = stream.chunks(size).filter(|piece| watch.is_in(piece)).count();
            assert!(found >= 1, "pieces of {size}");
            let mut watch = TextWatch::new(b"authorisation.md");
            assert!(!stream.chunks(size).any(|piece| watch.is_in(piece)), "pieces of {size}");
        }
    }

    #[test]
    fn the_last_line_is_short_and_harmless() {
        let mut seen = Seen::default();
        for piece in [&b"x".repeat(1000), b"\nError: \x1b[31mred\n\n  \n".as_slice()] {
            seen.take_note(piece);
        }
        assert_eq!(seen.last_line().as_deref(), Some("Error:  [31mred"));
        assert!(seen.tail.len() <= LINE);
    }
}
