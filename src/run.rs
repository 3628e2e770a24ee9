//! What is known of a run: what a command is given, and, where a plan is carried out, the plan, its journal and its state.

mod assignment;
pub mod journal;
mod progress;
pub mod spec;

pub use assignment::Assignment;
pub use journal::JournalEvent;
pub use progress::{RunProgress, TaskState};
pub use spec::{Spec, is_second};
