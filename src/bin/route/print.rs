//! Answers as text. Printers take a writer; only verbs know where it leads.

pub mod answer;
pub mod plan;
