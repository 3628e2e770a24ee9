//! German, Dutch, Swedish, Danish and Norwegian.

use super::{Grammar, NoCue};
use crate::text::Language;

pub(super) const GERMAN: Grammar = Grammar {
    language: Language::German,
    without: &[
        "ohne",
        "ausser",
        "statt",
        "anstatt",
        "anstelle",
        "abgesehen von",
        "bis auf",
        "finger weg von",
        "finger weg vom",
    ],
    no: &["kein", "keine", "keinen", "keiner"],
    no_cue: NoCue::OwnClause,
    not: &["nicht"],
    leave: &["lass", "lasst", "lasse"],
    alone: &["in ruhe", "so", "wie es ist", "wie er ist", "wie sie ist", "wie sie sind", "weg", "aus"],
    stays: &[
        "bleibt so",
        "bleiben so",
        "so bleiben",
        "bleibt wie",
        "bleiben wie",
        "bleibt unverandert",
        "bleiben unverandert",
        "unverandert bleiben",
        "unverandert lassen",
        "unangetastet bleiben",
        "unangetastet lassen",
    ],
    behind: &[
        "anfassen",
        "an",
        "andern",
        "verandern",
        "anruhren",
        "benutzen",
        "verwenden",
        "nutzen",
        "loschen",
        "verschieben",
    ],
    modals: &["kann", "konnte", "konnen", "lasst", "lassen", "darf", "durfen", "will", "mochte"],
    copulas: &["ist", "sind", "war", "waren"],
    pronouns: &["es", "das", "dies"],
    articles: &[
        "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "mein", "meine", "unser", "unsere",
        "am", "an", "im", "beim", "zum", "zur",
    ],
    indefinite: &["ein", "eine", "einen", "einem"],
    joining: &["oder", "noch"],
    openers: &["und", "aber", "oder", "sondern", "bitte", "also"],
    but: &["sondern", "aber"],
    about: &["fur", "mit"],
    adjectives: &["nur", "mehr", "moglich", "richtig", "gefunden", "erreichbar", "da"],
    please: &["bitte", "danke"],
    missing: &[
        "antwort",
        "ergebnis",
        "ergebnisse",
        "ausgabe",
        "fehler",
        "meldung",
        "daten",
        "zugriff",
        "ahnung",
        "probleme",
        "verbindung",
    ],
    ..Grammar::NONE
};

pub(super) const DUTCH: Grammar = Grammar {
    language: Language::Dutch,
    without: &["zonder", "behalve", "in plaats", "afgezien", "blijf van", "blijf af van"],
    leave: &["laat", "laten"],
    alone: &["met rust", "zoals het is", "zoals ze zijn", "zo", "weg"],
    stays: &["blijft zoals", "blijven zoals", "blijft zo", "blijven zo"],
    no: &["geen"],
    not: &["niet"],
    behind: &["aan", "aanraken", "aanpassen", "wijzigen", "veranderen", "gebruiken"],
    modals: &["kan", "kunnen", "kon", "mag", "wil"],
    copulas: &["is", "zijn", "was", "waren"],
    articles: &["de", "het", "een", "mijn", "onze", "ons"],
    indefinite: &["een"],
    joining: &["of", "van"],
    openers: &["en", "maar", "of"],
    but: &["maar"],
    adjectives: &["meer", "mogelijk", "gevonden"],
    please: &["alstublieft", "graag", "bedankt"],
    missing: &[
        "antwoord",
        "resultaat",
        "resultaten",
        "fout",
        "fouten",
        "probleem",
        "problemen",
        "toegang",
        "verbinding",
    ],
    ..Grammar::NONE
};

pub(super) const SWEDISH: Grammar = Grammar {
    language: Language::Swedish,
    without: &["utan", "forutom", "istallet for", "i stallet for"],
    no: &["ingen", "inga", "inget"],
    not: &["inte", "ej"],
    forbidding_before: &["ror", "andra", "anvand"],
    articles: &["den", "det", "de", "en", "ett"],
    joining: &["eller", "av"],
    openers: &["och", "men", "eller", "utan"],
    but: &["utan", "men"],
    missing: &["svar", "resultat", "fel", "problem", "atkomst"],
    ..Grammar::NONE
};

pub(super) const DANISH: Grammar = Grammar {
    language: Language::Danish,
    without: &["uden", "undtagen", "i stedet for"],
    no: &["ingen", "intet"],
    not: &["ikke"],
    forbidding_before: &["ror", "aendre", "brug"],
    articles: &["den", "det", "de", "en", "et"],
    joining: &["eller", "af"],
    openers: &["og", "men", "eller"],
    but: &["men"],
    missing: &["svar", "resultat", "fejl", "problemer", "adgang"],
    ..Grammar::NONE
};

pub(super) const NORWEGIAN: Grammar = Grammar {
    language: Language::Norwegian,
    without: &["uten", "unntatt", "i stedet for"],
    no: &["ingen", "intet"],
    not: &["ikke"],
    forbidding_before: &["ror", "endre", "bruk"],
    articles: &["den", "det", "de", "en", "et", "ei"],
    joining: &["eller", "av"],
    openers: &["og", "men", "eller"],
    but: &["men"],
    missing: &["svar", "resultat", "feil", "problemer", "tilgang"],
    ..Grammar::NONE
};
