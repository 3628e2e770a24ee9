//! Interprets descriptions as people write them: prose, dialogues and quoted phrases, which become examples, and
//! clauses about what an agent is not for.

mod clauses;
mod cues;
mod cues_elsewhere;
mod dialogue;
mod elsewhere;
mod exclusion;
mod itself;
mod limits;
mod names;
mod quotes;

pub use clauses::for_and_not_for;
pub(super) use dialogue::dialogue;
pub use exclusion::is_of_exclusion;
pub use itself::without_itself;
pub use names::AgentNames;
pub(super) use quotes::{quotations, quoted_phrases};
