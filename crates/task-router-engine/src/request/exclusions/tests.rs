use super::*;

fn excluded(request: &str) -> String {
    let words = Words::of(request);
    let found = find(&words, &words).unwrap_or_default();
    found.into_iter().map(|i| words.get(i)).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_request_is_not_about() {
    let cases = [
        ("not the cache, the database is slow", "cache"),
        ("it is not the database, it is the cache", "database"),
        ("don't touch the cache, only the database", "touch cache"),
        ("please do not change the login of the users", "change login users"),
        ("fix the database without touching the cache", "touching cache"),
        ("run the tests without docker", "docker"),
        ("a report, no finance analysis please", "finance analysis"),
        ("No docker, use podman", "docker"),
        ("deploy it, but not docker", "docker"),
        ("build it in React, not Vue", "vue"),
        ("everything except the billing", "billing"),
        ("build it, I don't want docker or kubernetes", "docker kubernetes"),
        ("fix the page, ignore the styles for now", "styles"),
        ("nicht die Datenbank, der Cache ist langsam", "datenbank"),
        ("der Test läuft ohne Docker nicht", "docker"),
        ("bitte die Datenbank nicht anfassen, nur den Cache", "datenbank"),
        ("eine Übersicht, aber keine Finanzanalyse", "finanzanalyse"),
        ("pas la base de données, le cache", "base données"),
        ("corrige la page sans toucher à la base", "toucher base"),
        ("ne touche pas à la base, corrige la page", "base"),
        ("no la base de datos, la caché", "base datos"),
        ("arregla la página sin docker", "docker"),
        ("no toques la base de datos", "toques base datos"),
        ("non il database, la cache è lenta", "database"),
        ("aggiusta la pagina senza toccare il database", "toccare database"),
        ("não o banco de dados, o cache está lento", "banco dados"),
        ("arruma a página sem docker", "docker"),
        ("niet de database, de cache is traag", "database"),
        ("maak het zonder docker", "docker"),
        ("не базу данных, а кэш", "базу данных"),
        ("сделай это без docker", "docker"),
        ("gör det utan docker", "docker"),
        ("leave the styles alone and fix the data", "styles"),
        ("fix the data but leave the styles as they are", "styles"),
        ("fix the data. the styles stay as they are", "styles"),
        ("the styles are out of scope, look at the data", "styles"),
        ("rather than the cache, look at the database", "cache"),
        ("apart from docker, what is there", "docker"),
        ("everything but the billing: fix it", "billing"),
        ("use postgres instead of mysql", "mysql"),
        ("nothing about styles, just the data", "styles"),
        ("forget the styles, fix the data", "styles"),
        ("it's not a styling problem, it's the data", "styling problem"),
        ("this isn't about styles but data", "styles"),
        ("it isn't the cache, it's the database", "cache"),
        ("not styles but data", "styles"),
        ("lass die Datenbank in Ruhe, nur den Cache", "datenbank"),
        ("die Datenbank bleibt wie sie ist, nur der Cache", "datenbank"),
        ("den Cache statt der Datenbank", "datenbank"),
        ("pas la base mais le cache", "base"),
        ("laisse la base tranquille", "base"),
        ("le cache au lieu de la base", "base"),
        ("no la base sino la caché", "base"),
        ("la caché en vez de la base", "base"),
        ("la cache invece del database", "database"),
        ("o cache em vez do banco", "banco"),
        ("de cache in plaats van de database", "database"),
        ("кэш вместо базы", "базы"),
    ];
    let wrong: Vec<_> = cases.iter().filter(|(request, expected)| excluded(request) != *expected).collect();
    let found: Vec<_> = wrong.iter().map(|(request, _)| excluded(request)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{found:#?}");
}

#[test]
fn a_failure_excludes_nothing() {
    let cases = [
        "why does it not work",
        "the login does not find the user",
        "I don't see the button on the page",
        "users don't get emails",
        "the upload is not working",
        "undefined is not a function",
        "there is no response from the server",
        "no response from the database",
        "no emails are sent",
        "not able to log in",
        "the page is not found",
        "it works without problems, but the login is slow",
        "don't forget the tests",
        "don't know how to log in",
        "don't talk any more please",
        "cannot delete the table",
        "it is not a problem of mine",
        "leave a comment on the page",
        "keep the session alive",
        "forget password link is broken, fix it",
        "skip failing tests",
        "the list isn't sorted",
        "this isn't working, help",
        "the value isn't a number",
        "log out of the page",
        "not only the cache but also the database",
        "Avoid N+1 queries in the ORM",
        "die Anmeldung funktioniert nicht",
        "ich kann die Tabelle nicht ändern",
        "la page n'affiche pas les images",
        "la página no carga los datos",
        "il login non funziona",
        "de knop doet het niet",
        "кнопка не работает",
    ];
    let wrong: Vec<_> = cases.iter().map(|request| (request, excluded(request))).collect();
    let wrong: Vec<_> = wrong.iter().filter(|(_, found)| !found.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
