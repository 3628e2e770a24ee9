//! Agents in any of the supported languages are routed to as English ones are.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use task_router_engine::text::Language;
use task_router_engine::{Files, Index, Options, Scorer, decide};

/// A team, and its requests with the agents that should get them.
struct Team {
    language: Language,
    agents: [(&'static str, &'static str); 4],
    requests: &'static [(&'static str, &'static str)],
}

const TEAMS: [Team; 9] = [
    Team {
        language: Language::English,
        agents: [
            ("db", "Designs database schemas and makes slow queries fast."),
            ("ui", "Builds pages, forms and buttons of the user interface."),
            ("auth", "Looks after login, passwords and permissions of the users."),
            ("billing", "Writes invoices and reminds customers of open payments."),
        ],
        requests: &[
            ("our queries are slow", "db"),
            ("the button on the page is too small", "ui"),
            ("I have forgotten my password", "auth"),
            ("the customer wants another invoice", "billing"),
        ],
    },
    Team {
        language: Language::German,
        agents: [
            ("db", "Entwirft Schemas der Datenbank und macht langsame Abfragen schnell."),
            ("ui", "Baut Seiten, Formulare und Knöpfe der Oberfläche."),
            ("auth", "Kümmert sich um Anmeldung, Passwörter und die Rechte der Benutzer."),
            ("billing", "Schreibt Rechnungen und erinnert die Kunden an offene Zahlungen."),
        ],
        requests: &[
            ("unsere Abfrage ist zu langsam", "db"),
            ("die Datenbanken antworten nicht", "db"),
            ("der Knopf auf der Seite ist zu klein, wie auch alle anderen Knöpfe", "ui"),
            ("ich habe mein Passwort vergessen", "auth"),
            ("der Kunde möchte noch eine Rechnung", "billing"),
            ("die Zahlung ist noch offen", "billing"),
            ("neue Oberflaeche fuer das Formular", "ui"),
            ("die Datenbankabfrage dauert ewig", "db"),
            ("der Rechnungsversand klappt nicht", "billing"),
            ("eine neue Passwortänderung einbauen", "auth"),
            ("der Seitenaufbau der Formularseite", "ui"),
        ],
    },
    Team {
        language: Language::French,
        agents: [
            ("db", "Conçoit les schémas de la base de données et accélère les requêtes lentes."),
            ("ui", "Construit les pages, les formulaires et les boutons de l'interface."),
            ("auth", "S'occupe de la connexion, des mots de passe et des droits des utilisateurs."),
            ("billing", "Rédige les factures et relance les clients pour les paiements en retard."),
        ],
        requests: &[
            ("la requête est trop lente", "db"),
            ("optimiser une requete lente", "db"),
            ("le bouton d'accueil est trop petit", "ui"),
            ("l'interface est cassée", "ui"),
            ("l'utilisateur n'a pas les bons droits", "auth"),
            ("le client veut une autre facture", "billing"),
            ("un paiement n'est pas arrivé", "billing"),
        ],
    },
    Team {
        language: Language::Spanish,
        agents: [
            ("db", "Diseña los esquemas de la base de datos y acelera las consultas lentas."),
            ("ui", "Construye las páginas, los formularios y los botones de la interfaz."),
            ("auth", "Se ocupa del inicio de sesión, de las contraseñas y de los permisos de los usuarios."),
            ("billing", "Escribe las facturas y recuerda a los clientes los pagos pendientes."),
        ],
        requests: &[
            ("la consulta es muy lenta", "db"),
            ("el botón de la pagina es pequeño", "ui"),
            ("he olvidado mi contraseña", "auth"),
            ("he olvidado la contrasena", "auth"),
            ("el cliente quiere otra factura", "billing"),
            ("falta un pago", "billing"),
        ],
    },
    Team {
        language: Language::Italian,
        agents: [
            ("db", "Progetta gli schemi del database e rende veloci le interrogazioni lente."),
            ("ui", "Costruisce le pagine, i moduli e i pulsanti dell'interfaccia."),
            ("auth", "Si occupa dell'accesso, delle password e dei permessi degli utenti."),
            ("billing", "Scrive le fatture e ricorda ai clienti i pagamenti in sospeso."),
        ],
        requests: &[
            ("questa interrogazione è molto lenta", "db"),
            ("il pulsante della pagina è piccolo", "ui"),
            ("l'utente non ha il permesso", "auth"),
            ("il cliente vuole un'altra fattura", "billing"),
            ("manca un pagamento", "billing"),
        ],
    },
    Team {
        language: Language::Portuguese,
        agents: [
            ("db", "Desenha os esquemas do banco de dados e torna rápidas as consultas lentas."),
            ("ui", "Constrói as páginas, os formulários e os botões da interface."),
            ("auth", "Cuida do acesso, das senhas e das permissões dos usuários."),
            ("billing", "Escreve as faturas e lembra os clientes dos pagamentos pendentes."),
        ],
        requests: &[
            ("a consulta está muito lenta", "db"),
            ("o formulário da pagina não funciona", "ui"),
            ("esqueci a minha senha", "auth"),
            ("o cliente quer outra fatura", "billing"),
        ],
    },
    Team {
        language: Language::Dutch,
        agents: [
            ("db", "Ontwerpt de schema's van de databank en maakt trage zoekopdrachten snel."),
            ("ui", "Bouwt de pagina's, formulieren en knoppen van het scherm."),
            ("auth", "Zorgt voor het aanmelden, de wachtwoorden en de rechten van gebruikers."),
            ("billing", "Schrijft de facturen en herinnert klanten aan openstaande betalingen."),
        ],
        requests: &[
            ("de zoekopdracht is te traag", "db"),
            ("de knop en het formulier zijn te klein", "ui"),
            ("ik ben mijn wachtwoord vergeten", "auth"),
            ("de klant wil nog een betaling doen", "billing"),
        ],
    },
    Team {
        language: Language::Russian,
        agents: [
            ("db", "Проектирует схемы базы данных и ускоряет медленные запросы."),
            ("ui", "Делает страницы, формы и кнопки интерфейса для пользователя."),
            ("auth", "Отвечает за вход, пароли и права, а также за все роли."),
            ("billing", "Пишет счета и напоминает клиентам о платежах, которые не пришли."),
        ],
        requests: &[
            ("запрос к базе очень медленный", "db"),
            ("кнопка на странице не работает", "ui"),
            ("я забыл пароль", "auth"),
            ("клиенту нужен счёт за платёж", "billing"),
        ],
    },
    Team {
        language: Language::Swedish,
        agents: [
            ("db", "Ritar databasens scheman och gör långsamma frågor snabba."),
            ("ui", "Bygger sidor, formulär och knappar i gränssnittet för alla."),
            ("auth", "Tar hand om inloggning, lösenord och vad användarna får göra."),
            ("billing", "Skriver fakturor och påminner kunderna om betalningar som är sena."),
        ],
        requests: &[
            ("frågan till databasen är för långsam", "db"),
            ("knappen på sidan är för liten", "ui"),
            ("jag har glömt mitt lösenord", "auth"),
            ("kunden vill ha en ny faktura", "billing"),
        ],
    },
];

fn index(agents: &[(&str, &str)]) -> Index {
    let texts: Vec<(String, String)> = agents
        .iter()
        .map(|(name, text)| {
            (format!("{name}.md"), format!("---\nname: {name}\ndescription: \"{text}\"\n---\nDo it.\n"))
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Files::from_texts("team", &files).index(None).unwrap()
}

/// The best candidate for a request.
fn best(index: &Index, request: &str) -> String {
    let decision = decide(&Scorer::new(index).score(request), &Options::default());
    let best = decision.candidates.first().filter(|best| best.score > 0.0);
    best.map_or_else(|| "-".to_owned(), |best| index.class(best.answer).name.clone())
}

#[test]
fn a_team_routes_requests_in_its_language() {
    for team in TEAMS {
        let index = index(&team.agents);
        assert_eq!(index.languages_by_use(), [team.language]);
        for (request, agent) in team.requests {
            assert_eq!(best(&index, request), *agent, "{:?}: {request}", team.language);
        }
    }
}

#[test]
fn an_english_team_is_asked_in_another_language() {
    let index = index(&[
        ("db", "Database schemas, migrations and slow queries."),
        ("ui", "React components, buttons and styles of the frontend."),
        ("auth", "Login, tokens and OAuth for all the services."),
    ]);
    let cases = [
        ("der Login-Token ist abgelaufen", "auth"),
        ("die Migrationen der Tabellen schlagen fehl", "db"),
        ("les migrations ne passent pas dans la base", "db"),
        ("los tokens de la API no funcionan", "auth"),
        ("der Button im Frontend ist kaputt", "ui"),
        ("не работает login, token устарел", "auth"),
    ];
    for (request, agent) in cases {
        assert_eq!(best(&index, request), agent, "{request}");
    }
}

#[test]
fn a_team_of_two_languages_knows_both() {
    let mut agents = TEAMS[0].agents[..2].to_vec();
    agents.extend(&TEAMS[1].agents[2..]);
    let index = index(&agents);
    assert_eq!(index.languages_by_use(), [Language::German, Language::English]);
    for (request, agent) in [("our query is slow", "db"), ("ich habe mein Passwort vergessen", "auth")] {
        assert_eq!(best(&index, request), agent, "{request}");
    }
}

/// Checks who answers each request, if anybody does.
fn assert_answers(index: &Index, cases: &[(&str, Option<&str>)]) {
    for (request, expected) in cases {
        let decision = decide(&Scorer::new(index).score(request), &Options::default());
        let agent = decision.agent.map(|agent| index.class(agent).name.as_str());
        assert_eq!(agent, *expected, "{request}: {}", decision.confidence);
    }
}

#[test]
fn one_word_of_a_description_is_enough_in_any_language() {
    let cases = [
        (Language::German, "die Abfrage dauert zehn Sekunden", Some("db")),
        (Language::German, "der Knopf ist verschwunden", Some("ui")),
        (Language::French, "le bouton a disparu", Some("ui")),
        (Language::Spanish, "olvidé mi contraseña", Some("auth")),
        (Language::Dutch, "de betaling is niet aangekomen", Some("billing")),
        (Language::Russian, "я забыл пароль", Some("auth")),
        // Such words occur in any description, and in out-of-scope requests.
        (Language::German, "Schreib ein Gedicht über das Meer", None),
        (Language::German, "Wie wird das Wetter morgen in Berlin?", None),
        (Language::French, "écris un poème sur la mer", None),
        (Language::Portuguese, "escreva um poema sobre o mar", None),
        (Language::Russian, "напиши стихотворение о море", None),
        (Language::Russian, "какая завтра погода в Москве?", None),
    ];
    for (language, request, expected) in cases {
        let team = TEAMS.iter().find(|team| team.language == language).unwrap();
        assert_answers(&index(&team.agents), &[(request, expected)]);
    }
}

#[test]
fn scripts_without_spaces_have_the_same_confidence() {
    let index = index(&[
        ("db", "当用户需要设计数据库表或优化慢查询时使用此代理。"),
        ("ui", "负责页面、表单和按钮的设计。"),
        ("auth", "로그인, 비밀번호, 권한을 확인하고 보안 문제를 처리합니다."),
    ]);
    let cases = [
        ("查询太慢了", Some("db")),
        ("按钮点不了", Some("ui")),
        ("비밀번호를 잊었어요", Some("auth")),
        ("我需要休息一下", None),
        ("帮我写一首诗", None),
        ("문제가 있어요", None),
        ("무엇을 할 수 있어요?", None),
    ];
    assert_answers(&index, &cases);
}

/// Three agents, and requests with who should answer, if anybody should.
type SmallTeam = (Language, [(&'static str, &'static str); 3], &'static [(&'static str, Option<&'static str>)]);

/// A bakery, a garage and a library in inflected languages.
#[test]
fn inflected_words_match_in_more_languages() {
    let teams: [SmallTeam; 9] = [
        (
            Language::Polish,
            [
                ("p", "Piecze chleby i bułki, planuje wypieki."),
                ("w", "Naprawia samochody i wymienia opony."),
                ("b", "Wypożycza książki i odnawia karty."),
            ],
            &[
                ("zamów dwa chleby", Some("p")),
                ("samochód nie jedzie", Some("w")),
                ("samochodów jest za dużo", Some("w")),
                ("potrzebuję nowych opon", Some("w")),
                ("gdzie jest moja karta", Some("b")),
                ("jaka jest dziś pogoda", None),
            ],
        ),
        (
            Language::Czech,
            [
                ("p", "Peče chleby a housky, plánuje pečivo."),
                ("w", "Opravuje auta a vyměňuje pneumatiky."),
                ("b", "Půjčuje knihy a prodlužuje průkazy."),
            ],
            &[
                ("objednej dva chleby", Some("p")),
                ("vyměňte pneumatiky", Some("w")),
                ("nová pneumatika praskla", Some("w")),
                ("kde je moje kniha", Some("b")),
                ("jaké je dnes počasí", None),
            ],
        ),
        (
            Language::Ukrainian,
            [
                ("p", "Пече хліб та булки, планує випічку."),
                ("w", "Лагодить машини та міняє шини."),
                ("b", "Видає книги та продовжує квитки."),
            ],
            &[
                ("машина не їде", Some("w")),
                ("де моя книга", Some("b")),
                ("потрібні нові булки", Some("p")),
                ("яка сьогодні погода", None),
            ],
        ),
        (
            Language::Turkish,
            [
                ("p", "Ekmek ve çörek pişirir, siparişleri planlar."),
                ("w", "Arabaları onarır ve lastikleri değiştirir."),
                ("b", "Kitap ödünç verir ve kartları yeniler."),
            ],
            &[
                ("arabanın kapısı bozuldu", Some("w")),
                ("lastik patladı", Some("w")),
                ("kitabım nerede", None),
                ("kitaplar nerede", Some("b")),
                ("bugün hava nasıl", None),
            ],
        ),
        (
            Language::Finnish,
            [
                ("p", "Leipoo leivät ja sämpylät."),
                ("w", "Korjaa autot ja vaihtaa renkaat."),
                ("b", "Lainaa kirjat ja uusii kortit."),
            ],
            &[("auto ei toimi", Some("w")), ("kirjat ovat hukassa", Some("b")), ("millainen sää on tänään", None)],
        ),
        (
            Language::Hungarian,
            [
                ("p", "Kenyereket és zsemléket süt, rendeléseket tervez."),
                ("w", "Autókat javít és gumikat cserél."),
                ("b", "Könyveket kölcsönöz és kártyákat hosszabbít."),
            ],
            &[("az autó nem indul", Some("w")), ("hol van a könyvem", Some("b")), ("milyen idő lesz ma", None)],
        ),
        (
            Language::Hindi,
            [
                ("p", "रोटी और केक बनाता है।"),
                ("w", "गाड़ी की मरम्मत करता है और टायर बदलता है।"),
                ("b", "किताब उधार देता है और कार्ड बनाता है।"),
            ],
            &[("मेरी गाड़ी नहीं चल रही है", Some("w")), ("मेरी किताब कहाँ है", Some("b")), ("आज मौसम कैसा है", None)],
        ),
        (
            Language::Vietnamese,
            [
                ("p", "Nướng bánh mì và bánh ngọt cho khách."),
                ("w", "Sửa xe hơi và thay lốp của khách."),
                ("b", "Cho mượn sách và gia hạn thẻ."),
            ],
            &[("thay lốp xe", Some("w")), ("tôi muốn mượn sách", Some("b")), ("hôm nay thế nào", None)],
        ),
        (
            Language::Indonesian,
            [
                ("p", "Memanggang roti dan kue untuk pelanggan."),
                ("w", "Memperbaiki mobil dan mengganti ban."),
                ("b", "Meminjamkan buku dan memperpanjang kartu."),
            ],
            &[("mobil saya mogok", Some("w")), ("di mana buku saya", Some("b")), ("bagaimana cuaca hari ini", None)],
        ),
    ];
    for (language, agents, requests) in teams {
        let index = index(&agents);
        assert_eq!(index.languages_by_use()[0], language);
        assert_answers(&index, requests);
    }
}
