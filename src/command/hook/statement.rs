//! The text that a client gets: a statement of fact about which agent fits, never a command.

use task_router_engine::escape::one_line;
use task_router_engine::{AgentKind, Answer, Status};

/// How many words of a request are quoted as evidence for one agent.
const MAX_EVIDENCE: usize = 4;
/// The length limit of a name, a path or a piece of evidence; clients accept 10,000 characters in all.
const LONGEST: usize = 200;

/// A statement and the agents it offers.
pub struct HookStatement {
    /// The text.
    pub text: String,
    /// At most two names.
    pub names: Vec<String>,
}

/// The statement about an answer; nothing if it is unclear.
pub fn of(answer: &Answer) -> Option<HookStatement> {
    let decision = answer.decision;
    let team = || short(answer.index.team());
    // No client can start the lead or a peer.
    let fits = match (decision.status, answer.agent(), &decision.handoff) {
        (Status::Unclear, ..) => return None,
        (_, Some(agent), _) => {
            format!("Among the agents available in this project, {} fits this request", called(agent, answer.kind()))
        }
        (_, None, Some(peer)) => format!("This request is for {}, a peer of the team {}", short(peer), team()),
        (_, None, None) => format!("This request is for the lead of the team {} and none of its agents", team()),
    };
    let evidence = quoted(&answer.explanation.matched());
    let mut text = format!("{fits}: confidence {:.2}{evidence}.", decision.confidence);
    if let Some(document) = answer.knowledge().filter(|_| answer.warnings().is_empty()) {
        text.push_str(&format!(" Its knowledge document is {}.", short(document)));
    }
    let mut names: Vec<String> = answer.agent().map(str::to_owned).into_iter().collect();
    let index = answer.index;
    let agent = |name: &String| Some((name.clone(), index.agent(name)?));
    if let Some((second, class)) = decision.support.iter().find_map(agent) {
        let evidence = evidence_for(answer, &second);
        let called = called(&second, Some(index.card(class).kind));
        text.push_str(&format!(" Of the others {called} fits in part{evidence}."));
        names.push(second);
    }
    Some(HookStatement { text, names })
}

fn evidence_for(answer: &Answer, name: &str) -> String {
    let listed = answer.explanation.candidates.iter().find(|listed| answer.index.class(listed.answer).name == name);
    quoted(&listed.map_or_else(Vec::new, |listed| answer.explanation.decisive(&listed.parts)))
}

/// A name, with its kind unless it is an agent: clients start skills and commands in other ways.
fn called(name: &str, kind: Option<AgentKind>) -> String {
    match kind.filter(|kind| *kind != AgentKind::Agent) {
        Some(kind) => format!("the {} {}", kind.name(), short(name)),
        None => short(name),
    }
}

/// `; evidence: "a", "b"`
fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().take(MAX_EVIDENCE).map(|word| format!("\"{}\"", short(word))).collect();
    if words.is_empty() { String::new() } else { format!("; evidence: {}", words.join(", ")) }
}

/// One line of limited length.
fn short(text: &str) -> String {
    let line = one_line(text);
    let mut short: String = line.chars().take(LONGEST).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
