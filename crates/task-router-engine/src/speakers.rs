//! Words for the speakers of a dialogue, in the languages that agents and requests are written in.

/// Where a dialogue stands. The later, the more words are speakers there: they have other meanings before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpeakerContext {
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
type SpeakerWords = [(SpeakerContext, &'static [&'static str])];

/// Words for those who ask.
const ASKING: &SpeakerWords = &[
    (
        SpeakerContext::Margin,
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
    (SpeakerContext::Conversation, &["me", "customer", "q", "question"]),
    (SpeakerContext::Example, &["developer", "client", "you", "prompt", "query", "request", "input"]),
];

/// Words for those who answer.
const ANSWERING: &SpeakerWords = &[
    (
        SpeakerContext::Margin,
        &["assistant", "assistente", "asistente", "assistent", "ассистент", "助手", "アシスタント", "어시스턴트"],
    ),
    (SpeakerContext::Prose, &["ai", "bot", "claude"]),
    (SpeakerContext::Conversation, &["system", "agent", "support", "chatgpt", "copilot", "a", "answer"]),
    (SpeakerContext::Example, &["response", "output"]),
];

/// Whether a word in lower case stands for somebody who asks.
pub fn asks(word: &str, place: SpeakerContext) -> bool {
    holds(ASKING, word, place)
}

/// Whether a word in lower case stands for somebody who answers.
pub fn answers(word: &str, place: SpeakerContext) -> bool {
    holds(ANSWERING, word, place)
}

fn holds(words: &SpeakerWords, word: &str, place: SpeakerContext) -> bool {
    words.iter().any(|(first, words)| *first <= place && words.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_speaker() {
        let places =
            [SpeakerContext::Margin, SpeakerContext::Prose, SpeakerContext::Conversation, SpeakerContext::Example];
        for (_, words) in ASKING.iter().chain(ANSWERING) {
            for word in *words {
                assert_eq!(word.to_lowercase(), **word);
                assert!(places.iter().all(|&place| !(asks(word, place) && answers(word, place))), "{word}");
            }
        }
        assert_eq!(places.map(|place| asks("question", place)), [false, false, true, true]);
    }
}
