//! Lints of what a team file alone has: patterns of requirements, and the placeholders of its templates.

use super::Linter;
use super::agents::unknown_in_prompt;
use std::path::Path;
use task_router_engine::Agent;
use task_router_engine::agent::body_lines::BodyLines;
use task_router_engine::agent::dialect::{Field, TEAM, same_key};
use task_router_engine::diagnostic::Code;
use task_router_engine::pattern::{FIX_PATTERN, compile_pattern, invalid_pattern};
use task_router_engine::plan::placeholders;
use task_router_engine::team::TEAM_FILE;
use task_router_engine::template::{Name, TemplatePiece, pieces, pieces_of_prompt};

impl Linter<'_> {
    pub(super) fn team_file(&mut self) {
        let team = self.team;
        let Some(lead) = &team.lead else { return };
        for requirement in &team.policy.requirements {
            for pattern in &requirement.patterns {
                if let Err(error) = compile_pattern(pattern) {
                    let message = invalid_pattern(&requirement.name, pattern, &error);
                    let line = lead.source.line_of("requirements", pattern);
                    self.add(Code::InvalidPattern, &lead.source, line, message, FIX_PATTERN);
                }
            }
        }
        // Templates of a team are filled in for an agent, with its scalars.
        let is_own = |name: &str| {
            let agents = team.agents.iter().chain([lead]);
            agents.into_iter().any(|agent| agent.scalars.contains_key(name))
        };
        self.unknown_in_body(lead, is_own);
        if let Some(prompt) = lead.scalars.get("prompt") {
            for (_, written, help) in unknown_in_prompt(prompt, is_own) {
                let line = lead.source.line_of("prompt", &written);
                self.unknown_placeholder(lead, line, &written, help);
            }
        }
        let replies = team.policy.replies.values().map(|reply| ("replies", reply));
        let documents = team.policy.documents.iter().map(|(key, document)| (key.as_str(), document));
        for (key, template) in replies.chain(documents) {
            for piece in pieces(template) {
                let TemplatePiece::Placeholder(found) = piece else { continue };
                let is_known = match key {
                    "replies" => Name::of(found.name).is_some(),
                    _ => placeholders::knows(team, found.name),
                };
                if !is_known && !is_own(found.name) {
                    let line = lead.source.line_of(key, found.written);
                    let help = "docs/teams.md lists those that there are";
                    self.unknown_placeholder(lead, line, found.written, help.to_owned());
                }
            }
        }
    }

    /// Reports what only a team file has in the file of an agent: a `team.md` without any key of a policy is one.
    pub(super) fn no_team_file(&mut self, agent: &Agent) {
        let source = &agent.source;
        let help = "add `default: true`, `fallback: NAME` or another key of a team's policy to its `team.md`";
        let lines = BodyLines::of(agent);
        for piece in pieces_of_prompt(&agent.body) {
            let TemplatePiece::Placeholder(found) = piece else { continue };
            if Name::in_prompt(found.name) == Some(Name::AgentPrompt) {
                let line = lines.line_at(found.at);
                let message =
                    format!("the placeholder `{}` is for the body of a team file and stays as it is", found.written);
                self.add(Code::UnknownPlaceholder, source, line, message, help);
            }
        }
        if Path::new(&source.file).file_name().is_none_or(|name| name != TEAM_FILE) {
            return;
        }
        // An agent may have a prompt and a timeframe, too.
        let of_teams =
            TEAM.keys.iter().filter(|(key, field)| *field == Field::Lead && !matches!(*key, "prompt" | "timeframe"));
        for (key, _) in of_teams {
            let line = source.line_of(key, "");
            if source.line(line).split_once(':').is_some_and(|(written, _)| same_key(written.trim(), key)) {
                let message = format!("this `team.md` is read as an agent, so the key `{key}` says nothing");
                self.add(Code::UnknownKey, source, line, message, help);
            }
        }
    }

    /// Reports unknown placeholders of an agent's body.
    pub(super) fn unknown_in_body(&mut self, agent: &Agent, is_own: impl Fn(&str) -> bool) {
        let lines = BodyLines::of(agent);
        for (at, written, help) in unknown_in_prompt(&agent.body, is_own) {
            self.unknown_placeholder(agent, lines.line_at(at), &written, help);
        }
    }

    fn unknown_placeholder(&mut self, of: &Agent, line: usize, written: &str, help: String) {
        let message = format!("the placeholder `{written}` is not known and stays as it is");
        self.add(Code::UnknownPlaceholder, &of.source, line, message, help);
    }
}
