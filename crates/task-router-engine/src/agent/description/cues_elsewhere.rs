//! Cues in descriptions for what an agent is not for, in languages other than English. All in lower case.

use crate::text::words;

/// Phrases that always exclude what follows; if nothing follows, what precedes.
pub(super) const ALWAYS: &[&str] = words!(
    // German.
    "nicht für|nicht zuständig|aber nicht|aber kein|aber keine|aber keinen|nicht verwenden|nicht benutzen\
    |nicht nutzen|nicht einsetzen|nicht geeignet|nicht dazu|nicht anwendbar|nicht gedacht|außer|ausser|ausgenommen\
    |abgesehen von|kümmert sich nicht|befasst sich nicht|beschäftigt sich nicht|nie für|niemals für",
    // Dutch.
    "niet voor|maar niet|maar geen|niet gebruiken|niet geschikt|niet van toepassing|niet bedoeld|behalve\
    |houdt zich niet bezig|nooit voor",
    // French.
    "pas pour|mais pas|sauf|hormis|excepté|à l'exception|à l'exclusion|n'utilisez pas|ne gère pas|ne fait pas\
    |ne couvre pas|ne traite pas|ne s'occupe pas|ne convient pas|ne s'applique pas|n'inclut pas|n’utilisez pas\
    |ne s’occupe pas|ne s’applique pas|n’inclut pas|jamais pour",
    // Spanish.
    "no para|no es para|no se aplica|no usar|no uses|no utilizar|no utilice|pero no|excepto|salvo|no hace|no cubre\
    |no maneja|no gestiona|no trata|no incluye|no sirve|no se ocupa|no se encarga|no apto|no apta|no adecuado\
    |no adecuada|nunca para",
    // Italian.
    "non per|non è per|non si applica|non usare|non utilizzare|ma non|tranne|eccetto|non fa|non gestisce|non copre\
    |non tratta|non include|non si occupa|non adatto|non adatta|mai per",
    // Portuguese.
    "não para|não é para|não se aplica|não usar|não use|não utilize|mas não|exceto|não faz|não cobre|não trata\
    |não inclui|não cuida|não lida|não se ocupa|não adequado|não adequada|nunca para",
    // Russian, Ukrainian, Polish and Czech.
    "не для|не применяется|nie dotyczy|но не|кроме|за исключением|не использовать|не используйте|не подходит\
    |не предназначен|не занимается|nie dla|nie do|nie używaj|nie używać|nie nadaje się|nie obsługuje|nie zajmuje się\
    |ale nie|oprócz|z wyjątkiem|а не|никогда для|никогда не для|але не|крім|окрім|за винятком|ніколи для\
    |не використовувати|не використовуй|не використовуйте|не займається|не підходить|не призначений|a nie|nigdy do\
    |nigdy dla|ne pro|ale ne|a ne|není pro|není určen|není určena|není určeno|nevhodný pro|nevhodné pro|nikdy pro\
    |nepoužívat|nepoužívej|nepoužívejte|nezabývá se|kromě|vyjma|s výjimkou",
    // Swedish, Danish and Norwegian.
    "inte för|men inte|använd inte|förutom|utom|aldrig för|inte till|ikke til|ikke for|men ikke|ikke bruk|undtagen\
    |unntatt|aldrig til|aldri for|aldri til",
    // Hungarian and Finnish.
    "ne használd|ne használja|ne használjuk|nem használható|nem való|nem alkalmas|nem foglalkozik|soha ne|kivéve\
    |de nem|älä käytä|älkää käyttäkö|ei tarkoitettu|ei sovellu|ei koske|mutta ei|eikä|paitsi|lukuun ottamatta",
    // Turkish, Vietnamese, Indonesian and Arabic.
    "hariç|için değil|için kullanılmaz|için kullanma|için kullanmayın|không dùng cho|không dành cho|ngoại trừ\
    |không bao gồm|không dùng để|đừng dùng|bukan untuk|jangan gunakan|tidak untuk|kecuali|tetapi bukan\
    |tidak termasuk|tidak mencakup|tidak menangani|باستثناء|لا تستخدم"
);
