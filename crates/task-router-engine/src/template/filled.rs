//! Prompts filled in except for the task: nothing else in an agent's prompt differs between requests.

use super::{Placeholder, TemplatePiece, pieces_of_prompt};
use std::sync::OnceLock;

/// A prompt with places for the task.
#[derive(Debug, Clone)]
pub struct Filled {
    /// Texts around the task: one more than there are places.
    texts: Vec<String>,
    /// The same, escaped for a JSON string, computed on demand.
    json: OnceLock<Vec<String>>,
}

/// Replacement of a placeholder.
#[derive(Debug, Clone, Copy)]
pub enum Filling<'v> {
    /// A text.
    Text(&'v str),
    /// The task, filled in later.
    Task,
    /// Another prompt.
    Prompt(&'v Filled),
}

impl Filled {
    /// Replaces the placeholders that `value` knows; others are kept as written. Inserted text is not scanned again, so
    /// a request with `{user_task}` is inserted unchanged. A prompt is markdown: in code, only the task's placeholder
    /// is replaced.
    pub fn of<'v>(prompt: &str, value: impl Fn(&str) -> Option<Filling<'v>>) -> Self {
        let mut filled = Self { texts: vec![String::with_capacity(prompt.len())], json: OnceLock::new() };
        for piece in pieces_of_prompt(prompt) {
            match piece {
                TemplatePiece::Text(same) => filled.push(same),
                TemplatePiece::Placeholder(Placeholder { name, written, .. }) => match value(name) {
                    Some(Filling::Text(text)) => filled.push(text),
                    Some(Filling::Task) => filled.push_task(),
                    Some(Filling::Prompt(inner)) => filled.push_prompt(inner),
                    None => filled.push(written),
                },
            }
        }
        filled
    }

    /// Whether the prompt is empty with this task.
    pub fn is_empty(&self, task: &str) -> bool {
        self.texts.iter().all(String::is_empty) && (self.texts.len() == 1 || task.is_empty())
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        match self.texts.last_mut() {
            Some(last) => last.push_str(text),
            None => self.texts.push(text.to_owned()),
        }
    }

    /// Adds a place for the task.
    pub fn push_task(&mut self) {
        self.texts.push(String::new());
    }

    fn push_prompt(&mut self, inner: &Self) {
        for (i, text) in inner.texts.iter().enumerate() {
            if i > 0 {
                self.push_task();
            }
            self.push(text);
        }
    }

    /// The prompt for a task.
    pub fn with(&self, task: &str) -> String {
        self.texts.join(task)
    }

    /// Texts around the task, escaped for a JSON string.
    pub(crate) fn json(&self) -> &[String] {
        let escaped = |text: &String| {
            // A string can always be serialised, and the result is quoted.
            let quoted = serde_json::to_string(text).unwrap_or_default();
            quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
        };
        self.json.get_or_init(|| self.texts.iter().map(escaped).collect())
    }
}
