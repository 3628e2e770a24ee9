//! The kinds of evidence: one table of their names, their keys in definitions, and the weight of one statement. What
//! authors write is read, compiled, explained, checked and printed by its form and its sign; few places name a kind.

use crate::value_type::{KeySpec, ValueType};
use serde::Serialize;

/// What authors write under a key of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceForm {
    /// Words and phrases; those in favour may have weights and priorities.
    Words,
    /// Regular expressions.
    Patterns,
    /// Whole requests, from which the router learns.
    Requests,
}

/// How authors write a kind.
type Written = Option<(EvidenceForm, KeySpec)>;

macro_rules! evidence_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident:
        $name:literal, $label:literal, $log_odds:literal, $verbatim:expr, $stated:expr, $written:expr;)+) => {
        /// Kinds of evidence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum EvidenceKind {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl EvidenceKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Name in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// Start of evidence of this kind in JSON, up to its text.
            pub(crate) fn opening(self) -> &'static str {
                match self { $(Self::$variant => concat!("{\"kind\":\"", $name, "\",\"text\":"),)+ }
            }

            /// Label for people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Log-odds of one statement of weight 1 that only one class makes; 0 if they are learned or depend on the
            /// text.
            pub const fn log_odds(self) -> f32 {
                match self { $(Self::$variant => $log_odds,)+ }
            }

            /// Whether its text is verbatim text of the request, with any characters; that of others is a word.
            pub(crate) fn is_verbatim(self) -> bool {
                match self { $(Self::$variant => $verbatim,)+ }
            }

            /// Whether it is a statement of the author, or nearly one.
            pub fn is_stated(self) -> bool {
                match self { $(Self::$variant => $stated,)+ }
            }

            /// Its form and its key, if authors can write it.
            pub(crate) const fn as_written(self) -> Written {
                match self { $(Self::$variant => $written,)+ }
            }
        }
    };
}

const WORD: bool = false;
const VERBATIM: bool = true;
const STATED: bool = true;
const INFERRED: bool = false;
/// No author can write it.
const NEVER: Written = None;

const fn words(key: &'static str, meaning: &'static str) -> Written {
    Some((EvidenceForm::Words, KeySpec::new(key, ValueType::Evidence, meaning)))
}

const fn patterns(key: &'static str, meaning: &'static str) -> Written {
    Some((EvidenceForm::Patterns, KeySpec::new(key, ValueType::Evidence, meaning)))
}

const fn requests(key: &'static str, meaning: &'static str) -> Written {
    Some((EvidenceForm::Requests, KeySpec::new(key, ValueType::Sentences, meaning)))
}

// Name in JSON, label, log-odds (negative: against whose it is), text, origin, what authors write under which key.
evidence_kinds! {
    /// A keyword.
    Keyword: "keyword", "keyword", 2.5, WORD, STATED, words("keywords", "words and phrases that count for it");
    /// A pattern.
    Pattern: "pattern", "pattern", 3.0, VERBATIM, STATED, patterns("patterns", "regular expressions");
    /// Learned from examples.
    Example: "example", "example", 0.0, WORD, INFERRED, requests("examples", "example requests");
    /// The word is only in the name, or in the name and the body.
    Name: "name", "name", 0.0, WORD, INFERRED, NEVER;
    /// The word is in the description.
    Description: "description", "description", 0.0, WORD, INFERRED, NEVER;
    /// The word is only in the body.
    Body: "body", "body", 0.0, WORD, INFERRED, NEVER;
    /// The word is related to the agent's words by the word table.
    Related: "related", "related", 0.0, WORD, INFERRED, NEVER;
    /// The word is a misspelling of a keyword or a word of the description.
    Spelling: "spelling", "spelling", 0.0, WORD, STATED, NEVER;
    /// The author says that this is not for the agent.
    NotFor: "not_for", "not for", -3.0, VERBATIM, STATED, words("not_for", "words and phrases that count against it");
}

impl EvidenceKind {
    /// The kinds that authors can write: in agents, in entries of team files and in rules.
    pub fn written() -> impl Iterator<Item = Self> + Clone {
        Self::ALL.iter().copied().filter(|kind| kind.as_written().is_some())
    }

    /// The form in which authors write it, if they can.
    pub fn form(self) -> Option<EvidenceForm> {
        self.as_written().map(|(form, _)| form)
    }

    /// Its key in definitions, which may have other names; empty if no author can write it.
    pub fn key(self) -> &'static str {
        self.as_written().map_or("", |(_, key)| key.name)
    }

    /// Whether it speaks against whose it is.
    pub fn is_against(self) -> bool {
        self.log_odds() < 0.0
    }

    /// Whether authors write it in this form, in favour of whose it is.
    pub fn is_for(self, form: EvidenceForm) -> bool {
        self.form() == Some(form) && !self.is_against()
    }

    /// The kind of a part with this weight: negative evidence is `not_for`.
    pub(crate) fn signed(self, weight: i64) -> Self {
        if weight < 0 { Self::NotFor } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::dialect::{Field, KEYS};

    #[test]
    fn the_keys_are_those_of_definitions() {
        for &kind in EvidenceKind::ALL {
            let is_key = KEYS.contains(&(kind.key(), Field::Evidence(kind)));
            assert_eq!(is_key, kind.form().is_some(), "{kind:?}");
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }

    #[test]
    fn negative_evidence_is_not_for() {
        assert_eq!(EvidenceKind::Pattern.signed(1), EvidenceKind::Pattern);
        assert_eq!(EvidenceKind::Pattern.signed(0), EvidenceKind::Pattern);
        assert_eq!(EvidenceKind::Pattern.signed(-1), EvidenceKind::NotFor);
    }
}
