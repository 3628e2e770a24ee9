//! Expected against actual answers, as a table in which larger counts are darker.

use super::Html;
use std::collections::HashMap;
use task_router_check::Responder;
use task_router_check::report::TeamReport;

/// Further answers are left out, the least expected first.
const SHOWN: usize = 30;

/// The heat map; `failures` is the id of the list that a cell filters.
pub fn map(page: &mut Html, team: &TeamReport, failures: &str) {
    let mut shown: Vec<_> = team.agents.iter().filter(|agent| agent.expected + agent.given > 0).collect();
    let left = shown.len().saturating_sub(SHOWN);
    if left > 0 {
        shown.sort_by_key(|agent| std::cmp::Reverse(agent.expected + agent.given - agent.right));
        shown.truncate(SHOWN);
        shown.sort_by(|a, b| a.agent.cmp(&b.agent));
    }
    let wrong: HashMap<(&Responder, &Responder), usize> =
        team.confusions.iter().map(|one| ((&one.expected, &one.got), one.count)).collect();
    let most = wrong.values().copied().max().unwrap_or(1);
    page.raw("<p class=\"soft\">A row for who was expected, a column for who came.</p>");
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"confusions\"><table class=\"heat\">");
    page.raw("<tr><td></td>");
    for (number, agent) in shown.iter().enumerate() {
        page.raw("<th scope=\"col\" title=\"").text(agent.agent.name()).raw("\">").number(number + 1).raw("</th>");
    }
    page.raw("</tr>");
    for (number, row) in shown.iter().enumerate() {
        page.raw("<tr><th scope=\"row\">").text(row.agent.name()).raw(" ").number(number + 1).raw("</th>");
        for column in &shown {
            let count = wrong.get(&(&row.agent, &column.agent)).copied().unwrap_or(0);
            match (row.agent == column.agent, count) {
                (true, _) => right(page, row.right, row.expected),
                (false, 0) => {
                    page.raw("<td></td>");
                }
                (false, count) => {
                    page.raw(["<td class=\"w1\">", "<td class=\"w2\">", "<td class=\"w3\">"][level(count, most)]);
                    page.raw("<button type=\"button\" data-of=\"")
                        .text(failures)
                        .raw("\" data-expected=\"")
                        .text(row.agent.name());
                    page.raw("\" data-got=\"")
                        .text(column.agent.name())
                        .raw("\" title=\"")
                        .text(row.agent.name())
                        .raw(" → ");
                    page.text(column.agent.name()).raw("\">").number(count).raw("</button></td>");
                }
            }
        }
        page.raw("</tr>");
    }
    page.raw("</table></div>");
    if left > 0 {
        page.raw("<p class=\"soft\">").number(left).raw(" answers with fewer fixtures are left out.</p>");
    }
}

fn right(page: &mut Html, right: usize, expected: usize) {
    if right == 0 {
        page.raw("<td></td>");
        return;
    }
    page.raw(["<td class=\"r1\">", "<td class=\"r2\">", "<td class=\"r3\">"][level(right, expected.max(1))]);
    page.number(right).raw("</td>");
}

/// 0, 1 or 2: the size of a count relative to the largest.
fn level(count: usize, most: usize) -> usize {
    (count * 3).saturating_sub(1).checked_div(most).unwrap_or(0).min(2)
}
