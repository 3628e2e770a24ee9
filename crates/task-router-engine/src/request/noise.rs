//! Finds pasted text in a request (code, logs, traces, quoted mail, links, earlier turns of a conversation) and text
//! that asks for nothing (comments of a template, completed tasks).

mod chat;
mod lines;
mod logs;
mod mail;
mod shares;
mod tables;

use super::WHOLE;
use crate::text::range_in;
use pulldown_cmark::{Event, Options, Parser, Tag};
use shares::{ADDRESSEE, CODE, COMMENT, DONE, EARLIER_TURN, LINK, LOG, QUOTE};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// The pasted parts of a request.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Noise {
    /// Ascending and disjoint: range and share of the words in it.
    spans: Vec<(Range<usize>, i32)>,
}

/// Finds the pasted parts; `None` if there are none. A request of one line can only have links and comments.
pub(crate) fn find(request: &str) -> Option<Noise> {
    let bytes = request.as_bytes();
    if !may_hold_any(bytes) {
        return None;
    }
    let mut spans = Vec::new();
    links(request, &mut spans);
    addresses(request, &mut spans);
    if memchr::memchr(b'\n', bytes).is_some() {
        lines::find(request, &mut spans);
    }
    let is_marked = memchr::memchr3(b'`', b'~', b'<', bytes).is_some()
        || memchr::memchr2(b'>', b'[', bytes).is_some()
        || has_indent(request);
    if is_marked && may_be_noise(bytes) {
        markdown(request, &mut spans);
    }
    if spans.is_empty() {
        return None;
    }
    let noise = Noise::of(spans);
    (!noise.spans.is_empty()).then_some(noise)
}

/// Looks at all bytes, which is vectorised. `memchr` is as fast, but its first search runs `cpuid`, and a hypervisor takes a
/// twentieth of a start to answer that.
fn may_hold_any(request: &[u8]) -> bool {
    request.iter().fold(false, |found, byte| found | matches!(byte, b'\n' | b':' | b'<' | b'@'))
}

impl Noise {
    /// Merges spans in any order; where several overlap, the smallest share counts.
    fn of(mut spans: Vec<(Range<usize>, i32)>) -> Self {
        spans.retain(|(range, _)| !range.is_empty());
        let mut ends: Vec<usize> = spans.iter().flat_map(|(range, _)| [range.start, range.end]).collect();
        ends.sort_unstable();
        ends.dedup();
        spans.sort_by_key(|(range, _)| range.start);
        let mut found: Vec<(Range<usize>, i32)> = Vec::new();
        // Share and end of spans that may extend past the current position, the lowest share first.
        let mut open: BinaryHeap<Reverse<(i32, usize)>> = BinaryHeap::new();
        let mut next = spans.into_iter().peekable();
        for piece in ends.windows(2) {
            let piece = piece[0]..piece[1];
            while let Some((range, share)) = next.next_if(|(range, _)| range.start <= piece.start) {
                open.push(Reverse((share, range.end)));
            }
            while open.peek().is_some_and(|Reverse((_, end))| *end <= piece.start) {
                open.pop();
            }
            let Some(&Reverse((share, _))) = open.peek() else { continue };
            match found.last_mut().filter(|(range, last)| range.end == piece.start && *last == share) {
                Some((range, _)) => range.end = piece.end,
                None => found.push((piece, share)),
            }
        }
        Self { spans: found }
    }

    /// The same without addresses and links that an author states, which the request is about; `None` if nothing is left.
    pub(super) fn without_stated(mut self, is_stated: impl Fn(Range<usize>) -> bool) -> Option<Self> {
        let is_kept = |run: &&[(Range<usize>, i32)]| match run {
            [(link, LINK)] => !is_stated(link.clone()),
            [(local, ADDRESSEE), (domain, LINK)] => !is_stated(local.start..domain.end),
            _ => true,
        };
        if self.spans.iter().any(|(_, share)| *share == LINK) {
            let runs = self.spans.chunk_by(|(one, _), (next, _)| one.end == next.start);
            self.spans = runs.filter(is_kept).flatten().cloned().collect();
        }
        (!self.spans.is_empty()).then_some(self)
    }

    /// The share of words at a position of the request, if it is pasted.
    pub(crate) fn share_at(&self, at: usize) -> Option<i32> {
        let behind = self.spans.partition_point(|(range, _)| range.start <= at);
        let (range, share) = self.spans.get(behind.checked_sub(1)?)?;
        range.contains(&at).then_some(*share)
    }

    /// Whether all of a part of the request is pasted, but for blanks. A log does not count: lines that begin with a
    /// time may be a list, too.
    pub(crate) fn covers(&self, request: &str, part: Range<usize>) -> bool {
        let mut rest = request[part.clone()].trim();
        while !rest.is_empty() {
            let at = range_in(rest, request).start;
            let behind = self.spans.partition_point(|(range, _)| range.start <= at);
            let span = self.spans[..behind].last().filter(|(range, share)| range.contains(&at) && *share != LOG);
            let Some((range, _)) = span else { return false };
            rest = request[range.end.min(part.end)..part.end].trim();
        }
        true
    }

    /// Gives all pasted words the share of a word of the request itself; comments and what is done still ask for nothing.
    pub(super) fn count_in_full(&mut self) {
        self.spans.iter_mut().filter(|(_, share)| *share > 0).for_each(|(_, share)| *share = WHOLE);
    }

    /// The request with its pasted parts replaced by blanks, of the same length.
    pub(crate) fn blanked(&self, request: &str) -> String {
        let mut rest = String::with_capacity(request.len());
        let mut at = 0;
        for (range, _) in &self.spans {
            rest.push_str(&request[at..range.start]);
            rest.extend(std::iter::repeat_n(' ', range.len()));
            at = range.end;
        }
        rest.push_str(&request[at..]);
        rest
    }
}

/// Finds URLs: from the scheme to the next blank.
fn links(request: &str, spans: &mut Vec<(Range<usize>, i32)>) {
    let bytes = request.as_bytes();
    let mut end = 0;
    for at in memchr::memchr_iter(b':', bytes).filter(|&at| bytes[at..].starts_with(b"://")) {
        let scheme = request[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        if at < end || scheme < 2 {
            continue;
        }
        let length = request[at..].find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']' | '|'));
        end = length.map_or(request.len(), |length| at + length);
        spans.push((at - scheme..end, LINK));
    }
}

/// Finds mail addresses.
fn addresses(request: &str, spans: &mut Vec<(Range<usize>, i32)>) {
    let bytes = request.as_bytes();
    let mut end = 0;
    for at in memchr::memchr_iter(b'@', bytes) {
        let is_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
        let start = at - bytes[end..at].iter().rev().take_while(|b| is_local(b)).count();
        let is_domain = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
        let domain = &request[at + 1..at + 1 + bytes[at + 1..].iter().take_while(is_domain).count()];
        let domain = domain.trim_end_matches(['.', '-']);
        // `package@2.0.0.beta` is a version.
        let is_version = |name: &str| name.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let ends_well = |top: &str| top.len() > 1 && top.bytes().all(|b| b.is_ascii_alphabetic());
        if start < at && domain.rsplit_once('.').is_some_and(|(name, top)| !is_version(name) && ends_well(top)) {
            end = at + 1 + domain.len();
            spans.extend([(start..at + 1, ADDRESSEE), (at + 1..end, LINK)]);
        }
    }
}

/// Whether any line may start an indented code block.
fn has_indent(request: &str) -> bool {
    memchr::memmem::find(request.as_bytes(), b"\n    ").is_some()
        || memchr::memmem::find(request.as_bytes(), b"\n\t").is_some()
}

/// Whether markdown may contain any noise: a fence, an indented line, a quote, a comment or a ticked task. Parsing it
/// costs more than the rest of a request.
fn may_be_noise(bytes: &[u8]) -> bool {
    let holds = |byte: u8, is: &dyn Fn(usize) -> bool| memchr::memchr_iter(byte, bytes).any(is);
    let starts = |with: &'static [u8]| move |at: usize| bytes[at..].starts_with(with);
    // A quote starts a line, or follows another quote or a list marker.
    let begins = |at: usize| at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\r' | b'\n' | b'>');
    holds(b'`', &starts(b"```"))
        || holds(b'~', &starts(b"~~~"))
        || holds(b'<', &starts(b"<!--"))
        || holds(b'>', &begins)
        || holds(b'[', &|at| matches!(bytes.get(at + 1..at + 3), Some(b"x]" | b"X]")))
        || memchr::memchr(b'\t', bytes).is_some()
        || holds(b' ', &starts(b"    "))
}

/// Finds noise in markdown: code, quotes, comments and ticked tasks.
fn markdown(request: &str, spans: &mut Vec<(Range<usize>, i32)>) {
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut quoted = 0;
    for (event, range) in Parser::new_ext(request, Options::ENABLE_TASKLISTS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => spans.push((range, CODE)),
            // The quotes in a quote are a part of it.
            Event::Start(Tag::BlockQuote(_)) if range.start >= quoted => {
                quoted = range.end;
                quoted_lines(request, range, spans);
            }
            Event::Start(Tag::HtmlBlock) => comments(request, range, spans),
            Event::InlineHtml(_) => comments(request, range, spans),
            Event::Start(Tag::Item) => items.push(range),
            Event::TaskListMarker(true) => {
                // Only the item itself: a nested list may contain open tasks.
                let item = items.last().cloned().unwrap_or(range);
                let line = request[item.clone()].find('\n').map_or(item.end, |length| item.start + length);
                spans.push((item.start..line, DONE));
            }
            _ => {}
        }
    }
}

/// Finds the lines of a quote that are marked as such. Markdown also counts a line right below them, which is the answer
/// to them in mail.
fn quoted_lines(request: &str, quote: Range<usize>, spans: &mut Vec<(Range<usize>, i32)>) {
    let mut start = quote.start;
    for line in request[quote].split_inclusive('\n') {
        if line.trim_start().starts_with('>') {
            spans.push((start..start + line.len(), QUOTE));
        }
        start += line.len();
    }
}

/// Finds the comments in a piece of HTML.
fn comments(request: &str, range: Range<usize>, spans: &mut Vec<(Range<usize>, i32)>) {
    let mut at = range.start;
    while let Some(start) = request[at..range.end].find("<!--").map(|start| at + start) {
        let end = request[start..range.end].find("-->").map_or(range.end, |length| start + length + 3);
        spans.push((start..end, COMMENT));
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::{is_proportional, repeated};
    use proptest::prelude::*;

    /// The request without its pasted parts.
    pub(super) fn asked(request: &str) -> String {
        let rest = find(request).map_or_else(|| request.to_owned(), |noise| noise.blanked(request));
        rest.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn pasted_parts_are_removed() {
        let cases = [
            ("fix the login: it is slow", "fix the login: it is slow"),
            ("see https://example.com/a/sql-b?x=1: the button", "see the button"),
            ("mail tea.cup+1@cups.example.org, please", "mail , please"),
            ("@tea.cup and tea@cup, npm tea@1.2.3", "@tea.cup and tea@cup, npm tea@1.2.3"),
            ("[the docs](https://example.com/sql) are wrong", "[the docs]( ) are wrong"),
            ("fix it <!-- describe the database --> now", "fix it now"),
            ("<!-- describe\n\nthe database -->\nfix it", "fix it"),
            ("Fix this:\n```sql\nselect 1\n```\nplease", "Fix this: please"),
            ("why?\n\n    let x = sql();\n\nthanks", "why? thanks"),
            ("I agree, fix it.\n\n> drop the table\n> and the index\n", "I agree, fix it."),
            ("> drop the table\nfix it\n> or the index\n>> or both\nnow", "fix it now"),
            ("- > drop\n  > the table\n  fix it", "- fix it"),
            ("please do\n\nOn Mon, Bob wrote:\n> the database is slow\n> and down\nfix it", "please do fix it"),
            ("Am 3. Mai schrieb Eva:\n\n> the database\n\nfix it\n> now?\nyes", "fix it yes"),
            ("- [x] add a table\n- [ ] style the button", "- [ ] style the button"),
            ("it fails\n2024-01-01 12:00:00 INFO sql.Migration done\n[12:00:01] WARN sql.Migration slow", "it fails"),
            (
                "it fails\njava.lang.NullPointerException: x\n    at com.acme.sql.Sql.run(Sql.java:10)\n    ... 5 more\nCaused by: a.B: c\nhelp",
                "it fails help",
            ),
            (
                "it fails\nTraceback (most recent call last):\n  File \"sql.py\", line 3, in <module>\n    run()\nValueError: sql\nplease fix",
                "it fails please fix",
            ),
            ("at a.B.run(B.java:10)\nat a.C (c.js:1:2)\nwhy? at noon (10:30)", "why? at noon (10:30)"),
            ("it fails\n\ntea.errors.CupBroken: x\n\tat tea.Cup.pour(Cup.java:7)\nhelp", "it fails help"),
            (
                "it fails\n\npanic: no tea\n\ngoroutine 7 [running]:\ntea.Pour(0xc0, 0x1)\n\t/tea/cup.go:7 +0x1d\nhelp",
                "it fails help",
            ),
            (
                "it fails\nthread 'main' panicked at src/cup.rs:7:3:\nno tea\nstack backtrace:\n   0: tea::pour\n             at ./src/tea.rs:1:2\nhelp",
                "it fails help",
            ),
            (
                "it fails\nPHP Fatal error:  Uncaught TeaError: none in /tea.php:7\nStack trace:\n#0 /cup.php(3): pour()\n#1 {main}\nhelp",
                "it fails help",
            ),
            (
                "it fails\nUnhandled exception. Tea.Cup: none\n   at Tea.Cup.Pour() in /Cup.cs:line 7\nhelp",
                "it fails help",
            ),
            ("it fails\nERROR:  no tea\nDETAIL:  Cup 7 is empty.\nHINT:  Buy tea.\n\nhelp", "it fails help"),
            ("error[E7]: no tea\nnote: cup 7\nhelp me", "help me"),
            ("ERROR: no tea\n\nhelp", "ERROR: no tea help"),
            ("note: no tea\nhelp: a cup", "note: no tea help: a cup"),
            ("tea is cold\n\nFrom: Bob\nSent: Monday\nTo: Eva\nSubject: RE: cups\n\nthe database", "tea is cold"),
            ("Tee ist kalt\n\nVon: Bob\nGesendet: Montag\nAn: Eva\nBetreff: Tassen\n\ndie Datenbank", "Tee ist kalt"),
            ("le th\u{e9}\n\nDe : Bob\nEnvoy\u{e9} : lundi\n\u{c0} : Eva\nObjet : tasses\n\nla base", "le th\u{e9}"),
            ("tea is cold\n\nBegin forwarded message:\n\nFrom: Bob\n\nthe database", "tea is cold"),
            ("plan a trip\nFrom: Rome\nTo: Oslo\n\nby train", "plan a trip by train"),
            ("{\"level\":\"error\",\"msg\":\"sql\"}\nfix it", "fix it"),
            ("From: bob@sql.example\nDate: today\nSubject: the button\n\nfix it", "Subject: the button fix it"),
            ("Von: Bob\nBetreff: AW: SQL\n\nfix it", "fix it"),
            ("To: the point", "To: the point"),
            ("From: a to b\nfix it", "From: a to b fix it"),
            ("fix it\n-- \nBob\nHead of SQL", "fix it"),
            ("fix it\n\nBest regards,\nBob Query\nHead of SQL", "fix it"),
            ("fix it\nThanks,\nBob", "fix it"),
            ("fix it\nThanks\nBob", "fix it Thanks Bob"),
            ("Cheers,\nplease fix the login", "Cheers, please fix the login"),
            ("Bitte reparieren\nViele Gr\u{fc}\u{df}e\n\nEva SQL", "Bitte reparieren"),
            ("regards\nthe database is slow", "regards the database is slow"),
            ("User: add a table\nAssistant: done\nUser: style the button", "style the button"),
            ("**User:** add\nmore\n\n**Assistant:** done\n\n**User:** style it", "style it"),
            ("User: style it\nAssistant: which one?", "style it"),
            ("Nutzer: add\nAssistent: done\nNutzer: style it", "style it"),
            ("Gebruiker: add\nAI: done\nGebruiker: style it", "style it"),
            ("사용자: add\n어시스턴트: done\n사용자: style it", "style it"),
            ("Input: a cup\nOutput: tea", "Input: a cup Output: tea"),
            ("fix it\n\nAnn: sql is down\nBob: why?\nand how\nAnn: yes\nplease", "fix it please"),
            ("Nutzer: add\nAssistent: which?\nNutzer: style it", "style it"),
            ("Task: add sql\nOwner: Ann?\nTask: add cups\nplan it", "Task: add sql Owner: Ann? Task: add cups plan it"),
            ("tea is cold\n\nFwd: cups\n\nthe database", "tea is cold"),
            ("Fwd: cups\n\nthe tea", "Fwd: cups the tea"),
            ("Note: fix the login\nThanks", "Note: fix the login Thanks"),
            ("please do\n\nOn Mon, Jan 1, 2024, Bob wrote:\nthe database is slow", "please do"),
            ("please do\n-----Original Message-----\nFrom: Bob\nthe database", "please do"),
            ("fix this diff\ndiff --git a/sql b/sql\n@@ -1 +1 @@\n-sql\n+sql2\n\nthanks", "fix this diff thanks"),
        ];
        for (request, expected) in cases {
            assert_eq!(asked(request), expected, "{request}");
        }
    }

    #[test]
    fn the_smallest_share_of_overlapping_spans_counts() {
        let noise = Noise::of(vec![(0..10, 5), (2..4, 3), (3..12, 7), (20..20, 1)]);
        assert_eq!(noise.spans, [(0..2, 5), (2..4, 3), (4..10, 5), (10..12, 7)]);
        assert_eq!([0, 3, 9, 11, 12].map(|at| noise.share_at(at)), [Some(5), Some(3), Some(5), Some(7), None]);
    }

    proptest! {
        #[test]
        fn any_request_is_read(
            text in any::<String>(),
            more in r"([a-z ]|\n|```|~~~|> |>|- |1\. |- \[x\] |<!--|-->|https://|User: |    |\tat x\(y\)|é|@@ |\+a|On a wrote:){0,40}",
        ) {
            for request in [text, more] {
                let mut spans = Vec::new();
                markdown(&request, &mut spans);
                prop_assert!(spans.is_empty() || may_be_noise(request.as_bytes()));
                if let Some(noise) = find(&request) {
                    prop_assert_eq!(noise.blanked(&request).len(), request.len());
                    prop_assert!(noise.spans.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start));
                }
            }
        }
    }

    #[test]
    fn closings_of_mail_links_and_nested_quotes_are_read_in_proportion_to_their_size() {
        for (text, is_noise) in [
            ("regards\n", false),
            ("ab://", true),
            ("a://", false),
            ("> ", true),
            ("To: b\n", true),
            ("a@", false),
            ("a@b.c@", false),
            ("@a.bc", true),
            ("error: a\n", true),
            ("ERROR: a\n\n", false),
        ] {
            let request = |size| format!("look:\n{}here", repeated(text, size));
            let read = |request: &str| assert_eq!(find(request).is_some(), is_noise, "{text}");
            assert!(is_proportional(request, 1 << 20, read), "{text}");
        }
    }
}
