//! Whether an image can be used without a look outside of its sections. A checksum tells that a file is as it was written,
//! not by whom: one that was made to do harm has a right one too.

use super::image::{Image, Section};
use super::key_table::{FLAG_DENSE, Fact};
use super::patterns::{GROUP_BITS, LiteralFact, PAIRS, PatternFact};
use super::postings::CLASSES_PER_BITMAP;
use super::{ClassKind, MOST_CLASSES, MOST_RELATED_CLASSES, Meta};
use crate::word_table::{Row, WIDTH};
use bytemuck::Pod;

/// Whether every number of the image that points somewhere points to what is there.
pub(super) fn is_sound(image: &Image, meta: &Meta) -> bool {
    let sound = Sound { image, classes: meta.classes.len(), all: meta.classes.len() + meta.rules.len() };
    meta_is_sound(meta)
        && sound.cards(meta) == Some(true)
        && sound.features() == Some(true)
        && sound.patterns() == Some(true)
        && sound.spelling() == Some(true)
        && sound.related() == Some(true)
}

fn meta_is_sound(meta: &Meta) -> bool {
    let classes = meta.classes.len();
    let is_known = |class: &super::ClassId| class.index() < classes;
    let mut flows = meta.classes.iter().filter_map(|class| match class.kind {
        ClassKind::Flow(flow) => Some(flow as usize),
        _ => None,
    });
    classes + meta.rules.len() <= MOST_CLASSES
        && meta.class_bias.len() == classes
        && flows.all(|flow| flow < meta.flows.len())
        && meta.flows.iter().flat_map(|flow| &flow.steps).all(|(agents, _)| agents.iter().all(is_known))
}

struct Sound<'i> {
    image: &'i Image,
    classes: usize,
    /// Classes and rules.
    all: usize,
}

/// Each gives `None` or false where something is wrong.
impl<'i> Sound<'i> {
    /// A section as numbers, if it holds whole ones.
    fn section<T: Pod>(&self, section: Section) -> Option<&'i [T]> {
        bytemuck::try_cast_slice(self.image.section::<u8>(section)).ok()
    }

    fn cards(&self, meta: &Meta) -> Option<bool> {
        let ends = self.section::<u32>(Section::CardEnds)?;
        let order = self.section::<u32>(Section::AgentOrder)?;
        let agents = meta.classes.iter().take_while(|class| class.kind == ClassKind::Agent).count();
        Some(
            ascend(ends.iter().copied(), self.section::<u8>(Section::Cards)?.len())
                && ends.len() == agents
                && order.len() == agents
                && below(order, agents)
                && self.section::<u32>(Section::NameRanks)?.len() == self.classes,
        )
    }

    /// A table of keys; how many they are.
    fn keys(&self, buckets: Section, names: Section) -> Option<usize> {
        let ends = self.section::<u32>(buckets)?;
        let names = self.section::<u64>(names)?;
        let is_whole = match ends.len().checked_sub(1) {
            None => names.is_empty(),
            Some(count) => count.is_power_of_two() && ends[count] as usize == names.len(),
        };
        (is_whole && ascend(ends.iter().copied(), names.len())).then_some(names.len())
    }

    fn features(&self) -> Option<bool> {
        let count = self.keys(Section::FeatureBuckets, Section::FeatureNames)?;
        let facts = self.section::<Fact>(Section::FeatureFacts)?;
        let learned = self.section::<u32>(Section::Learned)?;
        let aliases = self.section::<u64>(Section::AliasNames)?.len();
        Some(
            (facts.len() == count + 1 || facts.is_empty() && count == 0)
                && ascend(facts.iter().map(|fact| fact[2]), learned.len())
                && facts.windows(2).all(|fact| {
                    let found = &learned[fact[0][2] as usize..fact[1][2] as usize];
                    self.learned(found, fact[0][0] as u8 & FLAG_DENSE != 0)
                })
                && self.authored(count)?
                && self.section::<u64>(Section::AliasStems)?.len() == aliases,
        )
    }

    /// One vector for each class, or none at all, and the words of each.
    fn related(&self) -> Option<bool> {
        let vectors = self.section::<i16>(Section::Related)?.len();
        let ends = self.section::<u32>(Section::OwnWordEnds)?;
        let words = self.section::<u16>(Section::OwnWords)?;
        Some(
            (vectors == 0 || vectors == self.classes * WIDTH && self.classes <= MOST_RELATED_CLASSES)
                && ascend(ends.iter().copied(), words.len())
                && words.iter().all(|&word| Row::numbered(word).is_some()),
        )
    }

    /// What was learned about one feature, as a list or a row.
    fn learned(&self, found: &[u32], is_row: bool) -> bool {
        if !is_row {
            return found.iter().all(|entry| ((entry >> 16) as usize) < self.classes);
        }
        let bits = self.classes.div_ceil(CLASSES_PER_BITMAP);
        let used = self.classes % CLASSES_PER_BITMAP;
        found.len() == bits + self.classes.div_ceil(2)
            // No class behind the last.
            && (used == 0 || bits == 0 || found[bits - 1] >> used == 0)
    }

    fn authored(&self, count: usize) -> Option<bool> {
        let bits = self.section::<u64>(Section::Authored)?;
        let before = self.section::<u32>(Section::AuthoredBefore)?;
        let ends = self.section::<u32>(Section::AuthoredEnds)?;
        let postings = self.section::<u32>(Section::AuthoredPostings)?;
        let mut held = 0u64;
        let are_counted = bits.iter().zip(before).all(|(bits, &before)| {
            let right = held == u64::from(before);
            held += u64::from(bits.count_ones());
            right
        });
        let is_whole = bits.len() >= count.div_ceil(64) && bits.len() == before.len() && are_counted;
        Some(
            is_whole
                && (held == 0 || ends.len() as u64 > 2 * held)
                && ascend(ends.iter().copied(), postings.len())
                && postings.iter().all(|entry| ((entry >> 16) as usize) < self.all),
        )
    }

    fn patterns(&self) -> Option<bool> {
        let facts = self.section::<PatternFact>(Section::PatternFacts)?;
        let text = self.section::<u8>(Section::PatternText)?;
        let triples = self.section::<u64>(Section::LiteralTriples)?;
        let lengths = self.section::<u8>(Section::LiteralLengths)?;
        let count = self.keys(Section::LiteralBuckets, Section::LiteralNames)?;
        let literals = self.section::<LiteralFact>(Section::LiteralFacts)?;
        let holders = self.section::<u32>(Section::LiteralHolders)?;
        let patterns = facts.len().saturating_sub(1);
        Some(
            ascend(facts.iter().map(|fact| fact[3]), text.len())
                && facts.iter().take(patterns).all(|fact| (fact[0] as usize) < self.all)
                && (triples.is_empty() || lengths.len() == PAIRS)
                && (literals.len() == count + 1 || literals.is_empty() && count == 0)
                && ascend(literals.iter().map(|fact| fact[0]), self.section::<u8>(Section::LiteralText)?.len())
                && ascend(literals.iter().map(|fact| fact[1]), holders.len())
                && holders.iter().all(|holder| ((holder >> GROUP_BITS) as usize) < patterns),
        )
    }

    fn spelling(&self) -> Option<bool> {
        let count = self.keys(Section::SpellBuckets, Section::SpellKeys)?;
        let words = self.section::<u32>(Section::SpellWords)?;
        let ends = self.section::<u32>(Section::WordEnds)?;
        let numbers = self.section::<u32>(Section::WordNumbers)?;
        let features = self.section::<u64>(Section::FeatureNames)?.len();
        Some(
            words.len() == count
                && below(words, ends.len())
                && numbers.len() == ends.len()
                && below(numbers, features)
                && ascend(ends.iter().copied(), self.section::<u8>(Section::WordText)?.len()),
        )
    }
}

/// Whether numbers never fall and end within `length`.
fn ascend(mut numbers: impl Iterator<Item = u32>, length: usize) -> bool {
    let mut before = 0;
    numbers.all(|number| {
        let rises = number >= before;
        before = number;
        rises
    }) && before as usize <= length
}

fn below(numbers: &[u32], count: usize) -> bool {
    numbers.iter().all(|&number| (number as usize) < count)
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

    /// Answers everything that leads through all sections, if the image is taken at all.
    fn use_it(words: Vec<u64>) -> bool {
        let Some(index) = Image::read_unchecked(words).and_then(Index::from_image) else { return false };
        let mut scorer = Scorer::new(&index);
        for request in
            ["fix the plumbing2 thing!", "carpentri fire everything", "masonri is br\u{f6}ken", "hello", "@a x"]
        {
            let decision = decide(&mut scorer, request, &Options::default());
            decision.candidates.iter().for_each(|candidate| drop(scorer.parts(request, candidate.class)));
            let _ = decision.reason(&index);
            decision.agent.map(|agent| index.card(agent));
        }
        true
    }

    fn words() -> Vec<u64> {
        INDEX.image().bytes().chunks_exact(8).map(|word| u64::from_ne_bytes(word.try_into().unwrap())).collect()
    }

    #[test]
    fn what_was_compiled_is_sound() {
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
                // Half of the changes are small, and so more often taken.
                let word = &mut words[at.index(INDEX.image().bytes().len() / 8)];
                *word = if near { word.wrapping_add(u64::from(value) % 5) } else { *word ^ u64::from(value) << (8 * byte) };
            }
            use_it(words);
        }
    }
}
