mod contrast;
mod matter;
mod nothing;
mod prohibition;

use super::*;
use crate::growth::{is_proportional, repeated};

fn find(words: &Words) -> Exclusions {
    super::find(words, words, |i| words.languages(i).is_empty())
}

/// Checks each request of a table, and tells of all that are wrong.
fn assert_found(cases: &[(&str, &str)], found: impl Fn(&str) -> String) {
    let all = cases.iter().map(|(request, expected)| (request, found(request), expected));
    let wrong: Vec<_> = all.filter(|(_, found, expected)| found != *expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn excluded(request: &str) -> String {
    let words = Words::of(request);
    let found = find(&words).excluded;
    found.into_iter().map(|i| words.get(i)).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_that_a_request_excludes() {
    let cases = [
        ("not the cache, the database is slow", "cache"),
        ("it is not the database, it is the cache", "database"),
        ("don't touch the cache, only the database", "touch cache"),
        ("please do not change the login of the users, add a page", "change login users"),
        ("fix the database without touching the cache", "touching cache"),
        ("run the tests without docker", "docker"),
        ("a report, no finance analysis please", "finance analysis"),
        ("No docker, use podman", "docker"),
        ("deploy it, but not docker", "docker"),
        ("build it in React, not Vue", "vue"),
        ("check everything except the billing", "billing"),
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
        ("no toques la base de datos, arregla la página", "toques base datos"),
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
        ("apart from docker, what runs there", "docker"),
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
        ("keep your hands off the cache and fix the database", "cache"),
        ("stay away from the login code, update the guide", "login code"),
        ("do not use the cache, query the database", "cache"),
        ("no changes to the cache, only the database", "cache"),
        ("ignore the cache and fix the database", "cache"),
        ("Vergiss die Datenbank, nur den Cache", "datenbank"),
        ("Ignoriere die Datenbank und prüfe den Cache", "datenbank"),
        ("Es geht nicht um die Datenbank, sondern um den Cache", "datenbank"),
        ("Die Datenbank kannst du ignorieren, nur den Cache", "datenbank"),
        ("Oublie la base, corrige le cache", "base"),
        ("Ce n'est pas la base mais le cache", "base"),
        ("Il ne s'agit pas de la base, c'est le cache", "base"),
        ("Rien à voir avec la base, le cache est lent", "base"),
        ("Evita la base y arregla la caché", "base"),
        ("No es la base sino la caché", "base"),
        ("No se trata de la base, es la caché", "base"),
        ("Ningún cambio en la base, solo la caché", "base"),
        ("Non è il database ma la cache", "database"),
        ("Il database non c'entra, la cache è lenta", "database"),
        ("Não é o banco, mas o cache", "banco"),
        ("Esqueça o banco, veja o cache", "banco"),
        ("Negeer de database en bekijk de cache", "database"),
        ("Игнорируй базу, посмотри кэш", "базу"),
        ("Дело не в базе, а в кэше", "базе"),
        ("База тут ни при чём, сломан кэш", "база тут"),
        ("a non-cache question about the database", "cache"),
        ("never mind the cache, what about the database?", "cache"),
        ("the database as opposed to the cache", "cache"),
        ("fix the database [no cache work]", "cache work"),
        ("you must not edit the cache; the database is slow", "edit cache"),
        ("the cache should not be touched, fix the database", "cache"),
        ("instead of the cache fix the database", "cache"),
        ("without touching the cache or the queue fix the database", "touching cache queue"),
        ("Finger weg von der Datenbank, nur den Cache", "datenbank"),
        ("die Datenbank soll unverändert bleiben, nur der Cache nicht", "datenbank"),
        ("senza cambiare la cache ottimizza il database", "cambiare cache"),
        ("in plaats van de cache de database", "cache"),
        ("blijf van de cache af, maak de database sneller", "cache"),
        ("neither the cache nor the queue, the database", "cache queue"),
        ("it is neither the cache nor the queue but the database", "cache queue"),
        ("ni la base ni la file, le cache", "base file"),
        ("rather the cache than the database", "database"),
        ("I'd rather see the cache than the database", "database"),
        ("lieber den Cache als die Datenbank", "datenbank"),
        ("plutôt le cache que la base", "base"),
        ("any agent but billing", "billing"),
        ("check the login, neither the cache nor the queue", "cache queue"),
        ("weder die Datenbank noch der Cache, die Anmeldung ist kaputt", "datenbank cache"),
        ("es ist weder der Cache noch die Tabelle, sondern das Passwort", "cache tabelle"),
        ("das Passwort prüfen, weder Datenbank noch Cache", "datenbank cache"),
        ("ni la base de données ni le cache, la connexion est cassée", "base données cache"),
        ("ce n'est ni le cache ni la table, c'est le mot de passe", "cache table"),
        ("no es ni la caché ni la tabla, es la contraseña", "caché tabla"),
        ("né il database né la cache, la password è sbagliata", "database cache"),
        ("não é nem o cache nem a tabela, é a senha", "cache tabela"),
        ("noch de database noch de cache, het wachtwoord is fout", "database cache"),
        ("ani baza, ani cache, tylko hasło", "baza cache"),
        ("to nie jest ani cache, ani tabela, to hasło", "cache tabela"),
        ("дело ни в кэше, ни в таблице, а в пароле", "кэше таблице"),
        ("det är varken cachen eller tabellen utan lösenordet", "cachen tabellen"),
        ("nie baza danych, tylko hasło", "baza danych"),
        ("hasło, a nie cache", "cache"),
        ("zamiast cache sprawdź hasło", "cache"),
        ("zostaw cache w spokoju, popraw hasło", "cache"),
        ("ne databáze, ale heslo", "databáze"),
        ("замість кешу перевір пароль", "кешу"),
        ("не трогай таблицу, исправь пароль", "трогай таблицу"),
        ("не база даних, а пароль", "база даних"),
        ("veritabanı değil, giriş", "veritabanı"),
        ("önbellek yerine parola", "önbellek"),
        ("nem az adatbázis, hanem a jelszó", "adatbázis"),
        ("không phải cơ sở dữ liệu, mà là đăng nhập", "cơ sở dữ liệu"),
        ("sửa đăng nhập, đừng sửa bảng", "bảng"),
        ("bukan basis data, tapi login", "basis data"),
        ("perbaiki login, jangan ubah tabel", "ubah tabel"),
        ("the login, and definitely not the cache", "cache"),
        ("I don't care about the cache, fix the login", "cache"),
        ("no need to look at the cache, it is the login", "cache"),
        ("regardless of the cache, fix the login", "cache"),
        ("the cache is irrelevant here, look at the login", "cache"),
        ("the cache is unrelated to this, look at the login", "cache"),
        ("our search results are irrelevant, improve the ranking", ""),
        ("search results are not relevant, tune them", ""),
        ("Anmeldung ja, Datenbank nein", "datenbank"),
        ("mit der Datenbank hat das nichts zu tun, die Anmeldung ist kaputt", "datenbank"),
        ("Das ist kein Problem der Datenbank, das Passwort ist falsch", "problem datenbank"),
        ("le mot de passe et non le cache", "cache"),
        ("lösenordet i stället för cachen", "cachen"),
        ("the cache isn't the issue, it's the login", "cache"),
        ("cache isn't the problem; login is", "cache"),
        ("the login, the cache isn't the problem", "cache"),
        ("the caches aren't to blame, the login is", "caches"),
        ("the problem isn't the cache but the login", "cache"),
        ("problem isn't cache but login", "cache"),
        ("isn't the cache, it's the login", "cache"),
        ("the login is slow. It isn't the cache.", "cache"),
        ("login w/o cache", "cache"),
        ("fix the login w/o touching the cache", "touching cache"),
        ("fix the login not the cache", "cache"),
        ("login not cache", "cache"),
        ("use redis not mongo, please", "mongo"),
        ("cache not needed, just login", "cache"),
        ("the cache is not necessary, the login is", "cache"),
        ("the cache doesn't matter, where is the login?", "cache"),
        ("exclude cache, login", "cache"),
        ("ignore cache, fix login", "cache"),
        ("omit caches, only logins", "caches"),
        ("no docker needed, use podman", "docker needed"),
        ("not @cache", "cache"),
        ("use login, not @cache", "cache"),
        ("instead of @cache ask @login about the page", "cache"),
        ("don't ask @cache about the page", "ask cache"),
        ("use any agent but cache", "cache"),
        ("never use the cache agent", "cache agent"),
    ];
    assert_found(&cases, excluded);
}

#[test]
fn what_is_not_the_problem_or_not_needed_is_excluded() {
    let cases = [
        ("die Datenbank ist nicht das Problem, das Passwort ist es", "datenbank"),
        ("die Rechnung ist egal, wo bleibt das Paket", "rechnung"),
        ("die Rechnung ist mir egal, wo bleibt das Paket", "rechnung"),
        ("die Rechnung brauche ich nicht, nur das Paket", "rechnung"),
        ("la base n'est pas le problème, c'est le cache", "base"),
        ("peu importe la facture, où est le colis", "facture"),
        ("la facture m'est égale, où est le colis", "facture"),
        ("pas besoin de la facture, juste le colis", "facture"),
        ("la base no es el problema, es la caché", "base"),
        ("la factura da igual, dónde está el paquete", "factura"),
        ("il database non è il problema, è la cache", "database"),
        ("la fattura non importa, dov'è il pacco", "fattura"),
        ("o banco não é o problema, é o cache", "banco"),
        ("a fatura não importa, onde está o pacote", "fatura"),
        ("de database is niet het probleem, het is de cache", "database"),
        ("de factuur maakt niet uit, waar is het pakket", "factuur"),
        ("databasen är inte problemet, det är cachen", "databasen"),
        ("fakturan spelar ingen roll, var är paketet", "fakturan"),
        ("databasen er ikke problemet, det er cachen", "databasen"),
        ("fakturaen er ligegyldig, hvor er pakken", "fakturaen"),
        ("fakturaen spiller ingen rolle, hvor er pakken", "fakturaen"),
        ("база не проблема, сломан кэш", "база"),
        ("счёт не важен, где посылка", "счёт"),
        ("baza nie jest problemem, to cache", "baza"),
        ("faktura nie ma znaczenia, gdzie jest paczka", "faktura"),
        ("databáze není problém, je to heslo", "databáze"),
        ("faktura není důležitá, kde je balík", "faktura"),
        ("рахунок не важливий чи ні, де посилка", ""),
        ("рахунок неважливо, де посилка", "рахунок"),
        ("fatura önemli değil, paket nerede", "fatura önemli"),
        ("fatura gereksiz, paket nerede", "fatura"),
        ("a számla nem fontos, hol a csomag", "számla"),
        ("hóa đơn không quan trọng, gói hàng đâu", "hóa đơn"),
        ("faktur tidak penting, di mana paketnya", "faktur"),
        ("发票不重要，包裹在哪里", "发票 票不"),
        ("数据库不是问题，是缓存太慢", "数据 据库 库不"),
        ("配送は要りません、返金してください", "配送"),
    ];
    let found = cases.map(|(request, _)| (request, excluded(request)));
    assert_eq!(found, cases.map(|(request, expected)| (request, expected.to_owned())));
}

#[test]
fn what_is_fine_is_excluded() {
    let cases = [
        ("the database is fine, the button is broken", "database"),
        ("The cache works, but the login does not", "cache"),
        ("my css looks good; the index is missing", "css"),
        ("the whole login page is ok, the database is slow", "whole login page"),
        ("the login works on my phone, the others cannot use it", ""),
        ("the database is fine", ""),
        ("make it work, the button is broken", ""),
        ("is the database ok, the button is not", ""),
        ("the database works, why is it slow", ""),
        ("how does the cache work, the docs say nothing", ""),
        ("the cache is already working, the login is not", "cache"),
        ("redis is sorted, next up: passwords", "redis"),
        ("I already fixed the cache, now the login", "fixed cache"),
        ("Done with the cache, now do the login", "cache"),
        ("I took care of redis; now the password", "took redis"),
        ("Den Cache habe ich schon repariert, jetzt das Passwort", "cache schon repariert"),
        ("Die Datenbank ist erledigt, als Nächstes die Anmeldung", "datenbank erledigt"),
        ("J'ai déjà réparé le cache, maintenant la connexion", "déjà réparé cache"),
        ("Ho già sistemato la cache, ora la password", "già sistemato cache"),
        ("Я уже починил кэш, теперь вход", "починил кэш"),
        ("Już naprawiłem cache, teraz logowanie", "naprawiłem cache"),
        ("Cache sudah selesai, sekarang login", "cache selesai"),
        ("I fixed the cache. Can you check it?", ""),
        ("I fixed the cache but it broke again", ""),
        ("the cache is not fixed yet, now what", ""),
        ("have you fixed the cache? Now the login", ""),
    ];
    for (request, expected) in cases {
        let words = Words::of(request);
        let found = find(&words).fine;
        assert_eq!(found.into_iter().map(|i| words.get(i)).collect::<Vec<_>>().join(" "), expected, "{request}");
    }
}

#[test]
fn scripts_without_spaces_exclude_as_well() {
    let cases = [
        ("不要动数据库，修复缓存", "动数 数据 据库"),
        ("请不要修改数据库，只看缓存", "改数 数据 据库"),
        ("不是数据库的问题，是缓存太慢", "是数 数据 据库 库的"),
        ("不是数据库而是缓存", "是数 数据 据库 库而"),
        ("不用docker部署服务", "docker"),
        ("写测试，别用 docker", "docker"),
        ("除了支付以外都检查", "除了 了支 支付 付以"),
        ("修复缓存而不是数据库", "是数 数据 据库"),
        ("データベースではなくキャッシュを直して", "データベース"),
        ("キャッシュを直して、データベースは触らないで", "データベース"),
        ("docker なしでテストを実行", "docker"),
        ("支払い以外を確認", "支払"),
        ("跟数据库无关，是缓存太慢", "跟数 数据 据库 库无"),
        ("先不管数据库，修复缓存", "管数 数据 据库"),
        ("データベースはそのままで、キャッシュを直して", "データベース"),
        ("ログインは不要、キャッシュだけ", "ログイン"),
        ("不要なデータを削除して", "要な"),
        ("데이터베이스와 상관없이 캐시 수정", "데이터베이스"),
        ("テストは書かないで、ボタンだけ直して", "テスト"),
        ("데이터베이스 말고 캐시를 고쳐줘", "데이터베이스"),
        ("도커 없이 테스트 실행", "도커"),
        ("데이터베이스가 아니라 캐시가 느려요", "데이터베이스"),
        ("docker를 사용하지 말고 배포해줘", "docker 를 사용"),
        ("캐시를 고치고 데이터베이스는 건드리지 마", "데이터베이스"),
        // A question, a failure, and no contrast.
        ("要不要加索引", ""),
        ("是不是数据库的问题", ""),
        ("为什么不用缓存", ""),
        ("数据库不工作", ""),
        ("找不到页面", ""),
        ("データベースが動かない", ""),
        ("서버가 작동하지 않아요", ""),
        ("数据库没有响应", ""),
    ];
    let found = cases.map(|(request, _)| (request, excluded(request)));
    assert_eq!(found, cases.map(|(request, expected)| (request, expected.to_owned())));
}

proptest::proptest! {
    #[test]
    fn any_sequence_of_cues_is_read(
        picks in proptest::collection::vec((proptest::prelude::any::<proptest::sample::Index>(), "( |, |-|\\. |（|\\n|é )"), 0..12),
    ) {
        let words = ["the", "cache", "se", "s", "agit", "kein", "данных", "数据库", "キャッシュ", "you", "must", "changes"];
        let grammars = cues::GRAMMARS.iter().flat_map(|grammar| {
            let lists = [grammar.without, grammar.no, grammar.changes, grammar.ignore, grammar.stays, grammar.not];
            let more = [grammar.copulas, grammar.pronouns, grammar.articles, grammar.openers, grammar.negating, grammar.leave];
            lists.into_iter().chain(more).flatten().copied()
        });
        let all: Vec<&str> = grammars.chain(words).chain(["不要", "除了", "無関係", "そのまま", "없이", "就不用"]).collect();
        let text: String = picks.iter().map(|(pick, between)| format!("{}{between}", pick.get(&all))).collect();
        let words = Words::of(&text);
        let Exclusions { excluded: mut found, fine } = find(&words);
        found.extend(fine);
        proptest::prop_assert!(found.iter().all(|&i| i < words.len()), "{text}");
    }
}

/// The work for each cue is bounded; otherwise a text of many cues would take minutes and gigabytes.
#[test]
fn a_cue_that_is_repeated_is_read_in_linear_time() {
    for cue in ["fixed ", "fixed the cache "] {
        let words = Words::of(&format!("{}, now the login", cue.repeat(2000)));
        assert!(find(&words).fine.len() < 40 * words.len(), "{cue}");
    }
    for cue in [
        "utan ",
        "reste tel quel ",
        "hat das nichts zu tun ",
        "kein ",
        "forget the ",
        "degil ",
        "neither a nor, ",
        "die Datenbank nicht anfassen ",
        "不要动数据库",
        "it isn't the a, ",
        "it is not a but ",
        "page not data ",
        "not @a but ",
        "no a, and ",
        "a not needed, ",
        "is not the and, ",
    ] {
        let text = |size| format!("{}, now the login", repeated(cue, size));
        let read = |text: &str| {
            let words = Words::of(text);
            assert!(find(&words).excluded.len() <= words.len());
        };
        assert!(is_proportional(text, 512 << 10, read), "{cue}");
    }
}
