//! `--ask COMMAND`: asks another program about unclear requests and close calls. If anything goes wrong, the answer
//! stays as it is.

use crate::args::AskArgs;
use crate::child::{self, Call, End, Interrupts};
use crate::terminal;
use anyhow::{Context, bail};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use task_router_engine::decide::ArbiterRecord;
use task_router_engine::{Candidate, ClassKind, Decision, Index, Options, ScoredRequest};

/// The timeout unless one is given: enough for a model to answer one word.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How many bytes of an answer are read.
const LONGEST_ANSWER: usize = 64 << 10;
/// Maximum number of characters of an answer that is shown because it names nobody.
const LONGEST_SHOWN: usize = 80;
/// How many pieces of evidence are listed for each candidate.
const MAX_EVIDENCE: usize = 6;

/// The program that `--ask` names.
#[derive(Clone)]
pub struct Arbiter {
    typed: String,
    words: Vec<OsString>,
    timeout: Duration,
    interrupts: Interrupts,
}

impl Arbiter {
    /// The program that the arguments name, if any. While it runs, `interrupts` hold signals back.
    pub fn of(args: &AskArgs, interrupts: impl FnOnce() -> anyhow::Result<Interrupts>) -> anyhow::Result<Option<Self>> {
        let Some(command) = &args.ask else { return Ok(None) };
        Self::new(command, args.ask_timeout.unwrap_or(TIMEOUT), interrupts()?).map(Some)
    }

    /// Parses the command. Its words are split as a shell would split them, but no shell is involved.
    ///
    /// # Errors
    /// If it is empty, or a quotation mark is not closed.
    pub fn new(typed: &str, timeout: Duration, interrupts: Interrupts) -> anyhow::Result<Self> {
        let words = shell_words::split(typed).with_context(|| format!("--ask: cannot take `{typed}` apart"))?;
        if words.is_empty() {
            bail!("--ask: no command; name a program, as in `--ask llm`");
        }
        Ok(Self { typed: typed.to_owned(), words: words.into_iter().map(Into::into).collect(), timeout, interrupts })
    }

    /// Asks about a decision that is unclear or close. The answer counts if it names one of the candidates.
    pub fn settle(&self, request: &mut ScoredRequest, options: &Options, decision: &mut Decision) {
        let index = request.index();
        let open = decision.open(index, options);
        if open.is_empty() {
            return;
        }
        let among: Vec<String> = open.iter().map(|candidate| index.class(candidate.answer).name.clone()).collect();
        let question = question(request, &open);
        let answer = self.ask(request.text(), &among, question).and_then(|answer| {
            let name = named(&answer, &among)?;
            Ok(name.to_owned())
        });
        self.interrupts.end_if_pending();
        let (chosen, problem) = match answer {
            Ok(name) => (Some(name), None),
            Err(problem) => (None, Some(problem)),
        };
        decision.settle(index, options, ArbiterRecord { by: self.typed.clone(), among, chosen, problem });
    }

    /// Warns that an answer did not count; the decision stays as it was.
    pub fn tell(&self, decision: &Decision) {
        if let Some(problem) = problem(decision) {
            self.warn(problem);
        }
    }

    /// Warns about an answer that did not count.
    pub fn warn(&self, problem: &str) {
        terminal::warning(&format!("--ask `{}`: {problem}", self.typed));
    }

    fn ask(&self, request: &str, among: &[String], question: String) -> Result<String, String> {
        let Some((program, arguments)) = self.words.split_first() else { return Err("no command".to_owned()) };
        let answer = Bounded::default();
        let outcome = child::run(
            Call {
                program,
                arguments,
                environment: &[
                    ("ROUTE_REQUEST".to_owned(), child::variable(request)),
                    ("ROUTE_CANDIDATES".to_owned(), child::variable(&among.join("\n"))),
                ],
                input: question.into_bytes(),
                timeout: Some(self.timeout),
                watched: None,
                output: Box::new(answer.clone()),
                errors: Box::new(io::sink()),
            },
            &self.interrupts,
        );
        let said = outcome.last_error.map(|line| format!(": {line}")).unwrap_or_default();
        match outcome.end {
            End::Exited(status) if status.success() => Ok(answer.text()),
            End::Exited(status) => Err(format!("it failed, {status}{said}")),
            End::NotStarted(e) => Err(format!("it cannot be started: {e}")),
            End::Lost(e) => Err(format!("it is not known how it ended: {e}{said}")),
            End::TimedOut(_) => Err(format!("it took longer than {}", humantime::format_duration(self.timeout))),
            End::Interrupted(_) | End::Unwritable(_) => Err("it was interrupted".to_owned()),
        }
    }
}

/// Why the answer about a decision did not count.
pub fn problem(decision: &Decision) -> Option<&str> {
    decision.asked.as_ref()?.problem.as_deref()
}

/// The question: the request, and each candidate with its evidence.
fn question(request: &mut ScoredRequest, open: &[Candidate]) -> String {
    let index = request.index();
    let mut text = format!(
        "Which one of these should handle the request? Answer with one of the names below and nothing else.\n\nREQUEST: {}\n\nCANDIDATES:\n",
        request.text()
    );
    for candidate in open {
        let class = index.class(candidate.answer);
        let name = &class.name;
        // Writing to a string cannot fail.
        let _ = write!(text, "- {name} ({}): evidence {:.1}", kind_of(class.kind), candidate.score);
        let mut parts = request.parts(candidate.class);
        parts.sort_by(|a, b| b.score.total_cmp(&a.score));
        for part in parts.iter().filter(|part| part.score > 0.0).take(MAX_EVIDENCE) {
            let _ = write!(text, "; {} \"{}\" {:.1}", part.kind.name(), part.shown(), part.score);
        }
        let hints = hints(index, name);
        if !hints.is_empty() {
            let _ = write!(text, "; it is about: {hints}");
        }
        text.push('\n');
    }
    text
}

fn hints<'i>(index: &'i Index, name: &str) -> &'i str {
    index.agent(name).map_or("", |agent| &index.card(agent).hints)
}

/// The beginning of an output.
#[derive(Clone, Default)]
struct Bounded(Arc<Mutex<Vec<u8>>>);

impl Bounded {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let room = LONGEST_ANSWER - kept.len();
        kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The candidate that an arbiter's answer names: its last line must be that name, apart from punctuation and
/// decoration around it.
///
/// # Errors
/// If the last line is none of the names.
fn named<'n>(answer: &str, among: &'n [String]) -> Result<&'n str, String> {
    let line = answer.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    match among.iter().find(|name| name.trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case(bare)) {
        Some(name) => Ok(name),
        None if line.is_empty() => Err("it said nothing".to_owned()),
        None => {
            Err(format!("it said `{}`, which is none of them", line.chars().take(LONGEST_SHOWN).collect::<String>()))
        }
    }
}

/// Kind of a candidate, as one word.
fn kind_of(kind: ClassKind) -> &'static str {
    match kind {
        ClassKind::Lead => "the lead itself",
        ClassKind::Peer => "another team",
        _ => "agent",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_have_a_kind() {
        let kinds = [ClassKind::Agent, ClassKind::Lead, ClassKind::Peer].map(kind_of);
        assert_eq!(kinds, ["agent", "the lead itself", "another team"]);
    }

    #[test]
    fn an_answer_must_be_one_of_the_names() {
        let among = ["baker".to_owned(), "smith-2".to_owned()];
        for answer in ["baker", "baker\n", "  `baker`.\n", "**Baker**", "Let me think: smith-2?\n\nbaker\n"] {
            assert_eq!(named(answer, &among), Ok("baker"), "{answer:?}");
        }
        for answer in
            ["", "\n", "the baker or smith-2", "bakers", "I would ask the baker", "42", "{\"agent\":\"baker\"}"]
        {
            assert!(named(answer, &among).is_err(), "{answer:?}");
        }
        assert_eq!(named(" \n", &among), Err("it said nothing".to_owned()));
        assert_eq!(named("x\n42\n\n", &among), Err("it said `42`, which is none of them".to_owned()));
        let long = named(&"y".repeat(99), &among).unwrap_err();
        assert_eq!(long, format!("it said `{}`, which is none of them", "y".repeat(80)));
    }
}
