//! What somebody probably meant by a name that is not known.

/// Jaro-Winkler similarity above which a name is proposed for another, chosen by hand; clap takes 0.7 for its options.
const SIMILAR: f64 = 0.8;
/// Shorter names are similar to too many words.
const SHORTEST_NAME: usize = 4;
/// Names of this length or more may differ in two letters.
const LONG_NAME: usize = 8;
/// Number of names that a message lists.
const MOST_LISTED: usize = 12;

/// The name in `known` that is nearest to `unknown` whatever their case, if it is near enough.
pub fn close_match<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let unknown = unknown.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&unknown, &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity > SIMILAR)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

/// In how many letters `name` differs from `known`, if so few that it was probably meant for that: one, or two in a long
/// name. This is for names that somebody is told about; a word that is corrected without a question has to be
/// longer, see `Index::respelt`.
pub fn slips(name: &str, known: &str) -> Option<usize> {
    let most = if name.len() < LONG_NAME { 1 } else { 2 };
    let slips = || strsim::osa_distance(name, known);
    (name.len() >= SHORTEST_NAME).then(slips).filter(|slips| *slips <= most)
}

/// Ending of an error message: ``; did you mean `x`?`` if there is a close match, otherwise the list of known names.
pub fn suggestion<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(name) = close_match(unknown, known.clone()) {
        return format!("did you mean `{name}`?");
    }
    let mut names: Vec<_> = known.into_iter().collect();
    let more = names.len().saturating_sub(MOST_LISTED);
    names.truncate(MOST_LISTED);
    match (names.is_empty(), more) {
        (true, _) => "there is none".to_owned(),
        (false, 0) => format!("there are: {}", names.join(", ")),
        (false, more) => format!("there are: {} and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_matches() {
        let known = ["auth-system-architect", "database-architect"];
        assert_eq!(close_match("auth-sytem-architect", known), Some("auth-system-architect"));
        assert_eq!(close_match("AUTH-SYTEM-ARCHITECT", known), Some("auth-system-architect"));
        assert_eq!(close_match("zebra", known), None);
        assert!(suggestion("zebra", known).starts_with("there are: auth"));
    }
}
