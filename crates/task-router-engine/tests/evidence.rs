//! Evidence has its origin (description or body, with the line of the file), and exclusions count against.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use task_router_engine::{Detail, EvidenceKind, Explanation, Files, Options, Scorer, Status, decide};

const FILES: [(&str, &str); 2] = [
    (
        "db.md",
        "---\nname: db\ndescription: Looks after tables.\nkeywords: [postgres]\n---\nYou are careful.\n\nYou know vacuuming.\n",
    ),
    ("ui.md", "---\nname: ui\ndescription: Builds pages.\nkeywords: [css]\n---\nYou are quick.\n"),
];

/// Kind, text, sign and line of each part of an agent's score, without related evidence.
fn parts(request: &str, agent: &str) -> Vec<(EvidenceKind, String, bool, Option<u32>)> {
    parts_of(&FILES, request, agent)
}

fn parts_of(files: &[(&str, &str)], request: &str, agent: &str) -> Vec<(EvidenceKind, String, bool, Option<u32>)> {
    let index = Files::from_texts("team", files).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    let mut scored = scorer.score(request);
    let decision = decide(&scored, &Options::default());
    let explanation = Explanation::of(&mut scored, &decision, Detail::All);
    let candidate = explanation.candidates.iter().find(|candidate| index.class(candidate.answer).name == agent);
    let parts = candidate.into_iter().flat_map(|candidate| &candidate.parts);
    let parts = parts.filter(|part| part.kind != EvidenceKind::Related);
    parts.map(|part| (part.kind, part.text.to_string(), part.score > 0.0, part.line)).collect()
}

/// Contribution of the keyword `postgres` for its agent.
fn keyword(request: &str) -> f64 {
    let index = Files::from_texts("team", &FILES).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    let db = index.agent("db").unwrap();
    let parts = scorer.score(request).parts(db);
    parts.iter().filter(|part| part.kind == EvidenceKind::Keyword).map(|part| part.score).sum()
}

#[test]
fn evidence_of_names_descriptions_and_bodies_has_its_line() {
    assert!(parts("db", "db").contains(&(EvidenceKind::Name, "db".to_owned(), true, Some(2))));
    let found = parts("vacuuming the tables", "db");
    assert!(found.contains(&(EvidenceKind::Body, "vacuuming".to_owned(), true, Some(8))), "{found:?}");
    assert!(found.contains(&(EvidenceKind::Description, "tables".to_owned(), true, Some(3))), "{found:?}");
}

/// A further kind needs nothing but its row in the table of kinds and its key in the table of keys.
#[test]
fn every_kind_that_authors_write_is_read_placed_and_explained() {
    for kind in EvidenceKind::written() {
        let item = format!("{}: [zebra crossing]", kind.key());
        let zoo = format!("---\nname: zoo\ndescription: Feeds giraffes.\n{item}\n---\nYou feed.\n");
        let lead = format!(
            "---\nname: team\nreports_to: boss\npeers: [{{name: park, {item}}}]\nflows: [{{name: walk, steps: [zoo], \
             {item}}}]\nescalate: [{{when: it bites, {item}}}]\napproval: [{{what: it eats, {item}}}]\n\
             urgency: {{high: {{{item}}}}}\nsession: {{command: meet, {item}}}\n---\n"
        );
        let files = [("team.md", lead.as_str()), ("zoo.md", &zoo), ("ui.md", FILES[1].1)];
        let files = Files::from_texts("team", &files);
        let team = files.teams_chosen(None).unwrap().remove(0);
        let unknown: Vec<_> = team.diagnostics.iter().filter(|found| found.message.contains("not known")).collect();
        assert!(unknown.is_empty(), "{kind:?}: {unknown:?}");
        let (policy, zoo) = (&team.policy, team.agent("zoo").unwrap());
        let rules = policy.escalate.iter().chain(&policy.approval).map(|rule| &rule.evidence);
        let levels = policy.urgency.iter().map(|(_, evidence)| evidence);
        let others = [&zoo.evidence, &policy.peers[0].evidence, &policy.flows[0].evidence, &policy.asks_for_session];
        let all: Vec<_> = rules.chain(levels).chain(others).collect();
        assert_eq!(all.len(), 7);
        for evidence in all {
            assert!(evidence.texts(kind).eq(["zebra crossing"]), "{kind:?}: {evidence:?}");
            assert_eq!(evidence.is_empty(), kind.is_against(), "{kind:?}");
        }
        assert_eq!(zoo.place_of(kind.key(), "zebra crossing").1, 4, "{kind:?}");
        let index = files.index(None).unwrap();
        let parts = Scorer::new(&index).score("zebra crossing").parts(index.agent("zoo").unwrap());
        let found = parts.iter().find(|part| part.kind == kind).unwrap_or_else(|| panic!("{kind:?}: {parts:?}"));
        assert_eq!(found.score < 0.0, kind.is_against(), "{kind:?}");
    }
}

/// Line of the evidence of this kind for `agent`, which a file defines; another agent stands beside it.
fn line_of(file: (&str, &str), agent: &str, request: &str, kind: EvidenceKind) -> Option<u32> {
    let beside = ("other.md", "---\nname: other\ndescription: Bakes cakes.\n---\nYou bake.\n");
    let found = parts_of(&[file, beside], request, agent);
    let part = found.iter().find(|part| part.0 == kind);
    part.unwrap_or_else(|| panic!("{kind:?} in {file:?}: {found:?}")).3
}

#[test]
fn lines_do_not_depend_on_how_a_file_is_written() {
    let plain = "---\nname: lion\ndescription: Feeds animals.\n---\nIntro.\n\nThe zebra paddock.\n";
    let crlf = plain.replace('\n', "\r\n");
    let indented: String = plain.lines().map(|line| format!("  {line}\n")).collect();
    let toml = "name = \"lion\"\ndescription = \"Feeds animals.\"\ndeveloper_instructions = \"\"\"\n\nIntro.\n\nThe zebra paddock.\n\"\"\"\n";
    let yaml = "---\nname: lion\ndescription: Feeds animals.\nprompt: |\n  Intro.\n\n  The zebra paddock.\n---\n";
    for file in [("lion.md", plain), ("lion.md", &crlf), ("lion.md", &indented), (".codex/agents/lion.toml", toml)] {
        assert_eq!(line_of(file, "lion", "zebra", EvidenceKind::Body), Some(7), "{file:?}");
    }
    assert_eq!(line_of(("lion.md", yaml), "lion", "zebra", EvidenceKind::Body), Some(7));
}

#[test]
fn a_key_in_a_body_is_no_key() {
    let named = "---\nname: giraffe\ndescription: Feeds animals.\n---\nIntro.\n\nName: who\n";
    for (text, line) in [
        ("---\nname: lion\nwhen_to_use: for the zebra\n---\n", Some(3)),
        ("---\nname: lion\ndescription: roars\nwhen_to_use: for the zebra\n---\n", None),
    ] {
        assert_eq!(line_of(("lion.md", text), "lion", "zebra", EvidenceKind::Description), line, "{text}");
    }
    let skill = ("lion/SKILL.md", "# Lion\n\nHunts the zebra.\n");
    assert_eq!(line_of(skill, "lion", "zebra", EvidenceKind::Description), Some(3));
    assert_eq!(line_of(("giraffe.md", named), "giraffe", "giraffe", EvidenceKind::Name), Some(2));
    for body in ["filename: x.txt", "name: who", "name: who\n---\ndescription: What it does"] {
        let unnamed = format!("---\ndescription: Feeds animals.\n---\nIntro.\n\n{body}\n");
        assert_eq!(line_of(("giraffe.md", &unnamed), "giraffe", "giraffe", EvidenceKind::Name), None, "{body}");
    }
}

#[test]
fn exclusions_are_negative_evidence() {
    let found = parts("fix the css without touching postgres", "db");
    assert_eq!(found, [(EvidenceKind::NotFor, "postgres".to_owned(), false, None)]);
    let found = parts("fix the css without touching postgres", "ui");
    assert_eq!(found, [(EvidenceKind::Keyword, "css".to_owned(), true, None)]);
}

#[test]
fn pasted_text_counts_less() {
    let pasted = keyword("fix the css\n```\npostgres\npostgres\n```\n");
    assert!(pasted > 0.0 && pasted < 0.5 * keyword("it fixed the postgres"), "{pasted}");
    // If nothing else is specific, it is the request.
    assert_eq!(keyword("what is that?\n```\npostgres\n```\n"), keyword("it fixed the postgres"));
}

#[test]
fn related_evidence_alone_is_below_even_confidence() {
    let files = [
        ("ledger.md", "---\nname: zzledger\ndescription: Ledgers and taxes.\n---\nYou do it.\n"),
        ("kitchen.md", "---\nname: zzkitchen\ndescription: Meals.\n---\nYou do it.\n"),
    ];
    let index = Files::from_texts("team", &files).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    let best = |scorer: &mut Scorer, request: &str| {
        let decision = decide(&scorer.score(request), &Options::default());
        let best = decision.candidates.first().unwrap();
        (index.class(best.answer).name.clone(), best.score, decision.status, decision.confidence)
    };
    for request in ["the income", "accounting", "our accounting of the income and the revenue"] {
        let (agent, score, status, confidence) = best(&mut scorer, request);
        assert_eq!((agent.as_str(), status), ("zzledger", Status::Unclear), "{request}");
        assert!(score > 0.0 && confidence < 0.5, "{request} {score} {confidence}");
    }
    let (agent, _, status, confidence) = best(&mut scorer, "the taxes");
    assert_eq!((agent.as_str(), status), ("zzledger", Status::Routed));
    assert!(confidence >= 0.5);
}

#[test]
fn a_request_equal_to_an_example_of_a_described_team_goes_to_its_owner() {
    let files = [
        (
            "a.md",
            "---\nname: closer\ndescription: \"Ends the day. Use when the user says 'lock up', 'call it a day' or '/bye'.\"\n---\n",
        ),
        ("b.md", "---\nname: smith\ndescription: Makes locks.\n---\n"),
        ("c.md", "---\nname: caller\ndescription: Makes calls all day.\n---\n"),
    ];
    let index = Files::from_texts("team", &files).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    for request in ["lock up", "Call it a day!", "/bye"] {
        let decision = decide(&scorer.score(request), &Options::default());
        let name = decision.agent.map(|agent| index.class(agent).name.as_str());
        assert_eq!((name, decision.status), (Some("closer"), Status::Routed), "{request}");
        let parts = scorer.score(request).parts(decision.agent.unwrap());
        assert_eq!(parts.iter().map(|part| part.kind).collect::<Vec<_>>(), [EvidenceKind::Example], "{request}");
    }
}

/// Numbers that are summed over the classes are rounded in the same way, whatever the order of the files.
#[test]
fn the_order_of_the_files_changes_no_digit_of_a_score() {
    let subjects = [
        "tables", "pages", "trains", "bread", "water", "doors", "songs", "hedges", "invoices", "flights", "maps",
        "toner", "podcasts",
    ];
    let more = ["old", "wooden", "green", "round", "cheap", "heavy", "quiet", "broken", "foreign", "narrow", "warm"];
    let agent = |(number, subject): (usize, &str)| {
        // Lengths whose shares of the mean are rounded.
        let more = more[..number * number % 11].join(" ");
        let examples = format!("examples:\n  - mend the {subject} soon\n  - sell some {more} {subject}\n");
        format!("---\nname: a{number}\ndescription: Looks after {more} {subject}.\n{examples}---\n{more} things.\n")
    };
    let texts: Vec<String> = subjects.into_iter().enumerate().map(agent).collect();
    let scores = |first: usize| {
        let order = (0..texts.len()).map(|at| (first + at * 3) % texts.len());
        let named: Vec<(String, &str)> = order.zip(0..).map(|(i, at)| (format!("{at}.md"), &*texts[i])).collect();
        let files: Vec<(&str, &str)> = named.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        let index = Files::from_texts("team", &files).index(None).unwrap();
        let requests = subjects.iter().chain(&more).map(|subject| {
            let decision = decide(&Scorer::new(&index).score(&format!("paint the {subject}")), &Options::default());
            let candidates = decision.candidates.iter();
            let mut scores: Vec<(String, u64)> =
                candidates.map(|c| (index.class(c.answer).name.clone(), c.score.to_bits())).collect();
            scores.sort();
            (decision.confidence.to_bits(), scores)
        });
        requests.collect::<Vec<_>>()
    };
    let first = scores(0);
    assert!((1..texts.len()).all(|other| scores(other) == first));
}
