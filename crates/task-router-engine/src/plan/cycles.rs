//! Finds cycles in work that waits for other work.

use std::collections::VecDeque;
use std::mem;

/// Cycles among `count` items, each starting with its first item: every item waits for the next, the last for the
/// first. Given which items are done, `waits_for` returns one that an item waits for; `None` if it can start.
pub fn cycles(count: usize, waits_for: impl Fn(usize, &[bool]) -> Option<usize>) -> Vec<Vec<usize>> {
    let mut done = vec![false; count];
    // By item, those that were found to wait for it.
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut open: VecDeque<usize> = (0..count).collect();
    while let Some(work) = open.pop_front() {
        match waits_for(work, &done) {
            Some(other) => waiting[other].push(work),
            None => {
                done[work] = true;
                open.extend(mem::take(&mut waiting[work]));
            }
        }
    }
    // Every remaining item waits for another remaining one, so every path ends in a cycle.
    let mut seen = done.clone();
    let mut cycles = Vec::new();
    for start in 0..count {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(work) = at.filter(|&work| !seen[work]) {
            seen[work] = true;
            path.push(work);
            at = waits_for(work, &done);
        }
        if let Some(first) = at.and_then(|end| path.iter().position(|&work| work == end)) {
            cycles.push(path.split_off(first));
        }
    }
    cycles
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cycles, if every item waits for all it needs.
    fn found(needs: &[&[usize]]) -> Vec<Vec<usize>> {
        cycles(needs.len(), |work, done| needs[work].iter().copied().find(|&needed| !done[needed]))
    }

    #[test]
    fn each_cycle_is_found_once() {
        assert_eq!(found(&[]), [[0; 0]; 0]);
        assert_eq!(found(&[&[2], &[0], &[]]), [[0; 0]; 0], "whatever the order");
        assert_eq!(found(&[&[0]]), [[0]]);
        assert_eq!(
            found(&[&[1], &[2], &[1, 4], &[2], &[]]),
            [[1, 2]],
            "those that only wait for a cycle are not part of it"
        );
        assert_eq!(found(&[&[1], &[0], &[3], &[0, 2]]), [[0, 1]], "the second one waits for the first");
        assert_eq!(found(&[&[1], &[0], &[3], &[2, 0]]), [[0, 1], [2, 3]]);
    }
}
