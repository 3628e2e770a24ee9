//! The language Go, whose name is a function word: `review my Go code`, but `go to the page`. Its neighbours tell.

use super::Words;

/// The name that nothing else has.
pub(super) const GOLANG: &str = "golang";

/// Nouns of programming behind the name of a language.
const NOUNS: &str = "agent api apis app application applications apps architect backend backends binaries binary build builds \
    channel channels client code codebase compiler concurrency dev developer developers engineer error errors \
    expert fmt function functions generics handler handlers idioms interface interfaces language libraries \
    library linter micro microservice microservices mod module modules package packages patterns pro program \
    programmer programming programs project projects resolver reviewer routine routines sdk server service \
    services specialist struct structs test tests";
/// Words before the name of a language.
const BEFORE: [&str; 3] = ["idiomatic", "in", "modern"];
/// What a verb is about: `go test the page`.
const OBJECTS: [&str; 11] = ["a", "all", "an", "every", "it", "my", "our", "the", "them", "this", "your"];

/// Whether word `i`, which is `go`, is the language.
pub(super) fn is_language(words: &Words, i: usize) -> bool {
    let word = |at: usize| (at < words.len()).then(|| words.get(at));
    let is_noun = word(i + 1).is_some_and(|next| NOUNS.split(' ').any(|noun| noun == next));
    let is_verb = word(i + 2).is_some_and(|object| OBJECTS.contains(&object));
    let is_behind = || i > 0 && BEFORE.contains(&words.get(i - 1)) && word(i + 1).is_none_or(|next| next != "to");
    is_noun && !is_verb || is_behind()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_neighbours_of_go_tell() {
        for (text, expected) in [
            ("review my Go code", true),
            ("go-build-resolver", true),
            ("the go build fails", true),
            ("rewrite it in Go", true),
            ("write a go function that parses dates", true),
            ("write idiomatic Go with channels", true),
            ("go to the page", false),
            ("go on", false),
            ("go", false),
            ("let's go test the page", false),
            ("log in, go to the cart", false),
            ("sign in go to checkout", false),
        ] {
            let words = Words::of(text);
            let at = words.iter().position(|word| word == "go").unwrap();
            assert_eq!(is_language(&words, at), expected, "{text}");
        }
    }
}
