//! Folders that are their owner's alone: what is kept there may hold secrets, or answers in the user's place.

use std::fs::DirBuilder;

/// Makes folders that nobody else may look into.
pub fn folders() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there are no modes to set"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
