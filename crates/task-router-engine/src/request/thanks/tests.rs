use crate::growth::{is_proportional, repeated};
use crate::request::is_thanks;
use crate::text::Words;

fn is_all_thanks(request: &str) -> bool {
    is_thanks(&Words::of(request))
}

#[test]
fn requests_that_are_nothing_but_thanks_praise_or_a_closing() {
    let requests = [
        "thanks",
        "good morning everyone!",
        "hey team",
        "long time no see",
        "wait a second",
        "hi, thanks for the fix, it works now",
        "please continue with the next step",
        "Guten Morgen zusammen",
        "buenos días",
        "Thank you so much!",
        "thanks for fixing the login",
        "big thanks to the backend team",
        "thanks for adding the index and fixing the query",
        "thank you for explaining how the cache works",
        "the deploy worked, thank you",
        "Great work on the payment page, the tests are green again",
        "kudos to everyone, hats off",
        "perfect, that solved the timeout",
        "it works now thanks",
        "just wanted to say thanks for the fix",
        "sounds like a plan",
        "no problem at all",
        "great job on the outage",
        "well done with the outage",
        "thanks everyone for the help with the outage",
        "thanks for the quick response to the outage",
        "danke für die Behebung der Störung",
        "super Arbeit beim Ausfall",
        "muchas gracias por la ayuda con la caída",
        "¡buen trabajo con la caída!",
        "danke fürs Reparieren",
        "vielen Dank für den neuen Endpoint",
        "tolle Arbeit am Zahlungssystem",
        "danke, dass du den Login gefixt hast",
        "der Login geht wieder, vielen Dank!",
        "merci d'avoir réparé le login",
        "merci de ton aide avec Docker",
        "bravo pour la migration",
        "c'est réglé, merci",
        "gracias por arreglar el login",
        "¡Buen trabajo con la API!",
        "todo solucionado, gracias",
        "grazie per aver sistemato il login",
        "ottimo lavoro con l'API, la query è veloce",
        "obrigado por consertar o login",
        "parabéns pela migração, o servidor voltou a funcionar",
    ];
    for request in requests {
        assert!(is_all_thanks(request), "{request}");
    }
}

#[test]
fn a_request_with_anything_else_is_no_thanks() {
    let requests = [
        "",
        "good morning, fix the login",
        "write a good morning message",
        "hey team fix the login",
        "hi, it does the rendering twice",
        "hello, you fixed my invoice without the colours",
        "Hallo, das war die falsche Größe",
        "Ciao, mi piace la taglia",
        "roll it back",
        "wait a second before the retry",
        "fix the login",
        "please fix the login, thanks",
        "thanks, now deploy it",
        "thanks for the fix, but the login still fails",
        "thanks for the fix the login is still broken",
        "thanks for the key how do I rotate it",
        "thanks for the endpoint and please add tests",
        "thanks for the endpoint and fix the tests",
        "thanks for the fix. It fails on mobile",
        "thanks in advance for fixing the login",
        "thanks for the outage",
        "thanks for the data loss",
        "bravo pour la panne",
        "great job, production is down",
        "great job breaking the server",
        "danke für die Antwort, der Server ist kaputt",
        "thanks for any help with the rules",
        "thanks for looking into the login",
        "can you fix the login? thanks",
        "write a thank you mail to the team",
        "add a kudos table",
        "nice to have: dark mode",
        "good job queue library",
        "great job?",
        "the login works",
        "the login only works on mobile, thanks",
        "check that the login works, thanks",
        "any help is much appreciated",
        "I would appreciate a fix of the login",
        "perfect, then encrypt the passwords",
        "take care of the login",
        "danke im Voraus fürs Reparieren",
        "danke für den Fix, der Login geht immer noch nicht",
        "ich wäre dankbar für eine Lösung",
        "merci de corriger le login",
        "merci d'ajouter un index",
        "gracias de antemano por arreglar el login",
        "gracias por el arreglo, pero falta un índice",
        "grazie in anticipo per la correzione",
        "obrigado desde já por corrigir o login",
    ];
    for request in requests {
        assert!(!is_all_thanks(request), "{request}");
    }
}

#[test]
fn any_number_of_thanks_is_read_in_proportion_to_it() {
    for text in ["thanks ", "thanks for ", "thanks, ", "the the ", "great job on it and "] {
        let read = |thanks: &str| assert!(!is_all_thanks(thanks), "{text}");
        assert!(is_proportional(|size| repeated(text, size), 1 << 20, read), "{text}");
        read(&format!("{}fix", text.repeat(15)));
    }
}
