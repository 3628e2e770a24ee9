//! Reads fixture files one fixture at a time, so that a file of any length needs little memory.

mod item;
mod places;
mod record;
mod records;
mod search;

use crate::Responder;
pub use item::{REQUEST, keys};
pub use record::{FixtureRecord, LISTS, LISTS_OF_ONE_KIND};
pub use records::{FixtureRecords, cannot_read_on};
pub use search::{FIXTURES, FixtureSearch, find, find_to_depth, is_held_out};
use std::path::Path;
use std::sync::Arc;
use task_router_engine::render::NOBODY;
use task_router_engine::{Status, Urgency};

/// A request with the expected answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixture {
    /// File, as the user would write it.
    pub file: Arc<str>,
    /// Line where it starts.
    pub line: usize,
    /// The request.
    pub request: String,
    /// Its team, if it states one.
    pub team: Option<String>,
    /// What is expected of the answer.
    pub expected: Expected,
    /// Whether it is in a folder `held-out`: the authors of the definitions have not seen its wording, so it estimates
    /// the accuracy on new requests.
    pub is_held_out: bool,
    /// Whether it is in the format of another tool, where one of several right agents must exist here.
    pub is_foreign: bool,
}

impl Fixture {
    /// A request at a line of a file, of which nothing is expected yet.
    pub fn new(file: Arc<str>, line: usize, request: String) -> Self {
        Self { file, line, request, team: None, expected: Expected::default(), is_held_out: false, is_foreign: false }
    }

    /// The team it names, otherwise the one that its file may be named after.
    pub fn wanted_team(&self) -> &str {
        let stem = || Path::new(&*self.file).file_stem().and_then(|stem| stem.to_str());
        self.team.as_deref().or_else(stem).unwrap_or("")
    }
}

/// What is expected of an answer; anything not stated is allowed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// Any of these answers.
    pub agents: Vec<Responder>,
    /// None of these answers.
    pub not: Vec<Responder>,
    /// Nothing: a logged request, whose answer is only reported.
    pub none: bool,
    /// This status.
    pub status: Option<Status>,
    /// This flow; as for all names here, [`NOBODY`] stands for none.
    pub flow: Option<String>,
    /// At least these agents as support.
    pub support: Vec<String>,
    /// Escalated to this one.
    pub escalate: Option<String>,
    /// Approved by this one.
    pub approval: Option<String>,
    /// Handed to this peer.
    pub handoff: Option<String>,
    /// This urgency.
    pub urgency: Option<Urgency>,
    /// With this knowledge document.
    pub knowledge: Option<String>,
    /// A prompt that contains each of these texts.
    pub prompt_contains: Vec<String>,
    /// A plan with tasks for these, in this order; conditional tasks may be in between.
    pub plan: Vec<String>,
}

impl Expected {
    /// Expectation of a skill's own test: the skill should take the request, or leave it alone.
    pub(crate) fn of_skill(skill: &str, takes: bool) -> Self {
        let names = vec![Responder::read(skill)];
        match takes {
            true => Self { agents: names, ..Self::default() },
            false => Self { not: names, ..Self::default() },
        }
    }

    /// The peer that it must be handed to.
    pub(crate) fn peer(&self) -> Option<&str> {
        self.handoff.as_deref().filter(|name| *name != NOBODY)
    }

    /// The answer that this fixture is counted under, if it states one.
    pub(crate) fn label(&self) -> Option<Responder> {
        let by_status = || match self.status? {
            Status::Direct => Some(Responder::Lead),
            Status::Unclear => Some(Responder::Nobody),
            Status::Routed => None,
        };
        let peer = self.peer().map(Responder::read);
        self.agents.first().cloned().or(peer).or_else(by_status)
    }
}

/// Format of a fixture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A YAML list.
    Yaml,
    /// One JSON object per line.
    JsonLines,
    /// `request<TAB>agent` per line.
    Tsv,
}

impl Form {
    /// The format given by a file's name.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "jsonl" | "ndjson" | "json" | "log" => Some(Self::JsonLines),
            "tsv" => Some(Self::Tsv),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use task_router_engine::Diagnostic;

    fn read(form: Form, text: &str) -> Vec<Result<Fixture, (usize, String)>> {
        FixtureRecords::new("f", form, text.as_bytes())
            .flat_map(|record| match record {
                Ok(record) => record.fixtures(),
                Err(e) => vec![Err(e)],
            })
            .map(|result| result.map_err(|e| (e.line, e.message)))
            .collect()
    }

    fn names(who: &[Responder]) -> String {
        who.iter().map(Responder::name).collect::<Vec<_>>().join("|")
    }

    fn brief(form: Form, text: &str) -> Vec<String> {
        let line = |result: Result<Fixture, (usize, String)>| match result {
            Ok(fixture) => format!("{} {} {}", fixture.line, fixture.request, names(&fixture.expected.agents)),
            Err((line, message)) => format!("{line}! {message}"),
        };
        read(form, text).into_iter().map(line).collect()
    }

    #[test]
    fn json_may_write_a_character_as_two_halves() {
        let json = r#"[{"request": "a \ud83d\ude00", "agent": "x"}]"#;
        assert_eq!(brief(Form::Yaml, json), ["1 a \u{1f600} x"]);
        assert!(brief(Form::Yaml, r#"[{"request": "a \ud83d", "agent": "x"}]"#)[0].starts_with("1! "));
    }

    #[test]
    fn the_three_formats_are_equivalent() {
        let yaml = "# c\n\n- request: \"a\"\n  # c\n  agent: x\n- {request: b, agent: [x, y]}\n";
        assert_eq!(brief(Form::Yaml, yaml), ["3 a x", "6 b x|y"]);
        assert_eq!(brief(Form::Yaml, "---\n  - request: a\n    agent: x\n"), ["2 a x"]);
        assert_eq!(brief(Form::Yaml, "[{request: a, agent: x}]"), ["1 a x"]);
        let json = "{\"request\":\"a\",\"agent\":\"x\"}\r\n\n{\"text\":\"b\",\"label\":[\"x\",\"y\"]}\n";
        assert_eq!(brief(Form::JsonLines, json), ["1 a x", "3 b x|y"]);
        assert_eq!(brief(Form::Tsv, "request\tagent\na\tx\n"), ["2 a x"]);
    }

    #[test]
    fn unreadable_records_are_reported_at_their_line_and_the_rest_is_read() {
        let yaml = "- request: a\n  agnet: x\n- request: \"b\n- request: c\n  agent: x\n- nothing\n- request: d\n  status: route\n- request: e\n- {request: f, agent: [x, y], not: [y]}\n";
        let found = brief(Form::Yaml, yaml);
        let starts = [
            "2! a fixture has no key `agnet`",
            "3! this fixture cannot",
            "4 c x",
            "6! a fixture is",
            "8! `status` is never",
            "9! this fixture does not say",
            "10! `y` is expected and forbidden at once",
        ];
        assert_eq!(found.len(), starts.len(), "{found:#?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found} / {start}");
        }
        assert_eq!(brief(Form::JsonLines, "{\"request\n{\"request\":\"a\",\"agent\":null}\n")[1], "2 a -");
        assert_eq!(brief(Form::Tsv, "a\tx\ty\n"), ["1! 3 columns where a request, a tab and an agent are expected"]);
        for text in ["a\t\n", "\tx\n"] {
            assert_eq!(brief(Form::Tsv, text), ["1! the request or the agent is empty"], "{text:?}");
        }
        assert_eq!(brief(Form::Tsv, "a\t-\n"), ["1 a -"]);
        for (form, text) in [(Form::Yaml, ""), (Form::Yaml, "# nothing\n"), (Form::JsonLines, "\n")] {
            assert_eq!(brief(form, text), ["1! this file holds no fixture"]);
        }
    }

    #[test]
    fn a_request_that_occurs_again_has_its_own_line() {
        let yaml = "tests:\n  - {request: rig it, agent: x}\n  - request: rig it\n    agnet: x\n  - agnet: x\n    request: rig it\n  - {request: rig it}\n  - b\n";
        let key = "a fixture has no key `agnet`";
        let silent = "this fixture does not say what to expect";
        let expected = [
            "2 rig it x",
            &format!("4! {key}"),
            &format!("5! {key}"),
            &format!("7! {silent}"),
            "8! a fixture is a map of a request and its answer",
        ];
        assert_eq!(brief(Form::Yaml, yaml), expected);
        let anchored = "- &k\n  request: rig it\n  agent: x\n\n- <<: *k\n  agent: y\n\n- request: rig it\n  agent: z\n- {request: rig it}\n";
        assert_eq!(brief(Form::Yaml, anchored), ["2 rig it x", "5 rig it y", "8 rig it z", &format!("10! {silent}")]);
        let alias = "- request: &r rig it\n  agent: x\n- agent: y\n  request: *r\n";
        assert_eq!(brief(Form::Yaml, alias), ["1 rig it x", "3 rig it y"]);
        assert_eq!(
            brief(Form::Yaml, "- agnet: x\n  request: rig it\n- agnet: x\n"),
            [&format!("1! {key}"), "3! this fixture has no request"]
        );
        let json = "[\n {\"request\": \"a\", \"agent\": \"x\"},\n {\n  \"request\": \"a\",\n  \"agent\": \"y\"\n }, {\"request\": \"\"}\n]\n";
        assert_eq!(brief(Form::JsonLines, json), ["2 a x", "4 a y", "6! this fixture has no request"]);
    }

    #[test]
    fn a_request_below_its_key_is_at_the_line_of_the_key() {
        let block = "- agent: x\n  request: |\n    rig it\n    now\n- request:\n    mast\n  agent: x\n- {\n  request:\n   \"sail\", agent: x}\n";
        let lines: Vec<_> = read(Form::Yaml, block).into_iter().map(|fixture| fixture.unwrap().line).collect();
        assert_eq!(lines, [2, 5, 9]);
    }

    #[test]
    fn keys_of_one_meaning_do_not_contradict_each_other() {
        let yaml = "- request: a\n  agent: x\n  expected: y\n- {request: a, query: b, agent: x}\n- {request: a, agent: x, label: [x]}\n- {request: a, agent: null, expected: x}\n";
        let expected = [
            "3! `agent` and `expected` mean the same and differ",
            "4! `request` and `query` mean the same and differ",
            "5 a x|x",
            "6 a x",
        ];
        assert_eq!(brief(Form::Yaml, yaml), expected);
    }

    #[test]
    fn formats_of_other_tools_are_read() {
        let of = |skill: Option<&str>, form, text: &str| {
            let records =
                FixtureRecords::new("f", form, text.as_bytes()).of_skill(skill.map(Into::into), skill.is_some());
            let fixtures = records.flat_map(|record| match record {
                Ok(record) => record.fixtures(),
                Err(e) => vec![Err(e)],
            });
            let line = |result: Result<Fixture, Diagnostic>| match result {
                Ok(Fixture { line, request, expected, .. }) => {
                    format!("{line} {request} +{} -{}", names(&expected.agents), names(&expected.not))
                }
                Err(e) => format!("{}! {}", e.line, e.message),
            };
            fixtures.map(line).collect::<Vec<_>>()
        };
        let lists =
            "[\n {\"query\": \"a\", \"should_trigger\": true},\n {\"query\": \"b\", \"should_trigger\": false}\n]\n";
        assert_eq!(of(Some("pdf"), Form::JsonLines, lists), ["2 a +pdf -", "3 b + -pdf"]);
        assert!(of(None, Form::JsonLines, lists)[0].starts_with("2! it is not said which skill"));
        let each = "- {query: a, should_trigger: true, skill_name: pdf}\n- {query: b, should_trigger: false, skill: kit:pdf}\n- {query: c, should_trigger: false, target_skill: pdf, not: x}\n";
        assert_eq!(of(None, Form::Yaml, each), ["1 a +pdf -", "2 b + -pdf", "3 c + -x|pdf"]);
        let under_a_key = "{\n \"skill\": \"kit:pdf\",\n \"evals\": [\n  {\"id\": 1, \"prompt\": \"a\", \"should_trigger\": true},\n  {\"prompt\": \"x\"}\n ]\n}\n";
        assert_eq!(of(Some("other"), Form::JsonLines, under_a_key), ["4 a +pdf -"], "a prompt alone is no fixture");
        let both_ways = "{\n \"skill\": \"feel\",\n \"positive\": [\n  {\"prompt\": \"a\", \"expected_load\": [\"feel\"]}\n ],\n \"negative\": [\n  {\"prompt\": \"b\", \"expected_load\": [], \"must_not_load\": [\"feel\"]}\n ]\n}";
        assert_eq!(of(None, Form::JsonLines, both_ways), ["4 a +feel -", "7 b + -feel"]);
        let texts = "skill: pdf\nshould_trigger: [a, b]\nshould_not_trigger:\n  - c\n";
        assert_eq!(of(None, Form::Yaml, texts), ["2 a +pdf -", "2 b +pdf -", "4 c + -pdf"]);
        let corpus = "{\n \"test_cases\": [\n  {\"request\": \"a\", \"expected_agent\": null, \"expected_skill\": \"s\", \"notes\": \"n\"},\n  {\"request\": \"b\", \"expected_agent\": null, \"expected_skill\": null}\n ]\n}";
        assert_eq!(of(None, Form::JsonLines, corpus), ["3 a +s -", "4 b +- -"]);
        let target = "target_skill: feel\npositive:\n  - {id: p, prompt: knead}\nnegative:\n  - {id: n, prompt: b, should_load: [forms]}\n";
        assert_eq!(of(None, Form::Yaml, target), ["3 knead +feel -", "5 b +forms -feel"]);
        let prompts = "skill: feel\nshould_trigger_prompts:\n  - prompt: a\n    confidence: high\nshould_not_trigger_prompts:\n  - prompt: b\n";
        assert_eq!(of(None, Form::Yaml, prompts), ["3 a +feel -", "6 b + -feel"]);
        let probe = "id: n\nname: Negative\ninputs:\n  prompt: 'a'\nexpected:\n  should_trigger: false\ngraders: [{type: trigger}]\n";
        assert_eq!(of(Some("feel"), Form::Yaml, probe), ["4 a + -feel"]);
        let stimuli = "name: s\nstimuli:\n  - name: n\n    prompt: a\n    expect_activation: false\n    tags: {risk: low}\n  - prompt: b\n";
        assert_eq!(of(Some("pdf"), Form::Yaml, stimuli), ["4 a + -pdf"]);
        let tasks = "# Why these.\n{\"id\": \"q\", \"task\": \"a\", \"expect\": \"x\", \"distractor\": \"y\"}\n#\n{\"id\": \"r\", \"prompt\": \"b\", \"expect\": [\"x\", \"y\"]}\n";
        assert_eq!(of(None, Form::JsonLines, tasks), ["2 a +x -", "4 b +x|y -"]);
        let corpus = "{\n \"test_cases\": [\n  {\"request\": \"a\", \"expected_agent\": \"x\", \"expected_skill\": \"s\", \"acceptable\": [{\"agent\": null, \"skill\": \"t\"}]}\n ]\n}";
        assert_eq!(of(None, Form::JsonLines, corpus), ["3 a +x|s|t -"]);
        let attached = "{\n \"cases\": [\n  {\"request\": \"a\", \"agents\": [\"x\"], \"required\": [[\"s\", \"t\"], [\"u\"]], \"acceptable\": [], \"forbid_skills\": [\"v\"]}\n ]\n}";
        assert_eq!(of(None, Form::JsonLines, attached), ["3 a +x|s|t|u -v"]);
        let scenarios = "scenarios:\n  - name: n\n    prompt: \"a\"\n    rubric: [x]\n";
        assert_eq!(
            of(Some("pdf"), Form::Yaml, scenarios),
            Vec::<String>::new(),
            "found, and nothing says what is expected"
        );
        assert_eq!(of(None, Form::Yaml, "- {request: a, not: [x, y]}\n"), ["1 a + -x|y"]);
        let anchored = "- &one\n  request: a\n  agent: x\n- <<: *one\n  request: b\n";
        assert_eq!(of(None, Form::Yaml, anchored).len(), 2);
        assert_eq!(of(None, Form::Yaml, "tests:\n  - request: a\n    agent: x\n"), ["2 a +x -"]);
        let logged = "{\"version\":1,\"request\":\"a\",\"agent\":\"x\",\"candidates\":[]}\n";
        assert_eq!(of(None, Form::JsonLines, logged), ["1 a + -"]);
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        for (text, message) in [
            ("- {request: [a, b], agent: x}\n", "1! `request` is no text"),
            ("- {request: a, status: [routed, direct]}\n", "1! `status` is one word"),
            ("- {request: a, flow: [f, g]}\n", "1! `flow` is one name"),
            ("tests: []\n", "1! this file holds no fixture"),
            ("[]\n", "1! this file holds no fixture"),
        ] {
            assert_eq!(brief(Form::Yaml, text), [message], "{text}");
        }
    }

    #[test]
    fn keys_of_suites_and_their_flags_are_read_as_people_write_them() {
        for (key, yes) in [
            ("shouldTrigger", "true"),
            ("should_trigger", "yes"),
            ("should-trigger", "\"true\""),
            ("Should_Trigger", "1"),
        ] {
            let text =
                format!("target-skill: pdf\nTests:\n- request: a\n  agent: x\nevals:\n- {{Query: b, {key}: {yes}}}\n");
            assert_eq!(brief(Form::Yaml, &text), ["3 a x", "6 b pdf"], "{key}");
        }
        let unsure = "skill: pdf\nevals:\n- query: a\n  shouldTrigger: often\n";
        assert_eq!(brief(Form::Yaml, unsure), ["4! `should_trigger` is true or false"]);
    }

    #[test]
    fn the_counted_answer() {
        let label = |text: &str| read(Form::Yaml, text).remove(0).unwrap().expected.label();
        assert_eq!(label("- {request: a, status: direct}"), Some(Responder::Lead));
        assert_eq!(label("- {request: a, status: unclear}"), Some(Responder::Nobody));
        assert_eq!(label("- {request: a, agent: direct}"), Some(Responder::Lead));
        assert_eq!(label("- {request: a, agent: null}"), Some(Responder::Nobody));
        assert_eq!(label("- {request: a, handoff: peer}"), Some(Responder::Named("peer".to_owned())));
        assert_eq!(label("- {request: a, flow: f}"), None);
        assert_eq!(label("- {request: a, handoff: null}"), None);
        assert_eq!(label("- {request: a, agent: null, status: direct}"), Some(Responder::Lead));
        assert_eq!(label("- {request: a, agent: null, handoff: peer}"), Some(Responder::Named("peer".to_owned())));
    }
}
