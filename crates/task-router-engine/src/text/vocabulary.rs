//! The words of a team decide how its texts and its requests are read: `log in` is `login` where the team writes `login`, and
//! `login` is `log in` where it writes that; `.NET` is no `net`, `/plan` no `plan`, where the team names the sign; a word
//! without its accents is the word that the team writes with them.
//!
//! One principle for all of these: adjacent parts are joined where the joined form is known, and a word is taken apart where
//! only its parts are. Every text ends as a plain row of words, the same for definitions and requests.

use super::fold::{fold, transcribed};
use super::languages::{Language, Languages};
use super::scripts::{is_dense_word, is_hangul};
use super::stem::WordHasher;
use super::{Feature, FeatureHasher, Stems, Words, compounds, english, followed_by, stem_feature};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::BuildHasherDefault;

/// The word begins a word that is also written apart: `log` of `login`.
pub const NOTE_JOINS: u8 = 1;
/// The word is written apart in the team: `frontend` where it says `front-end`.
pub const NOTE_SPLITS: u8 = 2;
/// The word has a sign in one of the team's keywords: `net` of `.NET`.
pub const NOTE_SIGNS: u8 = 4;
/// The character is a word of its own in a script without spaces.
pub const NOTE_SINGLE: u8 = 8;

/// The word is a compound that the team does not have, of words that it has; told when it is read, and not kept.
pub const NOTE_COMPOUND: u8 = 16;

/// Keeps notes apart from the features they are about.
const NOTE_SEED: Feature = 0x6e_6f_74_65_73;
/// The shortest part of a word that may be written with a space inside, and the shortest second part.
const LEAST_FIRST: usize = 3;
const LEAST_SECOND: usize = 2;
/// Only words of such lengths are looked through for parts.
const LEAST_COMPOUND: usize = LEAST_FIRST + LEAST_SECOND;
const LONGEST_COMPOUND: usize = 24;
/// What stands behind one of these and before a particle is a noun: `the log in staging`.
const DETERMINERS: [&str; 12] = ["a", "an", "any", "each", "every", "her", "his", "my", "our", "the", "this", "your"];

/// What a reader asks about a team's words.
pub trait Known {
    /// The `NOTE_*` bits about the stem of a word.
    fn notes(&self, stem: Feature) -> u8;
    /// Whether the team has this stem or pair of stems.
    fn knows(&self, feature: Feature) -> bool;
    /// The stem that the team has for one which it does not have: the same with its accents.
    fn alias(&self, stem: Feature) -> Option<Feature>;
}

/// The name under which the notes about a stem are kept.
pub fn note_feature(stem: Feature) -> Feature {
    followed_by(stem, NOTE_SEED)
}

/// The feature of a word to a team.
pub fn feature_of(word: &str, stems: &Stems, known: &impl Known) -> Feature {
    let stem = stems.feature(word);
    if known.knows(stem) {
        return stem;
    }
    let other = stems.others(word).find(|stem| known.knows(*stem));
    other.or_else(|| known.alias(stem)).unwrap_or(stem)
}

/// The same for a word of a request in another language than the team's, which is looked up without its ending there where the
/// team does not know it.
pub fn foreign_feature_of(word: &str, language: Language, stems: &Stems, known: &impl Known) -> Feature {
    let stem = feature_of(word, stems, known);
    let foreign = || Some(stems.foreign(word, language)).filter(|stem| known.knows(*stem));
    if known.knows(stem) { stem } else { foreign().unwrap_or(stem) }
}

/// The notes about one word.
pub fn notes_of(word: &str, stems: &Stems, known: &impl Known) -> u8 {
    let mut notes = known.notes(stems.feature(word));
    if compounds::cut(word, stems, known).is_some() {
        notes |= NOTE_COMPOUND;
    }
    if is_dense_word(word) {
        let ends = word.chars().next().into_iter().chain(word.chars().next_back());
        notes |= ends.fold(0, |notes, c| notes | known.notes(stem_feature(c.encode_utf8(&mut [0; 4]))) & NOTE_SINGLE);
    }
    notes
}

/// The words of a text as a team reads them.
pub fn words_of(text: &str, stems: &Stems, known: &impl Known) -> Words {
    let mut words = Words::of(text);
    resolve(&mut words, stems, known);
    words
}

/// Reads texts as a team does.
pub struct Reader<K> {
    stems: Stems,
    known: K,
}

impl<K: Known> Reader<K> {
    /// For a team that knows these words and is written in these languages.
    pub fn new(languages: &[Language], known: K) -> Self {
        Self { stems: Stems::of(languages), known }
    }

    /// The words of a text.
    pub fn words(&self, text: &str) -> Words {
        words_of(text, &self.stems, &self.known)
    }

    /// The feature of one of them.
    pub fn feature(&self, word: &str) -> Feature {
        feature_of(word, &self.stems, &self.known)
    }

    /// The features of a text's words in order.
    pub fn features(&self, text: &str) -> Vec<Feature> {
        self.words(text).iter().map(|word| self.feature(word)).collect()
    }
}

/// Reads words as a team does.
pub fn resolve(words: &mut Words, stems: &Stems, known: &impl Known) {
    resolve_noted(words, stems, known, |word| notes_of(word, stems, known));
}

/// The same where the notes about a word are at hand.
pub fn resolve_noted(words: &mut Words, stems: &Stems, known: &impl Known, mut notes: impl FnMut(&str) -> u8) {
    let mut i = 0;
    while i < words.len() {
        match notes(words.get(i)) {
            0 => {}
            notes => i = resolve_one(words, i, notes, stems, known),
        }
        i += 1;
    }
}

/// Reads word `i`, about which there are notes; gives the last word that it became.
fn resolve_one(words: &mut Words, i: usize, notes: u8, stems: &Stems, known: &impl Known) -> usize {
    if notes & NOTE_SIGNS != 0
        && let Some(signed) = signed(words, i).into_iter().find(|text| known.knows(stem_feature(text)))
    {
        words.replace(i, 1, &[&signed]);
        return i;
    }
    if notes & NOTE_JOINS != 0
        && let Some(joined) = joined(words, i, stems).filter(|text| known.knows(stems.feature(text)))
    {
        words.replace(i, 2, &[&joined]);
        return i;
    }
    let word = words.get(i).to_owned();
    if notes & NOTE_SINGLE != 0 && word.chars().nth(1).is_some() {
        return single(words, i, &word, known);
    }
    if notes & NOTE_COMPOUND != 0
        && let Some((end, start)) = compounds::cut(&word, stems, known)
    {
        words.replace(i, 1, &[&word[..end], &word[start..]]);
        return i + 1;
    }
    if notes & NOTE_SPLITS != 0 && !known.knows(stems.feature(&word)) {
        let is_known = |at: &usize| known.knows(followed_by(stems.feature(&word[..*at]), stems.feature(&word[*at..])));
        if let Some(at) = (1..word.len()).filter(|at| word.is_char_boundary(*at)).find(is_known) {
            words.replace(i, 1, &[&word[..at], &word[at..]]);
            return i + 1;
        }
    }
    i
}

/// A word with the signs around it, most signs first.
fn signed(words: &Words, i: usize) -> Vec<String> {
    let (before, behind) = words.signs(i, is_sign);
    let word = words.get(i);
    let before = if words.follows_word(i, before.len()) { "" } else { before };
    let all = [format!("{before}{word}{behind}"), format!("{before}{word}"), format!("{word}{behind}")];
    all.into_iter().filter(|text| text != word).collect()
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'.' | b'/' | b'@' | b'#' | b'$' | b'-' | b'!' | b'+' | b'*' | b'~' | b'&' | b'%')
}

/// Word `i` and the next one as one word, where they are written so that they can be.
fn joined(words: &Words, i: usize, stems: &Stems) -> Option<String> {
    if i + 1 >= words.len() {
        return None;
    }
    let (first, second, between) = (words.get(i), words.get(i + 1), words.separator(i));
    if is_glue(between) {
        return Some([first, second].concat());
    }
    let is_long_enough = first.len() >= LEAST_FIRST && second.len() >= LEAST_SECOND && !is_function_word(first);
    if !is_long_enough || between.is_empty() || !between.bytes().all(|b| b == b' ') {
        return None;
    }
    let is_noun = is_function_word(second) && i > 0 && DETERMINERS.binary_search(&words.get(i - 1)).is_ok();
    // `logging in` is an inflected `login`, but `logs in` is not.
    let base = if first.ends_with("ing") || first.ends_with("ed") { stems.stem(first) } else { first.into() };
    (!is_noun).then(|| [&base, second].concat())
}

fn is_function_word(word: &str) -> bool {
    Language::English.is_function_word(word)
}

/// Whether two parts are written as one word but for this.
fn is_glue(between: &str) -> bool {
    matches!(between, "" | "-" | "_" | "." | "\u{2010}" | "\u{2011}")
}

/// Puts characters that are words of their own beside the pairs that hold them. Hangul has them where a word begins only.
fn single(words: &mut Words, i: usize, pair: &str, known: &impl Known) -> usize {
    let is_single = |c: &char| known.notes(stem_feature(c.encode_utf8(&mut [0; 4]))) & NOTE_SINGLE != 0;
    let begins = i == 0 || !words.separator(i - 1).is_empty() || !is_dense_word(words.get(i - 1));
    let ends = i + 1 >= words.len() || !words.separator(i).is_empty() || !is_dense_word(words.get(i + 1));
    let first = pair.chars().next().filter(is_single).filter(|_| begins || !is_hangul(pair));
    let last = pair.chars().next_back().filter(is_single).filter(|_| ends && !is_hangul(pair));
    let texts: Vec<String> =
        first.map(String::from).into_iter().chain([pair.to_owned()]).chain(last.map(String::from)).collect();
    words.replace(i, 1, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    i + texts.len() - 1
}

/// The words of a team, gathered before its texts are read.
#[derive(Debug, Default)]
pub struct Vocabulary {
    stems: HashSet<Feature, BuildHasherDefault<FeatureHasher>>,
    notes: HashMap<Feature, u8, BuildHasherDefault<FeatureHasher>>,
    aliases: HashMap<Feature, Feature, BuildHasherDefault<FeatureHasher>>,
    /// All words, with the languages in which each was met.
    words: HashMap<Box<str>, Languages, BuildHasherDefault<WordHasher>>,
    /// Joined forms of words that are written apart.
    apart: BTreeSet<String>,
}

impl Known for Vocabulary {
    fn notes(&self, stem: Feature) -> u8 {
        self.notes.get(&stem).copied().unwrap_or(0)
    }

    fn knows(&self, feature: Feature) -> bool {
        self.stems.contains(&feature)
    }

    fn alias(&self, stem: Feature) -> Option<Feature> {
        self.aliases.get(&stem).copied()
    }
}

impl Vocabulary {
    /// Adds the words of a text.
    pub fn add(&mut self, text: &str, stems: &Stems) {
        let words = Words::of(text);
        for i in 0..words.len() {
            let word = words.get(i);
            self.add_word(word, stems);
            if i + 1 < words.len() && is_glue(words.separator(i)) {
                self.add_apart(word, words.get(i + 1));
            }
            // The name of a framework, and not the word.
            let (before, _) = words.signs(i, is_sign);
            if before == "." && !words.follows_word(i, 1) && text[words.origin(i)].starts_with(char::is_uppercase) {
                self.add_signed(&format!(".{word}"), word, stems);
            }
        }
    }

    fn add_word(&mut self, word: &str, stems: &Stems) {
        match self.words.get_mut(word) {
            Some(languages) if languages.has(stems.language()) => return,
            Some(languages) => languages.add(stems.language()),
            None => _ = self.words.insert(word.into(), Languages::of(stems.language())),
        }
        self.stems.insert(stems.feature(word));
    }

    /// Adds the words of a keyword, which says more: what is written apart is one thing, and signs belong to it.
    pub fn add_keyword(&mut self, text: &str, stems: &Stems) {
        self.add(text, stems);
        let words = Words::of(text);
        match words.len() {
            1 => {
                let word = words.get(0);
                let (before, behind) = words.signs(0, is_sign);
                if !before.is_empty() || !behind.is_empty() {
                    self.add_signed(&format!("{before}{word}{behind}"), word, stems);
                }
                if is_dense_word(word) && word.chars().nth(1).is_none() {
                    *self.notes.entry(stem_feature(word)).or_default() |= NOTE_SINGLE;
                }
            }
            2 => self.add_apart(words.get(0), words.get(1)),
            _ => {}
        }
    }

    fn add_signed(&mut self, signed: &str, word: &str, stems: &Stems) {
        self.stems.insert(stem_feature(signed));
        *self.notes.entry(stems.feature(word)).or_default() |= NOTE_SIGNS;
    }

    fn add_apart(&mut self, first: &str, second: &str) {
        if is_lettered(first) && is_lettered(second) && first.len() + second.len() <= LONGEST_COMPOUND {
            self.apart.insert([first, second].concat());
        }
    }

    /// Takes notes; to be called when all texts are added, with the stems of each language of the team.
    pub fn finish(&mut self, stems: &[&Stems]) {
        let words = std::mem::take(&mut self.words);
        // In order, so that of two words that are one without their accents always the same one is meant.
        let mut sorted: Vec<&str> = words.keys().map(|word| &**word).filter(|word| is_lettered(word)).collect();
        sorted.sort_unstable();
        let is_word = |part: &str| words.contains_key(part) || english::is_word(part);
        for word in sorted {
            match word.is_ascii() {
                true => self.note_parts(word, is_word, stems),
                false => self.note_accents(word, stems),
            }
        }
        for joined in std::mem::take(&mut self.apart) {
            if !stems.iter().any(|stems| self.stems.contains(&stems.feature(&joined))) {
                self.note(&joined, NOTE_SPLITS, stems);
            }
        }
    }

    /// Notes the first parts of a word that is made of two. Function words are none: they stand before everything.
    fn note_parts(&mut self, word: &str, is_word: impl Fn(&str) -> bool, stems: &[&Stems]) {
        if !(LEAST_COMPOUND..=LONGEST_COMPOUND).contains(&word.len()) {
            return;
        }
        for at in 1..=word.len() - LEAST_SECOND {
            let (first, second) = word.split_at(at);
            // `e` of `email` is a part before a hyphen only, which is seen where it is read.
            let is_part = (at == 1 && second.len() > LEAST_FIRST) || (at >= LEAST_FIRST && is_word(first));
            if is_part && !is_function_word(first) && is_word(second) {
                self.note(first, NOTE_JOINS, stems);
            }
        }
    }

    fn note(&mut self, word: &str, note: u8, stems: &[&Stems]) {
        stems.iter().for_each(|stems| *self.notes.entry(stems.feature(word)).or_default() |= note);
    }

    /// A word is also known without its accents, and as it is typed without umlauts.
    fn note_accents(&mut self, word: &str, stems: &[&Stems]) {
        let plain = [Some(fold(word).into_owned()), transcribed(word).map(|word| fold(&word).into_owned())];
        for stems in stems {
            let stem = stems.feature(word);
            for plain in plain.iter().flatten().map(|plain| stems.feature(plain)) {
                if plain != stem && self.stems.contains(&stem) && !self.stems.contains(&plain) {
                    self.aliases.entry(plain).or_insert(stem);
                }
            }
        }
    }

    /// All notes by stem, in no order.
    pub fn all_notes(&self) -> impl Iterator<Item = (Feature, u8)> {
        self.notes.iter().map(|(stem, notes)| (*stem, *notes))
    }

    /// What stems without accents stand for, ascending.
    pub fn all_aliases(&self) -> Vec<(Feature, Feature)> {
        let mut all: Vec<_> = self.aliases.iter().map(|(plain, stem)| (*plain, *stem)).collect();
        all.sort_unstable();
        all
    }
}

/// Whether a word is made of letters of scripts that separate words.
fn is_lettered(word: &str) -> bool {
    let is_ascii = word.bytes().all(|b| b.is_ascii_lowercase());
    is_ascii || (!is_dense_word(word) && word.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(keywords: &[&str], texts: &[&str]) -> Vocabulary {
        let (stems, mut vocabulary) = (Stems::default(), Vocabulary::default());
        texts.iter().for_each(|text| vocabulary.add(text, &stems));
        keywords.iter().for_each(|text| vocabulary.add_keyword(text, &stems));
        vocabulary.finish(&[&stems]);
        // A pair of a keyword is a feature of the index.
        for keyword in keywords {
            for pair in stems.features(keyword).windows(2) {
                vocabulary.stems.insert(followed_by(pair[0], pair[1]));
            }
        }
        vocabulary
    }

    fn read(team: &Vocabulary, text: &str) -> String {
        words_of(text, &Stems::default(), team).iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_written_apart_is_joined_where_the_team_writes_it_together() {
        let team = team(&["login", "frontend", "email", "database", "setup"], &["the dashboard of a website"]);
        let cases = [
            ("cannot log in", "cannot login"),
            ("a log-in page", "a login page"),
            ("we are logging in", "we are login"),
            ("the log in staging", "the log in staging"),
            ("errors, log. In", "errors log in"),
            ("Front-End, front end, frontEnd and front_end", "frontend frontend frontend and frontend"),
            ("send an e-mail", "send an email"),
            ("data base setups", "database setups"),
            ("set up the dash-board", "setup the dashboard"),
            ("our web site", "our website"),
            ("web development", "web development"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(&team, text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_written_together_is_taken_apart_where_the_team_writes_it_so() {
        let team = team(&["log in", "front-end", "node.js"], &["back-office"]);
        let cases = [
            ("a login", "a log in"),
            ("frontend build", "front end build"),
            ("nodejs crashes", "node js crashes"),
            ("NodeJS heap", "node js heap"),
            ("forgetting", "forgetting"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(&team, text), expected, "{text}");
        }
    }

    #[test]
    fn signs_of_keywords_count() {
        let team = team(&[".NET", "/plan", "@bob", "c++"], &[]);
        let cases = [
            ("upgrade to .NET 9", "upgrade to .net 9"),
            ("the net income", "the net income"),
            ("foo.net", "foo net"),
            ("/plan a plan", "/plan a plan"),
            ("and/plan", "and plan"),
            ("ask @bob, not bob", "ask @bob not bob"),
            ("C++17", "c++ 17"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(&team, text), expected, "{text}");
        }
    }

    #[test]
    fn a_word_without_its_accents_is_the_same() {
        let (team, stems) = (team(&["requête", "prüfung"], &[]), Stems::default());
        for (plain, word) in [("requete", "requête"), ("pruefung", "prüfung"), ("prufung", "prüfung")] {
            assert_eq!(feature_of(plain, &stems, &team), feature_of(word, &stems, &team), "{plain}");
        }
    }

    #[test]
    fn a_single_character_can_be_a_word() {
        let team = team(&["税", "앱"], &[]);
        assert_eq!(read(&team, "交税很多"), "交税 税 税很 很多");
        assert_eq!(read(&team, "交税"), "交税 税");
        assert_eq!(read(&team, "앱을 고쳐"), "앱 앱을 고쳐");
        assert_eq!(read(&team, "새앱을"), "새앱 앱을");
    }
}
