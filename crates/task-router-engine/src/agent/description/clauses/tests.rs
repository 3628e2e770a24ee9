use super::*;

#[test]
fn clauses_that_exclude() {
    let cases = [
        ("Handles tokens. Not for CSS.", "tokens", "CSS"),
        ("Use it early, but do not use it for HTML.", "early", "HTML"),
        ("Deployment and releases (not database migrations).", "releases", "migrations"),
        ("Pages and CSS, but not deployment.", "CSS", "deployment"),
        ("Tunes queries; does not measure load times.", "queries", "load"),
        ("Runs load tests. It doesn't write them.", "load", "write"),
        ("Do NOT use for billing, refunds, or invoices.", "", "invoices"),
        ("Reviews code, not tests.", "code", "tests"),
        ("Everything about mail, excluding newsletters.", "mail", "newsletters"),
        ("Writes prose rather than code.", "prose", "code"),
        ("Plans (e.g. roadmaps) and budgets.", "roadmaps", ""),
        ("This skill should not be used for taxes — use it for savings.", "savings", "taxes"),
        ("Never deploys on Friday.", "", "Friday"),
        ("Builds pages. Anything about taxes is out of scope.", "pages", "taxes"),
        ("Builds pages, no taxes.", "pages", "taxes"),
        ("Builds pages except receipts.", "pages", "receipts"),
        ("Builds pages. \u{274c} taxes", "pages", "taxes"),
        ("Builds pages. Refuse taxes.", "pages", "taxes"),
        ("Builds pages. Other agents cover taxes.", "pages", "taxes"),
        ("Builds pages. Skip for taxes.", "pages", "taxes"),
        ("Builds pages. Not suitable for: taxes and tolls.", "pages", "tolls"),
        ("Builds pages. Negative keywords: taxes", "pages", "taxes"),
        ("Builds pages. When to use: letters. When not to: taxes.", "letters", "taxes"),
        ("Builds pages.\nDon't use when:\n- taxes are due\n- tolls", "pages", "taxes"),
        ("Builds pages. Not covered: taxes", "pages", "taxes"),
        ("Builds pages. Restrictions: no taxes.", "pages", "taxes"),
        ("Builds pages. Tolls or taxes aren't handled.", "pages", "taxes"),
        ("Builds pages; taxes are unsupported.", "pages", "taxes"),
        ("Builds pages. Taxes are never its business.", "pages", "Taxes"),
        ("Builds pages (taxes are not considered).", "pages", "taxes"),
        ("Builds pages, taxes excluded.", "pages", "taxes"),
        ("Builds any page but receipts.", "page", "receipts"),
        ("Builds pages apart from receipts.", "pages", "receipts"),
        ("Builds pages. Exclude taxes.", "pages", "taxes"),
        ("Builds pages. Poor fit for taxes.", "pages", "taxes"),
        ("Revisa textos. No reescribe los capítulos.", "textos", "capítulos"),
        ("Rivede i testi. Non scrive le pagine.", "testi", "pagine"),
        ("Relit les textes. Ne rédige pas les articles.", "textes", "articles"),
        ("Relit les textes. N'écrit pas les articles.", "textes", "articles"),
        ("Revisa textos. Não escreve capítulos.", "textos", "capítulos"),
        ("Проверяет тексты. Не пишет главы.", "тексты", "главы"),
        ("Builds pages. Callers shouldn't be routed here with taxes.", "pages", "taxes"),
        ("Builds pages. You must never pick it for taxes.", "pages", "taxes"),
        ("Builds pages. You cannot print taxes with it.", "pages", "taxes"),
        ("Builds pages. This skill declines taxes.", "pages", "taxes"),
        ("Builds pages. Taxes go elsewhere.", "pages", "Taxes"),
        ("Builds pages. Taxes? Send them elsewhere.", "pages", "Taxes"),
        ("Builds pages. Use something else for taxes.", "pages", "taxes"),
        ("Builds pages. For taxes, use another tool.", "pages", "taxes"),
        ("Builds pages. Skip this for taxes.", "pages", "taxes"),
        ("Builds pages. Local taxes are not part of it.", "pages", "taxes"),
        ("Builds pages. Except taxes.", "pages", "taxes"),
        ("Builds pages. No taxes needed. Use another color for forms.", "taxes", ""),
        ("Builds pages. Must not be used for taxes.", "pages", "taxes"),
        ("Builds pages. No taxes.", "pages", "taxes"),
        ("Builds pages. No taxes, tolls or local fees.", "pages", "fees"),
        ("Builds pages - no taxes.", "pages", "taxes"),
        ("Builds pages instead of forms.", "pages", "forms"),
        ("Builds pages. Unrelated to taxes.", "pages", "taxes"),
        ("Use this agent when building, not when filing taxes.", "building", "taxes"),
        ("Builds pages (without the taxes).", "pages", "taxes"),
        ("Baut Seiten. Nicht für Steuern.", "Seiten", "Steuern"),
        ("Baut Seiten, aber keine Formulare.", "Seiten", "Formulare"),
        ("Baut Seiten. Macht keine Steuern.", "Seiten", "Steuern"),
        ("Baut Seiten, für Steuern nicht geeignet.", "Seiten", "Steuern"),
        ("Baut Seiten (außer Formularen).", "Seiten", "Formularen"),
        ("Fait des pages. Ne pas utiliser pour les taxes.", "pages", "taxes"),
        ("Fait des pages, mais pas les taxes.", "pages", "taxes"),
        ("Fait des pages. Ne gère pas les taxes.", "pages", "taxes"),
        ("Hace páginas. No usar para impuestos.", "páginas", "impuestos"),
        ("Fa pagine, ma non tasse.", "pagine", "tasse"),
        ("Faz páginas. Não usar para impostos.", "páginas", "impostos"),
        ("Maakt pagina's, maar geen belastingen.", "pagina", "belastingen"),
        ("Строит страницы. Не для налогов.", "страницы", "налогов"),
        ("Строит страницы (кроме налогов).", "страницы", "налогов"),
        // What corrects an exclusion is what the agent is for.
        ("Not for databases, but for stylesheets.", "stylesheets", "databases"),
        ("This is not a linter but a formatter.", "formatter", "linter"),
        ("Formats Python (not a linter but a printer).", "printer", "linter"),
        ("Not a linter: it formats Python.", "Python", "linter"),
        ("Use it not when writing but when reviewing.", "reviewing", ""),
        ("Not for invoices, only for receipts.", "receipts", "invoices"),
        ("Not for invoices, but not for receipts either.", "", "receipts"),
        ("Builds pages. Not for taxes, but ask the office.", "pages", "office"),
        ("Keine Atlanten, sondern Globen.", "Globen", "Atlanten"),
        ("Nicht für Steuern, sondern für Zölle.", "Zölle", "Steuern"),
        ("Pas pour les taxes, mais pour les pages.", "pages", "taxes"),
        ("No para impuestos, sino para páginas.", "páginas", "impuestos"),
        ("Не для налогов, но для пошлин.", "пошлин", "налогов"),
        ("构建界面，但不包括数据库。", "界面", "数据库"),
        ("构建界面。请勿用于数据库。", "界面", "数据库"),
        ("画面を作ります（データベースは除く）。", "画面", "データベース"),
        ("画面を作ります。データベースには使わないでください。", "画面", "データベース"),
        ("화면을 만듭니다. 데이터베이스는 제외합니다.", "화면", "데이터베이스"),
    ];
    assert_split(&cases);
}

#[test]
fn clauses_that_exclude_in_more_languages() {
    assert_split(&[
        ("Baut Seiten, nicht Formulare.", "Seiten", "Formulare"),
        ("Baut Seiten – nicht Formulare.", "Seiten", "Formulare"),
        ("Baut Seiten. Kümmert sich nicht um Steuern.", "Seiten", "Steuern"),
        ("Baut Seiten. Nie für Steuern benutzen.", "Seiten", "Steuern"),
        ("Baut Seiten. Nicht bei Steuern einsetzen.", "Seiten", "Steuern"),
        ("Nutzen, wenn Seiten fehlen, nicht wenn Steuern fehlen.", "Seiten", "Steuern"),
        ("Fait des pages, pas les taxes.", "pages", "taxes"),
        ("Fait des pages. Jamais pour les taxes.", "pages", "taxes"),
        ("Fait des pages (sans les taxes).", "pages", "taxes"),
        ("Gör sidor (utan de taxes).", "sidor", "taxes"),
        ("Gör sidor. Inga taxes.", "sidor", "taxes"),
        ("Fait des pages. Aucune taxe.", "pages", "taxe"),
        ("Hace páginas. No se ocupa de impuestos.", "páginas", "impuestos"),
        ("Hace páginas. Nunca para impuestos.", "páginas", "impuestos"),
        ("Hace páginas. No apto para impuestos.", "páginas", "impuestos"),
        ("Fa pagine, non tasse.", "pagine", "tasse"),
        ("Fa pagine. Non si occupa di tasse.", "pagine", "tasse"),
        ("Fa pagine. Mai per tasse.", "pagine", "tasse"),
        ("Faz páginas, não impostos.", "páginas", "impostos"),
        ("Faz páginas. Não cuida de impostos.", "páginas", "impostos"),
        ("Maakt pagina's. Houdt zich niet bezig met belastingen.", "pagina", "belastingen"),
        ("Maakt pagina's. Nooit voor belastingen.", "pagina", "belastingen"),
        ("Строит страницы, а не формы.", "страницы", "формы"),
        ("Строит страницы. Никогда для налогов.", "страницы", "налогов"),
        ("Будує сторінки, але не форми.", "сторінки", "форми"),
        ("Будує сторінки. Не пише листи.", "сторінки", "листи"),
        ("Bygger sidor, inte formulär.", "sidor", "formulär"),
        ("Bygger sidor. Skriver inte brev.", "sidor", "brev"),
        ("Bygger sidor, utom formulär.", "sidor", "formulär"),
        ("Bygger sidor. Aldrig för skatter.", "sidor", "skatter"),
        ("Bygger sider, ikke skemaer.", "sider", "skemaer"),
        ("Bygger sider. Skriver ikke breve.", "sider", "breve"),
        ("Buduje strony, a nie formularze.", "strony", "formularze"),
        ("Buduje strony. Nigdy do podatków.", "strony", "podatków"),
        ("Buduje strony. Nie pisze listów.", "strony", "listów"),
        ("Staví stránky, ne formuláře.", "stránky", "formuláře"),
        ("Staví stránky. Ne pro daně.", "stránky", "daně"),
        ("Staví stránky. Nezabývá se daněmi.", "stránky", "daněmi"),
        ("Staví stránky. Nepíše dopisy.", "stránky", "dopisy"),
        ("Oldalakat épít, nem űrlapot.", "Oldalakat", "űrlapot"),
        ("Oldalakat épít. Nem adókhoz.", "Oldalakat", "adókhoz"),
        ("Oldalakat épít. Ne használd adókhoz.", "Oldalakat", "adókhoz"),
        ("Oldalakat épít. Nem ír levelet.", "Oldalakat", "levelet"),
        ("Rakentaa sivuja, ei lomakkeita.", "sivuja", "lomakkeita"),
        ("Rakentaa sivuja. Ei veroille.", "sivuja", "veroille"),
        ("Rakentaa sivuja. Älä käytä veroille.", "sivuja", "veroille"),
        ("Sayfa kurar, form değil.", "Sayfa", "form"),
        ("Sayfa kurar. Vergi için kullanma.", "Sayfa", "Vergi"),
        ("Sayfa kurar. Mektup yazmaz.", "Sayfa", "Mektup"),
        ("Dựng trang, không phải biểu mẫu.", "trang", "biểu mẫu"),
        ("Membangun halaman, bukan formulir.", "halaman", "formulir"),
    ]);
}

/// Asserts that descriptions have a word of what their agent is for, and of what it is not for.
fn assert_split(cases: &[(&str, &str, &str)]) {
    for (description, for_word, against_word) in cases {
        let (for_text, against) = for_and_not_for(description, &AgentNames::default(), "");
        assert!(for_text.contains(for_word), "{description}: {for_text:?}");
        if !against_word.is_empty() {
            assert!(
                against.contains(against_word) && !for_text.contains(against_word),
                "{description}: {for_text:?} {against:?}"
            );
        }
    }
}

#[test]
fn failures_are_no_exclusions() {
    for description in [
        "Use when the app does not start",
        "Use this agent if tests don't pass or the build isn't green",
        "Covers not only pages but also forms",
        "Finds why a query is not using an index",
        "Handles requests that do not match",
        "Ships without downtime",
        "Use whenever you cannot log in",
        "Hilft, wenn die Seite nicht lädt",
        "Aide à ne pas perdre de données",
        "Cuando la página no carga los datos",
        "No carga la página de los datos",
        "No llega el correo de la tienda",
        "No dudes en usarlo para las facturas",
        "No requiere experiencia con la contabilidad",
        "Non solo i testi",
        "Non trova i file",
        "Ne démarre pas le serveur",
        "N'oublie pas les accents",
        "Não consigo entrar na conta",
        "Не работает страница",
        "Не могу войти",
        "No code generation, only letters",
        "No-code e-commerce sites",
        "Non-fiction: i.e. essays",
        "Fixes try/except blocks",
        "Refactors React pages",
        "Coordinates other agents",
        "Skip links and landmarks",
        "Routes work to others",
        "Use when a format is not supported",
        "Lists what is excluded",
        "Pages: no setup needed",
        "Helps you never lose a page",
        "Everything about pages but also forms",
        "Repairs a page if not: builds one",
        "Compares pages and ignores blanks",
        "Rooms, including but not limited to kitchens and porches",
        "Rooms, including, but not limited to, kitchens",
        "Rooms (including but not limited to kitchens)",
        "Rooms (but not only kitchens)",
        "Use for rooms, which includes but is not limited to kitchens",
        "Not restricted to kitchens",
        "Not limited to: kitchens",
        "Räume, darunter, aber nicht beschränkt auf Küchen",
        "Salles, mais pas seulement les cuisines",
        "Salas, pero no solo cocinas",
        "Don't hesitate to use it for haikus",
        "Not sure about palettes? Use this agent",
        "Can't find your keys? Use this",
        "Never ships without tests",
        "Never loses invoices",
        "Doesn't miss a deadline",
        "Migrates pages without downtime",
        "Migrates pages (without downtime)",
        "Draws pages instead of guessing",
        "Use this instead of the old forms",
        "Builds pages. No setup needed",
        "Builds pages. No problem",
        "Corrige las páginas de la tienda. No funciona",
        "Corrige las páginas. No llega el correo",
        "Finds changes unrelated to the task",
        "Invoices must not be late",
        "Hilft bei Seiten, nicht nur in Formularen",
        "Hilft, nicht zu vergessen",
        "Répare la page, pas de réponse",
        "Wenn die Seite lädt, nicht das Formular",
        "Quand la page est vide, ne charge pas",
        "Hjälper med sidor, inte minst formulär",
        "Laddar inte sidan",
        "Nem csak oldalakhoz",
        "Sayfa açık değil",
        "Sadece sayfa değil",
        "Baut Seiten (ohne Ausfall)",
    ] {
        let (for_text, against) = for_and_not_for(description, &AgentNames::default(), "");
        assert_eq!(against, "", "{description}");
        assert_eq!(for_text.split_whitespace().collect::<Vec<_>>().join(" "), description);
    }
}

proptest::proptest! {
    #[test]
    fn any_description_is_split(
        text in r"(é|ж|, |\(|（|\)|）|no|not|out of scope|\. |❌|except |keine |but |sondern |, only |: it |不用于|除外|use |a-b|\x00|\PC){0,12}",
        other in proptest::prelude::any::<String>(),
    ) {
        for text in [text, other] {
            for_and_not_for(&text, &AgentNames::new(["a-b", "é"]), "");
        }
    }
}

#[test]
fn clauses_that_refer_to_others() {
    let others =
        AgentNames::new(["database-architect", "painter", "css expert", "api-writer", "security", "pair programming"]);
    let cases = [
        ("Writes API pages. For database schemas use database-architect instead.", "API", "schemas"),
        ("Writes API pages; for schemas, database-architect is better.", "API", "schemas"),
        ("Writes API pages, for schemas use the `db` skill.", "API", "schemas"),
        ("Writes API pages (for walls see painter).", "API", "walls"),
        ("Writes API pages (for walls: painter).", "API", "walls"),
        ("Writes API pages. Leave walls to painter.", "API", "walls"),
        ("Schreibt API-Seiten. Für Wände stattdessen painter verwenden.", "API", "Wände"),
        ("编写API。墙壁请使用painter。", "API", "墙壁"),
        ("Writes API pages. Styles are handled by css expert.", "API", "Styles"),
        ("Writes API pages. For sums, use a calculator instead.", "API", "sums"),
        ("Writes API pages. Walls \u{2192} painter", "API", "Walls"),
        ("Writes API pages. Walls => painter", "API", "Walls"),
        ("Writes API pages. Walls: prefer the painter agent", "API", "Walls"),
        ("Writes API pages. Walls \u{2014} see painter.", "API", "Walls"),
        ("Writes API pages. Walls, see painter for those.", "API", "Walls"),
        ("Writes API pages. Got walls? Then call painter.", "API", "walls"),
        ("Writes API pages. Walls (use painter instead).", "API", "Walls"),
        ("Writes API pages. In case of schemas, use database-architect.", "API", "schemas"),
        ("Writes API pages - see painter", "API", ""),
        ("Writes API pages (with database-architect).", "API", ""),
        ("Writes for the painter in everyone.", "painter", ""),
        ("The api-writer writes API pages.", "API", ""),
        ("Use for API pages instead of guessing.", "API", ""),
        // What an agent does is not the name of another one, nor is who it works with.
        ("Use to review an API for defects, security and tests.", "defects", ""),
        ("Reviews API pages. Use when security best practices are missing.", "practices", ""),
        ("Writes API pages. Knows what pair programming sessions need.", "sessions", ""),
        ("Invoke parallel database-architect agents for searches.", "searches", ""),
        ("Writes API pages. Audits: use the security agent.", "API", "Audits"),
        ("Writes API pages. For styles, css expert is the right agent.", "API", "styles"),
        ("Use database-architect for schemas. Writes API pages.", "API", "schemas"),
        ("Writes API pages. Forward audits to security.", "API", "audits"),
        ("Writes API pages. Hand audits to the security agent.", "API", "audits"),
    ];
    for (description, for_word, against_word) in cases {
        let (for_text, against) = for_and_not_for(description, &others, "api-writer");
        assert!(for_text.contains(for_word), "{description}: {for_text:?}");
        if !against_word.is_empty() {
            assert!(
                against.contains(against_word) && !for_text.contains(against_word),
                "{description}: {for_text:?} {against:?}"
            );
        }
    }
}
