//! Splits the score of one class by word. It uses what scoring the request left in the scorer, so nothing is read or
//! weighed twice; only what excludes a class is looked for again.

use super::excluded::Excluded;
use super::learned::{LearnedPair, LearnedWord, weight_of};
use super::phrase_walk::PhraseWalk;
use super::totals::Scale;
use super::{EvidenceKind, ScorePart, Scorer, respelt_weight};
use crate::index::{ClassId, TextPlace, UNIT};
use crate::request::{WHOLE, WordWeight};
use crate::word_table::MAX_WORDS;
use smol_str::SmolStr;
use std::ops::Range;

/// The evidence of one request, for any class.
pub struct RequestEvidence<'s, 'i> {
    pub(super) scorer: &'s mut Scorer<'i>,
    /// `None` if the request is stated.
    features: Option<RequestFeatures>,
}

impl<'s, 'i> RequestEvidence<'s, 'i> {
    /// Evidence of the request that `scorer` scored last; `anyway` ignores that it is stated.
    pub(super) fn of(scorer: &'s mut Scorer<'i>, anyway: bool) -> Self {
        let features = (anyway || !scorer.is_stated).then(|| RequestFeatures::of(scorer));
        Self { scorer, features }
    }

    /// The parts of one class's score, as returned by [`super::ScoredRequest::parts`].
    pub fn parts(&mut self, class: ClassId) -> Vec<ScorePart> {
        match &mut self.features {
            Some(features) => features.parts(self.scorer, class.index()),
            None => self.scorer.stated_parts(class),
        }
    }
}

/// Returns the features to the scorer, so that the next request reuses their allocations.
impl Drop for RequestEvidence<'_, '_> {
    fn drop(&mut self) {
        if let Some(features) = self.features.take() {
            self.scorer.spare_features = features;
        }
    }
}

/// Features of the request scored last beside its single words, looked up once for all classes.
#[derive(Default)]
pub(super) struct RequestFeatures {
    /// Text by word.
    texts: Vec<SmolStr>,
    /// Position of the first word with the same text, by word.
    first: Vec<usize>,
    /// Learned evidence by word, if anything was learned.
    learned: Vec<LearnedWord>,
    /// Pairs that may have learned evidence; each word causes half of it.
    pairs: Vec<LearnedPair>,
    authored: Vec<AuthoredOccurrence>,
    related: Vec<RelatedWord>,
    /// Factor from sums of the word table to log-odds.
    related_scale: f64,
    scale: Scale,
    excluded: Vec<Excluded>,
    /// Learned evidence for the current class, by word.
    scores: Vec<f64>,
}

/// One occurrence of a feature that may have authored evidence.
struct AuthoredOccurrence {
    number: usize,
    text: SmolStr,
    /// The first occurrence with the same text.
    first: usize,
    /// For a misspelt word, the kind shown in place of the author's.
    instead: Option<EvidenceKind>,
    weight: WordWeight,
}

/// A word of the word table.
struct RelatedWord {
    /// Position in the request.
    place: usize,
    /// Index among the cached words of the word table.
    known: usize,
}

impl RequestFeatures {
    /// The features of the request that `scorer` scored last.
    fn of(scorer: &mut Scorer) -> Self {
        let mut found = std::mem::take(&mut scorer.spare_features);
        let scorer = &*scorer;
        let weights = scorer.weights.as_ref().map(|weights| weights.words.as_slice());
        let (related, known) = scorer.word_cache.related(&scorer.numbers, weights);
        let known = known.filter_map(|(place, known)| Some(RelatedWord { place, known: known? }));
        found.texts.clear();
        found.texts.extend(scorer.words.iter().map(SmolStr::from));
        found.first = first_places(&scorer.numbers);
        found.learned.clear();
        found.pairs.clear();
        found.authored.clear();
        found.related.clear();
        if related.are_used() {
            found.related.extend(known.take(MAX_WORDS));
        }
        found.related_scale = scorer.related.scale();
        found.scale = Scale::of(&scorer.totals, scorer.index.meta.learned_unit);
        let words = 0..scorer.numbers.len();
        if scorer.index.has_learned() {
            found.learned.extend(words.clone().map(|i| LearnedWord::of(scorer, i, &found.scale)));
        }
        words.for_each(|i| found.state_word(scorer, i));
        scorer.pairs.iter().for_each(|&(i, number)| found.pair(scorer, i, number));
        found.number_texts();
        found.excluded = scorer.excluded(weights);
        found
    }

    /// The parts of a class's score, in the order of the request's words, each phrase after its words. Evidence of the
    /// same kind for the same text is merged into the part of the first occurrence.
    pub(super) fn parts(&mut self, scorer: &mut Scorer, class: usize) -> Vec<ScorePart> {
        let mut parts = Vec::with_capacity(self.authored.len() + self.related.len() + self.first.len());
        self.learned_parts(scorer, class, &mut parts);
        self.authored_parts(scorer, class, &mut parts);
        self.related_parts(scorer, class, &mut parts);
        for found in scorer.found_patterns.iter().filter(|found| found.pattern.owner == class) {
            let authored = found.weight.authored(found.pattern.weight.into());
            let score = authored as f64 / (UNIT * f64::from(WHOLE));
            let kind = EvidenceKind::Pattern.signed(authored);
            let text = || SmolStr::from(&scorer.request[found.range.clone()]);
            parts.extend((authored != 0).then(|| ScorePart { kind, text: text(), near: None, score, line: None }));
        }
        for excluded in self.excluded.iter().filter(|excluded| excluded.class == class) {
            let words: Vec<&str> = excluded.places.iter().map(|&place| self.texts[place].as_str()).collect();
            let (kind, text) = (EvidenceKind::NotFor, words.join(" ").into());
            parts.push(ScorePart { kind, text, near: None, score: excluded.score, line: None });
        }
        parts
    }

    /// Learned evidence by word; pairs are split in halves, so these are not integers.
    fn learned_parts(&mut self, scorer: &Scorer, class: usize, parts: &mut Vec<ScorePart>) {
        if self.learned.is_empty() {
            return;
        }
        let Self { learned, pairs, scale, scores, .. } = self;
        scores.clear();
        scores.extend(learned.iter().map(|word| word.score(scorer, class, scale)));
        for pair in pairs {
            let half = pair.score(scorer, class, scale) / 2.0;
            scores[pair.place - 1] += half;
            scores[pair.place] += half;
        }
        let mut merged = MergedWords::new(parts, &self.first);
        for (i, &score) in self.scores.iter().enumerate().filter(|(_, score)| **score != 0.0) {
            merged.add(i, EvidenceKind::Example, score, || (&self.texts[i], None));
        }
    }

    /// Authored evidence.
    fn authored_parts(&self, scorer: &Scorer, class: usize, parts: &mut Vec<ScorePart>) {
        let features = scorer.word_cache.features();
        // Index of the part by occurrence and kind; empty while there are none, as for most classes.
        let mut at: Vec<[Option<usize>; EvidenceKind::ALL.len()]> = Vec::new();
        let all = self.authored.iter().flat_map(|occurrence| {
            let of_class = features.authored_by(occurrence.number).filter(|posting| posting.owner == class);
            of_class.map(move |posting| (occurrence, posting))
        });
        for (occurrence, posting) in all {
            let own = posting.weight;
            let own = if occurrence.instead.is_some() { respelt_weight(own) } else { i64::from(own) };
            let weight = occurrence.weight.authored(own);
            if weight == 0 {
                continue;
            }
            let (kind, line) = posting.stated.map_or_else(|| place(scorer, class, posting.place), |kind| (kind, None));
            let kind = occurrence.instead.unwrap_or(kind).signed(weight);
            let score = weight as f64 / (UNIT * f64::from(WHOLE));
            at.resize(self.authored.len(), Default::default());
            match &mut at[occurrence.first][kind as usize] {
                Some(at) => parts[*at].score += score,
                free => {
                    *free = Some(parts.len());
                    parts.push(ScorePart { kind, text: occurrence.text.clone(), near: None, score, line });
                }
            }
        }
    }

    /// Related evidence by word, with the nearest word of the class.
    fn related_parts(&self, scorer: &mut Scorer, class: usize, parts: &mut Vec<ScorePart>) {
        let Scorer { word_cache, numbers, .. } = scorer;
        let mut merged = MergedWords::new(parts, &self.first);
        for &RelatedWord { place, known } in &self.related {
            let score = f64::from(word_cache.related_words().evidence(known, class)) * self.related_scale;
            if score == 0.0 {
                continue;
            }
            let is_function = word_cache.facts(numbers[place]).is_function;
            merged.add(place, EvidenceKind::Related, score, || {
                let is_compared = score > 0.0 && !is_function;
                let near = if is_compared { word_cache.related_words().nearest(known, class) } else { None };
                (&self.texts[place], near)
            });
        }
    }

    /// Records the authored feature of a word or of its correction.
    fn state_word(&mut self, scorer: &Scorer, i: usize) {
        if let Some((number, is_respelt)) = scorer.word_cache.authored_feature(scorer.numbers[i]) {
            let instead = is_respelt.then_some(EvidenceKind::Spelling);
            self.state(scorer, number, i..i + 1, instead, weight_of(scorer, i));
        }
    }

    /// Records the pair that ends at word `i`, and the longer phrases that start with it.
    fn pair(&mut self, scorer: &Scorer, i: usize, number: usize) {
        self.pairs.push(LearnedPair::of(scorer, i, number, &self.scale));
        let features = scorer.word_cache.features();
        let mut weight = weight_of(scorer, i - 1);
        for (end, number) in PhraseWalk::from_pair(&scorer.word_cache, &scorer.numbers, i) {
            weight = weight.with(weight_of(scorer, end - 1));
            if !features.authored(number).is_empty() {
                self.state(scorer, number, i - 1..end, None, weight);
            }
        }
    }

    fn state(
        &mut self,
        scorer: &Scorer,
        number: usize,
        words: Range<usize>,
        instead: Option<EvidenceKind>,
        weight: WordWeight,
    ) {
        let text = match words.len() {
            1 => scorer.words.get(words.start).into(),
            _ => scorer.words.phrase(words.start, words.end).into(),
        };
        self.authored.push(AuthoredOccurrence { number, text, first: 0, instead, weight });
    }

    fn number_texts(&mut self) {
        let texts: Vec<&str> = self.authored.iter().map(|occurrence| occurrence.text.as_str()).collect();
        let first = first_places(&texts);
        self.authored.iter_mut().zip(first).for_each(|(occurrence, first)| occurrence.first = first);
    }
}

/// Collects parts by word, merging words with the same text.
struct MergedWords<'p> {
    parts: &'p mut Vec<ScorePart>,
    first: &'p [usize],
    /// Index of the part by first word with its text; empty if no text repeats.
    at: Vec<Option<usize>>,
}

impl<'p> MergedWords<'p> {
    fn new(parts: &'p mut Vec<ScorePart>, first: &'p [usize]) -> Self {
        // Most requests repeat no word; then nothing has to be looked up.
        let has_repeats = first.iter().enumerate().any(|(i, &first)| i != first);
        Self { parts, first, at: if has_repeats { vec![None; first.len()] } else { Vec::new() } }
    }

    /// `texts` returns the word's text and the nearest word of the class.
    fn add<'t>(
        &mut self,
        word: usize,
        kind: EvidenceKind,
        score: f64,
        texts: impl FnOnce() -> (&'t SmolStr, Option<&'static str>),
    ) {
        match self.at.get_mut(self.first[word]) {
            Some(Some(at)) => return self.parts[*at].score += score,
            Some(free) => *free = Some(self.parts.len()),
            None => {}
        }
        let (text, near) = texts();
        self.parts.push(ScorePart { kind, text: text.clone(), near, score, line: None });
    }
}

/// Position of the first equal item, by item. A few items are compared pairwise, which is faster than sorting them.
fn first_places<T: Ord>(items: &[T]) -> Vec<usize> {
    // Chosen by hand; a request has about ten words.
    const FEW: usize = 16;
    if items.len() <= FEW {
        let first = |(i, item)| items.iter().position(|other| other == item).unwrap_or(i);
        return items.iter().enumerate().map(first).collect();
    }
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|&a, &b| items[a].cmp(&items[b]));
    let mut first = vec![0; items.len()];
    for equal in order.chunk_by(|&a, &b| items[a] == items[b]) {
        equal.iter().for_each(|&i| first[i] = equal[0]);
    }
    first
}

/// Kind of described evidence and the line of the class's file that it comes from.
fn place(scorer: &Scorer, class: usize, place: TextPlace) -> (EvidenceKind, Option<u32>) {
    let [name, description, body] = scorer.index.meta.text_lines.get(class).copied().unwrap_or_default();
    let (kind, start, line) = match place {
        TextPlace::Name => (EvidenceKind::Name, name, 1),
        TextPlace::Example | TextPlace::EverydayExample => return (EvidenceKind::Example, None),
        TextPlace::Description => (EvidenceKind::Description, description, 1),
        TextPlace::Body(line) => (EvidenceKind::Body, body, u32::from(line)),
    };
    (kind, (start > 0).then(|| start + line - 1))
}

#[cfg(test)]
mod tests {
    use crate::load::Files;
    use crate::score::Scorer;
    use crate::text::{Stems, feature_of, words_of};

    /// Scores and explanations read words through the cache; the test compares its words with the text's.
    #[test]
    fn words_read_through_the_cache_are_those_of_the_text() {
        let agent = |name: &str, more: &str| format!("---\nname: {name}\n{more}\n---\nYou do.\n");
        let (login, pods) = (
            agent("login", "keywords: [log in, e-mail, \".NET\", oauth2]\ndescription: sessions and front-end tokens"),
            agent("pods", "keywords: [kubernetes, pods, 🚀, reorder]\nexamples: [restart the pod, scale pods up]"),
        );
        let index = Files::from_texts("t", &[("login.md", &login), ("pods.md", &pods)]).index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        let requests = [
            "login by email with OAuth 2 in .NET",
            "the frontEnd's tokens, log-in PODs",
            "l'utente n'a pas de pods, die Sitzungen",
            "",
            "restart restart the podz",
            "🚀 the re-order ✅, B-2-B",
        ];
        for request in requests.iter().chain(&requests) {
            let (features, stems) = (index.features(), Stems::of(&index.meta.languages));
            let expected = words_of(request, &stems, &features);
            scorer.read(request);
            assert_eq!(scorer.words.iter().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>(), "{request}");
            let expected: Vec<_> = expected.iter().map(|word| feature_of(word, &stems, &features)).collect();
            let stems: Vec<_> = scorer.numbers.iter().map(|&number| scorer.word_cache.facts(number).stem).collect();
            assert_eq!(stems, expected, "{request}");
        }
    }
}
