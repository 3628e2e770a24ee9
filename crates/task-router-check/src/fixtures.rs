//! Fixture files → fixtures, one at a time, so that a file of any length is checked in little memory.

mod item;
mod record;

use crate::Responder;
pub use item::{REQUEST, keys};
pub use record::{LISTS, LISTS_OF_ONE_KIND, Record};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use task_router_engine::decide::Status;
use task_router_engine::diagnostic::{Code, Diagnostic};
use task_router_engine::files::{self, LARGEST_FILE, MOST_FILES, size};
use task_router_engine::team::policy::Urgency;
use walkdir::WalkDir;

/// The most bytes of one fixture, and of a file that is not a list of items and so is read whole.
const LARGEST: usize = LARGEST_FILE as usize;
/// A request with the answer it must get.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixture {
    /// The file it stands in, as the user would name it.
    pub file: Arc<str>,
    /// The line it starts in.
    pub line: usize,
    /// The request.
    pub request: String,
    /// The team it is for, where it says so.
    pub team: Option<String>,
    /// What must hold of the answer.
    pub expected: Expected,
}

/// What must hold of an answer; what is not stated may be anything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// Any of these answers.
    pub agents: Vec<Responder>,
    /// None of these.
    pub not: Vec<Responder>,
    /// Nothing at all: a request of a log, of which only the answer is told.
    pub none: bool,
    /// This kind of answer.
    pub status: Option<Status>,
    /// This flow.
    pub flow: Option<String>,
    /// At least these offered as support.
    pub support: Vec<String>,
    /// Escalated to this one.
    pub escalate: Option<String>,
    /// Approved by this one.
    pub approval: Option<String>,
    /// Handed to this peer.
    pub handoff: Option<String>,
    /// This urgent.
    pub urgency: Option<Urgency>,
    /// With this knowledge document.
    pub knowledge: Option<String>,
    /// The prompt holds each of these texts.
    pub prompt_contains: Vec<String>,
}

impl Expected {
    /// A skill's own request, or one that it should leave alone.
    pub fn of_skill(skill: &str, takes: bool) -> Self {
        let names = vec![Responder::read(skill)];
        match takes {
            true => Self { agents: names, ..Self::default() },
            false => Self { not: names, ..Self::default() },
        }
    }

    /// The answer that is counted for this fixture, where it states one.
    pub fn label(&self) -> Option<Responder> {
        let by_status = || match self.status? {
            Status::Direct => Some(Responder::Lead),
            Status::Unclear => Some(Responder::Nobody),
            Status::Routed => None,
        };
        let peer = self.handoff.as_deref().map(Responder::read);
        self.agents.first().cloned().or(peer).or_else(by_status)
    }
}

/// How a file holds fixtures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A YAML list.
    Yaml,
    /// A JSON object a line.
    JsonLines,
    /// `request<TAB>agent` a line.
    Tsv,
}

impl Form {
    /// The form that a file's name states.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Self::Yaml),
            "jsonl" | "ndjson" | "json" | "log" => Some(Self::JsonLines),
            "tsv" => Some(Self::Tsv),
            _ => None,
        }
    }
}

/// The fixture files below `path`, in path order; `path` itself where it is a file.
///
/// # Errors
/// Where it is not there or not readable, or a file whose form its name does not state.
pub fn find(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.metadata()?.is_dir() {
        return match Form::of(path) {
            Some(_) => Ok(vec![path.to_owned()]),
            None => Err(io::Error::other("its form is not known; name it .yaml, .jsonl or .tsv")),
        };
    }
    find_to_depth(path, usize::MAX)
}

/// The fixture files below a folder, no deeper than `depth`, in path order.
///
/// # Errors
/// Where it is not readable, or holds too many.
pub fn find_to_depth(path: &Path, depth: usize) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(path).max_depth(depth).sort_by_file_name() {
        let entry = entry?;
        if found.len() == MOST_FILES {
            return Err(io::Error::other(format!("it holds more than the {MOST_FILES} files that are read")));
        }
        if entry.file_type().is_file() && Form::of(entry.path()).is_some() {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// Splits a fixture file into records without reading it whole.
pub struct Records<R> {
    file: Arc<str>,
    form: Form,
    input: R,
    line: usize,
    bytes: usize,
    /// The record that more lines may belong to.
    pending: Option<Record>,
    /// How far the list's dashes are indented, once the first has been seen.
    margin: Option<usize>,
    found: usize,
    done: bool,
    /// Whether an item has a name that later ones may use, so that they have to be read together.
    anchored: bool,
    skill: Option<Arc<str>>,
    found_beside: bool,
}

impl Records<BufReader<File>> {
    /// Opens a fixture file.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open(path: &Path) -> io::Result<Self> {
        let form = Form::of(path).unwrap_or(Form::Yaml);
        Ok(Self::new(&path.display().to_string(), form, BufReader::new(files::open(path)?)))
    }
}

impl<R: BufRead> Records<R> {
    /// The records of `input`, which is called `file`.
    pub fn new(file: &str, form: Form, input: R) -> Self {
        Self {
            file: file.into(),
            form,
            input,
            line: 0,
            bytes: 0,
            pending: None,
            margin: None,
            found: 0,
            done: false,
            anchored: false,
            skill: None,
            found_beside: false,
        }
    }

    /// The same records as those of a skill's own file, which nobody named.
    pub fn of_skill(mut self, skill: Option<Arc<str>>, found: bool) -> Self {
        (self.skill, self.found_beside) = (skill, found);
        self
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    fn wrong(&self, line: usize, message: impl Into<String>, help: &str) -> Diagnostic {
        Diagnostic::new(Code::InvalidFixture, &*self.file, line, message, help)
    }

    fn too_large(&self, line: usize) -> Diagnostic {
        let message = format!("larger than the {} of a fixture; nothing behind it was read", size(LARGEST_FILE));
        self.wrong(line, message, "write a list, each item starting with `- `, or one JSON object a line")
    }

    fn record(&self, text: &str) -> Record {
        Record {
            file: self.file.clone(),
            line: self.line,
            form: self.form,
            text: text.to_owned(),
            skill: self.skill.clone(),
            found: self.found_beside,
        }
    }

    /// The next line without its line break; `None` at the end.
    fn next_line(&mut self) -> Option<Result<String, Diagnostic>> {
        let mut bytes = Vec::new();
        match (&mut self.input).take(LARGEST as u64 + 1).read_until(b'\n', &mut bytes) {
            Ok(0) => return None,
            Ok(read) if read > LARGEST => {
                self.done = true;
                return Some(Err(self.too_large(self.line + 1)));
            }
            Ok(read) => self.bytes += read,
            Err(e) => {
                self.done = true;
                return Some(Err(self.wrong(self.line, format!("cannot read on: {e}"), "fix the file or the disk")));
            }
        }
        self.line += 1;
        while matches!(bytes.last(), Some(b'\n' | b'\r')) {
            bytes.pop();
        }
        let text = String::from_utf8(bytes);
        Some(text.map_err(|_| self.wrong(self.line, "this line is not valid UTF-8", "save the file as UTF-8")))
    }

    fn next_of_lines(&mut self) -> Option<Result<Record, Diagnostic>> {
        loop {
            match self.next_line()? {
                Err(e) => return Some(Err(e)),
                Ok(line) if line.trim().is_empty() => {}
                Ok(line) if self.line == 1 && line == "request\tagent" => {}
                Ok(line) if self.line == 1 && is_one_value(&line) => return Some(self.whole(line)),
                Ok(line) => return Some(Ok(self.record(line.trim_start_matches('\u{feff}')))),
            }
        }
    }

    fn next_of_list(&mut self) -> Option<Result<Record, Diagnostic>> {
        loop {
            let line = match self.next_line() {
                None => return self.pending.take().map(Ok),
                Some(Err(e)) => return Some(Err(e)),
                Some(Ok(line)) => line,
            };
            let bare = line.trim_start_matches([' ', '\u{feff}']);
            let indent = line.len() - bare.len();
            let item = bare == "-" || bare.starts_with("- ");
            let starts = item && !self.anchored && self.margin.is_none_or(|margin| indent <= margin);
            self.anchored |= has_anchor(&line);
            match &mut self.pending {
                _ if starts => {
                    self.margin.get_or_insert(indent);
                    let next = self.record(line.trim_start_matches('\u{feff}'));
                    if let Some(done) = self.pending.replace(next) {
                        return Some(Ok(done));
                    }
                }
                Some(pending) => {
                    pending.text.push('\n');
                    if !is_document_mark(&line) {
                        pending.text.push_str(&line);
                    }
                    if pending.text.len() > LARGEST {
                        let line = pending.line;
                        self.done = true;
                        self.pending = None;
                        return Some(Err(self.too_large(line)));
                    }
                }
                None if bare.is_empty() || bare.starts_with('#') || is_document_mark(&line) => {}
                None => return Some(self.whole(line)),
            }
        }
    }

    /// The rest of a file that does not start like a list of items.
    fn whole(&mut self, first: String) -> Result<Record, Diagnostic> {
        let mut record = self.record(&first);
        record.form = Form::Yaml;
        while let Some(line) = self.next_line() {
            record.text.push('\n');
            record.text.push_str(&line?);
            if record.text.len() > LARGEST {
                self.done = true;
                return Err(self.too_large(record.line));
            }
        }
        Ok(record)
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = match self.form {
            Form::Yaml => self.next_of_list(),
            Form::JsonLines | Form::Tsv => self.next_of_lines(),
        };
        self.found += usize::from(next.is_some());
        if next.is_none() {
            self.done = true;
            if self.found == 0 {
                return Some(Err(self.wrong(1, "this file holds no fixture", "add one, or remove the file")));
            }
        }
        next
    }
}

/// Whether a file whose first line this is holds one JSON value over many lines.
fn is_one_value(line: &str) -> bool {
    let line = line.trim_start_matches('\u{feff}').trim();
    line.starts_with('[') || (line.starts_with('{') && line.ends_with(['{', '[', ',']))
}

/// Whether a line may name something that later ones refer to: `&name`.
fn has_anchor(line: &str) -> bool {
    let starts = |at: usize| line[..at].ends_with([' ', '[', '{', ',']) || at == 0;
    line.match_indices('&')
        .any(|(at, _)| starts(at) && line[at + 1..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn is_document_mark(line: &str) -> bool {
    matches!(line.trim_end(), "---" | "...") || line.starts_with('%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: Form, text: &str) -> Vec<Result<Fixture, (usize, String)>> {
        Records::new("f", form, text.as_bytes())
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
    fn three_forms_hold_the_same() {
        let yaml = "# c\n\n- request: \"a\"\n  # c\n  agent: x\n- {request: b, agent: [x, y]}\n";
        assert_eq!(brief(Form::Yaml, yaml), ["3 a x", "6 b x|y"]);
        assert_eq!(brief(Form::Yaml, "---\n  - request: a\n    agent: x\n"), ["2 a x"]);
        assert_eq!(brief(Form::Yaml, "[{request: a, agent: x}]"), ["1 a x"]);
        let json = "{\"request\":\"a\",\"agent\":\"x\"}\r\n\n{\"text\":\"b\",\"label\":[\"x\",\"y\"]}\n";
        assert_eq!(brief(Form::JsonLines, json), ["1 a x", "3 b x|y"]);
        assert_eq!(brief(Form::Tsv, "request\tagent\na\tx\n"), ["2 a x"]);
    }

    #[test]
    fn what_cannot_be_read_is_reported_at_its_line_and_the_rest_is_read() {
        let yaml = "- request: a\n  agnet: x\n- request: \"b\n- request: c\n  agent: x\n- nothing\n- request: d\n  status: route\n- request: e\n";
        let found = brief(Form::Yaml, yaml);
        let starts = [
            "2! a fixture has no key `agnet`",
            "3! this fixture cannot",
            "4 c x",
            "6! a fixture is",
            "8! `status` is never",
            "9! this fixture does not say",
        ];
        assert_eq!(found.len(), starts.len(), "{found:#?}");
        for (found, start) in found.iter().zip(starts) {
            assert!(found.starts_with(start), "{found} / {start}");
        }
        assert_eq!(brief(Form::JsonLines, "{\"request\n{\"request\":\"a\",\"agent\":null}\n")[1], "2 a -");
        assert_eq!(brief(Form::Tsv, "a\tx\ty\n"), ["1! 3 columns where a request, a tab and an agent are expected"]);
        for (form, text) in [(Form::Yaml, ""), (Form::Yaml, "# nothing\n"), (Form::JsonLines, "\n")] {
            assert_eq!(brief(form, text), ["1! this file holds no fixture"]);
        }
    }

    #[test]
    fn other_forms_are_read() {
        let of = |skill: Option<&str>, form, text: &str| {
            let records = Records::new("f", form, text.as_bytes()).of_skill(skill.map(Into::into), skill.is_some());
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
        let under_a_key = "{\n \"skill\": \"kit:pdf\",\n \"evals\": [\n  {\"id\": 1, \"prompt\": \"a\", \"should_trigger\": true},\n  {\"prompt\": \"x\"}\n ]\n}\n";
        assert_eq!(of(Some("other"), Form::JsonLines, under_a_key), ["4 a +pdf -"], "a prompt alone is no fixture");
        let both_ways = "{\n \"skill\": \"feel\",\n \"positive\": [\n  {\"prompt\": \"a\", \"expected_load\": [\"feel\"]}\n ],\n \"negative\": [\n  {\"prompt\": \"b\", \"expected_load\": [], \"must_not_load\": [\"feel\"]}\n ]\n}";
        assert_eq!(of(None, Form::JsonLines, both_ways), ["4 a +feel -", "7 b + -feel"]);
        let texts = "skill: pdf\nshould_trigger: [a, b]\nshould_not_trigger:\n  - c\n";
        assert_eq!(of(None, Form::Yaml, texts), ["2 a +pdf -", "2 b +pdf -", "4 c + -pdf"]);
        let corpus = "{\n \"test_cases\": [\n  {\"request\": \"a\", \"expected_agent\": null, \"expected_skill\": \"s\", \"notes\": \"n\"},\n  {\"request\": \"b\", \"expected_agent\": null, \"expected_skill\": null}\n ]\n}";
        assert_eq!(of(None, Form::JsonLines, corpus), ["3 a +s -", "4 b +- -"]);
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
    fn the_counted_answer() {
        let label = |text: &str| read(Form::Yaml, text).remove(0).unwrap().expected.label();
        assert_eq!(label("- {request: a, status: direct}"), Some(Responder::Lead));
        assert_eq!(label("- {request: a, status: unclear}"), Some(Responder::Nobody));
        assert_eq!(label("- {request: a, agent: direct}"), Some(Responder::Lead));
        assert_eq!(label("- {request: a, agent: null}"), Some(Responder::Nobody));
        assert_eq!(label("- {request: a, handoff: peer}"), Some(Responder::Named("peer".to_owned())));
        assert_eq!(label("- {request: a, flow: f}"), None);
    }
}
