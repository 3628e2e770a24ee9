//! A check as a page.

use super::graph::{self, ChosenNodes};
use super::{Html, evidence, filter, heat, reliability, whole};
use crate::print::below_held_out;
use std::collections::BTreeSet;
use task_router_check::report::{AgentReport, FailedCase, Report, TeamReport, Thresholds, Verdict};
use task_router_check::{ExpectedKey, Finding, Tally, beginning};
use task_router_engine::{Severity, Team};

/// Further failures and findings are only counted.
const SHOWN: usize = 1000;
/// How many rules without a fixture are named.
const SHOWN_UNUSED: usize = 500;

/// The page; `teams` are those of the report.
pub fn page<'t>(report: &Report, teams: impl Iterator<Item = &'t Team>, thresholds: Thresholds) -> String {
    let Tally { right, all } = report.fixtures();
    let mut page = Html::default();
    page.raw("<h1>route check</h1><p>");
    page.raw(match report.verdict(thresholds) {
        Verdict::Passed => "<span class=\"badge good\">passed</span> ",
        Verdict::Failed => "<span class=\"badge bad\">failed</span> ",
        Verdict::Unusable => "<span class=\"badge bad\">cannot be used</span> ",
        Verdict::Untested => "<span class=\"badge bad\">nothing was tested</span> ",
    });
    page.number(right).raw(" of ").number(all).raw(" fixtures passed; ");
    page.count(report.count(Severity::Error), "error").raw(" and ");
    page.count(report.count(Severity::Warning), "warning");
    page.raw(" in the definitions.</p>");
    for sentence in below_held_out(report, thresholds) {
        page.raw("<p>").text(&sentence).raw(".</p>");
    }
    if !report.fixtures_from.is_empty() {
        page.raw("<p class=\"soft\">Fixtures from ").text(&report.fixtures_from).raw("</p>");
    }
    log(&mut page, report);
    for (number, (own, team)) in report.teams.iter().zip(teams).enumerate() {
        section(&mut page, own, team, number);
    }
    findings(&mut page, report);
    whole(&format!("route check: {right} of {all} fixtures passed"), page)
}

fn log(page: &mut Html, report: &Report) {
    let log = &report.log;
    if log.requests > 0 {
        page.raw("<p>")
            .number(log.requests)
            .raw(" requests of logs, ")
            .number(log.unclear)
            .raw(" of them unclear.</p><ul>");
        for (answer, count) in &log.answers {
            page.raw("<li><b>").text(answer.name()).raw("</b> ").number(*count).raw("</li>");
        }
        page.raw("</ul>");
    }
}

fn section(page: &mut Html, own: &TeamReport, team: &Team, number: usize) {
    let failures = format!("failures-{number}");
    page.raw("<section><h2>").text(&own.team).raw("</h2>");
    if !team.description.is_empty() {
        page.raw("<p class=\"soft\">").text(&team.description).raw("</p>");
    }
    cards(page, own);
    if !own.failures.is_empty() {
        page.raw("<h3>Failures</h3>");
        failed(page, own, &failures);
    }
    page.raw("<h3>The team</h3>").put(graph::team(team, ChosenNodes::default()));
    if own.fixtures.all > 0 {
        page.raw("<h3>By answer</h3>");
        agents(page, &own.agents);
        page.raw("<h3>Confusions</h3>");
        heat::map(page, own, &failures);
        if !own.calibration.is_empty() {
            page.raw("<h3>Confidence against outcome</h3>");
            reliability::diagram(page, &own.calibration);
        }
        coverage(page, own);
    }
    page.raw("</section>");
}

fn cards(page: &mut Html, own: &TeamReport) {
    page.raw("<div class=\"cards\"><div class=\"card\">Accuracy <b>").percent(own.fixtures.share()).raw("</b>");
    page.bar(own.fixtures.share().unwrap_or(0.0), "").bar(own.baseline.unwrap_or(0.0), "base");
    page.raw("<span class=\"soft\">").number(own.fixtures.right).raw(" of ").number(own.fixtures.all);
    page.raw(" fixtures; majority baseline, always the commonest answer: ").percent(own.baseline).raw("</span></div>");
    let loo = own.loo;
    page.raw("<div class=\"card\">New requests, estimated <b>").percent(loo.share()).raw("</b>");
    page.bar(loo.share().unwrap_or(0.0), "").raw("<span class=\"soft\">").number(loo.right).raw(" of ").number(loo.all);
    page.raw(" examples, each answered without itself (leave-one-out)</span></div>");
    let held_out = own.held_out;
    if held_out.all > 0 {
        page.raw("<div class=\"card\">Held-out accuracy <b>").percent(held_out.share()).raw("</b>");
        page.bar(held_out.share().unwrap_or(0.0), "").raw("<span class=\"soft\">").number(held_out.right);
        page.raw(" of ").number(held_out.all).raw(" fixtures that nobody learned from</span></div>");
    }
    let gaps = &own.coverage;
    let share = (gaps.rules > 0).then(|| gaps.reached as f64 / gaps.rules as f64);
    page.raw("<div class=\"card\">Coverage <b>").percent(share).raw("</b>").bar(share.unwrap_or(0.0), "");
    page.raw("<span class=\"soft\">").number(gaps.reached).raw(" of ").number(gaps.rules);
    page.raw(" keywords, patterns and examples decided a fixture</span></div></div>");
}

fn agents(page: &mut Html, agents: &[AgentReport]) {
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"by answer\"><table><tr><th>answer</th>");
    for head in ["expected", "given", "right", "precision", "recall", "F1"] {
        page.raw("<th class=\"n\">").raw(head).raw("</th>");
    }
    page.raw("</tr>");
    for agent in agents {
        page.raw("<tr><td>").text(agent.agent.name()).raw("</td>");
        for number in [agent.expected, agent.given, agent.right] {
            page.raw("<td class=\"n\">").number(number).raw("</td>");
        }
        for share in [agent.precision, agent.recall, agent.f1] {
            page.raw("<td class=\"n\">").percent(share).raw("</td>");
        }
        page.raw("</tr>");
    }
    page.raw("</table></div><p class=\"soft\"><b>direct</b>: the lead answers; <b>-</b>: nobody.</p>");
}

fn coverage(page: &mut Html, own: &TeamReport) {
    let gaps = &own.coverage;
    if gaps.agents.is_empty() && gaps.unused.is_empty() {
        return;
    }
    page.raw("<h3>What no fixture reaches</h3>");
    if !gaps.agents.is_empty() {
        page.raw("<p>No fixture reaches <b>").text(&gaps.agents.join(", ")).raw("</b>.</p>");
    }
    if !gaps.unused.is_empty() {
        page.raw("<details><summary>").count(gaps.unused.len(), "rule");
        page.raw(" (keywords, patterns, examples) decided no fixture</summary><div><ul>");
        for rule in gaps.unused.iter().take(SHOWN_UNUSED) {
            page.raw("<li>").text(rule.agent.name()).raw(": ").text(rule.kind.label()).raw(" <code>").text(&rule.text);
            page.raw("</code> <span class=\"soft mono\">");
            place(page, &rule.file, rule.line);
            page.raw("</span></li>");
        }
        page.raw("</ul>");
        more(page, gaps.unused.len(), SHOWN_UNUSED);
        page.raw("</div></details>");
    }
}

fn place(page: &mut Html, file: &str, line: usize) {
    page.text(file).raw(":").number(line);
}

fn more(page: &mut Html, all: usize, shown: usize) {
    if all > shown {
        page.raw("<p class=\"soft\">and ").number(all - shown).raw(" more</p>");
    }
}

/// The expected and the actual answer, if they differ.
fn answers(case: &FailedCase) -> (&str, &str) {
    let mismatch = case.failure.mismatches.iter().find(|mismatch| mismatch.key == ExpectedKey::Agent);
    mismatch.map_or(("", ""), |one| (one.expected.split(" or ").next().unwrap_or_default(), &one.got))
}

fn failed(page: &mut Html, own: &TeamReport, id: &str) {
    let shown = || own.failures.iter().take(SHOWN);
    filter(page, id, |page| {
        let (expected, got): (BTreeSet<&str>, BTreeSet<&str>) = shown().map(answers).unzip();
        choice(page, "expected", expected);
        choice(page, "got", got);
    });
    page.raw("<div id=\"").text(id).raw("\">");
    for case in shown() {
        failure(page, case);
    }
    page.raw("</div>");
    more(page, own.failures.len() + own.failures_left, SHOWN);
}

fn choice<'a>(page: &mut Html, key: &'static str, values: impl IntoIterator<Item = &'a str>) {
    page.raw("<label>").raw(key).raw(" <select data-key=\"").raw(key).raw("\"><option value=\"\">any</option>");
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        page.raw("<option>").text(value).raw("</option>");
    }
    page.raw("</select></label>");
}

fn failure(page: &mut Html, case: &FailedCase) {
    let failure = &case.failure;
    let (expected, got) = answers(case);
    page.raw("<details data-expected=\"").text(expected).raw("\" data-got=\"").text(got).raw("\"><summary>");
    page.text(&beginning(&case.request)).raw("</summary><div><p class=\"soft mono\">");
    place(page, &case.file, case.line);
    page.raw("</p><ul>");
    for one in &failure.mismatches {
        page.raw("<li>")
            .raw(one.key.name())
            .raw(": expected <b>")
            .text(&one.expected)
            .raw("</b>, got <b>")
            .text(&one.got)
            .raw("</b></li>");
    }
    page.raw("</ul>");
    for (title, of) in [("For what came", &failure.evidence_got), ("For what was expected", &failure.evidence_expected)]
    {
        if of.is_empty() {
            continue;
        }
        page.raw("<h3>").raw(title).raw("</h3><div class=\"request\">");
        page.marked(&case.request, of.iter()).raw("</div>");
        evidence(page, of.iter());
    }
    if let Some(behind) = failure.behind {
        page.raw("<p>The expected answer is ").rounded(behind, 2).raw(" behind; the answer was ");
        page.percent(Some(failure.confidence)).raw(" sure: ").text(&failure.reason).raw("</p>");
    }
    page.raw("<p>Fix: ").text(&failure.hint).raw("</p></div></details>");
}

fn findings(page: &mut Html, report: &Report) {
    let all: Vec<&Finding> = report.unusable.iter().chain(&report.lints).collect();
    if all.is_empty() {
        return;
    }
    page.raw("<section><h2>Findings</h2>");
    filter(page, "findings", |page| {
        choice(page, "severity", ["error", "warning", "note"]);
        choice(page, "code", all.iter().map(|finding| finding.diagnostic.code.name()).collect::<BTreeSet<_>>());
    });
    page.raw("<div id=\"findings\">");
    for finding in all.iter().take(SHOWN) {
        let found = &finding.diagnostic;
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        page.raw("<details data-severity=\"").raw(severity).raw("\" data-code=\"").text(found.code.name());
        page.raw("\"><summary><span class=\"badge ")
            .raw(severity)
            .raw("\">")
            .raw(severity)
            .raw("</span> <span class=\"mono\">");
        place(page, &found.file, found.line);
        page.raw("</span> ").text(&found.message).raw("</summary><div><p><b>").text(found.code.name()).raw("</b>: ");
        page.text(found.code.description()).raw("</p><p>Fix: ").text(&found.help).raw("</p></div></details>");
    }
    page.raw("</div>");
    more(page, all.len(), SHOWN);
    page.raw("</section>");
}
