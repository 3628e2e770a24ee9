//! Stems words, so that inflected forms of one word have the same feature.

mod overrides;

use super::fold::fold;
use super::languages::{Endings, Language, Stemming};
use super::scripts::is_dense_word;
use super::{Feature, LONGEST_WORD, Words, stem_feature};
use rust_stemmers::Algorithm;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Maximum number of words whose stems are cached.
const MAX_KNOWN: usize = 1 << 16;
/// The same for a caller that caches words itself, and asks for the stem of one several times while it does.
const FEW_KNOWN: usize = 4;

/// Stemmers of a team's languages, in order of priority; numbers and very long words are not changed. Stems are cached,
/// so that stemming a text costs as much as it has distinct words.
pub struct Stems {
    first: (Language, Stemmer),
    others: Vec<(Language, Stemmer)>,
    most_known: usize,
    /// Stems found before, which several threads share, and those found since.
    shared: Arc<StemCache>,
    known: RefCell<StemCache>,
}

/// Features of words' stems.
type StemCache = HashMap<Box<str>, Feature, BuildHasherDefault<WordHasher>>;

/// The stemmer of one language.
enum Stemmer {
    Snowball(rust_stemmers::Stemmer),
    Endings(&'static Endings),
    /// No stemming.
    None,
}

impl Stemmer {
    fn of(language: Language) -> Self {
        match language.stemming() {
            Stemming::Snowball(algorithm) => Self::Snowball(rust_stemmers::Stemmer::create(algorithm)),
            Stemming::Endings(endings) => Self::Endings(endings),
            Stemming::None => Self::None,
        }
    }

    /// The stem of a lower-case word, without accents.
    fn stem(&self, word: &str) -> Cow<'static, str> {
        match self {
            Self::Snowball(stemmer) => fold_owned(stemmer.stem(word)),
            Self::Endings(endings) => Cow::Owned(endings.stem(&fold(word)).to_owned()),
            Self::None => fold_owned(word.into()),
        }
    }
}

impl Default for Stems {
    fn default() -> Self {
        Self::of(&[])
    }
}

impl Stems {
    /// Stems for texts in these languages, and in English, whose words are in texts of every language.
    pub fn of(languages: &[Language]) -> Self {
        let stemmer = |&language: &Language| (language, Stemmer::of(language));
        let (first, others) = languages.split_first().unwrap_or((&Language::English, &[]));
        let english = Some(&Language::English).filter(|english| first != *english && !others.contains(english));
        let others = others.iter().chain(english).map(stemmer).collect();
        Self { first: stemmer(first), others, most_known: MAX_KNOWN, shared: Arc::default(), known: RefCell::default() }
    }

    /// The same with a cache of a few words only, for a caller that caches the results itself.
    pub(crate) fn forgetting(self) -> Self {
        Self { most_known: FEW_KNOWN, ..self }
    }

    /// The first language.
    pub fn language(&self) -> Language {
        self.first.0
    }

    /// The languages.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        std::iter::once(&self.first).chain(&self.others).map(|(language, _)| *language)
    }

    /// The stem of a lower-case word in the first language, without accents.
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        stem(&self.first, word)
    }

    /// Features of the word's stems in the other languages.
    pub fn others(&self, word: &str) -> impl Iterator<Item = Feature> {
        self.others.iter().map(move |stemmer| stem_feature(&stem(stemmer, word)))
    }

    /// The feature of a word of a request in a language other than the team's, stemmed in that language.
    pub fn foreign(&self, word: &str, language: Language) -> Feature {
        let word = stem(&(language, Stemmer::of(language)), word);
        stem_feature(&self.stem(&word))
    }

    /// The feature of a lower-case word's stem.
    pub fn feature(&self, word: &str) -> Feature {
        if let Some(&feature) = self.shared.get(word) {
            return feature;
        }
        let mut known = self.known.borrow_mut();
        if let Some(&feature) = known.get(word) {
            return feature;
        }
        let feature = stem_feature(&self.stem(word));
        if word.len() <= LONGEST_WORD {
            if known.len() >= self.most_known {
                known.clear();
            }
            known.insert(word.into(), feature);
        }
        feature
    }

    /// Features of the words of a phrase, in order.
    pub fn features(&self, text: &str) -> Vec<Feature> {
        Words::of(text).iter().map(|word| self.feature(word)).collect()
    }
}

/// The stem of a lower-case word, without accents.
fn stem<'a>((language, stemmer): &(Language, Stemmer), word: &'a str) -> Cow<'a, str> {
    if word.len() > LONGEST_WORD {
        return word.into();
    }
    // English has accents in borrowed words only (`café`), which are stemmed as if typed without.
    let word = if *language == Language::English { fold(word) } else { Cow::Borrowed(word) };
    let is_ascii = word.bytes().all(|b| b.is_ascii_lowercase());
    if let Some(acronym) = acronym(&word).filter(|_| is_ascii) {
        return Cow::Owned(acronym.into());
    }
    if !is_ascii && !is_alphabetic(&word) {
        return fold_owned(word);
    }
    match of_script(&word) {
        Some(stemmer) => fold_owned(stemmer.stem(arabic_singular(without_article(&in_russian_letters(&word))))),
        None if is_hebrew(&word) => fold_owned(without_article(&word).into()),
        None if *language == Language::Portuguese => stemmer.stem(&portuguese_singular(&word)),
        None if *language == Language::Dutch => Cow::Owned(undoubled(&stemmer.stem(&word)).to_owned()),
        None if *language != Language::English => stemmer.stem(&word),
        None if is_ascii => overrides::stem(&word).map_or_else(|| stemmer.stem(&word), Cow::Borrowed),
        None => fold_owned(word),
    }
}

/// `knopp` of `knoppen` becomes `knop`: no Dutch word ends in two equal consonants, and Snowball removes one in some
/// words only.
fn undoubled(stem: &str) -> &str {
    let mut ends = stem.chars().rev();
    let is_double = matches!((ends.next(), ends.next()), (Some(last), Some(before)) if last == before);
    let is_vowel = stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    if is_double && !is_vowel && stem.is_ascii() && stem.len() > 3 { &stem[..stem.len() - 1] } else { stem }
}

/// `botão` for `botões`, whose endings Snowball treats as different.
fn portuguese_singular(word: &str) -> Cow<'_, str> {
    let stem = word.strip_suffix("ões").or_else(|| word.strip_suffix("ães"));
    stem.map_or(Cow::Borrowed(word), |stem| [stem, "ão"].concat().into())
}

/// An Arabic word without the plural ending, half of which Snowball leaves.
fn arabic_singular(word: &str) -> &str {
    word.strip_suffix("\u{627}\u{62a}").filter(|rest| rest.chars().nth(2).is_some()).unwrap_or(word)
}

/// A Snowball stemmer chosen by a script that is used by one language only, or mostly, whatever the language of the
/// text around the word.
fn of_script(word: &str) -> Option<rust_stemmers::Stemmer> {
    let algorithm = match word.chars().next()? {
        '\u{370}'..='\u{3ff}' => Algorithm::Greek,
        '\u{400}'..='\u{52f}' => Algorithm::Russian,
        '\u{620}'..='\u{6ff}' => Algorithm::Arabic,
        _ => return None,
    };
    Some(rust_stemmers::Stemmer::create(algorithm))
}

/// A Ukrainian word in Russian spelling; the endings are nearly the same.
fn in_russian_letters(word: &str) -> Cow<'_, str> {
    let russian = |c: char| match c {
        'і' | 'ї' => 'и',
        'є' => 'е',
        'ґ' => 'г',
        _ => c,
    };
    if word.contains(['і', 'ї', 'є', 'ґ']) {
        word.chars().map(russian).collect::<String>().into()
    } else {
        word.into()
    }
}

/// An Arabic or Hebrew word without its article: Snowball keeps it before short nouns and has no rules for Hebrew.
fn without_article(word: &str) -> &str {
    let arabic = || word.strip_prefix("\u{627}\u{644}").filter(|rest| rest.chars().nth(1).is_some());
    let hebrew = || word.strip_prefix('\u{5d4}').filter(|rest| rest.chars().nth(2).is_some());
    arabic().or_else(hebrew).unwrap_or(word)
}

fn is_hebrew(word: &str) -> bool {
    word.starts_with(|c| matches!(c, '\u{5d0}'..='\u{5ea}'))
}

fn fold_owned(word: Cow<str>) -> Cow<'static, str> {
    Cow::Owned(fold(&word).into_owned())
}

/// Whether a word consists of letters and is not a pair of characters.
fn is_alphabetic(word: &str) -> bool {
    !is_dense_word(word) && word.chars().all(char::is_alphabetic)
}

/// Stems by language, for texts whose language is known.
pub struct StemsByLanguage(Vec<Stems>);

impl Default for StemsByLanguage {
    fn default() -> Self {
        Self(Language::ALL.iter().map(|&language| Stems::of(&[language])).collect())
    }
}

/// The stems that were found by one [`StemsByLanguage`], for others, also in other threads.
#[derive(Clone, Default)]
pub struct KnownStems(Vec<Arc<StemCache>>);

impl StemsByLanguage {
    /// Stems of which some are known.
    pub fn with(known: &KnownStems) -> Self {
        let mut stems = Self::default();
        stems.0.iter_mut().zip(&known.0).for_each(|(stems, known)| stems.shared = Arc::clone(known));
        stems
    }

    /// What was found since these stems were made.
    pub(crate) fn into_known(self) -> KnownStems {
        KnownStems(self.0.into_iter().map(|stems| Arc::new(stems.known.into_inner())).collect())
    }

    /// The stems of one language.
    pub fn of(&self, language: Language) -> &Stems {
        &self.0[language as usize]
    }
}

/// The singular of an acronym without vowels, whose `s` Snowball takes for part of the word: `prs`, `jwts`.
fn acronym(word: &str) -> Option<&str> {
    let rest = word.strip_suffix('s').filter(|rest| rest.len() >= 2 && !rest.ends_with('s'))?;
    rest.bytes().all(|b| !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')).then_some(rest)
}

/// Hasher for tables keyed by words.
#[derive(Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, _terminator: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_word_has_a_stem(word in r"[\\p{L}\\p{M}]{1,20}", other in proptest::prelude::any::<String>()) {
            for language in Language::ALL {
                let stems = Stems::of(&[language, Language::Russian]);
                for word in [word.to_lowercase(), other.clone()] {
                    stems.feature(&word);
                    stems.foreign(&word, Language::French);
                    stems.others(&word).for_each(drop);
                }
            }
        }
    }

    #[test]
    fn each_language_has_its_inflections() {
        let cases = [
            (Language::German, "datenbanken datenbank"),
            (Language::German, "prüfungen prüfung prufung"),
            (Language::French, "requêtes requête requete"),
            (Language::French, "déployer déploiement deployer"),
            (Language::Spanish, "facturas factura"),
            (Language::Italian, "fatture fattura"),
            (Language::Portuguese, "faturas fatura"),
            (Language::Portuguese, "botões botão"),
            (Language::Dutch, "knoppen knop"),
            (Language::Dutch, "tabellen tabel"),
            (Language::Russian, "базы база базу"),
            (Language::Polish, "faktury faktura fakturę faktur"),
            (Language::Polish, "migracje migrację migracja migracji"),
            (Language::Polish, "kalorie kalorii kaloria"),
            (Language::Polish, "strona stronie strony"),
            (Language::Polish, "uprawnienia uprawnień"),
            (Language::Polish, "zapytanie zapytania zapytań"),
            (Language::Polish, "koszty kosztów koszt"),
            (Language::Czech, "tabulky tabulku tabulka"),
            (Language::Czech, "zobrazení zobrazuje"),
            (Language::Czech, "zákazníky zákazníkovi zákazník"),
            (Language::Czech, "databáze databázi databází"),
            (Language::Ukrainian, "таблиці таблицю таблиця"),
            (Language::Ukrainian, "міграції міграцію"),
            (Language::Ukrainian, "користувачів користувач"),
            (Language::Turkish, "faturalar fatura faturası"),
            (Language::Turkish, "parolamı parola"),
            (Language::Turkish, "sorgular sorgusu sorguları"),
            (Language::Turkish, "kullanıcının kullanıcı"),
            (Language::Turkish, "müşteriye müşterilere"),
            (Language::Finnish, "lomakkeet lomake lomakkeen"),
            (Language::Finnish, "sivut sivulla"),
            (Language::Hungarian, "gombok gomb gombokért"),
        ];
        for (language, forms) in cases {
            let stems = Stems::of(&[language]);
            let mut found: Vec<String> = forms.split(' ').map(|form| stems.stem(form).into_owned()).collect();
            found.dedup();
            assert_eq!(found.len(), 1, "{forms}: {found:?}");
        }
        for forms in [
            "запросы запрос",
            "الاستعلام استعلام",
            "الواجهة واجهة",
            "الزر زر",
            "الاستعلامات استعلام",
            "كلمات كلمة",
            "التصميم تصميم",
            "הכפתור כפתור",
            "ερωτήματα ερώτημα",
        ] {
            let found: Vec<String> = forms.split(' ').map(|form| Stems::default().stem(form).into_owned()).collect();
            assert_eq!(found[0], found[1], "{forms}");
        }
        assert_eq!(Stems::default().foreign("migrationen", Language::German), Stems::default().feature("migration"));
    }

    #[test]
    fn inflections_share_a_stem_and_parts_of_words_do_not() {
        let stems = Stems::default();
        for (a, b) in [("crashes", "crashed"), ("pr", "prs"), ("jwts", "jwt"), ("api", "apis"), ("dbs", "db")] {
            assert_eq!(stems.stem(a), stems.stem(b));
        }
        for (a, b) in [("ci", "recipe"), ("css", "cs"), ("contact", "contract")] {
            assert_ne!(stems.stem(a), stems.stem(b));
        }
        assert_eq!(stems.stem("requête"), stems.stem("requete"));
    }
}
