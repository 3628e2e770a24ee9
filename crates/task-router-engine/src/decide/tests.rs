//! The rules of a decision, one by one, over given scores; scoring itself is not tested here.

mod arbiter;
mod listing;
mod reasons;
mod rules;

use super::confidence::{STATED_BY_ONE, STATED_BY_SEVERAL};
use super::*;
use crate::load::Files;
use crate::score::Scorer;
use std::sync::LazyLock;

const TEAM: &str = "---
name: crew
fallback: zoe
session: /meet
keywords: [schedule]
peers:
  - {name: outside, keywords: [other town], message: 'Over to you: {user_task}'}
flows:
  - {name: repair, urgency: high, keywords: [repair], steps: [bo, cy, {any: [dee, eve]}]}
  - {name: survey, keywords: [survey], steps: [{any: [dee, eve]}, bo]}
escalate:
  - {when: fire, to: chief, keywords: [fire]}
  - {when: flood, to: captain, keywords: [flood]}
approval:
  - {what: money, from: treasurer, keywords: [money]}
  - {what: time, from: planner, keywords: [time]}
urgency: {low: [whenever], high: [soon], critical: [now]}
---
";

/// Agents in alphabetical order, which is not the order of their priorities.
static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let agent = |name: &str, priority: &str| {
        format!(
            "---\nname: {name}\ndescription: Does {name} things.\nkeywords: [{name}work]\npriority: {priority}\n---\n"
        )
    };
    let texts =
        [("ann", "medium"), ("bo", "high"), ("cy", "low"), ("dee", "medium"), ("eve", "medium"), ("zoe", "low")]
            .map(|(name, priority)| (format!("{name}.md"), agent(name, priority)));
    let mut files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("team.md", TEAM));
    Files::from_texts("crew", &files).index(None).unwrap()
});

fn class(name: &str) -> ClassId {
    INDEX.classes().find(|(_, class)| class.name == name).map(|(class, _)| class).unwrap()
}

fn name(class: ClassId) -> &'static str {
    &INDEX.class(class).name
}

/// The first rule with a matching action.
fn rule(wanted: impl Fn(&RuleAction) -> bool) -> RuleId {
    let place = INDEX.meta.rules.iter().position(wanted).unwrap();
    match crate::index::Target::new(INDEX.meta.classes.len() + place, INDEX.meta.classes.len()) {
        crate::index::Target::Rule(rule) => rule,
        crate::index::Target::Class(_) => unreachable!("rules come behind classes"),
    }
}

fn escalation(to: &str) -> RuleId {
    rule(|action| matches!(action, RuleAction::Escalate(who, _) if who == to))
}

fn approval(by: &str) -> RuleId {
    rule(|action| matches!(action, RuleAction::Approval(who, _) if who == by))
}

fn urgent(urgency: Urgency) -> RuleId {
    rule(|action| *action == RuleAction::Urgency(urgency))
}

fn scores(of: &[(&str, f64)]) -> Scores {
    Scores { classes: of.iter().map(|&(name, score)| (class(name), score)).collect(), ..Scores::default() }
}

fn stated(of: &[(&str, f64)]) -> Scores {
    Scores { is_stated: true, ..scores(of) }
}

/// Accepts any confidence.
fn any_confidence() -> Options {
    Options { min_confidence: 0.0, ..Options::default() }
}

/// The decision on these scores for a request of one word that no agent has.
fn decided(scores: &Scores, options: &Options) -> Decision {
    decide(&Scorer::new(&INDEX).with_scores("zeppelin", scores.clone()), options)
}

/// The agent that answers these scores at any confidence; `?` and the fallback if the request is unclear.
fn answer(scores: &Scores) -> String {
    let decision = decided(scores, &any_confidence());
    let agent = decision.agent.map_or("-", name);
    match decision.status {
        Status::Routed => agent.to_owned(),
        Status::Direct => decision.handoff.map_or("lead".to_owned(), |peer| format!("to {peer}")),
        Status::Unclear => format!("? {agent}"),
    }
}

/// Just inside a close call.
const NEAR: f64 = CLOSE_CALL * 0.9;
/// Just outside a close call.
const FAR: f64 = CLOSE_CALL * 1.1;

#[test]
fn the_best_answers_and_priority_decides_close_calls() {
    // ann, dee, eve: medium; bo: high; cy: low.
    for (of, expected) in [
        (&[("ann", 2.0), ("dee", 1.0)][..], "ann"),
        (&[("dee", 1.0), ("ann", 2.0)], "ann"),
        (&[("ann", 2.0), ("bo", 2.0 - NEAR)], "bo"),
        (&[("ann", 2.0), ("bo", 2.0 - CLOSE_CALL)], "bo"),
        (&[("ann", 2.0), ("bo", 2.0 - FAR)], "ann"),
        (&[("ann", 2.0), ("cy", 2.0 - NEAR)], "ann"),
        (&[("cy", 2.0), ("ann", 2.0 - NEAR)], "ann"),
        (&[("cy", 2.0), ("ann", 2.0 - NEAR / 2.0), ("bo", 2.0 - NEAR)], "bo"),
        (&[("cy", 2.0), ("ann", 2.0 - NEAR / 2.0), ("bo", 2.0 - FAR)], "ann"),
        // At equal priority the better score wins, whatever the order and the names.
        (&[("ann", 2.0 - NEAR), ("dee", 2.0)], "dee"),
        (&[("cy", 2.0), ("ann", 2.0 - NEAR), ("dee", 2.0 - NEAR / 2.0)], "dee"),
        // A class without evidence is in no close call.
        (&[("ann", NEAR / 2.0), ("bo", 0.0)], "ann"),
        (&[("ann", NEAR / 2.0), ("bo", -NEAR / 4.0)], "ann"),
    ] {
        assert_eq!(answer(&scores(of)), expected, "{of:?}");
    }
}

#[test]
fn a_tie_is_unclear_unless_priority_decides() {
    for (of, expected) in [
        (&[("ann", 2.0), ("dee", 2.0)][..], "? zoe"),
        (&[("ann", 2.0), ("dee", 2.0 + SAME / 2.0)], "? zoe"),
        (&[("ann", 2.0), ("dee", 2.0 + SAME * 2.0)], "dee"),
        (&[("ann", 2.0), ("bo", 2.0)], "bo"),
        (&[("cy", 2.0), ("bo", 2.0), ("ann", 2.0)], "bo"),
        // The candidate that priority prefers ties with another one.
        (&[("cy", 2.0 + NEAR), ("dee", 2.0), ("ann", 2.0)], "? zoe"),
        // Those that tie do not answer: a third one is ahead.
        (&[("cy", 2.0 + FAR), ("dee", 2.0), ("ann", 2.0)], "cy"),
    ] {
        assert_eq!(answer(&scores(of)), expected, "{of:?}");
    }
    let tied = decided(&scores(&[("ann", 2.0), ("dee", 2.0)]), &any_confidence());
    let reason = tied.reason(&INDEX);
    assert_eq!(reason, "ann and dee have the same evidence, and no priority settles it; zoe is the fallback");
}

#[test]
fn nobody_answers_without_evidence() {
    for (of, expected) in [
        (&[][..], "no word of the request is evidence for anybody; zoe is the fallback"),
        (&[("ann", 0.0)], "the evidence speaks for nobody; zoe is the fallback"),
        (&[("ann", -1.0), ("bo", -2.0)], "the evidence speaks for nobody; zoe is the fallback"),
    ] {
        let decision = decided(&scores(of), &any_confidence());
        assert_eq!((decision.status, decision.agent.map(name)), (Status::Unclear, Some("zoe")));
        assert_eq!(decision.reason(&INDEX), expected);
        assert!(decision.support.is_empty());
    }
}

#[test]
fn an_answer_less_likely_than_the_bound_is_unclear() {
    let scores = scores(&[("ann", 2.0), ("bo", 1.0)]);
    let confidence = decided(&scores, &any_confidence()).confidence;
    assert!(confidence > 0.0 && confidence < 1.0, "{confidence}");
    for (min_confidence, status) in [(confidence, Status::Routed), (confidence + 1e-6, Status::Unclear)] {
        let decision = decided(&scores, &Options { min_confidence, ..Options::default() });
        assert_eq!((decision.status, decision.confidence), (status, confidence));
        let is_told = decision.reason(&INDEX).starts_with("too little to tell: ann is only ");
        assert_eq!(is_told, status == Status::Unclear);
    }
    assert_eq!(Options::default().min_confidence, EVEN);
}

#[test]
fn priority_decides_stated_requests_whatever_the_scores() {
    for (of, expected) in [
        (&[("ann", 9.0), ("bo", 1.0)][..], "bo"),
        (&[("ann", 1.0), ("cy", 9.0)], "ann"),
        (&[("ann", 1.0), ("dee", 9.0)], "dee"),
        (&[("ann", 9.0), ("bo", 0.0)], "ann"),
        (&[("ann", 1.0), ("dee", 1.0)], "? zoe"),
    ] {
        assert_eq!(answer(&stated(of)), expected, "{of:?}");
    }
}

#[test]
fn a_word_has_a_priority_of_its_own() {
    let of = [("ann", 2.0), ("bo", 2.0)];
    let priority = |name: &str| INDEX.class(class(name)).priority;
    for (own, expected) in [
        (&[("ann", Some(priority("bo") + 1))][..], "ann"),
        (&[("ann", Some(priority("bo") - 1))], "bo"),
        (&[("ann", Some(priority("bo")))], "? zoe"),
        // The highest of several counts; a word without a priority has that of its agent.
        (&[("ann", Some(priority("bo") + 1)), ("ann", Some(0))], "ann"),
        (&[("bo", Some(priority("ann") - 1))], "ann"),
        (&[("bo", Some(priority("ann") - 1)), ("bo", None)], "bo"),
    ] {
        let priorities = own.iter().map(|&(name, own)| (class(name), own)).collect();
        assert_eq!(answer(&Scores { priorities, ..scores(&of) }), expected, "{own:?}");
    }
}

#[test]
fn equal_scores_are_ordered_by_name_then_class() {
    let of = [("repair", 3.0), ("bo", 3.0), ("dee", 3.0), ("ann", 3.0)];
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]] {
        let scores = scores(&order.map(|i| of[i]));
        let found = Ranking { index: &INDEX, scores: &scores, options: &any_confidence() }.candidates();
        let found: Vec<_> = found.iter().map(|c| (name(c.class), name(c.answer))).collect();
        assert_eq!(found, [("ann", "ann"), ("repair", "bo"), ("dee", "dee")], "a flow says more than its first agent");
    }
}

#[test]
fn support_has_a_share_of_the_best_score() {
    let least = SUPPORT_SHARE * 5.0;
    for (of, expected) in [
        (&[("ann", 5.0), ("bo", least)][..], &["bo"][..]),
        (&[("ann", 5.0), ("bo", least - 0.01)], &[]),
        (&[("ann", 5.0), ("bo", least), ("cy", least + 0.1)], &["cy", "bo"]),
        // The lead and peers are never support.
        (&[("ann", 5.0), ("direct", 4.0), ("outside", 3.0)], &[]),
    ] {
        assert_eq!(decided(&scores(of), &any_confidence()).support, expected, "{of:?}");
    }
    let all = [("ann", 5.0), ("bo", 4.0), ("cy", 3.9), ("dee", 3.8), ("eve", 3.7), ("zoe", 3.6)];
    assert_eq!(decided(&scores(&all), &any_confidence()).support, ["bo", "cy", "dee", "eve", "zoe"][..MAX_SUPPORT]);
    // The agents of a flow come first, without duplicates.
    let flow = decided(&scores(&[("repair", 5.0), ("ann", 4.0), ("cy", 3.0)]), &any_confidence());
    assert_eq!(flow.support, ["cy", "dee", "ann"], "of those who may take a later step, the likeliest");
    // All members of a close call are support, whatever their share.
    let close = decided(&stated(&[("ann", 9.0), ("bo", 1.0), ("cy", 0.1)]), &any_confidence());
    assert_eq!((close.agent.map(name), close.support), (Some("bo"), vec!["ann".to_owned(), "cy".to_owned()]));
}

#[test]
fn priority_and_its_reason() {
    for (scores, by_priority, reason) in [
        (
            scores(&[("ann", 2.0), ("bo", 2.0 - NEAR)]),
            true,
            format!("bo ({:.1}) and ann (2.0) are a close call; priority decides", 2.0 - NEAR),
        ),
        (
            scores(&[("ann", 2.0), ("dee", 2.0 - NEAR)]),
            false,
            format!("ann has the strongest evidence: 2.0 against {:.1} for dee", 2.0 - NEAR),
        ),
        (
            scores(&[("bo", 2.0), ("ann", 2.0 - NEAR)]),
            true,
            format!("bo (2.0) and ann ({:.1}) are a close call; priority decides", 2.0 - NEAR),
        ),
        (
            stated(&[("ann", 5.0), ("bo", 2.0)]),
            true,
            "bo (2.0) and ann (5.0) are both stated; priority decides".to_owned(),
        ),
        (scores(&[("ann", 2.0)]), false, "ann is the only one with evidence: 2.0".to_owned()),
        // Enough digits to show which is higher.
        (
            scores(&[("ann", 2.01), ("dee", 2.0)]),
            false,
            "ann has the strongest evidence: 2.010 against 2.000 for dee".to_owned(),
        ),
    ] {
        let decision = decided(&scores, &any_confidence());
        assert_eq!((decision.is_by_priority(), decision.reason(&INDEX)), (by_priority, reason));
    }
}

#[test]
fn the_first_agent_named_answers_and_the_others_are_support() {
    let named = |names: &[&str]| Scores {
        named: names.iter().map(|name| class(name)).collect(),
        ..scores(&[("ann", 9.0), ("bo", 8.0)])
    };
    let decision = decided(&named(&["cy", "eve", "ann"]), &Options::default());
    assert_eq!((decision.status, decision.agent.map(name), decision.confidence), (Status::Routed, Some("cy"), 1.0));
    assert_eq!(
        (decision.support.as_slice(), decision.reason(&INDEX).as_str()),
        (&["eve".to_owned(), "ann".to_owned()][..], "the request names it")
    );
    let options = Options { exclude: vec!["cy".to_owned()], ..Options::default() };
    assert_eq!(decided(&named(&["cy", "eve"]), &options).agent.map(name), Some("eve"));
    assert_eq!(decided(&named(&["cy"]), &Options { min_confidence: 0.0, ..options }).agent.map(name), Some("ann"));
}

#[test]
fn an_agent_that_the_request_rules_out_does_not_answer() {
    let of = |named: &[&str], ruled_out: &str| Scores {
        named: named.iter().map(|name| class(name)).collect(),
        ruled_out: vec![class(ruled_out)],
        ..scores(&[("ann", 3.0), ("bo", 2.0)])
    };
    let decision = decided(&of(&[], "ann"), &any_confidence());
    assert_eq!(decision.agent.map(name), Some("bo"));
    assert_eq!(decision.reason(&INDEX), "bo is the only one with evidence: 2.0; the request rules out ann");
    assert_eq!(decided(&of(&["bo", "cy"], "bo"), &any_confidence()).agent.map(name), Some("cy"));
    let forced = Options { agent: Some("ann".to_owned()), ..Options::default() };
    let decision = decided(&of(&[], "ann"), &forced);
    assert_eq!((decision.agent.map(name), decision.reason(&INDEX).as_str()), (Some("ann"), "chosen with --agent"));
    let fallback = decided(&Scores { ruled_out: vec![class("zoe")], ..Scores::default() }, &Options::default());
    assert_eq!((fallback.status, fallback.agent), (Status::Unclear, None));
}

#[test]
fn a_stated_flow_of_the_chosen_agent_is_taken() {
    for (of, expected) in [
        (stated(&[("bo", 5.0), ("repair", 2.0)]), Some("repair")),
        (stated(&[("bo", 5.0), ("repair", 0.0)]), None),
        (stated(&[("ann", 5.0), ("repair", 2.0), ("bo", 1.0)]), Some("repair")),
        (stated(&[("dee", 5.0), ("repair", 2.0), ("bo", 1.0), ("survey", 1.0)]), Some("repair")),
        (stated(&[("dee", 5.0), ("survey", 1.0)]), Some("survey")),
        (scores(&[("bo", 5.0), ("repair", 5.0 - NEAR)]), None),
        (scores(&[("bo", 5.0), ("repair", 5.0)]), Some("repair")),
    ] {
        let decision = decided(&of, &any_confidence());
        assert_eq!(decision.flow.as_deref(), expected, "{of:?}");
        assert_eq!(decision.support.is_empty(), expected.is_none(), "{of:?}");
    }
}

#[test]
fn only_allowed_agents_are_candidates() {
    let of = scores(&[("ann", 3.0), ("bo", 2.0), ("repair", 2.5), ("direct", 1.0)]);
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    for (only, exclude, expected) in [
        (&[][..], &[][..], &["ann", "bo", "direct"][..]),
        (&["bo"], &[], &["bo"]),
        (&[], &["ann"], &["bo", "direct"]),
        (&["ann", "bo"], &["ann"], &["bo"]),
        // Nobody else takes the first step of a flow.
        (&["cy", "ann"], &[], &["ann"]),
        (&["zoe"], &[], &[]),
    ] {
        let options = Options { only: names(only), exclude: names(exclude), ..any_confidence() };
        let decision = decided(&of, &options);
        let found: Vec<_> = decision.candidates.iter().map(|candidate| name(candidate.answer)).collect();
        assert_eq!(found, expected, "only {only:?}, not {exclude:?}");
    }
    let options = Options { exclude: names(&["zoe"]), ..Options::default() };
    assert_eq!(decided(&scores(&[]), &options).agent, None, "nor does the fallback");
}

#[test]
fn an_agent_can_be_forced() {
    let options = Options { agent: Some("cy".to_owned()), ..Options::default() };
    let decision = decided(&scores(&[("ann", 9.0)]), &options);
    assert_eq!((decision.status, decision.agent.map(name), decision.confidence), (Status::Routed, Some("cy"), 1.0));
    assert_eq!(decision.reason(&INDEX), "chosen with --agent");
    let nobody = Options { agent: Some("nobody".to_owned()), ..any_confidence() };
    assert_eq!(decided(&scores(&[("ann", 9.0)]), &nobody).agent.map(name), Some("ann"));
}

#[test]
fn confidence_of_a_stated_request() {
    for (of, expected) in [
        (&[("ann", 2.0)][..], STATED_BY_ONE),
        (&[("ann", 2.0), ("dee", -1.0)], STATED_BY_ONE),
        (&[("ann", 2.0), ("bo", 1.0)], STATED_BY_SEVERAL),
        // Equal priorities: confidence grows with the difference.
        (&[("ann", 2.0), ("dee", 2.0)], EVEN),
        (&[("ann", 2.0), ("dee", 1.0)], EVEN + (STATED_BY_SEVERAL - EVEN) / 2.0),
        (&[("ann", -2.0)], 0.0),
    ] {
        let found = decided(&stated(of), &any_confidence()).confidence;
        assert!((found - expected).abs() < 1e-12, "{of:?}: {found} and not {expected}");
    }
}

#[test]
fn confidence_falls_with_the_margin() {
    let confidence = |of: &[(&str, f64)]| decided(&scores(of), &any_confidence()).confidence;
    let calibrator = &INDEX.meta.calibrator;
    // A word that no agent has covers nothing.
    assert_eq!(confidence(&[("ann", 3.0)]), calibrator.probability(3.0, 0.0, 0.0));
    assert_eq!(confidence(&[("ann", 3.0), ("bo", 2.0)]), calibrator.probability(3.0, 2.0, 0.0));
    assert_eq!(confidence(&[("ann", 3.0), ("bo", -2.0)]), calibrator.probability(3.0, 0.0, 0.0));
    assert_eq!(confidence(&[]), 0.0);
}

#[test]
fn every_status_has_a_name() {
    let words = Status::ALL.map(|status| status.to_string());
    assert_eq!(words, ["routed", "direct", "unclear"]);
}
