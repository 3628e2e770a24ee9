//! The placeholders there are: one table for prompts, replies, the user's own templates and commands that are run.

/// What a placeholder stands for.
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
    /// Whether somebody was found.
    Status,
    /// How sure that is.
    Confidence,
    /// Why.
    Reason,
    /// Who else has something to say.
    Support,
    /// The flow that matched.
    Flow,
    /// How urgent it is.
    Urgency,
    /// To whom it has to be escalated.
    Escalate,
    /// Who has to approve.
    Approval,
    /// The peer it is for.
    Handoff,
    /// Everybody named in a joint session.
    Agents,
    /// The command that opens a joint session.
    Session,
    /// The question for an unclear request.
    Question,
    /// What a command is told of its work.
    Context,
    /// How often a command may go round.
    MaxIterations,
}

/// A row of the table of placeholders.
#[derive(Debug)]
pub struct Row {
    /// What it stands for.
    pub name: Name,
    /// What it is called in prompts.
    pub in_prompts: &'static [&'static str],
    /// What it is called elsewhere besides.
    pub elsewhere: &'static [&'static str],
    /// What stands in its place, for people.
    pub meaning: &'static str,
}

/// Every placeholder that `route` knows by itself; an agent's scalars are known by their keys besides.
pub const PLACEHOLDERS: &[Row] = &[
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
    row(Name::Reason, &[], &["reason", "analysis"], "the reason for the answer, in a sentence"),
    row(Name::Support, &[], &["support"], "other agents that can help"),
    row(Name::Flow, &[], &["flow"], "the flow that matched"),
    row(Name::Urgency, &[], &["urgency"], "the urgency of the request"),
    row(Name::Escalate, &[], &["escalate"], "who must be told"),
    row(Name::Approval, &[], &["approval"], "who must approve"),
    row(Name::Handoff, &[], &["handoff"], "the peer team that the request belongs to"),
    row(Name::Agents, &[], &["agents"], "in `replies`: all agents named"),
    row(Name::Session, &[], &["session"], "in `replies`: the command that opens a joint session"),
    row(Name::Question, &[], &["question"], "in `replies`: the question for an unclear request"),
    row(Name::Context, &[], &["context"], "for commands: the team's `context` for the task"),
    row(Name::MaxIterations, &[], &["max_iterations"], "for commands: the maximum number of rounds"),
];

const fn row(
    name: Name,
    in_prompts: &'static [&'static str],
    elsewhere: &'static [&'static str],
    meaning: &'static str,
) -> Row {
    Row { name, in_prompts, elsewhere, meaning }
}

impl Name {
    /// What a name in braces stands for in a prompt.
    pub fn in_prompt(name: &str) -> Option<Self> {
        PLACEHOLDERS.iter().find(|row| row.in_prompts.contains(&name)).map(|row| row.name)
    }

    /// What a name in braces stands for outside of prompts, where more is known.
    pub fn of(name: &str) -> Option<Self> {
        Self::in_prompt(name)
            .or_else(|| PLACEHOLDERS.iter().find(|row| row.elsewhere.contains(&name)).map(|row| row.name))
    }
}

/// Everything that is known in prompts.
pub fn in_prompts() -> impl Iterator<Item = &'static str> + Clone {
    PLACEHOLDERS.iter().flat_map(|row| row.in_prompts).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_name_means_two_things() {
        let names: Vec<_> = PLACEHOLDERS.iter().flat_map(|row| row.in_prompts.iter().chain(row.elsewhere)).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        assert_eq!((Name::in_prompt("request"), Name::of("request")), (None, Some(Name::Task)));
    }
}
