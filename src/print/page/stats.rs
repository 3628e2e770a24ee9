//! The statistics of a log, as a page.

use super::{Html, filter, whole};
use crate::log::stats::{Group, Proportion, Proposed, Stats};
use crate::print::stats::time;

/// The page.
pub fn page(stats: &Stats) -> String {
    let mut page = Html::default();
    page.raw("<h1>route stats</h1>");
    span(&mut page, stats);
    cards(&mut page, stats);
    shares(&mut page, "Status", &stats.status);
    shares(&mut page, "Agents", &stats.agents);
    confidence(&mut page, stats);
    durations(&mut page, stats);
    unclear(&mut page, &stats.unclear);
    fixtures(&mut page, &stats.fixtures);
    whole(&format!("route stats: {} requests", stats.requests), page)
}

fn span(page: &mut Html, stats: &Stats) {
    page.raw("<p>").count(stats.requests, "request");
    if stats.sessions > 0 {
        page.raw(" in ").count(stats.sessions, "session");
    }
    if let (Some(first), Some(last)) = (&stats.first, &stats.last) {
        page.raw(", ").text(first).raw(" to ").text(last);
    }
    page.raw("</p>");
    if stats.unreadable_lines > 0 {
        page.raw("<p><span class=\"badge warning\">warning</span> ").count(stats.unreadable_lines, "line");
        page.raw(" of the log could not be read.</p>");
    }
}

/// How many requests were clear, and how the runs went.
fn cards(page: &mut Html, stats: &Stats) {
    let all = stats.requests.max(1) as f64;
    let unclear = stats.status.iter().find(|share| share.name == "unclear").map_or(0, |share| share.count);
    let clear = stats.requests.saturating_sub(unclear);
    page.raw("<div class=\"cards\"><div class=\"card\">Answered <b>").percent(Some(clear as f64 / all)).raw("</b>");
    page.bar(clear as f64 / all, "").raw("<span class=\"soft\">").number(clear).raw(" of ").number(stats.requests);
    page.raw(" were clear enough</span></div>");
    let (runs, done) = stats.confidence.iter().fold((0, 0), |(runs, done), r| (runs + r.runs, done + r.done));
    if runs > 0 {
        let share = done as f64 / runs as f64;
        page.raw("<div class=\"card\">Done by the agent chosen <b>").percent(Some(share)).raw("</b>").bar(share, "");
        page.raw("<span class=\"soft\">").number(done).raw(" of ").count(runs, "run").raw("</span></div>");
    }
    let documents = &stats.documents;
    if documents.results > 0 {
        let share = documents.used as f64 / documents.results as f64;
        page.raw("<div class=\"card\">Documents used <b>").percent(Some(share)).raw("</b>").bar(share, "");
        page.raw("<span class=\"soft\">named in ").number(documents.used).raw(" of ");
        page.count(documents.results, "result").raw("</span></div>");
    }
    page.raw("</div>");
}

/// A table that scrolls separately on narrow screens; columns whose headers begin with `#` hold numbers.
fn table(page: &mut Html, title: &'static str, heads: &[&'static str], rows: impl FnOnce(&mut Html)) {
    page.raw("<h2>")
        .raw(title)
        .raw("</h2><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"")
        .raw(title);
    page.raw("\"><table><tr>");
    for head in heads {
        match head.strip_prefix('#') {
            Some(head) => page.raw("<th class=\"n\">").raw(head).raw("</th>"),
            None => page.raw("<th>").raw(head).raw("</th>"),
        };
    }
    page.raw("</tr>");
    rows(page);
    page.raw("</table></div>");
}

fn numbers(page: &mut Html, numbers: &[usize]) {
    for number in numbers {
        page.raw("<td class=\"n\">").number(*number).raw("</td>");
    }
}

fn shares(page: &mut Html, title: &'static str, shares: &[Proportion]) {
    table(page, title, &["answer", "#requests", "#share", "", "#runs", "#done"], |page| {
        for share in shares {
            page.raw("<tr><td>").text(&share.name).raw("</td>");
            numbers(page, &[share.count]);
            page.raw("<td class=\"n\">").percent(Some(share.share)).raw("</td><td>").bar(share.share, "").raw("</td>");
            numbers(page, &[share.runs, share.done]);
            page.raw("</tr>");
        }
    });
}

fn confidence(page: &mut Html, stats: &Stats) {
    let heads = ["confidence", "#requests", "#runs", "#done by the agent chosen", "#share of the runs"];
    table(page, "Confidence against outcome", &heads, |page| {
        for range in stats.confidence.iter().filter(|range| range.count > 0) {
            page.raw("<tr><td>").rounded(range.from, 1).raw(" to ").rounded(range.to, 1).raw("</td>");
            numbers(page, &[range.count, range.runs, range.done]);
            let share = (range.runs > 0).then(|| range.done as f64 / range.runs as f64);
            page.raw("<td class=\"n\">").percent(share).raw("</td></tr>");
        }
    });
}

fn durations(page: &mut Html, stats: &Stats) {
    let durations = &stats.durations;
    let (Some(median), Some(p90), Some(longest)) = (durations.median_ms, durations.p90_ms, durations.longest_ms) else {
        return;
    };
    table(page, "How long runs took", &["", "#"], |page| {
        for (name, ms) in [("median", median), ("nine of ten", p90), ("longest", longest)] {
            page.raw("<tr><td>").raw(name).raw("</td><td class=\"n\">").text(&time(ms)).raw("</td></tr>");
        }
        for within in &durations.within {
            page.raw("<tr><td>within ").raw(within.target).raw("</td><td class=\"n\">").number(within.runs);
            page.raw(" of ").number(durations.runs).raw("</td></tr>");
        }
    });
}

fn unclear(page: &mut Html, groups: &[Group]) {
    if groups.is_empty() {
        return;
    }
    page.raw("<h2>Unclear requests, by a word they share</h2>");
    for group in groups {
        page.raw("<details><summary><b>").text(&group.word).raw("</b> <span class=\"soft\">");
        page.count(group.count, "request").raw("</span></summary><div><ul>");
        for request in &group.requests {
            page.raw("<li>").text(request).raw("</li>");
        }
        page.raw("</ul></div></details>");
    }
}

fn fixtures(page: &mut Html, proposed: &[Proposed]) {
    if proposed.is_empty() {
        return;
    }
    page.raw(
        "<h2>Fixtures to look at</h2><p class=\"soft\"><code>route stats LOG -f fixtures</code> prints them alone.</p>",
    );
    filter(page, "fixtures", |_| {});
    page.raw("<ul id=\"fixtures\">");
    for one in proposed {
        page.raw("<li>").text(&one.request).raw(" <b>").text(&one.agent).raw("</b> <span class=\"soft\">");
        page.raw(one.why).raw(" (line ").number(one.line).raw(")</span></li>");
    }
    page.raw("</ul>");
}
