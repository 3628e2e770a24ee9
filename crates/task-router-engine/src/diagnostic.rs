//! Findings about definitions and fixtures: what is wrong, where, and how to fix it.

use crate::escape::one_line;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// Severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Information only; never fails a check.
    Note,
    /// Probably a mistake; fails a check under `--deny warnings`.
    Warning,
    /// Certainly a mistake; always fails a check.
    Error,
}

impl Severity {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// Codes of findings. Their names are stable: CI configurations refer to them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Name in reports.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Severity of findings with this code.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// Description, a sentence or two.
            pub fn description(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file cannot be read, so nothing was loaded from it.
    UnreadableFile = "unreadable-file", Error;
    /// The frontmatter is not strict YAML. It was read line by line; other tools may ignore the file.
    LenientlyRead = "leniently-read", Warning;
    /// The file is not an agent and was left out.
    LeftOut = "left-out", Note;
    /// The agent has no description, so neither people nor the scoring know what it is for.
    MissingDescription = "missing-description", Warning;
    /// The agent has no keyword, pattern, example or description, so no request can match it.
    NoEvidence = "no-evidence", Error;
    /// Two agents or teams have the same name (the first in path order is used), or two peers, flows or steps, or a peer or flow and an agent.
    DuplicateName = "duplicate-name", Error;
    /// Two agents have names that differ only in case, which a request cannot tell apart.
    SameNameButCase = "same-name-but-case", Warning;
    /// An agent with this name was found in an earlier place, so this one is not used.
    Shadowed = "shadowed", Note;
    /// The name of an agent, peer or flow is reserved (`direct` is the lead, `-` is nobody) or begins with a dash like an option. It is not used.
    ReservedName = "reserved-name", Error;
    /// A flow, a fallback, a fixture or a support list names an agent that the team does not have.
    UnknownAgent = "unknown-agent", Error;
    /// Agents need each other's results in a cycle, so they cannot be ordered.
    CyclicNeeds = "cyclic-needs", Error;
    /// The agent's knowledge document does not exist, or cannot be read.
    MissingKnowledge = "missing-knowledge", Error;
    /// A file named in `examples_from` does not exist.
    MissingExamples = "missing-examples", Error;
    /// The prompt has an unknown placeholder, which is left as it is.
    UnknownPlaceholder = "unknown-placeholder", Warning;
    /// The pattern is not a valid regular expression and is ignored.
    InvalidPattern = "invalid-pattern", Error;
    /// A key has a value that cannot be used, or is not allowed here.
    InvalidValue = "invalid-value", Error;
    /// An agent has a key that looks like a misspelling of a known one, or that only team files have; its value is ignored.
    UnknownKey = "unknown-key", Warning;
    /// The keyword is too short or too common to tell requests apart.
    WeakKeyword = "weak-keyword", Warning;
    /// The pattern contains no word and matches every request (`.*`, `\w+`).
    WeakPattern = "weak-pattern", Warning;
    /// Several agents have the keyword, and neither a weight nor a priority settles which of them is meant.
    SharedKeyword = "shared-keyword", Warning;
    /// A request that is just this keyword goes to another agent, because of other stated evidence.
    LostKeyword = "lost-keyword", Warning;
    /// The agent never wins: even its own examples and keywords go to other agents.
    NeverWins = "never-wins", Warning;
    /// An example of one agent is routed to another.
    ExampleRoutesElsewhere = "example-routes-elsewhere", Warning;
    /// Two agents have nearly identical examples.
    NearIdenticalExamples = "near-identical-examples", Warning;
    /// A keyword of one agent occurs in another agent's example and would win it.
    KeywordInOtherExample = "keyword-in-other-example", Warning;
    /// Two agents have nearly the same description, so clients and people cannot tell them apart.
    SimilarDescriptions = "similar-descriptions", Warning;
    /// The list of skills exceeds a client's budget, so some skills lose their description in it.
    ListingBudget = "listing-budget", Warning;
    /// No agent has clear evidence, so the request reaches only the fallback.
    OnlyGeneralist = "only-generalist", Note;
    /// A flow has no steps.
    EmptyFlow = "empty-flow", Error;
    /// The flow has no evidence, so no request can match it.
    FlowWithoutEvidence = "flow-without-evidence", Error;
    /// A fixture cannot be read.
    InvalidFixture = "invalid-fixture", Error;
    /// A fixture names a team that does not exist.
    UnknownTeam = "unknown-team", Error;
    /// A request does not get the answer its fixture expects.
    FixtureFails = "fixture-fails", Error;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// File that causes it, as the user would write it.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// Code.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// How to fix it, in one line.
    pub help: String,
}

impl Diagnostic {
    /// Creates a finding with `code` at `file`:`line`.
    pub fn new(
        code: Code,
        file: impl Into<String>,
        line: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { file: file.into(), line: line.max(1), code, message: message.into(), help: help.into() }
    }

    /// Its severity.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, code, message, help } = self;
        let (file, message, help) = (one_line(file), one_line(message), one_line(help));
        write!(f, "{file}:{line}: {}[{code}]: {message}; {help}", code.severity())
    }
}

/// Maximum number of findings with one code in one file that are reported.
const MAX_OF_A_KIND: usize = 100;

/// Limits sorted findings to the first ones of each code in each file, adding how many more there are.
pub fn first_of_each_kind(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: HashMap<(String, Code), (usize, usize)> = HashMap::new();
    let mut kept = Vec::with_capacity(found.len());
    for found in found {
        let (count, line) = counts.entry((found.file.clone(), found.code)).or_default();
        *count += 1;
        *line = found.line;
        if *count <= MAX_OF_A_KIND {
            kept.push(found);
        }
    }
    for ((file, code), (count, line)) in counts {
        if let Some(more @ 1..) = count.checked_sub(MAX_OF_A_KIND) {
            let message = format!("{more} more of this kind in this file, up to this line");
            kept.push(Diagnostic::new(code, file, line, message, "fix the first ones, and check again"));
        }
    }
    kept.sort();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_described() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|code| code.description().ends_with('.')));
    }

    #[test]
    fn the_first_of_a_kind_are_kept_and_the_rest_is_counted() {
        let found = (1..=250).map(|line| Diagnostic::new(Code::InvalidValue, "a", line, "m", "h"));
        let mut found: Vec<_> = found.chain([Diagnostic::new(Code::InvalidValue, "b", 1, "m", "h")]).collect();
        found.sort();
        let kept = first_of_each_kind(found);
        assert_eq!(kept.len(), 102);
        assert_eq!(
            (kept[100].line, kept[100].message.as_str()),
            (250, "150 more of this kind in this file, up to this line")
        );
    }
}
