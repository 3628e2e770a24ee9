//! The explanation of an answer, as a page.

use super::graph::{self, ChosenNodes};
use super::{Html, evidence, whole};
use crate::print::explain::FunctionWordReader;
use crate::print::explain::WantReport;
use task_router_engine::escape::one_line;
use task_router_engine::{Answer, CandidateEvidence, ScorePart, Status, Team};

/// Smaller evidence is summed up.
const LEAST: f64 = 0.05;
/// The length limit of a request in a title.
const TITLE: usize = 60;

/// The page of an answer with the evidence of its candidates, best first; `top` of them, 0 for all.
pub fn page(answer: &Answer, team: &Team, top: usize) -> String {
    let decision = answer.decision;
    let reader = FunctionWordReader::of(answer.explanation);
    let mut page = Html::default();
    page.raw("<h1>route explain</h1><div class=\"request\" id=\"request\">");
    page.marked(answer.request, reader.informative(answer.explanation.chosen())).raw("</div>");
    page.raw(
        "<p class=\"soft\">Marked: what speaks for the answer; struck out or dotted: what speaks against it.</p><p>",
    );
    page.raw(match decision.status {
        Status::Routed => "<span class=\"badge good\">routed</span> ",
        Status::Direct => "<span class=\"badge good\">direct</span> ",
        Status::Unclear => "<span class=\"badge warning\">unclear</span> ",
    });
    page.raw("<b>").text(who(answer)).raw("</b>, ").percent(Some(decision.confidence)).raw(" sure</p>");
    page.raw("<p>").text(&decision.reason(answer.index)).raw("</p>");
    if let Some(question) = answer.question() {
        page.raw("<p>").text(question).raw("</p>");
    }
    facts(&mut page, answer);
    candidates(&mut page, answer, &reader, top);
    let chosen = ChosenNodes {
        agent: answer.agent(),
        flow: decision.flow.as_deref(),
        lead: decision.status == Status::Direct && decision.handoff.is_none(),
        peer: decision.handoff.as_deref(),
    };
    page.raw("<h2>The team ").text(&team.name).raw("</h2>").put(graph::team(team, chosen));
    let request: String = one_line(answer.request).chars().take(TITLE).collect();
    whole(&format!("route explain: {request}"), page)
}

/// The page of the smallest change that would make another agent answer.
pub fn want(wanted: &WantReport) -> String {
    let mut page = Html::default();
    page.raw("<h1>route explain --want</h1><div class=\"request\" id=\"request\">")
        .lines(wanted.request)
        .raw("</div><p>");
    if wanted.got.as_deref() == Some(wanted.want) {
        page.raw("<span class=\"badge good\">nothing to change</span> <b>")
            .text(wanted.want)
            .raw("</b> answers already.</p>");
    } else {
        page.text(&wanted.obstacle()).raw("</p>");
        change(&mut page, wanted);
    }
    whole(&format!("route explain --want {}", wanted.want), page)
}

fn change(page: &mut Html, wanted: &WantReport) {
    page.raw("<h2>The smallest change</h2>");
    let (Some(change), Some(confidence)) = (&wanted.change, wanted.confidence) else {
        page.raw("<p><span class=\"badge warning\">none found</span> ");
        page.text(wanted.problem.as_deref().unwrap_or_default()).raw("</p>");
        return;
    };
    page.raw("<p>").text(change).raw("</p><p><span class=\"badge good\">tried</span> With it <b>").text(wanted.want);
    page.raw("</b> answers, ").percent(Some(confidence)).raw(" sure.</p>");
    if let Some(diff) = &wanted.diff {
        page.raw("<h2>As a patch</h2><p class=\"soft\"><code>git apply</code> takes it; without <code>-f html</code> it is printed as text.</p>");
        page.raw("<div class=\"request mono\" id=\"patch\">").lines(diff).raw("</div>");
    }
}

fn who<'a>(answer: &'a Answer) -> &'a str {
    match (answer.decision.status, &answer.decision.handoff, answer.agent()) {
        (Status::Direct, Some(peer), _) => peer,
        (Status::Direct, None, _) => "the lead",
        (_, _, Some(agent)) => agent,
        (_, _, None) => "nobody",
    }
}

fn facts(page: &mut Html, answer: &Answer) {
    let decision = answer.decision;
    let support = decision.support.join(", ");
    let facts = [
        ("flow", decision.flow.as_deref()),
        ("support", Some(support.as_str())),
        ("urgency", Some(decision.urgency.name())),
        ("escalate to", decision.escalate.as_deref()),
        ("approval by", decision.approval.as_deref()),
        ("document", answer.knowledge()),
    ];
    page.raw("<ul>");
    for (name, value) in facts {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            page.raw("<li>").raw(name).raw(": <b>").text(value).raw("</b></li>");
        }
    }
    page.raw("</ul>");
}

fn candidates(page: &mut Html, answer: &Answer, reader: &FunctionWordReader, top: usize) {
    let all = &answer.explanation.candidates;
    let shown = if top == 0 { all.len() } else { top };
    page.raw("<h2>Candidates</h2><p class=\"soft\">A score is the sum of its parts, in log-odds: +1 makes an answer about 2.7 times as likely.</p>");
    let scores: Vec<f64> = answer.decision.candidates.iter().map(|candidate| candidate.score).collect();
    let best = scores.first().copied().unwrap_or(0.0);
    for (number, (candidate, score)) in all.iter().zip(&scores).take(shown).enumerate() {
        page.raw(if number == 0 { "<details open><summary><b>" } else { "<details><summary><b>" });
        page.text(&answer.index.class(candidate.answer).name);
        if candidate.class != candidate.answer {
            page.raw("</b> by the flow <b>").text(&answer.index.class(candidate.class).name);
        }
        page.raw("</b> ").score(*score);
        if number > 0 {
            page.raw(" <span class=\"soft\">").rounded(best - score, 2).raw(" behind</span>");
        }
        page.bar(if best > 0.0 { score / best } else { 0.0 }, if number == 0 { "" } else { "base" });
        page.raw("</summary><div>");
        if number > 0 {
            page.raw("<div class=\"request\">")
                .marked(answer.request, reader.informative(&candidate.parts))
                .raw("</div>");
        }
        one(page, candidate, reader);
        page.raw("</div></details>");
    }
    if all.len() > shown {
        page.raw("<p class=\"soft\">and ").number(all.len() - shown).raw(" more</p>");
    }
}

fn one(page: &mut Html, candidate: &CandidateEvidence, reader: &FunctionWordReader) {
    let mut parts: Vec<&ScorePart> = candidate.parts.iter().collect();
    parts.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
    let is_informative = reader.is_informative(&candidate.parts);
    let (said, rest): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| part.score.abs() >= LEAST && is_informative(part));
    evidence(page, said.iter().copied());
    if !rest.is_empty() {
        let sum: f64 = rest.iter().map(|part| part.score).sum();
        page.raw("<p class=\"soft\">and ")
            .number(rest.len())
            .raw(" of little weight or meaning, ")
            .score(sum)
            .raw(" together</p>");
    }
}
