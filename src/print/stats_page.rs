//! What a log tells, as a page of its own without scripts, fonts or anything from elsewhere.

use super::stats::{percent, time};
use crate::log::stats::{Share, Stats};
use std::fmt::Write;
use task_router_engine::escape::html;

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}\
table{border-collapse:collapse;width:100%}td,th{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ddd}\
td.n{text-align:right;font-variant-numeric:tabular-nums}meter{width:100%}code{white-space:pre-wrap}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#111}td,th{border-color:#333}}";

/// The page.
pub fn page(stats: &Stats) -> String {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>route: {0} requests</title><style>{STYLE}</style></head><body>\n<h1>{0} requests</h1>\n",
        stats.requests
    );
    if let (Some(first), Some(last)) = (&stats.first, &stats.last) {
        put(&mut page, &format!("<p>{} to {}, {} sessions</p>", html(first), html(last), stats.sessions));
    }
    shares(&mut page, "Status", &stats.status);
    shares(&mut page, "Agents", &stats.agents);
    table(&mut page, "Confidence against outcome", &["confidence", "requests", "runs", "done by the agent chosen"]);
    for range in stats.confidence.iter().filter(|range| range.count > 0) {
        let done = percent(range.done, range.runs);
        put(
            &mut page,
            &row(&[
                &format!("{:.1} to {:.1}", range.from, range.to),
                &range.count.to_string(),
                &range.runs.to_string(),
                &done,
            ]),
        );
    }
    put(&mut page, "</table>");
    durations(&mut page, stats);
    if !stats.unclear.is_empty() {
        table(&mut page, "Unclear requests, by a word they share", &["word", "requests", "for example"]);
        for group in &stats.unclear {
            put(&mut page, &row(&[&group.word, &group.count.to_string(), &group.requests.join(" / ")]));
        }
        put(&mut page, "</table>");
    }
    if !stats.fixtures.is_empty() {
        table(&mut page, "Fixtures to look at", &["request", "agent", "why"]);
        for one in &stats.fixtures {
            put(&mut page, &row(&[&one.request, &one.agent, one.why]));
        }
        put(&mut page, "</table>");
    }
    put(&mut page, "</body></html>");
    page
}

fn durations(page: &mut String, stats: &Stats) {
    let durations = &stats.durations;
    if let (Some(median), Some(p90), Some(longest)) = (durations.median_ms, durations.p90_ms, durations.longest_ms) {
        table(page, "How long runs took", &["", ""]);
        put(page, &row(&["median", &time(median)]));
        put(page, &row(&["nine of ten", &time(p90)]));
        put(page, &row(&["longest", &time(longest)]));
        for within in &durations.within {
            put(page, &row(&[&format!("under {}", within.target), &percent(within.runs, durations.runs)]));
        }
        let documents = &stats.documents;
        put(page, &row(&["results that name their knowledge document", &percent(documents.used, documents.results)]));
        put(page, "</table>");
    }
}

fn shares(page: &mut String, title: &str, shares: &[Share]) {
    table(page, title, &["", "requests", "share", "runs", "done"]);
    for share in shares {
        put(
            page,
            &format!(
                "<tr><td>{}</td><td class=\"n\">{}</td><td><meter value=\"{}\"></meter></td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                html(&share.name),
                share.count,
                share.share,
                share.runs,
                share.done
            ),
        );
    }
    put(page, "</table>");
}

fn table(page: &mut String, title: &str, heads: &[&str]) {
    let heads: String = heads.iter().map(|head| format!("<th>{}</th>", html(head))).collect();
    put(page, &format!("<h2>{}</h2>\n<table><tr>{heads}</tr>", html(title)));
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", html(cell))).collect();
    format!("<tr>{cells}</tr>")
}

fn put(page: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{line}");
}
