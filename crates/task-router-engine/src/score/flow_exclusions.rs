//! Agents of flows that a request excludes by name. Nothing but a flow lets an agent answer that the request rules out.

use super::named::letters;
use super::{Scorer, Scores};
use crate::index::ClassId;
use crate::request::WordWeight;
use crate::text::is_determiner;
use std::collections::BTreeSet;

impl Scorer<'_> {
    /// Rules out the agents of flows that the request excludes by their name alone: no flow begins with them.
    pub(super) fn rule_out_of_flows(&self, weights: &[WordWeight], scores: &mut Scores) {
        let flows = scores.classes.iter().filter(|(_, score)| *score > 0.0);
        let steps = flows.filter_map(|&(class, _)| self.index.flow(class)).flat_map(|flow| &flow.steps);
        let agents: BTreeSet<ClassId> = steps.flat_map(|step| &step.agents).copied().collect();
        if agents.is_empty() {
            return;
        }
        let (mut names, mut name) = (BTreeSet::new(), String::new());
        for (at, _) in weights.iter().enumerate().filter(|(_, weight)| weight.is_excluded) {
            let word = self.words.get(at);
            if !is_determiner(word) {
                name.extend(letters(word));
            }
            if weights.get(at + 1).is_none_or(|next| !next.is_excluded) {
                names.insert(std::mem::take(&mut name));
            }
        }
        let is_named = |class: &ClassId| names.contains(&letters(&self.index.class(*class).name).collect::<String>());
        let is_free = |class: &ClassId| !scores.named.contains(class) && !scores.ruled_out.contains(class);
        let ruled_out: Vec<ClassId> = agents.into_iter().filter(|class| is_free(class) && is_named(class)).collect();
        scores.ruled_out.extend(ruled_out);
    }
}
