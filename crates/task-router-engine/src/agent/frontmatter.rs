//! Splits a markdown file into frontmatter and body, strictly if possible, otherwise leniently and with warnings.

mod fence;
mod lenient;
#[cfg(test)]
mod tests;

use super::as_written::{self, toml};
use super::encoding::BYTE_ORDER_MARK;
use crate::diagnostic::{Code, Diagnostic};
use fence::{Fenced, FrontmatterLanguage};
pub(super) use lenient::unquote;
use lenient::{is_prose, key_line, lenient};
pub(crate) use lenient::{split_commas, split_list};
use serde_yaml::{Mapping, Value};

/// A markdown file, split.
#[derive(Debug, Default)]
pub struct MarkdownFile {
    /// Frontmatter keys and values; `None` if the file has no frontmatter.
    pub keys: Option<Mapping>,
    /// Everything after the frontmatter, or the whole text.
    pub body: String,
    /// Line of the file where the body starts.
    pub(crate) body_line: usize,
    /// Deviations from strict syntax, with their lines.
    pub warnings: Vec<Diagnostic>,
}

/// Splits `text`, the content of `file`. Never fails: what strict YAML rejects is read line by line.
pub fn read(file: &str, text: &str) -> MarkdownFile {
    let Some(fenced) = Fenced::find(text) else {
        return MarkdownFile { body: text.to_owned(), body_line: 1, ..MarkdownFile::default() };
    };
    let mut warnings = Vec::new();
    let mut warn = |line, reason: &str, fix: &str| {
        warnings.push(Diagnostic::new(Code::LenientlyRead, file, line, reason, fix));
    };
    if let Some((line, reason, fix)) = fenced.departure {
        warn(line, reason, fix);
    }
    let entry = only_entry(&fenced.inside).filter(|_| fenced.language == FrontmatterLanguage::Yaml);
    if entry.is_some() {
        warn(
            fenced.first_line,
            "this frontmatter is a list; its only entry was read",
            "write the keys without the dash",
        );
    }
    let (read, language) = match fenced.language {
        FrontmatterLanguage::Yaml => (entry.map_or_else(|| strict(&fenced.inside), Ok), "strict YAML"),
        FrontmatterLanguage::Toml => (toml(&fenced.inside), "TOML"),
    };
    let mut keys = match read {
        Ok(keys) => keys,
        Err((line, reason)) => {
            let at = line.saturating_sub(1);
            warn(
                fenced.first_line + at,
                &format!("{language} cannot read this frontmatter ({reason}); it was read line by line"),
                fix(&reason, fenced.inside.lines().nth(at).unwrap_or_default()),
            );
            lenient(&fenced.inside)
        }
    };
    if fenced.language == FrontmatterLanguage::Yaml {
        for (line, key, cut) in cut_by_comments(&fenced.inside) {
            let restored = restore(&mut keys, key, cut);
            let what = if restored { "it was read as text" } else { "to YAML that is a comment" };
            let reason = format!("`{key}` is cut by an unquoted ` #`: {cut:?} is lost to other tools; {what}");
            warn(fenced.first_line + line, &reason, "put the value in quotes");
        }
    }
    MarkdownFile { keys: Some(keys), body: fenced.body, body_line: fenced.body_line, warnings }
}

/// What to do about a line that a strict parser rejects for a reason.
fn fix(reason: &str, line: &str) -> &'static str {
    let indent = &line[..line.len() - line.trim_start().len()];
    if reason.starts_with("duplicate ") {
        "keep one of the two"
    } else if indent.contains('\t') {
        "write spaces in place of the tab, and nothing before a key of the definition"
    } else {
        "quote the value, or write it as a `|` block"
    }
}

/// Reads a file that is YAML, or JSON, as a whole.
pub(super) fn yaml(text: &str) -> Result<Mapping, (usize, String)> {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    if text.trim_start().starts_with('{') {
        return as_written::json(text).map_err(|e| {
            let text = e.to_string();
            (e.line(), text.split(" at line ").next().unwrap_or(&text).to_owned())
        });
    }
    strict(text)
}

/// Prose keys whose values are cut off by an unquoted ` #`: line (from 0), key, and the text after the cut.
fn cut_by_comments(yaml: &str) -> Vec<(usize, &str, &str)> {
    yaml.lines().enumerate().filter_map(|(i, line)| cut_by_comment(line).map(|(key, cut)| (i, key, cut))).collect()
}

fn cut_by_comment(line: &str) -> Option<(&str, &str)> {
    let (key, value) = key_line(line)?;
    let is_plain = !value.starts_with(['"', '\'', '|', '>', '[', '{', '#', '&', '*', '!']);
    let at = value.find(" #").filter(|_| is_plain && is_prose(key))?;
    Some((key, value[at..].trim()))
}

/// Restores what a ` #` has cut off, if it is certainly text: `#532` and `#general` are, `# why` is not.
fn restore(keys: &mut Mapping, key: &str, cut: &str) -> bool {
    match keys.get_mut(key) {
        Some(Value::String(text)) if !text.contains(cut) && !cut.starts_with("# ") && cut != "#" => {
            text.push(' ');
            text.push_str(cut);
            true
        }
        Some(Value::String(text)) => text.contains(cut),
        _ => false,
    }
}

/// Maximum number of open brackets: the parser's time is quadratic in their depth, and no real file has as many.
const MAX_OPEN_BRACKETS: usize = 1000;

/// The first line (from 0) with more open brackets than that.
pub fn too_deep(yaml: &str) -> Option<usize> {
    let mut open = 0usize;
    yaml.lines().position(|line| {
        line.bytes().any(|byte| {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            open > MAX_OPEN_BRACKETS
        })
    })
}

/// The only entry of a list that stands where keys should, if it is a map.
fn only_entry(yaml: &str) -> Option<Mapping> {
    if !yaml.trim_start().starts_with("- ") || too_deep(yaml).is_some() {
        return None;
    }
    let Value::Sequence(mut entries) = as_written::yaml(yaml).ok()? else { return None };
    match (entries.pop()?, entries.is_empty()) {
        (Value::Mapping(keys), true) => Some(keys),
        _ => None,
    }
}

fn strict(yaml: &str) -> Result<Mapping, (usize, String)> {
    if let Some(line) = too_deep(yaml) {
        return Err((line + 1, "brackets are nested too deeply".to_owned()));
    }
    let merged = |mut value: Value| {
        // `<<: *base`, if it is a merge; any other value under `<<` is kept.
        let _ = value.apply_merge();
        value
    };
    match as_written::yaml(yaml).map(merged) {
        Ok(Value::Mapping(keys)) => Ok(keys),
        Ok(Value::Null) => Ok(Mapping::new()),
        Ok(_) => Err((1, "it is not a list of keys and values".to_owned())),
        Err(e) => {
            let text = e.to_string();
            let line = e.location().map(|location| location.line());
            let line = repeated_key(yaml, &text).or(control_character(yaml, &text)).or(line).unwrap_or(1);
            // An unclosed quote is reported after the last line.
            let line = line.min(yaml.lines().count());
            let reason = text.split(" at line ").next().unwrap_or(&text);
            Err((line, reason.replace('\n', " ")))
        }
    }
}

/// Line of a control character that an error is about: the parser reports only its position.
fn control_character(yaml: &str, error: &str) -> Option<usize> {
    let position: usize = error.strip_prefix("control characters are not allowed at position ")?.parse().ok()?;
    Some(yaml.bytes().take(position).filter(|&byte| byte == b'\n').count() + 1)
}

/// Line of the second occurrence of a key that an error says is repeated: the parser reports only the key.
fn repeated_key(yaml: &str, error: &str) -> Option<usize> {
    let key = error.split_once("duplicate entry with key \"")?.1.split('"').next()?;
    let stands = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    yaml.lines().enumerate().filter(|(_, line)| stands(line)).nth(1).map(|(i, _)| i + 1)
}
