//! Lays out the compiled evidence as the sections of an image: records of features, rows of postings, the agents'
//! cards.

use super::keywords::features_of;
use super::text_lines::text_lines;
use super::{ClassText, EvidenceByFeature, FeatureEvidence, IndexBuilder, LEARNED_LOG_ODDS, exclusions, related};
use crate::agent::Agent;
use crate::evidence::EvidenceKind;
use crate::index::cards::Cards;
use crate::index::image::{Image, Sections, checksum_of};
use crate::index::key_table::{FLAG_DENSE, Keyed, bits, bucket_bits, bucket_ends};
use crate::index::postings::{self, Postings};
use crate::index::records::{FeatureKey, FeatureRecord};
use crate::index::related::PackedVectors;
use crate::index::{
    AgentCard, ClassKind, FLAG_LEARNED, FLAG_STEM, Index, Meta, Related, TextPlace, UNIT, VALUE_UNIT, patterns,
    spelling, text_name,
};
use crate::model::calibration::Calibrator;
use crate::model::{Learned, Model};
use crate::team::Team;
use crate::text::{Feature, FeatureHasher, KnownStems, Stems, StemsByLanguage, Vocabulary};
use crate::word_table::WIDTH;
use serde::Serialize;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Approximate number of features per bucket of their table.
const FEATURE_BUCKET: f32 = 4.0;
/// Fixed-point value of the largest learned weight.
const STRONGEST: f32 = 32_000.0;

/// An index that lacks what is learned.
pub(super) struct IndexDraft<'f> {
    /// Every feature, ascending.
    keys: Vec<Feature>,
    /// By key: its evidence that is not learned.
    authored: Vec<Option<&'f FeatureEvidence>>,
    /// By key: its number among the learned features.
    learned: Vec<Option<u32>>,
    sections: Sections,
    meta: Meta,
    cards: Vec<u8>,
}

impl IndexBuilder {
    /// Lays out everything that is not learned; `learned` are the features that will be.
    pub(super) fn draft<'f>(
        &'f self,
        team: &Team,
        texts_of_classes: &[ClassText],
        mut meta: Meta,
        patterns: patterns::PatternBuilder,
        learned: &[Feature],
    ) -> IndexDraft<'f> {
        let (example_names, example_owners) =
            stated_examples(texts_of_classes, &meta, &self.vocabulary, &self.known_stems);
        let (alias_keys, alias_stems) = self.vocabulary.all_aliases().into_iter().unzip();
        let mut sections = Sections { alias_keys, alias_stems, example_names, example_owners, ..Sections::default() };
        let (keys, authored, learned) = merged(&self.facts, learned);
        sections.feature_buckets = bucket_ends(&keys, FEATURE_BUCKET);
        write_authored(&authored, &mut sections);
        let number = |feature: &Feature| keys.binary_search(feature).ok().map(|number| number as u32);
        let priorities = self.word_priorities.iter();
        meta.word_priorities =
            priorities.filter_map(|(feature, class, priority)| Some((number(feature)?, *class, *priority))).collect();
        meta.word_priorities.sort_unstable();
        let exact = self.exact_words.iter();
        meta.exact_words = exact.filter_map(|(stem, word, class)| Some((number(stem)?, *word, *class))).collect();
        let phrase_words = self.phrase_words.iter().filter_map(|(stem, class)| Some((number(stem)?, *class)));
        meta.phrase_words = phrase_words.collect();
        meta.phrase_words.sort_unstable();
        meta.phrase_words.dedup();
        meta.exclusions = exclusions::numbered(&self.exclusions, number);
        let cards = cards(team, &self.described_words(team, meta.classes.len()));
        (sections.card_ends, sections.card_sums) = cards
            .iter()
            .scan(0, |end, card| {
                *end += card.len() as u32;
                Some((*end, checksum_of(card)))
            })
            .unzip();
        sections.agent_order = (0..sections.card_ends.len() as u32).collect();
        sections.agent_order.sort_by_key(|&agent| &meta.classes[agent as usize].name);
        sections.name_ranks = ranks(meta.classes.iter().map(|class| class.name.as_str()));
        (sections.own_word_ends, sections.own_words) = related::own_words(&self.related);
        spelling::write(&self.dictionary, &keys, &mut sections);
        patterns.write(&mut sections);
        meta.text_lines = text_lines(team);
        IndexDraft { keys, authored, learned, sections, meta, cards: cards.concat() }
    }

    /// Evidence of each word of names and descriptions for its agent, by agent.
    fn described_words(&self, team: &Team, classes: usize) -> Vec<Vec<(f32, &str)>> {
        let mut found = vec![Vec::new(); team.agents.len().min(classes)];
        let mut seen: HashSet<(Feature, usize)> = HashSet::new();
        for (word, stem) in &self.dictionary {
            for &(class, weight) in self.facts.get(stem).into_iter().flat_map(|facts| &facts.described) {
                if let (Some(words), true) = (found.get_mut(class), weight > 0.0 && seen.insert((*stem, class))) {
                    words.push((weight, word.as_str()));
                }
            }
        }
        found
    }
}

impl IndexDraft<'_> {
    /// Adds what was learned, and the calibration, which another thread may compute meanwhile.
    /// `rule_vectors` are the rules' weights for a text's direction.
    pub(super) fn finish(
        mut self,
        model: Model,
        rule_vectors: &[[f32; WIDTH]],
        calibrator: impl FnOnce() -> Calibrator,
    ) -> Index {
        let scale = self.write_learned(&model);
        let meta = &mut self.meta;
        meta.learned_unit = f64::from(LEARNED_LOG_ODDS / scale);
        meta.unknown_value = (model.unknown_value * VALUE_UNIT) as u32;
        meta.class_bias = model.class_bias.iter().map(|base| f64::from(base * LEARNED_LOG_ODDS / VALUE_UNIT)).collect();
        let mut vectors: Vec<_> = model.related.iter().map(|vector| vector.map(|x| x * LEARNED_LOG_ODDS)).collect();
        if !vectors.is_empty() {
            vectors.extend(rule_vectors);
        }
        let PackedVectors { vectors, unit } = Related::pack(&vectors);
        (self.sections.related, meta.related_unit) = (vectors, unit);
        meta.calibrator = calibrator();
        self.sections.meta = serialised(meta);
        Index::new(Image::build(&self.sections), self.meta, Cards::InMemory(self.cards.into()))
    }

    /// Writes the records of all features with their learned postings; returns the factor from weights to fixed point.
    fn write_learned(&mut self, model: &Model) -> f32 {
        let strongest = model.rows.iter().flatten().map(|(_, weight)| weight.abs()).fold(0f32, f32::max);
        let scale = if strongest > 0.0 { STRONGEST / strongest } else { 1.0 };
        let Sections { feature_buckets, feature_keys, features, learned, .. } = &mut self.sections;
        let (bucket_bits, classes) = (bucket_bits(feature_buckets), self.meta.classes.len());
        let mut list = Vec::new();
        let mut known = HashMap::default();
        // By row: the last record with it.
        let mut last = vec![None; model.rows.len()];
        for ((&key, authored), number) in self.keys.iter().zip(&self.authored).zip(&self.learned) {
            let start = learned.len() as u32;
            let authored_flags = authored.map_or(0, |evidence| evidence.flags);
            let mut write = |row: &[(u32, f32)], value: f32, bias: f32, flags: u8| {
                list.clear();
                push_entries(row.iter().map(|&(class, weight)| (class as usize, weight)), scale, &mut list);
                let flags = if Postings::push(&list, classes, learned) { flags | FLAG_DENSE } else { flags };
                let (value, bias) = ((value * VALUE_UNIT) as u32, (bias * scale).round() as i32);
                share(FeatureRecord::new(value, flags, bias, start), features, learned, &mut known)
            };
            let record = match number.map(|number| model.features[number as usize]) {
                None => write(&[], 0.0, 0.0, authored_flags),
                Some(Learned { row, value, feature_bias, .. }) => {
                    let flags = authored_flags | FLAG_LEARNED | FLAG_STEM;
                    let row = row as usize;
                    match last[row] {
                        Some((last_flags, record)) if last_flags == flags => record,
                        _ => {
                            let record = write(&model.rows[row], value, feature_bias, flags);
                            last[row] = Some((flags, record));
                            record
                        }
                    }
                }
            };
            feature_keys.push(FeatureKey { short: FeatureKey::short_of(key, bucket_bits), record });
        }
        features.push(FeatureRecord::new(0, 0, 0, learned.len() as u32));
        scale
    }
}

/// All features, ascending, each with its evidence in `facts` and its number in `learned`, as far as it has them.
#[allow(clippy::type_complexity, reason = "three columns of one table")]
fn merged<'f>(
    facts: &'f EvidenceByFeature,
    learned: &[Feature],
) -> (Vec<Feature>, Vec<Option<&'f FeatureEvidence>>, Vec<Option<u32>>) {
    let mut authored: Vec<(Feature, &FeatureEvidence)> =
        facts.iter().map(|(&feature, evidence)| (feature, evidence)).collect();
    authored.sort_unstable_by_key(|(feature, _)| *feature);
    let mut learned: Vec<(Feature, u32)> = learned.iter().copied().zip(0..).collect();
    learned.sort_unstable();
    let (mut authored, mut learned) = (authored.into_iter().peekable(), learned.into_iter().peekable());
    let (mut keys, mut evidence, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(key) =
        authored.peek().map(|(key, _)| *key).into_iter().chain(learned.peek().map(|(key, _)| *key)).min()
    {
        keys.push(key);
        evidence.push(authored.next_if(|(feature, _)| *feature == key).map(|(_, evidence)| evidence));
        numbers.push(learned.next_if(|(feature, _)| *feature == key).map(|(_, number)| number));
    }
    (keys, evidence, numbers)
}

/// Writes the described and stated postings of each feature.
fn write_authored(evidence: &[Option<&FeatureEvidence>], sections: &mut Sections) {
    let with_postings = |e: &FeatureEvidence| !(e.described.is_empty() && e.stated.is_empty());
    (sections.authored, sections.authored_before) = bits(evidence.iter().map(|e| e.is_some_and(with_postings)));
    let authored = || evidence.iter().copied().flatten().filter(|e| with_postings(e));
    let rows = authored().flat_map(|e| [e.described.clone(), e.stated().collect()]);
    let limited = |(class, log_odds): (usize, f32)| (class, limited(log_odds));
    let postings = PostingRows::of(rows.map(|entries| entries.into_iter().map(limited)), UNIT as f32);
    sections.places = places(authored(), &postings);
    (sections.authored_ends, sections.authored_postings) = (postings.ends, postings.entries);
}

/// The number of a record whose postings are the last of `learned`: an equal one, if there is one, otherwise a new one
/// at the end. Most features occur in one example, and all features of such an example have equal records; `known` has
/// records by a hash.
fn share(
    record: FeatureRecord,
    records: &mut Vec<FeatureRecord>,
    learned: &mut Vec<u32>,
    known: &mut HashMap<u64, u32, BuildHasherDefault<FeatureHasher>>,
) -> u32 {
    let start = record.learned_start as usize;
    let seed = u64::from(record.bias as u32) << 32 | u64::from(record.value() << 8 | u32::from(record.flags()));
    match known.entry(xxh3_64_with_seed(bytemuck::cast_slice(&learned[start..]), seed)) {
        Entry::Occupied(known) => {
            let at = *known.get() as usize;
            let found = records[at].learned_start as usize;
            let end = records.get(at + 1).map_or(start, |next| next.learned_start as usize);
            if records[at].is_like(record) && learned[found..end] == learned[start..] {
                learned.truncate(start);
                return *known.get();
            }
        }
        Entry::Vacant(place) => _ = place.insert(records.len() as u32),
    }
    records.push(record);
    records.len() as u32 - 1
}

/// For each authored posting, encoded: the text that it comes from, or the kind of what is stated.
fn places<'f>(features: impl Iterator<Item = &'f FeatureEvidence>, postings: &PostingRows) -> Vec<u16> {
    let mut found = vec![0; postings.entries.len()];
    for (number, evidence) in features.enumerate() {
        let [start, middle, end] = [0, 1, 2].map(|row| postings.ends[2 * number + row] as usize);
        for (at, entry) in postings.entries[start..end].iter().enumerate() {
            let owner = postings::read(entry).0;
            found[start + at] = if start + at < middle {
                let place = evidence.places.binary_search_by_key(&owner, |(class, _)| *class);
                place.map_or(TextPlace::Description, |place| evidence.places[place].1).encode()
            } else {
                let place = evidence.stated.binary_search_by_key(&owner, |(owner, ..)| *owner);
                place.map_or(EvidenceKind::Keyword, |place| evidence.stated[place].2) as u16
            };
        }
    }
    found
}

/// Serialises a value to bytes.
fn serialised(value: &impl Serialize) -> Vec<u8> {
    // Fails only for types that cannot tell their length.
    postcard::to_stdvec(value).unwrap_or_else(|error| unreachable!("{error}"))
}

/// Postings of one kind for all features, concatenated.
struct PostingRows {
    ends: Vec<u32>,
    entries: Vec<u32>,
}

impl PostingRows {
    fn of(rows: impl Iterator<Item = impl Iterator<Item = (usize, f32)>>, scale: f32) -> Self {
        let mut found = Self { ends: vec![0], entries: Vec::new() };
        for row in rows {
            push_entries(row, scale, &mut found.entries);
            found.ends.push(found.entries.len() as u32);
        }
        found
    }
}

/// Adds the postings of one feature by class, in fixed point; zeros are dropped.
fn push_entries(row: impl Iterator<Item = (usize, f32)>, scale: f32, entries: &mut Vec<u32>) {
    let start = entries.len();
    entries.extend(row.filter_map(|(class, weight)| {
        let weight = (weight * scale).round() as i16;
        (weight != 0).then_some(postings::entry(class as u32, weight))
    }));
    entries[start..].sort_unstable_by_key(|entry| entry >> 16);
}

/// Limits stated log-odds to what fixed point can hold. Authors who write weights up to 100 or 1,000 mean their order, so
/// three quarters of the range are in proportion, and the rest approaches its end.
fn limited(log_odds: f32) -> f32 {
    // The largest whole number of log-odds in 16 bits of fixed point.
    const END: f32 = 127.0;
    // Three quarters of it.
    const PROPORTIONAL: f32 = 96.0;
    let size = log_odds.abs();
    let limited = if size <= PROPORTIONAL { size } else { END - (END - PROPORTIONAL) * PROPORTIONAL / size };
    limited.copysign(log_odds)
}

/// The agents' cards, concatenated. Agents are the first classes.
fn cards(team: &Team, described: &[Vec<(f32, &str)>]) -> Vec<Vec<u8>> {
    let agents = team.agents.iter().zip(described);
    agents.map(|(agent, described)| serialised(&card(team, agent, described))).collect()
}

/// Number of words offered as hints for an unclear request.
const HINTS: usize = 5;

fn card(team: &Team, agent: &Agent, described: &[(f32, &str)]) -> AgentCard {
    AgentCard {
        kind: agent.kind,
        knowledge: team.knowledge_path(agent),
        knowledge_found: team.has_knowledge(agent),
        knowledge_unreadable: agent.knowledge.as_ref().is_some_and(|path| team.library.is_unreadable(path)),
        scalars: agent.scalars.clone(),
        body: agent.body.clone(),
        hints: if agent.is_silent() { String::new() } else { hints(agent, described) },
    }
}

/// Hashes of all examples as whole texts, with their owners.
fn stated_examples(
    texts: &[ClassText],
    meta: &Meta,
    vocabulary: &Vocabulary,
    known_stems: &KnownStems,
) -> (Vec<Feature>, Vec<u32>) {
    let (stems, of_requests) = (StemsByLanguage::with(known_stems), Stems::of(&meta.languages));
    let mut named: Vec<(Feature, u32)> = Vec::new();
    let is_own = |class: usize| meta.classes[class].kind != ClassKind::OutOfScope;
    for (class, text) in texts.iter().enumerate().filter(|(class, _)| is_own(*class)) {
        // In its own language, and as a request is read that repeats it.
        let others = (meta.languages != [text.language]).then_some(&of_requests);
        for stems in std::iter::once(stems.of(text.language)).chain(others) {
            let name = |example: &str| text_name(features_of(example, stems, vocabulary).into_iter());
            named.extend(text.evidence.examples().filter_map(name).map(|name| (name, class as u32)));
        }
    }
    named.sort_unstable();
    named.dedup();
    named.into_iter().unzip()
}

/// The strongest words of an agent: its keywords by weight, otherwise the most specific words of its description.
fn hints(agent: &Agent, described: &[(f32, &str)]) -> String {
    let keywords = agent.evidence.words().map(|keyword| (keyword.weight, keyword.text.as_str()));
    let mut words: Vec<(f32, &str)> = keywords.filter(|(weight, _)| *weight > 0.0).collect();
    if words.is_empty() {
        words = described.to_vec();
    }
    words.sort_by(|a, b| b.0.total_cmp(&a.0));
    words.into_iter().take(HINTS).map(|(_, word)| word).collect::<Vec<_>>().join(", ")
}

/// Rank of each name in alphabetical order; equal names have equal ranks.
fn ranks<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Vec<u32> {
    let mut order: Vec<&str> = names.clone().collect();
    order.sort_unstable();
    order.dedup();
    names.map(|name| order.partition_point(|&other| other < name) as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::limited;

    #[test]
    fn high_log_odds_keep_their_order() {
        let fixed =
            [0.0, 2.5, 96.0, 97.5, 150.0, 250.0, 2_500.0, 75_000.0].map(|log_odds| (limited(log_odds) * 256.0) as i16);
        assert_eq!(fixed[..3], [0, 640, 96 * 256]);
        assert!(fixed.is_sorted_by(|lower, higher| lower < higher), "{fixed:?}");
        assert_eq!(limited(-150.0), -limited(150.0));
    }
}
