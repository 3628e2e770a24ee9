//! German, Dutch, Swedish, Danish and Norwegian.

use super::{Grammar, NoCue, Participles};
use crate::text::Language::{Danish, Dutch, German, Norwegian, Swedish};
use crate::text::{Role, grammar, joined, words};

pub(super) const GERMAN: Grammar = Grammar {
    besides: words!("ausser|statt|anstatt|anstelle|abgesehen von|bis auf|finger weg von|finger weg vom"),
    rather: words!("lieber|eher"),
    than: words!("als"),
    changes: words!("anderung|anderungen"),
    ignore: words!("ignorier|ignoriere|ignoriert|vergiss|vergesst|vermeide|meide|uberspringe"),
    no_cue: NoCue::OwnClause,
    leave: words!("lass|lasst|lasse"),
    alone: words!("in ruhe|so|wie es ist|wie er ist|wie sie ist|wie sie sind|weg|aus"),
    stays: words!(
        "bleibt so|bleiben so|so bleiben|bleibt wie|bleiben wie|bleibt unverandert|bleiben unverandert\
        |unverandert bleiben|unverandert lassen|unangetastet bleiben|unangetastet lassen|in ruhe lassen\
        |in frieden lassen|lassen wir weg|lassen wir mal weg|kannst du ignorieren|konnen wir ignorieren|nein\
        |lass weg|lasst weg|hat das nichts zu tun|hat es nichts zu tun|hat nichts zu tun|nichts zu tun\
        |liegt es nicht|liegts nicht|nicht das problem|nicht schuld|nicht die ursache"
    ),
    behind: words!("anfassen|an|andern|verandern|anruhren|benutzen|verwenden|nutzen|loschen|verschieben"),
    modals: words!("kann|konnte|konnen|lasst|lassen|darf|durfen|will|mochte"),
    copulas: words!("ist|sind|war|waren|geht"),
    pronouns: words!("es|das|dies"),
    articles: joined!(grammar(German).determiners, words!("an")),
    openers: joined!(grammar(German).conjunctions, words!("bitte|also")),
    about: words!("fur|mit|um"),
    adjectives: words!("nur|mehr|moglich|richtig|gefunden|erreichbar|da"),
    missing: words!("antwort|ergebnis|ergebnisse|ausgabe|fehler|meldung|daten|zugriff|ahnung|probleme|verbindung"),
    working: words!(
        "geht|gehen|funktioniert|funktionieren|lauft|laufen|klappt|klappen|ladt|laden|reagiert|reagieren\
        |antwortet"
    ),
    done: words!("fertig|erledigt|repariert|behoben|gefixt|abgeschlossen|gelost|fertiggestellt"),
    participles: Participles {
        ends: words!("t|en"),
        starts: words!("ge|be|er|ver|ent|zer|uber|unter|iert"),
        open: words!("gestern|gehort|gebraucht|benotigt|erwartet|bestimmt|erst|verspatet|geplant"),
        beside: words!("schon|bereits|habe|hab|haben|hat|ist|sind|wurde|wurden|worden|endlich"),
        ..Participles::NONE
    },
    next: words!("jetzt|nun|nachstes"),
    unneeded: words!(
        "egal|spielt keine rolle|wird nicht gebraucht|nicht notig|nicht notwendig|brauche ich nicht\
        |brauchen wir nicht"
    ),
    asking: words!("warum|wieso|weshalb|wann|wo|wie"),
    sole: words!("einzige|einziger|einziges|einzigen|eine einzige|ein einziger|ein einziges|einen einzigen"),
    leaving_out: words!("ignorier|ignoriere|ignoriert"),
    asked: words!(
        "will|wollen|wollte|mochte|mochten|brauche|brauchen|suche|suchen|frage|meine|bitte um|interessiert mich\
        |interessiere mich fur|wunsche"
    ),
    yes: joined!(grammar(German).with(Role::Yes), words!("schon|doch")),
    views: words!("meinung|feedback|frage|fragen|anmerkung|anmerkungen|kommentar|kommentare|interesse"),
    referring: words!("es|ihn"),
    conditional: words!("ware|wurde"),
    prepositions: words!("an|am|auf|aus|bei|beim|in|im|ins|mit|nach|uber|um|von|vom|vor|zu|zum|zur|fur|gegen|durch"),
    third_person_ends: words!("t"),
    able: words!("kann|konnen|konnte|konnten|lasst"),
    reporting: words!(
        "finde|sehe|verstehe|bekomme|kriege|erhalte|kenne|weiss|erreiche|habe|komme|schaffe|glaube|denke|merke\
        |erinnere|fand|sah|bekam|erhielt|kam"
    ),
    unable: words!("unmoglich"),
    imperatives: words!("ändere"),
    ..Grammar::of(German)
};

pub(super) const DUTCH: Grammar = Grammar {
    besides: words!("behalve|in plaats|afgezien|blijf van|blijf af van|niets te maken met"),
    rather: words!("liever|eerder"),
    than: words!("dan"),
    leave: words!("laat|laten"),
    alone: words!("met rust|maar zitten|zitten|zoals het is|zoals ze zijn|zo|weg"),
    stays: words!(
        "blijft zoals|blijven zoals|blijft zo|blijven zo|heeft er niets mee te maken|heeft niets te maken\
        |heeft hier niets mee te maken|niet het probleem|niet de oorzaak"
    ),
    changes: words!("wijziging|wijzigingen|veranderingen"),
    ignore: words!("negeer|vergeet|vermijd"),
    behind: words!("aan|aanraken|aanpassen|wijzigen|veranderen|gebruiken"),
    modals: words!("kan|kunnen|kon|mag|wil"),
    copulas: words!("is|zijn|was|waren|gaat"),
    about: words!("om|over"),
    joining: joined!(grammar(Dutch).alternatives, words!("van")),
    adjectives: words!("meer|mogelijk|gevonden"),
    missing: words!("antwoord|resultaat|resultaten|fout|fouten|probleem|problemen|toegang|verbinding"),
    working: words!("werkt|werken|gaat|doet"),
    pronouns: words!("het|dit|dat"),
    done: words!("klaar|gerepareerd|opgelost|gefixt|afgerond|gedaan"),
    participles: Participles {
        ends: words!("t|d|en"),
        starts: words!("ge|be|ver|ont|her"),
        open: words!("bestemd|gewenst|vereist|verwacht|gisteren"),
        beside: words!("al|heb|hebben|heeft|is|zijn|werd|eindelijk"),
        ..Participles::NONE
    },
    next: words!("nu"),
    unneeded: words!("maakt niet uit|doet er niet toe|niet nodig|niet belangrijk"),
    asking: words!("waarom|hoe|wanneer|waar"),
    sole: words!("enkel|enkele|een enkel|een enkele"),
    leaving_out: words!("negeer"),
    asked: words!("wil|willen|wilde|zoek|heb nodig|nodig|vraag|vraag naar|vroeg om|bedoel"),
    yes: joined!(grammar(Dutch).with(Role::Yes), words!("wel")),
    views: words!("mening|feedback|commentaar|vraag|vragen|opmerkingen"),
    referring: words!("hem"),
    prepositions: words!("aan|op|in|uit|bij|met|naar|over|om|van|voor|tegen|door|tot|te"),
    third_person_ends: words!("kt|pt|ft|nt|dt|gt|mt|wt|jt|uit"),
    able: words!("kan|kunnen|kon|lukt"),
    reporting: words!("vind|zie|begrijp|krijg|ontvang|heb|weet|snap|kreeg|zag|vond|ontving|denk|geloof"),
    ..Grammar::of(Dutch)
};

pub(super) const SWEDISH: Grammar = Grammar {
    besides: words!("forutom|istallet for|i stallet for"),
    forbidding_before: words!("ror|andra|anvand"),
    joining: joined!(grammar(Swedish).alternatives, words!("av")),
    missing: words!("svar|resultat|fel|problem|atkomst"),
    working: words!("fungerar"),
    copulas: words!("ar|var|handlar|galler"),
    pronouns: words!("det"),
    done: words!("klar|klart|klara|fixad|fixat|fixade|lost"),
    participles: Participles {
        ends: words!("at|ad|ade|it"),
        others: words!("betalt|betald|gjort|kopt|sant|skickat|stangt|stangd"),
        open: words!("antingen|arbetat|behovt"),
        beside: words!("redan|har|ar|blev|blivit|jag|vi"),
        ..Participles::NONE
    },
    next: words!("nu|nasta"),
    stays: words!("inte problemet|inte orsaken"),
    unneeded: words!("spelar ingen roll|behovs inte|inte viktig|inte viktigt"),
    asking: words!("varfor|hur|nar"),
    sole: words!("enda|en enda|ett enda"),
    asked: words!("vill|vill ha|behover|soker|menar"),
    prepositions: words!("pa|i|till|om|med|for|av|fran|over|mot|vid|genom"),
    third_person_ends: words!("ar|er|or|as|es"),
    able: words!("kan|kunde|gar"),
    reporting: words!("ser|vet|kan|fick|hittade|sag|far|forstar|forstod|kom"),
    about: words!("om"),
    leave: words!("lat"),
    alone: words!("vara|vara i fred|i fred|vara som den ar"),
    ..Grammar::of(Swedish)
};

pub(super) const DANISH: Grammar = Grammar {
    besides: words!("undtagen|i stedet for"),
    forbidding_before: words!("ror|aendre|brug"),
    joining: joined!(grammar(Danish).alternatives, words!("af")),
    missing: words!("svar|resultat|fejl|problemer|adgang"),
    working: words!("virker|fungerer"),
    copulas: words!("er|var|handler"),
    pronouns: words!("det"),
    done: words!("klar|klart|faerdig|lost|fikset|rettet"),
    participles: Participles {
        ends: words!("eret"),
        others: words!("bestilt|betalt|gjort|kobt|lavet|oprettet|ordnet|sendt|skrevet|slettet"),
        beside: words!("allerede|har|er|blev|jeg|vi"),
        ..Participles::NONE
    },
    next: words!("nu|naeste"),
    stays: words!("ikke problemet|ikke arsagen"),
    unneeded: words!("ligegyldig|ligegyldigt|ikke nodvendig|ikke nodvendigt|ikke vigtig|ikke vigtigt"),
    asking: words!("hvorfor|hvordan|hvornar"),
    sole: words!("eneste|en eneste|et eneste"),
    asked: words!("vil|vil have|vil gerne have|behover|onsker|har brug for|mener|brug for"),
    prepositions: words!("pa|i|til|om|med|for|af|fra|over|mod|ved|gennem"),
    third_person_ends: words!("er|es"),
    able: words!("kan|kunne"),
    reporting: words!("ser|ved|kan|fik|fandt|sa|far|forstar|forstod|kom"),
    about: words!("om"),
    leave: words!("lad"),
    alone: words!("vaere|vaere i fred|i fred"),
    ..Grammar::of(Danish)
};

pub(super) const NORWEGIAN: Grammar = Grammar {
    besides: words!("unntatt|i stedet for"),
    forbidding_before: words!("ror|endre|bruk"),
    joining: joined!(grammar(Norwegian).alternatives, words!("av")),
    missing: words!("svar|resultat|feil|problemer|tilgang"),
    working: words!("virker|fungerer"),
    copulas: words!("er|var|handler|gjelder"),
    pronouns: words!("det"),
    done: words!("klar|klart|ferdig|lost|fikset|rettet"),
    participles: Participles {
        ends: words!("ert"),
        others: words!("bestilt|betalt|gjort|kjopt|laget|opprettet|ordnet|sendt|skrevet|slettet"),
        beside: words!("allerede|har|er|ble|jeg|vi"),
        ..Participles::NONE
    },
    next: words!("na|neste"),
    stays: words!("ikke problemet|ikke arsaken"),
    unneeded: words!("spiller ingen rolle|ikke nodvendig|ikke viktig"),
    asking: words!("hvorfor|hvordan|nar"),
    sole: words!("eneste|en eneste|et eneste"),
    asked: words!("vil|vil ha|trenger|onsker|mener"),
    prepositions: words!("pa|i|til|om|med|for|av|fra|over|mot|ved|gjennom"),
    third_person_ends: words!("er|es"),
    able: words!("kan|kunne"),
    reporting: words!("ser|vet|kan|fikk|fant|sa|far|forstar|forsto|kom"),
    about: words!("om"),
    leave: words!("la"),
    alone: words!("vaere|vaere i fred|i fred"),
    ..Grammar::of(Norwegian)
};
