//! The regular expressions of authors: how they are compiled, and what is said about those that cannot be.

use regex::Regex;

/// Maximum memory of a compiled pattern; a larger one is refused.
pub(crate) const LARGEST_PATTERN: usize = 1 << 20;
/// Number of bytes of a pattern from which it may need more than that; a shorter one needs a counted repetition.
const MAY_BE_LARGE: usize = 100;

/// Compiles an author's pattern as the router uses it: case-insensitively.
///
/// # Errors
/// If it is invalid or too large.
pub fn compile_pattern(source: &str) -> Result<Regex, regex::Error> {
    let mut builder = regex::RegexBuilder::new(source);
    builder.case_insensitive(true).size_limit(LARGEST_PATTERN).dfa_size_limit(LARGEST_PATTERN).build()
}

/// What to do about a pattern that is not valid.
pub const FIX_PATTERN: &str = "fix it; the syntax is that of the Rust crate regex, without look-around";

/// That a pattern of `owner` is not valid, in one line.
pub fn invalid_pattern(owner: &str, pattern: &str, error: &regex::Error) -> String {
    let text = error.to_string();
    let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ");
    format!("the pattern `{pattern}` of `{owner}` is not valid: {reason}")
}

/// Why a pattern cannot be used, if it cannot. Most need only be parsed for that, in a tenth of the time.
pub(crate) fn fault_of_pattern(source: &str) -> Option<regex::Error> {
    let may_be_large = source.len() >= MAY_BE_LARGE || source.contains('{');
    if !may_be_large && regex_syntax::parse(source).is_ok() { None } else { compile_pattern(source).err() }
}
