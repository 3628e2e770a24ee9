//! The kinds of evidence: one table of what each is called, where an author gives it, and how much one statement says.

use serde::Serialize;

macro_rules! evidence_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident: $name:literal, $label:literal, $key:expr, $log_odds:literal;)+) => {
        /// The kinds of evidence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum EvidenceKind {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl EvidenceKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word for it in JSON.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How evidence of it begins in JSON, up to its text.
            pub(crate) fn opening(self) -> &'static str {
                match self { $(Self::$variant => concat!("{\"kind\":\"", $name, "\",\"text\":"),)+ }
            }

            /// The word for it, as people read it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The key of a definition that gives it; the table of keys has the other names of each. `None` for what nobody
            /// writes down.
            pub fn key(self) -> Option<&'static str> {
                match self { $(Self::$variant => $key,)+ }
            }

            /// The log-odds of one statement of weight 1 that only one class makes; 0 where they are learned or depend on the text.
            pub const fn log_odds(self) -> f32 {
                match self { $(Self::$variant => $log_odds,)+ }
            }
        }
    };
}

// Name in JSON, label, key, log-odds.
evidence_kinds! {
    /// A keyword of the author.
    Keyword: "keyword", "keyword", Some("keywords"), 2.5;
    /// A pattern of the author.
    Pattern: "pattern", "pattern", Some("patterns"), 3.0;
    /// What the examples taught about a word.
    Example: "example", "example", Some("examples"), 0.0;
    /// Name or description hold the word.
    Description: "description", "description", Some("description"), 0.0;
    /// Only the body holds it.
    Body: "body", "body", None, 0.0;
    /// The word has to do with the agent's words by the table of words.
    Related: "related", "related", None, 0.0;
    /// The word is a slip away from a keyword or a word of the description.
    Spelling: "spelling", "spelling", None, 0.0;
    /// The author says that this is not for the agent.
    NotFor: "not_for", "not for", Some("not_for"), -3.0;
}

impl EvidenceKind {
    /// The kind of a part with this weight: what speaks against somebody is not for them.
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
    fn what_speaks_against_somebody_is_not_for_them() {
        assert_eq!(EvidenceKind::Pattern.signed(1), EvidenceKind::Pattern);
        assert_eq!(EvidenceKind::Pattern.signed(0), EvidenceKind::Pattern);
        assert_eq!(EvidenceKind::Pattern.signed(-1), EvidenceKind::NotFor);
    }
}
