//! Validates an image and the cards beside it in memory, so that it can be used without reading outside its sections. A checksum shows that a file is as
//! written, but not by whom: a malicious one has a correct checksum, too.

use super::image::Image;
use super::key_table::{FLAG_DENSE, KeyTable};
use super::postings::CLASSES_PER_BITMAP;
use super::windows;
use super::{ClassId, ClassKind, Index, MAX_CLASSES, MAX_RELATED_CLASSES, Meta, RuleAction};
use crate::word_table::{EmbeddingId, WIDTH};

/// Whether every offset and number of the image is in range, and every card in memory can be read.
pub(super) fn is_sound(index: &Index) -> bool {
    let (image, meta) = (&index.image, &index.meta);
    let sound = Sound {
        image,
        classes: meta.classes.len(),
        all: meta.classes.len() + meta.rules.len(),
        vectors: vectors(meta),
    };
    meta_is_sound(meta)
        && sound.card_numbers(meta)
        && (index.cards.in_memory().is_none()
            || (0..index.agent_count()).all(|agent| index.read_card(ClassId::new(agent)).is_some()))
        && sound.features()
        && sound.patterns()
        && sound.spelling()
        && sound.related()
}

fn meta_is_sound(meta: &Meta) -> bool {
    let classes = meta.classes.len();
    let is_known = |class: &super::ClassId| class.index() < classes;
    let mut flows = meta.classes.iter().filter_map(|class| match class.kind {
        ClassKind::Flow(flow) => Some(flow.index()),
        _ => None,
    });
    let rules = meta.rule_bounds.iter().filter_map(|bound| bound.vector);
    classes + meta.rules.len() <= MAX_CLASSES
        && meta.rule_bounds.len() == meta.rules.len()
        && rules.enumerate().all(|(number, vector)| number == usize::from(vector))
        && meta.class_bias.len() == classes
        && meta
            .exclusions
            .iter()
            .all(|own| !own.words.is_empty() && own.apart.len() == own.words.len() && (own.class as usize) < classes)
        && flows.all(|flow| flow < meta.flows.len())
        && meta.flows.iter().flat_map(|flow| &flow.steps).all(|step| step.agents.iter().all(is_known))
        && meta.rules.iter().all(|rule| !matches!(rule, RuleAction::Concerns(agent) if !is_known(agent)))
}

/// Number of vectors for the word table: one for each class and each learned rule.
fn vectors(meta: &Meta) -> usize {
    meta.classes.len() + meta.rule_bounds.iter().filter(|bound| bound.vector.is_some()).count()
}

struct Sound<'i> {
    image: &'i Image,
    classes: usize,
    /// Classes and rules.
    all: usize,
    vectors: usize,
}

impl Sound<'_> {
    fn card_numbers(&self, meta: &Meta) -> bool {
        let ends = self.image.card_ends();
        let order = self.image.agent_order();
        let agents = meta.classes.iter().take_while(|class| class.kind == ClassKind::Agent).count();
        ascend(ends.iter().copied(), u32::MAX as usize)
            && ends.len() == agents
            && self.image.card_sums().len() == agents
            && order.len() == agents
            && below(order, agents)
            && self.image.name_ranks().len() == self.classes
    }

    fn features(&self) -> bool {
        let image = self.image;
        let count = image.feature_keys().len();
        let (records, learned) = (image.features(), image.learned());
        KeyTable::new(image.feature_buckets(), image.feature_keys()).is_sound()
            && all(image.feature_keys(), |key| (key.record as usize) < records.len().saturating_sub(1))
            && ascend(records.iter().map(|record| record.learned_start), learned.len())
            && records.windows(2).all(|pair| {
                let found = &learned[pair[0].learned_start as usize..pair[1].learned_start as usize];
                self.learned(found, pair[0].flags() & FLAG_DENSE != 0)
            })
            && self.authored(count)
            && image.alias_stems().len() == image.alias_keys().len()
            && image.example_owners().len() == image.example_names().len()
            && below(image.example_owners(), self.classes)
    }

    /// One vector for each class and each learned rule, or none at all, and the words of each.
    fn related(&self) -> bool {
        let vectors = self.image.related().len();
        let ends = self.image.own_word_ends();
        let words = self.image.own_words();
        (vectors == 0 || vectors == self.vectors * WIDTH && self.classes <= MAX_RELATED_CLASSES)
            && ascend(ends.iter().copied(), words.len())
            && all(words, |word| EmbeddingId::numbered(*word).is_some())
    }

    /// Learned postings of one feature, as a list or a row.
    fn learned(&self, found: &[u32], is_row: bool) -> bool {
        if !is_row {
            return all(found, |entry| ((entry >> 16) as usize) < self.classes);
        }
        let bits = self.classes.div_ceil(CLASSES_PER_BITMAP);
        let used = self.classes % CLASSES_PER_BITMAP;
        found.len() == bits + self.classes.div_ceil(2)
            // No class after the last.
            && (used == 0 || bits == 0 || found[bits - 1] >> used == 0)
    }

    fn authored(&self, count: usize) -> bool {
        let bits = self.image.authored();
        let before = self.image.authored_before();
        let ends = self.image.authored_ends();
        let postings = self.image.authored_postings();
        let is_whole = bits.len() >= count.div_ceil(64);
        let Some(held) = counted(bits, before).filter(|_| is_whole) else { return false };
        (held == 0 || ends.len() as u64 > 2 * held)
            && ascend(ends.iter().copied(), postings.len())
            && all(postings, |entry| ((entry >> 16) as usize) < self.all)
            && self.image.places().len() == postings.len()
    }

    fn patterns(&self) -> bool {
        let (records, literals) = (self.image.patterns(), self.image.literals());
        let holders = self.image.literal_holders();
        let patterns = records.len().saturating_sub(1);
        let texts = self.image.literal_text().len();
        ascend(records.iter().map(|pattern| pattern.text_start), self.image.pattern_text().len())
            && records.iter().take(patterns).all(|pattern| (pattern.target as usize) < self.all)
            && ascend(literals.iter().map(|literal| literal.text_start), texts)
            && ascend(literals.iter().map(|literal| literal.holders_start), holders.len())
            && holders.iter().all(|holder| (holder.pattern as usize) < patterns)
            && windows::are_sound(self.image, literals.len().saturating_sub(1))
    }

    fn spelling(&self) -> bool {
        let keys = self.image.spell_keys();
        let words = self.image.spell_words();
        let ends = self.image.word_ends();
        let numbers = self.image.word_numbers();
        let features = self.image.feature_keys().len();
        KeyTable::new(self.image.spell_buckets(), keys).is_sound()
            && words.len() == keys.len()
            && below(words, ends.len())
            && numbers.len() == ends.len()
            && below(numbers, features)
            && ascend(ends.iter().copied(), self.image.word_text().len())
    }
}

/// Whether numbers are ascending and end within `length`.
pub(super) fn ascend(numbers: impl Iterator<Item = u32>, length: usize) -> bool {
    let (rises, last) = numbers.fold((true, 0), |(rises, before), number| (rises & (number >= before), number));
    rises && last as usize <= length
}

/// Whether every item is sound. Nearly every image is, so nothing is gained by stopping at the first one that is not, and
/// several are checked at once.
fn all<T>(items: &[T], is_sound: impl Fn(&T) -> bool) -> bool {
    items.iter().fold(true, |sound, item| sound & is_sound(item))
}

/// Number of set bits, if `before` is the number of bits before each word.
pub(super) fn counted(bits: &[u64], before: &[u32]) -> Option<u64> {
    let mut held = 0u64;
    let are_counted = bits.iter().zip(before).all(|(bits, &before)| {
        let right = held == u64::from(before);
        held += u64::from(bits.count_ones());
        right
    });
    (are_counted && bits.len() == before.len()).then_some(held)
}

pub(super) fn below(numbers: &[u32], count: usize) -> bool {
    all(numbers, |number| (*number as usize) < count)
}

#[cfg(test)]
mod tests {
    use crate::decide::{Options, decide};
    use crate::index::Index;
    use crate::index::image::Image;
    use crate::load::Files;
    use crate::score::Scorer;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let team = "---\nname: lead\nfallback: b\nkeywords: [hello]\nflows:\n  - {name: f, keywords: [everything], steps: [a, b]}\n\
             escalate:\n  - {when: fire, to: boss, keywords: [fire]}\n---\n{agent_prompt}\n";
        let agent = |name: &str, word: &str| {
            format!(
                "---\nname: {name}\ndescription: Works with {word}.\nkeywords: [{word}, {word} thing]\npatterns: ['\\b{word}\\d+', '[a-z]!']\n\
                 examples: [fix the {word}, the {word} is broken today, please repair a {word}, new {word} wanted]\n---\n"
            )
        };
        Files::from_texts(
            "t",
            &[
                ("team.md", team),
                ("a.md", &agent("a", "plumbing")),
                ("b.md", &agent("b", "carpentry")),
                ("c.md", &agent("c", "masonry")),
            ],
        )
        .index(None)
        .unwrap()
    });

    /// If the image is accepted, answers requests that use all sections.
    fn use_it(words: Vec<u64>) -> bool {
        let Some(index) =
            Image::read_unchecked(words).and_then(|image| Index::from_image(image, INDEX.cards().clone()))
        else {
            return false;
        };
        let mut scorer = Scorer::new(&index);
        for request in
            ["fix the plumbing2 thing!", "carpentri fire everything", "masonri is br\u{f6}ken", "hello", "@a x"]
        {
            let mut scored = scorer.score(request);
            let decision = decide(&scored, &Options::default());
            decision.candidates.iter().for_each(|candidate| drop(scored.parts(candidate.class)));
            let _ = decision.reason(&index);
            decision.agent.map(|agent| index.card(agent));
        }
        true
    }

    fn words() -> Vec<u64> {
        INDEX.image().bytes().chunks_exact(8).map(|word| u64::from_ne_bytes(word.try_into().unwrap())).collect()
    }

    #[test]
    fn a_compiled_index_is_valid() {
        assert!(use_it(words()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn a_forged_image_is_refused_or_does_no_harm(
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0..8u32, any::<u8>(), any::<bool>()), 1..4),
        ) {
            let mut words = words();
            for (at, byte, value, near) in changes {
                // Half of the changes are small, so that more of them are accepted.
                let word = &mut words[at.index(INDEX.image().bytes().len() / 8)];
                *word = if near { word.wrapping_add(u64::from(value) % 5) } else { *word ^ u64::from(value) << (8 * byte) };
            }
            use_it(words);
        }
    }
}
