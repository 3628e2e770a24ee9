//! Words that messages and reports share.

/// A count with its noun: `1 fixture`, `2 fixtures`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
