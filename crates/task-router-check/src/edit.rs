//! Small edits of an agent file's text, which preserve its comments and style: adding a keyword, changing a weight,
//! adding an example.
//!
//! An edit is only accepted if reading the new text gives the agent with exactly that change.

mod yaml;

use crate::{Responder, beginning};
use std::collections::HashMap;
use std::fmt;
use task_router_engine::agent::encoding::encode;
use task_router_engine::{Agent, AgentKind, Evidence, EvidenceKind, Keyword, Team};
use yaml::{FrontmatterSpan, add_item, add_keyword, begun, entries, listed, quoted, splice};

/// A change to evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceChange {
    /// An additional keyword.
    Keyword(Keyword),
    /// Another weight for an existing keyword.
    Weight(Keyword),
    /// An additional example.
    Example(String),
}

/// A change to one agent, or to the lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// Whose evidence is changed.
    pub agent: Responder,
    /// The change.
    pub change: EvidenceChange,
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = &self.agent;
        match &self.change {
            EvidenceChange::Keyword(Keyword { text, weight, .. }) => {
                write!(f, "give {who} the keyword `{text}` (weight {weight})")
            }
            EvidenceChange::Weight(Keyword { text, weight, .. }) => {
                write!(f, "set the weight of the keyword `{text}` of {who} to {weight}")
            }
            EvidenceChange::Example(text) => write!(f, "give {who} the example {:?}", beginning(text)),
        }
    }
}

impl Edit {
    /// The team with this change applied to the text of a file; `None` if the file cannot be edited in this way.
    pub fn apply(&self, team: &Team) -> Option<Team> {
        let agent = self.agent.definition(team)?;
        // The evidence of the file itself, without that from a rules file beside a skill.
        let own = agent.with_text(agent.source.text.clone())?;
        let is_same = |edited: &Agent| {
            edited.name == agent.name
                && edited.description == agent.description
                && edited.body.trim() == agent.body.trim()
                && self.is_all_that_changed(&own.evidence, &edited.evidence)
        };
        let mut edited = self.edited(agent).into_iter().find(is_same)?;
        let (all, own) = (&agent.evidence, &own.evidence);
        for kind in EvidenceKind::written() {
            edited.evidence.items_mut(kind).extend(rest(all.items(kind), own.items(kind)));
        }
        let mut team = team.clone();
        let place = match &self.agent {
            Responder::Named(name) => team.agents.iter_mut().find(|agent| agent.name == *name),
            Responder::Lead => team.lead.as_mut(),
            Responder::Nobody => None,
        };
        *place? = edited;
        Some(team)
    }

    /// Candidate results. A new example goes into the agent's example file if it has one that can store it; everything
    /// else into the agent's own file, in its frontmatter or, if what looks like one is none, in a new one.
    fn edited(&self, agent: &Agent) -> Vec<Agent> {
        if let EvidenceChange::Example(example) = &self.change
            && let Some(edited) = agent.with_example(example)
        {
            return vec![edited];
        }
        let texts = [self.rewrite(&agent.source.text), self.begin(agent)].into_iter().flatten();
        // A text that is not representable in the file's encoding is no possible edit.
        let are_held = texts.filter(|text| encode(text, agent.source.encoding).is_some());
        are_held.filter_map(|text| agent.with_text(text)).collect()
    }

    fn is_all_that_changed(&self, before: &Evidence, after: &Evidence) -> bool {
        let mut undone = after.clone();
        let mut remove = |kind: EvidenceKind, item: &Keyword| {
            let items = undone.items_mut(kind);
            items.iter().position(|known| known == item).map(|at| items.remove(at)).is_some()
        };
        let is_undone = match &self.change {
            EvidenceChange::Keyword(keyword) => remove(EvidenceKind::Keyword, keyword),
            EvidenceChange::Example(text) => remove(EvidenceKind::Example, &text.clone().into()),
            EvidenceChange::Weight(keyword) => {
                let old = before.items(EvidenceKind::Keyword).iter().find(|known| known.text == keyword.text);
                let new = undone.items_mut(EvidenceKind::Keyword).iter_mut().find(|known| *known == keyword);
                new.zip(old).map(|(new, old)| new.weight = old.weight).is_some()
            }
        };
        is_undone && *before == undone
    }

    /// The text with new frontmatter, if it has none.
    fn begin(&self, agent: &Agent) -> Option<String> {
        // A subagent must have a name.
        let is_agent = agent.kind == AgentKind::Agent;
        let name = if is_agent { format!("name: {}\n", quoted(&agent.name)) } else { String::new() };
        Some(begun(&agent.source.text, &format!("{name}{}", self.new_key()?)))
    }

    fn rewrite(&self, text: &str) -> Option<String> {
        let fence = FrontmatterSpan::find(text)?;
        match &self.change {
            EvidenceChange::Weight(keyword) => {
                let value = fence.value(text, "keywords")?;
                let entry = entries(text, &value).into_iter().find(|entry| entry.key == keyword.text)?;
                Some(splice(text, entry.weight, &format!(": {:?}", keyword.weight)))
            }
            EvidenceChange::Keyword(keyword) => match fence.value(text, "keywords") {
                Some(value) => add_keyword(text, &value, keyword),
                None => Some(fence.add_key(text, &self.new_key()?)),
            },
            EvidenceChange::Example(example) => match fence.value(text, "examples") {
                Some(value) => add_item(text, &value, &quoted(example)),
                None => Some(fence.add_key(text, &self.new_key()?)),
            },
        }
    }

    /// New lines for a key that does not exist yet.
    fn new_key(&self) -> Option<String> {
        match &self.change {
            EvidenceChange::Weight(_) => None,
            EvidenceChange::Keyword(keyword) => Some(format!("keywords: [{}]", listed(keyword, ""))),
            EvidenceChange::Example(example) => Some(format!("examples:\n  - {}", quoted(example))),
        }
    }
}

/// Items of `all` that are not in `some`.
fn rest(all: &[Keyword], some: &[Keyword]) -> Vec<Keyword> {
    let some: HashMap<&str, &Keyword> = some.iter().map(|item| (item.text.as_str(), item)).collect();
    all.iter().filter(|item| some.get(item.text.as_str()) != Some(item)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use task_router_engine::Files;
    use task_router_engine::agent::definition;

    fn team(text: &str) -> Team {
        let definition = definition::read("a.md", "a.md", "a", text.as_bytes()).remove(0);
        let agent = Agent::read(definition, &mut Vec::new());
        Team { agents: vec![agent], ..Team::default() }
    }

    fn edited(frontmatter: &str, change: EvidenceChange) -> Option<String> {
        let text = format!("---\nname: a\n{frontmatter}---\nBody\n");
        let edit = Edit { agent: Responder::read("a"), change };
        let text = edit.apply(&team(&text))?.agents.remove(0).source.text;
        Some(text.strip_prefix("---\nname: a\n")?.strip_suffix("---\nBody\n")?.to_owned())
    }

    fn keyword(text: &str, weight: f32) -> Keyword {
        Keyword { text: text.into(), weight, priority: None }
    }

    #[test]
    fn adding_a_keyword_in_every_form() {
        let cases = [
            ("keywords: [b, c]\n", "keywords: [b, c, new]\n"),
            ("keywords: [b, 'c, d'] # note\n", "keywords: [b, 'c, d', 'new'] # note\n"),
            ("keywords: []\nmodel: x\n", "keywords: [new]\nmodel: x\n"),
            ("keywords: {b: 1.0, \"c\": 2}\n", "keywords: {b: 1.0, \"c\": 2, \"new\": 1.0}\n"),
            ("keywords: {\n  b: 2,  # why\n  c: 1 }\n", "keywords: {\n  b: 2,  # why\n  c: 1, new: 1.0 }\n"),
            ("keywords: [\n  b,\n]\n", "keywords: [\n  b, new\n]\n"),
            (
                "keywords:\n  - b\n  # the last\n  - c\n\nmodel: x\n",
                "keywords:\n  - b\n  # the last\n  - c\n  - new\n\nmodel: x\n",
            ),
            ("keywords:\n- b\n", "keywords:\n- b\n- new\n"),
            ("keywords:\n  b: 1.5\n", "keywords:\n  b: 1.5\n  new: 1.0\n"),
            ("keywords: b, c\n", "keywords: b, c, new\n"),
            ("keywords: \"b, c\"\n", "keywords: \"b, c, new\"\n"),
            ("keywords:\n", "keywords: [new]\n"),
            ("description: d\n", "description: d\nkeywords: [new]\n"),
        ];
        for (before, after) in cases {
            assert_eq!(
                edited(before, EvidenceChange::Keyword(keyword("new", 1.0))).as_deref(),
                Some(after),
                "{before}"
            );
        }
        let weighted = edited("keywords: [b]\n", EvidenceChange::Keyword(keyword("c#: 1", 2.0)));
        assert_eq!(weighted.as_deref(), Some("keywords: [b, \"c#: 1\": 2.0]\n"));
        assert_eq!(edited("keywords: b\n", EvidenceChange::Keyword(keyword("c", 2.0))), None);
    }

    #[test]
    fn changing_a_weight_in_every_form() {
        let cases = [
            ("keywords: [b, c]\n", "keywords: [b: 2.5, c]\n"),
            ("keywords: {b: 1.0, c: 2}\n", "keywords: {b: 2.5, c: 2}\n"),
            ("keywords: {\"b\": 1.0}\n", "keywords: {\"b\": 2.5}\n"),
            ("keywords:\n  - a b\n  - b # note\n", "keywords:\n  - a b\n  - b: 2.5 # note\n"),
            ("keywords:\n  b: 1\n", "keywords:\n  b: 2.5\n"),
        ];
        for (before, after) in cases {
            assert_eq!(edited(before, EvidenceChange::Weight(keyword("b", 2.5))).as_deref(), Some(after), "{before}");
        }
        assert_eq!(edited("keywords: [b]\n", EvidenceChange::Weight(keyword("absent", 2.5))), None);
    }

    #[test]
    fn adding_an_example() {
        let cases = [
            ("examples:\n  - \"b\"\nmodel: x\n", "examples:\n  - \"b\"\n  - \"say \\\"hi\\\": now\"\nmodel: x\n"),
            ("examples: [b]\n", "examples: [b, \"say \\\"hi\\\": now\"]\n"),
            ("examples: b c # d\n", "examples:\n  - b c # d\n  - \"say \\\"hi\\\": now\"\n"),
            ("examples: 'b: c'\nmodel: x\n", "examples:\n  - 'b: c'\n  - \"say \\\"hi\\\": now\"\nmodel: x\n"),
            ("model: x\n", "model: x\nexamples:\n  - \"say \\\"hi\\\": now\"\n"),
        ];
        for (before, after) in cases {
            let change = EvidenceChange::Example("say \"hi\": now".into());
            assert_eq!(edited(before, change).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn line_breaks_are_preserved() {
        let text = "---\r\nname: a\r\nkeywords:\r\n  - b\r\n---\r\nBody\r\n";
        let edit = Edit { agent: Responder::read("a"), change: EvidenceChange::Keyword(keyword("c", 1.0)) };
        let after = edit.apply(&team(text)).unwrap().agents.remove(0).source.text.to_string();
        assert_eq!(after, text.replace("  - b\r\n", "  - b\r\n  - c\r\n"));
        assert!(FrontmatterSpan::find("no frontmatter").is_none());
    }

    #[test]
    fn evidence_of_every_kind_in_a_file_of_rules_is_kept() {
        let keys = EvidenceKind::written().map(|kind| format!("\"{}\": [\"rye\"]", kind.key())).collect::<Vec<_>>();
        let rules = format!("{{\"skills\": {{\"bake\": {{{}}}}}}}", keys.join(", "));
        let skill = "---\nname: bake\ndescription: Bakes.\nkeywords: [b]\nnot_for: [tea]\n---\nBake.\n";
        let files = [("skills/bake/SKILL.md", skill), ("skills/skill-rules.json", &rules)];
        let team = Files::from_texts("t", &files).teams_chosen(None).unwrap().remove(0);
        let edit = Edit { agent: Responder::read("bake"), change: EvidenceChange::Keyword(keyword("new", 1.0)) };
        let edited = edit.apply(&team).unwrap().agents.remove(0).evidence;
        for kind in EvidenceKind::written() {
            assert!(edited.texts(kind).any(|text| text == "rye"), "{kind:?}: {edited:?}");
        }
        assert!(edited.texts(EvidenceKind::NotFor).eq(["tea", "rye"]));
    }

    #[test]
    fn unusual_files_are_edited() {
        let with = |text: &str| text.replace("[b]", "[b, c]");
        for text in [
            "# Title\n\n---\nname: a\ndescription: d\nkeywords: [b]\n---\nBody\n",
            "  ---\n  name: a\n  description: d\n  keywords: [b]\n  ---\n  Body\n",
            "```yaml\n---\nname: a\ndescription: d\nkeywords: [b]\n---\n```\nBody\n",
            "---\nname: a\nKeywords: [b]\n---\n",
            "\u{feff}---\r\nname: a\r\n\"keywords\": [b]\r\n---\r\n",
        ] {
            let edit = Edit { agent: Responder::read("a"), change: EvidenceChange::Keyword(keyword("c", 1.0)) };
            let after = edit.apply(&team(text)).map(|mut team| team.agents.remove(0).source.text.to_string());
            assert_eq!(after, Some(with(text)), "{text}");
        }
        let example = |text: &str| {
            let edit = Edit { agent: Responder::read("a"), change: EvidenceChange::Example("bake: a loaf".to_owned()) };
            edit.apply(&team(text)).map(|mut team| team.agents.remove(0).source.text.to_string())
        };
        let new = "examples:\n  - \"bake: a loaf\"\n";
        let set_in = "  ---\n  name: a\n  description: d\n  ---\n";
        let new_set_in = "  examples:\n    - \"bake: a loaf\"\n";
        assert_eq!(example(set_in), Some(set_in.replace("d\n", &format!("d\n{new_set_in}"))));
        for body in ["You bake.\n", "You bake.\n\n---\n\nBread: only.\n\n---\n\nCakes.\n"] {
            assert_eq!(example(body), Some(format!("---\nname: \"a\"\n{new}---\n{body}")));
        }
    }
}
