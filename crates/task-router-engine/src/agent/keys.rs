//! The keys of a definition, as its dialect interprets them, in any spelling.

use super::dialect::{CLIENT_KEYS, DIALECTS, Dialect, Field, KEYS, SECTIONS, plain_key, same_key};
use super::labels::{negates_alone, negates_key};
use super::values::flag;
use crate::evidence::{EvidenceForm, EvidenceKind};
use crate::text::Words;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The keys of a definition.
#[derive(Debug, Clone, Copy)]
pub struct Keys<'k> {
    map: &'k Mapping,
    dialect: &'static Dialect,
    /// Whether it has any of the [`SECTIONS`]; most files have none.
    has_sections: bool,
}

impl<'k> Keys<'k> {
    /// Keys interpreted by a dialect.
    pub fn new(map: &'k Mapping, dialect: &'static Dialect) -> Self {
        let has_sections = SECTIONS.iter().any(|section| entry(map, section).is_some_and(Value::is_mapping));
        Self { map, dialect, has_sections }
    }

    /// Keys with the meaning they have in `route`'s own files.
    pub fn common(map: &'k Mapping) -> Self {
        Self::new(map, &DIALECTS[0])
    }

    /// Their dialect.
    pub fn dialect(&self) -> &'static Dialect {
        self.dialect
    }

    /// The value at a path such as `routing.triggers`.
    pub fn get(&self, path: &str) -> Option<&'k Value> {
        let mut parts = path.split('.');
        let first = entry(self.map, parts.next()?)?;
        parts.try_fold(first, |value, part| entry(value.as_mapping()?, part)).filter(|value| !value.is_null())
    }

    /// The first value that means `field`.
    pub fn one(&self, field: Field) -> Option<&'k Value> {
        self.all(field).next().map(|(_, value)| value)
    }

    /// All values that mean `field`, with their paths.
    pub fn all(&self, field: Field) -> impl Iterator<Item = (&'static str, &'k Value)> {
        self.paths().filter(move |(_, is)| *is == field).filter_map(|(path, _)| Some((path, self.get(path)?)))
    }

    /// All values with a meaning that satisfies `is`, with path and meaning, in the order of the table of keys.
    pub(crate) fn any_of(&self, is: impl Fn(Field) -> bool) -> impl Iterator<Item = (&'static str, Field, &'k Value)> {
        let paths = self.paths().filter(move |(_, field)| is(*field));
        paths.filter_map(|(path, field)| Some((path, field, self.get(path)?)))
    }

    /// Sections of evidence that have a text or a list in place of keys. `metadata` is for other things, too.
    pub(super) fn sections_without_keys(&self) -> impl Iterator<Item = &'static str> {
        let has_texts = |section: &&str| match entry(self.map, section) {
            Some(value @ Value::String(_)) => flag(Some(value)).is_none(),
            value => value.is_some_and(Value::is_sequence),
        };
        SECTIONS.into_iter().filter(|section| *section != "metadata").filter(has_texts)
    }

    /// The kind of evidence that a key means.
    pub fn evidence(&self, key: &str) -> Option<EvidenceKind> {
        match self.dialect.paths().find(|(path, _)| same_key(path, key))? {
            (_, Field::Evidence(kind)) => Some(kind),
            _ => None,
        }
    }

    /// Whether a key in the map at a path is in the table of keys.
    pub(crate) fn reads_in(&self, path: &str, key: &str) -> bool {
        self.paths().any(|(known, _)| {
            known.rsplit_once('.').is_some_and(|(section, own)| section == path && same_key(own, key))
        })
    }

    fn paths(&self) -> impl Iterator<Item = (&'static str, Field)> {
        let in_sections = self.has_sections.then(Dialect::paths_in_sections);
        self.dialect.paths().chain(in_sections.into_iter().flatten())
    }

    /// Known keys that are ignored because another spelling of them occurs, too, each with that one.
    pub(crate) fn beside_others(&self) -> Vec<(&'k str, &'k str)> {
        let mut spelled: BTreeMap<String, Vec<&'k str>> = BTreeMap::new();
        for key in self.map.keys().filter_map(Value::as_str) {
            spelled.entry(plain_key(key)).or_default().push(key);
        }
        let ours = self.dialect.paths().filter(|(_, field)| *field != Field::Client).map(|(path, _)| path);
        let several = ours.filter_map(|path| spelled.remove(&plain_key(path)).map(|keys| (path, keys)));
        several
            .filter_map(|(path, keys)| {
                let read = keys.iter().copied().find(|key| *key == path).or(keys.first().copied())?;
                Some(keys.into_iter().filter(move |key| *key != read).map(move |key| (key, read)))
            })
            .flatten()
            .collect()
    }

    /// Unknown keys that are close to a known one, with their paths, each with that one. A key that the body uses as a
    /// placeholder is the author's own.
    pub(crate) fn nearly_known(&self, body: &str) -> Vec<(String, &'static str)> {
        let keys = self.map.keys().filter_map(Value::as_str);
        let unknown = keys.filter(|key| !self.dialect.knows(key) && !body.contains(&format!("{{{key}}}")));
        let near_of = |key: &str| Some((key.to_owned(), near(key, self.dialect, |_| true)?));
        unknown.filter_map(near_of).chain(SECTIONS.iter().flat_map(|section| self.nearly_known_in(section))).collect()
    }

    /// The same in a section, where only evidence is known.
    fn nearly_known_in(&self, section: &'static str) -> impl Iterator<Item = (String, &'static str)> {
        let map = entry(self.map, section).and_then(Value::as_mapping);
        let keys = map.into_iter().flat_map(Mapping::keys).filter_map(Value::as_str);
        keys.filter(|key| !self.dialect.knows(key))
            .filter_map(move |key| Some((format!("{section}.{key}"), near(key, self.dialect, Field::is_evidence)?)))
    }
}

/// The entry of a key: in this exact spelling, otherwise in any.
fn entry<'m>(map: &'m Mapping, key: &str) -> Option<&'m Value> {
    map.get(key).or_else(|| map.iter().find(|(k, _)| k.as_str().is_some_and(|k| same_key(k, key))).map(|(_, v)| v))
}

/// The known key that an unknown one was probably meant to be.
fn near(key: &str, dialect: &Dialect, may_be: impl Fn(Field) -> bool) -> Option<&'static str> {
    let plain = plain_key(key);
    let words = Words::of(key);
    let is_negative = words.iter().any(negates_key) || plain.starts_with("anti");
    // Nobody who writes what an agent is not for means a key in its favour.
    let may_be_meant = |field: Field| !is_negative && may_be(field) || field.is_against();
    let known = dialect.keys.iter().chain(KEYS).filter(|(_, field)| *field != Field::Client && may_be_meant(*field));
    let known = known.map(|(path, _)| *path).filter(|path| !path.contains('.'));
    let distance = |known: &&str| strsim::damerau_levenshtein(&plain, &plain_key(known));
    let most = |known: &str| if known.len() < 6 { 1 } else { 2 };
    // Clients' own keys are not ours, misspelt or not.
    if CLIENT_KEYS.iter().any(|client| distance(client) <= 1) && !known.clone().any(|known| distance(&known) <= 1) {
        return None;
    }
    let misspelt = known.clone().filter(|known| plain.len() > 2 && distance(known) <= most(known)).min_by_key(distance);
    misspelt.or_else(|| match is_negative {
        true => against(&words),
        false => LENGTHENED.iter().copied().find(|known| extends(&plain, known)),
    })
}

/// Keys that others lengthen: `trigger_phrases`, `example_requests`, `routing_keywords`. A key that lengthens several
/// means the first: `trigger_patterns` are triggers.
static LENGTHENED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let keys =
        |is: fn(EvidenceKind) -> bool| EvidenceKind::written().filter(move |kind| is(*kind)).map(EvidenceKind::key);
    let words = keys(|kind| kind.is_for(EvidenceForm::Words)).chain(["triggers"]);
    let others =
        keys(|kind| kind.is_for(EvidenceForm::Requests)).chain(keys(|kind| kind.is_for(EvidenceForm::Patterns)));
    words.chain(others).chain(keys(EvidenceKind::is_against)).chain(["when_to_use"]).collect()
});

/// Whether a key is a known one in singular or plural, with a word before or after it.
fn extends(plain: &str, known: &str) -> bool {
    let known = plain_key(known);
    let stem = known.strip_suffix('s').unwrap_or(&known);
    plain.starts_with(stem) || plain.ends_with(&known) || plain.ends_with(stem)
}

/// Words beside them in keys about requests: `negative_examples`, `do_not_use_if`.
const OF_REQUESTS: [&str; 7] = ["trigger", "phrase", "request", "use", "for", "when", "if"];

/// Verbs beside negations: `do_not`, `should_not_trigger`, `must_not_use`.
const VERBS: [&str; 5] = ["do", "does", "to", "should", "must"];

/// Whether a group of evidence is against the agent, by its name: `exclude`, `should_not_trigger`, `negative_examples`.
pub(super) fn is_against(group: &str) -> bool {
    let words = Words::of(group);
    let is_known = |word: &str| negates_key(word) || is_of_requests(word) || VERBS.contains(&word);
    words.iter().any(negates_key) && words.iter().all(is_known)
}

fn is_of_requests(word: &str) -> bool {
    let word = word.strip_suffix('s').unwrap_or(word);
    OF_REQUESTS.contains(&word) || EvidenceKind::written().any(|kind| kind.name() == word)
}

/// The known key for a negative one that is about requests.
fn against(words: &Words) -> Option<&'static str> {
    let is_other = |word: &str| !negates_key(word) && !is_of_requests(word) && !matches!(word, "do" | "to");
    let is_alone = words.len() == 1 && negates_alone(words.get(0));
    if words.iter().any(is_other) || !(is_alone || words.iter().any(is_of_requests)) {
        return None;
    }
    Some(if words.iter().any(|word| matches!(word, "when" | "if")) { "when_not_to_use" } else { "not_for" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_that_is_no_map_is_told() {
        let without_keys = |yaml: &str| {
            let map: Mapping = serde_yaml::from_str(yaml).unwrap();
            Keys::common(&map).sections_without_keys().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(without_keys("{Routing: [a], auto-activate: b, metadata: [c]}"), "routing auto_activate");
        assert_eq!(without_keys("{routing: {triggers: [a]}, auto_activate: yes}"), "");
        assert_eq!(without_keys("{routing: , auto_activate: 1}"), "");
    }

    #[test]
    fn any_spelling_is_read() {
        let map: Mapping = serde_yaml::from_str("{Not-For: [a], Routing: {not_for: b}, notFor: c}").unwrap();
        let found: Vec<_> =
            Keys::common(&map).all(Field::Evidence(EvidenceKind::NotFor)).map(|(path, _)| path).collect();
        assert_eq!(found, ["not_for", "routing.not_for"]);
    }

    #[test]
    fn evidence_in_sections_is_read_by_the_same_table() {
        let yaml = "{Routing: {patterns: [a], antiTriggers: b}, metadata: {When-To-Use: c, exmaples: [d], \
                    trigger-words: e, stage: f, prioritiy: g, description: h, use-case: i}, auto_activate: {signals: j}}";
        let map: Mapping = serde_yaml::from_str(yaml).unwrap();
        let keys = Keys::common(&map);
        let fields = [
            Field::Evidence(EvidenceKind::Pattern),
            Field::Evidence(EvidenceKind::NotFor),
            Field::When,
            Field::Triggers,
        ];
        let found: Vec<_> = fields.iter().flat_map(|field| keys.all(*field)).map(|(path, _)| path).collect();
        assert_eq!(
            found,
            ["routing.patterns", "routing.anti_triggers", "metadata.when_to_use", "auto_activate.signals"]
        );
        assert!(keys.one(Field::Description).is_none());
        let near = keys.nearly_known("");
        let near: Vec<_> = near.iter().map(|(key, near)| (key.as_str(), *near)).collect();
        assert_eq!(near, [("metadata.exmaples", "examples"), ("metadata.trigger-words", "triggers")]);
    }

    #[test]
    fn one_key_in_two_spellings_is_reported() {
        let map: Mapping =
            serde_yaml::from_str("{Keywords: a, keywords: b, Not-For: c, notFor: d, Model: e, model: f}").unwrap();
        assert_eq!(Keys::common(&map).beside_others(), [("Keywords", "keywords"), ("notFor", "Not-For")]);
    }

    #[test]
    fn close_misspellings_are_reported() {
        let cases = [
            ("keyword", Some("keywords")),
            ("exmaples", Some("examples")),
            ("trigger", Some("triggers")),
            ("trigger_phrases", Some("triggers")),
            ("example_requests", Some("examples")),
            ("descripton", Some("description")),
            ("tag", Some("tags")),
            ("nmae", Some("name")),
            ("patern", Some("patterns")),
            ("prioritiy", Some("priority")),
            ("persona", None),
            ("role", None),
            ("command", None),
            ("team", None),
            ("tool", None),
            ("not_fr", Some("not_for")),
            ("negative_keyword", Some("negative_keywords")),
            ("negative_examples", Some("not_for")),
            ("notExamples", Some("not_for")),
            ("anti_patterns", Some("not_for")),
            ("antipatterns", None),
            ("exclude", Some("not_for")),
            ("exclusions", Some("not_for")),
            ("avoid", Some("not_for")),
            ("never_use_for", Some("not_for")),
            ("do_not_use_when", Some("when_not_to_use")),
            ("skip_if", Some("when_not_to_use")),
            ("never", None),
            ("no_cache", None),
            ("exclude_files", None),
            ("models", None),
            ("stage", None),
        ];
        for (key, expected) in cases {
            assert_eq!(near(key, &DIALECTS[0], |_| true), expected, "{key}");
        }
    }

    #[test]
    fn a_key_used_as_a_placeholder_is_not_reported() {
        let map: Mapping = serde_yaml::from_str("{name: a, keyword: b, persona: c, model: d}").unwrap();
        assert_eq!(Keys::common(&map).nearly_known("x"), [("keyword".to_owned(), "keywords")]);
        assert_eq!(Keys::common(&map).nearly_known("use {keyword}"), []);
    }
}
