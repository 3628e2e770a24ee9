//! What has to wait for what: the order of the flow, the requester's "then", and the results that agents need from one
//! another, as one graph without circles.

use petgraph::algo::{has_path_connecting, kosaraju_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// Why a task waits for another, strongest reason first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The flow says so.
    Flow,
    /// The request says so.
    Then,
    /// It needs this result.
    Need(String),
    /// It takes this result, and could do without.
    Take(String),
}

impl Reason {
    /// The result that is handed on, where there is one.
    pub fn result(&self) -> Option<&str> {
        match self {
            Self::Need(result) | Self::Take(result) => Some(result),
            Self::Flow | Self::Then => None,
        }
    }
}

/// One task waits for another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Why.
    pub reason: Reason,
    /// The number of the task that comes first.
    pub before: usize,
    /// The number of the task that waits.
    pub after: usize,
}

/// Tasks in order.
#[derive(Debug, Default, PartialEq)]
pub struct Order {
    /// For each task, by its number, the wave in which it can be done, from 0.
    pub waves: Vec<usize>,
    /// The edges that hold, in a fixed order.
    pub edges: Vec<Edge>,
}

/// Orders `count` tasks. The error is a circle of needs, as edges.
pub fn order(count: usize, mut edges: Vec<Edge>) -> Result<Order, Vec<Edge>> {
    edges.sort();
    edges.dedup();
    let is_need = |edge: &Edge| matches!(edge.reason, Reason::Need(_));
    let (mut needs, others): (Vec<Edge>, Vec<Edge>) = edges.into_iter().partition(is_need);
    let (stated, takes): (Vec<Edge>, Vec<Edge>) = others.into_iter().partition(|edge| edge.reason.result().is_none());
    let mut graph = Graph::of(count);
    // The flow comes before what the request says in passing, because that is the order of reasons.
    stated.into_iter().for_each(|edge| graph.add(edge));
    needs.retain(|edge| !graph.leads(edge.after, edge.before));
    match circle(count, &needs) {
        Some(circle) => Err(circle),
        None => {
            needs.into_iter().chain(takes).for_each(|edge| graph.add(edge));
            Ok(Order { waves: graph.waves(), edges: graph.edges() })
        }
    }
}

/// Tasks as nodes, their edges with reasons.
struct Graph(DiGraph<(), Reason>);

impl Graph {
    fn of(count: usize) -> Self {
        let mut graph = DiGraph::new();
        (0..count).for_each(|_| {
            graph.add_node(());
        });
        Self(graph)
    }

    fn leads(&self, from: usize, to: usize) -> bool {
        has_path_connecting(&self.0, NodeIndex::new(from), NodeIndex::new(to), None)
    }

    /// Adds an edge, unless it would close a circle: what was added before it is the stronger reason.
    fn add(&mut self, edge: Edge) {
        if !self.leads(edge.after, edge.before) {
            self.0.add_edge(NodeIndex::new(edge.before), NodeIndex::new(edge.after), edge.reason);
        }
    }

    /// The length of the longest way to each node.
    fn waves(&self) -> Vec<usize> {
        let mut waves = vec![0; self.0.node_count()];
        // There are no circles: each edge was tried before it was added.
        for node in toposort(&self.0, None).unwrap_or_default() {
            for edge in self.0.edges(node) {
                let after = edge.target().index();
                waves[after] = waves[after].max(waves[node.index()] + 1);
            }
        }
        waves
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |edge: petgraph::graph::EdgeReference<'_, Reason>| Edge {
            reason: edge.weight().clone(),
            before: edge.source().index(),
            after: edge.target().index(),
        };
        let mut edges: Vec<Edge> = self.0.edge_references().map(edge).collect();
        edges.sort_by(|a, b| (a.after, a.before, &a.reason).cmp(&(b.after, b.before, &b.reason)));
        edges
    }
}

/// A circle of needs, from its lowest task on.
fn circle(count: usize, needs: &[Edge]) -> Option<Vec<Edge>> {
    let mut graph = Graph::of(count);
    for edge in needs {
        graph.0.add_edge(NodeIndex::new(edge.before), NodeIndex::new(edge.after), edge.reason.clone());
    }
    let groups = kosaraju_scc(&graph.0);
    let circular =
        groups.into_iter().filter(|group| group.len() > 1).min_by_key(|group| group.iter().min().copied())?;
    let start = circular.iter().min()?.index();
    let inside = |task: usize| circular.contains(&NodeIndex::new(task));
    let mut way: Vec<Edge> = Vec::new();
    let mut at = start;
    // Backwards along needs, always inside the group, until a task comes a second time.
    loop {
        let edge = needs.iter().find(|edge| edge.after == at && inside(edge.before))?;
        at = edge.before;
        way.push(edge.clone());
        if let Some(first) = way.iter().position(|known| known.after == at) {
            return Some(way.split_off(first));
        }
    }
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
    fn what_nothing_keeps_apart_is_one_wave() {
        let order = order(4, vec![need(0, 1), need(0, 2), need(1, 3), need(2, 3), need(0, 3)]).unwrap();
        assert_eq!(order.waves, [0, 1, 1, 2]);
        assert_eq!(order.edges.len(), 5);
        assert_eq!(super::order(0, Vec::new()), Ok(Order::default()));
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
    fn a_circle_of_needs_is_named() {
        let circle = order(4, vec![need(0, 1), need(1, 2), need(2, 0), need(0, 3)]).unwrap_err();
        assert_eq!(circle, [need(2, 0), need(1, 2), need(0, 1)]);
    }

    #[test]
    fn a_circle_through_a_stated_order_is_cut_at_a_need() {
        let order = order(3, vec![flow(0, 1), need(1, 2), need(2, 0)]).unwrap();
        assert_eq!(order.waves, [0, 1, 2]);
    }

    #[test]
    fn what_is_only_taken_never_closes_a_circle() {
        let take = |before, after| Edge { reason: Reason::Take("r".into()), before, after };
        let order = order(3, vec![need(0, 1), take(1, 0), take(1, 2)]).unwrap();
        assert_eq!((order.waves, order.edges), (vec![0, 1, 2], vec![need(0, 1), take(1, 2)]));
    }
}
