//! Finds words of a request that could be a keyword: content words that occur in no other agent's text.

use crate::{CompiledTeam, Responder, lint};
use std::collections::HashSet;
use task_router_engine::index::TeamReader;
use task_router_engine::text::{Feature, is_everyday};
use task_router_engine::word_table::{EmbeddingId, UNKNOWN_SPECIFICITY};

/// Maximum number of phrases of a request tried as keywords.
const TRIED_PHRASES: usize = 4;
/// A longer word is no word, but a hash or other data that somebody pasted.
const LONGEST_WORD: usize = 64;
/// Minimum specificity of a keyword in any text, where the mean word has 1: `written` and `anything` have less, `invoice`
/// and `hay` more.
const SPECIFIC: f32 = 0.75;

/// Words and pairs of a request that could be a keyword of `wanted`: first those in its own text, then those in
/// nobody's, the most specific first, then pairs. Everyday words (`write`, `until`, `last`), words that say little in
/// any text, weak words as defined by the lint, and words of other agents' texts are excluded.
pub fn distinctive_phrases(compiled: &CompiledTeam, request: &str, wanted: &Responder) -> Vec<String> {
    let reader = compiled.index.reader();
    let words = reader.words(request);
    let known = wanted.definition(&compiled.team).into_iter().flat_map(|agent| agent.evidence.words());
    let known: HashSet<Vec<Feature>> = known.map(|keyword| reader.features(&keyword.text)).collect();
    let holders = compiled.holders();
    // For a word that can be a keyword, whether its own text contains it.
    let is_own: Vec<Option<bool>> = (0..words.len())
        .map(|i| {
            let word = reader.feature(words.get(i));
            let can_be_one = is_content(words.get(i), &reader) && !holders.others_have(word, wanted.name());
            can_be_one.then(|| holders.has(word))
        })
        .collect();
    let mut single: Vec<(bool, f32, String)> = is_own
        .iter()
        .enumerate()
        .filter_map(|(i, own)| Some((!(*own)?, specificity(words.get(i), &reader), words.phrase(i, i + 1))))
        .collect();
    single.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    let single = single.into_iter().map(|(is_new, _, word)| (is_new, word));
    let pairs = is_own.windows(2).enumerate().filter_map(|(i, pair)| match pair {
        [Some(_), Some(_)] => Some((true, words.phrase(i, i + 2))),
        _ => None,
    });
    let mut found: Vec<(bool, String)> = single.chain(pairs).collect();
    found.retain(|(_, phrase)| !known.contains(&reader.features(phrase)));
    found.sort_by_key(|(is_new, _)| *is_new);
    let mut seen = HashSet::new();
    let distinct = found.into_iter().map(|(_, phrase)| phrase).filter(|phrase| seen.insert(phrase.clone()));
    distinct.take(TRIED_PHRASES).collect()
}

/// Whether a word is a content word.
fn is_content(word: &str, reader: &TeamReader) -> bool {
    let length = word.chars().count();
    let is_long = length > 2 || !word.is_ascii();
    let is_common = || lint::is_common(word) || is_everyday(word);
    is_long
        && length <= LONGEST_WORD
        && word.chars().any(char::is_alphabetic)
        && !is_common()
        && specificity(word, reader) >= SPECIFIC
}

fn specificity(word: &str, reader: &TeamReader) -> f32 {
    EmbeddingId::of(reader.feature(word)).map_or(UNKNOWN_SPECIFICITY, EmbeddingId::specificity)
}
