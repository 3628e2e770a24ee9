//! Answers as text. Printers take a writer; only verbs know where it leads.

pub mod answer;
pub mod codes;
pub mod diff;
pub mod explain;
pub mod github;
pub mod gitlab;
pub mod hierarchy;
pub mod json;
pub mod junit;
pub mod page;
pub mod plan;
pub mod plan_run;
pub mod rdjson;
pub mod run;
pub mod sarif;
pub mod summary;
pub mod stats;
pub mod table;

/// A number of things: `1 fixture`, `2 fixtures`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
