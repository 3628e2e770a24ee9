//! A check as a few lines of Markdown, for the summary of a workflow run.

use super::counted;
use std::io::{self, Write};
use task_router_check::report::{Report, Thresholds, Verdict};
use task_router_engine::diagnostic::Severity;
use task_router_engine::escape::markdown;

/// How many failures are named.
const NAMED: usize = 20;

/// Prints the verdict, a row per team, and the first failures.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let (all, right) = report.totals();
    let verdict = match report.verdict(thresholds) {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Unusable => "cannot be used",
        Verdict::Untested => "nothing was tested",
    };
    let count = |severity| report.lints.iter().filter(|finding| finding.severity == severity).count();
    writeln!(out, "### Routing: {verdict}\n")?;
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let (fixtures, errors, warnings) =
        (counted(all, "fixture"), counted(errors, "error"), counted(warnings, "warning"));
    writeln!(out, "{right} of {fixtures} passed; {errors} and {warnings} in the definitions.\n")?;
    if report.teams.iter().any(|team| team.fixtures > 0) {
        writeln!(out, "| team | fixtures | right | accuracy |\n|---|---:|---:|---:|")?;
        for team in report.teams.iter().filter(|team| team.fixtures > 0) {
            let accuracy = team.accuracy.unwrap_or(0.0) * 100.0;
            writeln!(out, "| {} | {} | {} | {accuracy:.1} % |", markdown(&team.team), team.fixtures, team.right)?;
        }
        writeln!(out)?;
    }
    let failures: Vec<_> = report.teams.iter().flat_map(|team| &team.failures).collect();
    for failure in failures.iter().take(NAMED) {
        let told = format!("{}:{}: {}: {}", failure.file, failure.line, failure.request, failure.failure.summary());
        writeln!(out, "- {}", markdown(&told))?;
    }
    if failures.len() > NAMED {
        writeln!(out, "- and {} more", failures.len() - NAMED)?;
    }
    Ok(())
}
