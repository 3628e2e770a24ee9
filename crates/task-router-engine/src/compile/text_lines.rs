//! Where an agent's file has the texts that evidence is from.

use crate::agent::Agent;
use crate::agent::dialect::Field;
use crate::team::Team;
use std::ops::Range;

/// Maximum length in bytes of a line in which texts are searched, in a file of several definitions: all of them may be on
/// one line.
const LONGEST_LINE: usize = 64 << 10;

/// By agent: the lines of its file with its name and where its description and its body start.
pub(super) fn text_lines(team: &Team) -> Vec<[u32; 3]> {
    team.agents.iter().map(|agent| lines_of(agent).map(|line| line as u32)).collect()
}

/// The same for one agent; 0 for what its file does not have.
fn lines_of(agent: &Agent) -> [usize; 3] {
    let body = body_lines(agent);
    // In a file of several definitions, a prompt is the value of a key, and may be on the line of the others.
    let is_elsewhere = |line: &usize| agent.source.first_line > 0 || !body.contains(line);
    let key = |key: &str| agent.source.line_of_key(key).filter(is_elsewhere);
    [key("name").unwrap_or(0), line_of_description(agent, key).unwrap_or(0), body.start]
}

/// The line where its description starts: that of its only key, or, if it has none, of its first words. Which of several
/// keys a word is from is not kept.
fn line_of_description(agent: &Agent, key: impl Fn(&str) -> Option<usize>) -> Option<usize> {
    let of = |field| agent.dialect.paths_of(field).filter_map(|path| key(path.rsplit('.').next()?)).next();
    let first = || {
        let first = agent.description.lines().next().filter(|line| !line.trim().is_empty())?;
        agent.source.line_that(first, |line| holds(agent, line, first))
    };
    match [Field::Description, Field::When, Field::WhenNot].map(of) {
        [None, None, None] => first(),
        [Some(line), None, None] | [None, Some(line), None] | [None, None, Some(line)] => Some(line),
        _ => None,
    }
}

/// The lines of its file with its body, if they are there; indentation and line endings may differ.
fn body_lines(agent: &Agent) -> Range<usize> {
    let start = agent.body_line.max(1);
    let mut own = agent.source.lines_from(start);
    let stands = agent.body.lines().all(|line| own.next().is_some_and(|(_, own)| holds(agent, own, line)));
    if stands && !agent.body.is_empty() { start..start + agent.body.lines().count() } else { 0..0 }
}

/// Whether a line of its file holds a line of its text.
fn holds(agent: &Agent, own: &str, line: &str) -> bool {
    (agent.source.first_line == 0 || own.len() <= LONGEST_LINE) && own.contains(line.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::definition;

    fn lines(file: &str, text: &str) -> Vec<[usize; 3]> {
        let definitions = definition::read(file, file, "a", text.as_bytes());
        definitions.into_iter().map(|definition| lines_of(&Agent::read(definition, &mut Vec::new()))).collect()
    }

    #[test]
    fn name_description_and_body_have_lines_however_many_definitions_a_line_has() {
        let markdown = "---\nname: a\ndescription: b\n---\nc\nname: d\n";
        assert_eq!(lines("a.md", markdown), [[2, 3, 5]]);
        const MODE: &str = "{\"slug\": \"a\", \"name\": \"A\", \"whenToUse\": \"b\", \"roleDefinition\": \"c\"}";
        assert_eq!(lines(".roomodes", &format!("{{\"customModes\": [{MODE}, {MODE}]}}")), [[1; 3]; 2]);
        assert_eq!(lines(".roomodes", &format!("{{\"customModes\": [\n{MODE},\n{MODE}]}}")), [[2; 3], [3; 3]]);
    }
}
