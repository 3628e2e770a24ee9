//! Severity settings of a repository: findings denied, warned about or allowed, everywhere or in some files.

use crate::Finding;
use globset::{Glob, GlobSet};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use task_router_engine::agent::SourceText;
use task_router_engine::diagnostic::Code;
use task_router_engine::{Diagnostic, Severity};

/// Codes of fixtures alone. A fixture that fails, or that cannot be used, always counts: a check that left it out would
/// pass without having tested anything.
pub const OF_FIXTURES: [Code; 3] = [Code::FixtureFails, Code::InvalidFixture, Code::UnknownTeam];

/// Level of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It fails the check.
    Error,
    /// It fails the check if warnings do.
    Warning,
    /// It is not reported.
    Allowed,
}

/// Levels of findings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FindingLevels {
    /// Whether warnings fail the check.
    pub deny_warnings: bool,
    levels: BTreeMap<Code, Level>,
    paths: Vec<InFiles>,
}

/// Codes that are allowed in the files of a pattern.
#[derive(Debug, Clone)]
struct InFiles {
    /// The folder that the pattern is relative to.
    base: PathBuf,
    pattern: String,
    files: GlobSet,
    codes: Vec<Code>,
}

impl InFiles {
    /// Whether the pattern matches a file, however its path is written.
    fn hold(&self, file: &str) -> bool {
        let path = Path::new(file).canonicalize();
        let below = path.as_ref().ok().and_then(|path| path.strip_prefix(&self.base).ok());
        self.files.is_match(below.unwrap_or(Path::new(file.trim_start_matches("./"))))
    }
}

impl PartialEq for InFiles {
    fn eq(&self, other: &Self) -> bool {
        (&self.base, &self.pattern, &self.codes) == (&other.base, &other.pattern, &other.codes)
    }
}

impl FindingLevels {
    /// Sets the level of findings with a code.
    pub fn set(&mut self, code: Code, level: Level) {
        self.levels.insert(code, level);
    }

    /// Allows codes in the files that match a pattern, which is relative to the folder `base`. It is read as one of an
    /// ignore file: a folder stands for everything in it, and a name alone is found at any depth.
    ///
    /// # Errors
    /// If the pattern is invalid, or leads out of `base`.
    pub fn allow_in(&mut self, base: &Path, pattern: &str, codes: Vec<Code>) -> Result<(), String> {
        let wrong = |reason: &dyn std::fmt::Display| format!("`{pattern}` is no pattern of paths: {reason}");
        let path = pattern.trim_end_matches('/');
        let is_name = !path.contains('/');
        let path = path.trim_start_matches("./").trim_start_matches('/');
        if matches!(path, "" | ".") || path.split('/').any(|part| part == "..") {
            return Err(wrong(&"it names nothing below this folder"));
        }
        let anywhere = if is_name { "**/" } else { "" };
        let mut files = GlobSet::builder();
        for all in ["", "/**"] {
            files.add(Glob::new(&format!("{anywhere}{path}{all}")).map_err(|e| wrong(e.kind()))?);
        }
        let files = files.build().map_err(|e| wrong(e.kind()))?;
        let base = base.canonicalize().unwrap_or_else(|_| base.to_owned());
        self.paths.push(InFiles { base, pattern: pattern.to_owned(), files, codes });
        Ok(())
    }

    /// Findings with their severity here, without those allowed. `sources` are the files that may allow codes
    /// themselves.
    pub(crate) fn apply<'s>(
        &self,
        found: impl Iterator<Item = Diagnostic>,
        sources: impl Iterator<Item = &'s SourceText>,
    ) -> Vec<Finding> {
        let allowed: HashMap<&str, Vec<&str>> = sources
            .map(|source| (source.file.as_str(), source.allowed_codes()))
            .filter(|(_, codes)| !codes.is_empty())
            .collect();
        let own = |found: &Diagnostic| {
            allowed.get(found.file.as_str()).is_some_and(|codes| codes.contains(&found.code.name()))
        };
        found.filter(|found| !own(found)).filter_map(|found| self.finding(found)).collect()
    }

    fn finding(&self, diagnostic: Diagnostic) -> Option<Finding> {
        let mut allowed = self.paths.iter().filter(|allowed| allowed.codes.contains(&diagnostic.code));
        if allowed.any(|allowed| allowed.hold(&diagnostic.file)) {
            return None;
        }
        let severity = match self.levels.get(&diagnostic.code) {
            Some(Level::Allowed) => return None,
            Some(Level::Error) => Severity::Error,
            Some(Level::Warning) => Severity::Warning,
            None => diagnostic.severity(),
        };
        Some(Finding { severity, diagnostic })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_patterns_as_in_ignore_files() {
        let holds = |pattern: &str, file: &str| {
            let mut settings = FindingLevels::default();
            settings.allow_in(Path::new(""), pattern, vec![Code::WeakKeyword]).map(|()| settings.paths[0].hold(file))
        };
        for pattern in
            ["old/**", "./old/**", "/old/sub/", "old/sub", "old", "sub/", "sub", "*.md", "old/*/b.md", "b.md"]
        {
            assert_eq!(holds(pattern, "old/sub/b.md"), Ok(true), "{pattern}");
        }
        for pattern in ["/sub", "./sub", "ol", "old/b.md", "/b.md", "old/sub/b"] {
            assert_eq!(holds(pattern, "old/sub/b.md"), Ok(false), "{pattern}");
        }
        for pattern in ["", "/", "./", "../old", "old/../../x", "a["] {
            assert!(holds(pattern, "old/sub/b.md").is_err(), "{pattern}");
        }
    }

    #[test]
    fn levels_of_findings() {
        let found = |file: &str, code| Diagnostic::new(code, file, 1, "m", "h");
        let mut settings = FindingLevels::default();
        settings.set(Code::SharedKeyword, Level::Error);
        settings.set(Code::NeverWins, Level::Allowed);
        let base = Path::new("");
        settings.allow_in(base, "legacy/**", vec![Code::WeakKeyword]).unwrap();
        assert!(settings.allow_in(base, "a[", Vec::new()).is_err());
        let text = "---\nname: a # route: allow unknown-key\n# route: allow left-out, leniently-read\n---\n# route: allow weak-keyword\n";
        let source = SourceText::new("a.md", text);
        let all = [
            found("a.md", Code::SharedKeyword),
            found("a.md", Code::NeverWins),
            found("legacy/deep/b.md", Code::WeakKeyword),
            found("a.md", Code::WeakKeyword),
            found("a.md", Code::LenientlyRead),
            found("b.md", Code::LenientlyRead),
            found("a.md", Code::UnknownKey),
        ];
        let kept = settings.apply(all.into_iter(), [&source].into_iter());
        let kept: Vec<_> = kept.iter().map(|f| (f.diagnostic.file.as_str(), f.diagnostic.code, f.severity)).collect();
        assert_eq!(
            kept,
            [
                ("a.md", Code::SharedKeyword, Severity::Error),
                ("a.md", Code::WeakKeyword, Severity::Warning),
                ("b.md", Code::LenientlyRead, Severity::Warning)
            ]
        );
    }
}
