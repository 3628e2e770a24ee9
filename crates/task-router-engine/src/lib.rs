//! `task_router_engine` routes a request to the specialist that should handle it. Specialists are defined in markdown
//! files; routing is deterministic, needs no network, and reports which words of the request were decisive.
//!
//! Data flows in one direction: load → compile → read → score → decide → explain → render → report. Each module uses
//! only modules above it; `load` stands below `compile`, since it also gives the index of a team.
//!
//! ```
//! use task_router_engine::{decide, explanation::{Detail, Explanation}, load::Files, render::Answer, score::Scorer};
//!
//! let files = Files::from_texts("team", &[
//!     ("auth.md", "---\nname: auth\ndescription: Login and JWT security.\nkeywords: [jwt]\n---\nTASK: {user_task}"),
//!     ("css.md", "---\nname: css\ndescription: Stylesheets and layout.\nkeywords: [css]\n---\n"),
//! ]);
//! let index = files.index(None)?;
//! let mut scorer = Scorer::new(&index);
//! let request = "fix JWT expiry";
//! let decision = decide::decide(&mut scorer, request, &decide::Options::default());
//! let explanation = Explanation::of(&mut scorer, request, &decision, Detail::Candidates(3));
//! assert_eq!(explanation.matched(), ["jwt"]);
//! let answer = Answer::new(request, &decision, &explanation, &index);
//! assert_eq!(answer.agent(), Some("auth"));
//! assert_eq!(answer.prompt().as_deref(), Some("TASK: fix JWT expiry"));
//! # Ok::<(), task_router_engine::load::LoadError>(())
//! ```

#[cfg(test)]
mod growth;
mod set_bits;
pub mod threads;
pub mod escape;
pub mod files;
pub mod diagnostic;
pub mod value_type;
pub mod text;
mod speakers;
mod request;
pub mod word_table;
pub mod template;
pub mod evidence;
pub mod agent;
pub mod source;
pub mod team;
mod model;
pub mod index;
mod compile;
pub mod load;
pub mod score;
pub mod decide;
pub mod explanation;
pub mod render;
pub mod json;
pub mod plan;
