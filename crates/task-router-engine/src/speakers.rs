//! Words for the speakers of a dialogue, in the languages that agents and requests are written in.

/// Where a dialogue stands. The later, the more words are speakers there: they have other meanings before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// At the margin of frontmatter, where other words are keys.
    Margin,
    /// In prose.
    Prose,
    /// In a conversation that was pasted.
    Conversation,
    /// In an example.
    Example,
}

/// Words, in lower case, by the first place where they are speakers.
type Words = [(Place, &'static [&'static str])];

/// Words for those who ask.
const ASKING: &Words = &[
    (
        Place::Margin,
        &[
            "user",
            "human",
            "users",
            "utilisateur",
            "utilisatrice",
            "usuario",
            "usuária",
            "usuário",
            "benutzer",
            "nutzer",
            "utente",
            "gebruiker",
            "пользователь",
            "用户",
            "ユーザー",
            "사용자",
        ],
    ),
    (Place::Conversation, &["me", "customer", "q", "question"]),
    (Place::Example, &["developer", "client", "you", "prompt", "query", "request", "input"]),
];

/// Words for those who answer.
const ANSWERING: &Words = &[
    (
        Place::Margin,
        &["assistant", "assistente", "asistente", "assistent", "ассистент", "助手", "アシスタント", "어시스턴트"],
    ),
    (Place::Prose, &["ai", "bot", "claude"]),
    (Place::Conversation, &["system", "agent", "support", "chatgpt", "copilot", "a", "answer"]),
    (Place::Example, &["response", "output"]),
];

/// Whether a word in lower case stands for somebody who asks.
pub fn asks(word: &str, place: Place) -> bool {
    holds(ASKING, word, place)
}

/// Whether a word in lower case stands for somebody who answers.
pub fn answers(word: &str, place: Place) -> bool {
    holds(ANSWERING, word, place)
}

fn holds(words: &Words, word: &str, place: Place) -> bool {
    words.iter().any(|(first, words)| *first <= place && words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_speaker() {
        let places = [Place::Margin, Place::Prose, Place::Conversation, Place::Example];
        for (_, words) in ASKING.iter().chain(ANSWERING) {
            for word in *words {
                assert_eq!(word.to_lowercase(), **word);
                assert!(places.iter().all(|&place| !(asks(word, place) && answers(word, place))), "{word}");
            }
        }
        assert_eq!(places.map(|place| asks("question", place)), [false, false, true, true]);
    }
}
