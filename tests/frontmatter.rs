//! Properties of the frontmatter reader: no text makes it panic, and it reads back what strict YAML writes.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use serde_yaml::Value;
use task_router_engine::Evidence;
use task_router_engine::agent::frontmatter::read;
use task_router_engine::agent::scalar;

/// Text that resembles frontmatter more often than random text.
fn nearly_frontmatter() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "---\n", "----", "\n", "\r\n", "\u{feff}", "  ", "\t", "name:", "description: ", "keywords: ", "triggers:",
            "user: ", "- ", "[", "]", "{", "}", "\"", "'", ", ", ": ", "|\n", ">-\n", "&a ", "*a", "!tag ", "# ", "\\n",
            "<example>", "</example>", "\0", "\u{1b}", "é", "日本",
        ])
        .prop_map(str::to_owned),
        1 => "[a-z]{1,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in nearly_frontmatter(), fenced: bool) {
        let text = if fenced { format!("---\n{text}\n---\nBody") } else { text };
        let document = read("a.md", &text);
        if let Some(keys) = &document.keys {
            Evidence::read(keys);
        }
        let lines = text.lines().count().max(1);
        prop_assert!(document.warnings.iter().all(|warning| (1..=lines + 1).contains(&warning.line)));
    }

    #[test]
    fn what_strict_yaml_writes_is_read_back(name in "\\PC{0,30}", description in "[\\PC\n]{0,60}", body in "\\PC{0,30}") {
        let keys = [("name", &name), ("description", &description)];
        let yaml = serde_yaml::to_string(&std::collections::BTreeMap::from(keys)).unwrap();
        let document = read("a.md", &format!("---\n{yaml}---\n{body}"));
        prop_assert!(document.warnings.is_empty(), "{:?}", document.warnings);
        let read_keys = document.keys.unwrap_or_default();
        for (key, text) in keys {
            let value: Option<&Value> = read_keys.get(key);
            let read_text = scalar(value);
            prop_assert_eq!(read_text.as_ref(), Some(text));
        }
        prop_assert_eq!(document.body, body);
    }
}
