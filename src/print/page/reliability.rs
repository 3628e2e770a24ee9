//! Confidence against outcome: of the answers given at 0.8, about 80 % should be right.

use super::Html;
use task_router_check::report::ConfidenceRange;

/// The side of the square. This and the next two are in the units of the picture, chosen by eye.
const SIDE: f64 = 240.0;
/// The space for the numbers on the left.
const LEFT: f64 = 36.0;
/// The space above the square.
const TOP: f64 = 10.0;

/// The diagram, beside the numbers.
pub fn diagram(page: &mut Html, ranges: &[ConfidenceRange]) {
    let answers: usize = ranges.iter().map(|range| range.answers.all).sum();
    page.raw("<div class=\"two\"><div><svg class=\"plot\" viewBox=\"0 0 300 300\" role=\"img\" aria-label=\"confidence against the share that is right\">");
    axes(page);
    for range in ranges {
        point(page, range, answers);
    }
    page.raw("</svg></div><div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"confidence by range\"><table><tr><th>confidence</th><th class=\"n\">answers</th><th class=\"n\">on average</th><th class=\"n\">right</th></tr>");
    for range in ranges {
        page.raw("<tr><td>").rounded(range.from, 1).raw(" to ").rounded(range.to, 1).raw("</td><td class=\"n\">");
        page.number(range.answers.all)
            .raw("</td><td class=\"n\">")
            .percent(Some(range.confidence))
            .raw("</td><td class=\"n\">");
        page.percent(Some(share(range))).raw("</td></tr>");
    }
    page.raw("</table><p class=\"soft\">On average ").percent(error(ranges, answers));
    page.raw(" between what was said and what came (expected calibration error). Unclear requests are not answers.</p></div></div>");
}

fn share(range: &ConfidenceRange) -> f64 {
    range.answers.share().unwrap_or(0.0)
}

/// The calibration error: the mean distance between confidence and outcome, weighted by answers.
fn error(ranges: &[ConfidenceRange], answers: usize) -> Option<f64> {
    let sum: f64 = ranges.iter().map(|range| (share(range) - range.confidence).abs() * range.answers.all as f64).sum();
    (answers > 0).then(|| sum / answers as f64)
}

fn axes(page: &mut Html) {
    page.raw("<path class=\"axis\" d=\"M36 10 V250 H276\"/><path class=\"ideal\" d=\"M36 250 L276 10\"/>");
    for tenth in [0, 2, 4, 6, 8, 10] {
        let at = f64::from(tenth) / 10.0;
        page.raw("<text text-anchor=\"end\" x=\"32\" y=\"")
            .rounded(y(at) + 4.0, 0)
            .raw("\">")
            .rounded(at, 1)
            .raw("</text>");
        page.raw("<text text-anchor=\"middle\" y=\"266\" x=\"")
            .rounded(x(at), 0)
            .raw("\">")
            .rounded(at, 1)
            .raw("</text>");
    }
    page.raw("<text x=\"156\" y=\"288\" text-anchor=\"middle\">confidence</text>");
    page.raw("<text x=\"44\" y=\"22\">share that is right</text>");
}

fn x(share: f64) -> f64 {
    LEFT + share * SIDE
}

fn y(share: f64) -> f64 {
    TOP + (1.0 - share) * SIDE
}

/// A dot whose size shows the number of answers, with a line to where it should be.
fn point(page: &mut Html, range: &ConfidenceRange, answers: usize) {
    let (at, right) = (range.confidence, share(range));
    let radius = 3.0 + 9.0 * (range.answers.all as f64 / answers.max(1) as f64).sqrt();
    page.raw("<path class=\"gap\" d=\"M").rounded(x(at), 1).raw(" ").rounded(y(at), 1).raw(" V").rounded(y(right), 1);
    page.raw("\"/><circle class=\"bin\" cx=\"").rounded(x(at), 1).raw("\" cy=\"").rounded(y(right), 1).raw("\" r=\"");
    page.rounded(radius, 1).raw("\"><title>").number(range.answers.all).raw(" answers, ").percent(Some(at));
    page.raw(" sure, ").percent(Some(right)).raw(" right</title></circle>");
}
