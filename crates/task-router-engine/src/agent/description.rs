//! Descriptions as people write them: prose, dialogues that are examples, phrases that users say, and clauses on what an
//! agent is not for.

mod clauses;
mod dialogue;
mod quotes;

pub use clauses::{AgentNames, for_and_not_for};
pub(super) use dialogue::dialogue;
pub(super) use quotes::quoted_phrases;
