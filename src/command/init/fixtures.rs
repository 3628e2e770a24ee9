//! Fixtures for existing agents: for each, a request that reaches it today.

use serde_json::to_string;
use task_router_engine::text::sentences;
use task_router_engine::{Agent, Files, Index, Options, Scorer, Team, decide};

/// What the requests are worth, and how to get better ones: nobody but the user knows what people ask.
const HEAD: &str = r#"# Fixtures: requests with the agents that must get them; `route check` runs them all.
# These are the agents' own words (an example, keywords or the description), so they prove little: that no agent takes
# another's request, not how new requests fare. Replace them by what people really ask, in their words, and add some that
# are nobody's (`agent: null`). Requests in `held-out/` beside this file are reported apart; keep them from whoever writes the agents.
"#;

/// Maximum number of characters of a request.
const LONGEST: usize = 200;

/// One file per team, or for the team `wanted`, whose fixtures name it, as it may come beside others. If an agent's own
/// words reach another agent, a comment says so.
pub fn of(files: &Files, wanted: Option<&str>, options: &Options) -> anyhow::Result<Vec<(String, String)>> {
    let mut found: Vec<(String, String)> = Vec::new();
    for team in files.teams_chosen(wanted)? {
        let name: String =
            team.name.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
        let Some(text) = fixtures(&team, wanted, options)? else { continue };
        let is_free = |path: &String| found.iter().all(|(taken, _)| !taken.eq_ignore_ascii_case(path));
        let numbered = (2..).map(|number| format!("tests/routing/{name}-{number}.yaml"));
        let mut paths = std::iter::once(format!("tests/routing/{name}.yaml")).chain(numbered);
        let path = paths.find(is_free).unwrap_or_default();
        found.push((path, text));
    }
    Ok(found)
}

/// The fixtures of a team; `None` if none of its agents can be chosen automatically, since `check` needs at least one
/// fixture.
fn fixtures(team: &Team, wanted: Option<&str>, options: &Options) -> anyhow::Result<Option<String>> {
    let index = Index::compile(team);
    let mut scorer = Scorer::new(&index);
    let mut text = String::new();
    let of_team = wanted.map(to_string).transpose()?.map_or_else(String::new, |name| format!("  team: {name}\n"));
    for agent in team.agents.iter().filter(|agent| !agent.is_silent()) {
        let Some(request) = request_for(agent) else { continue };
        let decision = decide(&scorer.score(&request), options);
        let got = task_router_check::Responder::of(&index, &decision);
        let (request, name) = (to_string(&request)?, to_string(&agent.name)?);
        match got.name() == agent.name {
            true => text.push_str(&format!("- request: {request}\n{of_team}  agent: {name}\n")),
            false => text.push_str(&format!(
                "# - request: {request}  # goes to {}\n#   agent: {name}\n",
                to_string(got.name())?
            )),
        }
    }
    Ok((!text.is_empty()).then(|| format!("{HEAD}{text}")))
}

/// A request for an agent: one of its examples, its keywords, or the beginning of its description.
fn request_for(agent: &Agent) -> Option<String> {
    let evidence = &agent.evidence;
    let keywords = || {
        let words: Vec<&str> = evidence.words().take(3).map(|keyword| keyword.text.as_str()).collect();
        (!words.is_empty()).then(|| words.join(" "))
    };
    let sentence = || sentences(&agent.description).next().map(|text| text.trim_end_matches('.').to_owned());
    let request = evidence.examples().next().map(str::to_owned).or_else(keywords).or_else(sentence)?;
    Some(beginning(request.lines().next().unwrap_or_default()).to_owned())
}

/// The beginning of a text, cut between words.
fn beginning(text: &str) -> &str {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else { return text };
    let is_between_words = text[end..].starts_with(char::is_whitespace);
    let last_word = text[..end].rfind(char::is_whitespace).filter(|_| !is_between_words);
    text[..last_word.unwrap_or(end)].trim_end().trim_end_matches([',', ';', ':'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_team_has_a_file_of_its_own() {
        let agent = "---\nname: a\ndescription: Bakes bread.\n---\n";
        let teams = ["a b", "a-b", "A-B"].map(|name| format!("---\nname: {name}\nfallback: a\n---\n"));
        let files = Files::from_texts(
            "agents",
            &[
                ("1/team.md", &teams[0]),
                ("1/a.md", agent),
                ("2/team.md", &teams[1]),
                ("2/a.md", agent),
                ("3/team.md", &teams[2]),
                ("3/a.md", agent),
            ],
        );
        let found = of(&files, None, &Options::default()).unwrap();
        let paths: Vec<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["tests/routing/a-b.yaml", "tests/routing/a-b-2.yaml", "tests/routing/A-B-3.yaml"]);
    }

    #[test]
    fn a_request_is_whole_words_of_a_sentence() {
        let request = |description: &str| {
            let text = format!("---\nname: a\ndescription: {description}\n---\n");
            let files = Files::from_texts("team", &[("a.md", &text)]);
            request_for(&files.team(None).unwrap().agents[0]).unwrap()
        };
        assert_eq!(request("Build Next.js pages, e.g. forms. Use it often."), "Build Next.js pages, e.g. forms");
        assert_eq!(request(&"word ".repeat(60)), "word ".repeat(40).trim_end());
        assert_eq!(request(&"flour, ".repeat(60)), "flour, ".repeat(28).trim_end_matches(", "));
        assert_eq!(request(&"烤".repeat(300)), "烤".repeat(LONGEST));
    }
}
