//! The reason of a decision, decisions for single steps, and joint sessions.

use super::*;

#[test]
fn texts_of_all_reasons() {
    let sure = Options { min_confidence: 1.0, ..Options::default() };
    let percent = |of: &[(&str, f64)]| (decided(&scores(of), &sure).confidence * 100.0).round();
    let little = [("ann", 0.5), ("bo", 0.1)];
    for (of, options, expected) in [
        (&[][..], Options::default(), "no word of the request is evidence for anybody; zoe is the fallback".to_owned()),
        (&[("ann", 0.0)], Options::default(), "the evidence speaks for nobody; zoe is the fallback".to_owned()),
        (&[("ann", -1.0)], Options::default(), "the evidence speaks for nobody; zoe is the fallback".to_owned()),
        (
            &little,
            sure.clone(),
            format!("too little to tell: ann is only {:.0} % likely; zoe is the fallback", percent(&little)),
        ),
        // A bound above even explains itself.
        (
            &[("ann", 9.0)],
            sure.clone(),
            format!(
                "too little to tell: ann is only {:.0} % likely, and 100 % is asked for; zoe is the fallback",
                percent(&[("ann", 9.0)])
            ),
        ),
        (
            &[("ann", 2.0), ("dee", 2.0)],
            any_confidence(),
            "ann and dee have the same evidence, and no priority settles it; zoe is the fallback".to_owned(),
        ),
        (&[("ann", 2.0)], any_confidence(), "ann is the only one with evidence: 2.0".to_owned()),
        (&[("repair", 2.0)], any_confidence(), "bo by the flow repair is the only one with evidence: 2.0".to_owned()),
        (
            &[("ann", 2.0), ("dee", 1.0)],
            any_confidence(),
            "ann has the strongest evidence: 2.0 against 1.0 for dee".to_owned(),
        ),
        (
            &[("ann", 2.0), ("dee", 1.95)],
            any_confidence(),
            "ann has the strongest evidence: 2.000 against 1.950 for dee".to_owned(),
        ),
        // A difference visible in one digit.
        (
            &[("ann", 2.25), ("dee", 2.125)],
            any_confidence(),
            "ann has the strongest evidence: 2.2 against 2.1 for dee".to_owned(),
        ),
    ] {
        assert_eq!(decided(&scores(of), &options).reason(&INDEX), expected, "{of:?}");
    }
    let nobody = Options { exclude: vec!["zoe".to_owned()], ..Options::default() };
    assert_eq!(decided(&scores(&[]), &nobody).reason(&INDEX), "no word of the request is evidence for anybody");
    let direct = decided(&scores(&[("direct", 2.0)]), &any_confidence());
    assert_eq!(direct.reason(&INDEX), "direct is the only one with evidence: 2.0");
}

#[test]
fn the_default_minimum_confidence_is_even() {
    assert_eq!(Options::bounded(None).min_confidence, EVEN);
    assert_eq!(Options::bounded(Some(0.25)).min_confidence, 0.25);
    assert!(Options::bounded(None).only.is_empty() && Options::bounded(None).agent.is_none());
    // A confidence equal to the bound is accepted.
    let of = scores(&[("ann", 2.0), ("dee", 1.0)]);
    let confidence = decided(&of, &any_confidence()).confidence;
    assert!(confidence > 0.0 && confidence < 1.0);
    for (least, status) in [(confidence, Status::Routed), (confidence + 1e-9, Status::Unclear)] {
        assert_eq!(decided(&of, &Options::bounded(Some(least))).status, status);
    }
}

#[test]
fn decisions_for_single_steps() {
    let decision = decided(&scores(&[("repair", 3.0), ("ann", 2.0)]), &any_confidence());
    let step = |agent: Option<&str>, peer: Option<&str>| {
        let step = decision.for_step(agent.map(class), peer.map(str::to_owned));
        assert_eq!((&step.flow, &step.candidates), (&decision.flow, &decision.candidates));
        (step.status, step.agent.map(name), step.handoff)
    };
    assert_eq!(step(Some("cy"), None), (Status::Routed, Some("cy"), None));
    assert_eq!(step(None, None), (Status::Direct, None, None));
    assert_eq!(step(None, Some("outside")), (Status::Direct, None, Some("outside".to_owned())));
    let unclear = decided(&scores(&[]), &any_confidence());
    assert_eq!(unclear.for_step(Some(class("cy")), None).status, Status::Unclear);
}

#[test]
fn sessions_are_asked_for_or_follow_from_named_domains() {
    let agent = |name: &str| (format!("{name}.md"), format!("---\nname: {name}\ndescription: Does {name}.\n---\n"));
    let lead = "---\nname: crew\nurgency: {high: [soon]}\nsession: {command: /meet, keywords: [meeting]}\ndomains:\n  - {agent: bo, keywords: [boiler]}\n  - {agent: cy, keywords: [cellar]}\n  - {agent: dee, keywords: [door]}\n---\n";
    let mut files: Vec<(String, String)> = ["ann", "bo", "cy", "dee"].map(agent).to_vec();
    files.push(("team.md".to_owned(), lead.to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let index = Files::from_texts("crew", &files).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    for (request, expected) in [
        ("ann things", None),
        ("ann things at the boiler", None),
        ("ann things at the boiler in the cellar", Some(&["ann", "bo", "cy"][..])),
        ("ann things at the door in the cellar by the boiler", Some(&["ann", "bo", "cy", "dee"])),
        ("a meeting", Some(&[])),
        ("a meeting on ann things", Some(&["ann"])),
        ("bo things at the boiler in the cellar", None),
        ("zeppelins by the door, the boiler, the cellar", Some(&["bo", "cy", "dee"])),
    ] {
        let decision = decide(&scorer.score(request), &Options::default());
        assert_eq!(decision.asks_for_session(&index), request.contains("meeting"), "{request}");
        let session = decision.session(&index);
        assert_eq!(
            session.as_deref(),
            expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).as_deref(),
            "{request}: {decision:?}"
        );
    }
}
