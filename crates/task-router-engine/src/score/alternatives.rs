//! Detects questions that ask to choose between the subjects of two agents: `React or Vue?`, `GraphQL vs REST`. Neither
//! of the two agents is asked, whatever their scores.

use super::Scorer;
use crate::index::{ClassId, ClassKind};
use crate::text::{Role, Roles, words};

/// `or`, between two alternatives in a question.
const OR: Roles = Roles::of(&[Role::Or]);
/// Words between two alternatives in any request that compares.
const VERSUS: &[&str] = words!("vs|versus|contra");
/// Words before two alternatives joined by one of [`COMPARED`]. To *compare* things is work, so it asks for no choice.
const DIFFERENCE: &[&str] = words!("difference|differences");
const COMPARED: &[&str] = words!("and|with|to");
/// `better than`, but not `more than ten`.
const THAN: &str = "than";
const COUNTING: &[&str] = words!("more|less|fewer|other|rather");
/// First words of a question without a question mark.
const ASKING: &[&str] = words!("should|which|what|whether|is");
/// First words of a question that asks for no choice: `why is the page blank or slow?`, `can you mend the page or the
/// form?`
const NOT_CHOOSING: &[&str] = words!("why|how|when|where|can|could|please");
/// Maximum number of words considered for each alternative.
const MAX_WORDS: usize = 3;

/// Whether a word may separate alternatives or announce a comparison.
pub(super) fn may_separate(word: &str) -> bool {
    OR.has_any(word) || [VERSUS, DIFFERENCE, &[THAN]].iter().any(|words| words.contains(&word))
}

impl Scorer<'_> {
    /// The two agents between whose subjects the request read last asks to choose, unless other content favours one of
    /// the two alone.
    pub(super) fn alternatives(&self, request: &str) -> Option<[ClassId; 2]> {
        let at = self.separator_at(request)?;
        let is_content = |i: &usize| self.word_cache.facts(self.numbers[*i]).is_content;
        let favours = |i: usize| self.authored_sums(&[i]).iter().any(|&(_, weight)| weight > 0);
        // An adjective may stand between the first alternative and `than`.
        let is_skipped = |i: &usize| !is_content(i) || self.words.get(at) == THAN && *i < at && !favours(*i);
        let run = |places: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
            places.skip_while(is_skipped).take_while(is_content).take(MAX_WORDS).collect()
        };
        let left = run(&mut (0..at).rev());
        let right = run(&mut (at + 1..self.numbers.len()));
        let two = [self.favoured_agent(&left)?, self.favoured_agent(&right)?];
        let rest = || (0..self.numbers.len()).filter(|i| is_content(i) && !left.contains(i) && !right.contains(i));
        let speaks_for_both = |i: usize| {
            let authored_sums = self.authored_sums(&[i]);
            two.iter().all(|class| authored_sums.iter().any(|(other, weight)| other == class && *weight > 0))
        };
        (two[0] != two[1] && rest().all(|i| !favours(i) || speaks_for_both(i))).then_some(two)
    }

    /// Position of the word that separates the alternatives.
    fn separator_at(&self, request: &str) -> Option<usize> {
        let words = || self.words.iter().take(self.numbers.len()).enumerate();
        let begins_with = |known: &[&str]| self.words.iter().next().is_some_and(|word| known.contains(&word));
        let is_question = || request.trim_end().ends_with(['?', '\u{ff1f}', '\u{61f}']);
        let asks = || begins_with(ASKING) || is_question() && !begins_with(NOT_CHOOSING);
        let counts = |i: usize| i > 0 && self.words.get(i) == THAN && COUNTING.contains(&self.words.get(i - 1));
        let separates = |i: usize, from: usize| i >= from && self.is_by_itself(i) && !counts(i);
        let between = |known: &[&str], from: usize| {
            words().find(|(i, word)| known.contains(word) && separates(*i, from)).map(|(i, _)| i)
        };
        let or = || words().find(|(i, word)| OR.has_any(word) && separates(*i, 0)).map(|(i, _)| i);
        let compared = || between(COMPARED, between(DIFFERENCE, 0)?);
        let in_question = || or().or_else(|| between(&[THAN], 0));
        between(VERSUS, 0).or_else(compared).or_else(|| if asks() { in_question() } else { None })
    }

    /// Whether a word is delimited by whitespace: the `o` of `I/O` is not a separator.
    fn is_by_itself(&self, i: usize) -> bool {
        let before = i.checked_sub(1).map_or("", |before| self.words.separator(before));
        let behind = if i + 1 < self.words.len() { self.words.separator(i) } else { "" };
        (before.is_empty() || before.ends_with(char::is_whitespace))
            && (behind.is_empty()
                || behind.starts_with(['.', ':', ','].as_slice())
                || behind.starts_with(char::is_whitespace))
    }

    /// The agent that these words favour most, unless it is tied or the class is no agent.
    fn favoured_agent(&self, places: &[usize]) -> Option<ClassId> {
        let authored_sums = self.authored_sums(places);
        let most = authored_sums.iter().map(|(_, weight)| *weight).max().filter(|most| *most > 0)?;
        let mut best = authored_sums.iter().filter(|(_, weight)| *weight == most);
        match (best.next(), best.next()) {
            (Some((class, _)), None) if self.index.class(*class).kind == ClassKind::Agent => Some(*class),
            _ => None,
        }
    }

    /// Authored weights of these words, summed by class.
    fn authored_sums(&self, places: &[usize]) -> Vec<(ClassId, i64)> {
        let classes = self.index.meta.classes.len();
        let mut found: Vec<(ClassId, i64)> = Vec::new();
        for &i in places {
            self.word_cache.authored_postings(self.numbers[i], |owner, weight| {
                if owner < classes {
                    found.push((ClassId::new(owner), weight));
                }
            });
        }
        // Sorted rather than searched: one word may favour every agent of a large team.
        found.sort_unstable_by_key(|(class, _)| *class);
        found.dedup_by(|next, sum| {
            let is_same = next.0 == sum.0;
            sum.1 += if is_same { next.1 } else { 0 };
            is_same
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::{Options, Status, decide};
    use crate::index::Index;
    use crate::load::Files;

    fn index(priority: &str) -> Index {
        let agent = |name: &str, says: &str| format!("---\nname: {name}\ndescription: {says}\n");
        let files = [
            ("a.md", agent("anvils", "Forges anvils and hammers.") + priority + "---\n"),
            ("b.md", agent("baskets", "Weaves baskets of willow.") + "---\n"),
            ("c.md", agent("candles", "Pours candles, and wax for baskets.") + "---\n"),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        Files::from_texts("t", &files).index(None).unwrap()
    }

    #[test]
    fn a_choice_between_two_agents_is_unclear() {
        let index = index("");
        for (request, expected) in [
            ("anvils or willow?", None),
            ("an anvil vs a candle", None),
            ("should we buy anvils or candles", None),
            ("what is the difference between a hammer and a candle", None),
            ("is an anvil better than a candle?", None),
            ("is willow more expensive than wax?", None),
            ("Anvils oder Candles?", None),
            ("Anvils tai candles?", None),
            ("anvils oppure candles?", None),
            // No question; both belong to one agent; other content.
            ("forge anvils or hammers", Some("anvils")),
            ("an anvil or a hammer?", Some("anvils")),
            ("are the willow baskets red or blue?", Some("baskets")),
            // No separator.
            ("forge anvils on I/O willow?", Some("anvils")),
            ("why are baskets red or candles?", Some("candles")),
            ("can you pour wax or forge anvils and hammers?", Some("anvils")),
            ("compare anvils and hammers with wax", Some("anvils")),
            ("what forged anvils weigh more than candles", Some("anvils")),
            ("what differences have forged anvils from the wax", Some("anvils")),
            ("is the wax of the candle better than that of anvils?", Some("candles")),
        ] {
            let decision = decide(&Scorer::new(&index).score(request), &Options::default());
            let agent = decision.agent.map(|agent| index.class(agent).name.as_str());
            assert_eq!(agent, expected, "{request}: {decision:?}");
            assert_eq!(decision.confidence < 0.5 + f64::EPSILON, decision.status == Status::Unclear, "{request}");
        }
    }

    #[test]
    fn priority_settles_a_choice() {
        let index = index("priority: high\n");
        for request in ["anvils or candles?", "candles or anvils?"] {
            let decision = decide(&Scorer::new(&index).score(request), &Options::default());
            assert_eq!(decision.agent.map(|agent| index.class(agent).name.as_str()), Some("anvils"), "{request}");
            assert!(decision.is_by_priority(), "{request}");
            assert_eq!(decision.support[0], "candles", "{request}");
        }
    }
}
