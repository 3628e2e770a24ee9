//! Reads a request into the cache numbers of its words, in the team's languages.

use super::Scorer;
use super::word_cache::WordCache;
use crate::index::key_table::AuthoredPosting;
use crate::index::{FLAG_IN_PHRASE, FLAG_STARTS_PHRASE, FLAG_STATED, Index};
use crate::text::{
    self, Language, Languages, NOTE_OTHER_NAME, Role, Roles, Stems, Words, feature_of, followed_by,
    has_articles_behind, may_be_glued, resolve_one,
};

/// Maximum length of a stated word that may be a function word of the request's language instead.
const LONGEST_SILENT: usize = 4;
/// French pronouns that are elided before a verb; before `l'` and `d'`, it may be a noun.
const ELIDED_PRONOUNS: [&str; 5] = ["j", "n", "m", "t", "s"];

/// How a word of a request is read.
#[derive(Debug, Clone, Copy)]
pub(super) enum WordReading {
    /// In the team's languages.
    Own,
    /// In a language other than the team's.
    Foreign(Language),
    /// As a function word, whatever the team states.
    Silent,
}

impl Scorer<'_> {
    /// Reads the words of a request; words not cached yet are resolved.
    pub(super) fn read(&mut self, request: &str) {
        self.words.read(request);
        self.pairs.clear();
        self.word_cache.make_room();
        self.number_words();
        self.resolve();
        let (language, languages) = self.foreign_language();
        let has_elisions = languages.has(Language::French) && request.contains(APOSTROPHES);
        if language.is_none() && !has_elisions {
            return;
        }
        // A stated word does not show by itself that it is none: another one must be of the language.
        let told = language.filter(|language| {
            let facts = self.numbers.iter().map(|&number| self.word_cache.facts(number));
            facts.into_iter().any(|facts| !facts.may_be_stated && facts.languages.has(*language))
        });
        let features = *self.word_cache.features();
        let is_stated = |number: u32| number > 0 && features.flags(number as usize - 1) & FLAG_STATED != 0;
        for i in 0..self.numbers.len() {
            let facts = *self.word_cache.facts(self.numbers[i]);
            let Self { words, word_cache, numbers, .. } = self;
            match language {
                Some(language) if facts.number == 0 => numbers[i] = word_cache.foreign_number(words.get(i), language),
                _ if facts.number == 0 => {}
                _ => {
                    let told = told.filter(|_| is_stated(facts.number));
                    if is_silent(words, i, request, facts.languages, told) {
                        numbers[i] = word_cache.silent_number(words.get(i));
                    }
                }
            }
        }
    }

    /// Looks up every word; resolved ones come from the cache.
    fn resolve(&mut self) {
        let Self { index, words, stems, word_cache, numbers, .. } = self;
        let features = *word_cache.features();
        let notes = |i: usize| numbers.get(i).map_or(0, |&number| word_cache.facts(number).notes);
        let replaced = words.rewrite(|words, i| match notes(i) {
            0 if !may_be_glued(words, i) => {
                respelt_in_phrase(index, words, i, (numbers, word_cache), stems).map(|word| (1, vec![word]))
            }
            own => resolve_one(words, i, [own, notes(i + 1)], stems, &features)
                .or_else(|| if own & NOTE_OTHER_NAME != 0 { by_other_name(words, i, index, stems) } else { None }),
        });
        if replaced.is_empty() {
            return;
        }
        let (mut resolved, mut done) = (Vec::with_capacity(words.len()), 0);
        for (before, count) in replaced {
            resolved.extend_from_slice(&numbers[done..before.start]);
            let start = resolved.len();
            resolved.extend((start..start + count).map(|i| word_cache.number(words.get(i))));
            done = before.end;
        }
        resolved.extend_from_slice(&numbers[done..]);
        *numbers = resolved;
    }

    /// Collects the `MAY_*` bits of the words; returns the request's language if it is not one of the team's, and the
    /// languages in which any word is a function word.
    fn foreign_language(&mut self) -> (Option<Language>, Languages) {
        let (mut languages, mut may_be) = (Languages::default(), 0);
        for &number in &self.numbers {
            let word = self.word_cache.facts(number);
            languages = languages.with(word.languages);
            may_be |= word.may_be;
        }
        self.may_be = may_be;
        if !languages.has_others(self.languages) {
            return (None, languages);
        }
        let facts = self.numbers.iter().map(|&number| self.word_cache.facts(number));
        (self.index.foreign_language(facts.map(|word| word.languages)), languages)
    }

    fn number_words(&mut self) {
        self.numbers.clear();
        for i in 0..self.words.len() {
            self.numbers.push(self.word_cache.number(self.words.get(i)));
        }
    }
}

/// Word `i`, or the term that begins there, by other names that an author has (the language of a file, the term of a short
/// form, a short form): how many words these replace, and what they become. What is stated or described is left as it is,
/// and so is what examples have taught, which count it already.
fn by_other_name(words: &Words, i: usize, index: &Index, stems: &Stems) -> Option<(usize, Vec<String>)> {
    let features = index.features();
    let number = |word: &str| features.number(feature_of(word, stems, &features));
    let is_written = |word: &str| number(word).is_some_and(|number| !features.authored(number).is_empty());
    let is_told = |number: usize| {
        let is_described = |posting: AuthoredPosting| posting.weight > 0 && !posting.place.is_body();
        index.has_learned()
            || features.flags(number) & (FLAG_STATED | FLAG_IN_PHRASE) != 0
            || features.authored_by(number).any(is_described)
    };
    let (word, is_file) = (words.get(i), is_file_name(words, i));
    if number(word).is_some_and(is_told) || !is_file && !Language::of_word(word).is_empty() {
        return None;
    }
    let pair = |one: &str, two: &str| followed_by(feature_of(one, stems, &features), feature_of(two, stems, &features));
    let is_term = |term: &[&str]| match term {
        [word] => is_written(word),
        [one, two, ..] => features.number(pair(one, two)).is_some_and(|pair| !features.authored(pair).is_empty()),
        [] => false,
    };
    let languages = text::named_by(word).filter(|name| is_file && is_written(name)).map(|name| vec![name]);
    let is_behind_dot = i > 0 && words.separator(i - 1).ends_with('.');
    // Examples show which words a team's requests have.
    let may_be_short = !is_behind_dot && !index.has_learned();
    let terms = text::terms(word).filter(|term| may_be_short && is_term(term));
    let names: Vec<String> = languages.chain(terms).flatten().map(str::to_owned).collect();
    if !names.is_empty() {
        return Some((1, names));
    }
    text::short_forms(word).filter(|_| may_be_short).find_map(|(rest, form)| {
        let term: Vec<&str> = [&[word], &rest[..]].concat();
        let is_here = (1..term.len()).all(|at| i + at < words.len() && words.get(i + at) == term[at]);
        (is_here && is_written(form) && !is_term(&term)).then(|| (term.len(), vec![form.to_owned()]))
    })
}

/// Whether word `i` is the extension of a file's name: not of a host or an address, nor a word behind a full stop.
fn is_file_name(words: &Words, i: usize) -> bool {
    let Some(name) = i.checked_sub(1) else { return false };
    let (dot, behind) = (words.separator(name), if i + 1 < words.len() { words.separator(i) } else { "" });
    let before = name.checked_sub(1).map_or("", |before| words.separator(before));
    let is_host = before.ends_with(['@', '.']) || before.ends_with("//") || behind.starts_with(['/', '.', '-', '_']);
    let is_alone = dot.ends_with(" .");
    let is_name = words.get(name).len() > 1 && Language::of_word(words.get(name)).is_empty();
    dot.ends_with('.') && !dot.ends_with("..") && !is_host && (is_alone || dot == "." && is_name)
}

/// The word of a stated phrase that word `i` misspells, if a word beside it is of the same phrase: `side efect`.
fn respelt_in_phrase(
    index: &Index,
    words: &Words,
    i: usize,
    (numbers, word_cache): (&[u32], &WordCache),
    stems: &Stems,
) -> Option<String> {
    let features = word_cache.features();
    let has = |number: usize, flags: u8| features.flags(number) & flags != 0;
    // The text of the correction is searched for only if it can matter.
    let word = word_cache.facts(*numbers.get(i)?);
    word.meant.checked_sub(1).filter(|&meant| word.is_respelt && has(meant as usize, FLAG_IN_PHRASE))?;
    let facts = |at: usize| word_cache.facts(numbers[at]);
    let is_of_phrase = |&at: &usize| {
        let number = numbers.get(at).and_then(|&number| word_cache.facts(number).number.checked_sub(1));
        number.is_some_and(|number| has(number as usize, FLAG_IN_PHRASE))
    };
    let (before, behind) = (i.checked_sub(1).filter(is_of_phrase), Some(i + 1).filter(is_of_phrase));
    if before.is_none() && behind.is_none() {
        return None;
    }
    let (_, word) = index.respelt(words.get(i))?;
    let stem = feature_of(word, stems, features);
    let is_stated = |first, second| {
        let pair = features.number(followed_by(first, second));
        pair.is_some_and(|pair| has(pair, FLAG_STATED | FLAG_STARTS_PHRASE))
    };
    let is_meant = before.is_some_and(|at| is_stated(facts(at).stem, stem))
        || behind.is_some_and(|at| is_stated(stem, facts(at).stem));
    is_meant.then(|| word.to_owned())
}

const APOSTROPHES: [char; 2] = ['\'', '\u{2019}'];

/// Whether a word is only a function word in a request: the verb behind an elided pronoun (`j'ai`), or one of `language`,
/// if the author states it and the request is in that other language. In capitals it is a name.
fn is_silent(words: &Words, i: usize, request: &str, languages: Languages, language: Option<Language>) -> bool {
    let word = words.get(i);
    let written = &request[words.origin(i)];
    if languages.is_empty()
        || word.len() > LONGEST_SILENT
        || written.len() > 1 && written.chars().all(char::is_uppercase)
    {
        return false;
    }
    let elided = i.checked_sub(1).filter(|&before| {
        let between = request.get(words.origin(before).end..words.origin(i).start);
        between.is_some_and(|between| between.starts_with(APOSTROPHES) && between.chars().count() == 1)
    });
    match elided.map(|before| words.get(before)) {
        Some(before) if ELIDED_PRONOUNS.contains(&before) => languages.has(Language::French),
        // `l'ai` is a noun, but for `je l'ai vu`.
        Some("l" | "d") => i > 1 && matches!(words.get(i - 2), "je" | "ne" | "te" | "me"),
        _ => {
            // Behind an article the word is a noun: `la ci est rouge`.
            let is_noun = |language| i.checked_sub(1).is_some_and(|before| is_article(words.get(before), language));
            language.is_some_and(|language| languages.has(language) && !is_noun(language))
        }
    }
}

/// Whether a word is an article, alone or joined with a preposition, which stands before a noun.
fn is_article(word: &str, language: Language) -> bool {
    let roles = if has_articles_behind(language) { Roles::of(&[Role::Indefinite]) } else { Roles::ARTICLE };
    roles.has(word, language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Files;

    #[test]
    fn short_forms_are_their_terms_if_an_author_has_only_those() {
        let agents = |more: &str| {
            format!(
                "---\nname: a\ndescription: Tunes databases and clusters of Kubernetes, opens pull requests, knows regular expressions, Golang and Python.\n{more}---\n"
            )
        };
        let other = "---\nname: b\ndescription: Trains ML models, writes PRs, docs and JS.\n---\n";
        for (more, request, expected) in [
            ("", "the db of k8s", "the database of kubernetes"),
            ("", "open a PR", "open a pr"),
            ("", "a regex", "a regular expression"),
            ("", "a javascript room", "a js room"),
            ("", "machine learning", "machine learning"),
            ("", "fix src/main.js:3:4 and a .py file", "fix src main js 3 4 and a python file"),
            (
                "",
                "write to a@firma.py, see http://b.py/x, it.py, e.py",
                "write to a firma py see http b py x it py e py",
            ),
            ("keywords: [db]\n", "the db", "the db"),
            ("keywords: [db dump]\n", "the db", "the db"),
            ("examples: [move the db, paint it]\n", "the db", "the db"),
            ("", "the tf plan", "the tf plan"),
            ("", "main.go:3", "main golang 3"),
        ] {
            let texts = [("a.md", &*agents(more)), ("b.md", other)];
            let index = Files::from_texts("team", &texts).index(None).unwrap();
            let mut scorer = Scorer::new(&index);
            scorer.read(request);
            assert_eq!(scorer.words.iter().collect::<Vec<_>>().join(" "), expected, "{more}");
        }
    }

    #[test]
    fn a_stated_word_is_silent_as_a_function_word_of_the_request() {
        let texts = [
            ("a.md", "---\nname: a\ndescription: Models.\nkeywords: [ai, es, son]\n---\n"),
            ("c.md", "---\nname: c\ndescription: Talks about ai.\n---\n"),
            ("b.md", "---\nname: b\ndescription: Letters.\nkeywords: [letter, pain de mie]\n---\n"),
        ];
        let index = Files::from_texts("team", &texts).index(None).unwrap();
        let [class, other] = ["a", "b"].map(|name| index.agent(name).unwrap());
        let parts = Scorer::new(&index).score("j'ai mis le pain de mie sur la table").parts(other);
        assert!(parts.iter().any(|part| part.text == "pain de mie"), "{parts:?}");
        // A verb is none of a description's words either.
        let described = index.agent("c").unwrap();
        let said =
            |request: &str| Scorer::new(&index).score(request).parts(described).iter().any(|part| part.text == "ai");
        assert!(!said("j'ai soif") && said("the ai is slow"));
        for (request, is_silent) in [
            ("j'ai soif", true),
            ("je n\u{2019}ai rien dit", true),
            ("je l'ai vu", true),
            ("le chat et son lait", true),
            ("gestern habe ich es gesehen", true),
            ("il gatto va ai monti con noi", true),
            ("le chat et l'ai", false),
            ("j'ai vu le AI", false),
            ("the ai of our shop", false),
            ("ai", false),
            ("son", false),
            ("let's use es for it", false),
            ("es, es, es", false),
        ] {
            let mut scorer = Scorer::new(&index);
            let stated = scorer
                .score(request)
                .parts(class)
                .into_iter()
                .any(|part| part.kind == crate::score::EvidenceKind::Keyword);
            assert_eq!(!stated, is_silent, "{request}");
        }
    }
}
