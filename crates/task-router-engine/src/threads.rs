//! Processes many items in several threads, with the results in the items' order.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, Scope, ScopedJoinHandle};

/// Applies a worker to each item and returns the results in order. Each thread, this one among them, processes a run of
/// the items with its own worker from `worker`; with fewer than `worth_a_thread` items, this one does all.
pub fn map<I: Sync, T: Send, W: FnMut(&I) -> T>(
    items: &[I],
    worth_a_thread: usize,
    worker: impl Fn() -> W + Sync,
) -> Vec<T> {
    let mut runs = runs(items, worth_a_thread);
    let first = runs.next().unwrap_or_default();
    let worker = &worker;
    thread::scope(|scope| {
        let others: Vec<_> =
            runs.map(|run| start(scope, move || run.iter().map(worker()).collect::<Vec<_>>())).collect();
        let mut results: Vec<T> = first.iter().map(worker()).collect();
        others.into_iter().for_each(|other| results.extend(other.join()));
        results
    })
}

/// Started work.
#[derive(Debug)]
pub enum Started<'s, T> {
    /// On a thread of its own.
    There(ScopedJoinHandle<'s, Option<T>>),
    /// Done already, because the system could not start a thread: a container may limit their number.
    Here(T),
}

impl<T> Started<'_, T> {
    /// The result of the work; a panic in it continues here, so that lost work cannot pass as done.
    pub fn join(self) -> T {
        match self {
            Self::Here(done) => done,
            Self::There(thread) => match thread.join() {
                Ok(Some(done)) => done,
                Ok(None) => unreachable!("the work is taken once"),
                Err(panic) => std::panic::resume_unwind(panic),
            },
        }
    }
}

/// Starts work on a thread of its own, or does it at once if none can be started.
pub fn start<'s, T: Send + 's>(scope: &'s Scope<'s, '_>, work: impl FnOnce() -> T + Send + 's) -> Started<'s, T> {
    // A thread that cannot be started drops its closure, so the work is kept outside.
    let work = Arc::new(Mutex::new(Some(work)));
    let taken = Arc::clone(&work);
    let take = |work: &Mutex<Option<_>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
    match thread::Builder::new().spawn_scoped(scope, move || Some(take(&taken)?())) {
        Ok(thread) => Started::There(thread),
        Err(_) => match take(&work) {
            Some(work) => Started::Here(work()),
            None => unreachable!("no thread took the work"),
        },
    }
}

/// The runs of items, one for each thread, if there are enough items to be worth a thread.
pub fn runs<I>(items: &[I], worth_a_thread: usize) -> std::slice::Chunks<'_, I> {
    let threads = match items.len() / worth_a_thread.max(1) {
        // The number of available threads is read from files, which takes time; so not for few items.
        few @ 0..2 => few.max(1),
        many => many.min(available()),
    };
    items.chunks(items.len().div_ceil(threads).max(1))
}

/// Number of threads that can run at once.
pub fn available() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for worth_a_thread in [0, 1, 7, 600, 2000] {
            let found = map(&items, worth_a_thread, || |&item: &usize| item * 2);
            assert_eq!(found, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        }
        assert_eq!(map(&[] as &[usize], 1, || |&item: &usize| item), [0; 0]);
    }
}
