//! Properties that hold for any input: each function takes bytes and panics if its property does not hold.
//!
//! The fuzz targets call them with bytes from libFuzzer, `src/bin/drive.rs` with bytes that it generates on a stable
//! toolchain, and `tests/properties.rs` with those of the corpora and of proptest.

use std::borrow::Cow;
use std::sync::LazyLock;
use task_router_check::edit::{Edit, EvidenceChange};
use task_router_check::fixtures::{FixtureRecords, Form};
use task_router_check::suggest::diff_of_file;
use task_router_engine::agent::{frontmatter, keywords};
use task_router_engine::index::image::Image;
use task_router_engine::plan::document::{self, PlanDocument};
use task_router_engine::plan::{graph, json};
use task_router_engine::{
    Answer, DecisionField, DecisionWriter, Detail, Explanation, Files, Index, Keyword, Options, Scorer, decide, plan,
    template,
};

/// A property, by name.
pub type Property = (&'static str, fn(&[u8]));

/// All of them.
pub const PROPERTIES: [Property; 8] = [
    ("frontmatter", frontmatter),
    ("team_file", team_file),
    ("fixtures", fixtures),
    ("template", template),
    ("request", request),
    ("image", image),
    ("edit_and_diff", edit_and_diff),
    ("log", log),
];

fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// Cuts at the first NUL.
fn halves(data: &[u8]) -> (Cow<'_, str>, Cow<'_, str>) {
    let at = data.iter().position(|&b| b == 0).unwrap_or(data.len());
    (text(&data[..at]), text(data.get(at + 1..).unwrap_or_default()))
}

fn agent(name: &str, word: &str) -> String {
    format!(
        "---\nname: {name}\ndescription: Works with {word}.\nkeywords: [{word}, {word} thing]\npatterns: ['\\b{word}\\d+', '[a-z]!']\n\
         examples: [fix the {word}, the {word} is broken today, please repair a {word}, new {word} wanted]\nneeds: [plan]\n---\n\
         TASK: {{user_task}} {{team}}\n"
    )
}

const TEAM: &str = "---\nname: lead\nfallback: carpenter\nkeywords: [hello]\nflows:\n  - {name: house, keywords: [house], steps: [plumber, \
     {any: [carpenter, mason], when: it rains}]}\nescalate:\n  - {when: fire, to: boss, keywords: [fire]}\n---\n{agent_prompt}\n";

fn house(team: &str, first: &str) -> Files {
    let (carpenter, mason) = (agent("carpenter", "carpentry"), agent("mason", "masonry"));
    Files::from_texts(
        "t",
        &[("team.md", team), ("plumber.md", first), ("carpenter.md", &carpenter), ("mason.md", &mason)],
    )
}

static FILES: LazyLock<Files> = LazyLock::new(|| house(TEAM, &agent("plumber", "plumbing")));
static INDEX: LazyLock<Index> = LazyLock::new(|| FILES.index(None).expect("a team"));

/// Any agent file is read, its findings are at existing lines, and the quick reader of its scalars does not
/// fail either.
pub fn frontmatter(data: &[u8]) {
    let text = text(data);
    let document = frontmatter::read("a.md", &text);
    let lines = text.lines().count().max(1);
    for found in &document.warnings {
        assert!(found.line <= lines, "{found} in {lines} lines");
        assert!(!found.to_string().contains(['\n', '\r']));
    }
    let files = house(TEAM, &text);
    let team = files.team(None).expect("the lead is there");
    for found in &team.diagnostics {
        assert!(!found.to_string().contains(['\n', '\r']));
    }
}

/// A team file is read, compiled, and used for deciding and planning; all JSON output is valid.
pub fn team_file(data: &[u8]) {
    let files = house(&text(data), &agent("plumber", "plumbing"));
    for files in files.teams() {
        let team = task_router_engine::team::Team::load(&files);
        let index = Index::compile(&team);
        for request in ["fix the plumbing, then the masonry!", "a house is on fire", "hello"] {
            answer(&index, request);
            let Ok(plan) = plan(&team, &index, request, &Options::default()) else { continue };
            serde_json::from_str::<serde_json::Value>(&json::line(&plan)).expect("a plan's JSON");
            let _ = (graph::mermaid(&plan), graph::dot(&plan), document::markdown(&plan, &team));
            for kind in [PlanDocument::Directive, PlanDocument::Status, PlanDocument::Scratchpad] {
                let _ = document::document(&plan, &team, kind);
            }
        }
    }
}

/// Fixtures of each format: findings and fixtures are at existing lines, in order.
pub fn fixtures(data: &[u8]) {
    let (form, rest) = match data.split_first() {
        Some((b'j', rest)) => (Form::JsonLines, rest),
        Some((b't', rest)) => (Form::Tsv, rest),
        Some((_, rest)) => (Form::Yaml, rest),
        None => return,
    };
    let lines = rest.split(|&b| b == b'\n').count();
    for record in FixtureRecords::new("f", form, rest) {
        let found = match record {
            Ok(record) => record.fixtures(),
            Err(e) => vec![Err(e)],
        };
        for fixture in found {
            let line = fixture.map_or_else(|e| e.line, |fixture| fixture.line);
            assert!((1..=lines).contains(&line), "line {line} of {lines}");
        }
    }
}

/// A template is filled in one pass: the request comes out as it went in.
pub fn template(data: &[u8]) {
    let (template, request) = halves(data);
    let filled = template::render(&template, |name| (name == "user_task").then_some(&*request));
    let mut rest = filled.as_str();
    for piece in template::pieces(&template) {
        if let template::TemplatePiece::Placeholder(placeholder) = piece
            && placeholder.name == "user_task"
        {
            let at = rest.find(&*request).expect("the request as it was");
            rest = &rest[at + request.len()..];
        }
    }
    let value = |name: &str| (name == "user_task").then(|| template::json::Value::Text(request.to_string()));
    let document = template::json::fill(&template, &[&value]);
    // A template that is only a quoted text is a text.
    let is_document = |value: serde_json::Value| value.is_object() || value.is_array();
    if serde_json::from_str(&template).is_ok_and(is_document) {
        serde_json::from_str::<serde_json::Value>(&document).expect("JSON stays JSON");
    }
}

/// A request gets the same answer every time and in both implementations: the score of each candidate is the sum of its
/// parts, and its JSON contains it unchanged. A plan of it has every task in one wave.
pub fn request(data: &[u8]) {
    let request = text(data);
    answer(&INDEX, &request);
    let team = FILES.team(None).expect("a team");
    let plan = plan(&team, &INDEX, &request, &Options::default()).expect("flows of known agents");
    assert_eq!(plan.waves.iter().map(Vec::len).sum::<usize>(), plan.tasks.len());
}

fn answer(index: &Index, request: &str) {
    let mut scorer = Scorer::new(index);
    let mut scored = scorer.score(request);
    let decision = decide(&scored, &Options::default());
    for candidate in &decision.candidates {
        let sum: f64 = scored.parts(candidate.class).iter().map(|part| part.score).sum();
        assert!(
            (sum - candidate.score).abs() < 1e-6 * sum.abs().max(1.0),
            "{sum} is not {}: {request:?}",
            candidate.score
        );
    }
    let explanation = Explanation::of(&mut scored, &decision, Detail::All);
    let answer = Answer::new(request, &decision, &explanation, index);
    let mut line = Vec::new();
    DecisionWriter { fields: DecisionField::ALL, top: 0 }.decision(&mut line, &answer, None);
    let value: serde_json::Value = serde_json::from_slice(&line).expect("a decision's JSON");
    assert_eq!(value["request"], request);
    assert_eq!(line.iter().filter(|&&b| b == b'\n').count(), 1);
    let again = decide(&scorer.score(request), &Options::default());
    assert_eq!((again.agent, again.confidence.to_bits()), (decision.agent, decision.confidence.to_bits()));
}

/// A changed image with a correct checksum is refused, or answers without harm. Each change is five bytes: position and
/// value.
pub fn image(data: &[u8]) {
    let mut words: Vec<u64> =
        INDEX.image().bytes().chunks_exact(8).map(|word| u64::from_ne_bytes(word.try_into().expect("eight"))).collect();
    for change in data.chunks_exact(5) {
        let at = u32::from_le_bytes([change[0], change[1], change[2], 0]) as usize % words.len();
        match change[3] % 9 {
            8 => words[at] = words[at].wrapping_add(u64::from(change[4]) % 7),
            byte => words[at] ^= u64::from(change[4]) << (8 * byte),
        }
    }
    let body: Vec<u8> = words[2..].iter().flat_map(|word| word.to_ne_bytes()).collect();
    words[1] = xxhash_rust::xxh3::xxh3_64(&body);
    let Some(index) = Image::read(words).and_then(|image| Index::from_image(image, INDEX.cards().clone())) else {
        return;
    };
    let mut scorer = Scorer::new(&index);
    for request in
        ["fix the plumbing2 thing!", "carpentri of a house on fire", "masonri is bröken", "hello", "@mason x"]
    {
        let mut scored = scorer.score(request);
        let decision = decide(&scored, &Options::default());
        decision.candidates.iter().for_each(|candidate| drop(scored.parts(candidate.class)));
        let _ = decision.reason(&index);
        decision.agent.map(|agent| index.card(agent));
    }
}

/// An edit produces a text that reads as that edit, and its diff, applied, gives that text.
pub fn edit_and_diff(data: &[u8]) {
    let (file, item) = halves(data);
    let team = house(TEAM, &file).team(None).expect("the lead is there");
    let Some(target) = team.agents.first() else { return };
    let text = item.trim();
    for change in [
        EvidenceChange::Keyword(keyword(text, 1.0)),
        EvidenceChange::Weight(keyword(text, 2.0)),
        EvidenceChange::Example(text.to_owned()),
    ] {
        let edit = Edit { agent: task_router_check::Responder::read(&target.name), change };
        let Some(edited) = edit.apply(&team) else { continue };
        let (old, new) = (&target.source.text, &edited.agents[0].source.text);
        let diff = diff_of_file("x/a.md", old, new);
        assert_eq!(apply(&diff, old), **new, "{diff}");
    }
    // Any two texts.
    assert_eq!(apply(&diff_of_file("x/a.md", &file, &item), &file), item);
}

/// A keyword of an agent, with another text.
fn keyword(text: &str, weight: f32) -> Keyword {
    let keys: serde_yaml::Value = serde_yaml::from_str("[word]").expect("YAML");
    let mut keyword = keywords(Some(&keys)).remove(0);
    (keyword.text, keyword.weight) = (text.to_owned(), weight);
    keyword
}

/// Applies a unified diff of one file like `git apply`; lines end only at line feeds.
fn apply(diff: &str, old: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let (mut new, mut at) = (String::new(), 0);
    let mut lines = diff.split_inclusive('\n').skip(3).peekable();
    while let Some(header) = lines.next() {
        let (from, count) = range(header.split(' ').nth(1).expect("the old range"));
        let start = if count == 0 { from } else { from - 1 };
        new.extend(old[at..start].iter().copied());
        at = start;
        while let Some(line) = lines.next_if(|line| !line.starts_with("@@ ")) {
            let (sign, text) = line.split_at(1);
            let without = lines.next_if(|line| line.starts_with("\\ ")).is_some();
            let text = if without { text.strip_suffix('\n').expect("a line") } else { text };
            if sign != "+" {
                assert_eq!(old[at], text, "context");
                at += 1;
            }
            if sign != "-" {
                new.push_str(text);
            }
        }
    }
    new.extend(old[at..].iter().copied());
    new
}

/// `-3,4`, or `-3` for one line.
fn range(text: &str) -> (usize, usize) {
    let (from, count) = text[1..].split_once(',').unwrap_or((&text[1..], "1"));
    (from.parse().expect("a line"), count.parse().expect("a count"))
}

/// Lines of a log are read as fixtures, independently: a damaged line does not affect others.
pub fn log(data: &[u8]) {
    let good = b"{\"version\":1,\"request\":\"fix it\",\"agent\":\"plumber\",\"status\":\"routed\"}\n";
    let mut lines = good.to_vec();
    lines.extend(data.iter().map(|&b| if b == b'\n' { b' ' } else { b }));
    lines.push(b'\n');
    lines.extend_from_slice(good);
    let found: Vec<_> = FixtureRecords::new("log", Form::JsonLines, lines.as_slice())
        .map(|record| record.map_or(1, |record| record.fixtures().len()))
        .collect();
    assert!(found.len() >= 2, "{found:?}");
    fixtures(&[b"j", data].concat());
}
