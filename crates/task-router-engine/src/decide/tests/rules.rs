//! Effects of a team's rules on a decision: flows, handoffs, urgency, escalation, approval, sessions.

use super::*;

#[test]
fn a_flow_makes_its_first_agent_answer() {
    let decision = decided(&scores(&[("repair", 3.0), ("bo", 1.0), ("ann", 0.5)]), &any_confidence());
    assert_eq!((decision.status, decision.agent.map(name)), (Status::Routed, Some("bo")));
    assert_eq!((decision.flow.as_deref(), decision.urgency), (Some("repair"), Urgency::High));
    assert_eq!(
        decision.support,
        ["cy", "dee"],
        "those of its steps, and the likeliest of those among whom one is chosen"
    );
    let listed: Vec<_> = decision.candidates.iter().map(|c| (name(c.class), name(c.answer), c.score)).collect();
    assert_eq!(listed, [("repair", "bo", 3.0), ("ann", "ann", 0.5)], "an agent stands once, with its best evidence");
    assert_eq!(decision.reason(&INDEX), "bo by the flow repair has the strongest evidence: 3.0 against 0.5 for ann");
    let own = decided(&scores(&[("repair", 1.0), ("bo", 3.0)]), &any_confidence());
    assert_eq!((own.agent.map(name), own.flow), (Some("bo"), None));
    assert_eq!(own.urgency, Urgency::default());
}

#[test]
fn the_agent_of_a_step_with_the_best_evidence_answers() {
    for (of, expected) in [
        (&[("survey", 3.0), ("dee", 0.2), ("eve", 0.1)][..], "dee"),
        (&[("survey", 3.0), ("dee", 0.1), ("eve", 0.2)], "eve"),
        (&[("survey", 3.0), ("dee", 0.1), ("eve", 0.1)], "dee"),
        (&[("survey", 3.0)], "dee"),
    ] {
        assert_eq!(answer(&scores(of)), expected, "{of:?}");
    }
    assert_eq!(best_of(&scores(&[("eve", -1.0)]), &[class("dee"), class("eve")]), Some(class("eve")));
    assert_eq!(best_of(&Scores::default(), &[]), None);
    let options = Options { exclude: vec!["dee".to_owned()], ..any_confidence() };
    assert_eq!(decided(&scores(&[("survey", 3.0), ("dee", 2.0)]), &options).agent.map(name), Some("eve"));
}

#[test]
fn the_lead_answers_itself_and_a_peer_is_handed_the_request() {
    assert_eq!(answer(&scores(&[("direct", 2.0), ("ann", 1.0)])), "lead");
    let decision = decided(&scores(&[("outside", 2.0), ("ann", 1.0)]), &any_confidence());
    assert_eq!((decision.status, decision.agent), (Status::Direct, None));
    assert_eq!(decision.handoff.as_deref(), Some("outside"));
    assert_eq!(decision.support, ["ann"]);
}

#[test]
fn whoever_can_answer_can_be_forced() {
    for (forced, expected) in [
        ("cy", (Status::Routed, Some("cy"), None)),
        ("direct", (Status::Direct, None, None)),
        ("outside", (Status::Direct, None, Some("outside"))),
        // A flow is answered by its agents, and nobody by the class of other requests.
        ("repair", (Status::Routed, Some("ann"), None)),
        ("", (Status::Routed, Some("ann"), None)),
    ] {
        let options = Options { agent: Some(forced.to_owned()), ..any_confidence() };
        let decision = decided(&scores(&[("ann", 3.0), ("cy", 1.0), ("outside", 0.5), ("direct", 0.1)]), &options);
        let answer = (decision.status, decision.agent.map(name), decision.handoff.as_deref());
        assert_eq!(answer, expected, "{forced}");
        let candidate = decision.answering(&INDEX).map(|candidate| name(candidate.answer));
        assert_eq!(candidate, expected.1.or(Some(forced)), "{forced}: its evidence explains the answer");
    }
}

#[test]
fn the_highest_urgency_counts() {
    use Urgency::{Critical, High, Low, Medium};
    for (said, flow, expected) in [
        (&[][..], false, Medium),
        (&[Low], false, Low),
        (&[Low, High], false, High),
        (&[Low, High, Critical], false, Critical),
        (&[High, Low], false, High),
        (&[Critical, Low, High], false, Critical),
        (&[], true, High),
        (&[Low], true, High),
        (&[Critical], true, Critical),
    ] {
        let rules = said.iter().map(|&urgency| urgent(urgency)).collect();
        let decision =
            decided(&Scores { rules, ..scores(&[(if flow { "repair" } else { "ann" }, 2.0)]) }, &any_confidence());
        assert_eq!(decision.urgency, expected, "{said:?} {flow}");
    }
}

#[test]
fn the_first_escalation_and_the_first_approval_count() {
    let rules = vec![escalation("chief"), escalation("captain"), approval("treasurer"), approval("planner")];
    let decision = decided(&Scores { rules, ..scores(&[("ann", 2.0)]) }, &any_confidence());
    assert_eq!((decision.escalate.as_deref(), decision.approval.as_deref()), (Some("chief"), Some("treasurer")));
    let reason = decision.reason(&INDEX);
    let rest = "; escalate to chief: fire; escalate to captain: flood; needs approval by treasurer: money; needs approval \
                by planner: time";
    assert!(reason.ends_with(rest), "{reason}");
    // A rule that learned from examples occurs twice and acts once.
    let rules = vec![escalation("captain"), escalation("captain"), urgent(Urgency::High)];
    let decision = decided(&Scores { rules, ..scores(&[]) }, &any_confidence());
    assert_eq!((decision.escalate.as_deref(), decision.approval.as_deref()), (Some("captain"), None));
    assert_eq!(decision.actions(&INDEX).len(), 2);
}

#[test]
fn enough_good_candidates_are_a_session() {
    let near = [("ann", 3.0), ("bo", 2.0), ("dee", 2.5), ("eve", 2.2)];
    for count in 1..=near.len() {
        let decision = decided(&scores(&near[..count]), &any_confidence());
        assert_eq!(decision.session(&INDEX).map(|all| all.len()), (count >= SESSION_SIZE).then_some(count));
    }
    let decision = decided(&scores(&near), &any_confidence());
    assert_eq!(decision.session(&INDEX).unwrap(), ["ann", "dee", "eve", "bo"]);
    let lead: Vec<_> = near.into_iter().chain([("direct", 4.0)]).collect();
    assert_eq!(decided(&scores(&lead), &any_confidence()).session(&INDEX), None, "the lead answers by itself");
    let mut without = INDEX.clone();
    without.meta.session = None;
    assert_eq!(decision.session(&without), None);
}

#[test]
fn a_flow_answers_only_requests_with_the_words_it_requires() {
    let agent = |name: &str| format!("---\nname: {name}\ndescription: Does {name}.\n---\n");
    let lead = "---\nname: crew\nflows:\n  - {name: sale, keywords: [shop], requires: [money], steps: [bo]}\n  - {name: walk, keywords: [shop], requires: [dogs], steps: [cy]}\n---\n";
    let texts =
        [("ann.md", agent("ann")), ("bo.md", agent("bo")), ("cy.md", agent("cy")), ("team.md", lead.to_owned())];
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let index = Files::from_texts("crew", &files).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    for (request, expected) in [("a shop", None), ("money for a shop", Some("sale")), ("dogs in a shop", Some("walk"))]
    {
        assert_eq!(decide(&scorer.score(request), &any_confidence()).flow.as_deref(), expected, "{request}");
    }
}
