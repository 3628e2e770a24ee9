//! Self-contained HTML pages: one file each, without network requests, for any screen size, light or dark.
//! A content security policy allows only the style and script of this program, by their hashes.

pub mod check;
pub mod explain;
mod graph;
mod heat;
mod reliability;
pub mod stats;

use crate::wording::counted;
use std::fmt::Display;
use task_router_engine::ScorePart;
use task_router_engine::escape::html;
use task_router_engine::explanation::marks;

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/script.js");
/// The hashes of both, as a browser computes them; a test compares them with the files.
const STYLE_HASH: &str = "sha256-CNolpcc92ePE1UP948W77CwYISKMSs9YY07uc2rua0k=";
const SCRIPT_HASH: &str = "sha256-33s+aMZKFSTparLzwn9FPpY/kO3za6QzLFE0t9Q+H5I=";

/// HTML being written. Text from outside is always escaped.
#[derive(Debug, Default)]
pub struct Html(String);

/// A number, which contains no markup.
pub trait Number: Display {}
impl Number for usize {}
impl Number for f64 {}

impl Html {
    /// Trusted markup of this program.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Escaped text, in an element or a quoted attribute, as one line.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(&html(text));
        self
    }

    /// A number.
    pub fn number(&mut self, number: impl Number) -> &mut Self {
        self.0.push_str(&number.to_string());
        self
    }

    /// A count with its noun.
    fn count(&mut self, number: usize, of: &'static str) -> &mut Self {
        self.text(&counted(number, of))
    }

    /// A number with this many decimal places.
    pub fn rounded(&mut self, number: f64, digits: usize) -> &mut Self {
        self.0.push_str(&format!("{number:.digits$}"));
        self
    }

    /// A percentage, a dash if there is none.
    pub fn percent(&mut self, share: Option<f64>) -> &mut Self {
        match share {
            Some(share) => self.rounded(share * 100.0, 1).raw(" %"),
            None => self.raw("–"),
        }
    }

    /// Other HTML, as it is.
    pub fn put(&mut self, other: Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Text of several lines, in which words that count for an agent are marked, and those that count against it.
    pub fn marked<'p>(&mut self, text: &str, parts: impl Iterator<Item = &'p ScorePart>) -> &mut Self {
        let marks = marks(text, parts.map(|part| (part.text.as_str(), part.score)));
        let strongest = marks.iter().map(|mark| mark.score.abs()).fold(0.0, f64::max);
        let mut at = 0;
        for mark in &marks {
            self.lines(&text[at..mark.range.start]);
            self.raw(match (mark.score > 0.0, mark.score.abs() / strongest) {
                (true, share) if share > 0.6 => "<mark class=\"for strong\" title=\"",
                (true, share) if share > 0.25 => "<mark class=\"for\" title=\"",
                (true, _) => "<mark class=\"for weak\" title=\"",
                (false, share) if share > 0.25 => "<mark class=\"against\" title=\"",
                (false, _) => "<mark class=\"against weak\" title=\"",
            });
            self.score(mark.score).raw("\">").lines(&text[mark.range.clone()]).raw("</mark>");
            at = mark.range.end;
        }
        self.lines(&text[at..])
    }

    fn lines(&mut self, text: &str) -> &mut Self {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                // A line of the page begins with no text from outside.
                self.raw("&#10;");
            }
            self.text(line);
        }
        self
    }

    /// Log-odds with their sign.
    pub fn score(&mut self, score: f64) -> &mut Self {
        self.0.push_str(&format!("{score:+.2}"));
        self
    }

    /// A bar that shows a share.
    fn bar(&mut self, share: f64, class: &'static str) -> &mut Self {
        self.raw("<svg class=\"bar ")
            .raw(class)
            .raw("\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        self.raw("<rect class=\"rail\" width=\"100\" height=\"8\"/><rect class=\"fill\" width=\"");
        self.rounded(share.clamp(0.0, 1.0) * 100.0, 2).raw("\" height=\"8\"/></svg>")
    }
}

/// A whole page.
pub fn whole(title: &str, body: Html) -> String {
    let mut page = Html::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '");
    page.raw(STYLE_HASH).raw("'; script-src '").raw(SCRIPT_HASH).raw("'; base-uri 'none'; form-action 'none'\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        .text(title)
        .raw("</title>\n<style>")
        .raw(STYLE);
    page.raw(
        "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<main id=\"main\">\n",
    )
    .put(body);
    page.raw("</main>\n<footer>route ").raw(env!("CARGO_PKG_VERSION"));
    page.raw("</footer>\n<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>");
    page.0
}

/// Evidence as a list: what caused it, its kind, and what it adds.
fn evidence<'p>(page: &mut Html, parts: impl Iterator<Item = &'p ScorePart>) {
    page.raw("<ul class=\"evidence\">");
    for part in parts {
        page.raw(if part.score < 0.0 { "<li class=\"against\">" } else { "<li class=\"for\">" });
        page.raw("<b>").text(&part.shown()).raw("</b> <span>").raw(part.kind.label());
        page.raw("</span> <data>").score(part.score).raw("</data></li>");
    }
    page.raw("</ul>");
}

/// Filters for a list; hidden if there is nothing to filter. Without a script everything is shown.
fn filter(page: &mut Html, id: &str, choices: impl FnOnce(&mut Html)) {
    page.raw("<div class=\"filter\" hidden data-of=\"").text(id);
    page.raw("\"><label>Text <input type=\"search\" data-key=\"text\" autocomplete=\"off\" placeholder=\"press / to type\"></label>");
    choices(page);
    page.raw("<button type=\"button\">Show all</button><output aria-live=\"polite\"></output></div>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};
    use task_router_engine::EvidenceKind;

    /// Base64 of 32 bytes.
    fn base64(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut text = String::new();
        for chunk in bytes.chunks(3) {
            let number = chunk.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
            for i in 0..4 {
                let letter = LETTERS[(number >> (18 - 6 * i) & 63) as usize];
                text.push(if i <= chunk.len() { letter as char } else { '=' });
            }
        }
        text
    }

    #[test]
    fn the_policy_names_the_style_and_the_script_by_their_hashes() {
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        for (text, hash) in [(STYLE, STYLE_HASH), (SCRIPT, SCRIPT_HASH)] {
            assert_eq!(hash, format!("sha256-{}", base64(&Sha256::digest(text))));
            assert!(!text.contains("</") && !text.contains("://"), "it could end its element, or fetch something");
        }
    }

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let mut page = Html::default();
        let kind = EvidenceKind::Keyword;
        let part = |text: &str, score| ScorePart { kind, text: text.into(), near: None, score, line: None };
        let parts = [part("login", 1.0), part("out", -0.1)];
        page.text("</title><script>").marked("a <b>\nlogin & out", parts.iter());
        assert_eq!(
            page.0,
            "&lt;/title&gt;&lt;script&gt;a &lt;b&gt;&#10;<mark class=\"for strong\" title=\"+1.00\">login</mark> &amp; \
             <mark class=\"against weak\" title=\"-0.10\">out</mark>"
        );
    }
}
