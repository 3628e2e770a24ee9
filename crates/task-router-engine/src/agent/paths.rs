//! File patterns of a definition (`paths` of a skill, `globs` of a rule), and whether any matching file can be below a
//! folder.

use globset::{Glob, GlobBuilder};

/// Whether a file matching one of `patterns` can be in a folder or below it. The folder is a path with `/` as
/// separator, relative to the folder that the patterns are relative to; that one itself is the empty path, and contains
/// all files.
pub fn may_lie_below(patterns: &[String], folder: &str) -> bool {
    let folders: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    patterns.iter().any(|pattern| reaches(pattern, &folders))
}

/// What is wrong with a path pattern, if anything.
pub fn problem(pattern: &str) -> Option<String> {
    match Glob::new(pattern) {
        _ if pattern.starts_with('!') => Some("a pattern says where an agent is for, never where it is not".to_owned()),
        Err(e) => Some(e.kind().to_string()),
        Ok(_) => None,
    }
}

fn reaches(pattern: &str, folders: &[&str]) -> bool {
    // A name without a folder matches a file anywhere, as in `.gitignore`.
    let pattern = pattern.trim().trim_start_matches("./");
    let Some((first, _)) = pattern.trim_end_matches('/').split_once('/') else { return true };
    let pattern = if first.is_empty() { &pattern[1..] } else { pattern };
    let mut parts = pattern.split('/').filter(|part| !part.is_empty());
    for folder in folders {
        match parts.next() {
            // Matches any folders; the rest is about the file.
            Some("**") => return true,
            // `src/api` matches everything in it.
            None => return true,
            // Alternatives that span folders are not analysed.
            Some(part) if part.matches('{').count() != part.matches('}').count() => return true,
            Some(part) if is_like(folder, part) => {}
            Some(_) => return false,
        }
    }
    true
}

/// Whether a folder name matches one part of a pattern. An invalid pattern is reported elsewhere and restricts nothing.
fn is_like(name: &str, part: &str) -> bool {
    let glob = GlobBuilder::new(part).literal_separator(true).build();
    glob.map_or(true, |glob| glob.compile_matcher().is_match(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_in_or_below_which_files_can_lie() {
        let cases = [
            ("src/api/**/*.ts", "", true),
            ("src/api/**/*.ts", "src", true),
            ("src/api/**/*.ts", "src/api", true),
            ("src/api/**/*.ts", "src/api/deep/er", true),
            ("src/api/**/*.ts", "src/app", false),
            ("src/api/**/*.ts", "docs", false),
            ("/src/api/*.ts", "src/api", true),
            ("./src/api/*.ts", "docs", false),
            ("src/api/*.ts", "src/api/deep", false),
            ("src/api", "src/api/deep", true),
            ("src/api/", "src", true),
            ("src/api/", "docs", false),
            ("src/", "docs", true),
            ("*.md", "docs/deep", true),
            ("**/*.md", "docs/deep", true),
            ("packages/*/src/**", "packages/a/src", true),
            ("packages/*/src/**", "packages/a/test", false),
            ("{src,lib}/**", "lib/x", true),
            ("{src,lib}/**", "docs", false),
            ("{src/api,lib}/**", "docs", true),
            ("src/[/x", "src/a", true),
        ];
        for (pattern, folder, expected) in cases {
            assert_eq!(may_lie_below(&[pattern.to_owned()], folder), expected, "{pattern} in `{folder}`");
        }
        assert!(may_lie_below(&["a/**".to_owned(), "b/**".to_owned()], "b"));
    }

    #[test]
    fn invalid_patterns_are_reported() {
        for (pattern, is_well) in [("src/**/*.{ts,tsx}", true), ("src/[a", false), ("a/{b", false), ("!docs/**", false)]
        {
            assert_eq!(problem(pattern).is_none(), is_well, "{pattern}");
        }
    }
}
