//! What one agent's file shows by itself.

use super::Linter;
use task_router_engine::agent::{Agent, for_and_not_for};
use task_router_engine::decide::{Options, decide};
use task_router_engine::diagnostic::{Code, close_match};
use task_router_engine::template::{PLACEHOLDERS, Piece, pieces};
use task_router_engine::text::Words;

impl Linter<'_> {
    /// What one agent's file shows by itself.
    pub(super) fn agents(&mut self) {
        for agent in &self.team.agents {
            let (for_text, _) = for_and_not_for(&agent.description);
            if agent.description.trim().is_empty() {
                let message = format!("`{}` has no description", agent.name);
                self.add(Code::MissingDescription, &agent.source, agent.line(), message, "add `description: ...`");
            }
            if agent.evidence.is_empty() && Words::of(&for_text).is_empty() {
                let message = format!("nothing in a request can speak for `{}`", agent.name);
                let help = "give it a description, keywords or examples";
                self.add(Code::NoEvidence, &agent.source, agent.line(), message, help);
            } else if !self.can_win(agent) {
                let message =
                    format!("not even its own keywords and examples reach `{}`: others always win", agent.name);
                let help = "give it keywords or examples of its own, or remove it";
                self.add(Code::NeverWins, &agent.source, agent.line(), message, help);
            }
            self.knowledge(agent);
            self.placeholders(agent);
        }
    }

    fn knowledge(&mut self, agent: &Agent) {
        let Some(path) = agent.knowledge.as_deref().filter(|_| !self.team.has_knowledge(agent)) else { return };
        let library = &self.team.library;
        let message = format!("the knowledge document `{path}` of `{}` is not in {}", agent.name, library.display);
        let help = match close_match(path, library.documents.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write it, or correct the path".to_owned(),
        };
        self.add(Code::MissingKnowledge, &agent.source, agent.source.line_of("knowledge", ""), message, help);
    }

    /// Text in braces is the author's own; a name that is nearly a placeholder's, or reads like one, hardly is.
    fn placeholders(&mut self, agent: &Agent) {
        let known = |name: &str| PLACEHOLDERS.contains(&name) || agent.scalars.contains_key(name);
        let first_line = agent.source.text.lines().count().saturating_sub(agent.body.lines().count());
        let mut fenced = false;
        for (i, line) in agent.body.lines().enumerate() {
            fenced ^= line.trim_start().starts_with("```");
            for (name, quoted) in placeholders_of(line) {
                let near = close_match(name, PLACEHOLDERS);
                if known(name) || quoted || fenced || (near.is_none() && !name.contains('_')) {
                    continue;
                }
                let message = format!("the placeholder `{{{name}}}` is not known and stays as it is");
                let help = match near {
                    Some(near) => format!("did you mean `{{{near}}}`?"),
                    None => format!("add `{name}: ...` to the frontmatter, or set it in backticks"),
                };
                self.add(Code::UnknownPlaceholder, &agent.source, first_line + i + 1, message, help);
            }
        }
    }

    /// Whether anything of its own makes an agent the best candidate.
    fn can_win(&mut self, agent: &Agent) -> bool {
        let evidence = &agent.evidence;
        let (for_text, _) = for_and_not_for(&agent.description);
        let texts = evidence.examples.iter().chain(evidence.keywords.iter().map(|keyword| &keyword.text));
        let all = evidence.keywords.iter().map(|keyword| keyword.text.as_str()).collect::<Vec<_>>().join(" ");
        // What the author listed has to suffice; only where nothing is listed, the description has to.
        let own = if evidence.is_empty() { vec![agent.name.clone(), for_text] } else { vec![all] };
        let texts: Vec<&String> = texts.chain(&own).collect();
        // A pattern is as good as a keyword, and what it matches cannot be told from it.
        let Some(class) = self.index.agent(&agent.name) else { return false };
        let scorer = &mut self.scorer;
        !evidence.patterns.is_empty()
            || texts.iter().any(|text| {
                let decision = decide(scorer, text, &Options::default());
                decision.agent == Some(class) || decision.candidates.first().is_some_and(|best| best.answer == class)
            })
    }
}

/// The names in braces in a line, each with whether it stands in code, in a path or in other braces.
fn placeholders_of(line: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in pieces(line) {
        at += match piece {
            Piece::Text(text) => text.len(),
            Piece::Placeholder("user_task") if line[at..].starts_with('$') => "$ARGUMENTS".len(),
            Piece::Placeholder(name) => {
                let (before, after) = (&line[..at], &line[at + name.len() + 2..]);
                let in_code = before.matches('`').count() % 2 == 1;
                let in_text =
                    before.ends_with(['/', '$', '{', '"', '\'', '=', '?']) || after.starts_with(['/', '}', '"', '\'']);
                found.push((name, in_code || in_text));
                name.len() + 2
            }
        };
    }
    found
}
