//! The kinds of evidence: one table of their names, their keys in definitions, and the weight of one statement. What an
//! author can write is read, compiled, explained, checked and printed by its form and its sign; nothing else names kinds.

use crate::value_type::{KeySpec, ValueType};
use serde::Serialize;

/// What the value of a key of evidence consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Words and phrases; those in favour may have weights and priorities.
    Words,
    /// Regular expressions.
    Patterns,
    /// Whole requests.
    Requests,
}

/// What is known of a kind.
struct Row {
    /// Label for people.
    label: &'static str,
    /// Key of a definition; the table of keys has its other names.
    key: Option<&'static str>,
    /// If authors can write it: the form of the key's value, and its meaning for people.
    written: Option<(Form, &'static str)>,
    /// Log-odds of one statement; negative if it is against.
    log_odds: f32,
    /// Whether its text is verbatim text of the request, with any characters; that of others is a word.
    is_verbatim: bool,
    /// Whether it is a statement of the author, or nearly one.
    is_stated: bool,
}

/// Evidence that is learned or follows from a text.
const INFERRED: Row = Row { label: "", key: None, written: None, log_odds: 0.0, is_verbatim: false, is_stated: false };

macro_rules! evidence_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal: $row:expr;)+) => {
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

            const fn row(self) -> &'static Row {
                match self { $(Self::$variant => const { &$row },)+ }
            }
        }
    };
}

evidence_kinds! {
    /// A keyword.
    Keyword "keyword": Row {
        label: "keyword",
        key: Some("keywords"),
        written: Some((Form::Words, "words and phrases that count for it")),
        log_odds: 2.5,
        is_stated: true,
        ..INFERRED
    };
    /// A pattern.
    Pattern "pattern": Row {
        label: "pattern",
        key: Some("patterns"),
        written: Some((Form::Patterns, "regular expressions")),
        log_odds: 3.0,
        is_verbatim: true,
        is_stated: true,
    };
    /// Learned from examples.
    Example "example": Row {
        label: "example",
        key: Some("examples"),
        written: Some((Form::Requests, "example requests")),
        ..INFERRED
    };
    /// The word is only in the name, or in the name and the body.
    Name "name": Row { label: "name", ..INFERRED };
    /// The word is in the description.
    Description "description": Row { label: "description", key: Some("description"), ..INFERRED };
    /// The word is only in the body.
    Body "body": Row { label: "body", ..INFERRED };
    /// The word is related to the agent's words by the word table.
    Related "related": Row { label: "related", ..INFERRED };
    /// The word is a misspelling of a keyword or a word of the description.
    Spelling "spelling": Row { label: "spelling", is_stated: true, ..INFERRED };
    /// The author says that this is not for the agent.
    NotFor "not_for": Row {
        label: "not for",
        key: Some("not_for"),
        written: Some((Form::Words, "words and phrases that count against it")),
        log_odds: -3.0,
        is_verbatim: true,
        is_stated: true,
    };
}

impl EvidenceKind {
    /// Those that authors can write, in agents, in entries of team files and in rules.
    pub const WRITTEN: [Self; count_written(Self::ALL)] = {
        let mut written = [Self::Keyword; count_written(Self::ALL)];
        let mut i = 0;
        while i < Self::ALL.len() {
            if let Some(place) = Self::ALL[i].place_among_written() {
                written[place] = Self::ALL[i];
            }
            i += 1;
        }
        written
    };

    /// Label for people.
    pub fn label(self) -> &'static str {
        self.row().label
    }

    /// Key of a definition; the table of keys has its other names. `None` for evidence without a key.
    pub const fn key(self) -> Option<&'static str> {
        self.row().key
    }

    /// The form in which authors write it; `None` if they cannot.
    pub const fn form(self) -> Option<Form> {
        match self.row().written {
            Some((form, _)) => Some(form),
            None => None,
        }
    }

    /// Its key, with the type and the meaning of the value. Without a name for what no author can write.
    pub const fn key_spec(self) -> KeySpec {
        match (self.row().key, &self.row().written) {
            (Some(key), Some((form, meaning))) => KeySpec::new(key, form.shape(), meaning),
            _ => KeySpec::new("", ValueType::Null, ""),
        }
    }

    /// Place among the kinds that authors can write.
    pub(crate) const fn place_among_written(self) -> Option<usize> {
        if self.form().is_none() {
            return None;
        }
        Some(count_written(Self::ALL.split_at(self as usize).0))
    }

    /// Log-odds of one statement of weight 1 that only one class makes; 0 if they are learned or depend on the text.
    pub const fn log_odds(self) -> f32 {
        self.row().log_odds
    }

    /// Whether it speaks against whose it is.
    pub const fn is_against(self) -> bool {
        self.row().log_odds < 0.0
    }

    /// Whether authors write it in this form, in favour of whose it is.
    pub fn is_for(self, form: Form) -> bool {
        self.form() == Some(form) && !self.is_against()
    }

    /// Whether its text is verbatim text of the request, with any characters; that of others is a word.
    pub(crate) fn is_verbatim(self) -> bool {
        self.row().is_verbatim
    }

    /// Whether it is a statement of the author, or nearly one.
    pub fn is_stated(self) -> bool {
        self.row().is_stated
    }

    /// The kind of a part with this weight: negative evidence is `not_for`.
    pub(crate) fn signed(self, weight: i64) -> Self {
        if weight < 0 { Self::NotFor } else { self }
    }
}

impl Form {
    /// Type of the values.
    const fn shape(self) -> ValueType {
        match self {
            Self::Words | Self::Patterns => ValueType::Evidence,
            Self::Requests => ValueType::Sentences,
        }
    }
}

const fn count_written(kinds: &[EvidenceKind]) -> usize {
    let (mut count, mut i) = (0, 0);
    while i < kinds.len() {
        count += kinds[i].form().is_some() as usize;
        i += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::dialect::{Field, KEYS};

    #[test]
    fn the_keys_are_those_of_definitions() {
        for kind in EvidenceKind::ALL {
            assert!(kind.key().is_none_or(|key| KEYS.iter().any(|(known, _)| *known == key)), "{kind:?}");
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        for (place, kind) in EvidenceKind::WRITTEN.into_iter().enumerate() {
            assert_eq!(kind.place_among_written(), Some(place), "{kind:?}");
            assert!(kind.key().is_some_and(|key| KEYS.contains(&(key, Field::Evidence(kind)))), "{kind:?}");
        }
    }

    #[test]
    fn negative_evidence_is_not_for() {
        assert_eq!(EvidenceKind::Pattern.signed(1), EvidenceKind::Pattern);
        assert_eq!(EvidenceKind::Pattern.signed(0), EvidenceKind::Pattern);
        assert_eq!(EvidenceKind::Pattern.signed(-1), EvidenceKind::NotFor);
    }
}
