//! `task_router` answers one question: which specialist should handle this request? It answers from agent definitions in
//! markdown, without a network, the same way every time, and says which words of the request decided.
//!
//! The modules stand in the order in which data flows through them, and each uses only modules above it:
//! load → compile → score → decide → render → report.
//!
//! ```
//! use task_router::{decide, load::Place, render::Answer, score::Scorer};
//!
//! let index = Place::BuiltIn.index(None)?;
//! let mut scorer = Scorer::new(&index);
//! let request = "fix JWT expiry";
//! let decision = decide::decide(&mut scorer, request, &decide::Options::default());
//! let answer = Answer::new(request, &decision, &index);
//! assert_eq!(answer.agent(), Some("auth-system-architect"));
//! assert!(answer.prompt().unwrap().contains(request));
//! # Ok::<(), task_router::load::Error>(())
//! ```

pub mod bits;
pub mod threads;
pub mod diagnostic;
pub mod text;
pub mod template;
pub mod document;
pub mod discover;
pub mod agent;
pub mod team;
pub mod learn;
pub mod calibrate;
pub mod index;
pub mod builtin;
pub mod cache;
pub mod load;
pub mod score;
pub mod decide;
pub mod render;
pub mod json;
pub mod plan;
pub mod check;
