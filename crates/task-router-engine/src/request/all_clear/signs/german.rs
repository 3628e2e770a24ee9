//! German signs.

use super::{Sign, Signs};
use crate::text::Language;

pub(super) const GERMAN: Signs = Signs {
    language: Language::German,
    has_concord: false,
    has_inversion: true,
    has_compounds: true,
    phrases: &[
        (Sign::No, "kein|keine|keinen|keiner|keinem|keinerlei|ohne|ohne jeden|ohne jede|null|nicht ein|nicht eine"),
        (Sign::Nobody, "nichts|niemand|niemanden"),
        (Sign::Not, "nicht|nie|niemals|nicht mehr"),
        (
            Sign::Trouble,
            "ausfall|ausfalle|ausfallen|storung|storungen|vorfall|vorfalle|panne|pannen|leck|lecks|datenleck|datenlecks|angriff|angriffe|angreifer|hack|hacker|einbruch|lucke|lucken|problem|probleme|problemen|fehler|fehlern|verlust|verluste|notfall|notfalle|krise|absturz|absturze|unterbrechung|unterbrechungen|downtime|ausfallzeit|incident|incidents|bug|bugs|schaden|brand|feuer|unfall|beschwerde|beschwerden|virus|schadsoftware|ransomware",
        ),
        (
            Sign::Bad,
            "ausgefallen|down|offline|kaputt|defekt|tot|weg|gehackt|verloren|verloren gegangen|gestohlen|geleakt|betroffen|abgesturzt|beschadigt|verschwunden|gestort|kompromittiert|angegriffen|fehlgeschlagen|unerreichbar|in gefahr|infiziert|verletzt",
        ),
        (
            Sign::Over,
            "vorbei|beendet|zu ende|weg|geschlossen|ausgestanden|unter kontrolle|im griff|verschwunden|uberstanden|vom tisch",
        ),
        (Sign::Mended, "behoben|gelost|repariert|wiederhergestellt|gefixt|beseitigt|erledigt"),
        (
            Sign::Works,
            "funktioniert|funktionieren|lauft|laufen|geht|gehen|klappt|klappen|antwortet|antworten|reagiert|reagieren|ladt",
        ),
        (Sign::Again, "wieder"),
        (
            Sign::Good,
            "in ordnung|normal|stabil|ok|okay|gesund|einwandfrei|fehlerfrei|intakt|unversehrt|unbeschadet|im grunen bereich|wie gewohnt|rund",
        ),
        (Sign::Fair, "erreichbar|verfugbar|online|zuganglich|nutzbar|betriebsbereit|live"),
        (Sign::Up, "oben"),
        (Sign::Back, "da|zuruck"),
        (
            Sign::System,
            "seite|webseite|website|shop|app|anwendung|server|dienst|dienste|system|systeme|backend|api|produktion|prod|plattform|datenbank|cluster|alles|login|netz|netzwerk|portal|wir",
        ),
        (Sign::It, "es|sie"),
        (Sign::Be, "ist|sind|war|waren|wurde|wurden|worden|hat|haben|hatte|hatten|bleibt|blieb"),
        (Sign::Frame, "gibt|gab|gegeben|festgestellt|gefunden|sehen|hatten|gehabt|verursacht"),
        (
            Sign::Adverb,
            "jetzt|nun|schon|bereits|endlich|auch|wirklich|tatsachlich|derzeit|heute|gestern|mehr|bisher|bislang|hier|je|gar|uberhaupt|zum gluck|festgestellt|gefunden|gemeldet|aufgetreten|danke|bitte|alle|langst|wieder",
        ),
        (Sign::Wholly, "ganz|vollig|komplett|vollstandig|alle|alles"),
        (Sign::Article, "ein|eine|einen|einem|einer"),
        (Sign::The, "der|die|das|den|dem|alle|unser|unsere|unseren|diesen|diese|dieses"),
        (Sign::Of, "von|der|unserer|fur"),
        (Sign::Trace, "anzeichen|hinweis|hinweise|spur|gefahr|risiko"),
        (Sign::Clear, "fehlalarm|falscher alarm|entwarnung|alles gut|alles bestens|alles funktioniert|alles lauft"),
        (Sign::After, "nach|seit|trotz"),
        (Sign::Limit, "mit|aus"),
        (
            Sign::Doubt,
            "abgesehen von|nicht nur|nicht ganz|nicht vollig|nicht komplett|nicht alle|noch nicht|wenn|falls|sobald|bis|ob|soll|sollte|sollten|muss|mussen|kann|konnen|konnte|will|wollen|mochte|wurde gern|darf|werden|wird|bitte um|hoffentlich|hoffe|nur|teilweise|halb|fast|beinahe|kaum|angeblich|vielleicht|wahrscheinlich|scheint|denke|dachte|ausser|wie|was|wer|warum|wo|welche|welcher|immer wieder|schon wieder|sei",
        ),
        (Sign::And, "und|aber|jedoch|obwohl|weil|wahrend|sondern|doch|denn"),
        (Sign::By, "vom|von|durch|wegen"),
        (Sign::Was, "war|waren|wurde|wurden"),
        (Sign::Urgent, "dringend|dringende|dringendes|dringlich|eilig|eiliges|eilt|eile|sofort|zeitkritisch|pressiert"),
        (Sign::Degree, "so|sehr|zu|besonders|wirklich|ganz|allzu|furchtbar|extrem|muss|mussen|sein"),
        (
            Sign::Leisure,
            "weniger dringend|kaum dringend|keineswegs dringend|keinesfalls dringend|keine eile|alles andere als dringend",
        ),
        (
            Sign::Opening,
            "info|information|zur info|zur information|fyi|update|kurzes|kurze|kurz|status|stand|statusmeldung|neuigkeit|neuigkeiten|nachricht|nachrichten|meldung|gute|hinweis|ubrigens|ok|okay|super|prima|gut|toll|also|so|team|leute|zusammen|kollegen|kein handlungsbedarf|nichts zu tun|keine aktion notig",
        ),
    ],
};
