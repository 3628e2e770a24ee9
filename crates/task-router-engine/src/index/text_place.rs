//! Where an agent's definition has a described word.

/// The text of a definition that has a word: the description, if it has it, otherwise the name, otherwise the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPlace {
    /// The description.
    Description,
    /// The name.
    Name,
    /// An example that became a part of the description.
    Example,
    /// The same of a word that everyday requests have, too.
    EverydayExample,
    /// This line of the body, from 1; all lines from [`MAX_LINE`] on are one.
    Body(u16),
}

/// Code of the name; the description is 0, and the body has its lines.
const NAME: u16 = u16::MAX;
/// Code of [`TextPlace::Example`].
const EXAMPLE: u16 = NAME - 1;
/// Code of [`TextPlace::EverydayExample`].
const EVERYDAY_EXAMPLE: u16 = EXAMPLE - 1;
/// Maximum line of a body.
const MAX_LINE: u16 = EVERYDAY_EXAMPLE - 1;

impl TextPlace {
    /// Takes the counts of a word in name, description and body, whether the description has it from an example, and its
    /// first line in the body.
    pub(crate) fn of(
        [name, description, _]: &[f32; 3],
        is_example: bool,
        body_line: impl FnOnce() -> Option<u16>,
    ) -> Self {
        match (*name > 0.0, *description > 0.0) {
            (_, true) if !is_example => Self::Description,
            (true, _) => Self::Name,
            (false, true) => Self::Example,
            (false, false) => body_line().map_or(Self::Description, |line| Self::Body(line.min(MAX_LINE))),
        }
    }

    /// Whether the word describes the agent: it is in the description or the name. One of a few examples also has words
    /// that fit that one request only.
    pub(crate) fn describes(self) -> bool {
        matches!(self, Self::Description | Self::Name)
    }

    /// Whether the word is only in the body.
    pub(crate) fn is_body(self) -> bool {
        matches!(self, Self::Body(_))
    }

    pub(crate) fn encode(self) -> u16 {
        match self {
            Self::Description => 0,
            Self::Name => NAME,
            Self::Example => EXAMPLE,
            Self::EverydayExample => EVERYDAY_EXAMPLE,
            Self::Body(line) => line,
        }
    }

    pub(crate) fn decode(code: u16) -> Self {
        match code {
            0 => Self::Description,
            NAME => Self::Name,
            EXAMPLE => Self::Example,
            EVERYDAY_EXAMPLE => Self::EverydayExample,
            line => Self::Body(line),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_named_before_the_name_and_the_name_before_the_body() {
        for (counts, is_example, expected) in [
            ([1.0, 1.0, 1.0], false, TextPlace::Description),
            ([1.0, 1.0, 1.0], true, TextPlace::Name),
            ([0.0, 1.0, 1.0], true, TextPlace::Example),
            ([1.0, 0.0, 1.0], false, TextPlace::Name),
            ([0.0, 0.0, 0.2], false, TextPlace::Body(7)),
        ] {
            assert_eq!(TextPlace::of(&counts, is_example, || Some(7)), expected, "{counts:?}");
        }
    }

    #[test]
    fn codes_are_read_back() {
        for place in [
            TextPlace::Description,
            TextPlace::Name,
            TextPlace::Example,
            TextPlace::EverydayExample,
            TextPlace::Body(1),
            TextPlace::Body(MAX_LINE),
        ] {
            assert_eq!(TextPlace::decode(place.encode()), place);
        }
        assert_eq!(TextPlace::of(&[0.0; 3], false, || Some(u16::MAX)), TextPlace::Body(MAX_LINE));
    }
}
