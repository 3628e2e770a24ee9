//! `task_router_engine` answers one question: which specialist should handle this request? It answers from agent definitions in
//! markdown, without a network, the same way every time, and says which words of the request decided.
//!
//! The modules stand in the order in which data flows through them, and each uses only modules above it:
//! load → compile → score → decide → render → report.
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
//! # Ok::<(), task_router_engine::load::Error>(())
//! ```

mod set_bits;
pub mod threads;
pub mod escape;
pub mod files;
pub mod diagnostic;
pub mod shape;
pub mod text;
mod request;
pub mod word_table;
pub mod template;
pub mod evidence;
pub mod agent;
pub mod source;
pub mod team;
pub mod model;
pub mod index;
mod compile;
pub mod load;
pub mod score;
pub mod decide;
pub mod explanation;
pub mod render;
pub mod json;
pub mod plan;
