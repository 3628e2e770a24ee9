//! Requests whose other clauses have a matter of their own, although nobody knows a word of it, or have none.

use super::*;

/// What requests exclude and say is fine in a team that knows only some of their words.
fn set_aside(request: &str, known: &str) -> (String, String) {
    let words = Words::of(request);
    let is_known = |i: usize| known.split(' ').any(|known| known == words.get(i));
    let Exclusions { excluded, fine } = super::super::find(&words, &words, is_known);
    let text = |found: Vec<usize>| found.into_iter().map(|i| words.get(i)).collect::<Vec<_>>().join(" ");
    (text(excluded), text(fine))
}

#[test]
fn a_thing_is_set_aside_if_another_clause_has_a_matter() {
    let cases = [
        // Questions, wishes, orders and statements.
        ("it would be great to have a dark theme, not the refund", "refund"),
        ("I don't want a recipe, just tell me if the pork is done at 60 degrees", "recipe"),
        ("not the wine, can I still eat chicken", "wine"),
        ("not the figure, I want to know whether the difference is significant", "figure"),
        ("not the invoice, what is CRP", "invoice"),
        ("no towels please, how do we get to the airport", "towels"),
        ("no changes to the invoice, I never get the reset mail", "invoice"),
        ("leave the invoice alone, when is the second jab", "invoice"),
        ("it's not about the invoice, how can I pay by bank transfer", "invoice"),
        ("where can we eat good fish nearby (I don't mean the towels)", "towels"),
        ("nicht die Rechnung, wo kann man hier gut essen", "rechnung"),
        ("pas la facture, comment imprimer une photo", "facture"),
        ("не счёт, а как поменять тему", "счёт"),
        // Nothing else, or about the same thing.
        ("don't use the invoice, please help", ""),
        ("don't touch the invoice, what now", ""),
        ("I don't want the invoice, I never ordered shoes", ""),
        ("I don't want the invoice any more, please cancel it before friday", ""),
        ("I don't need the invoice, how do I send it back", ""),
        ("I don't need the invoice, how do I return this", ""),
        ("this isn't my invoice, I ordered nothing in may", ""),
        ("without the invoice it takes longer, how do I write a cheaper rule", ""),
        ("people should get in without an invoice", ""),
        ("ohne die Rechnung, wie kann ich es absetzen lassen", ""),
        ("kein Paket, was nun", ""),
    ];
    let known = "refund recipe wine figure invoice towels rechnung facture счёт paket";
    assert_found(&cases, |request| set_aside(request, known).0);
}

#[test]
fn what_there_is_no_opinion_on_is_set_aside() {
    let cases = [
        ("no opinion on the invoice, the site is down", "opinion invoice"),
        ("no opinion on the invoice, webhook retries", "opinion invoice"),
        ("no feedback on the invoice please, only grammar", "feedback invoice"),
        ("I have no comments on the invoice, where is the parcel", "comments invoice"),
        ("keine Meinung zur Rechnung, wo bleibt das Paket", "meinung rechnung"),
        ("pas d'avis sur la facture, où est le colis", "avis facture"),
        // A report that something is missing, a place, and nothing else.
        ("no picture on the invoice, the printer is slow", ""),
        ("no comments in the invoice, the printer is slow", ""),
        ("there is no feedback on the invoice yet, write some", ""),
        ("no opinion on the invoice", ""),
    ];
    let known = "invoice rechnung facture";
    assert_found(&cases, |request| set_aside(request, known).0);
}

#[test]
fn what_is_fine_is_set_aside_if_another_clause_has_a_matter() {
    let cases = [
        ("the docker image is fine, node not ready", "docker image"),
        ("the docker image is fine, import the existing bucket", "docker image"),
        ("the docker image is fine, how do we get reviews before release", "docker image"),
        ("the docker image works, pod keeps getting OOMKilled", "docker image"),
        ("the docker image is fine, where is it", ""),
        ("the docker image works, but it is slow since monday", ""),
        ("the docker image works on my phone, not on the tablet of my boss", ""),
        ("the docker image is fine, thanks", ""),
        ("the docker image is not fine, the button is broken", ""),
        ("the docker image doesn't work, the button is broken", ""),
        ("nothing works, all users get errors", ""),
        ("docker seldom works, users complain loudly", ""),
        ("docker partly works, users complain loudly", ""),
        ("docker work: shrink the base image", ""),
        ("the docker image is done, publish release notes", ""),
    ];
    assert_found(&cases, |request| set_aside(request, "docker").1);
}
