//! The time of a check, and of an explanation, grows with its input, not with the square of it.

use crate::proportion;
use crate::shop::{Shop, text};

/// Checks that the time of a check grows no faster than the number of things that `make` makes.
fn grows_in_proportion(what: &str, few: usize, make: impl Fn(&Shop, usize)) {
    proportion::grows_in_proportion(what, &["check", "-f", "json"], few, |many| {
        let shop = Shop::new();
        make(&shop, many);
        shop
    });
}

fn agent(name: &str, keys: &str) -> String {
    format!("---\nname: {name}\ndescription: Serves the {name} desk.\n{keys}---\nServe. {{user_task}}\n")
}

#[test]
fn what_many_agents_share_is_asked_about_once() {
    for keys in ["keywords: [database, billing]\n", "examples: [fix the database now, why is billing slow]\n"] {
        grows_in_proportion(keys, 100, |shop, many| {
            (0..many).for_each(|i| shop.write(&format!("agents/a{i}.md"), &agent(&format!("a{i}"), keys)));
        });
    }
}

#[test]
fn failing_fixtures_read_the_texts_of_agents_once() {
    let rare = |i: usize| format!("{}{}", ["zor", "plim", "quas", "wemb"][i % 4], i);
    grows_in_proportion("failing fixtures", 100, |shop, many| {
        for i in 0..many {
            let examples: String =
                (0..8).map(|k| format!("  - polish the {} for shelf {k}\n", rare(i * 8 + k))).collect();
            shop.write(&format!("agents/a{i}.md"), &agent(&format!("a{i}"), &format!("keywords:\n{examples}")));
        }
        let fixture = |i: usize| format!("- {{request: wrap the {}x carefully, agent: a{i}}}\n", rare(i));
        shop.write("tests/routing/more.yaml", &(0..many).map(fixture).collect::<String>());
    });
}

#[test]
fn agents_that_fixtures_name_are_found_at_once() {
    grows_in_proportion("names", 100, |shop, many| {
        (0..many).for_each(|i| shop.write(&format!("agents/a{i}.md"), &agent(&format!("a{i}"), "")));
        let fixture = |i: usize| {
            format!("- {{request: wrap it, agent: a{i}, not: a{}, support: [a{i}, a{}]}}\n", (i + 1) % many, i / 2)
        };
        shop.write("tests/routing/more.yaml", &(0..many).map(fixture).collect::<String>());
    });
}

#[test]
fn words_of_a_long_request_are_explained_at_once() {
    proportion::grows_in_proportion("explain", &["explain", "-"], 500, |many| {
        let shop = Shop::new();
        let words: String = (0..many).map(|i| format!("quas{i} ")).collect();
        for name in ["x", "y"] {
            shop.write(&format!("agents/{name}.md"), &format!("{}{words}", agent(name, "")));
        }
        shop.write(proportion::INPUT, &words);
        shop
    });
}

/// Words that occur in all examples, in an order that one of them has.
fn common_words(number: usize) -> String {
    const WORDS: [&str; 8] = ["fix", "the", "api", "of", "a", "team", "when", "slow"];
    let digits = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..20).map(|k| WORDS[(digits >> (3 * k)) as usize % WORDS.len()]).collect::<Vec<_>>().join(" ")
}

#[test]
fn lines_of_long_examples_and_in_files_of_one_line_are_found_at_once() {
    grows_in_proportion("examples", 500, |shop, many| {
        let examples: String = (0..many).map(|i| format!("  - {}\n", common_words(i))).collect();
        shop.write("agents/x.md", &agent("x", &format!("examples:\n{examples}")));
    });
    // In one line, and with one line before it.
    for start in ["{", "{\n"] {
        grows_in_proportion(start, 200, |shop, many| {
            let skill = |i: usize| {
                format!(
                    r#"{{"id":"k{i}","name":"k{i}","description":"{}","tags":["t{i}"],"examples":["{} k{i}"]}}"#,
                    common_words(i * 7),
                    common_words(i)
                )
            };
            let skills: Vec<String> = (0..many).map(skill).collect();
            let card = format!(r#"{start}"name":"x","skills":[{}]}}"#, skills.join(","));
            shop.write(".well-known/agent-card.json", &card);
        });
    }
}

#[test]
fn missing_documents_are_compared_with_others_up_to_a_bound() {
    let shop = Shop::new();
    let suggested = |many: usize| {
        for i in 0..many {
            shop.write(&format!("agents/a{i}.md"), &agent(&format!("a{i}"), &format!("knowledge: notes/k{i}.md\n")));
            shop.write(&format!("knowledgebase/note/k{i}.md"), "# x\n");
        }
        let report = text(&shop.route(&["check", "-f", "json"]));
        (report.matches("missing-knowledge").count(), report.matches("did you mean `note/k").count())
    };
    assert_eq!(suggested(50), (50, 50));
    let (missing, compared) = suggested(1_200);
    assert_eq!(missing, 1_200);
    // A million comparisons with 1,201 documents.
    assert_eq!(compared, 832);
}
