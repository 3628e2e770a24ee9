//! Checks teams against fixtures: which answers are as expected, which definitions are wrong, and how to fix them.
//!
//! Each module uses only modules above it.

mod responder;
mod tally;
pub mod fixtures;
mod holders;
mod suite;
mod lint;
mod phrases;
mod failure;
pub mod coverage;
mod run;
mod finding;
pub mod settings;
pub mod report;
pub mod edit;
pub mod suggest;
pub mod diff;

pub use failure::{ExpectedKey, FixtureFailure, Mismatch, beginning, is_right, mismatches};
pub use finding::Finding;
pub use responder::Responder;
pub use run::{CheckEvent, CheckedFixture, run};
pub use suite::{CompiledTeam, Suite};
pub use tally::Tally;
