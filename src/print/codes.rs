//! Every kind of finding, with its help.

use std::io::{self, Write};
use task_router_engine::Severity;
use task_router_engine::diagnostic::Code;

/// Prints them by severity, worst first: in columns, or as a list if `columns` are too few for them.
pub fn list(columns: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let row =
        |code: &Code| format!("{:<7}  {:<width$}  {}", code.severity().to_string(), code.name(), code.description());
    let is_table = columns.is_none_or(|columns| Code::ALL.iter().all(|code| row(code).chars().count() <= columns));
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            match is_table {
                true => writeln!(out, "{}", row(code))?,
                false => writeln!(out, "{severity}  {}\n    {}", code.name(), code.description())?,
            }
        }
    }
    Ok(())
}

/// The table in docs/lints.md.
#[cfg(test)]
pub fn markdown() -> String {
    let mut text = String::from("| code | severity | what it means |\n|---|---|---|\n");
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        for code in Code::ALL.iter().filter(|code| code.severity() == severity) {
            text.push_str(&format!("| `{}` | {severity} | {} |\n", code.name(), code.description()));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_holds_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/lints.md");
        let document = std::fs::read_to_string(path).unwrap();
        let start = document.find("| code |").unwrap();
        let end = document[start..].find("\n\n").map_or(document.len(), |end| start + end + 1);
        if document[start..end] != markdown() && std::env::var_os("UPDATE").is_some() {
            let text = format!("{}{}{}", &document[..start], markdown(), &document[end..]);
            std::fs::write(path, text).unwrap();
            return;
        }
        assert_eq!(document[start..end], markdown(), "UPDATE=1 cargo test writes it");
    }
}
