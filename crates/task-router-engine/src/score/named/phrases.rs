//! Phrases that ask for the agent named behind them, in the languages that separate words by spaces.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Phrases that may precede the name of a requested agent, by language.
const REQUESTS: [&str; 13] = [
    // English.
    "use|using|ask|call|invoke|run|via|with|let|have|delegate to|hand to|hand over to|hand off to|hand this to|give to|\
     give this to|pass to|pass this to|route to|send to|assign to|switch to|switch over to|change to|go to|turn to|start|\
     launch|spawn|activate|engage|consult|try",
    // German.
    "nimm|nimm bitte|nehmen Sie|benutze|benutz|benutzen Sie|verwende|verwenden Sie|nutze|nutz|nutzen Sie|frag|frage|\
     fragen Sie|rufe|ruf|rufen Sie|starte|starten Sie|lass|beauftrage|aktiviere|gib das|übergib das|leite das|wechsle",
    // French.
    "utilise|utilisez|utiliser|emploie|employez|demande|demandez|appelle|appelez|lance|lancez|passe|passez|laisse|\
     laissez|confie|confiez|consulte|consultez|prends|prenez|active|invoque",
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
    "brug|spørg|lad|bruk|spør|la|kjør",
    // Hungarian.
    "használd|kérdezd|hívd|indítsd",
];
/// Prepositions that do so only as the first word of a request: `mit dem Agenten NAME das Paket suchen`. Elsewhere they
/// tell of an agent.
const PREPOSITIONS: &str = "mit|avec|con|com|met|med|z|ze|s|с|со";
/// Articles and prepositions that may stand between the phrase and the name.
const LEADING: &str = "the|a|an|your|our|my|der|den|dem|die|das|einen|unseren|zum|l|le|la|un|une|au|notre|el|al|all|\
                       allo|il|lo|o|os|ao|à|um|de|het|een|onze|aan|naar|do|to|az|den|zu|к|ao";
/// Words that negate a following request phrase.
const NEGATIONS: &str = "not|don't|dont|don\u{2019}t|never|without|stop|nicht|nie|niemals|ohne|statt|keinen|ne|pas|jamais|sans|\
                         no|nunca|sin|non|mai|senza|não|nem|sem|niet|nooit|zonder|nigdy|bez|ne|nikdy|не|никогда|без|ні|\
                         inte|aldrig|utan|ikke|aldri|uten|uden";
/// Words that negate what precedes them in their clause: `benutze den Agenten NAME nicht`.
const NEGATIONS_BEHIND: &str = "nicht|niet|inte|ikke|pas";
/// Maximum number of words of a request phrase.
const LONGEST_REQUEST: usize = 3;
/// Maximum number of words between a phrase and a name.
const MOST_LEADING: usize = 2;
/// Maximum number of words between a name and a negation behind it.
const TO_NEGATION: usize = 2;

struct Phrases {
    requests: HashSet<String>,
    prepositions: HashSet<String>,
    leading: HashSet<String>,
    negations: HashSet<String>,
    negations_behind: HashSet<String>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let set = |list: &str| list.split('|').map(|phrase| folded(phrase).into_owned()).collect();
    Phrases {
        requests: set(&REQUESTS.join("|")),
        prepositions: set(PREPOSITIONS),
        leading: set(LEADING),
        negations: set(NEGATIONS),
        negations_behind: set(NEGATIONS_BEHIND),
    }
});

/// A word in lower case and without accents, as the lists are read.
pub(super) fn folded(word: &str) -> Cow<'_, str> {
    if word.is_ascii() && !word.contains(|c: char| c.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(crate::text::without_accents(&word.to_lowercase()).into_owned())
}

/// Whether these folded words end in a request phrase that is not negated.
pub(super) fn ends_in_request(before: &[Cow<str>]) -> bool {
    let Phrases { requests, prepositions, leading, negations, .. } = &*PHRASES;
    let articles = before.iter().rev().take(MOST_LEADING).take_while(|word| leading.contains(&***word)).count();
    // `la` is an article, and the verb of Norwegian.
    (0..=articles).any(|articles| {
        let before = &before[..before.len() - articles];
        let begins = |length: usize| {
            let start = before.len().checked_sub(length)?;
            requests.contains(&before[start..].join(" ")).then_some(start)
        };
        let is_refused = |start: usize| {
            let near = &before[start.saturating_sub(2)..start];
            near.iter().any(|word| negations.contains(&**word))
        };
        let opens = || matches!(before, [first] if prepositions.contains(&**first));
        (1..=LONGEST_REQUEST).find_map(begins).is_some_and(|start| !is_refused(start)) || opens()
    })
}

/// Whether one of the next words, all in the same clause, negates what precedes them.
pub(super) fn is_refused_behind(words: &[Cow<str>]) -> bool {
    words.iter().take(TO_NEGATION + 1).any(|word| PHRASES.negations_behind.contains(&**word))
}
