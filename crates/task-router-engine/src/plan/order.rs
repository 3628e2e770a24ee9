//! Orders tasks as an acyclic graph, by the flow, by the request's "then", and by the results that agents need from
//! each other.

use super::cycles::cycles;

/// Why a task waits for another, strongest reason first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Order of the flow.
    Flow,
    /// Order stated by the request.
    Then,
    /// It needs this result.
    Need(String),
    /// It uses this result, but can do without.
    Take(String),
}

impl Reason {
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
    pub reason: Reason,
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
    /// The edges of the graph, in a fixed order.
    pub edges: Vec<Edge>,
}

/// Orders `count` tasks. The error is a cycle of needs, as edges.
pub fn order(count: usize, mut edges: Vec<Edge>) -> Result<Order, Vec<Edge>> {
    edges.sort();
    edges.dedup();
    let is_need = |edge: &Edge| matches!(edge.reason, Reason::Need(_));
    let (mut needs, others): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(is_need);
    let (stated, takes): (Vec<Edge>, Vec<Edge>) = others.into_iter().partition(|edge| edge.reason.result().is_none());
    let mut graph = Graph::of(count);
    // Reasons are sorted by strength, so the order of the flow overrules that of the request.
    stated.into_iter().for_each(|edge| graph.add(edge));
    needs.retain(|edge| edge.before == edge.after || !graph.leads(edge.after, edge.before));
    if let Some(cycle) = find_cycle(count, &needs) {
        return Err(cycle);
    }
    needs.into_iter().chain(takes).for_each(|edge| graph.add(edge));
    let waves = graph.waves();
    let mut edges = graph.edges;
    edges.sort_by(|a, b| (a.after, a.before, &a.reason).cmp(&(b.after, b.before, &b.reason)));
    Ok(Order { waves, edges })
}

/// Tasks by number, and acyclic edges between them.
struct Graph {
    edges: Vec<Edge>,
    /// By task, the tasks that it leads to, directly or not, and itself.
    reached: Vec<Vec<bool>>,
}

impl Graph {
    fn of(count: usize) -> Self {
        Self {
            edges: Vec::new(),
            reached: (0..count).map(|task| (0..count).map(|other| other == task).collect()).collect(),
        }
    }

    /// Whether one task waits for another, directly or not.
    fn leads(&self, from: usize, to: usize) -> bool {
        self.reached[from][to]
    }

    /// Adds an edge, unless it would close a cycle: edges added before have stronger reasons.
    fn add(&mut self, edge: Edge) {
        if self.leads(edge.after, edge.before) {
            return;
        }
        if !self.leads(edge.before, edge.after) {
            let behind = self.reached[edge.after].clone();
            for reached in self.reached.iter_mut().filter(|reached| reached[edge.before] && !reached[edge.after]) {
                reached.iter_mut().zip(&behind).for_each(|(to, behind)| *to |= behind);
            }
        }
        self.edges.push(edge);
    }

    /// Length of the longest path to each task.
    fn waves(&self) -> Vec<usize> {
        let mut waves = vec![0; self.reached.len()];
        loop {
            let before = waves.clone();
            for edge in &self.edges {
                waves[edge.after] = waves[edge.after].max(waves[edge.before] + 1);
            }
            // In an acyclic graph no path is longer than the number of tasks.
            if waves == before {
                return waves;
            }
        }
    }
}

/// A cycle of needs, starting with its lowest task.
fn find_cycle(count: usize, needs: &[Edge]) -> Option<Vec<Edge>> {
    let of = |task: usize| needs.iter().filter(move |edge| edge.after == task);
    let tasks = cycles(count, |task, done| of(task).map(|edge| edge.before).find(|&before| !done[before]));
    let cycle = tasks.into_iter().next()?;
    let next = cycle.iter().cycle().skip(1);
    cycle.iter().zip(next).map(|(&task, &before)| of(task).find(|edge| edge.before == before).cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(before: usize, after: usize) -> Edge {
        Edge { reason: Reason::Need(format!("r{before}")), before, after }
    }

    fn flow(before: usize, after: usize) -> Edge {
        Edge { reason: Reason::Flow, before, after }
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
        let then = Edge { reason: Reason::Then, before: 1, after: 0 };
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
        let take = |before, after| Edge { reason: Reason::Take("r".into()), before, after };
        let order = order(3, vec![need(0, 1), take(1, 0), take(1, 2)]).unwrap();
        assert_eq!((order.waves, order.edges), (vec![0, 1, 2], vec![need(0, 1), take(1, 2)]));
    }
}
