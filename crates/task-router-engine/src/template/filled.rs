//! A prompt that is filled in but for the task: what an agent is given differs in nothing else from request to request.

use super::{Piece, Placeholder, pieces_of_prompt};
use std::sync::OnceLock;

/// A prompt with places for the task.
#[derive(Debug, Clone)]
pub struct Filled {
    /// What stands around the task: one text more than it has places.
    texts: Vec<String>,
    /// The same as they stand in a JSON string, once that was asked for.
    json: OnceLock<Vec<String>>,
}

/// What is put in the place of a placeholder.
#[derive(Debug, Clone, Copy)]
pub enum Filling<'v> {
    /// A text.
    Text(&'v str),
    /// The task, whatever it is.
    Task,
    /// Another prompt.
    Prompt(&'v Filled),
}

impl Filled {
    /// Replaces what `value` knows; a placeholder it does not know stays as it is written. What is put in is never looked at
    /// again, so a request that holds `{user_task}` comes out as it went in. A prompt is markdown: in code only the task's
    /// placeholder is replaced, the rest belongs to the code.
    pub fn of<'v>(prompt: &str, value: impl Fn(&str) -> Option<Filling<'v>>) -> Self {
        let mut filled = Self { texts: vec![String::with_capacity(prompt.len())], json: OnceLock::new() };
        for piece in pieces_of_prompt(prompt) {
            match piece {
                Piece::Text(same) => filled.push(same),
                Piece::Placeholder(Placeholder { name, written, .. }) => match value(name) {
                    Some(Filling::Text(text)) => filled.push(text),
                    Some(Filling::Task) => filled.push_task(),
                    Some(Filling::Prompt(inner)) => filled.push_prompt(inner),
                    None => filled.push(written),
                },
            }
        }
        filled
    }

    /// Whether nothing stands in it where this is the task.
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

    /// What stands around the task as it stands in a JSON string.
    pub(crate) fn json(&self) -> &[String] {
        let escaped = |text: &String| {
            // A string can always be written, and stands between quotes.
            let quoted = serde_json::to_string(text).unwrap_or_default();
            quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default().to_owned()
        };
        self.json.get_or_init(|| self.texts.iter().map(escaped).collect())
    }
}
