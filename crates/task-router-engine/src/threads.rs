//! Work on many items by several threads, with the results in the items' order.

use std::thread;

/// What a worker gives for each item, in order. Each thread takes a run of the items with a worker of its own from
/// `worker`; where there are fewer than `worth_a_thread` items, one worker does all in this thread.
pub fn map<I: Sync, T: Send, W: FnMut(&I) -> T>(
    items: &[I],
    worth_a_thread: usize,
    worker: impl Fn() -> W + Sync,
) -> Vec<T> {
    let runs = runs(items, worth_a_thread);
    if runs.len() < 2 {
        return items.iter().map(worker()).collect();
    }
    let worker = &worker;
    thread::scope(|scope| {
        let runs: Vec<_> = runs.map(|run| scope.spawn(move || run.iter().map(worker()).collect::<Vec<_>>())).collect();
        runs.into_iter().flat_map(|run| run.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// The runs of items that threads take, one each, where so many items are worth a thread.
pub fn runs<I>(items: &[I], worth_a_thread: usize) -> std::slice::Chunks<'_, I> {
    let threads = match items.len() / worth_a_thread.max(1) {
        // How many can run at once is in files, and so takes its time to ask for.
        few @ 0..2 => few.max(1),
        many => many.min(available()),
    };
    items.chunks(items.len().div_ceil(threads).max(1))
}

/// How many threads can run at once.
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
