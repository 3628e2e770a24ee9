//! Listing only some of many candidates does not change the decision.

use super::super::candidates::{MANY, cut_off_score};
use super::*;

#[test]
fn listing_fewer_candidates_changes_nothing_else() {
    let texts: Vec<(String, String)> = (0..3 * MANY)
        .map(|i| (format!("a{i:02}.md"), format!("---\nname: a{i:02}\ndescription: d\npriority: {}\n---\n", i % 3)))
        .collect();
    // Any number of flows that start with the same agent are one candidate.
    let flows: String = (0..MANY).map(|i| format!("  - {{name: f{i}, keywords: [x{i}], steps: [a00]}}\n")).collect();
    let lead = format!("---\nname: many\nflows:\n{flows}---\n");
    let mut files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("team.md", &lead));
    let index = Files::from_texts("many", &files).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    for (step, first, flows) in
        [(0.01, 3.0, 0), (0.1, 3.0, 0), (CLOSE_CALL, 9.0, 0), (0.0, 1.0, 0), (0.1, 3.0, MANY), (CLOSE_CALL, 9.0, MANY)]
    {
        let score = |i: usize| first - step * ((i * 7) % (3 * MANY)) as f64;
        let own = (0..3 * MANY).map(|i| (ClassId::new(i), score(i)));
        let of_flows = index.classes().filter(|(_, class)| matches!(class.kind, ClassKind::Flow(_))).take(flows);
        let classes: Vec<_> = own.chain(of_flows.map(|(class, _)| (class, first + 1.0))).collect();
        // In a stated request the priority of a candidate far behind counts; one that may not answer is not listed.
        let few: Vec<String> = (0..MANY).map(|i| format!("a{:02}", i * 3)).collect();
        for (is_stated, exclude) in [(false, &[][..]), (true, &[]), (false, &few)] {
            let scores = Scores { classes: Vec::clone(&classes), is_stated, ..Scores::default() };
            let options = |most| Options { most, exclude: exclude.to_vec(), ..any_confidence() };
            let scored = scorer.with_scores("", scores);
            let all = decide(&scored, &options(0));
            assert_eq!(all.candidates.len(), 3 * MANY - exclude.len());
            for most in [1, 2, MAX_SUPPORT + 2, MANY] {
                let some = decide(&scored, &options(most));
                assert!(some.candidates.len() >= most, "{most} of {}", some.candidates.len());
                assert_eq!(some.candidates, all.candidates[..some.candidates.len()]);
                assert_eq!(Decision { candidates: all.candidates.clone(), ..some }, all, "{step} {flows} {most}");
            }
        }
    }
}

#[test]
fn cut_off_scores() {
    let least = |scores: &[f64], most| cut_off_score(scores.iter().copied(), most);
    assert_eq!(least(&[5.0, 4.0], 1), f64::NEG_INFINITY, "fewer than matter");
    let scores = [1.0, 5.0, 3.0, 2.0, 4.0, 0.0];
    assert_eq!(least(&scores, 1), 2.0, "one that answers and {MAX_SUPPORT} more");
    assert_eq!(least(&scores, 5), 1.0);
    assert_eq!(least(&[3.0; 9], 1), 3.0 - CLOSE_CALL, "all that are in a close call");
}

#[test]
fn short_lists_are_not_cut() {
    let texts: Vec<(String, String)> = (0..=MANY)
        .map(|i| (format!("a{i:02}.md"), format!("---\nname: a{i:02}\ndescription: d{i:02}\n---\n")))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let index = Files::from_texts("many", &files).index(None).unwrap();
    for (count, most, is_stated, listed) in [
        (MANY, 1, false, MANY),
        (MANY + 1, 1, false, MAX_SUPPORT + 1),
        (MANY + 1, MAX_SUPPORT + 3, false, MAX_SUPPORT + 3),
        (MANY + 1, MANY + 5, false, MANY + 1),
        (MANY + 1, 0, false, MANY + 1),
        (MANY + 1, 1, true, MANY + 1),
    ] {
        let classes = (0..count).map(|i| (ClassId::new(i), 30.0 - i as f64)).collect();
        let scores = Scores { classes, is_stated, ..Scores::default() };
        let decision = decide(&Scorer::new(&index).with_scores("", scores), &Options { most, ..any_confidence() });
        assert_eq!(decision.candidates.len(), listed, "{count} {most} {is_stated}");
    }
}

#[test]
fn agents_that_answer_whatever_the_scores_are_listed() {
    let texts: Vec<(String, String)> = (0..3 * MANY)
        .map(|i| (format!("a{i:02}.md"), format!("---\nname: a{i:02}\ndescription: d{i:02}\n---\n")))
        .collect();
    let lead = "---\nname: many\nfallback: a40\nflows:\n  - {name: f, keywords: [x], steps: [a41]}\n---\n";
    let mut files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    files.push(("team.md", lead));
    let index = Files::from_texts("many", &files).index(None).unwrap();
    let class = |name: &str| index.classes().find(|(_, class)| class.name == name).unwrap().0;
    // The flow is better than its agent alone, and both are far behind.
    let own = (0..3 * MANY).map(|i| (ClassId::new(i), 100.0 - i as f64));
    let scores = |named: &[&str]| Scores {
        classes: own.clone().chain([(class("f"), 70.0)]).collect(),
        named: named.iter().map(|name| class(name)).collect(),
        ..Scores::default()
    };
    let best: Vec<&str> = vec!["a00", "a01", "a02", "a03"];
    for (agent, named, last) in
        [(None, &[][..], &["a40"][..]), (Some("a41"), &[], &["f", "a40"]), (None, &["a42"], &["a40", "a42"])]
    {
        let options = Options { most: 1, agent: agent.map(str::to_owned), ..any_confidence() };
        let decision = decide(&Scorer::new(&index).with_scores("", scores(named)), &options);
        let listed: Vec<&str> = decision.candidates.iter().map(|c| index.class(c.class).name.as_str()).collect();
        assert_eq!(listed, [&best[..], last].concat(), "{agent:?} {named:?}");
    }
}
