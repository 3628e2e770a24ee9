//! Output whose reader wants no more of it.

/// The reader closed the pipe: `route ... | head -1` succeeded.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref().map(std::io::Error::kind);
        // The JSON printer's error does not have the system's error as its source.
        let kind = kind.or(cause.downcast_ref().and_then(serde_json::Error::io_error_kind));
        kind == Some(std::io::ErrorKind::BrokenPipe)
    })
}

/// A command whose status says what it found keeps that status if the reader closes the pipe, so it goes on without
/// printing the rest.
pub fn unless_closed(printed: anyhow::Result<()>) -> anyhow::Result<()> {
    printed.or_else(|error| if is_closed_pipe(&error) { Ok(()) } else { Err(error) })
}
