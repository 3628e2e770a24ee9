//! The kinds of evidence: one table of their names, their keys in definitions, and the weight of one statement.

use serde::Serialize;

macro_rules! evidence_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident:
        $name:literal, $label:literal, $key:expr, $log_odds:literal, $verbatim:expr, $stated:expr;)+) => {
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

            /// Key of a definition; the table of keys has its other names. `None` for evidence without a key.
            pub fn key(self) -> Option<&'static str> {
                match self { $(Self::$variant => $key,)+ }
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
            pub(crate) fn is_stated(self) -> bool {
                match self { $(Self::$variant => $stated,)+ }
            }
        }
    };
}

const WORD: bool = false;
const VERBATIM: bool = true;
const STATED: bool = true;
const INFERRED: bool = false;

// Name in JSON, label, key, log-odds, text, origin.
evidence_kinds! {
    /// A keyword.
    Keyword: "keyword", "keyword", Some("keywords"), 2.5, WORD, STATED;
    /// A pattern.
    Pattern: "pattern", "pattern", Some("patterns"), 3.0, VERBATIM, STATED;
    /// Learned from examples.
    Example: "example", "example", Some("examples"), 0.0, WORD, INFERRED;
    /// The word is only in the name, or in the name and the body.
    Name: "name", "name", None, 0.0, WORD, INFERRED;
    /// The word is in the description.
    Description: "description", "description", Some("description"), 0.0, WORD, INFERRED;
    /// The word is only in the body.
    Body: "body", "body", None, 0.0, WORD, INFERRED;
    /// The word is related to the agent's words by the word table.
    Related: "related", "related", None, 0.0, WORD, INFERRED;
    /// The word is a misspelling of a keyword or a word of the description.
    Spelling: "spelling", "spelling", None, 0.0, WORD, STATED;
    /// The author says that this is not for the agent.
    NotFor: "not_for", "not for", Some("not_for"), -3.0, VERBATIM, STATED;
}

impl EvidenceKind {
    /// The kind of a part with this weight: negative evidence is `not_for`.
    pub(crate) fn signed(self, weight: i64) -> Self {
        if weight < 0 { Self::NotFor } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::dialect::KEYS;

    #[test]
    fn the_keys_are_those_of_definitions() {
        for kind in EvidenceKind::ALL {
            assert!(kind.key().is_none_or(|key| KEYS.iter().any(|(known, _)| *known == key)), "{kind:?}");
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
