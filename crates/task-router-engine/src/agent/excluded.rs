//! Files that are no agents, judged by their paths alone.

use super::dialect::SKILL_FILE;
use std::path::Path;

/// Names of files that are documentation: READMEs in several languages, and instructions for all agents.
const DOCUMENTATION: [&str; 9] =
    ["readme", "liesmich", "lisezmoi", "leeme", "leame", "leiame", "leggimi", "claude", "agents"];

/// Why a markdown file is no agent, judged by its path alone; `None` if it may be one.
pub fn excluded_by_path(path: &Path) -> Option<&'static str> {
    // A skill file defines a skill anywhere.
    if path.file_name().is_some_and(|name| name.eq_ignore_ascii_case(SKILL_FILE)) {
        return None;
    }
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    if DOCUMENTATION.contains(&stem.to_ascii_lowercase().as_str()) {
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
            assert!(excluded_by_path(Path::new(path)).is_some(), "{path}");
        }
        assert!(excluded_by_path(Path::new("references.md")).is_none());
        assert!(excluded_by_path(Path::new("a/references/b/SKILL.md")).is_none());
    }
}
