//! Programs that a test runs and that may be missing.

/// Reports a program without which a test ends early. The variable `ROUTE_TEST_REQUIRED` lists programs, separated by
/// blanks, that must not be missing: those that `.ci/run` found or installed.
#[allow(clippy::print_stderr)]
pub fn missing(program: &str) {
    let required = std::env::var("ROUTE_TEST_REQUIRED").unwrap_or_default();
    let is_required = required.split_whitespace().any(|name| name == program);
    assert!(!is_required, "`{program}` is not installed, and ROUTE_TEST_REQUIRED names it");
    eprintln!("not tested: `{program}` is not installed");
}
