//! Phrases that ask for the agent named behind them, in the languages that separate words by spaces.

use crate::text::{Language, Role, Roles, words};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// English phrases that may precede the name of a requested agent.
const ENGLISH: &str = "use|using|ask|call|invoke|run|via|with|let|have|delegate to|hand to|hand over to|hand off to|\
                       hand this to|give to|give this to|pass to|pass this to|route to|send to|assign to|switch to|\
                       switch over to|change to|go to|turn to|start|launch|spawn|activate|engage|consult|try";
/// The same in other languages. Many are words of another language, too, or tell instead of asking, so they count at the
/// start of a clause only.
const REQUESTS: [&str; 12] = [
    // German.
    "nimm|nimm bitte|nehmen Sie|benutze|benutz|benutzen Sie|verwende|verwenden Sie|nutze|nutz|nutzen Sie|frag|frage|\
     fragen Sie|rufe|ruf|rufen Sie|starte|starten Sie|lass|beauftrage|aktiviere|gib das|übergib das|leite das|wechsle",
    // French.
    "utilise|utilisez|utiliser|emploie|employez|demande|demandez|appelle|appelez|lance|lancez|passe|passez|laisse|\
     laissez|confie|confiez|consulte|consultez|prends|prenez|activez|invoque",
    // Spanish.
    "usa|usad|usar|utiliza|utilice|utilizar|emplea|emplee|llama|llame|pregunta|pregúntale|pregunte|pide|pídele|pasa|\
     pásalo|deja que|haz que|consulta|consulte|invoca|activa|lanza|inicia",
    // Italian.
    "usate|usi|usare|utilizzate|utilizza|utilizzare|chiedi|chiedete|chieda|chiama|chiamate|passalo|lascia che|\
     fai che|affida|affidalo|consultate|avvia|lancia|attiva|prendi",
    // Portuguese.
    "utilize|pergunte|peça|pede|chame|chama|passe|deixe que|deixe|inicie|ative|invoque",
    // Dutch.
    "gebruik|gebruikt u|vraag|roep|laat|neem|geef dit|schakel|activeer|raadpleeg",
    // Polish and Czech.
    "użyj|użyjcie|używaj|zapytaj|poproś|weź|zawołaj|wywołaj|uruchom|przekaż|przekaż to|niech|za pomocą|\
     použij|použijte|zeptej se|zavolej|spusť|požádej",
    // Russian.
    "используй|используйте|спроси|спросите|попроси|попросите|возьми|возьмите|вызови|вызовите|запусти|запустите|\
     передай|передайте|пусть|с помощью|через",
    // Ukrainian.
    "використай|використовуй|використайте|запитай|попроси|візьми|виклич|запусти|передай|нехай|через",
    // Swedish.
    "använd|fråga|låt|kör|starta|kalla på",
    // Danish and Norwegian.
    "brug|spørg|lad|bruk|spør|kjør",
    // Hungarian.
    "használd|kérdezd|hívd|indítsd",
];
/// Prepositions that do so only as the first word of a request: `mit dem Agenten NAME das Paket suchen`. Elsewhere they
/// tell of an agent.
const PREPOSITIONS: &str = "mit|avec|con|com|met|med|z|ze|s|с|со";
/// Prepositions that may stand between the phrase and the name, beside articles and possessives.
const LEADING: &[&str] = words!("aan|all|do|naar|to|zu|к");
/// Words that may precede a request phrase in its clause.
const OPENERS: &str = "bitte|dann|jetzt|und|s'il te plaît|s'il vous plaît|et|puis|por|favor|y|per|favore|e|poi|proszę|i|\
                       пожалуйста|и|будь ласка|alsjeblieft|graag|en|please|ok|okay|hey|hi|hallo|hola|bonjour|ciao";
/// Words that negate a following phrase, in any language: not `no`, which answers (`no, use the NAME agent`).
const NEGATING: Roles = Roles::of(&[Role::Not, Role::Never, Role::Dont, Role::Without]);
const NEGATIONS: &[&str] = words!("don't|don\u{2019}t|stop");
/// Languages whose negation may stand behind what it negates: `benutze den Agenten NAME nicht`.
const NEGATING_BEHIND: [Language; 6] =
    [Language::German, Language::Dutch, Language::Swedish, Language::Danish, Language::Norwegian, Language::French];
/// Maximum number of words of a request phrase.
const LONGEST_REQUEST: usize = 3;
/// Maximum number of words between a phrase and a name.
const MOST_LEADING: usize = 2;
/// Maximum number of words between a name and a negation behind it.
const TO_NEGATION: usize = 2;

struct NamingPhrases {
    english: HashSet<String>,
    requests: HashSet<String>,
    prepositions: HashSet<String>,
    openers: HashSet<String>,
}

static PHRASES: LazyLock<NamingPhrases> = LazyLock::new(|| {
    let set = |list: &str| list.split('|').map(|phrase| folded(phrase).into_owned()).collect();
    NamingPhrases {
        english: set(ENGLISH),
        requests: set(&REQUESTS.join("|")),
        prepositions: set(PREPOSITIONS),
        openers: set(OPENERS),
    }
});

/// A word in lower case and without accents, as the lists are read.
pub(super) fn folded(word: &str) -> Cow<'_, str> {
    if word.is_ascii() && !word.contains(|c: char| c.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(crate::text::without_accents(&word.to_lowercase()).into_owned())
}

/// Whether these folded words end in a request phrase that is not negated; the clause starts with word `clause`.
pub(super) fn ends_in_request(before: &[Cow<str>], clause: usize) -> bool {
    let NamingPhrases { english, requests, prepositions, openers } = &*PHRASES;
    let leads = |word: &str| Roles::BEFORE_NOUN.has_any(word) || LEADING.contains(&word);
    let negates = |word: &str| NEGATING.has_any(word) || NEGATIONS.contains(&word);
    let articles = before.iter().rev().take(MOST_LEADING).take_while(|word| leads(word)).count();
    (0..=articles).any(|articles| {
        let before = &before[..before.len() - articles];
        let asks = |length: usize| {
            let Some(start) = before.len().checked_sub(length) else { return false };
            let phrase = before[start..].join(" ");
            let is_refused = || before[start.saturating_sub(2)..start].iter().any(|word| negates(word));
            let opens = || start >= clause && before[clause..start].iter().all(|word| openers.contains(&**word));
            english.contains(&phrase) && !is_refused() || requests.contains(&phrase) && opens()
        };
        (1..=LONGEST_REQUEST).any(asks) || matches!(before, [first] if prepositions.contains(&**first))
    })
}

/// Whether one of the next words, all in the same clause, negates what precedes them.
pub(super) fn is_refused_behind(words: &[Cow<str>]) -> bool {
    let negates =
        |word: &Cow<str>| NEGATING_BEHIND.into_iter().any(|language| Roles::of(&[Role::Not]).has(word, language));
    words.iter().take(TO_NEGATION + 1).any(negates)
}
