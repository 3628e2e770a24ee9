//! What a description calls the agent itself: `use this agent when ...` is not about agents.

/// What points at something, and what it may be.
const THIS: [&str; 16] = [
    "this",
    "diesen",
    "dieser",
    "diesem",
    "diese",
    "cet",
    "cette",
    "este",
    "esta",
    "questo",
    "questa",
    "deze",
    "dit",
    "denna",
    "этот",
    "этого",
];
const ITSELF: [&str; 12] = [
    "agent",
    "subagent",
    "sub-agent",
    "skill",
    "assistant",
    "agenten",
    "agente",
    "assistente",
    "asistente",
    "habilidad",
    "агент",
    "агента",
];

/// A description without the nouns that stand for the agent it describes.
pub fn without_itself(description: &str) -> String {
    let mut text = String::with_capacity(description.len());
    let mut points = false;
    for piece in description.split_inclusive(char::is_whitespace) {
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match points && ITSELF.contains(&word.as_str()) {
            // What it ends with stays, a line break above all.
            true => text.push_str(piece.trim_start_matches(|c: char| c.is_alphanumeric() || c == '-')),
            false => text.push_str(piece),
        }
        points = THIS.contains(&word.as_str());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_agent_is_no_subject() {
        for (description, expected) in [
            ("Use this agent when tests fail", "Use this  when tests fail"),
            ("This skill, and others", "This , and others"),
            ("Diesen Agenten verwenden.\nSchnell", "Diesen  verwenden.\nSchnell"),
            ("Builds an agent for this job", "Builds an agent for this job"),
            ("", ""),
        ] {
            assert_eq!(without_itself(description), expected);
        }
    }
}
