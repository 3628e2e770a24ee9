//! The language Go, whose name is a function word: `review my Go code`, but `go to the page`. Its neighbours tell.

use super::grammar::{Role, Roles};
use super::word_list::words;
use super::{Language, Words};

/// Its name.
pub(super) const NAME: &str = "go";
/// The name that nothing else has.
pub(super) const GOLANG: &str = "golang";

/// Nouns of programming behind the name of a language.
const NOUNS: &str = "agent api apis app application applications apps architect backend backends binaries binary build builds \
    channel channels client code codebase compiler concurrency dev developer developers engineer error errors \
    expert fmt function functions generics handler handlers idioms interface interfaces language libraries \
    library linter micro microservice microservices mod module modules package packages patterns pro program \
    programmer programming programs project projects resolver reviewer routine routines sdk server service \
    services specialist struct structs test tests";
/// Words before the name of a language and such a noun, beside determiners and conjunctions.
const BEFORE: &[&str] = words!("existing|for|idiomatic|in|modern|new|of|some|with");
const LEADING: Roles =
    Roles::of(&[Role::Definite, Role::Indefinite, Role::Possessive, Role::Demonstrative, Role::And, Role::Or]);
const FOLLOWING: Roles = Roles::of(&[Role::And, Role::Or, Role::But, Role::Not, Role::Please]);
/// Words before the name of a language that stands for itself.
const ALONE: &[&str] = words!("idiomatic|in|modern");
/// Words behind such a name: `write it in go with tests`; as are conjunctions, `not` and `please`.
const BEHIND: &[&str] = words!("instead|using|with");

/// Whether word `i`, which is `go`, is the language.
pub(super) fn is_language(words: &Words, i: usize) -> bool {
    let before = i.checked_sub(1).map(|before| words.get(before));
    let Some(next) = (i + 1 < words.len()).then(|| words.get(i + 1)) else {
        return before.is_some_and(|before| ALONE.contains(&before));
    };
    let is = |roles: Roles, word: &str| roles.has(word, Language::English);
    let is_noun = || NOUNS.split(' ').any(|noun| noun == next);
    let is_joined = words.separator(i) == "-";
    let stands_alone =
        || !words.separator(i).bytes().all(|byte| byte == b' ') || is(FOLLOWING, next) || BEHIND.contains(&next);
    is_joined && is_noun()
        || before.is_some_and(|before| is(LEADING, before) || BEFORE.contains(&before)) && is_noun()
        || before.is_some_and(|before| ALONE.contains(&before)) && !is_joined && stands_alone()
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
            ("please go test checkout", false),
            ("go build me a page", false),
            ("let me in go away", false),
            ("write it in go, with tests", true),
            ("log in, go to the cart", false),
            ("sign in go to checkout", false),
        ] {
            let words = Words::of(text);
            let at = words.iter().position(|word| word == "go").unwrap();
            assert_eq!(is_language(&words, at), expected, "{text}");
        }
    }
}
