//! Words that limit or correct a negation in a description, and those that it needs in some languages to be an
//! exclusion. All in lower case.

/// Negations in languages where a description leaves the subject out, and the verbs of an agent's work, in the third
/// person, that they exclude.
pub(super) const NEGATED_WORK: [(&str, &[&str]); 5] = [
    (
        "no",
        &["escribe", "reescribe", "redacta", "crea", "genera", "modifica", "edita", "corrige", "traduce", "despliega"],
    ),
    ("non", &["scrive", "riscrive", "crea", "genera", "modifica", "corregge", "traduce", "pubblica"]),
    ("ne", &["rédige", "écrit", "réécrit", "crée", "génère", "modifie", "corrige", "traduit", "déploie"]),
    ("não", &["escreve", "reescreve", "redige", "cria", "gera", "modifica", "edita", "corrige", "traduz", "publica"]),
    ("не", &["пишет", "переписывает", "создаёт", "создает", "генерирует", "изменяет", "редактирует", "переводит"]),
];

/// Words that make a negation before them a remark about more (`not limited to`), or none at all (`not sure`).
pub(super) const LIMITING: [&str; 21] = [
    "only",
    "just",
    "limited",
    "restricted",
    "confined",
    "merely",
    "solely",
    "simply",
    "exclusively",
    "necessarily",
    "yet",
    "matter",
    "alone",
    "hesitate",
    "sure",
    "certain",
    "forget",
    "worry",
    "wait",
    "shy",
    "exhaustive",
];
/// The same in other languages, behind a phrase that excludes.
pub(super) const LIMITING_ELSEWHERE: [&str; 34] = [
    "nur",
    "allein",
    "ausschließlich",
    "ausschliesslich",
    "beschränkt",
    "begrenzt",
    "seulement",
    "uniquement",
    "exclusivement",
    "limité",
    "limitée",
    "limités",
    "solo",
    "sólo",
    "solamente",
    "únicamente",
    "exclusivamente",
    "limitado",
    "limitada",
    "limitados",
    "limitato",
    "limitati",
    "soltanto",
    "só",
    "somente",
    "apenas",
    "alleen",
    "beperkt",
    "uitsluitend",
    "bara",
    "begränsat",
    "kun",
    "только",
    "tylko",
];
/// Words that correct a negation before them wherever they stand (`not a linter but a formatter`), and those that do
/// so behind a comma only.
pub(super) const CORRECTING: [&str; 4] = ["but", "sondern", "sino", "bensì"];
pub(super) const CORRECTING_BEHIND_COMMA: [&str; 10] =
    ["mais", "aber", "maar", "ma", "mas", "men", "utan", "lecz", "ale", "но"];
