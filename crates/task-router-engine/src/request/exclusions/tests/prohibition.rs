//! What a request forbids, and which agents it says not to go to.

use super::*;

/// Words of which each content word is a keyword of somebody, but for verbs.
struct Stated<'w>(&'w Words, Languages);

const THINGS: [&str; 30] = [
    "laskua",
    "faktura",
    "adgangskoden",
    "passordet",
    "jelszót",
    "számlát",
    "faktury",
    "fakturu",
    "hasło",
    "heslo",
    "salasana",
    "laskun",
    "cache",
    "database",
    "rechnung",
    "passwort",
    "factura",
    "contraseña",
    "fattura",
    "password",
    "fatura",
    "senha",
    "factuur",
    "wachtwoord",
    "fakturan",
    "fakturaen",
    "lösenordet",
    "счёт",
    "пароль",
    "számla",
];

impl WordKinds for Stated<'_> {
    fn languages(&self, i: usize) -> Languages {
        self.0.languages(i)
    }

    fn cue_languages(&self, i: usize) -> CueLanguages {
        self.0.cue_languages(i)
    }

    fn team_languages(&self) -> Languages {
        self.1
    }

    fn stated_words(&self, i: usize) -> usize {
        usize::from(THINGS.contains(&self.0.get(i)))
    }
}

fn excluded_in(request: &str, team: Languages) -> String {
    let words = Words::of(request);
    let found = super::super::find(&words, &Stated(&words, team), |i| words.languages(i).is_empty()).excluded;
    found.into_iter().map(|i| words.get(i)).collect::<Vec<_>>().join(" ")
}

fn excluded(request: &str) -> String {
    excluded_in(request, Languages::NONE)
}

#[test]
fn a_prohibition_excludes_what_its_preposition_leads_to() {
    let cases = [
        ("Don't rely on the cache, change the database", "rely cache"),
        ("Change the database, don't look at the cache", "cache"),
        ("Never write to the cache, change the database", "write cache"),
        ("You must not link to the cache; change the database", "link cache"),
        ("You mustn't link to the cache; change the database", "link cache"),
        ("Don't work on the cache, change the database", "work cache"),
        ("Don't open the cache, change the database", "open cache"),
        ("Don't spend time on the cache, change the database", "spend time cache"),
        ("Change the database without writing to the cache", "writing cache"),
        ("No need to write to the cache, change the database", "write cache"),
        ("Stop working on the cache, change the database", "working cache"),
        ("We should not touch the cache, but change the database", "touch cache"),
        ("Don't use mocks in the cache, change the database", "mocks"),
        ("Arbeite nicht an der Rechnung, ändere das Passwort", "rechnung"),
        ("Verändere die Rechnung nicht, ändere das Passwort", "rechnung"),
        ("Ändere das Passwort, aber arbeite nicht an der Rechnung", "rechnung"),
        ("No trabajes en la factura, cambia la contraseña", "trabajes factura"),
        ("No te ocupes de la factura, cambia la contraseña", "ocupes factura"),
        ("Non lavorare sulla fattura, cambia la password", "lavorare fattura"),
        ("Não escreva na fatura, mude a senha", "escreva fatura"),
        ("Werk niet aan de factuur, verander het wachtwoord", "factuur"),
        ("Verander de factuur niet, verander het wachtwoord", "factuur"),
        ("Arbeta inte på fakturan, byt lösenordet", "fakturan"),
        ("Не пиши в счёт, смени пароль", "пиши счет"),
        ("Не изменяй счёт, смени пароль", "изменяй счет"),
        ("Deja en paz la factura, cambia la contraseña", "factura"),
        ("Ändere die Rechnung nicht, ändere das Passwort", "rechnung"),
        ("Ändere nie die Rechnung, ändere das Passwort", "rechnung"),
        ("Låt fakturan vara, byt lösenordet", "fakturan"),
        ("Lad fakturaen være, skift adgangskoden", "fakturaen"),
    ];
    let folded = |text: &str| crate::text::without_accents(text).into_owned();
    let all = cases.map(|(request, expected)| (request, folded(&excluded(request)), folded(expected)));
    let wrong: Vec<_> = all.iter().filter(|(_, found, expected)| found != expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_wish_that_is_denied_excludes_before_another_task() {
    let cases = [
        ("No quiero la factura, cambia la contraseña", "factura"),
        ("Non voglio la fattura, cambia la password", "fattura"),
        ("Non ho bisogno della fattura, cambia la password", "fattura"),
        ("Não quero a fatura, muda a senha", "fatura"),
        ("Je ne veux pas la facture, change le password", "facture"),
        ("Ich will keine Rechnung, ändere das Passwort", "rechnung"),
        ("Ik wil geen factuur, verander het wachtwoord", "factuur"),
        ("Ik heb geen factuur nodig, verander het wachtwoord", "factuur"),
        ("Jag vill inte ha fakturan, byt lösenordet", "fakturan"),
        ("Jeg vil ikke have fakturaen, skift adgangskoden", "fakturaen"),
        ("Jeg har ikke brug for fakturaen, skift adgangskoden", "fakturaen"),
        ("Jeg vil ikke ha fakturaen, bytt passordet", "fakturaen"),
        ("Я не хочу счёт, смени пароль", "счёт"),
        ("Nie chcę faktury, zmień hasło", "faktury"),
        ("Nechci fakturu, změň heslo", "fakturu"),
        ("En halua laskua, vaihda salasana", "laskua"),
    ];
    assert_found(&cases, excluded);
    let in_hungarian = |request: &str| excluded_in(request, Languages::of(Language::Hungarian));
    assert_found(&[("Nem akarom a számlát, cseréld a jelszót", "számlát")], in_hungarian);
    assert_found(&[("Hagyd békén a számlát, cseréld a jelszót", "számlát")], in_hungarian);
}

#[test]
fn what_it_is_not_about_excludes() {
    let cases = [
        ("Det handlar inte om fakturan, det handlar om lösenordet", "fakturan"),
        ("Det handler ikke om fakturaen, det handler om adgangskoden", "fakturaen"),
        ("Det gjelder ikke fakturaen, det gjelder passordet", "fakturaen"),
        ("Het gaat niet om de factuur, het gaat om het wachtwoord", "factuur"),
        ("Nie chodzi o fakturę, chodzi o hasło", "fakturę"),
        ("Nejde o fakturu, jde o heslo", "fakturu"),
    ];
    assert_found(&cases, excluded);
}

#[test]
fn reports_and_complaints_forbid_nothing() {
    for request in [
        "Don't skip the cache, change the database",
        "Please don't ignore the cache, change the database",
        "No quiero la factura, la factura es falsa",
        "No quiero la factura",
        "Ich will keine Rechnung, das Passwort geht auch nicht",
        "Ik heb geen factuur, verander het wachtwoord",
        "Det är inte min faktura, jag har inte beställt lösenordet",
        "The pages load but don't show the cache, the database does",
        "The buttons look fine but don't work on the cache page",
        "We should not pay for the cache, but they charged us",
        "We should not see the cache, but the database",
        "Don't have the cache, please send the database again",
        "Stop sending the cache",
        "never got to the cache, my database fails",
        "why don't you work on the cache, the database is fine",
        "Finde die Rechnung nicht, Passwort ist neu",
        "Rechnung stimmt nicht, Passwort geht",
        "Verändere die Rechnung nicht, das Passwort auch nicht",
        "Die Seite lädt, aber zeigt die Rechnung nicht",
        "No recibí la factura, la contraseña está bien",
        "Não aparece a fatura, mudei a senha",
        "Não consigo ver a fatura, a senha sim",
        "Не прислали счёт, пароль есть",
    ] {
        let folded = crate::text::without_accents(&excluded(request)).into_owned();
        for thing in ["cache", "database", "rechnung", "factura", "fatura", "счет"] {
            assert!(!folded.split(' ').any(|word| word == thing), "{request}: {folded}");
        }
    }
}

#[test]
fn what_is_lacking_stays_the_topic() {
    for request in [
        "Without the cache I cannot pay, what now?",
        "Without the cache, I cannot pay",
        "Ohne die Rechnung kann ich nicht zahlen, was jetzt?",
        "Sans la facture je ne peux pas payer, que faire ?",
        "Sin la factura no puedo pagar, ¿qué hago?",
        "Senza la fattura non posso pagare, che faccio?",
        "Sem a fatura não posso pagar, e agora?",
        "Zonder de factuur kan ik niet betalen, wat nu?",
        "Без счёта я не могу заплатить, что делать?",
        "Utan fakturan kan jag inte betala, vad nu?",
        "Uden fakturaen kan jeg ikke betale, hvad nu?",
        "Bez faktury nie mogę zapłacić, co teraz?",
        "A számla nélkül nem tudok fizetni, mi legyen?",
    ] {
        assert_eq!(excluded(request), "", "{request}");
    }
    assert_eq!(excluded("I cannot open the database without the cache"), "cache");
    assert_eq!(excluded("Ohne die Rechnung ändere das Passwort nicht"), "rechnung");
}

#[test]
fn a_name_in_a_clause_that_negates_is_refused() {
    for request in [
        "refund, do not send this to @returns",
        "Do not escalate my refund to @returns: refund",
        "please don't route the refund to @returns",
        "refund, must not be routed to @returns",
        "refund, never forward it to @returns",
        "refund, but not to @returns",
        "refund, not by @returns",
        "refund, not through @returns",
        "refund, not (@returns)",
        "refund, not \"@returns\"",
        "refund, don't let @returns do it",
        "refund, don't have @returns do it",
        "refund, don't give @returns this",
        "refund, I do not want to talk to @returns",
        "refund, @returns should not do it",
        "refund, @returns not",
        "do not forward my refund to the returns agent",
        "refund, schick das nicht an @returns",
        "refund, frag nicht @returns",
        "refund, pas pour @returns",
        "refund, no lo mandes a @returns",
        "refund, não mandes para @returns",
        "refund, niet naar @returns",
        "refund, не отправляй это @returns",
        "refund, nie wysyłaj do @returns",
        "refund, skicka inte till @returns",
        "refund, send det ikke til @returns",
        "refund, 不要发给 @returns",
        "refund、@returns には送らないで",
    ] {
        let found = excluded(request);
        assert!(found.split(' ').any(|word| word == "returns"), "{request}: {found}");
    }
    for request in [
        "please do not cancel my refund @returns",
        "my login does not work @returns",
        "why not ask @returns about my refund?",
        "why don't you ask @returns?",
        "not only @returns",
        "I don't know, ask @returns",
        "do not use docker but ask @returns",
        "don't hesitate to ask @returns",
        "don't forget to ask @returns",
        "should we not send it to @returns?",
        "not sure, maybe @returns",
        "do not merge without @returns",
        "hey @returns, don't send me the invoice",
        "never mind, @returns can do it",
    ] {
        let found = excluded(request);
        assert!(!found.split(' ').any(|word| word == "returns"), "{request}: {found}");
    }
}

#[test]
fn words_that_are_also_english_tell_the_languages_of_the_team() {
    let portuguese = Languages::of(Language::Portuguese);
    let danish = Languages::of(Language::Danish);
    let hungarian = Languages::of(Language::Hungarian);
    let finnish = Languages::of(Language::Finnish);
    for (request, team, expected) in [
        ("A senha, não a fatura", Languages::NONE, ""),
        ("A senha, não a fatura", portuguese, "fatura"),
        ("Muda a senha sem a fatura", portuguese, "fatura"),
        ("I want a password for a database, no cache", portuguese, "cache"),
        ("Adgangskoden i stedet for fakturaen", danish, "fakturaen"),
        ("A jelszó, nem a számla", hungarian, "számla"),
        ("Ne nyúlj a számlához, cseréld a jelszót", hungarian, "nyúlj számlához"),
        ("Vaihda salasana ilman laskua", finnish, "laskua"),
        ("Älä koske laskuun, vaihda salasana", finnish, "koske laskuun"),
        ("Salasana laskun sijaan", finnish, "laskun"),
    ] {
        assert_eq!(excluded_in(request, team), expected, "{request}");
    }
}
