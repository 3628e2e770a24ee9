//! Files that are no agents, judged by their paths alone.

use super::dialect::SKILL_FILE;
use std::path::Path;

/// Names of files that are documentation: READMEs in several languages, and instructions for all agents.
const DOCUMENTATION: [&str; 9] =
    ["README", "LIESMICH", "LISEZMOI", "LEEME", "LEAME", "LEIAME", "LEGGIMI", "CLAUDE", "AGENTS"];

/// Whether a file stem is that of documentation. Among commands, whose names people type, it is only as documentation is
/// called by custom: `README`, `AGENTS`.
pub fn is_documentation(stem: &str, is_command: impl Fn() -> bool) -> bool {
    let is_called_so = |stem: &str| DOCUMENTATION.contains(&stem) || is_readme(stem);
    is_called_so(&stem.to_ascii_uppercase()) && (is_called_so(stem) || !is_command())
}

/// Whether a file stem in capitals is `README`, also with a language: `README.ZH-CN`, `README_JA`, `README-FR`.
fn is_readme(stem: &str) -> bool {
    stem.strip_prefix("README").and_then(|rest| rest.strip_prefix(['.', '_', '-'])).is_some_and(|rest| rest.len() <= 8)
}

/// Why a markdown file is no agent, judged by its path alone; `None` if it may be one.
pub fn excluded_by_path(path: &Path, is_command: impl Fn() -> bool) -> Option<&'static str> {
    // A skill file defines a skill anywhere.
    if path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(SKILL_FILE)) {
        return None;
    }
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    if is_documentation(stem, is_command) {
        return Some("a file of this name is documentation");
    }
    if stem.starts_with('_') {
        return Some("its name starts with `_`");
    }
    let inside = path.parent().is_some_and(|parent| parent.components().any(|part| part.as_os_str() == "references"));
    inside.then_some("it is under `references/`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excluded_paths() {
        for path in ["README.md", "LIESMICH.md", "a/claude.md", "_x.md", "references/x.md", "a/references/b/x.md"] {
            assert!(excluded_by_path(Path::new(path), || false).is_some(), "{path}");
        }
        assert!(excluded_by_path(Path::new("references.md"), || false).is_none());
        assert!(excluded_by_path(Path::new("a/references/b/SKILL.md"), || false).is_none());
        for (path, is_excluded) in
            [("agents.md", false), ("git/claude.md", false), ("AGENTS.md", true), ("README.md", true)]
        {
            assert_eq!(excluded_by_path(Path::new(path), || true).is_some(), is_excluded, "{path}");
        }
    }
}
