//! A request that two versions of a team answer differently.

use crate::args::ListFormat;
use crate::terminal::{Style, one_line};
use serde::Serialize;
use std::io::{self, Write};
use task_router_check::diff::AnswerSummary;
use task_router_check::fixtures::Fixture;
use task_router_engine::escape;
use task_router_engine::json::VERSION;

/// The word for the answer of a team that does not exist.
const ABSENT: &str = "absent";

/// A request with different answers.
pub struct AnswerChange<'a> {
    /// The team it is for.
    pub team: &'a str,
    /// The request, with its position if it has one.
    pub fixture: &'a Fixture,
    /// The other version's answer.
    pub before: AnswerSummary,
    /// The answer now.
    pub after: AnswerSummary,
}

/// Version 1 of its JSON, with frozen keys.
#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    request: &'a str,
    team: &'a str,
    /// The file that contains it; null if it comes from elsewhere.
    file: Option<&'a str>,
    line: Option<usize>,
    before: DiffAnswer<'a>,
    after: DiffAnswer<'a>,
    /// Whether the fixture passed before; null without an expectation, and if it is about a document of then.
    was_right: Option<bool>,
    /// Whether it passes now.
    is_right: Option<bool>,
}

#[derive(Serialize)]
struct DiffAnswer<'a> {
    /// An agent, a peer or `direct`; null for nobody.
    agent: Option<&'a str>,
    /// `routed`, `direct`, `unclear` or `absent`.
    status: &'static str,
}

/// Prints one.
pub fn change(out: &mut dyn Write, format: ListFormat, change: &AnswerChange) -> io::Result<()> {
    match format {
        ListFormat::Json => {
            writeln!(out, "{}", escape::json(&serde_json::to_string(&Json::of(change))?))
        }
        ListFormat::Text => text(out, change),
    }
}

impl<'a> Json<'a> {
    fn of(change: &'a AnswerChange) -> Self {
        let AnswerChange { team, fixture, before, after } = change;
        let place = place(fixture);
        Self {
            version: VERSION,
            request: &fixture.request,
            team,
            file: place.map(|(file, _)| file),
            line: place.map(|(_, line)| line),
            before: DiffAnswer { agent: before.who.name_if_any(), status: status(before) },
            after: DiffAnswer { agent: after.who.name_if_any(), status: status(after) },
            was_right: before.is_right(),
            is_right: after.is_right(),
        }
    }
}

fn place(fixture: &Fixture) -> Option<(&str, usize)> {
    (!fixture.file.is_empty()).then_some((&*fixture.file, fixture.line))
}

fn status(brief: &AnswerSummary) -> &'static str {
    brief.status.map_or(ABSENT, |status| status.name())
}

fn text(out: &mut dyn Write, change: &AnswerChange) -> io::Result<()> {
    let style = Style::stdout();
    let judged = |brief: &AnswerSummary| match brief.wrong.as_deref() {
        Some([]) => ", right".to_owned(),
        // Who answers, and in which status, stands before it.
        Some(keys) if keys.iter().all(|key| key.is_about_who()) => ", wrong".to_owned(),
        Some(keys) => format!(", wrong: {}", keys.iter().map(|key| key.name()).collect::<Vec<_>>().join(", ")),
        None => String::new(),
    };
    let line = |sign: char, brief: &AnswerSummary| format!("{sign} {} ({}{})", brief.who, status(brief), judged(brief));
    let place = place(change.fixture).map_or_else(|| change.team.to_owned(), |(file, line)| format!("{file}:{line}"));
    writeln!(out, "{}: {}", one_line(&place), one_line(&change.fixture.request))?;
    writeln!(out, "  {}", style.red(&line('-', &change.before)))?;
    writeln!(out, "  {}", style.green(&line('+', &change.after)))
}
