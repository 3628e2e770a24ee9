//! Words that limit or correct a negation in a description, and those that it needs in some languages to be an
//! exclusion. All in lower case.

use crate::text::{Role, Roles, words};

/// Negations in languages where a description leaves the subject out, and the verbs of an agent's work, in the third
/// person, that they exclude.
pub(super) const NEGATED_WORK: [(&str, &[&str]); 10] = [
    (
        "no",
        &["escribe", "reescribe", "redacta", "crea", "genera", "modifica", "edita", "corrige", "traduce", "despliega"],
    ),
    ("non", &["scrive", "riscrive", "crea", "genera", "modifica", "corregge", "traduce", "pubblica"]),
    ("ne", &["rédige", "écrit", "réécrit", "crée", "génère", "modifie", "corrige", "traduit", "déploie"]),
    ("não", &["escreve", "reescreve", "redige", "cria", "gera", "modifica", "edita", "corrige", "traduz", "publica"]),
    ("не", &["пишет", "переписывает", "создаёт", "создает", "генерирует", "изменяет", "редактирует", "переводит"]),
    ("не", &["пише", "переписує", "створює", "генерує", "змінює", "редагує", "перекладає"]),
    ("nie", &["pisze", "tworzy", "generuje", "zmienia", "edytuje", "tłumaczy", "poprawia"]),
    ("nem", &["ír", "készít", "generál", "módosít", "szerkeszt", "fordít", "javít", "kezel"]),
    ("ei", &["kirjoita", "luo", "muokkaa", "käännä", "käsittele", "korjaa"]),
    ("tidak", &["menulis", "membuat", "mengubah", "menyunting", "menerjemahkan"]),
];

/// Words that make a negation before them a remark about more (`not limited to`), none at all (`not sure`), or praise
/// (`never loses`).
pub(super) const LIMITING: &[&str] = words!(
    "only|just|limited|restricted|confined|merely|solely|simply|exclusively|necessarily|yet|matter|alone|hesitate\
    |sure|certain|forget|worry|wait|shy|exhaustive|lose|loses|miss|misses|forgets|drops|breaks|corrupts|leaks"
);
/// The same in other languages, behind a phrase that excludes, beside [`Role::Only`].
const LIMITING_ELSEWHERE: &[&str] = words!(
    "allein|ausschließlich|ausschliesslich|beschränkt|begrenzt|exclusivement|limité|limitée|limités|exclusivamente\
    |limitado|limitada|limitados|limitato|limitati|beperkt|uitsluitend|begränsat|minst|mindst|zuletzt|sorun"
);

/// Whether a word limits the negation before it, in a language other than English.
pub(super) fn is_limiting_elsewhere(word: &str) -> bool {
    LIMITING_ELSEWHERE.contains(&word) || Roles::of(&[Role::Only]).has_any(word)
}

/// Whether a word corrects a negation before it wherever it stands: `not a linter but a formatter`.
pub(super) fn corrects(word: &str) -> bool {
    word == "but" || Roles::of(&[Role::Rather]).has_any(word)
}

/// Whether it does so behind a comma. Hungarian `de` is `of` in other languages.
pub(super) fn corrects_behind_comma(word: &str) -> bool {
    word != "de" && Roles::CORRECTING.has_any(word)
}
