//! Catches signals that end this program, so that it can first stop the commands it runs.

use anyhow::Context;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

#[cfg(unix)]
const SIGNALS: [i32; 4] = [
    signal_hook::consts::SIGINT,
    signal_hook::consts::SIGTERM,
    signal_hook::consts::SIGHUP,
    signal_hook::consts::SIGQUIT,
];
#[cfg(not(unix))]
const SIGNALS: [i32; 2] = [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM];

/// How often a thread that waits for other threads' commands looks again.
const PAUSE: Duration = Duration::from_millis(5);

/// The signal that arrived while signals were held back. At all other times a signal ends this program as usual.
#[derive(Debug, Clone)]
pub struct Interrupts(Arc<State>);

#[derive(Debug)]
struct State {
    /// Zero before a signal.
    signal: Arc<AtomicUsize>,
    /// Whether nobody holds signals back.
    is_free: Arc<AtomicBool>,
    holders: Mutex<usize>,
}

impl Interrupts {
    /// Prepares to hold signals back.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn new() -> anyhow::Result<Self> {
        let state =
            State { signal: Arc::default(), is_free: Arc::new(AtomicBool::new(true)), holders: Mutex::default() };
        for signal in SIGNALS {
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&state.is_free))
                .and_then(|_| signal_hook::flag::register_usize(signal, Arc::clone(&state.signal), number))
                .context("cannot take note of signals")?;
        }
        // Where this program's parent ignores the signal, the system forgets children before anybody waits for them.
        #[cfg(unix)]
        signal_hook::flag::register(signal_hook::consts::SIGCHLD, Arc::default())
            .context("cannot take note of children")?;
        Ok(Self(Arc::new(state)))
    }

    /// Holds signals back until the result is dropped. Whoever calls this asks for `pending` signals.
    #[must_use]
    pub fn hold(&self) -> Held<'_> {
        self.0.count(|holders| holders + 1);
        Held(&self.0)
    }

    /// The signal that arrived.
    pub fn pending(&self) -> Option<i32> {
        i32::try_from(self.0.signal.load(Ordering::SeqCst)).ok().filter(|&signal| signal != 0)
    }

    /// If a signal was held back, ends this program by it, after all other threads have stopped their commands.
    pub fn end_if_pending(&self) {
        let Some(signal) = self.pending() else { return };
        while !self.0.is_free.load(Ordering::SeqCst) {
            thread::sleep(PAUSE);
        }
        Self::end_by(signal);
    }

    /// Ends this program by the same signal, so that a shell sees the reason.
    pub fn end_by(signal: i32) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
}

impl State {
    fn count(&self, change: impl Fn(usize) -> usize) {
        let mut holders = self.holders.lock().unwrap_or_else(PoisonError::into_inner);
        *holders = change(*holders);
        self.is_free.store(*holders == 0, Ordering::SeqCst);
    }
}

/// Holds signals back while it lives.
pub struct Held<'a>(&'a State);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.count(|holders| holders - 1);
    }
}
