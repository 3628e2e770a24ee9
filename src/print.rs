//! Answers as text. Printers take a writer; only verbs know where it leads.

pub mod answer;
pub mod github;
pub mod json;
pub mod junit;
pub mod plan;
pub mod plan_run;
pub mod run;
pub mod sarif;
pub mod table;
