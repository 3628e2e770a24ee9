//! The lines of a file that a prompt is from. Several lines of the file are one of a folded text (`>`, or a value that goes
//! on below its key).

use super::Agent;

/// Where the lines of the file begin in the prompt: the place in the prompt, and the line, from 1.
pub struct BodyLines(Vec<(usize, usize)>);

impl BodyLines {
    /// Those of an agent.
    pub fn of(agent: &Agent) -> Self {
        Self::folded(agent).unwrap_or_else(|| {
            let breaks = agent.body.match_indices('\n').map(|(at, _)| at + 1);
            Self(std::iter::once(0).chain(breaks).zip(agent.body_line..).collect())
        })
    }

    /// The line of the file for a place in the prompt.
    pub fn line_at(&self, place: usize) -> usize {
        let behind = self.0.partition_point(|(start, _)| *start <= place);
        self.0.get(behind.saturating_sub(1)).map_or(1, |(_, line)| *line)
    }

    /// The same for a prompt that stands in the file but for white space, line by line.
    fn folded(agent: &Agent) -> Option<Self> {
        let (text, mut at, mut found) = (agent.body.as_str(), 0, Vec::new());
        for (number, line) in agent.source.lines_from(agent.body_line) {
            at += text[at..].len() - text[at..].trim_start().len();
            if at == text.len() {
                break;
            }
            let line = line.trim();
            let behind_key = line.split_once(": ").map(|(_, value)| value.trim_start().trim_start_matches(['"', '\'']));
            let behind_key = behind_key.filter(|_| found.is_empty());
            let part = std::iter::once(line).chain(behind_key).find(|part| text[at..].starts_with(part))?;
            if !part.is_empty() {
                found.push((at, number));
                at += part.len();
            }
        }
        text[at..].trim().is_empty().then_some(Self(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::definition;

    #[test]
    fn a_prompt_has_the_lines_of_its_file_however_it_is_written() {
        let lines = |file: &str, text: &str| -> Vec<usize> {
            let definition = definition::read(file, file, "a", text.as_bytes()).remove(0);
            let agent = Agent::read(definition, &mut Vec::new());
            let lines = BodyLines::of(&agent);
            agent.body.match_indices('X').map(|(at, _)| lines.line_at(at)).collect()
        };
        let mode = |text: &str| lines(".roomodes", &format!("customModes:\n  - slug: a\n    roleDefinition: {text}\n"));
        assert_eq!(mode(">-\n      one X\n      two\n\n      three X X\n      X"), [4, 7, 7, 8]);
        assert_eq!(mode("|\n      one X\n      two\n\n      three X"), [4, 7]);
        assert_eq!(mode("one X\n      two\n      three X"), [3, 5]);
        assert_eq!(mode("\"one X\n      two\n\n      three\""), [3]);
        assert_eq!(mode("'X\n      it''s X'"), [3, 3], "by line breaks alone, if it is written otherwise");
        assert_eq!(lines("a.md", "---\nname: a\n---\n\nX\n\n  - X\n"), [5, 7]);
    }
}
