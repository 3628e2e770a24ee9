//! The plain way to a score: each part with the words it belongs to, every feature looked up where it stands.

use super::related::NearestWords;
use super::{EvidenceKind, Scale, ScorePart, Totals, respelt_weight};
use crate::index::patterns::Pattern;
use crate::index::{Features, Index, PostingKind, UNIT};
use crate::model::BLOCKS;
use crate::request::{WHOLE, WordWeight};
use crate::text::{Feature, Words, followed_by, grams};
use crate::word_table::{Direction, MOST_WORDS, Row, Vector};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// What a request holds, every feature looked up where it stands, once for all classes.
pub(super) struct RequestFeatures<'i, 'r> {
    index: &'i Index,
    features: Features<'i>,
    words: Words,
    totals: [Totals; BLOCKS],
    learned: Vec<LearnedOccurrence>,
    authored: Vec<AuthoredOccurrence>,
    patterns: Vec<(Pattern<'i>, &'r str, WordWeight)>,
    /// The words that the table of words knows, and what turns what they say into log-odds.
    related: Vec<RelatedWord>,
    related_scale: f64,
}

/// One occurrence of a feature that examples may have taught something about; it came from these words in equal shares.
struct LearnedOccurrence {
    block: usize,
    from: Range<usize>,
    number: usize,
    share: i64,
    totals: Totals,
}

/// One occurrence of what authors may have written.
struct AuthoredOccurrence {
    number: usize,
    words: Range<usize>,
    /// The kind in place of what the author made of it, for a misspelt word.
    instead: Option<EvidenceKind>,
    weight: WordWeight,
}

/// A word that the table of words knows.
struct RelatedWord {
    /// Its place among the words of the request.
    place: usize,
    row: Row,
    levels: (i16, Vector),
    /// Whether it only holds the sentence together.
    is_function: bool,
}

/// What is known of a word of a request.
pub(super) struct WordRead {
    pub(super) stem: Feature,
    pub(super) weight: WordWeight,
    /// Whether it only holds the sentence together, in a language of the team.
    pub(super) is_function: bool,
}

impl<'i, 'r> RequestFeatures<'i, 'r> {
    /// The features of `words`, which a request holds; `read` says what is known of each, and `patterns` holds what the
    /// authors' patterns match.
    pub(super) fn of(
        index: &'i Index,
        words: Words,
        read: &[WordRead],
        patterns: Vec<(Pattern<'i>, &'r str, WordWeight)>,
    ) -> Self {
        let mut found = Self {
            index,
            features: index.features(),
            words,
            totals: Default::default(),
            learned: Vec::new(),
            authored: Vec::new(),
            patterns,
            related: Vec::new(),
            related_scale: 0.0,
        };
        read.iter().enumerate().for_each(|(i, word)| found.word(i, word));
        (1..read.len()).for_each(|i| found.pair(i, read));
        if index.related().classes() > 0 {
            found.relate(read);
        }
        found
    }

    /// The parts of the score of a class, in the order of the request's words, phrases behind the words.
    pub(super) fn parts(&self, class: usize, nearest: &mut NearestWords) -> Vec<ScorePart> {
        let mut parts = self.learned_parts(class);
        parts.extend(self.authored_parts(class));
        parts.extend(self.related_parts(class, nearest));
        let mut parts = merged(parts);
        parts.extend(self.patterns.iter().filter(|(pattern, ..)| pattern.owner == class).filter_map(
            |(pattern, found, weight)| {
                let authored = weight.authored(pattern.weight.into());
                let score = authored as f64 / (UNIT * f64::from(WHOLE));
                let kind = EvidenceKind::Pattern.signed(authored);
                (authored != 0).then(|| ScorePart { kind, text: (*found).to_owned(), score, line: None })
            },
        ));
        parts
    }

    /// What examples taught about each word; halves occur, so these are not integers.
    fn learned_parts(&self, class: usize) -> Vec<ScorePart> {
        let mut sums = vec![[(0.0, 0.0); BLOCKS]; self.words.len()];
        for LearnedOccurrence { block, from, number, share, totals } in &self.learned {
            let own = self.weight(PostingKind::Learned, *number, class).unwrap_or(0);
            let own = (totals.base + share * i64::from(own)) as f64;
            for word in from.clone() {
                let (learned, value) = &mut sums[word][*block];
                *learned += own / from.len() as f64;
                *value += totals.value as f64 / from.len() as f64;
            }
        }
        let scale = Scale::of(&self.totals, self.index.meta.learned_unit);
        let base = self.index.meta.class_bias.get(class).copied().unwrap_or(0.0);
        let part = |(i, sums): (usize, [(f64, f64); BLOCKS])| {
            let blocks = sums.iter().enumerate();
            let score = blocks
                .map(|(block, (learned, value))| learned * scale.learned[block] + value * base * scale.value[block])
                .sum();
            let text = || self.words.get(i).to_owned();
            (score != 0.0).then(|| ScorePart { kind: EvidenceKind::Example, text: text(), score, line: None })
        };
        sums.into_iter().enumerate().filter_map(part).collect()
    }

    /// What authors wrote.
    fn authored_parts(&self, class: usize) -> impl Iterator<Item = ScorePart> {
        const KINDS: [(PostingKind, EvidenceKind); 2] =
            [(PostingKind::Described, EvidenceKind::Description), (PostingKind::Stated, EvidenceKind::Keyword)];
        let occurrences = self.authored.iter().flat_map(|occurrence| KINDS.map(|kinds| (occurrence, kinds)));
        occurrences.filter_map(move |(occurrence, (postings, kind))| {
            let own = self.weight(postings, occurrence.number, class)?;
            let is_described = postings == PostingKind::Described;
            let (kind, line) = if is_described { self.place(occurrence.number, class) } else { (kind, None) };
            let own = if occurrence.instead.is_some() { respelt_weight(own) } else { i64::from(own) };
            let weight = occurrence.weight.authored(own);
            let kind = occurrence.instead.unwrap_or(kind).signed(weight);
            let score = weight as f64 / (UNIT * f64::from(WHOLE));
            let text = || self.words.phrase(occurrence.words.start, occurrence.words.end);
            (weight != 0).then(|| ScorePart { kind, text: text(), score, line })
        })
    }

    /// Where the class's file says a feature: in a line of its body alone, or in its name or description.
    fn place(&self, number: usize, class: usize) -> (EvidenceKind, Option<u32>) {
        let of_class = self.features.authored_with_place(number).find(|(target, ..)| *target == class);
        // Where the description and the body begin in the file, from 1; 0 where that is not known.
        let [description, body] = self.index.meta.text_lines.get(class).copied().unwrap_or_default();
        let (kind, line) = match of_class {
            Some((.., Some(line))) => (EvidenceKind::Body, (body > 0).then(|| body + u32::from(line) - 1)),
            _ => (EvidenceKind::Description, Some(description)),
        };
        (kind, line.filter(|&line| line > 0))
    }

    /// What the table of words says by each word, with the word of the class that is nearest to it.
    fn related_parts(&self, class: usize, nearest: &mut NearestWords) -> impl Iterator<Item = ScorePart> {
        let related = self.index.related();
        self.related.iter().filter_map(move |&RelatedWord { place, row, ref levels, is_function }| {
            let score = f64::from(related.says(levels, class)) * self.related_scale;
            if score == 0.0 {
                return None;
            }
            let near = if score > 0.0 && !is_function { nearest.nearest(related, row, class) } else { None };
            let word = self.words.get(place);
            let near = near.filter(|&near| near != row);
            let text = near.map_or_else(|| word.to_owned(), |near| format!("{word} ~ {}", near.word()));
            Some(ScorePart { kind: EvidenceKind::Related, text, score, line: None })
        })
    }

    /// The weight of a class among a feature's entries.
    fn weight(&self, kind: PostingKind, number: usize, class: usize) -> Option<i32> {
        self.features.weight(kind, number, class)
    }

    /// The words that the table knows; where they are very many, the first count.
    fn relate(&mut self, read: &[WordRead]) {
        let mut direction = Direction::default();
        for (place, &WordRead { stem, weight, is_function }) in read.iter().enumerate() {
            let points = self.index.has_learned() || !is_function;
            if weight != WordWeight::FULL || !points {
                continue;
            }
            match Row::of(stem) {
                Some(row) if self.related.len() < MOST_WORDS => {
                    direction.add(&row.vector());
                    self.related.push(RelatedWord { place, row, levels: row.levels(), is_function });
                }
                Some(_) => {}
                None => direction.add_unknown(),
            }
        }
        self.related_scale = self.index.related().scale(direction.length());
    }

    fn word(&mut self, i: usize, &WordRead { stem, weight, .. }: &WordRead) {
        let number = self.features.number(stem);
        self.learn(0, i..i + 1, number, weight);
        match number {
            Some(number) => self.state(number, i..i + 1, None, weight),
            None => {
                if let Some((meant, _)) = self.index.respelt(self.words.get(i)) {
                    self.state(meant, i..i + 1, Some(EvidenceKind::Spelling), weight);
                }
            }
        }
        let mut found = Vec::new();
        grams(self.words.get(i), |gram| found.push(gram));
        for gram in found {
            self.learn(1, i..i + 1, self.features.number(gram), weight);
        }
    }

    /// The pair that ends at word `i`, and the longer phrases that start with it.
    fn pair(&mut self, i: usize, read: &[WordRead]) {
        let both = [read[i - 1].stem, read[i].stem];
        let known = both.iter().all(|stem| self.features.number(*stem).is_some());
        let mut phrase = followed_by(both[0], both[1]);
        let mut number = self.features.number(phrase).filter(|_| known);
        let mut weight = read[i - 1].weight.with(read[i].weight);
        self.learn(0, i - 1..i + 1, number, weight);
        for end in i + 1..=read.len() {
            let Some(found) = number else { return };
            self.state(found, i - 1..end, None, weight);
            let Some(next) = read.get(end) else { return };
            weight = weight.with(next.weight);
            phrase = followed_by(phrase, next.stem);
            number = self.features.number(phrase);
        }
    }

    fn learn(&mut self, block: usize, from: Range<usize>, number: Option<usize>, weight: WordWeight) {
        let mut totals = Totals::default();
        totals.add(self.features, number, self.index.meta.unknown_value);
        let totals = totals.weighted(weight.learned());
        self.totals[block].add_all(&totals);
        // What no example has is only in the norm.
        if let Some(number) = number {
            self.learned.push(LearnedOccurrence { block, from, number, share: weight.learned(), totals });
        }
    }

    fn state(&mut self, number: usize, words: Range<usize>, instead: Option<EvidenceKind>, weight: WordWeight) {
        self.authored.push(AuthoredOccurrence { number, words, instead, weight });
    }
}

/// One part for a text that speaks in the same way several times, where it stands first.
fn merged(parts: Vec<ScorePart>) -> Vec<ScorePart> {
    let mut at: HashMap<(EvidenceKind, &str), usize> = HashMap::with_capacity(parts.len());
    let mut sums: Vec<(usize, f64)> = Vec::with_capacity(parts.len());
    for (i, part) in parts.iter().enumerate() {
        match at.entry((part.kind, &part.text)) {
            Entry::Occupied(first) => sums[*first.get()].1 += part.score,
            Entry::Vacant(free) => {
                free.insert(sums.len());
                sums.push((i, part.score));
            }
        }
    }
    drop(at);
    let mut parts: Vec<Option<ScorePart>> = parts.into_iter().map(Some).collect();
    let first = |(i, score): (usize, f64)| Some(ScorePart { score, ..parts[i].take()? });
    sums.into_iter().filter_map(first).collect()
}

#[cfg(test)]
mod tests {
    use crate::load::Files;
    use crate::score::Scorer;
    use crate::text::{Stems, feature_of, words_of};

    /// Explanations read words through the same cache as scores do; this is what the cache has to give.
    #[test]
    fn words_read_through_the_cache_are_those_of_the_text() {
        let agent = |name: &str, more: &str| format!("---\nname: {name}\n{more}\n---\nYou do.\n");
        let (login, pods) = (
            agent("login", "keywords: [log in, e-mail, \".NET\", oauth2]\ndescription: sessions and front-end tokens"),
            agent("pods", "keywords: [kubernetes, pods]\nexamples: [restart the pod, scale pods up]"),
        );
        let index = Files::from_texts("t", &[("login.md", &login), ("pods.md", &pods)]).index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        let requests = [
            "login by email with OAuth 2 in .NET",
            "the frontEnd's tokens, log-in PODs",
            "l'utente n'a pas de pods, die Sitzungen",
            "",
            "restart restart the podz",
        ];
        for request in requests.iter().chain(&requests) {
            let (features, stems) = (index.features(), Stems::of(&index.meta.languages));
            let plain = words_of(request, &stems, &features);
            scorer.read(request);
            assert_eq!(scorer.words.iter().collect::<Vec<_>>(), plain.iter().collect::<Vec<_>>(), "{request}");
            let plain: Vec<_> = plain.iter().map(|word| feature_of(word, &stems, &features)).collect();
            let stems: Vec<_> = scorer.words_read(None).iter().map(|word| word.stem).collect();
            assert_eq!(stems, plain, "{request}");
        }
    }
}
