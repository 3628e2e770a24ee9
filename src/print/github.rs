//! A check as annotations of GitHub Actions, each at the line it is about.

use super::{findings_from_root, unusable};
use std::io::{self, Write};
use task_router_check::Tally;
use task_router_check::report::{Report, Thresholds};
use task_router_engine::escape::{workflow_message, workflow_property};
use task_router_engine::{Diagnostic, Severity};

/// Prints a workflow command for every finding except notes and for every threshold that is missed, and a summary line.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let found = findings_from_root(report, thresholds);
    for (severity, found) in found.iter().filter(|(severity, _)| *severity > Severity::Note) {
        annotation(out, *severity, found)?;
    }
    let Tally { right, all } = report.fixtures();
    writeln!(out, "{right} of {all} fixtures passed{}", unusable(report))
}

fn annotation(out: &mut dyn Write, level: Severity, found: &Diagnostic) -> io::Result<()> {
    let Diagnostic { file, line, code, message, help } = found;
    let (file, title) = (workflow_property(file), workflow_property(&format!("route {code}")));
    writeln!(
        out,
        "::{level} file={file},line={line},title={title}::{}",
        workflow_message(&format!("{message}; {help}"))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use task_router_engine::diagnostic::Code;

    #[test]
    fn text_cannot_end_its_command() {
        let found = Diagnostic::new(Code::FixtureFails, "a,b:c.yaml", 3, "100 %\n::error::x", "help");
        let mut out = Vec::new();
        annotation(&mut out, Severity::Error, &found).unwrap();
        let expected =
            "::error file=a%2Cb%3Ac.yaml,line=3,title=route fixture-fails::100 %25%0A\\u{3a}:error::x; help\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
