//! One answer, in each output format.

use crate::args::{AnswerFormat, RouteArgs};
use crate::log::{self, LogEntry};
use crate::terminal::{self, Style, one_line};
use anyhow::{Context, anyhow, bail};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::Write;
use task_router_engine::json;
use task_router_engine::render::NOBODY;
use task_router_engine::{Answer, DecisionField, Detail, Status, escape};

/// The default number of candidates to list.
pub const LISTED: usize = 3;

/// A decision as a line of the log.
pub fn log_line(answer: &Answer, entry: &LogEntry) -> Vec<u8> {
    let mut decision = Vec::new();
    json::DecisionWriter { fields: DecisionField::ALL, top: LISTED }.decision(&mut decision, answer, None);
    log::line(decision, entry)
}

/// The content to print for each answer.
#[derive(Debug, Clone)]
pub enum AnswerOutput {
    /// For people.
    Text,
    /// The agent's name.
    Name,
    /// The rendered prompt.
    Prompt,
    /// The path of the knowledge document.
    Knowledge,
    /// JSON with only these keys, and this many candidates.
    Json(Vec<DecisionField>, usize),
    /// The user's own template.
    Template(String),
}

impl AnswerOutput {
    /// What the arguments ask for.
    ///
    /// # Errors
    /// If they contradict each other.
    pub fn of(args: &RouteArgs) -> anyhow::Result<Self> {
        let output = Self::of_format(args)?;
        let lists = matches!(&output, Self::Json(fields, _) if fields.contains(&DecisionField::Candidates));
        if args.top.is_some() && !lists {
            bail!(
                "--top says how many `candidates` the JSON lists; use it with `-f json`, alone or with `--fields candidates,...`; \
                 for people, `route explain` lists them all"
            );
        }
        Ok(output)
    }

    fn of_format(args: &RouteArgs) -> anyhow::Result<Self> {
        let top = args.top.unwrap_or(LISTED);
        if let Some(text) = &args.template {
            return Ok(Self::Template(text.clone()));
        }
        match (&args.fields, args.format) {
            (Some(fields), None | Some(AnswerFormat::Json)) => {
                let fields = DecisionField::parse_list(fields).map_err(|e| anyhow!(e)).context("--fields")?;
                Ok(Self::Json(fields, top))
            }
            (Some(_), Some(_)) => bail!("--fields chooses keys of the JSON; use it with `-f json` or alone"),
            (None, Some(AnswerFormat::Json)) => Ok(Self::Json(DecisionField::ALL.to_vec(), top)),
            (None, Some(AnswerFormat::Name)) => Ok(Self::Name),
            (None, Some(AnswerFormat::Prompt)) => Ok(Self::Prompt),
            (None, Some(AnswerFormat::Knowledge)) => Ok(Self::Knowledge),
            (None, None | Some(AnswerFormat::Text)) => Ok(Self::Text),
        }
    }

    /// How many candidates this needs, 0 for all. Whoever lists none needs one: what decides, and what is suggested, is
    /// among the candidates in any case.
    pub fn candidates(&self) -> usize {
        match self {
            Self::Json(fields, top) if fields.contains(&DecisionField::Candidates) => *top,
            Self::Name | Self::Knowledge | Self::Prompt | Self::Json(..) => 1,
            Self::Text | Self::Template(_) => 0,
        }
    }

    /// How much evidence it shows if answers are separated like this.
    pub fn detail(&self, layout: Layout) -> Detail {
        let top = |top: usize| if top == 0 { Detail::All } else { Detail::Candidates(top) };
        match self {
            Self::Json(fields, most) if fields.contains(&DecisionField::Candidates) => top(*most),
            Self::Json(fields, _) if fields.contains(&DecisionField::Matched) => Detail::Chosen,
            Self::Text if layout == Layout::Alone => Detail::Chosen,
            Self::Text | Self::Name | Self::Prompt | Self::Knowledge | Self::Json(..) | Self::Template(_) => {
                Detail::Nothing
            }
        }
    }
}

/// How answers are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// There is one answer, which may have many lines.
    Alone,
    /// There are many; each is one line.
    Lines,
    /// There are many; each ends with a NUL byte.
    Nul,
}

/// Prints answers into a buffer.
#[derive(Debug, Clone)]
pub struct Printer {
    pub output: AnswerOutput,
    pub layout: Layout,
    pub style: Style,
}

impl Printer {
    /// Appends one answer.
    pub fn answer(&self, out: &mut Vec<u8>, answer: &Answer, input: Option<&RawValue>) {
        match &self.output {
            AnswerOutput::Json(fields, top) => {
                self.json(out, json::DecisionWriter { fields, top: *top }, answer, input);
                // The line feed that ends a JSON record.
                out.pop();
            }
            AnswerOutput::Template(text) => self.put(out, &answer.fill(text)),
            AnswerOutput::Name => self.put(out, answer.agent().unwrap_or(NOBODY)),
            AnswerOutput::Knowledge => self.put(out, answer.knowledge().unwrap_or(NOBODY)),
            AnswerOutput::Prompt => self.put(out, answer.prompt().as_deref().unwrap_or(NOBODY)),
            AnswerOutput::Text if self.layout == Layout::Alone => self.page(out, answer),
            AnswerOutput::Text => self.columns(out, answer),
        }
        out.push(if self.layout == Layout::Nul { 0 } else { b'\n' });
    }

    /// Appends the placeholder for a line that could not be read.
    pub fn failure(&self, out: &mut Vec<u8>, error: &str, input: Option<&RawValue>) {
        match &self.output {
            AnswerOutput::Json(..) => {
                json::failure(out, error, input);
                out.pop();
            }
            AnswerOutput::Text => {
                out.extend_from_slice(format!("{NOBODY}\terror\t0.00\t{NOBODY}\t{}", one_line(error)).as_bytes());
            }
            AnswerOutput::Name | AnswerOutput::Prompt | AnswerOutput::Knowledge | AnswerOutput::Template(_) => {
                out.extend_from_slice(NOBODY.as_bytes());
            }
        }
        out.push(if self.layout == Layout::Nul { 0 } else { b'\n' });
    }

    fn json(&self, out: &mut Vec<u8>, writer: json::DecisionWriter, answer: &Answer, input: Option<&RawValue>) {
        let start = out.len();
        writer.decision(out, answer, input);
        let document = std::str::from_utf8(&out[start..]).expect("JSON is made of strings");
        if let Cow::Owned(safe) = escape::json(document) {
            out.splice(start.., safe.into_bytes());
        }
    }

    fn put(&self, out: &mut Vec<u8>, text: &str) {
        let text = match self.layout {
            Layout::Alone => Cow::Borrowed(text.trim_end_matches('\n')),
            // Each answer is one record, so separators inside it are escaped.
            Layout::Nul => text.trim_end_matches('\n').replace('\0', "\\0").into(),
            Layout::Lines => one_line(text),
        };
        out.extend_from_slice(self.style.safe(&text).as_bytes());
    }

    fn columns(&self, out: &mut Vec<u8>, answer: &Answer) {
        let decision = answer.decision;
        let agent = one_line(answer.agent().unwrap_or(NOBODY));
        let knowledge = one_line(answer.knowledge().unwrap_or(NOBODY));
        let request = one_line(answer.request);
        let (status, confidence) = (decision.status, decision.confidence);
        // Writing into memory does not fail.
        let _ = write!(out, "{agent}\t{status}\t{confidence:.2}\t{knowledge}\t{request}");
    }

    /// The full answer for a person.
    fn page(&self, out: &mut Vec<u8>, answer: &Answer) {
        let style = self.style;
        let mut lines = head(answer, style);
        if let Some(prompt) = answer.prompt() {
            // An unclear request activates no agent.
            let title = match (answer.decision.status, answer.agent()) {
                (Status::Unclear, Some(agent)) => format!("↩️ FALLBACK, not activated: {}", one_line(agent)),
                _ => "🤖 ACTIVATING SPECIALIST...".to_owned(),
            };
            lines.push(format!("\n{}\n{}", style.bold(&title), style.safe(prompt.trim_end())));
        }
        let page = lines.join("\n");
        let page = if style.terminal { terminal::fit(&page) } else { page.into() };
        out.extend_from_slice(page.as_bytes());
    }
}

/// Everything before the specialist's prompt.
pub fn head(answer: &Answer, style: Style) -> Vec<String> {
    let decision = answer.decision;
    let to = match (decision.status, &decision.handoff, answer.agent()) {
        (Status::Unclear, _, Some(agent)) => format!("{NOBODY} ({}; the fallback is {agent})", decision.status),
        (_, Some(peer), _) => format!("{peer} (handoff)"),
        (_, None, Some(agent)) => agent.to_owned(),
        (Status::Direct, None, None) => format!("{} ({})", answer.index.team(), decision.status),
        (_, None, None) => format!("{NOBODY} ({})", decision.status),
    };
    let said = |title: &str, text: String| (!text.is_empty()).then(|| format!("{title}: {}", one_line(&text)));
    let question = answer.question().and_then(|question| said("Question", question.to_owned()));
    let suggestions = said("Suggestions", answer.suggestions().join("; "));
    let (first, last) = match decision.status {
        Status::Unclear => ([question, suggestions], [None, None]),
        _ => ([None, None], [question, suggestions]),
    };
    let is_unclear = decision.status == Status::Unclear;
    let mut lines: Vec<String> = first.into_iter().flatten().collect();
    lines.extend([
        style.bold("🎯 ROUTING ANALYSIS:"),
        format!("Keywords detected: [{}]", one_line(&answer.explanation.matched().join(", "))),
        format!("Routing to: {}", if is_unclear { style.yellow(&to) } else { style.green(&to) }),
        format!("Knowledge base: {}", one_line(answer.knowledge().unwrap_or("none"))),
        format!(
            "Status: {} ({:.0} % sure): {}",
            decision.status,
            decision.confidence * 100.0,
            one_line(&decision.reason(answer.index))
        ),
    ]);
    let mut note = |title: &str, text: Option<String>| {
        lines.extend(text.filter(|text| !text.is_empty()).map(|text| format!("{title}: {}", one_line(&text))));
    };
    note("Guidance", answer.guidance());
    note("Flow", decision.flow.clone());
    note("Support", Some(decision.support.join(", ")));
    note("Escalate to", decision.escalate.clone());
    note("Approval by", decision.approval.clone());
    note("Warning", Some(answer.warnings().join("; ")));
    lines.extend(last.into_iter().flatten());
    if let Some(reply) = answer.reply() {
        lines.push(format!("\n{}", style.safe(&reply)));
    }
    lines
}
