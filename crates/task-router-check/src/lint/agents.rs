//! Lints that need one agent's file only.

use super::Linter;
use std::borrow::Cow;
use task_router_engine::agent::for_and_not_for;
use task_router_engine::diagnostic::Code;
use task_router_engine::did_you_mean::close_match;
use task_router_engine::evidence::EvidenceForm;
use task_router_engine::template::code::{code_ranges, covers};
use task_router_engine::template::names::in_prompts;
use task_router_engine::template::{Name, Placeholder, TemplatePiece, pieces_of_prompt};
use task_router_engine::text::Words;
use task_router_engine::{Agent, files};

/// Maximum edit distance of a name to the placeholder it was probably meant to be.
const MAX_SLIPS: usize = 2;

/// Maximum number of comparisons of missing documents with those that there are: a few tenths of a second, and enough
/// for 1,000 of each.
const MAX_COMPARED: usize = 1_000_000;

/// Whether an agent of Gemini CLI runs elsewhere, where its card says what it is for.
fn is_remote(agent: &Agent) -> bool {
    agent.scalars.get("kind").is_some_and(|kind| kind == "remote")
}

impl<'s> Linter<'s> {
    /// Lints each agent's file.
    pub(super) fn agents(&mut self) {
        for agent in &self.team.agents {
            let (for_text, _) = for_and_not_for(&agent.description, &self.names, &agent.name);
            if agent.description.trim().is_empty() {
                let message = format!("`{}` has no description", agent.name);
                let help = match is_remote(agent) {
                    true => "add `description: ...`: the card of a remote agent is not fetched",
                    false => "add `description: ...`",
                };
                self.add(Code::MissingDescription, &agent.source, agent.line(), message, help);
            }
            if agent.is_silent() || agent.description.trim().is_empty() && is_remote(agent) {
                // Evidence is not needed for an agent that answers only when named, nor in the file of a remote one.
            } else if agent.evidence.is_empty() && Words::of(&for_text).is_empty() && Words::of(&agent.body).is_empty()
            {
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
            let lead = self.team.lead.as_ref();
            let of_team = |name: &str| lead.is_some_and(|lead| lead.scalars.get_for_agents(name).is_some());
            self.unknown_in_body(agent, |name| agent.scalars.contains_key(name) || of_team(name));
            self.no_team_file(agent);
        }
    }

    fn knowledge(&mut self, agent: &Agent) {
        let Some(path) = agent.knowledge.as_deref().filter(|_| !self.team.has_knowledge(agent)) else { return };
        let library = &self.team.library;
        let named = format!("the knowledge document `{path}` of `{}`", agent.name);
        let (message, help) = if library.too_large.contains(path) {
            let most = files::size(files::LARGEST_FILE);
            (format!("{named} holds more than the {most} that are read"), "shorten it, or split it".to_owned())
        } else if library.is_unreadable(path) {
            (format!("{named} cannot be read"), "correct its permissions".to_owned())
        } else {
            let help = match self.document_near(path) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write it, or correct the path".to_owned(),
            };
            (format!("{named} is not in {}", library.display), help)
        };
        self.add(Code::MissingKnowledge, &agent.source, agent.source.line_of("knowledge", ""), message, help);
    }

    /// The document that was probably meant by a path, as long as not too many have been compared.
    fn document_near(&mut self, path: &str) -> Option<&'s str> {
        let documents = &self.team.library.documents;
        self.compared_documents += documents.len();
        let is_bounded = self.compared_documents <= MAX_COMPARED.max(documents.len());
        is_bounded.then(|| close_match(path, documents.iter().map(String::as_str)))?
    }

    /// Whether any of its own evidence makes an agent the best candidate.
    fn can_win(&mut self, agent: &'s Agent) -> bool {
        // A pattern is as strong as a keyword, and what it matches cannot be derived from it.
        let Some(class) = self.index.agent(&agent.name) else { return false };
        let evidence = &agent.evidence;
        if evidence.in_favour(EvidenceForm::Patterns).next().is_some() {
            return true;
        }
        let keywords = || evidence.words().map(|keyword| keyword.text.as_str());
        let texts = evidence.examples().chain(keywords()).map(Cow::from);
        // The stated evidence must suffice; only if there is none, the description must.
        let own: Vec<Cow<'s, str>> = if evidence.is_empty() {
            let (for_text, _) = for_and_not_for(&agent.description, &self.names, &agent.name);
            vec![Cow::from(&agent.name), Cow::from(for_text), Cow::from(&agent.body)]
        } else {
            vec![Cow::from(keywords().collect::<Vec<_>>().join(" "))]
        };
        let (answers, scorer) = (&mut self.answers, &mut self.scorer);
        texts.chain(own).any(|text| {
            let answer = answers.to(scorer, text);
            answer.agent == Some(class) || answer.best == Some(class)
        })
    }
}

/// Names in braces of a prompt that are probably misspelt placeholders: position, text, and what to do. Text in braces is
/// usually the author's own; a name close to a placeholder's rarely is, nor one that resembles it if the prompt has other
/// placeholders. Many prompts have variables for their own tools.
pub(super) fn unknown_in_prompt(body: &str, is_own: impl Fn(&str) -> bool) -> Vec<(usize, String, String)> {
    let known = |name: &str| Name::in_prompt(name).is_some() || is_own(name);
    let is_ours = pieces_of_prompt(body).any(|piece| {
        let TemplatePiece::Placeholder(Placeholder { name, written, .. }) = piece else { return false };
        // `$ARGUMENTS` is a placeholder of clients, too.
        written.starts_with('{') && Name::in_prompt(name).is_some()
    });
    let is_slip = |name: &str, near: &&str| is_ours || strsim::damerau_levenshtein(name, near) <= MAX_SLIPS;
    let mut found = Vec::new();
    for piece in pieces_of_prompt(body) {
        let TemplatePiece::Placeholder(Placeholder { name, written, at }) = piece else { continue };
        let near = close_match(name, in_prompts()).filter(|near| is_slip(name, near));
        let (before, after) = (&body[..at], &body[at + written.len()..]);
        let in_text = before.ends_with(['/', '{', '"', '\'', '=', '?']) || after.starts_with(['/', '}', '"', '\'']);
        if !known(name) && !in_text && (near.is_some() || is_ours && name.contains('_')) {
            let help = match near {
                Some(near) => format!("did you mean `{{{near}}}`?"),
                None => format!("add `{name}: ...` to the frontmatter, or set it in backticks"),
            };
            found.push((at, written.to_owned(), help));
        }
    }
    found.extend(look_alikes(body));
    found
}

/// Placeholders of other tools for the task that `route` does not know: position, text, and what to write instead.
fn look_alikes(body: &str) -> Vec<(usize, String, String)> {
    const OTHERS: [&str; 10] = [
        "<user_task>",
        "[user_task]",
        "{ user_task }",
        "<task>",
        "[TASK]",
        "{{input}}",
        "{{ input }}",
        "{{args}}",
        "${user_task}",
        "{{task}}",
    ];
    let code = code_ranges(body);
    // `<task>` with an end tag is a section of the prompt.
    let is_section = |text: &str| text.starts_with('<') && body.contains(&text.replacen('<', "</", 1));
    let found = OTHERS.iter().filter_map(|text| Some((body.find(text)?, *text)));
    let found = found.filter(|(at, text)| !covers(&code, *at) && !is_section(text));
    found.map(|(at, text)| (at, text.to_owned(), "write `{user_task}`, or set it in backticks".to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::look_alikes;

    #[test]
    fn a_look_alike_in_code_is_meant() {
        for (body, expected) in [
            ("Do <user_task> now.", 1),
            ("Do `<user_task>` now.", 0),
            ("Do ``a ` <user_task>`` now.", 0),
            ("A ` and <user_task>.", 1),
            ("~~~\n<user_task>\n~~~\n", 0),
        ] {
            assert_eq!(look_alikes(body).len(), expected, "{body}");
        }
    }
}
