//! The grammatical words, by language and role.

use super::{GrammaticalWords, Role};
use crate::text::languages::Language;
use crate::text::word_list::{joined, words};

/// The words of several roles as one list.
macro_rules! with {
    ($by_role:ident, $($role:ident),+) => { joined!($($by_role[Role::$role as usize]),+) };
}

/// Declares the words of a language.
macro_rules! words_of {
    ($language:ident, $name:ident, $($role:ident: $words:literal,)+) => {
        pub(crate) const $name: GrammaticalWords = {
            const BY_ROLE: [&[&str]; Role::COUNT] = {
                let mut by_role: [&[&str]; Role::COUNT] = [&[]; Role::COUNT];
                $(by_role[Role::$role as usize] = words!($words);)+
                by_role
            };
            GrammaticalWords {
                language: Language::$language,
                by_role: BY_ROLE,
                determiners: with!(BY_ROLE, Definite, Indefinite, Contracted, Possessive, Demonstrative),
                negations: with!(BY_ROLE, Not, Never),
                conjunctions: with!(BY_ROLE, And, Or, But, Rather),
                alternatives: with!(BY_ROLE, Or, Nor),
                contrasting: with!(BY_ROLE, But, Rather),
                polite: with!(BY_ROLE, Please, Thanks),
            }
        };
    };
}

/// By language, in the order of [`Language::ALL`].
#[rustfmt::skip]
pub(super) const ALL: [&GrammaticalWords; Language::ALL.len()] = [
    &ENGLISH, &GERMAN, &FRENCH, &SPANISH, &ITALIAN, &PORTUGUESE, &DUTCH, &RUSSIAN, &SWEDISH, &DANISH, &NORWEGIAN, &POLISH,
    &CZECH, &UKRAINIAN, &TURKISH, &FINNISH, &HUNGARIAN, &HINDI, &VIETNAMESE, &INDONESIAN,
];

words_of! {
    English, ENGLISH,
    Definite: "the", Indefinite: "a|an", Possessive: "my|our|your|his|her|its|their",
    Demonstrative: "this|these|those", Not: "not", Dont: "dont", No: "no", Never: "never", Without: "without",
    Neither: "neither", Nor: "nor", And: "and", Or: "or", But: "but", Only: "only|just", Please: "please|pls|plz",
    Thanks: "thanks|thx", Yes: "yes",
}

words_of! {
    German, GERMAN,
    Definite: "der|die|das|den|dem|des", Indefinite: "ein|eine|einen|einem|einer|eines",
    Contracted: "am|im|beim|zum|zur",
    Possessive: "mein|meine|meinen|meinem|meiner|unser|unsere|unseren|unserem|unserer|dein|deine|deinen|deinem\
        |deiner|euer|eure|euren|eurem|ihre|ihren|ihrem|ihrer|seine|seinen|seinem|seiner",
    Demonstrative: "diese|diesen|diesem|dieser|dieses", Not: "nicht", No: "kein|keine|keinen|keinem|keiner|keines",
    Never: "nie|niemals", Without: "ohne", Neither: "weder", Nor: "noch", And: "und", Or: "oder", But: "aber|jedoch",
    Rather: "sondern", Only: "nur|bloss", Please: "bitte", Thanks: "danke", Yes: "ja", Denial: "nein",
}

words_of! {
    French, FRENCH,
    Definite: "le|la|les|l", Indefinite: "un|une", Contracted: "du|des|de|d|au|aux",
    Possessive: "mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leur|leurs", Demonstrative: "ce|cet|cette|ces",
    Not: "pas", No: "aucun|aucune", Never: "jamais", Without: "sans", Neither: "ni", Nor: "ni", And: "et", Or: "ou",
    But: "mais", Only: "seulement|juste|uniquement", Please: "svp|stp", Thanks: "merci", Yes: "oui|si", Denial: "non",
}

words_of! {
    Spanish, SPANISH,
    Definite: "el|la|los|las", Indefinite: "un|una|unos|unas", Contracted: "al|del",
    Possessive: "mi|mis|tu|tus|su|sus|nuestro|nuestra|nuestros|nuestras|vuestro|vuestra",
    Demonstrative: "este|estos|ese|esa|esos|esas", Not: "no", No: "ningun|ninguna", Never: "nunca|jamas",
    Without: "sin", Neither: "ni", Nor: "ni", And: "y|e", Or: "o", But: "pero", Rather: "sino",
    Only: "solo|solamente|unicamente", Thanks: "gracias", Yes: "si",
}

words_of! {
    Italian, ITALIAN,
    Definite: "il|lo|la|i|gli|le|l", Indefinite: "un|uno|una",
    Contracted: "del|dello|della|dei|degli|delle|dell|al|allo|alla|ai|agli|alle|all",
    Possessive: "mio|mia|miei|mie|tuo|tua|tuoi|tue|suo|sua|suoi|sue|nostro|nostra|nostri|nostre|vostro|vostra\
        |vostri|vostre",
    Demonstrative: "questo|questa|questi|queste|quel|quello|quella|quei|quelle", Not: "non",
    No: "nessun|nessuna|nessuno", Never: "mai", Without: "senza", Neither: "ne", Nor: "ne", And: "e|ed",
    Or: "o|oppure", But: "ma|pero", Rather: "bensi", Only: "solo|soltanto|solamente", Thanks: "grazie", Yes: "si",
    Denial: "no",
}

words_of! {
    Portuguese, PORTUGUESE,
    Definite: "o|a|os|as", Indefinite: "um|uma|uns|umas", Contracted: "do|da|dos|das|no|na|nos|nas|ao|aos",
    Possessive: "meu|minha|meus|minhas|seu|sua|seus|suas|teu|tua|nosso|nossa|nossos|nossas",
    Demonstrative: "este|estes|esse|essa|esses|essas", Not: "nao", No: "nenhum|nenhuma", Never: "nunca|jamais",
    Without: "sem", Neither: "nem", Nor: "nem", And: "e", Or: "ou", But: "mas|porem", Only: "so|apenas|somente",
    Thanks: "obrigado|obrigada", Yes: "sim",
}

words_of! {
    Dutch, DUTCH,
    Definite: "de|het", Indefinite: "een", Possessive: "mijn|onze|ons|jouw|haar|hun|uw", Demonstrative: "deze|dit",
    Not: "niet", No: "geen", Never: "nooit", Without: "zonder", Neither: "noch", Nor: "noch", And: "en", Or: "of",
    But: "maar", Only: "alleen|slechts", Please: "alsjeblieft|alstublieft|graag", Thanks: "bedankt|dank", Yes: "ja",
    Denial: "nee",
}

words_of! {
    Russian, RUSSIAN,
    Possessive: "мой|моя|мое|мои|моего|моей|мою|моих|наш|наша|наше|наши|нашего|нашей|нашу|наших|ваш|ваша|ваше|ваши\
        |вашего|вашей|вашу|твой|твоя|свой|свою",
    Demonstrative: "этот|эта|эти|этого|этой|эту|этих|этим", Not: "не", No: "никаких|никакого|никакой",
    Never: "никогда", Without: "без", Neither: "ни", Nor: "ни", And: "и", Or: "или|либо", But: "но", Rather: "а",
    Only: "только|лишь", Please: "пожалуйста", Thanks: "спасибо", Yes: "да", Denial: "нет",
}

words_of! {
    Swedish, SWEDISH,
    Definite: "den|det|de", Indefinite: "en|ett", Possessive: "min|mitt|mina|din|ditt|dina|hennes|deras",
    Demonstrative: "denna|detta|dessa", Not: "inte|ej|icke", No: "ingen|inga|inget", Never: "aldrig", Without: "utan",
    Neither: "varken", Nor: "eller", And: "och|samt", Or: "eller", But: "men", Rather: "utan",
    Only: "bara|endast|enbart", Please: "snalla", Thanks: "tack", Yes: "ja|jo", Denial: "nej",
}

words_of! {
    Danish, DANISH,
    Definite: "den|det|de", Indefinite: "en|et", Possessive: "min|din|dit|hendes|vores|deres",
    Demonstrative: "denne|dette|disse", Not: "ikke", No: "ingen|intet", Never: "aldrig", Without: "uden",
    Neither: "hverken", Nor: "eller", And: "og|samt", Or: "eller", But: "men", Only: "kun|bare|blot",
    Please: "venligst", Thanks: "tak", Yes: "ja|jo", Denial: "nej",
}

words_of! {
    Norwegian, NORWEGIAN,
    Definite: "den|det|de", Indefinite: "en|et|ei", Possessive: "min|mitt|din|ditt|hennes|deres",
    Demonstrative: "denne|dette|disse", Not: "ikke|ikkje", No: "ingen|intet", Never: "aldri", Without: "uten",
    Neither: "verken|hverken", Nor: "eller", And: "og|samt", Or: "eller", But: "men", Only: "bare|kun",
    Please: "vennligst", Thanks: "takk", Yes: "ja|jo", Denial: "nei",
}

words_of! {
    Polish, POLISH,
    Possessive: "moj|moja|moje|mojego|mojej|moich|nasz|nasza|nasze|naszego|naszej|naszych|twoj|twoja|wasz|swoj\
        |swoja|swoje",
    Demonstrative: "ten|tego|tej|tym", Not: "nie", No: "zaden|zadna|zadne|zadnego|zadnej|zadnych", Never: "nigdy",
    Without: "bez", Neither: "ani", Nor: "ani", And: "i|oraz", Or: "lub|albo|czy", But: "ale|jednak", Rather: "lecz",
    Only: "tylko|jedynie", Please: "prosze", Thanks: "dziekuje|dzieki", Yes: "tak",
}

words_of! {
    Czech, CZECH,
    Possessive: "muj|moje|moji|meho|nase|nasi|naseho|vase|vasi|vaseho",
    Demonstrative: "tento|tato|toto|tohoto|tuto|teto", Not: "ne", No: "zadny|zadna|zadne|zadnou|zadneho",
    Never: "nikdy", Without: "bez", Neither: "ani", Nor: "ani", And: "a|i", Or: "nebo|anebo", But: "ale|avsak",
    Rather: "nybrz", Only: "jen|pouze|jenom", Please: "prosim", Thanks: "dekuji|diky", Yes: "ano",
}

words_of! {
    Ukrainian, UKRAINIAN,
    Possessive: "мій|моя|моє|мого|моєі|мою|наш|наша|наше|наші|нашого|нашоі|нашу|ваш|ваша|вашого|вашу|твій|твоя|свій\
        |свою",
    Demonstrative: "цей|ця|ці|цього|цієі|цю|цих", Not: "не", No: "жодних|жодного|жодноі|ніяких", Never: "ніколи",
    Without: "без", Neither: "ні|ані", Nor: "ні|ані", And: "і|й|та", Or: "або|чи", But: "але|проте", Rather: "а",
    Only: "тільки|лише", Thanks: "дякую", Yes: "так",
}

words_of! {
    Turkish, TURKISH,
    Indefinite: "bir", Possessive: "benim|bizim|senin|sizin|onun", Demonstrative: "bu", Not: "degil", Never: "asla",
    Neither: "ne", Nor: "ne", And: "ve", Or: "veya|veyahut", But: "ama|fakat|ancak", Only: "sadece|yalnizca",
    Please: "lutfen", Thanks: "tesekkurler", Yes: "evet", Denial: "hayir",
}

words_of! {
    Finnish, FINNISH,
    Possessive: "minun|sinun|meidän|teidän", Demonstrative: "tämä|tämän|tätä|nämä", Not: "ei", Dont: "älä|älkää",
    Never: "koskaan", Without: "ilman", Nor: "eikä", And: "ja|sekä", Or: "tai|vai", But: "mutta", Rather: "vaan",
    Only: "vain|ainoastaan|pelkästään", Thanks: "kiitos", Yes: "kyllä|joo",
}

words_of! {
    Hungarian, HUNGARIAN,
    Definite: "a|az", Indefinite: "egy", Demonstrative: "ez|ezt|ezek", Not: "nem", Dont: "ne", Never: "soha",
    Neither: "sem", Nor: "sem", And: "es", Or: "vagy", But: "de", Rather: "hanem", Only: "csak",
    Please: "kerem|kerlek", Thanks: "koszonom|kosz", Yes: "igen",
}

words_of! {
    Hindi, HINDI,
    Possessive: "मेरा|मेरी|मेरे|हमारा|हमारी|हमारे|आपका|आपकी|आपके", Demonstrative: "यह|ये|इस|उस", Not: "नहीं|न",
    Dont: "मत", And: "और", Or: "या", But: "लेकिन|मगर", Only: "सिर्फ|केवल", Please: "कृपया", Thanks: "धन्यवाद",
    Yes: "हाँ",
}

words_of! {
    Vietnamese, VIETNAMESE,
    Not: "không", Dont: "đừng", And: "và", Or: "hoặc|hay", But: "nhưng", Rather: "mà", Only: "chỉ", Yes: "có",
}

words_of! {
    Indonesian, INDONESIAN,
    Not: "bukan|tidak|tak", Dont: "jangan", Without: "tanpa", And: "dan", Or: "atau", But: "tapi|tetapi|namun",
    Rather: "melainkan", Only: "hanya|cuma", Please: "tolong|mohon|silakan", Thanks: "makasih", Yes: "ya|iya",
}
