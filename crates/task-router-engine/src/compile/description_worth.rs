//! How many examples a description is worth: its share beside them, and whether a team learns from them.

use super::ClassText;
use crate::text::Words;

/// A description counts at least as many examples. With two or three examples an agent it then keeps most of its weight
/// (5 points of top-1 on unseen collections, 18 where only some agents have examples); with two-word names as
/// descriptions, as in the public intent sets, nothing changes.
const MIN_WORTH: f32 = 2.0;
/// So many words of the name and the description count as one example. Measured on eight public collections, which are
/// flat between one and three (`docs/scoring.md`).
const WORDS_PER_EXAMPLE: f32 = 3.0;
/// From this number of examples an agent on a team learns from them, however long its descriptions are.
const MAX_WORTH: f32 = 12.0;
/// From this number of examples of all agents together on, too: what they have in common is learned from all of them.
const ENOUGH_EXAMPLES: f32 = 300.0;

/// How many examples the name and the description of a class are worth.
fn worth(class_text: &ClassText) -> f32 {
    let [name, description, _] = &class_text.fields;
    (Words::of(name).len() + Words::of(description).len()) as f32 / WORDS_PER_EXAMPLE
}

/// The classes that have a name, and so a description.
fn named<'t>(texts_of_classes: &'t [ClassText<'t>]) -> impl Iterator<Item = &'t ClassText<'t>> {
    texts_of_classes.iter().filter(|class_text| !class_text.fields[0].is_empty())
}

/// Mean number of examples of the classes with a name.
fn mean_examples(texts_of_classes: &[ClassText]) -> f32 {
    let examples: usize = named(texts_of_classes).map(|class_text| class_text.evidence.examples().len()).sum();
    examples as f32 / named(texts_of_classes).count().max(1) as f32
}

/// Whether the examples of a team, on average, say more than its descriptions, or are [`ENOUGH_EXAMPLES`].
pub(super) fn examples_outweigh(texts_of_classes: &[ClassText]) -> bool {
    let agents = named(texts_of_classes).count().max(1) as f32;
    let worth: f32 = named(texts_of_classes).map(|class_text| worth(class_text).min(MAX_WORTH)).sum();
    let mean = mean_examples(texts_of_classes);
    mean >= worth / agents || mean * agents >= ENOUGH_EXAMPLES
}

/// Share that each class's description keeps beside examples: worth / (worth + n), where n is the mean number of
/// examples of the classes with a name. n is the same for all, so that an agent with examples does not fall behind one
/// without.
pub(super) fn description_shares(texts_of_classes: &[ClassText]) -> Vec<f32> {
    let mean = mean_examples(texts_of_classes);
    let share = |class_text: &ClassText| {
        let worth = worth(class_text).max(MIN_WORTH);
        worth / (worth + mean)
    };
    texts_of_classes.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Evidence;
    use crate::evidence::EvidenceKind;

    fn class<'a>(evidence: &'a Evidence, fields: [&str; 3]) -> ClassText<'a> {
        ClassText::of(evidence, fields.map(str::to_owned))
    }

    #[test]
    fn a_description_is_worth_a_third_of_its_words() {
        let two = Evidence::default().with(EvidenceKind::Example, ["one", "two"].map(str::to_owned));
        let none = Evidence::default();
        let long = "eleven words long is what this one here is, all told";
        let classes = [
            class(&two, ["auth", long, "body"]),
            class(&none, ["css", "styles", ""]),
            // A class without a name has no description and is not part of the mean.
            class(&two, ["", "", ""]),
        ];
        let shares = description_shares(&classes);
        // A mean of 1 example; 12 words are worth 4, and the minimum is 2.
        assert_eq!(shares, [4.0 / 5.0, 2.0 / 3.0, 2.0 / 3.0]);
    }

    #[test]
    fn examples_outweigh_descriptions_from_a_third_of_their_words_on() {
        let [two, three] =
            [2, 3].map(|count| Evidence::default().with(EvidenceKind::Example, vec!["one".to_owned(); count]));
        let classes =
            |evidence| [class(evidence, ["auth", "who may come in", "body"]), class(evidence, ["css", "", ""])];
        // 5 words and 1 are worth 5/3 and 1/3, on average 1.
        let none = Evidence::default();
        assert!(examples_outweigh(&classes(&two)) && !examples_outweigh(&classes(&none)));
        let text = ["auth", "who may come in, and for how long they may stay", "body"];
        let long = |agents: usize| (0..agents).map(|_| class(&three, text)).collect::<Vec<_>>();
        // 11 words are worth 11/3, but 100 times 3 examples are enough.
        assert!(!examples_outweigh(&long(1)) && !examples_outweigh(&long(99)) && examples_outweigh(&long(100)));
        // 100 words are worth 12, so that the mean of both is 6.2.
        let [six, seven] =
            [6, 7].map(|count| Evidence::default().with(EvidenceKind::Example, vec!["one".to_owned(); count]));
        let many = "word ".repeat(99);
        let uneven = |evidence| [class(evidence, ["auth", &many, "body"]), class(evidence, ["css", "", ""])];
        assert!(!examples_outweigh(&uneven(&six)) && examples_outweigh(&uneven(&seven)));
    }
}
