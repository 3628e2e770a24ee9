//! Measures in tests whether the time of reading a text grows in proportion to its size.

use std::fs;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const PARTS: usize = 8;
/// In proportion, a text of eight parts takes as long as eight texts of one; with the square, eight times as long.
const MOST: u32 = 3;

/// Whether a text takes about as long as its parts do one by one, however fast the machine is. A measurement that was
/// disturbed is repeated.
pub(crate) fn is_proportional(text: impl Fn(usize) -> String, size: usize, read: impl Fn(&str)) -> bool {
    let (part, whole) = (text(size / PARTS), text(size));
    let time = |read: &dyn Fn()| {
        let start = time_of_thread();
        read();
        time_of_thread() - start
    };
    (0..5).any(|_| {
        let parts = time(&|| (0..PARTS).for_each(|_| read(&part)));
        // What takes less than a tick of the clock is in proportion to anything.
        time(&|| read(&whole)) < MOST * parts.max(Duration::from_millis(10))
    })
}

/// A text of about `size` bytes that repeats another.
pub(crate) fn repeated(text: &str, size: usize) -> String {
    text.repeat(size / text.len())
}

/// Time that this thread has had of a processor, where the system tells it.
fn time_of_thread() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let start = *START;
    let stated = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stated.and_then(|stated| stated.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}
