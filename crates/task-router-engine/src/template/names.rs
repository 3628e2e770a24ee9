//! All placeholders: one table for prompts, replies, the user's own templates and commands that are run.

/// Meaning of a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The request.
    Task,
    /// Who answers.
    Agent,
    /// The knowledge document.
    Knowledge,
    /// The team.
    Team,
    /// The agent's own prompt, inside a team's activation template.
    AgentPrompt,
    /// The whole rendered prompt.
    Prompt,
    /// Status of the decision.
    Status,
    /// Confidence of the decision.
    Confidence,
    /// Reason for the decision.
    Reason,
    /// The expertise that the request needs.
    Analysis,
    /// Supporting agents.
    Support,
    /// The flow that answers.
    Flow,
    /// Urgency.
    Urgency,
    /// Who it must be escalated to.
    Escalate,
    /// Who must approve.
    Approval,
    /// The peer that it is handed to.
    Handoff,
    /// All agents of a joint session.
    Agents,
    /// Command that opens a joint session.
    Session,
    /// Question for an unclear request.
    Question,
    /// One-line context of a command.
    Context,
    /// Maximum number of iterations of a command.
    MaxIterations,
}

/// A row of the table of placeholders.
#[derive(Debug)]
pub struct PlaceholderSpec {
    /// Its meaning.
    pub name: Name,
    /// Names in prompts.
    pub in_prompts: &'static [&'static str],
    /// Additional names elsewhere.
    pub elsewhere: &'static [&'static str],
    /// Description of its value, for people.
    pub meaning: &'static str,
}

/// All placeholders of `route` itself; an agent's scalars are placeholders, too.
pub const PLACEHOLDERS: &[PlaceholderSpec] = &[
    row(Name::Task, &["user_task"], &["request"], "the request"),
    row(Name::Agent, &["agent", "subagent_name"], &[], "the name of the agent that answers"),
    row(
        Name::Knowledge,
        &["knowledge_base", "knowledge_base_file"],
        &["knowledge"],
        "the path of the knowledge document",
    ),
    row(Name::Team, &["team"], &[], "the name of the team"),
    row(Name::AgentPrompt, &["agent_prompt", "subagent_specific_prompt"], &[], "in `team.md`: the agent's own prompt"),
    row(Name::Prompt, &[], &["prompt"], "the rendered prompt"),
    row(Name::Status, &[], &["status"], "`routed`, `direct` or `unclear`"),
    row(Name::Confidence, &[], &["confidence"], "the confidence, from 0 to 1"),
    row(Name::Reason, &[], &["reason"], "the reason for the answer, in a sentence"),
    row(
        Name::Analysis,
        &[],
        &["analysis"],
        "the expertise that the request needs, by `topic` and `role` of the agents; the reason if they state none",
    ),
    row(Name::Support, &[], &["support"], "other agents that can help"),
    row(Name::Flow, &[], &["flow"], "the flow that matched"),
    row(Name::Urgency, &[], &["urgency"], "the urgency of the request"),
    row(Name::Escalate, &[], &["escalate"], "who must be told"),
    row(Name::Approval, &[], &["approval"], "who must approve"),
    row(Name::Handoff, &[], &["handoff"], "the peer team that the request belongs to"),
    row(Name::Agents, &[], &["agents"], "all agents of a joint session, introduced"),
    row(Name::Session, &[], &["session"], "the command that opens a joint session"),
    row(Name::Question, &[], &["question"], "the question for an unclear request"),
    row(Name::Context, &[], &["context"], "for commands: the team's `context` for the task"),
    row(Name::MaxIterations, &[], &["max_iterations"], "for commands: the maximum number of rounds"),
];

const fn row(
    name: Name,
    in_prompts: &'static [&'static str],
    elsewhere: &'static [&'static str],
    meaning: &'static str,
) -> PlaceholderSpec {
    PlaceholderSpec { name, in_prompts, elsewhere, meaning }
}

impl Name {
    /// Its row in the table.
    pub(crate) const fn row(self) -> &'static PlaceholderSpec {
        let mut at = 0;
        // Every name has a row; otherwise a table that asks for it does not compile.
        while PLACEHOLDERS[at].name as usize != self as usize {
            at += 1;
        }
        &PLACEHOLDERS[at]
    }

    /// Meaning of a name in braces in a prompt.
    pub fn in_prompt(name: &str) -> Option<Self> {
        PLACEHOLDERS.iter().find(|row| row.in_prompts.contains(&name)).map(|row| row.name)
    }

    /// Meaning of a name in braces outside prompts, where more are known.
    pub fn of(name: &str) -> Option<Self> {
        Self::in_prompt(name)
            .or_else(|| PLACEHOLDERS.iter().find(|row| row.elsewhere.contains(&name)).map(|row| row.name))
    }
}

/// All names known in prompts.
pub fn in_prompts() -> impl Iterator<Item = &'static str> + Clone {
    PLACEHOLDERS.iter().flat_map(|row| row.in_prompts).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique() {
        let names: Vec<_> = PLACEHOLDERS.iter().flat_map(|row| row.in_prompts.iter().chain(row.elsewhere)).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        assert_eq!((Name::in_prompt("request"), Name::of("request")), (None, Some(Name::Task)));
    }
}
