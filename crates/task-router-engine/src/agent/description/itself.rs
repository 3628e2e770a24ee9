//! Removes references of a description to the agent itself: `use this agent when ...` is not about agents.

use crate::text::{Role, Roles, words};

/// A demonstrative, beside [those](Role::Demonstrative) that are nothing else: `está` is a verb, but not before an agent.
const THIS: &str = "esta";
/// Nouns that demonstratives refer to the agent with.
const ITSELF: &[&str] =
    words!("agent|subagent|sub-agent|skill|assistant|agenten|agente|assistente|asistente|habilidad|агент|агента");

/// A description without the nouns that refer to the agent it describes.
pub fn without_itself(description: &str) -> String {
    let mut text = String::with_capacity(description.len());
    let mut points = false;
    for piece in description.split_inclusive(char::is_whitespace) {
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match points && ITSELF.contains(&word.as_str()) {
            // The rest of the piece is kept, in particular a line break.
            true => text.push_str(piece.trim_start_matches(|c: char| c.is_alphanumeric() || c == '-')),
            false => text.push_str(piece),
        }
        points = word == THIS || Roles::of(&[Role::Demonstrative]).has_any(&word);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_to_the_agent_itself_are_removed() {
        for (description, expected) in [
            ("Use this agent when tests fail", "Use this  when tests fail"),
            ("This skill, and others", "This , and others"),
            ("Ce skill corrige", "Ce  corrige"),
            ("Использовать эту агента", "Использовать эту "),
            ("Coordina la habilidad de agente", "Coordina la habilidad de agente"),
            ("Diesen Agenten verwenden.\nSchnell", "Diesen  verwenden.\nSchnell"),
            ("Builds an agent for this job", "Builds an agent for this job"),
            ("", ""),
        ] {
            assert_eq!(without_itself(description), expected);
        }
    }
}
