//! The two names of the program. What it writes for others to call, a shell's script or a client's hook, calls the one that it
//! was called by and no other, since `route` may be another program where people write `task-router`.

/// The names, the first is the usual one.
pub const NAMES: [&str; 2] = ["route", "task-router"];
/// Set by `task-router`, which runs `route`.
const CALLED_AS: &str = "ROUTE_NAME";

/// The name by which the program was called.
pub fn called_as() -> &'static str {
    let name = std::env::var(CALLED_AS).unwrap_or_default();
    NAMES.into_iter().find(|known| *known == name).unwrap_or(NAMES[0])
}
