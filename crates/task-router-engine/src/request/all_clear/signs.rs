//! Words and phrases that show whether a clause reports an incident or says that there is none, in four languages. All
//! are in lower case and without accents; apostrophes end a word (`n est`) or are left out (`isnt`).

use crate::text::{Language, WordHasher};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// What a word or phrase is a sign of; a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Negates a noun, as a subject, and a verb: `no`, `nobody`, `not`.
    No,
    Nobody,
    Not,
    /// A noun that names an incident.
    Trouble,
    /// A state or an event that is bad by itself: `down`, `lost`.
    Bad,
    /// `over`, said of trouble, and `fixed`, said of anything.
    Over,
    Mended,
    /// `works`, which is news with `again` only.
    Works,
    Again,
    /// States: `fine`; `reachable`, which is news with `again` only; `up`, which is good of a [`Sign::System`], or of what
    /// is `up again`; and `back`, which is good of a system only.
    Good,
    Fair,
    Up,
    Back,
    System,
    /// Verbs between a subject and its state, and before a negated noun: `was`, `had`.
    Be,
    Frame,
    /// What may stand between the words of a sign, or end a clause: `now`; and what limits a negated state: `fully`.
    Adverb,
    Wholly,
    Article,
    /// `the` in `fixed the leak`.
    The,
    /// `of` in `no data of our customers`.
    Of,
    /// `it`, which may be a system or trouble, also contracted with its verb.
    It,
    /// `sign` in `no sign of a breach`.
    Trace,
    /// `false alarm`: says all.
    Clear,
    /// `after`: what follows is past.
    After,
    /// What may limit a state, or make it the danger: `works with any password`.
    Limit,
    /// Conditions, wishes, questions, hearsay and exceptions.
    Doubt,
    /// Starts a new clause.
    And,
}

/// The signs of one language, phrases separated by `|`.
pub(super) struct Signs {
    pub(super) language: Language,
    /// Whether a second negation confirms the first: `no hay ningún`.
    pub(super) has_concord: bool,
    /// Whether a clause that starts with a verb is a question: `is it over`.
    pub(super) has_inversion: bool,
    /// Whether nouns are joined: `Totalausfall`.
    pub(super) has_compounds: bool,
    phrases: &'static [(Sign, &'static str)],
}

pub(super) const ALL: [Signs; 4] = [ENGLISH, GERMAN, FRENCH, SPANISH];

/// A phrase of a language.
struct Phrase {
    language: Language,
    text: &'static str,
    sign: Sign,
}

/// Signs of which a clause that says that nothing is wrong has at least one.
const CALM: [Sign; 12] = [
    Sign::No,
    Sign::Nobody,
    Sign::Not,
    Sign::Over,
    Sign::Mended,
    Sign::Works,
    Sign::Again,
    Sign::Good,
    Sign::Fair,
    Sign::Up,
    Sign::Back,
    Sign::Clear,
];

/// Whether a word may begin a sign that nothing is wrong.
pub(super) fn may_be_calm(word: &str) -> bool {
    PHRASES.get(word).is_some_and(|phrases| phrases.iter().any(|phrase| CALM.contains(&phrase.sign)))
}

/// Whether a word may begin a sign of trouble, in any language.
pub fn may_be_trouble(word: &str) -> bool {
    let is_trouble = |phrase: &Phrase| matches!(phrase.sign, Sign::Trouble | Sign::Bad) && phrase.text == word;
    PHRASES.get(word).is_some_and(|phrases| phrases.iter().any(is_trouble))
}

/// The signs of the longest phrase that starts with the first of these words, as bits, and its length.
pub(super) fn longest<'w>(signs: &Signs, word: impl Fn(usize) -> Option<&'w str>) -> (u32, usize) {
    let first = word(0).unwrap_or_default();
    let (mut found, mut length) = (0, 1);
    let phrases = PHRASES.get(first).into_iter().flatten();
    for phrase in phrases.filter(|phrase| phrase.language == signs.language) {
        let is_here = phrase.text.split(' ').enumerate().all(|(n, expected)| word(n) == Some(expected));
        let own = phrase.text.split(' ').count();
        if is_here && own >= length {
            found = if own > length { 0 } else { found } | 1 << phrase.sign as u32;
            length = own;
        }
    }
    let is_compound = |trouble: &str| trouble.len() > 4 && first.len() > trouble.len() && first.ends_with(trouble);
    if found == 0 && signs.has_compounds && signs.of(Sign::Trouble).any(is_compound) {
        found = 1 << Sign::Trouble as u32;
    }
    (found, length)
}

impl Signs {
    fn of(&self, sign: Sign) -> impl Iterator<Item = &'static str> {
        self.phrases.iter().filter(move |(own, _)| *own == sign).flat_map(|(_, phrases)| phrases.split('|'))
    }
}

/// Phrases by first word.
static PHRASES: LazyLock<HashMap<&'static str, Vec<Phrase>, BuildHasherDefault<WordHasher>>> = LazyLock::new(|| {
    let mut found: HashMap<&str, Vec<_>, _> = HashMap::default();
    for signs in &ALL {
        let phrases = signs.phrases.iter().flat_map(|(sign, all)| all.split('|').map(move |text| (*sign, text)));
        for (sign, text) in phrases {
            let first = text.split(' ').next().unwrap_or_default();
            found.entry(first).or_default().push(Phrase { language: signs.language, text, sign });
        }
    }
    found
});

const ENGLISH: Signs = Signs {
    language: Language::English,
    has_concord: false,
    has_inversion: true,
    has_compounds: false,
    phrases: &[
        (Sign::No, "no|no more|no further|no longer any|without|without any|zero|not a single|not one|not any|with no"),
        (Sign::Nobody, "nothing|nobody|noone|no one|none"),
        (Sign::Not, "not|isnt|arent|wasnt|werent|hasnt|havent|hadnt|didnt|doesnt|dont|never|no longer"),
        (
            Sign::Trouble,
            "data loss|data leak|data leaks|data breach|data breaches|security incident|security incidents|security breach|outage|outages|incident|incidents|breach|breaches|leak|leaks|leakage|downtime|loss|losses|attack|attacks|attacker|attackers|hack|hacker|hackers|intrusion|intrusions|intruder|intruders|exploit|exploits|vulnerability|vulnerabilities|injection|malware|ransomware|virus|viruses|problem|problems|issue|issues|trouble|error|errors|failure|failures|fault|faults|bug|bugs|crash|crashes|timeout|timeouts|emergency|emergencies|crisis|disaster|interruption|interruptions|disruption|disruptions|corruption|regression|regressions|fraud|theft|complaint|complaints|accident|accidents|injury|injuries|damage|fire|bleeding|pain",
        ),
        (
            Sign::Bad,
            "down|broken|offline|dead|unreachable|unavailable|inaccessible|unresponsive|hacked|breached|compromised|stolen|leaked|leaking|leak|exposed|lost|losing|lose|loses|crashed|crashing|crash|crashes|failed|failing|fails|fail|affected|impacted|harmed|hurt|injured|damaged|corrupted|corrupt|missing|wrong|attacked|infected|disrupted|interrupted|degraded|locked out|vulnerable|on fire|under attack|at risk|in danger|exploited",
        ),
        (
            Sign::Over,
            "over|ended|has ended|finished|gone|past|closed|stopped|dealt with|contained|behind us|disappeared|vanished|under control|ruled out|averted",
        ),
        (
            Sign::Mended,
            "resolved|solved|fixed|mitigated|repaired|restored|recovered|sorted out|patched|remedied|rectified",
        ),
        (
            Sign::Works,
            "works|working|work|runs|running|run|responds|responding|respond|loads|loading|load|answers|answering|operates|operating|functions|functioning|can log in|can login|can sign in|can pay|can order|can work|can check out|can connect",
        ),
        (Sign::Again, "again"),
        (
            Sign::Good,
            "fine|ok|okay|healthy|stable|normal|operational|green|intact|unharmed|unaffected|safe and sound|in order|all right|alright|as usual|as expected|back online|back to normal|back in service|back in business|back on track|back in operation|up and running",
        ),
        (Sign::Fair, "reachable|available|accessible|online|live|usable|responsive|normally"),
        (Sign::Up, "up|back up"),
        (Sign::Back, "back"),
        (
            Sign::System,
            "site|sites|website|shop|store|app|apps|application|server|servers|service|services|system|systems|backend|api|production|prod|platform|database|db|cluster|everything|all|login|checkout|network|portal|queue|we",
        ),
        (Sign::It, "it|its|they|thats|weve|theyve|were"),
        (Sign::Be, "is|are|was|were|has|have|had|been|be|being|got|its|thats|weve|theyve|looks|look|went|came|stayed"),
        (
            Sign::Frame,
            "there|see|sees|saw|seen|cause|caused|causes|experience|experienced|find|found|detect|detected|suffer|suffered|get|got|have|had|show|shows|report|reports",
        ),
        (
            Sign::Adverb,
            "now|already|finally|just|also|really|actually|currently|even|ever|today|yesterday|tonight|anymore|any more|last|so far|yet|recently|here|anywhere|at all|whatsoever|found|reported|detected|occurred|seen|thanks|please|everywhere|all",
        ),
        (Sign::Wholly, "completely|fully|entirely|totally|all|everything"),
        (Sign::Article, "a|an|any|known|new|other|major|serious|critical|open|current|real|active|big"),
        (Sign::The, "the|this|that|these|those|all|our|its|their|every|both|my"),
        (Sign::Of, "of"),
        (
            Sign::Trace,
            "sign|signs|evidence|indication|indications|trace|traces|risk|danger|hint|hints|report|reports|case|cases",
        ),
        (
            Sign::Clear,
            "false alarm|false alarms|false positive|false positives|false alert|all clear|all good|all is well|everything works|all works|no harm done|no worries",
        ),
        (Sign::After, "after|since|following|despite|recovered from"),
        (Sign::Limit, "with|from"),
        (
            Sign::Doubt,
            "other than|apart from|aside from|not only|not just|not merely|not fully|not completely|not entirely|not totally|not always|not all|not every|cannot|cant|couldnt|wont|wouldnt|shouldnt|if|unless|until|till|when|whenever|once|should|must|need|needs|needed|want|wants|would|could|will|shall|may|might|hope|hopefully|wish|try|trying|tried|make|makes|ensure|get|getting|bring|let|only|some|partly|partially|half|almost|nearly|hardly|barely|supposedly|allegedly|apparently|maybe|perhaps|probably|thought|think|claim|claims|claimed|say|says|said|pretend|seems|except|besides|how|what|who|why|where|which|whether|far|anything|up to|over and over|again and again|as if",
        ),
        (Sign::And, "and|but|however|although|though|because|while|whereas|so"),
    ],
};

const GERMAN: Signs = Signs {
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
        (Sign::Of, "von|der|unserer"),
        (Sign::Trace, "anzeichen|hinweis|hinweise|spur|gefahr|risiko"),
        (Sign::Clear, "fehlalarm|falscher alarm|entwarnung|alles gut|alles bestens|alles funktioniert|alles lauft"),
        (Sign::After, "nach|seit|trotz"),
        (Sign::Limit, "mit|aus"),
        (
            Sign::Doubt,
            "abgesehen von|nicht nur|nicht ganz|nicht vollig|nicht komplett|nicht alle|noch nicht|wenn|falls|sobald|bis|ob|soll|sollte|sollten|muss|mussen|kann|konnen|konnte|will|wollen|mochte|wurde gern|darf|werden|wird|bitte um|hoffentlich|hoffe|nur|teilweise|halb|fast|beinahe|kaum|angeblich|vielleicht|wahrscheinlich|scheint|denke|dachte|ausser|wie|was|wer|warum|wo|welche|welcher|immer wieder|schon wieder|sei",
        ),
        (Sign::And, "und|aber|jedoch|obwohl|weil|wahrend|sondern|doch|denn"),
    ],
};

const FRENCH: Signs = Signs {
    language: Language::French,
    has_concord: false,
    has_inversion: true,
    has_compounds: false,
    phrases: &[
        (
            Sign::No,
            "pas de|pas d|pas eu de|pas eu d|aucun|aucune|plus aucun|plus aucune|eu aucun|eu aucune|sans|sans aucun|sans aucune|jamais de|jamais eu de|zero|n y a plus de|n y a plus d",
        ),
        (Sign::Nobody, "personne n|personne ne|rien n|rien ne"),
        (Sign::Not, "pas|jamais|plus"),
        (
            Sign::Trouble,
            "panne|pannes|incident|incidents|fuite|fuites|attaque|attaques|pirate|pirates|probleme|problemes|erreur|erreurs|faille|failles|vulnerabilite|vulnerabilites|coupure|coupures|interruption|interruptions|perte|pertes|piratage|intrusion|intrusions|urgence|crise|bug|bugs|plantage|plantages|ransomware|virus|degat|degats|incendie|accident|plainte|plaintes",
        ),
        (
            Sign::Bad,
            "en panne|hors ligne|hors service|pirate|piratee|pirates|piratees|perdu|perdue|perdus|perdues|touche|touchee|touches|touchees|affecte|affectee|affectes|affectees|impacte|impactee|impactes|impactees|vole|volee|voles|volees|down|casse|cassee|corrompu|corrompue|plante|tombe|tombee|par terre|compromis|compromise|compromises|inaccessible|indisponible|injoignable|expose|exposee|exposees|echoue|endommage|disparu|en danger",
        ),
        (
            Sign::Over,
            "termine|terminee|termines|terminees|fini|finie|finis|finies|clos|close|derriere nous|passe|passee|disparu|disparue|disparus|disparues|maitrise|maitrisee|ecarte|ecartee",
        ),
        (
            Sign::Mended,
            "resolu|resolue|resolus|resolues|corrige|corrigee|corriges|corrigees|repare|reparee|repares|reparees|retabli|retablie|retablis|retablies|restaure|restauree|restaurees|regle|reglee|regles",
        ),
        (Sign::Works, "fonctionne|fonctionnent|marche|marchent|repond|repondent|tourne|tournent"),
        (Sign::Again, "a nouveau|de nouveau"),
        (
            Sign::Good,
            "normal|normale|stable|stables|ok|operationnel|operationnelle|operationnels|intact|intacte|en ordre|en bonne sante|remarche|remarchent|refonctionne|refonctionnent",
        ),
        (Sign::Fair, "accessible|accessibles|disponible|disponibles|en ligne|joignable|joignables|normalement"),
        (Sign::Back, "revenu|revenue|de retour"),
        (
            Sign::System,
            "site|boutique|appli|application|serveur|serveurs|service|services|systeme|systemes|backend|api|production|prod|plateforme|base|cluster|tout|connexion|reseau|portail",
        ),
        (Sign::It, "il|elle"),
        (Sign::Be, "est|sont|etait|etaient|a|ont|ete|fut|avons|reste"),
        (Sign::Frame, "eu|y a|constate|vu|cause|provoque"),
        (
            Sign::Adverb,
            "maintenant|deja|enfin|aussi|vraiment|actuellement|aujourd hui|hier|ici|n|ne|y|desormais|du tout|jusqu ici|encore|signale|signalee|detecte|detectee|trouve|trouvee|merci|tous|toutes",
        ),
        (Sign::Wholly, "completement|totalement|entierement|tout|tous|toutes"),
        (Sign::Article, "un|une"),
        (Sign::The, "le|la|les|l|ce|cet|cette|ces|tous|toutes|notre|nos|leur|leurs"),
        (Sign::Of, "de|d|des|du"),
        (Sign::Trace, "signe|signes|trace|traces|risque|indice|indices"),
        (Sign::Clear, "fausse alerte|fausse alarme|faux positif|tout va bien|tout fonctionne|tout marche|tout est bon"),
        (Sign::After, "apres|depuis|malgre|suite a"),
        (Sign::Limit, "avec"),
        (
            Sign::Doubt,
            "a part|pas seulement|pas completement|pas totalement|pas encore|pas tous|pas toutes|si|s il|quand|lorsque|des que|jusqu a|tant que|doit|doivent|devrait|faut|peut|peuvent|pourrait|veut|voudrais|sera|seront|espere|seulement|que pour|personne|rien|partiellement|moitie|presque|a peine|soi disant|peut etre|probablement|semble|pense|sauf|comment|que|quoi|qui|pourquoi|ou|quel|quelle",
        ),
        (Sign::And, "et|mais|cependant|car|parce|alors|pourtant|donc"),
    ],
};

const SPANISH: Signs = Signs {
    language: Language::Spanish,
    has_concord: true,
    has_inversion: false,
    has_compounds: false,
    phrases: &[
        (Sign::No, "ningun|ninguna|sin|sin ningun|sin ninguna|cero|ni un|ni una"),
        (Sign::Nobody, "nadie|nada"),
        (Sign::Not, "no|nunca|jamas"),
        (
            Sign::Trouble,
            "caida|caidas|incidente|incidentes|incidencia|incidencias|fuga|fugas|ataque|ataques|atacante|atacantes|hacker|hackers|problema|problemas|error|errores|fallo|fallos|falla|fallas|interrupcion|interrupciones|perdida|perdidas|brecha|brechas|vulnerabilidad|vulnerabilidades|averia|averias|emergencia|emergencias|crisis|hackeo|intrusion|bug|bugs|ransomware|virus|dano|danos|incendio|accidente|queja|quejas",
        ),
        (
            Sign::Bad,
            "caido|caida|caidos|caidas|roto|rota|rotos|rotas|perdio|perdieron|perdido|perdida|perdidos|perdidas|hackeado|hackeados|hackeada|hackearon|afectado|afectada|afectados|afectadas|robado|robada|robados|robaron|filtrado|filtrada|filtrados|filtro|filtraron|down|offline|comprometido|comprometida|comprometidos|danado|danada|danados|corrupto|corrupta|fuera de linea|fuera de servicio|inaccesible|fallado|fallo|en peligro|expuesto|expuesta|expuestos",
        ),
        (
            Sign::Over,
            "terminado|terminada|termino|acabado|acabo|cerrado|cerrada|pasado|superado|superada|desaparecido|bajo control|descartado",
        ),
        (
            Sign::Mended,
            "resuelto|resuelta|resueltos|resueltas|solucionado|solucionada|solucionados|arreglado|arreglada|arreglados|corregido|corregida|corregidos|reparado|reparada|restaurado|restaurada|restablecido|restablecida|restablecidos|recuperado|recuperada",
        ),
        (Sign::Works, "funciona|funcionan|funcionar|responde|responden|responder|va|anda|andan|carga|cargar"),
        (Sign::Again, "de nuevo|otra vez|nuevamente|vuelve a|vuelven a|volvio a|han vuelto a|ha vuelto a"),
        (
            Sign::Good,
            "normal|normales|estable|estables|ok|operativo|operativa|operativos|intacto|intacta|intactos|en orden|a salvo|bien",
        ),
        (Sign::Fair, "disponible|disponibles|accesible|accesibles|online|en linea|normalmente|con normalidad"),
        (Sign::Up, "arriba"),
        (Sign::Back, "de vuelta"),
        (
            Sign::System,
            "sitio|web|pagina|tienda|app|aplicacion|servidor|servidores|servicio|servicios|sistema|sistemas|backend|api|produccion|plataforma|base|cluster|todo|login|red|portal",
        ),
        (Sign::Be, "es|esta|estan|estar|fue|fueron|ha|han|sido|estaba|estaban|quedo|queda|sigue"),
        (Sign::Frame, "hay|hubo|habido|hemos|tenido|tenemos|tuvimos|existe|son|causo|provoco|he"),
        (
            Sign::Adverb,
            "ya|ahora|por fin|tambien|realmente|actualmente|hoy|ayer|aqui|se|nos|les|le|hasta ahora|en absoluto|detectado|detectada|encontrado|reportado|gracias|todos|todas|mas",
        ),
        (Sign::Wholly, "completamente|totalmente|del todo|todo|todos|todas"),
        (Sign::Article, "un|una|ningun|ninguna|mas"),
        (Sign::The, "el|la|los|las|este|esta|todos|todas|nuestro|nuestra|su|sus"),
        (Sign::Of, "de|del"),
        (Sign::Trace, "senal|senales|indicio|indicios|rastro|riesgo"),
        (Sign::Clear, "falsa alarma|falso positivo|todo bien|todo en orden|todo funciona|todo esta bien"),
        (Sign::After, "tras|despues de|desde|a pesar de"),
        (Sign::Limit, "con|desde"),
        (
            Sign::Doubt,
            "aparte de|no solo|no del todo|no todos|no todas|todavia no|aun no|si|cuando|hasta|hasta que|debe|deben|deberia|hay que|puede|pueden|podria|quiero|quiere|sera|espero|ojala|solo|parcialmente|casi|apenas|quizas|tal vez|probablemente|parece|creo|excepto|salvo|como|que|quien|por que|donde|cual",
        ),
        (Sign::And, "y|pero|aunque|porque|mientras|sino|sin embargo"),
    ],
};
