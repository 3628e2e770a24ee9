//! A finding as reported.

use std::fmt;
use task_router_engine::escape::one_line;
use task_router_engine::{Diagnostic, Severity};

/// A finding as reported.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its severity here.
    pub severity: Severity,
    /// The finding.
    pub diagnostic: Diagnostic,
}

impl Finding {
    /// Its severity and code: `error[unknown-agent]`.
    pub fn label(&self) -> String {
        format!("{}[{}]", self.severity, self.diagnostic.code)
    }

    /// The finding in one line, with its label as given, for example in colour.
    pub fn labelled(&self, label: &str) -> String {
        let Diagnostic { file, line, message, help, .. } = &self.diagnostic;
        let [file, message, help] = [file, message, help].map(|text| one_line(text));
        format!("{file}:{line}: {label}: {message}; {help}")
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.labelled(&self.label()))
    }
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { severity: diagnostic.severity(), diagnostic }
    }
}
