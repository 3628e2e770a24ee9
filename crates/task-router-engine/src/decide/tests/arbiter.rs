//! Which candidates an arbiter may choose from, and how its choice is applied.

use super::super::arbiter::MAX_CANDIDATES;
use super::*;

fn open(scores: &Scores, options: &Options) -> Vec<&'static str> {
    decided(scores, options).open(&INDEX, options).iter().map(|candidate| name(candidate.answer)).collect()
}

fn asked(chosen: Option<&str>) -> ArbiterRecord {
    ArbiterRecord { by: "judge".to_owned(), among: Vec::new(), chosen: chosen.map(str::to_owned), problem: None }
}

#[test]
fn close_calls_and_unclear_requests_are_open() {
    for (of, expected) in [
        (&[("ann", 2.0), ("dee", 2.0 - NEAR)][..], &["ann", "dee"][..]),
        (&[("ann", 2.0), ("dee", 2.0 - CLOSE_CALL)], &["ann", "dee"]),
        (&[("ann", 2.0), ("dee", 2.0 - FAR)], &[]),
        (&[("ann", 2.0), ("bo", 2.0 - NEAR), ("dee", 2.0 - FAR)], &["ann", "bo"]),
        (&[("ann", 2.0), ("direct", 2.0 - NEAR)], &["ann", "direct"]),
        (&[("direct", 2.0), ("ann", 2.0 - NEAR)], &["direct", "ann"]),
        (&[("ann", 2.0)], &[]),
        // A class without evidence is in no close call.
        (&[("ann", NEAR / 2.0), ("bo", 0.0)], &[]),
        // A tie is unclear: agents without evidence come last.
        (&[("dee", 2.0), ("ann", 2.0)], &["ann", "dee", "bo", "cy", "eve", "zoe"]),
        (&[], &["ann", "bo", "cy", "dee", "eve", "zoe"]),
        (&[("outside", -1.0), ("cy", -2.0)], &["outside", "cy", "ann", "bo", "dee", "eve", "zoe"]),
    ] {
        assert_eq!(open(&scores(of), &any_confidence()), expected, "{of:?}");
    }
    let options = Options { exclude: vec!["bo".to_owned()], ..any_confidence() };
    assert_eq!(open(&scores(&[]), &options), ["ann", "cy", "dee", "eve", "zoe"]);
    let options = Options { agent: Some("cy".to_owned()), ..any_confidence() };
    assert_eq!(
        open(&scores(&[("ann", 2.0), ("dee", 2.0)]), &options),
        [""; 0],
        "nothing is open where somebody is named"
    );
}

#[test]
fn the_number_of_candidates_for_an_arbiter_is_limited() {
    let texts: Vec<(String, String)> = (0..2 * MAX_CANDIDATES)
        .map(|i| (format!("{i:02}.md"), format!("---\nname: a{i:02}\ndescription: d{i:02}\n---\n")))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let index = Files::from_texts("many", &files).index(None).unwrap();
    for known in [0, 1, MAX_CANDIDATES - 1, MAX_CANDIDATES, MAX_CANDIDATES + 3] {
        let classes = (0..known).map(|i| (ClassId::new(2 * MAX_CANDIDATES - 1 - i), -1.0 - i as f64)).collect();
        let scores = Scores { classes, ..Scores::default() };
        let decision = decide(&Scorer::new(&index).with_scores("", scores), &any_confidence());
        let found: Vec<usize> =
            decision.open(&index, &any_confidence()).iter().map(|candidate| candidate.answer.index()).collect();
        let listed = (0..known).map(|i| 2 * MAX_CANDIDATES - 1 - i);
        let expected: Vec<usize> = listed.chain(0..).take(MAX_CANDIDATES).collect();
        assert_eq!(found, expected, "{known}");
    }
}

#[test]
fn the_chosen_candidate_answers() {
    let of = scores(&[("ann", 2.0), ("dee", 2.0), ("outside", 1.9), ("direct", 1.8), ("repair", 1.4), ("bo", 0.1)]);
    let settled = |chosen: Option<&str>| {
        let mut decision = decided(&of, &any_confidence());
        assert_eq!(decision.status, Status::Unclear);
        decision.settle(&INDEX, &any_confidence(), asked(chosen));
        decision
    };
    for (chosen, status, agent, handoff, flow) in [
        ("dee", Status::Routed, Some("dee"), None, None),
        ("zoe", Status::Routed, Some("zoe"), None, None),
        ("outside", Status::Direct, None, Some("outside"), None),
        ("direct", Status::Direct, None, None, None),
        ("bo", Status::Routed, Some("bo"), None, Some("repair")),
    ] {
        let decision = settled(Some(chosen));
        let found = (decision.status, decision.agent.map(name), decision.handoff.as_deref(), decision.flow.as_deref());
        assert_eq!(found, (status, agent, handoff, flow), "{chosen}");
        let reason = format!("words do not decide; `judge` was asked and chose {chosen}");
        assert_eq!((decision.reason(&INDEX), decision.is_by_priority()), (reason, false));
        assert_eq!(decision.asked, Some(asked(Some(chosen))));
        assert!(!decision.support.contains(&chosen.to_owned()));
    }
    assert_eq!(settled(Some("dee")).support, ["ann"], "whose evidence is as near");
    for nobody in [None, Some("nobody")] {
        let decision = settled(nobody);
        let unasked = decided(&of, &any_confidence());
        assert_eq!(decision, Decision { asked: Some(asked(nobody)), ..unasked });
    }
}

#[test]
fn nothing_is_left_of_the_answer_that_was_not_chosen() {
    for (rules, without) in [(vec![], Urgency::Medium), (vec![urgent(Urgency::Low)], Urgency::Low)] {
        let of = Scores { rules, ..scores(&[("repair", 2.0), ("cy", 2.0 - NEAR)]) };
        let mut decision = decided(&of, &any_confidence());
        assert_eq!((decision.flow.as_deref(), decision.urgency), (Some("repair"), Urgency::High));
        decision.settle(&INDEX, &any_confidence(), asked(Some("cy")));
        assert_eq!((decision.flow.as_deref(), decision.urgency), (None, without));
        assert_eq!(decision.answering(&INDEX).map(|candidate| name(candidate.answer)), Some("cy"));
    }
}
