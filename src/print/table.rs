//! A check for people.

use crate::terminal::{self, Style, one_line};
use crate::wording::counted;
use std::io::{self, Write};
use task_router_check::report::{AgentReport, FailedCase, Report, TeamReport, Thresholds, Verdict};
use task_router_check::{Finding, Responder, Tally, beginning};
use task_router_engine::diagnostic::Code;
use task_router_engine::{ScorePart, Severity};

/// How many rules without a fixture are named by default.
const NAMED_UNUSED: usize = 5;
/// How many confusions are named.
const NAMED_CONFUSIONS: usize = 10;

/// Smaller values print as 0.00 and are not shown.
const MIN_SHOWN: f64 = 0.005;

/// How much to show.
#[derive(Debug, Clone, Copy)]
pub struct TableOptions {
    /// Failures only.
    pub only_failing: bool,
    /// Every rule that decided no fixture.
    pub coverage: bool,
    /// Every finding, even if there are many of one kind.
    pub verbose: bool,
}

/// Prints the whole report.
pub fn report(
    out: &mut dyn Write,
    style: Style,
    report: &Report,
    thresholds: Thresholds,
    options: TableOptions,
) -> io::Result<()> {
    for team in &report.teams {
        for failure in &team.failures {
            failed(out, style, failure)?;
        }
        if team.failures_left > 0 {
            let more = counted(team.failures_left, "more failing fixture");
            writeln!(out, "and {more} of {}", one_line(&team.team))?;
        }
    }
    for failure in report.teams.iter().flat_map(|team| &team.held_out_failures).filter(|_| options.verbose) {
        writeln!(out, "{}", style.dim("held-out:"))?;
        failed(out, style, failure)?;
    }
    let least = if options.only_failing { Severity::Warning } else { Severity::Note };
    for finding in &report.unusable {
        diagnostic(out, style, finding)?;
    }
    let lints: Vec<&Finding> = report.lints_from(least).collect();
    grouped(out, style, &lints)?;
    for team in report.teams.iter().filter(|_| !options.only_failing) {
        // If all is well, there is nothing to look up.
        match options.verbose || options.coverage || team.fixtures.right < team.fixtures.all {
            true => scores(out, style, team, options)?,
            false => score(out, style, team)?,
        }
    }
    if report.log.requests > 0 {
        log(out, style, report)?;
    }
    summary(out, style, report, thresholds)
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// A team in two lines.
fn score(out: &mut dyn Write, style: Style, team: &TeamReport) -> io::Result<()> {
    writeln!(out, "{}", style.bold(&team.team))?;
    if team.fixtures.all == 0 {
        writeln!(out, "  no fixtures")?;
    } else {
        writeln!(
            out,
            "  {} of {} passed: {} (majority baseline: {})",
            team.fixtures.right,
            counted(team.fixtures.all, "fixture"),
            percent(team.fixtures.share()),
            percent(team.baseline)
        )?;
    }
    if team.has_too_few_examples {
        writeln!(
            out,
            "  no leave-one-out accuracy: the examples are too few to learn from, so they are read as descriptions"
        )?;
    }
    accuracy_line(out, "leave-one-out accuracy", team.loo, "the estimate for new requests", "example")?;
    accuracy_line(out, "held-out accuracy", team.held_out, "of fixtures that nobody learned from", "fixture")
}

/// An accuracy, if there is anything that it is of.
fn accuracy_line(out: &mut dyn Write, name: &str, of: Tally, meaning: &str, what: &str) -> io::Result<()> {
    if of.all == 0 {
        return Ok(());
    }
    let (accuracy, all) = (percent(of.share()), counted(of.all, what));
    writeln!(out, "  {name}: {accuracy}, {meaning} ({} of {all})", of.right)
}

/// A team in full.
fn scores(out: &mut dyn Write, style: Style, team: &TeamReport, options: TableOptions) -> io::Result<()> {
    score(out, style, team)?;
    if team.fixtures.all > 0 {
        agents(out, style, &team.agents)?;
        confusions(out, team)?;
        coverage(out, style, team, options)?;
    }
    writeln!(out)
}

/// An answer for people.
fn who(answer: &str) -> String {
    if answer == Responder::Nobody.name() { format!("{answer} (nobody)") } else { one_line(answer).into_owned() }
}

fn agents(out: &mut dyn Write, style: Style, agents: &[AgentReport]) -> io::Result<()> {
    let row = |agent: &AgentReport| {
        vec![
            who(agent.agent.name()),
            agent.expected.to_string(),
            agent.given.to_string(),
            agent.right.to_string(),
            percent(agent.precision),
            percent(agent.recall),
            percent(agent.f1),
        ]
    };
    let rows: Vec<Vec<String>> = agents.iter().map(row).collect();
    let header = ["answer", "expected", "given", "right", "precision", "recall", "F1"];
    write!(out, "{}", terminal::table(&header, &rows, terminal::columns()))?;
    if agents.iter().any(|agent| agent.f1.is_none() || agent.precision.is_none() || agent.recall.is_none()) {
        writeln!(out, "{}", style.dim("  a share is `-` where the answer was never given, or never expected"))?;
    }
    Ok(())
}

fn confusions(out: &mut dyn Write, team: &TeamReport) -> io::Result<()> {
    for confusion in team.confusions.iter().take(NAMED_CONFUSIONS) {
        let (expected, got) = (who(confusion.expected.name()), who(confusion.got.name()));
        writeln!(out, "  {}× {expected} was expected and {got} came", confusion.count)?;
    }
    Ok(())
}

fn coverage(out: &mut dyn Write, style: Style, team: &TeamReport, options: TableOptions) -> io::Result<()> {
    let gaps = &team.coverage;
    let whole = gaps.rules.max(1) as f64;
    let share = percent(Some(gaps.reached as f64 / whole));
    writeln!(out, "  {} of {} keywords, patterns and examples decided a fixture: {share}", gaps.reached, gaps.rules)?;
    if !gaps.agents.is_empty() {
        writeln!(out, "  no fixture reaches {}", one_line(&gaps.agents.join(", ")))?;
    }
    let shown = if options.coverage { gaps.unused.len() } else { NAMED_UNUSED };
    for rule in gaps.unused.iter().take(shown) {
        let line = format!("  {}:{}: the {} `{}` decided none", rule.file, rule.line, rule.kind.label(), rule.text);
        writeln!(out, "{}", style.dim(&one_line(&line)))?;
    }
    if gaps.unused.len() > shown {
        let more = gaps.unused.len() - shown;
        writeln!(out, "{}", style.dim(&format!("  and {more} more; --coverage lists them all")))?;
    }
    Ok(())
}

fn failed(out: &mut dyn Write, style: Style, case: &FailedCase) -> io::Result<()> {
    let failure = &case.failure;
    let (file, request) = (one_line(&case.file), one_line(&beginning(&case.request)).into_owned());
    writeln!(out, "{} {file}:{}: {request}", style.red("FAILED"), case.line)?;
    for mismatch in &failure.mismatches {
        writeln!(out, "      {}", one_line(&mismatch.to_string()))?;
    }
    if let Some(closeness) = failure.closeness() {
        writeln!(out, "      {}", one_line(&closeness))?;
    }
    for (title, evidence) in [("expected", &failure.evidence_expected), ("got", &failure.evidence_got)] {
        if !evidence.is_empty() {
            writeln!(out, "      evidence for {title}: {}", one_line(&parts(evidence)))?;
        }
    }
    writeln!(out, "      fix: {}", one_line(&failure.hint))
}

/// Evidence in one line.
pub fn parts(evidence: &[ScorePart]) -> String {
    let one = |part: &ScorePart| format!("{} {:+.2}", one_line(&part.shown()), part.score);
    evidence.iter().filter(|part| part.score.abs() >= MIN_SHOWN).map(one).collect::<Vec<_>>().join(", ")
}

fn diagnostic(out: &mut dyn Write, style: Style, finding: &Finding) -> io::Result<()> {
    let label = finding.label();
    let label = match finding.severity {
        Severity::Error => style.red(&label),
        Severity::Warning => style.yellow(&label),
        Severity::Note => style.cyan(&label),
    };
    writeln!(out, "{}", finding.labelled(&label))
}

/// Errors, and then the other findings by kind.
fn grouped(out: &mut dyn Write, style: Style, lints: &[&Finding]) -> io::Result<()> {
    let (errors, others): (Vec<&Finding>, Vec<&Finding>) =
        lints.iter().partition(|found| found.severity == Severity::Error);
    for found in errors {
        diagnostic(out, style, found)?;
    }
    for &code in Code::ALL {
        for found in others.iter().filter(|found| found.diagnostic.code == code) {
            diagnostic(out, style, found)?;
        }
    }
    Ok(())
}

/// How the requests of logs are answered, the most frequent answer first.
fn log(out: &mut dyn Write, style: Style, report: &Report) -> io::Result<()> {
    let log = &report.log;
    let requests = counted(log.requests, "request");
    writeln!(out, "{}", style.bold(&format!("{requests} of logs, {} of them unclear", log.unclear)))?;
    let mut answers: Vec<(&Responder, &usize)> = log.answers.iter().collect();
    answers.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (answer, count) in answers {
        writeln!(out, "  {count:>6}  {}", who(answer.name()))?;
    }
    writeln!(out)
}

/// The last line: the result of the check.
pub fn summary(out: &mut dyn Write, style: Style, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let Tally { right, all } = report.fixtures();
    let mut text = format!(
        "{right} of {} passed; {} and {} in the definitions",
        counted(all, "fixture"),
        counted(report.count(Severity::Error), "error"),
        counted(report.count(Severity::Warning), "warning")
    );
    text.push_str(&super::unusable(report));
    if report.skipped > 0 {
        text.push_str(&format!("; {} of other teams passed over", counted(report.skipped, "fixture")));
    }
    for sentence in super::below_held_out(report, thresholds) {
        text.push_str(&format!("; {}", one_line(&sentence)));
    }
    let verdict = match report.verdict(thresholds) {
        Verdict::Passed => style.green("ok:"),
        Verdict::Failed => style.red("failed:"),
        Verdict::Unusable => style.red("unusable:"),
        Verdict::Untested => style.red("nothing was tested:"),
    };
    if !report.fixtures_from.is_empty() && all + report.held_out() > 0 {
        text.push_str(&format!("; fixtures from {}", one_line(&report.fixtures_from)));
    }
    if let Some(advice) = super::untested(report, thresholds) {
        text.push_str(&format!("; {advice}"));
    }
    writeln!(out, "{verdict} {text}")
}
