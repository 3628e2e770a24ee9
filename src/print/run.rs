//! A run for whoever watches it: on a terminal the response format of an answer, with the specialist's own words as its
//! third section; elsewhere the command's output alone, and a line for each try on standard error.

use crate::command::run::Assignment;
use crate::log::Attempt;
use crate::print::answer;
use crate::terminal::{self, Style, one_line};
use std::ffi::OsStr;
use std::io::{self, Write, stderr, stdout};
use std::time::Duration;
use task_router_engine::render::Answer;

/// Shows a run.
pub struct Page {
    style: Style,
    quiet: bool,
}

impl Page {
    /// For standard output.
    pub fn new() -> Self {
        Self { style: Style::stdout(), quiet: terminal::is_quiet() }
    }

    /// Who was chosen, and why.
    pub fn routing(&self, answer: &Answer) -> io::Result<()> {
        if self.style.terminal && !self.quiet {
            writeln!(stdout(), "{}", terminal::fit(&answer::head(answer, self.style).join("\n")))?;
        }
        answer.warnings().iter().for_each(|warning| terminal::warning(warning));
        Ok(())
    }

    /// What has to be known first, and who could be meant.
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

    /// A try begins.
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

    /// A try ended.
    pub fn tried(&self, attempt: &Attempt, number: usize) {
        if let Some(detail) = attempt.detail.as_ref().filter(|_| attempt.outcome != "closed") {
            let took = humantime::format_duration(Duration::from_millis(attempt.duration_ms));
            terminal::error(&format!("try {number}, {}: {detail} ({took})", attempt.agent));
        }
    }

    /// Whom a person asks, with which document, and what happened.
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

    /// Where the command's output goes.
    pub fn output(&self) -> Box<dyn Write + Send> {
        let title = (self.style.terminal && !self.quiet).then(|| response_title(self.style));
        Box::new(Output { title, out: stdout() })
    }

    /// Where what the command says beside it goes.
    pub fn errors(&self) -> Box<dyn Write + Send> {
        Box::new(stderr())
    }
}

/// A line below what was said; none where there is nothing to note.
pub fn detail(title: &str, text: &str) {
    if !text.is_empty() {
        terminal::say(&format!("  {}: {}", one_line(title), one_line(text)));
    }
}

/// The heading of the specialist's own words.
fn response_title(style: Style) -> String {
    style.bold("✅ SPECIALIST RESPONSE:")
}

/// A stream, with a title above the first that is written to it.
struct Output<W> {
    title: Option<String>,
    out: W,
}

impl<W: Write> Write for Output<W> {
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
        let mut output = Output { title, out: Vec::new() };
        output.write_all(b"one ").unwrap();
        output.write_all(b"two").unwrap();
        assert_eq!(String::from_utf8(output.out).unwrap(), "\n✅ SPECIALIST RESPONSE:\none two");
    }
}
