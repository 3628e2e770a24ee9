//! The two names of the program. Anything it writes for others to call, such as a completion script or a client's hook,
//! uses the name it was called by, since `route` may be another program on systems where people type `task-router`.

/// The names, the usual one first.
pub const NAMES: [&str; 2] = ["route", "task-router"];
/// Set by `task-router`, which runs `route`.
const CALLED_AS: &str = "ROUTE_NAME";

/// The name by which the program was called.
pub fn called_as() -> &'static str {
    let name = std::env::var(CALLED_AS).unwrap_or_default();
    NAMES.into_iter().find(|known| *known == name).unwrap_or(NAMES[0])
}
