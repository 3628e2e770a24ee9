//! Finds the domains (parts of the system) that a request names, by the words of the team's `domains`, and assigns
//! parts of the request to their owners.

use super::phrases::{PhraseMatcher, PhrasePattern};
use super::questions::{asks_for_work, is_report};
use crate::index::{ClassId, Index};
use crate::team::Team;
use crate::team::policy::{Domain, Flow};
use crate::text::separators;
use std::collections::BTreeSet;
use std::ops::Range;

/// Minimum weight of a word that always names its domain; of weaker words only the strongest of a clause count.
/// Chosen by hand: twice the weight that a keyword has by default.
const STRONG: f32 = 2.0;
/// Separators of a sentence's clauses, which may have different owners.
const BETWEEN: [&str; 24] = [
    ", and ",
    " and ",
    ", plus ",
    " plus ",
    ", with ",
    " with ",
    " including ",
    " as well as ",
    " along with ",
    " together with ",
    " so that ",
    ", so ",
    " that ",
    " which ",
    " where ",
    " but ",
    " while ",
    " & ",
    ", ",
    "; ",
    ": ",
    ". ",
    "\n",
    " (",
];
/// The share of a request that belongs to one agent.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainShare {
    /// The owner.
    pub agent: ClassId,
    /// Title of the task.
    pub title: String,
    /// The clauses of the request that name the domain.
    pub text: String,
    /// Numbers of these clauses.
    pub clauses: Vec<usize>,
}

/// Number of domains of different agents, each in a clause of its own, from which an enumeration counts as a request
/// for work.
const ENUMERATED: usize = 3;

/// The domains of a team, prepared for matching.
pub struct Domains<'t> {
    domains: Vec<DomainOwner<'t>>,
    phrases: PhraseMatcher<'t>,
}

struct DomainOwner<'t> {
    agent: ClassId,
    domain: &'t Domain,
    words: Vec<(PhrasePattern, f32)>,
    against: Vec<PhrasePattern>,
}

impl DomainOwner<'_> {
    /// The weight with which a clause names the domain; 0 if it does not.
    fn weight(&self, holds: impl Fn(&PhrasePattern) -> bool) -> f32 {
        let held = self.words.iter().filter(|(pattern, _)| holds(pattern));
        let weight = held.map(|(_, weight)| *weight).fold(0.0, f32::max);
        if weight > 0.0 && self.against.iter().any(holds) { 0.0 } else { weight }
    }
}

/// A domain named in a clause.
struct Mention {
    domain: usize,
    clause: usize,
    weight: f32,
}

impl<'t> Domains<'t> {
    /// Prepares the domains of a team.
    pub fn of(team: &'t Team, index: &'t Index) -> Self {
        let phrases = PhraseMatcher::of(index);
        let known = |domain: &'t Domain| {
            let evidence = &domain.evidence;
            Some(DomainOwner {
                agent: index.agent(&domain.agent)?,
                domain,
                words: phrases.stated(evidence),
                against: phrases.against(evidence),
            })
        };
        let domains = team.policy.domains.iter().filter_map(known).collect();
        Self { domains, phrases }
    }

    /// Shares of a request by owner, in the order in which they are named; empty if fewer than two are.
    pub fn shares(&self, text: &str) -> Vec<DomainShare> {
        if self.domains.is_empty() || !asks_for_work(text) {
            return Vec::new();
        }
        let clauses = clauses(text);
        let mentions: Vec<Mention> =
            (0..clauses.len()).flat_map(|i| self.mentions(&text[clauses[i].clone()], i)).collect();
        if self.names_whole(text, &clauses) || !self.are_apart(&mentions) {
            return Vec::new();
        }
        let is_named = |clause: usize| mentions.binary_search_by_key(&clause, |mention| mention.clause).is_ok();
        let mut shares: Vec<DomainShare> = Vec::new();
        for mention in &mentions {
            let known = &self.domains[mention.domain];
            let at = shares.iter().position(|share| share.agent == known.agent).unwrap_or(shares.len());
            if at == shares.len() {
                let title = known.domain.title.clone();
                shares.push(DomainShare { agent: known.agent, title, text: String::new(), clauses: Vec::new() });
            }
            if shares[at].clauses.last() != Some(&mention.clause) {
                shares[at].clauses.push(mention.clause);
            }
        }
        for share in &mut shares {
            let mut ranges: Vec<Range<usize>> = Vec::new();
            for &first in &share.clauses {
                // A clause without a domain belongs to the one before it.
                let last =
                    (first..clauses.len()).take_while(|&next| next == first || !is_named(next)).last().unwrap_or(first);
                match ranges.last_mut().filter(|_| first > 0 && share.clauses.binary_search(&(first - 1)).is_ok()) {
                    Some(range) => range.end = clauses[last].end,
                    None => ranges.push(clauses[first].start..clauses[last].end),
                }
            }
            let texts: Vec<&str> = ranges.into_iter().map(|range| text[range].trim()).collect();
            share.text = texts.join("; ");
        }
        shares
    }

    /// Whether a text names a domain of which a request stays one task.
    pub fn keeps_whole(&self, text: &str) -> bool {
        self.domains.iter().any(|known| known.domain.whole) && self.names_whole(text, &clauses(text))
    }

    /// The same, whatever stronger words name other domains in these clauses.
    fn names_whole(&self, text: &str, clauses: &[Range<usize>]) -> bool {
        let whole: Vec<_> = self.domains.iter().filter(|known| known.domain.whole).collect();
        !whole.is_empty()
            && clauses.iter().any(|clause| {
                let words = self.phrases.read(&text[clause.clone()]);
                whole.iter().any(|known| known.weight(|pattern| words.holds(pattern)) > 0.0)
            })
    }

    /// Whether a text reports something to a team with domains.
    pub fn is_report(&self, text: &str) -> bool {
        !self.domains.is_empty() && is_report(text)
    }

    /// Whether a flow is the subject of the whole request, not one of several things that it names: its evidence is in
    /// clauses without a domain, in two clauses, or spans clauses.
    pub fn carries(&self, flow: &Flow, text: &str, shares: &[DomainShare]) -> bool {
        let named: BTreeSet<usize> = shares.iter().flat_map(|share| share.clauses.iter().copied()).collect();
        if named.len() < ENUMERATED || shares.len() < ENUMERATED {
            return true;
        }
        let stated = self.phrases.stated(&flow.evidence);
        let holds = |text: &str| {
            let read = self.phrases.read(text);
            stated.iter().any(|(pattern, _)| read.holds(pattern))
        };
        let clauses = clauses(text);
        let holding: Vec<usize> = (0..clauses.len()).filter(|&clause| holds(&text[clauses[clause].clone()])).collect();
        match holding.as_slice() {
            [] => holds(text),
            [only] => !named.contains(only),
            _ => true,
        }
    }

    /// The domains that a clause names: those named by strong words, otherwise those named by its strongest ones.
    fn mentions(&self, clause: &str, number: usize) -> Vec<Mention> {
        let words = self.phrases.read(clause);
        let found = self.domains.iter().enumerate().filter_map(|(domain, known)| {
            let weight = known.weight(|pattern| words.holds(pattern));
            (weight > 0.0).then_some(Mention { domain, clause: number, weight })
        });
        let mut found: Vec<Mention> = found.collect();
        let least = found.iter().map(|mention| mention.weight).fold(0.0, f32::max).min(STRONG);
        found.retain(|mention| mention.weight >= least);
        found
    }

    /// Whether two agents are named, in two clauses or each by a strong word.
    fn are_apart(&self, mentions: &[Mention]) -> bool {
        let (Some(first), Some(last)) = (mentions.first(), mentions.last()) else { return false };
        let tells = |mention: &&Mention| first.clause != last.clause || mention.weight >= STRONG;
        let mut agents = mentions.iter().filter(tells).map(|mention| self.domains[mention.domain].agent);
        let one = agents.next();
        agents.any(|agent| Some(agent) != one)
    }
}

/// Ranges of the clauses of a text.
fn clauses(text: &str) -> Vec<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut start = 0;
    for between in separators(&lower, &BETWEEN) {
        found.push(start..between.start);
        start = between.end;
    }
    found.push(start..text.len());
    found.retain(|clause| text[clause.clone()].contains(char::is_alphanumeric));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::{is_proportional, repeated};
    use crate::load::Files;

    const LEAD: &str = "---\nname: t\nfallback: api\ndomains:\n  - agent: money\n    title: Money\n    keywords: {refund: 2, payout: 2, invoice: 1}\n    not_for: [invoice template]\n  - agent: api\n    title: Interface\n    keywords: {endpoint: 1}\n    patterns: ['(?i)\\brest\\b']\n  - agent: auth\n    title: Access\n    keywords: {login: 1, mfa: 2}\n  - agent: fixer\n    title: Faults\n    keywords: [crash]\n    whole: true\n---\n";

    fn team() -> (Team, Index) {
        let agent = |name: &str| format!("---\nname: {name}\ndescription: The {name}.\n---\n");
        let agents: Vec<(String, String)> =
            ["money", "api", "auth", "fixer"].iter().map(|name| (format!("{name}.md"), agent(name))).collect();
        let mut files: Vec<(&str, &str)> = agents.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        files.push(("team.md", LEAD));
        let files = Files::from_texts("t", &files);
        (files.team(None).unwrap(), files.index(None).unwrap())
    }

    fn shares(request: &str) -> Vec<(String, String)> {
        let (team, index) = team();
        let name = |share: DomainShare| (index.class(share.agent).name.clone(), share.text);
        Domains::of(&team, &index).shares(request).into_iter().map(name).collect()
    }

    #[test]
    fn domains_are_found_in_the_clauses_that_name_them() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("add refunds and an endpoint", &[("money", "add refunds"), ("api", "an endpoint")]),
            ("add refunds, an endpoint, payouts", &[("money", "add refunds; payouts"), ("api", "an endpoint")]),
            // One clause names several domains by strong words only; otherwise the stronger word counts.
            ("the login endpoint", &[]),
            ("mfa for every payout", &[("money", "mfa for every payout"), ("auth", "mfa for every payout")]),
            ("mfa endpoint with refunds", &[("auth", "mfa endpoint"), ("money", "refunds")]),
            ("an invoice template and an endpoint", &[]),
            ("an endpoint for search, mfa for staff", &[("api", "an endpoint for search"), ("auth", "mfa for staff")]),
            ("an endpoint that shows refunds", &[("api", "an endpoint"), ("money", "shows refunds")]),
            ("a refund is stuck, the endpoint hangs", &[]),
            ("send invoices with pdf, offer rest", &[("money", "send invoices with pdf"), ("api", "offer rest")]),
            ("the endpoint for refunds is late, mfa too", &[]),
            // A fault is investigated as a whole; questions are answered as a whole.
            ("the endpoint crashes and refunds are late", &[]),
            ("add refunds and an endpoint after the crash", &[]),
            ("can refunds and an endpoint be combined?", &[]),
            ("can you add refunds and an endpoint?", &[("money", "can you add refunds"), ("api", "an endpoint?")]),
            ("I get an error on refunds with the mfa", &[]),
            ("refunds fail when the mfa is on", &[]),
            ("why do refunds need an endpoint and a login?", &[]),
            ("", &[]),
        ];
        for (request, expected) in cases {
            let expected: Vec<(String, String)> =
                expected.iter().map(|(agent, text)| ((*agent).to_owned(), (*text).to_owned())).collect();
            assert_eq!(shares(request), expected, "{request}");
        }
    }

    #[test]
    fn many_clauses_are_shared_out_in_proportion_to_their_number() {
        let (team, index) = team();
        let domains = Domains::of(&team, &index);
        for (clause, count) in [("refund, endpoint, ", 2), ("refund, ", 0), ("refund, invoice, tea, ", 0)] {
            let request = |size| format!("add {}", repeated(clause, size));
            let read = |request: &str| assert_eq!(domains.shares(request).len(), count, "{clause}");
            assert!(is_proportional(request, 128 << 10, read), "{clause}");
        }
    }
}
