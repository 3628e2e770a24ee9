//! The statistics of a log, for people.

use crate::log::audit::Audit;
use crate::log::stats::{Proportion, Proposed, Stats};
use crate::terminal::Style;
use crate::wording::counted;
use std::fmt::Write;
use std::time::Duration;
use task_router_engine::escape::one_line;
use task_router_engine::plan::headline;

/// The whole page.
pub fn page(stats: &Stats, style: Style) -> String {
    let mut text = String::new();
    let span = match (&stats.first, &stats.last) {
        (Some(first), Some(last)) => format!(", {} to {}", one_line(first), one_line(last)),
        _ => String::new(),
    };
    line(&mut text, &format!("{}{span}", counted(stats.requests, "request")));
    shares(&mut text, &style.bold("Status"), &stats.status);
    shares(&mut text, &style.bold("Agents"), &stats.agents);
    title(&mut text, &style.bold("Confidence against outcome"));
    for range in stats.confidence.iter().filter(|range| range.count > 0) {
        let runs = match range.runs {
            0 => "none run".to_owned(),
            runs => format!("{} of {runs} runs done by the agent chosen ({})", range.done, percent(range.done, runs)),
        };
        line(&mut text, &format!("  {:.1} to {:.1}  {:>5}  {runs}", range.from, range.to, range.count));
    }
    let durations = &stats.durations;
    if let (Some(median), Some(p90), Some(longest)) = (durations.median_ms, durations.p90_ms, durations.longest_ms) {
        title(&mut text, &style.bold("How long runs took"));
        line(&mut text, &format!("  median {}, nine of ten {}, longest {}", time(median), time(p90), time(longest)));
        for within in &durations.within {
            let share = percent(within.runs, durations.runs);
            line(&mut text, &format!("  within {}: {} of {} ({share})", within.target, within.runs, durations.runs));
        }
    }
    if stats.documents.results > 0 {
        let documents = &stats.documents;
        title(&mut text, &style.bold("Knowledge documents"));
        let share = percent(documents.used, documents.results);
        line(&mut text, &format!("  named in {} of {} results ({share})", documents.used, documents.results));
    }
    if !stats.unclear.is_empty() {
        title(&mut text, &style.bold("Unclear requests, by a word they share"));
        for group in &stats.unclear {
            line(&mut text, &format!("  {} ({})", one_line(&group.word), group.count));
            group.requests.iter().for_each(|request| line(&mut text, &format!("    {}", one_line(&headline(request)))));
        }
    }
    if !stats.fixtures.is_empty() {
        title(&mut text, &style.bold("Fixtures to look at (-f fixtures prints them alone)"));
        text.push_str(&yaml(&stats.fixtures, headline));
    }
    text
}

/// The proposed fixtures, as a file of fixtures.
pub fn fixtures(proposed: &[Proposed]) -> String {
    yaml(proposed, str::to_owned)
}

fn yaml(proposed: &[Proposed], shown: fn(&str) -> String) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    proposed
        .iter()
        .map(|one| {
            let map = format!(
                "- {{request: {}, agent: {}}}  # {}\n",
                quoted(&shown(&one.request)),
                quoted(&one.agent),
                one.why
            );
            task_router_engine::escape::json(&map).into_owned()
        })
        .collect()
}

/// Recommendations compared with what ran.
pub fn audit(audit: &Audit, style: Style) -> String {
    let mut text = String::new();
    let share = percent(audit.followed, audit.recommended);
    line(&mut text, &format!("{} recommended, {} followed ({share})", audit.recommended, audit.followed));
    line(
        &mut text,
        &format!("{} not followed, {} started that were never offered", audit.not_followed, audit.never_offered),
    );
    if !audit.agents.is_empty() {
        title(&mut text, &style.bold("Agents"));
        let width = audit.agents.iter().map(|counts| counts.agent.chars().count()).max().unwrap_or_default();
        for counts in &audit.agents {
            let name = one_line(&counts.agent);
            line(
                &mut text,
                &format!(
                    "  {name:width$}  {} recommended, {} followed, {} ran, {} never offered",
                    counts.recommended, counts.followed, counts.ran, counts.never_offered
                ),
            );
        }
    }
    for (i, case) in audit.cases.iter().enumerate() {
        if i == 0 {
            title(&mut text, &style.bold("Cases"));
        }
        let request = if case.request.is_empty() { "(before any request)" } else { &headline(&case.request) };
        line(&mut text, &format!("  {}: {}", case.what, one_line(request)));
        let list = |names: &[String]| if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
        line(
            &mut text,
            &format!("    {}", one_line(&format!("recommended {}, ran {}", list(&case.recommended), list(&case.ran)))),
        );
    }
    text
}

fn shares(text: &mut String, heading: &str, shares: &[Proportion]) {
    title(text, heading);
    let width = shares.iter().map(|share| share.name.chars().count()).max().unwrap_or_default();
    for share in shares {
        let name = one_line(&share.name);
        let runs = match share.runs {
            0 => String::new(),
            runs => format!("  {} of {runs} runs done", share.done),
        };
        line(text, &format!("  {name:width$}  {:>5}  {:>5.1} %{runs}", share.count, share.share * 100.0));
    }
}

fn title(text: &mut String, title: &str) {
    line(text, &format!("\n{title}"));
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

/// A percentage for people.
pub fn percent(part: usize, whole: usize) -> String {
    if whole == 0 { "none".to_owned() } else { format!("{:.0} %", part as f64 / whole as f64 * 100.0) }
}

/// A duration for people, with three digits.
pub fn time(ms: u64) -> String {
    let coarse = if ms < 1_000 { ms } else { ms / 100 * 100 };
    humantime::format_duration(Duration::from_millis(coarse)).to_string()
}
