//! Exclusions whose words a request contains one behind the other. What these words say for the class then does not
//! count: an agent that repairs bicycles, but not electric ones, is not for electric bicycles because it is for
//! bicycles.

use super::{Scorer, Scores};
use crate::index::{FLAG_EXCLUDED, UNIT};
use crate::request::WordWeight;
use crate::text::is_determiner;
use crate::word_table::MAX_WORDS;
use std::collections::{BTreeMap, BTreeSet};

/// What excludes a class from a request.
pub(super) struct Excluded {
    pub(super) class: usize,
    /// Positions of its words, ascending.
    pub(super) places: Vec<usize>,
    /// The evidence against the class, in log-odds.
    pub(super) score: f64,
}

impl Scorer<'_> {
    /// Adds the exclusions to the scores of the request just scored.
    pub(super) fn exclude(&self, weights: Option<&[WordWeight]>, scores: &mut Scores) {
        let excluded = self.excluded(weights);
        if excluded.is_empty() {
            return;
        }
        for (class, score) in &mut scores.classes {
            if let Ok(at) = excluded.binary_search_by_key(&class.index(), |excluded| excluded.class) {
                *score += excluded[at].score;
            }
        }
    }

    /// The exclusions of the request just scored, by class; only words that count in full are part of one.
    pub(super) fn excluded(&self, weights: Option<&[WordWeight]>) -> Vec<Excluded> {
        let (meta, features) = (&self.index.meta, self.word_cache.features());
        if meta.exclusions.is_empty() {
            return Vec::new();
        }
        let counts = |place: usize| weights.is_none_or(|weights| weights[place] == WordWeight::FULL);
        let number_at = |place: usize| {
            let facts = self.word_cache.facts(self.numbers[place]);
            facts.number.checked_sub(1).filter(|_| counts(place))
        };
        let is_first = |number: &u32| features.flags(*number as usize) & FLAG_EXCLUDED != 0;
        let first: BTreeSet<u32> = (0..self.numbers.len()).filter_map(number_at).filter(is_first).collect();
        if first.is_empty() {
            return Vec::new();
        }
        let is_between = |place: usize, is_apart: bool| match is_apart {
            true => self.word_cache.facts(self.numbers[place]).is_function,
            false => is_determiner(self.words.get(place)),
        };
        let is_beside = |place: usize| self.words.separator(place).chars().all(|c| c.is_whitespace() || c == '-');
        let mut found: BTreeMap<usize, (BTreeSet<usize>, i32)> = BTreeMap::new();
        for number in first {
            let start = meta.exclusions.partition_point(|exclusion| exclusion.words[0] < number);
            let own = meta.exclusions[start..].iter().take_while(|exclusion| exclusion.words[0] == number);
            for exclusion in own {
                let own_places = exclusion.places(self.numbers.len(), number_at, is_between, is_beside);
                if !own_places.is_empty() {
                    let (places, weight) = found.entry(exclusion.class as usize).or_default();
                    places.extend(own_places);
                    *weight = exclusion.weight.min(*weight);
                }
            }
        }
        let (table, known) = self.word_cache.related(&self.numbers, weights);
        let known = known.filter_map(|(place, known)| Some((place, known?))).take(MAX_WORDS);
        let known: BTreeMap<usize, usize> = if self.related.has_evidence() { known.collect() } else { BTreeMap::new() };
        let related = |place: usize, class: usize| {
            known.get(&place).map_or(0.0, |&known| f64::from(table.evidence(known, class)) * self.related.scale())
        };
        let excluded = found.into_iter().map(|(class, (places, weight))| {
            let own = self.said_for(class, &places, related);
            Excluded { class, score: f64::from(weight) / UNIT - own, places: places.into_iter().collect() }
        });
        excluded.collect()
    }

    /// What authored words and pairs of words, and what is related, say for a class at these places.
    fn said_for(&self, class: usize, places: &BTreeSet<usize>, related: impl Fn(usize, usize) -> f64) -> f64 {
        let features = self.word_cache.features();
        let said = |&place: &usize| {
            let mut said = 0.0;
            self.word_cache.authored_postings(self.numbers[place], |owner, weight| {
                said += if owner == class { weight as f64 / UNIT } else { 0.0 };
            });
            (said + related(place, class)).max(0.0)
        };
        let own: f64 = places.iter().map(said).sum();
        let pairs = self.pairs.iter().filter(|(i, _)| places.contains(i) && places.contains(&(i - 1)));
        let pairs = pairs.flat_map(|&(_, pair)| features.authored_postings_at(features.authored(pair)));
        let pairs = pairs.filter(|(owner, _)| *owner == class).map(|(_, weight)| f64::from(weight.max(0)) / UNIT);
        own + pairs.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::decide;
    use crate::load::Files;

    #[test]
    fn what_is_excluded_outweighs_a_word_of_its_own() {
        let described =
            "description: Repairs bicycles, chains and brakes. Not for electric bicycles or riding lessons.";
        let stated = "description: Repairs bicycles, chains and brakes.\nnot_for: [electric bicycles, riding lessons]";
        let keyword = "description: Repairs brakes.\nkeywords: [bicycle]\nnot_for: [electric bicycles, riding lessons]";
        for own in [described, stated, keyword] {
            let files = [
                ("fixer.md", format!("---\nname: fixer\n{own}\n---\n")),
                ("cook.md", "---\nname: cook\ndescription: Bakes bread and cakes.\n---\n".to_owned()),
            ];
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            let index = Files::from_texts("t", &files).index(None).unwrap();
            let mut scorer = Scorer::new(&index);
            for (request, expected) in [
                ("my bicycle is broken", Some("fixer")),
                ("electric bicycles", None),
                ("repair my electric bicycle", None),
                ("repair my electric, old bicycle", Some("fixer")),
                ("a bicycle for an electric engineer", Some("fixer")),
                ("riding lessons on a bicycle", None),
                ("repair the brakes of the bicycle before my lesson", Some("fixer")),
            ] {
                let agent = decide(&scorer.score(request), &Default::default()).agent;
                let name = agent.map(|agent| index.class(agent).name.as_str());
                assert_eq!(name, expected, "{own}: {request}");
            }
        }
    }

    /// "Email about problems" is no "email problem", unless the author says so.
    #[test]
    fn what_stands_between_the_words_of_an_exclusion_may_stand_there_in_a_request() {
        let own = |not_for: &str| format!("---\nname: mail\ndescription: Writes emails. {not_for}\n---\n");
        for (not_for, request, expected) in [
            ("Not for email delivery problems.", "write an email about the delivery problems", true),
            ("Not for email delivery problems.", "solve my email delivery problems with an email", false),
            ("Not for emails about delivery problems.", "write an email about the delivery problems", false),
            ("Not for emails about deliveries.", "write emails for the deliveries", false),
            ("Not for email deliveries.", "write emails for the deliveries", true),
        ] {
            let cook = "---\nname: cook\ndescription: Bakes bread and cakes.\n---\n";
            let files = [("mail.md", own(not_for)), ("cook.md", cook.to_owned())];
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            let index = Files::from_texts("t", &files).index(None).unwrap();
            let agent = decide(&Scorer::new(&index).score(request), &Default::default()).agent;
            assert_eq!(agent.is_some(), expected, "{not_for} {request}");
        }
    }
}
