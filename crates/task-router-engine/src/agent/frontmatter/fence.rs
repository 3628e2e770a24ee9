//! Locates frontmatter in a file: between two fences at its start, or nearly so.

use super::lenient::is_known_line;
use crate::agent::encoding::BYTE_ORDER_MARK;

/// A deviation that may keep other tools from finding the frontmatter: line, what is unusual, and the fix.
type Departure = (usize, &'static str, &'static str);

/// Language of the frontmatter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrontmatterLanguage {
    Yaml,
    Toml,
}

/// The text between the fences and after them.
#[derive(Debug)]
pub(super) struct Fenced {
    pub(super) inside: String,
    pub(super) language: FrontmatterLanguage,
    pub(super) body: String,
    /// Line numbers in the file of the first line of `inside` and of `body`.
    pub(super) first_line: usize,
    pub(super) body_line: usize,
    pub(super) departure: Option<Departure>,
}

impl Fenced {
    pub(super) fn find(text: &str) -> Option<Self> {
        let unmarked = text.trim_start_matches(['\u{feff}', '\u{200b}', '\u{200e}', '\u{2060}']);
        let lines: Vec<&str> = unmarked.lines().collect();
        let start = Start::find(&lines)?;
        let Start { open, end_of_file, indent, fence, mut departure } = start;
        if unmarked.len() != text.len() {
            departure = Some(match text.starts_with(BYTE_ORDER_MARK) {
                true => (1, "a byte order mark stands before the frontmatter", "save the file as UTF-8 without one"),
                false => (1, "invisible characters stand before the frontmatter", "remove them"),
            });
        }
        let dedent = |line: &&str| {
            // Some white space takes several bytes.
            let own = line.chars().take(indent).take_while(|c| c.is_whitespace());
            line[own.map(char::len_utf8).sum()..].to_owned()
        };
        let close = (open + 1..end_of_file).find_map(|i| Some((i, FenceKind::closing(&dedent(&lines[i]), fence)?)));
        let end = match close {
            Some((at, Closing::Usual)) => at,
            Some((at, closing)) => {
                departure.get_or_insert((at + 1, closing.text(), "close with a line `---`"));
                at
            }
            None => {
                let end = unclosed_end(&lines[..end_of_file], open);
                // A rule between paragraphs opens nothing.
                if end == open + 1 {
                    return None;
                }
                departure = Some((open + 1, "the frontmatter is never closed", "close it with a line `---`"));
                end
            }
        };
        let after = (end + usize::from(close.is_some())).min(end_of_file);
        let join = |lines: &[&str]| lines.iter().map(dedent).collect::<Vec<_>>().join("\n");
        Some(Self {
            inside: join(&lines[open + 1..end]) + "\n",
            language: if fence == FenceKind::Pluses { FrontmatterLanguage::Toml } else { FrontmatterLanguage::Yaml },
            body: join(&lines[after..end_of_file]),
            first_line: open + 2,
            body_line: after + 1,
            departure,
        })
    }
}

/// Opening of the frontmatter.
struct Start {
    open: usize,
    /// Line of the closing code fence around the whole file, or the number of lines.
    end_of_file: usize,
    /// Number of white space characters before the fence; as many are removed from each line.
    indent: usize,
    fence: FenceKind,
    departure: Option<Departure>,
}

impl Start {
    fn find(lines: &[&str]) -> Option<Self> {
        let first = lines.iter().position(|line| !line.trim().is_empty())?;
        let mut start =
            Self { open: first, end_of_file: lines.len(), indent: 0, fence: FenceKind::Dashes, departure: None };
        if first > 0 {
            start.departure = Some((1, "blank lines stand before the frontmatter", "start the file with `---`"));
        }
        if lines[first].trim_start().starts_with("```") {
            let open = (first + 1..lines.len()).find(|&i| !lines[i].trim().is_empty())?;
            if !has_name(&lines[open + 1..]) {
                return None;
            }
            let end = (open + 1..lines.len()).rev().find(|&i| lines[i].trim() == "```");
            start.open = open;
            start.end_of_file = end.unwrap_or(lines.len());
            start.departure = Some((first + 1, "the frontmatter stands in a code fence", "remove the fence's lines"));
        } else if FenceKind::opening(lines[first].trim()).is_none() {
            start.open = after_preamble(lines, first)?;
            start.departure = Some((
                first + 1,
                "a comment, a title or a paragraph stands before the frontmatter",
                "move it behind the frontmatter: the file has to start with `---`",
            ));
        }
        let line = lines[start.open];
        start.fence = FenceKind::opening(line.trim())?;
        start.indent = line.chars().take_while(|c| c.is_whitespace()).count();
        // Something that only resembles a fence counts if what follows is certainly frontmatter.
        let sure = || has_name(&lines[start.open + 1..start.end_of_file]);
        let opened = start.open + 1;
        match start.fence {
            FenceKind::Dashes if start.indent > 0 => {
                start.departure.get_or_insert((1, "the frontmatter is indented", "move it to the left margin"));
            }
            FenceKind::Dashes => {}
            FenceKind::Typographic if sure() => {
                let said = "the frontmatter is opened by typographic dashes";
                start.departure.get_or_insert((opened, said, "write `---`"));
            }
            FenceKind::LongDashes if sure() => {
                let said = "the opening fence has more than three dashes";
                start.departure.get_or_insert((opened, said, "open with a line `---`"));
            }
            FenceKind::Pluses => {
                let said = "the frontmatter is TOML between `+++`, which clients do not read";
                start.departure.get_or_insert((opened, said, "write it as YAML between lines `---`"));
            }
            FenceKind::Typographic | FenceKind::LongDashes => return None,
        }
        Some(start)
    }
}

/// Kind of a fence line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FenceKind {
    Dashes,
    LongDashes,
    Typographic,
    Pluses,
}

/// How frontmatter is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    Usual,
    Long,
    Dots,
    Typographic,
}

impl FenceKind {
    fn opening(line: &str) -> Option<Self> {
        match line {
            "---" => Some(Self::Dashes),
            "+++" => Some(Self::Pluses),
            _ if line.len() > 3 && line.bytes().all(|b| b == b'-') => Some(Self::LongDashes),
            _ if is_typographic(line) => Some(Self::Typographic),
            _ => None,
        }
    }

    fn closing(line: &str, opened: Self) -> Option<Closing> {
        let line = line.trim_end();
        match (opened, line) {
            (Self::Pluses, "+++") | (Self::Dashes | Self::LongDashes | Self::Typographic, "---") => {
                Some(Closing::Usual)
            }
            (Self::Pluses, _) => None,
            (_, "...") => Some(Closing::Dots),
            _ if line.len() > 3 && line.bytes().all(|b| b == b'-') => Some(Closing::Long),
            _ if is_typographic(line) => Some(Closing::Typographic),
            _ => None,
        }
    }
}

impl Closing {
    fn text(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Long => "the closing fence has more than three dashes",
            Self::Dots => "the frontmatter is closed by `...`",
            Self::Typographic => "the frontmatter is closed by typographic dashes",
        }
    }
}

/// Whether a line consists of dashes that a word processor made of `---`: `—`, `——`, `–-`, `−−−`.
fn is_typographic(line: &str) -> bool {
    let dashes = line.chars().count();
    (1..=8).contains(&dashes)
        && line.chars().all(|c| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
        && line.chars().any(|c| c != '-')
}

/// End of frontmatter without a closing fence: before the first blank line above no known key, or the first heading
/// behind a key. Comments may precede the first one.
fn unclosed_end(lines: &[&str], open: usize) -> usize {
    let is_gap = |line: &str| line.trim().is_empty() || line.starts_with("# ");
    let has_heading = |gap: std::ops::Range<usize>| lines[gap].iter().any(|line| line.starts_with("# "));
    let mut end = open + 1;
    while end < lines.len() {
        let Some(gap) = (end..lines.len()).find(|&i| is_gap(lines[i])) else { return lines.len() };
        match (gap..lines.len()).find(|&i| !is_gap(lines[i])) {
            Some(next) if is_known_line(lines[next]) && (gap == open + 1 || !has_heading(gap..next)) => end = next,
            _ => return gap,
        }
    }
    end
}

/// Whether the lines up to a closing fence contain a name, so that they are frontmatter and the fence no rule between
/// paragraphs.
fn has_name(lines: &[&str]) -> bool {
    holds_key(lines, "name") || holds_key(lines, "description")
}

/// Whether there is a closing fence, and before it a line that gives this key a value.
fn holds_key(lines: &[&str], key: &str) -> bool {
    let inside =
        lines.iter().position(|line| FenceKind::closing(line, FenceKind::Dashes).is_some() || line.trim() == "+++");
    let is_key =
        |line: &&str| line.split_once([':', '=']).is_some_and(|(found, _)| found.trim().eq_ignore_ascii_case(key));
    inside.is_some_and(|end| lines[..end].iter().any(is_key))
}

/// Maximum number of lines of comments, titles, a licence and other paragraphs before frontmatter.
const LONGEST_PREAMBLE: usize = 60;

/// Line of the opening fence after comments, titles and paragraphs. After a paragraph that is no licence, it is
/// frontmatter only if it has both a name and a description; otherwise it may be text between two rules.
fn after_preamble(lines: &[&str], first: usize) -> Option<usize> {
    let (mut at, mut is_behind_prose) = (first, false);
    while at < lines.len().min(first + LONGEST_PREAMBLE) {
        let line = lines[at].trim();
        if FenceKind::opening(line).is_some() {
            let inside = &lines[at + 1..];
            let is_sure = holds_key(inside, "name") && holds_key(inside, "description");
            return (is_sure || has_name(inside) && !is_behind_prose).then_some(at);
        }
        at = match line {
            "" => at + 1,
            _ if line.starts_with("<!--") => after(lines, at, "-->")?,
            _ if line.starts_with("/*") => after(lines, at, "*/")?,
            _ if line.starts_with('#') || line.starts_with("//") => at + 1,
            _ => {
                let end = (at..lines.len())
                    .find(|&i| lines[i].trim().is_empty() || FenceKind::opening(lines[i].trim()).is_some());
                let end = end.unwrap_or(lines.len());
                is_behind_prose |= !is_licence(&lines[at..end]);
                end
            }
        };
    }
    None
}

/// The line after the one that ends a comment.
fn after(lines: &[&str], at: usize, mark: &str) -> Option<usize> {
    (at..lines.len()).find(|&i| lines[i].contains(mark)).map(|i| i + 1)
}

fn is_licence(paragraph: &[&str]) -> bool {
    let text = paragraph.join(" ").to_lowercase();
    ["copyright", "license", "licence", "(c)", "©"].iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inside, body, their first lines, and the line of a deviation; `None` if there is no frontmatter.
    fn found(text: &str) -> Option<(String, String, usize, usize, Option<usize>)> {
        let Fenced { inside, body, first_line, body_line, departure, .. } = Fenced::find(text)?;
        Some((inside, body, first_line, body_line, departure.map(|(line, ..)| line)))
    }

    #[test]
    fn locations_of_frontmatter_and_body() {
        for (text, inside, body, first_line, body_line, departure) in [
            ("---\nname: a\n---\nB\nC", "name: a\n", "B\nC", 2, 4, None),
            ("---\n---\nB", "\n", "B", 2, 3, None),
            ("---\nname: a\n---", "name: a\n", "", 2, 4, None),
            ("---\nname: a\n---  \nB", "name: a\n", "B", 2, 4, None),
            ("\n\n---\nname: a\n---\nB", "name: a\n", "B", 4, 6, Some(1)),
            ("  ---\n  name: a\n    b: c\n c: d\n  ---\n  B\n   C", "name: a\n  b: c\nc: d\n", "B\n C", 2, 6, Some(1)),
            ("  ---\n\u{2028}name: a\n \u{2028} b: c\n\u{a0}\t---\nB", "name: a\n b: c\n", "B", 2, 5, Some(1)),
            ("---\nname: a\n----\nB", "name: a\n", "B", 2, 4, Some(3)),
            ("----\nname: a\n---\nB", "name: a\n", "B", 2, 4, Some(1)),
            ("\n----\nname: a\n---\nB", "name: a\n", "B", 3, 5, Some(1)),
            ("----\ndescription: a\n----\nB", "description: a\n", "B", 2, 4, Some(1)),
            ("+++\nname = 1\n---\n+++\nB", "name = 1\n---\n", "B", 2, 5, Some(1)),
            ("\u{2014}\u{2014}\nName: a\n...\nB", "Name: a\n", "B", 2, 4, Some(1)),
            ("\u{2010}-\nname: a\n\u{2212}\nB", "name: a\n", "B", 2, 4, Some(1)),
            // Without a closing fence, it ends before a blank line, a heading, or at the end.
            ("---\nname: a\nb: c\n\nB\nC", "name: a\nb: c\n", "\nB\nC", 2, 4, Some(1)),
            ("---\nname: a\n# B\nC", "name: a\n", "# B\nC", 2, 3, Some(1)),
            ("---\nname: a\n#b\nc: d", "name: a\n#b\nc: d\n", "", 2, 5, Some(1)),
            ("\n---\nname: a", "name: a\n", "", 3, 4, Some(2)),
            ("---\n\n# c\nname: a\n\ndescription: b\n\nB", "\n# c\nname: a\n\ndescription: b\n", "\nB", 2, 7, Some(1)),
            // In a code fence.
            ("```\n---\nname: a\n---\nB\n```", "name: a\n", "B", 3, 5, Some(1)),
            ("```md\n\n---\nname: a\n---\nB\n```\nC\n```\n\n", "name: a\n", "B\n```\nC", 4, 6, Some(1)),
            ("\n```\n---\nname: a\n---\nB", "name: a\n", "B", 4, 6, Some(2)),
            ("```\n----\nname: a\n---\n```", "name: a\n", "", 3, 5, Some(1)),
            // After comments, titles and paragraphs.
            ("<!-- a -->\n---\nname: a\n---\nB", "name: a\n", "B", 3, 5, Some(1)),
            ("<!--\na\n-->\n---\nname: a\n---\nB", "name: a\n", "B", 5, 7, Some(1)),
            ("/* a\nb */\n// c\n---\nname: a\n---\nB", "name: a\n", "B", 5, 7, Some(1)),
            ("\n# T\n\n---\ndescription: a\n---\nB", "description: a\n", "B", 5, 7, Some(2)),
            ("© Acme\n\n---\nname: a\n---\nB", "name: a\n", "B", 4, 6, Some(1)),
            ("It is\nused.\n---\nname: a\ndescription: b\n---\nB", "name: a\ndescription: b\n", "B", 4, 7, Some(1)),
            ("# T\n----\nname: a\n---\nB", "name: a\n", "B", 3, 5, Some(1)),
            ("\u{200b}---\nname: a\n---\nB", "name: a\n", "B", 2, 4, Some(1)),
            ("\u{feff}# T\n---\nname: a\n---\nB", "name: a\n", "B", 3, 5, Some(1)),
        ] {
            let expected = (inside.to_owned(), body.to_owned(), first_line, body_line, departure);
            assert_eq!(found(text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn text_that_is_no_frontmatter() {
        let far = format!("{}---\nname: a\n---\nB", "# T\n".repeat(LONGEST_PREAMBLE));
        let near = format!("{}---\nname: a\n---\nB", "# T\n".repeat(LONGEST_PREAMBLE - 1));
        assert!(found(&near).is_some());
        for text in [
            "",
            "\n \n",
            "a",
            "--\nname: a\n--\n",
            // Long and typographic dashes are rules, unless a name follows.
            "-----\nword: a\n-----\nB",
            "\u{2014}\nword: a\n\u{2014}\nB",
            "\u{2014}\nname: a\nB",
            "-----------\nname: a\nB",
            "\u{2014}\u{2014}\u{2014}\u{2014}\u{2014}\u{2014}\u{2014}\u{2014}\u{2014}\nname: a\n---\nB",
            // Nor is a code block without a name.
            "```\n---\nword: a\n---\nB\n```",
            "```\nname: a\n---\n```",
            "```\n\n",
            // Nor text between two rules.
            "It is\nused.\n\n---\nname: a\n---\nB",
            "It is\nused.\n\n---\ndescription: a\n---\nB",
            "# T\n\n---\nword: a\n---\nB",
            "# T\n\n---\nname: a\n",
            "<!-- never closed\n---\nname: a\n---\nB",
            "/* never closed\n---\nname: a\n---\nB",
            "Copyright Acme\n\nIt is used.\n\n---\nname: a\n---\nB",
            &far,
        ] {
            assert_eq!(found(text), None, "{text:?}");
        }
    }

    #[test]
    fn forms_of_fences() {
        for (line, opening, closing) in [
            ("---", Some(FenceKind::Dashes), Some(Closing::Usual)),
            ("+++", Some(FenceKind::Pluses), None),
            ("----", Some(FenceKind::LongDashes), Some(Closing::Long)),
            ("...", None, Some(Closing::Dots)),
            ("\u{2014}", Some(FenceKind::Typographic), Some(Closing::Typographic)),
            ("--", None, None),
            ("-", None, None),
            ("", None, None),
            ("---x", None, None),
        ] {
            assert_eq!(
                (FenceKind::opening(line), FenceKind::closing(line, FenceKind::Dashes)),
                (opening, closing),
                "{line}"
            );
            let in_toml = (line == "+++").then_some(Closing::Usual);
            assert_eq!(FenceKind::closing(line, FenceKind::Pluses), in_toml, "{line}");
        }
        let texts = [Closing::Usual, Closing::Long, Closing::Dots, Closing::Typographic].map(Closing::text);
        assert!(texts[0].is_empty() && texts[1..].iter().all(|text| text.contains("clos")), "{texts:?}");
    }

    #[test]
    fn languages_of_frontmatter() {
        let language = |text: &str| Fenced::find(text).unwrap().language;
        assert_eq!(language("---\nname: a\n---\n"), FrontmatterLanguage::Yaml);
        assert_eq!(language("+++\nname = 1\n+++\n"), FrontmatterLanguage::Toml);
    }
}
