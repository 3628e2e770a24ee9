use super::*;

#[test]
fn what_is_not_so_or_over() {
    let cases = [
        "there is no outage",
        "it is not a data breach",
        "we never had any incident",
        "no sign of a breach",
        "no lost orders, no downtime",
        "production is not down",
        "our customers are no longer affected",
        "nothing is broken",
        "no customer data was lost",
        "none of our servers is offline",
        "the outage is over",
        "the problem with the login is resolved",
        "we fixed the leak",
        "the errors stopped",
        "it is over and everything works",
        "service restored",
        "the login works for everyone again",
        "the site is reachable again after the outage",
        "production is back up",
        "the site is up",
        "it's back up",
        "uploads are fine now",
        "false alarm, the server was never down",
        "no errors or crashes since the last release",
        "es gibt keinen Totalausfall",
        "die Störung ist behoben",
        "es sind keine Daten verloren gegangen",
        "die Produktion ist nicht ausgefallen",
        "der Server läuft wieder",
        "il n'y a pas de panne",
        "aucune donnée n'a été perdue",
        "la production n'est plus en panne",
        "le site est de nouveau accessible",
        "le problème est résolu",
        "no hay ninguna caída",
        "no se perdió ningún dato",
        "el servidor vuelve a funcionar",
        "el incidente está resuelto",
        "no hemos tenido ningún incidente",
        "está resuelto",
        "no customer was affected by the outage",
        "service restored after the outage",
        "everything is fine again with production",
        "kein Anzeichen für Datenverlust",
        "der Ausfall ist seit einer Stunde vorbei",
        "kein Kunde war vom Ausfall betroffen",
        "alles in Ordnung mit dem Server",
        "aucun client n'a été touché par la panne",
        "le serveur remarche pour tous",
        "ningún cliente fue afectado por la caída",
        "la caída ha terminado desde las 9",
    ];
    for case in cases {
        assert!(is_all_clear(case), "{case}");
    }
}

#[test]
fn a_doubt_keeps_an_alarm() {
    let cases = [
        "the site is not reachable",
        "no backups were made",
        "no response, server error",
        "no response server error",
        "nothing works again",
        "nobody noticed the leaked key",
        "no one reset the compromised passwords",
        "no lost data was recovered",
        "no customer can pay since checkout is down",
        "no solution for the outage so far",
        "no end of the outage in sight",
        "the app is not starting fatal error",
        "we did not notice the leak",
        "this is not a false alarm",
        "production is not only down",
        "the outage is not over",
        "is the outage over?",
        "is the site up again",
        "if the site is up again, tell me",
        "the leak must be fixed",
        "they claim it is fixed",
        "it works again only for admins",
        "the fix did not help",
        "prod is down again",
        "the bug is back",
        "it is back again",
        "the outage is over an hour old",
        "we did not lose all data",
        "no errors nothing works",
        "no hay errores nada funciona",
        "costs are up again",
        "all backups are gone",
        "the attack closed our site",
        "the exploit works again",
        "no customer is affected by the outage",
        "FYI: production is down",
        "Update: the outage is not over",
        "OK, the server is up again and deletes orders",
        "Hi team, the server is up but nobody can pay",
        "Re: data loss\n\nThe server is up again",
        "it seems the outage is over",
        "plus d'erreurs",
        "if it is not urgent, wait",
        "is it not urgent?",
        "not only urgent",
        "the fix is urgent, not the outage",
        "noch nicht behoben",
        "der Fehler ist wieder da",
        "die Platte läuft wieder voll",
        "niemand kann sich anmelden",
        "une personne est touchée",
        "il y a plus d'erreurs",
        "le site n'est plus accessible",
        "el sitio ya no está disponible",
        "el servidor está caído otra vez",
        "no",
        "no sign of",
        "",
    ];
    for case in cases {
        assert_eq!(without_all_clear(case), None, "{case}");
    }
}

#[test]
fn the_rest_stays() {
    let cases = [
        ("there is no outage here, is it", Some("                       , is it")),
        // Anything else that is said may be what is wrong.
        ("production is up again and deletes orders", None),
        ("the site is up but nobody can pay", None),
        ("orders vanish without any error", None),
        ("the logs show no errors. Prod is down", None),
    ];
    for (request, rest) in cases {
        assert_eq!(without_all_clear(request).as_deref(), rest, "{request}");
    }
    for request in [
        "the login works again with any password",
        "the admin panel is reachable from the internet again",
        "the database is not corrupt it is deleted",
        "nothing was lost apart from the orders",
        "no outage but a breach",
        "the attackers are gone with our data",
    ] {
        assert!(!is_all_clear(request), "{request}");
    }
    let long = "fixed ".repeat(1 << 16);
    assert_eq!(without_all_clear(&long), None);
}

#[test]
fn what_stands_beside_an_all_clear_and_says_nothing() {
    for aside in [
        "FYI: ",
        "UPDATE - ",
        "Good news, ",
        "Hi team, ",
        "Hi Anna Berg, ",
        "OK, ",
        "Great job everyone! ",
        "Please note: ",
        "For your information: ",
    ] {
        for clear in ["the outage is over", "the server is up again", "there is no outage"] {
            let rest = without_all_clear(&format!("{aside}{clear}")).unwrap_or_default();
            assert_eq!(rest.trim_end(), aside.trim_end(), "{aside}{clear}");
        }
    }
    for (request, rest) in [
        ("Kurzes Update: der Ausfall ist vorbei", "Kurzes Update:"),
        ("Bonne nouvelle : la panne est terminée", "Bonne nouvelle :"),
        ("Buenas noticias: la caída ha terminado", "Buenas noticias:"),
        ("the outage is over (INC-1234)", "(INC-1234)"),
        ("the outage is over, no action needed", ", no action needed"),
        ("the outage is over, so no need to call anyone", "no need to call anyone"),
        // The subject of an answered mail is what is over.
        ("Re: outage\n\nthe outage is over", ""),
    ] {
        let found = without_all_clear(request).unwrap_or_default();
        assert_eq!(found.split_whitespace().collect::<Vec<_>>().join(" "), rest, "{request}");
    }
}

#[test]
fn what_is_not_urgent_is_left_out_beside_anything() {
    for (request, rest) in [
        ("soup, it's not urgent", "soup,"),
        ("soup, nothing urgent", "soup,"),
        ("soup, not so urgent", "soup, it is"),
        ("soup, by no means urgent", "soup,"),
        ("soup, it doesn't need to be immediately", "soup, it"),
        ("Suppe, das ist nicht so dringend", "Suppe, das ist"),
        ("soupe, ce n'est pas très urgent", "soupe, ce n'est"),
        ("sopa, no es urgente", "sopa,"),
        ("production is down, it's not urgent", "production is down,"),
    ] {
        let found = without_all_clear(request).unwrap_or_default();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        // What is said of it may stay.
        let is_kept = words(&found).iter().all(|word| words(request).contains(word));
        assert!(is_kept && found.starts_with(rest.split(' ').next().unwrap()), "{request}: {found}");
        assert!(!found.contains("urgent") && !found.contains("dringend"), "{request}: {found}");
    }
}
