//! A check as JUnit XML: a suite for each team's fixtures, and one for the definitions.

use super::below_held_out;
use crate::places::from_root;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::HashMap;
use std::io::{self, Write};
use task_router_check::Finding;
use task_router_check::report::{Report, Thresholds};
use task_router_check::{CheckedFixture, Suite};
use task_router_engine::escape::xml as xml_text;
use task_router_engine::{Diagnostic, Severity};

/// The test cases of the fixtures by team, written while they run.
pub struct Cases {
    teams: Vec<TestSuite>,
    only_failing: bool,
    /// The latest file, as displayed and as seen from the root.
    file: (String, String),
}

#[derive(Default)]
struct TestSuite {
    name: String,
    xml: Vec<u8>,
    tests: usize,
    failures: usize,
    skipped: usize,
    /// How many test cases have a name.
    names: HashMap<String, usize>,
}

impl TestSuite {
    /// The name, with a number if another test case has it: programs tell cases by their names.
    fn unique(&mut self, name: String) -> String {
        let count = self.names.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 { format!("{name} ({count})") } else { name }
    }
}

impl Cases {
    /// No test cases yet.
    pub fn new(suite: &Suite, only_failing: bool) -> Self {
        let named = |name: &String| TestSuite { name: name.clone(), ..TestSuite::default() };
        let teams = suite.teams.iter().map(|compiled| named(&compiled.team.name)).collect();
        Self { teams, only_failing, file: Default::default() }
    }

    /// Adds a test case. A held-out fixture fails no check, so one that does not pass counts as skipped.
    pub fn add(&mut self, case: &CheckedFixture) {
        let fixture = &case.fixture;
        let failure = case.failure.as_ref();
        let is_held_out = fixture.is_held_out;
        if self.only_failing && (failure.is_none() || is_held_out) {
            return;
        }
        if self.file.0 != *fixture.file {
            self.file = (fixture.file.to_string(), from_root(&fixture.file));
        }
        let team = &mut self.teams[case.team];
        team.tests += 1;
        let (element, count) =
            if is_held_out { ("skipped", &mut team.skipped) } else { ("failure", &mut team.failures) };
        *count += usize::from(failure.is_some());
        let name = team.unique(format!("{}:{} {}", self.file.1, fixture.line, fixture.request));
        let found = failure.map(|failure| Diagnostic { file: self.file.1.clone(), ..failure.diagnostic(fixture) });
        let found = found.as_ref().map(|found| Problem::of(element, found));
        let mut xml = Writer::new_with_indent(&mut team.xml, b' ', 2);
        // Writing into memory does not fail.
        let _ = test_case(&mut xml, &team.name, &name, found);
    }
}

/// Prints the whole report.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds, cases: &Cases) -> io::Result<()> {
    let definitions = definitions(report, thresholds, cases.only_failing)?;
    let held_out = held_out(report, thresholds)?;
    let suites: Vec<&TestSuite> = cases.teams.iter().chain(&held_out).chain([&definitions]).collect();
    let sum = |count: fn(&TestSuite) -> usize| suites.iter().map(|suite| count(suite)).sum::<usize>().to_string();
    let (tests, failures, errors) = (sum(|s| s.tests), sum(|s| s.failures), report.unusable.len().to_string());
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let whole = xml.create_element("testsuites").with_attributes([
        ("name", "route check"),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", &errors),
    ]);
    whole.write_inner_content(|xml| {
        for suite in &suites {
            let errors = if std::ptr::eq(*suite, &definitions) { errors.as_str() } else { "0" };
            let (tests, failures) = (suite.tests.to_string(), suite.failures.to_string());
            let skipped = suite.skipped.to_string();
            let element = xml.create_element("testsuite").with_attributes([
                ("name", xml_text(&suite.name).as_str()),
                ("tests", &tests),
                ("failures", &failures),
                ("errors", errors),
                ("skipped", &skipped),
            ]);
            element.write_inner_content(|xml| {
                xml.get_mut().write_all(b"\n")?;
                xml.get_mut().write_all(&suite.xml)
            })?;
        }
        Ok(())
    })?;
    writeln!(xml.into_inner())
}

/// A test case for each finding in the definitions, and for each fixture that cannot be used.
fn definitions(report: &Report, thresholds: Thresholds, only_failing: bool) -> io::Result<TestSuite> {
    let mut suite = TestSuite { name: "definitions".to_owned(), ..TestSuite::default() };
    let least = if thresholds.deny_warnings { Severity::Warning } else { Severity::Error };
    let unusable = report.unusable.iter().map(|finding| (finding, Some("error")));
    let lints = report.lints.iter().map(|finding| (finding, (finding.severity >= least).then_some("failure")));
    for (finding, element) in unusable.chain(lints).filter(|(_, element)| !only_failing || element.is_some()) {
        let found = Diagnostic { file: from_root(&finding.diagnostic.file), ..finding.diagnostic.clone() };
        let name = suite.unique(format!("{}:{} {}", found.file, found.line, found.code));
        let text = Finding { severity: finding.severity, diagnostic: found.clone() }.to_string();
        // A finding that fails nothing passes, with what it says as its output.
        let problem = Problem { text, ..Problem::of(element.unwrap_or(OUTPUT), &found) };
        let mut xml = Writer::new_with_indent(&mut suite.xml, b' ', 2);
        test_case(&mut xml, "definitions", &name, Some(problem))?;
        suite.tests += 1;
        suite.failures += usize::from(element == Some("failure"));
    }
    if suite.tests == 0 {
        let mut xml = Writer::new_with_indent(&mut suite.xml, b' ', 2);
        test_case(&mut xml, "definitions", "no finding", None)?;
        suite.tests = 1;
    }
    Ok(suite)
}

/// A failing test case for each team of whose held-out fixtures too few pass, if there is one.
fn held_out(report: &Report, thresholds: Thresholds) -> io::Result<Option<TestSuite>> {
    let mut suite = TestSuite { name: "held-out accuracy".to_owned(), ..TestSuite::default() };
    for (team, sentence) in report.below_held_out(thresholds).zip(below_held_out(report, thresholds)) {
        let mut xml = Writer::new_with_indent(&mut suite.xml, b' ', 2);
        let problem = Problem { element: "failure", code: "held-out", message: &sentence, text: sentence.clone() };
        test_case(&mut xml, "held-out accuracy", &team.team, Some(problem))?;
        suite.tests += 1;
        suite.failures += 1;
    }
    Ok(Some(suite).filter(|suite| suite.tests > 0))
}

/// The element of what a test case that passes has to say.
const OUTPUT: &str = "system-out";

/// Why a test case does not pass, or what it says.
struct Problem<'a> {
    element: &'a str,
    code: &'a str,
    message: &'a str,
    text: String,
}

impl<'a> Problem<'a> {
    fn of(element: &'a str, found: &'a Diagnostic) -> Self {
        Self { element, code: found.code.name(), message: &found.message, text: found.to_string() }
    }
}

fn test_case<W: Write>(xml: &mut Writer<W>, class: &str, name: &str, found: Option<Problem>) -> io::Result<()> {
    let (class, name) = (xml_text(class), xml_text(name));
    let element = xml.create_element("testcase").with_attributes([("classname", class.as_str()), ("name", &name)]);
    let element = match found {
        None => element.write_empty()?,
        Some(found) => element.write_inner_content(|xml| {
            let message = xml_text(found.message);
            let mut inner = xml.create_element(found.element);
            if found.element != OUTPUT {
                inner = inner.with_attributes([("message", message.as_str()), ("type", found.code)]);
            }
            inner.write_text_content(BytesText::new(&xml_text(&found.text)))?;
            Ok(())
        })?,
    };
    writeln!(element.get_mut())
}
