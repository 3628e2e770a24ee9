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
