//! Folders that only their owner can read, since their content may be secret, or could be used to forge answers.

use std::fs::DirBuilder;

/// Creates folders that nobody else can read.
pub fn folders() -> DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "there are no modes to set"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}
