//! Orders tasks as an acyclic graph, by the flow, by the request's "then", and by the results that agents need from
//! each other.

use super::cycles::cycles;
use std::mem;

/// Why a task waits for another, strongest reason first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitReason {
    /// Order of the flow.
    Flow,
    /// Order stated by the request.
    Then,
    /// It needs this result.
    Need(String),
    /// It uses this result, but can do without.
    Take(String),
}

impl WaitReason {
    /// The result that is passed on, if any.
    pub fn result(&self) -> Option<&str> {
        match self {
            Self::Need(result) | Self::Take(result) => Some(result),
            Self::Flow | Self::Then => None,
        }
    }
}

/// A dependency between two tasks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Its reason.
    pub reason: WaitReason,
    /// Number of the task that comes first.
    pub before: usize,
    /// Number of the task that waits.
    pub after: usize,
}

/// Ordered tasks.
#[derive(Debug, Default, PartialEq)]
pub struct Order {
    /// Wave of each task, from 0, by its number.
    pub waves: Vec<usize>,
    /// The edges of the graph, by the task that waits, then by the one that comes first.
    edges: Vec<Edge>,
    /// Numbers of the edges, by the task that comes first.
    by_first: Vec<usize>,
}

impl Order {
    fn of(waves: Vec<usize>, mut edges: Vec<Edge>) -> Self {
        edges.sort_by(|a, b| (a.after, a.before, &a.reason).cmp(&(b.after, b.before, &b.reason)));
        let mut by_first: Vec<usize> = (0..edges.len()).collect();
        by_first.sort_by_key(|&edge| edges[edge].before);
        Self { waves, edges, by_first }
    }

    /// What a task waits for, by the tasks that come first.
    pub fn waits_for(&self, task: usize) -> &[Edge] {
        let behind = self.edges.partition_point(|edge| edge.after <= task);
        &self.edges[self.edges.partition_point(|edge| edge.after < task)..behind]
    }

    /// What waits for a task, by the tasks that wait.
    pub fn waiting_for(&self, task: usize) -> impl Iterator<Item = &Edge> {
        let first = |edge: &usize| self.edges[*edge].before;
        let behind = self.by_first.partition_point(|edge| first(edge) <= task);
        let own = &self.by_first[self.by_first.partition_point(|edge| first(edge) < task)..behind];
        own.iter().map(|&edge| &self.edges[edge])
    }
}

/// Orders `count` tasks.
///
/// # Errors
/// A cycle of needs, as its edges.
pub fn order(count: usize, mut edges: Vec<Edge>) -> Result<Order, Vec<Edge>> {
    edges.sort();
    edges.dedup();
    let is_need = |edge: &Edge| matches!(edge.reason, WaitReason::Need(_));
    let (mut needs, others): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(is_need);
    let (stated, takes): (Vec<Edge>, Vec<Edge>) = others.into_iter().partition(|edge| edge.reason.result().is_none());
    let mut graph = Graph::of(count);
    // Reasons are sorted by strength, so the order of the flow overrules that of the request.
    stated.into_iter().for_each(|edge| graph.add(edge));
    // One search from a task tells all that it leads to.
    needs.sort_by_key(|edge| edge.after);
    needs.retain(|edge| edge.before == edge.after || !graph.leads(edge.after, edge.before));
    needs.sort();
    if let Some(cycle) = find_cycle(count, &needs) {
        return Err(cycle);
    }
    needs.into_iter().chain(takes).for_each(|edge| graph.add(edge));
    Ok(Order::of(graph.waves(), graph.edges))
}

/// Tasks by number, and acyclic edges between them. The tasks have places in a line in which each stands behind those
/// that it waits for, and only what an edge moves back in it is looked at (Pearce and Kelly, "A dynamic topological sort
/// algorithm"). The order of a flow agrees with the numbers of its tasks, so that its edges cost next to nothing.
struct Graph {
    edges: Vec<Edge>,
    /// By task, those that wait for it.
    next: Vec<Vec<usize>>,
    /// By task, those that it waits for.
    previous: Vec<Vec<usize>>,
    /// By task, its place in the line.
    places: Vec<usize>,
    /// By task, the last search that found it.
    found_by: Vec<usize>,
    searches: usize,
    /// The task from which all that it leads to was last searched for.
    searched: Option<usize>,
}

impl Graph {
    fn of(count: usize) -> Self {
        Self {
            edges: Vec::new(),
            next: vec![Vec::new(); count],
            previous: vec![Vec::new(); count],
            places: (0..count).collect(),
            found_by: vec![0; count],
            searches: 0,
            searched: None,
        }
    }

    /// Whether one task waits for another, directly or not.
    fn leads(&mut self, from: usize, to: usize) -> bool {
        if self.places[from] >= self.places[to] {
            return from == to;
        }
        if self.searched != Some(from) {
            self.forward(from, None);
            self.searched = Some(from);
        }
        self.found_by[to] == self.searches
    }

    /// Adds an edge, unless it would close a cycle: edges added before have stronger reasons.
    fn add(&mut self, edge: Edge) {
        let (before, after) = (edge.before, edge.after);
        self.searched = None;
        if before == after || (self.places[after] < self.places[before] && !self.move_behind(before, after)) {
            return;
        }
        self.next[before].push(after);
        self.previous[after].push(before);
        self.edges.push(edge);
    }

    /// Moves `after`, and what waits for it, behind `before` in the line, unless that waits for it, too.
    fn move_behind(&mut self, before: usize, after: usize) -> bool {
        let Some(mut moved) = self.forward(after, Some(before)) else { return false };
        let mut line = self.backward(before, self.places[after]);
        let place = |task: &usize| self.places[*task];
        moved.sort_by_key(place);
        line.sort_by_key(place);
        line.extend(moved);
        let mut places: Vec<usize> = line.iter().map(place).collect();
        places.sort_unstable();
        line.into_iter().zip(places).for_each(|(task, place)| self.places[task] = place);
        true
    }

    /// What a task leads to, as far as the place of `end`; `None` if it leads there.
    fn forward(&mut self, from: usize, end: Option<usize>) -> Option<Vec<usize>> {
        let last = end.map_or(usize::MAX, |end| self.places[end]);
        let next = mem::take(&mut self.next);
        let found = self.search(from, &next, |task, places| places[task] <= last, end);
        self.next = next;
        found
    }

    /// What a task waits for, down to a place.
    fn backward(&mut self, from: usize, first: usize) -> Vec<usize> {
        let previous = mem::take(&mut self.previous);
        let found = self.search(from, &previous, |task, places| places[task] >= first, None);
        self.previous = previous;
        found.unwrap_or_default()
    }

    fn search(
        &mut self,
        from: usize,
        neighbours: &[Vec<usize>],
        counts: impl Fn(usize, &[usize]) -> bool,
        end: Option<usize>,
    ) -> Option<Vec<usize>> {
        self.searches += 1;
        self.found_by[from] = self.searches;
        let (mut found, mut at) = (vec![from], 0);
        while let Some(&task) = found.get(at) {
            at += 1;
            for &other in &neighbours[task] {
                if Some(other) == end {
                    return None;
                }
                if self.found_by[other] != self.searches && counts(other, &self.places) {
                    self.found_by[other] = self.searches;
                    found.push(other);
                }
            }
        }
        Some(found)
    }

    /// Length of the longest path to each task.
    fn waves(&self) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.places.len()).collect();
        line.sort_by_key(|&task| self.places[task]);
        let mut waves = vec![0; line.len()];
        for task in line {
            for &after in &self.next[task] {
                waves[after] = waves[after].max(waves[task] + 1);
            }
        }
        waves
    }
}

/// A cycle of needs, starting with its lowest task.
fn find_cycle(count: usize, needs: &[Edge]) -> Option<Vec<Edge>> {
    let mut of: Vec<Vec<&Edge>> = vec![Vec::new(); count];
    needs.iter().for_each(|edge| of[edge.after].push(edge));
    let tasks = cycles(count, |task, done| of[task].iter().map(|edge| edge.before).find(|&before| !done[before]));
    let cycle = tasks.into_iter().next()?;
    let next = cycle.iter().cycle().skip(1);
    let edge =
        |(&task, &before): (&usize, &usize)| of[task].iter().find(|edge| edge.before == before).copied().cloned();
    cycle.iter().zip(next).map(edge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::random::random;

    fn need(before: usize, after: usize) -> Edge {
        Edge { reason: WaitReason::Need(format!("r{before}")), before, after }
    }

    fn flow(before: usize, after: usize) -> Edge {
        Edge { reason: WaitReason::Flow, before, after }
    }

    #[test]
    fn independent_tasks_are_one_wave() {
        let order = order(4, vec![need(0, 1), need(0, 2), need(1, 3), need(2, 3), need(0, 3)]).unwrap();
        assert_eq!(order.waves, [0, 1, 1, 2]);
        assert_eq!(order.edges.len(), 5);
        assert_eq!(super::order(0, Vec::new()), Ok(Order::default()));
        let edges = super::order(4, vec![flow(0, 3), flow(1, 2), need(0, 2)]).unwrap().edges;
        assert_eq!(edges, [need(0, 2), flow(1, 2), flow(0, 3)], "by the task that waits");
    }

    #[test]
    fn the_flow_overrules_needs() {
        let order = order(3, vec![flow(0, 1), flow(1, 2), need(2, 0), need(0, 2)]).unwrap();
        assert_eq!(order.waves, [0, 1, 2]);
        assert!(!order.edges.contains(&need(2, 0)) && order.edges.contains(&need(0, 2)));
    }

    #[test]
    fn the_flow_overrules_the_request() {
        let then = Edge { reason: WaitReason::Then, before: 1, after: 0 };
        let order = order(2, vec![then, flow(0, 1)]).unwrap();
        assert_eq!((order.waves, order.edges), (vec![0, 1], vec![flow(0, 1)]));
    }

    #[test]
    fn a_cycle_of_needs_is_an_error() {
        let cycle = order(4, vec![need(0, 1), need(1, 2), need(2, 0), need(0, 3)]).unwrap_err();
        assert_eq!(cycle, [need(2, 0), need(1, 2), need(0, 1)]);
    }

    #[test]
    fn a_cycle_through_a_stated_order_is_cut_at_a_need() {
        let order = order(3, vec![flow(0, 1), need(1, 2), need(2, 0)]).unwrap();
        assert_eq!(order.waves, [0, 1, 2]);
    }

    #[test]
    fn optional_results_never_close_a_cycle() {
        let take = |before, after| Edge { reason: WaitReason::Take("r".into()), before, after };
        let order = order(3, vec![need(0, 1), take(1, 0), take(1, 2)]).unwrap();
        assert_eq!((order.waves, order.edges), (vec![0, 1, 2], vec![need(0, 1), take(1, 2)]));
    }

    /// The definition: an edge that would close a cycle is left out, and a wave is the length of the longest path.
    fn defined(count: usize, edges: &[Edge]) -> (Vec<usize>, Vec<Edge>) {
        let mut kept: Vec<Edge> = Vec::new();
        let leads = |kept: &[Edge], from: usize, to: usize| {
            let mut found = vec![from];
            let mut at = 0;
            while let Some(&task) = found.get(at) {
                at += 1;
                let next = kept.iter().filter(|edge| edge.before == task).map(|edge| edge.after);
                let new: Vec<usize> = next.filter(|next| !found.contains(next)).collect();
                found.extend(new);
            }
            found.contains(&to)
        };
        for edge in edges {
            if !leads(&kept, edge.after, edge.before) {
                kept.push(edge.clone());
            }
        }
        let mut waves = vec![0; count];
        for _ in 0..count {
            kept.iter().for_each(|edge| waves[edge.after] = waves[edge.after].max(waves[edge.before] + 1));
        }
        (waves, kept)
    }

    #[test]
    fn an_edge_is_left_out_if_it_would_close_a_cycle_and_only_then() {
        let mut random = random(1);
        for round in 0..300 {
            let count = 2 + round % 9;
            let mut edges: Vec<Edge> = (0..count * 3)
                .map(|_| Edge { reason: WaitReason::Take("r".into()), before: random(count), after: random(count) })
                .collect();
            edges.sort();
            edges.dedup();
            let (waves, mut kept) = defined(count, &edges);
            let order = order(count, edges).unwrap();
            kept.sort_by_key(|edge| (edge.after, edge.before));
            assert_eq!((&order.waves, &order.edges), (&waves, &kept));
            for task in 0..count {
                let of = |is_own: &dyn Fn(&&Edge) -> bool| kept.iter().filter(is_own).cloned().collect::<Vec<_>>();
                assert_eq!(order.waits_for(task), of(&|edge| edge.after == task));
                assert!(order.waiting_for(task).eq(&of(&|edge| edge.before == task)));
            }
        }
    }

    #[test]
    fn long_flows_and_wide_waves_are_ordered_in_time() {
        let chain = |count: usize| (1..count).map(|after| flow(after - 1, after));
        let against = (0..2_000).flat_map(|after| (1..10).map(move |by| need(after + 50 * by, after)));
        let order = super::order(20_000, chain(20_000).chain(against).collect()).unwrap();
        assert_eq!((order.waves[19_999], order.edges.len()), (19_999, 19_999));
        let wide = (0..500).flat_map(|before| (500..1_000).map(move |after| flow(before, after)));
        let order = super::order(1_000, wide.collect()).unwrap();
        assert_eq!((order.waves[999], order.waits_for(999).len(), order.waiting_for(0).count()), (1, 500, 500));
        let back = (1..20_000).map(|after| need(20_000 - after, 19_999 - after));
        assert_eq!(super::order(20_000, back.collect()).unwrap().waves[0], 19_999);
    }
}
