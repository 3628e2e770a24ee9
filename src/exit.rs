//! Exit statuses, as docs/commands.md has them.

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done; `check` found that everything passed.
    Success = 0,
    /// The answer is no: `--strict` and nobody is named, a check that fails, a difference under `--exit-code`.
    No = 1,
    /// The call or its input cannot be used.
    Unusable = 2,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
