//! The output of a run. On a terminal it has the response format of an answer, with the specialist's output as its
//! third section. Otherwise standard output has the command's output alone, and standard error one line per try.

use crate::log::{Attempt, RunOutcome};
use crate::print::answer;
use crate::run::Assignment;
use crate::terminal::{self, Style, one_line};
use std::ffi::OsStr;
use std::io::{self, Write, stderr, stdout};
use std::time::Duration;
use task_router_engine::Answer;

/// Shows a run.
pub struct RunPage {
    style: Style,
    quiet: bool,
}

impl RunPage {
    /// Standard output.
    pub fn new() -> Self {
        Self { style: Style::stdout(), quiet: terminal::is_quiet() }
    }

    /// Prints the chosen agent and the reason.
    pub fn routing(&self, answer: &Answer) -> io::Result<()> {
        if self.style.terminal && !self.quiet {
            writeln!(stdout(), "{}", terminal::fit(&answer::head(answer, self.style).join("\n")))?;
        }
        answer.warnings().iter().for_each(|warning| terminal::warning(warning));
        Ok(())
    }

    /// Prints the question and the suggestions of an unclear request.
    pub fn unclear(&self, answer: &Answer) -> io::Result<()> {
        if self.style.terminal && !self.quiet {
            return Ok(());
        }
        let mut out = stdout().lock();
        writeln!(out, "{}", one_line(answer.question().unwrap_or_default()))?;
        for suggestion in answer.suggestions() {
            writeln!(out, "  {}", one_line(&suggestion))?;
        }
        out.flush()
    }

    /// Prints that a try begins.
    pub fn activating(&self, who: &Assignment, program: &OsStr, number: usize) -> io::Result<()> {
        let program = program.to_string_lossy();
        if self.quiet {
            return Ok(());
        }
        if self.style.terminal {
            let title = self.style.bold("🤖 ACTIVATING SPECIALIST...");
            let who = self.style.green(&who.agent);
            return writeln!(stdout(), "\n{title} {who} ({})", one_line(&program));
        }
        let again = if number > 1 { "once more, with the fallback: " } else { "" };
        terminal::note(&format!("{again}running `{program}` for {} ({})", who.agent, who.status));
        Ok(())
    }

    /// Prints how a try ended.
    pub fn tried(&self, attempt: &Attempt, number: usize) {
        if let Some(detail) = attempt.detail.as_ref().filter(|_| attempt.outcome != RunOutcome::Closed) {
            let took = humantime::format_duration(Duration::from_millis(attempt.duration_ms));
            let text = format!("try {number}, {}: {detail} ({took})", attempt.agent);
            if attempt.outcome == RunOutcome::Done { terminal::note(&text) } else { terminal::error(&text) }
        }
    }

    /// Tells a person whom to ask, with which document, and what happened.
    pub fn guidance(&self, answer: &Answer, chosen: &Assignment, fallback: Option<&Assignment>, attempts: &[Attempt]) {
        let mut ask = vec![match answer.scalar("persona") {
            Some(persona) => format!("{} ({persona})", chosen.agent),
            None => chosen.agent.clone(),
        }];
        ask.extend(fallback.map(|fallback| fallback.agent.clone()));
        ask.extend(answer.decision.support.iter().filter(|name| !ask.contains(name)).cloned().collect::<Vec<_>>());
        let documents: Vec<&str> =
            [Some(chosen), fallback].iter().flatten().filter_map(|who| who.knowledge.as_deref()).collect();
        terminal::error("the command did not do it; a person has to");
        detail("ask", &ask.join(", "));
        detail("read", &documents.join(", "));
        detail("tell", answer.decision.escalate.as_deref().unwrap_or_default());
        for (i, attempt) in attempts.iter().enumerate() {
            detail(
                &format!("try {}", i + 1),
                &format!("{}, {}", attempt.agent, attempt.detail.as_deref().unwrap_or("done")),
            );
        }
    }

    /// The destination of the command's standard output.
    pub fn output(&self) -> Box<dyn Write + Send> {
        let title = (self.style.terminal && !self.quiet).then(|| response_title(self.style));
        Box::new(TitledOutput { title, out: stdout() })
    }

    /// The destination of the command's standard error.
    pub fn errors(&self) -> Box<dyn Write + Send> {
        Box::new(stderr())
    }
}

/// The note after the output; none if there is nothing to note.
pub fn detail(title: &str, text: &str) {
    if !text.is_empty() {
        terminal::say(&format!("  {}: {}", one_line(title), one_line(text)));
    }
}

/// The heading of the specialist's output.
fn response_title(style: Style) -> String {
    style.bold("✅ SPECIALIST RESPONSE:")
}

/// A stream that prints a title before its first output.
struct TitledOutput<W> {
    title: Option<String>,
    out: W,
}

impl<W: Write> Write for TitledOutput<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(title) = self.title.take() {
            writeln!(self.out, "\n{title}")?;
        }
        self.out.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_stands_below_its_title() {
        let title = Some(response_title(Style { terminal: true, colour: false }));
        let mut output = TitledOutput { title, out: Vec::new() };
        output.write_all(b"one ").unwrap();
        output.write_all(b"two").unwrap();
        assert_eq!(String::from_utf8(output.out).unwrap(), "\n✅ SPECIALIST RESPONSE:\none two");
    }
}
