//! `task_router_engine` routes a request to the specialist that should handle it. Specialists are defined in markdown
//! files; routing is deterministic, needs no network, and reports which words of the request were decisive.
//!
//! Data flows in one direction, from the types of a stage to those of the next:
//!
//! | stage | from | to |
//! |---|---|---|
//! | load | a [`Root`] for each folder, [`Files`] | a [`Team`] of [`Agent`]s with its [`Diagnostic`]s |
//! | compile | a [`Team`] | an [`Index`] of [`Class`]es |
//! | read, score | a request, by a [`Scorer`] | a [`ScoredRequest`] |
//! | decide | a [`ScoredRequest`], [`Options`] | a [`Decision`] with a [`Status`] and [`Candidate`]s |
//! | explain | a [`ScoredRequest`], its [`Decision`] | an [`Explanation`]: [`ScorePart`]s by [`EvidenceKind`] |
//! | render | a [`Decision`], an [`Explanation`] | an [`Answer`], with its prompt and knowledge document |
//! | report | an [`Answer`] | a line of JSON, by a [`DecisionWriter`] |
//! | plan | a [`Team`], its [`Index`], a request | a [`Plan`] of [`Task`]s in waves |
//!
//! ```
//! use task_router_engine::{Answer, DecisionField, DecisionWriter, Detail, Explanation, Files, Options, Scorer, decide};
//!
//! let files = Files::from_texts("team", &[
//!     ("auth.md", "---\nname: auth\ndescription: Login and JWT security.\nkeywords: [jwt]\n---\nTASK: {user_task}"),
//!     ("css.md", "---\nname: css\ndescription: Stylesheets and layout.\nkeywords: [css]\n---\n"),
//! ]);
//! let index = files.index(None)?;
//! let mut scorer = Scorer::new(&index);
//! let request = "fix JWT expiry";
//! let mut scored = scorer.score(request);
//! let decision = decide(&scored, &Options::default());
//! let explanation = Explanation::of(&mut scored, &decision, Detail::Candidates(3));
//! assert_eq!(explanation.matched(), ["jwt"]);
//! let answer = Answer::new(request, &decision, &explanation, &index);
//! assert_eq!(answer.agent(), Some("auth"));
//! assert_eq!(answer.prompt().as_deref(), Some("TASK: fix JWT expiry"));
//! let mut line = Vec::new();
//! let fields = [DecisionField::Agent, DecisionField::Status, DecisionField::Matched];
//! DecisionWriter { fields: &fields, top: 0 }.decision(&mut line, &answer, None);
//! assert_eq!(line, b"{\"agent\":\"auth\",\"status\":\"routed\",\"matched\":[\"jwt\"]}\n");
//! # Ok::<(), task_router_engine::LoadError>(())
//! ```
//!
//! The names on this page are the crate's interface. Its modules are visible, but not documented here, since the other
//! packages of the workspace use more of them, which may change in any release. Each uses only modules above it; `load`
//! stands below `compile`, since it also gives the index of a team.

#[cfg(test)]
mod growth;
mod set_bits;
#[doc(hidden)]
pub mod threads;
#[doc(hidden)]
pub mod escape;
#[doc(hidden)]
pub mod files;
#[doc(hidden)]
pub mod did_you_mean;
#[doc(hidden)]
pub mod diagnostic;
#[doc(hidden)]
pub mod pattern;
#[doc(hidden)]
pub mod value_type;
#[doc(hidden)]
pub mod text;
mod speakers;
mod request;
#[doc(hidden)]
pub mod word_table;
#[doc(hidden)]
pub mod template;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod agent;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod team;
mod model;
#[doc(hidden)]
pub mod index;
mod compile;
#[doc(hidden)]
pub mod load;
#[doc(hidden)]
pub mod score;
#[doc(hidden)]
pub mod decide;
#[doc(hidden)]
pub mod explanation;
#[doc(hidden)]
pub mod render;
#[doc(hidden)]
pub mod json;
#[doc(hidden)]
pub mod plan;

pub use agent::dialect::AgentKind;
pub use agent::{Agent, Evidence, Keyword};
pub use decide::{Candidate, Decision, Options, Status, decide};
pub use diagnostic::{Diagnostic, Severity};
pub use explanation::{CandidateEvidence, Detail, Explanation};
pub use index::{Class, ClassId, ClassKind, Index};
pub use json::{DecisionField, DecisionWriter};
pub use load::{Files, LoadError};
pub use plan::{Plan, PlanError, Task, plan};
pub use render::Answer;
pub use score::{EvidenceKind, ScorePart, ScoredRequest, Scorer};
pub use source::Root;
pub use team::Team;
pub use team::policy::Urgency;
