//! Articles and possessives.

/// Articles and possessives, between a verb and its object, an adjective and its noun.
const DETERMINERS: [&str; 62] = [
    "the", "a", "an", "my", "our", "your", "their", "this", "these", "der", "die", "das", "den", "dem", "ein", "eine",
    "einen", "mein", "meine", "meinen", "unsere", "le", "la", "les", "un", "une", "mon", "ma", "mes", "nos", "el",
    "los", "las", "una", "mi", "mis", "nuestra", "il", "lo", "gli", "i", "uno", "o", "os", "as", "um", "uma", "meu",
    "minha", "de", "het", "een", "mijn", "onze", "min", "mitt", "mina", "det", "en", "ett", "et", "au",
];

/// Whether a word, in whatever case, is an article or a possessive of a language with spaces.
pub(crate) fn is_determiner(word: &str) -> bool {
    DETERMINERS.iter().any(|known| known.eq_ignore_ascii_case(word))
}
