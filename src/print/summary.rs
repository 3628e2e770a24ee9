//! A check as a few lines of Markdown, for the summary of a workflow run.

use super::{below_held_out, untested, unusable};
use crate::wording::counted;
use std::io::{self, Write};
use task_router_check::report::{Report, Thresholds, Verdict};
use task_router_check::{Tally, beginning};
use task_router_engine::Severity;
use task_router_engine::diagnostic::Code;
use task_router_engine::escape::markdown;

/// How many failures are named.
const NAMED: usize = 20;

/// Prints the verdict, a row per team, and the first failures.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let Tally { right, all } = report.fixtures();
    let verdict = match report.verdict(thresholds) {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Unusable => "cannot be used",
        Verdict::Untested => "nothing was tested",
    };
    writeln!(out, "### Routing: {verdict}\n")?;
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    let (fixtures, errors, warnings) =
        (counted(all, "fixture"), counted(errors, "error"), counted(warnings, "warning"));
    writeln!(out, "{right} of {fixtures} passed{}; {errors} and {warnings} in the definitions.\n", unusable(report))?;
    for sentence in below_held_out(report, thresholds).chain(untested(report, thresholds).map(str::to_owned)) {
        writeln!(out, "{}.\n", markdown(&sentence))?;
    }
    if report.teams.iter().any(|team| team.fixtures.all > 0) {
        writeln!(out, "| team | fixtures | right | accuracy |\n|---|---:|---:|---:|")?;
        for team in report.teams.iter().filter(|team| team.fixtures.all > 0) {
            let Tally { right, all } = team.fixtures;
            let accuracy = team.fixtures.share().unwrap_or(0.0) * 100.0;
            writeln!(out, "| {} | {all} | {right} | {accuracy:.1} % |", markdown(&team.team))?;
        }
        writeln!(out)?;
    }
    let no_input = report.lints.iter().filter(|finding| finding.diagnostic.code == Code::UnreadableFile);
    let unusable: Vec<_> = report.unusable.iter().chain(no_input).collect();
    for finding in unusable.iter().take(NAMED) {
        writeln!(out, "- {}", markdown(&finding.to_string()))?;
    }
    if unusable.len() > NAMED {
        writeln!(out, "- and {} more that cannot be used", unusable.len() - NAMED)?;
    }
    let failures: Vec<_> = report.teams.iter().flat_map(|team| &team.failures).collect();
    for failure in failures.iter().take(NAMED) {
        let told = format!(
            "{}:{}: {}: {}",
            failure.file,
            failure.line,
            beginning(&failure.request),
            failure.failure.summary()
        );
        writeln!(out, "- {}", markdown(&told))?;
    }
    if failures.len() > NAMED {
        let unlisted: usize = report.teams.iter().map(|team| team.failures_left).sum();
        writeln!(out, "- and {} more", failures.len() - NAMED + unlisted)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use task_router_check::FixtureFailure;
    use task_router_check::report::{FailedCase, TeamReport};
    use task_router_engine::Diagnostic;

    #[test]
    fn failures_that_are_only_counted_count() {
        let failure = FixtureFailure {
            mismatches: Vec::new(),
            behind: None,
            confidence: 0.0,
            reason: String::new(),
            evidence_expected: Vec::new(),
            evidence_got: Vec::new(),
            hint: String::new(),
        };
        let diagnostic = Diagnostic::new(Code::FixtureFails, "f", 1, "m", "h");
        let case = FailedCase { file: "f".to_owned(), line: 1, request: "r".to_owned(), failure, diagnostic };
        let team = TeamReport { failures: vec![case; NAMED + 1], failures_left: 3, ..TeamReport::default() };
        let thresholds = Thresholds { min_accuracy: 1.0, min_held_out: None, deny_warnings: false, allow_empty: false };
        let mut out = Vec::new();
        report(&mut out, &Report { teams: vec![team], ..Report::default() }, thresholds).unwrap();
        assert!(String::from_utf8(out).unwrap().ends_with("- and 4 more\n"));
    }
}
