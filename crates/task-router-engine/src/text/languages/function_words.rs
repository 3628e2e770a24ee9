//! Words that hold a sentence together and say nothing of what it is about, by language. In a description of a few lines
//! nothing else tells them from words that do; examples are many enough to show what they are worth, and keep them.

use super::Language;

/// The languages, a bit each, in which a lower-case word without accents is one.
pub(super) fn languages_of(word: &str) -> u16 {
    let mut at = slot(word.as_bytes());
    while TABLE.words[at] != NONE {
        if is_word(TABLE.words[at], word.as_bytes()) {
            return TABLE.languages[at];
        }
        at = (at + 1) % SLOTS;
    }
    0
}

/// By language, in the order of [`Language::ALL`].
const LISTS: [&[&str]; Language::ALL.len()] =
    [&ENGLISH, &GERMAN, &FRENCH, &SPANISH, &ITALIAN, &PORTUGUESE, &DUTCH, &RUSSIAN, &SWEDISH, &DANISH, &NORWEGIAN];

/// All words by their hash, with open addressing, put together by the compiler: every word of every request is looked up once.
static TABLE: Table = Table::of_lists();
/// More than twice as many as there are words.
const SLOTS: usize = 1 << 12;
/// No word.
const NONE: u16 = u16::MAX;
/// A word is its list times this, and its place in the list.
const LONGEST_LIST: usize = 1 << 8;

struct Table {
    words: [u16; SLOTS],
    languages: [u16; SLOTS],
}

impl Table {
    const fn of_lists() -> Self {
        let mut table = Self { words: [NONE; SLOTS], languages: [0; SLOTS] };
        let mut list = 0;
        while list < LISTS.len() {
            assert!(LISTS[list].len() <= LONGEST_LIST);
            let mut place = 0;
            while place < LISTS[list].len() {
                let word = LISTS[list][place].as_bytes();
                let mut at = slot(word);
                while table.words[at] != NONE && !is_word(table.words[at], word) {
                    at = (at + 1) % SLOTS;
                }
                if table.words[at] == NONE {
                    table.words[at] = (list * LONGEST_LIST + place) as u16;
                }
                table.languages[at] |= 1 << list;
                place += 1;
            }
            list += 1;
        }
        table
    }
}

/// Where a word is looked for first (FNV-1a, its upper bits).
const fn slot(word: &[u8]) -> usize {
    let (mut hash, mut i) = (0x811c_9dc5_u32, 0);
    while i < word.len() {
        hash = (hash ^ word[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    (hash >> (u32::BITS - SLOTS.trailing_zeros())) as usize
}

const fn is_word(known: u16, word: &[u8]) -> bool {
    let known = LISTS[known as usize / LONGEST_LIST][known as usize % LONGEST_LIST].as_bytes();
    if known.len() != word.len() {
        return false;
    }
    let mut i = 0;
    while i < word.len() {
        if known[i] != word[i] {
            return false;
        }
        i += 1;
    }
    true
}

// All in alphabetical order and without accents.

const ENGLISH: [&str; 151] = [
    "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "but", "by", "can", "cannot", "could", "did", "do", "does", "doing", "done", "dont",
    "down", "during", "each", "either", "else", "etc", "every", "for", "from", "get", "gets", "go", "had", "has",
    "have", "having", "he", "help", "helps", "her", "here", "hers", "him", "his", "how", "i", "if", "im", "in", "into",
    "is", "isnt", "it", "its", "ive", "just", "let", "like", "make", "makes", "me", "more", "most", "my", "need",
    "needs", "new", "no", "nor", "not", "now", "of", "off", "on", "once", "one", "only", "onto", "or", "other", "our",
    "ours", "out", "over", "please", "s", "same", "she", "should", "so", "some", "such", "t", "than", "that", "thats",
    "the", "their", "theirs", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "under", "until", "up", "us", "use", "used", "uses", "using", "very", "via", "want", "wants", "was", "we", "were",
    "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within",
    "without", "would", "you", "your", "yours",
];

const GERMAN: [&str; 167] = [
    "aber", "alle", "allem", "allen", "aller", "alles", "als", "also", "am", "an", "andere", "anderen", "auch", "auf",
    "aus", "bei", "beim", "bin", "bis", "bist", "bitte", "da", "dabei", "damit", "danach", "dann", "das", "dass",
    "dein", "deine", "dem", "den", "denn", "der", "des", "dich", "die", "dies", "diese", "diesem", "diesen", "dieser",
    "dieses", "dir", "doch", "dort", "du", "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es",
    "etwas", "euch", "euer", "fur", "gegen", "gibt", "habe", "haben", "hast", "hat", "hatte", "hier", "hin", "hinter",
    "ich", "ihm", "ihn", "ihnen", "ihr", "ihre", "ihrem", "ihren", "im", "immer", "in", "ins", "ist", "ja", "jede",
    "jedem", "jeden", "jeder", "jedes", "jetzt", "kann", "kannst", "kein", "keine", "keinem", "keinen", "keiner",
    "konnen", "konnte", "machen", "man", "mehr", "mein", "meine", "meinem", "meinen", "meiner", "mich", "mir", "mit",
    "muss", "mussen", "nach", "nicht", "nichts", "noch", "nun", "nur", "ob", "oder", "ohne", "sehr", "sein", "seine",
    "seit", "sich", "sie", "sind", "so", "soll", "sollen", "sollte", "sondern", "uber", "um", "und", "uns", "unser",
    "unsere", "unserem", "unseren", "unter", "vom", "von", "vor", "wann", "war", "waren", "warum", "was", "weil",
    "welche", "welcher", "wenn", "wer", "werden", "wie", "wieder", "will", "wir", "wird", "wo", "wurde", "zu", "zum",
    "zur", "zwischen",
];

const FRENCH: [&str; 143] = [
    "a", "afin", "ai", "ainsi", "alors", "apres", "as", "au", "aucun", "aucune", "aussi", "autre", "autres", "aux",
    "avant", "avec", "avez", "avoir", "avons", "bien", "c", "car", "ce", "ceci", "cela", "celle", "celui", "ces",
    "cet", "cette", "ceux", "chaque", "chez", "ci", "comme", "comment", "d", "dans", "de", "depuis", "des", "donc",
    "dont", "du", "elle", "elles", "en", "encore", "entre", "est", "et", "etait", "etes", "etre", "eu", "faire",
    "fait", "faut", "ici", "il", "ils", "j", "je", "jusqu", "l", "la", "le", "les", "leur", "leurs", "lors", "lui",
    "m", "ma", "mais", "me", "meme", "mes", "moi", "moins", "mon", "n", "ne", "nos", "notre", "nous", "on", "ont",
    "ou", "par", "parce", "pas", "pendant", "peu", "peut", "peux", "plus", "pour", "pourquoi", "pouvez", "puis", "qu",
    "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "s", "sa", "sans", "se", "ses", "si", "son",
    "sont", "sous", "sur", "t", "ta", "te", "tes", "toi", "ton", "tous", "tout", "toute", "toutes", "tres", "trop",
    "tu", "un", "une", "va", "vers", "veux", "voici", "vos", "votre", "vous", "y",
];

const SPANISH: [&str; 129] = [
    "a", "al", "algo", "alguna", "algunas", "alguno", "algunos", "ante", "antes", "asi", "aun", "aunque", "bajo",
    "bien", "cada", "como", "con", "contra", "cual", "cuando", "cuanto", "de", "debe", "del", "desde", "despues",
    "donde", "dos", "durante", "e", "el", "ella", "ellas", "ellos", "en", "entre", "era", "es", "esa", "esas", "ese",
    "eso", "esos", "esta", "estamos", "estan", "estar", "este", "esto", "estos", "fue", "ha", "habia", "hace", "hacer",
    "han", "has", "hasta", "hay", "he", "la", "las", "le", "les", "lo", "los", "mas", "me", "mi", "mis", "mismo",
    "mucho", "muy", "nada", "necesita", "necesito", "ni", "no", "nos", "nosotros", "nuestra", "nuestro", "o", "os",
    "otra", "otras", "otro", "otros", "para", "pero", "poco", "por", "porque", "puede", "pueden", "puedes", "que",
    "quien", "quiero", "se", "sea", "ser", "si", "sido", "sin", "sobre", "solo", "son", "su", "sus", "tambien", "tan",
    "tanto", "te", "tiene", "tienen", "todo", "todos", "tu", "tus", "un", "una", "unas", "uno", "unos", "usted", "y",
    "ya", "yo",
];

const ITALIAN: [&str; 148] = [
    "a", "abbiamo", "ad", "agli", "ai", "al", "alla", "alle", "allo", "anche", "ancora", "avere", "c", "che", "chi",
    "ci", "cio", "coi", "col", "come", "con", "contro", "cosa", "cui", "d", "da", "dagli", "dai", "dal", "dall",
    "dalla", "dalle", "dallo", "degli", "dei", "del", "dell", "della", "delle", "dello", "deve", "di", "dopo", "dove",
    "e", "ed", "era", "essere", "fa", "fare", "fino", "fra", "gli", "ha", "hai", "hanno", "ho", "i", "il", "in", "io",
    "l", "la", "le", "lei", "li", "lo", "loro", "lui", "ma", "me", "mi", "mia", "mie", "miei", "mio", "molto", "ne",
    "negli", "nei", "nel", "nell", "nella", "nelle", "nello", "no", "noi", "non", "nostra", "nostro", "o", "ogni",
    "oppure", "per", "perche", "piu", "poi", "prima", "puo", "puoi", "qual", "quale", "quali", "quando", "quanto",
    "quelli", "quello", "questa", "queste", "questi", "questo", "qui", "se", "sei", "senza", "si", "sia", "siamo",
    "solo", "sono", "sopra", "sotto", "sta", "stato", "su", "sua", "sue", "sugli", "sui", "sul", "sull", "sulla",
    "sulle", "suo", "suoi", "ti", "tra", "tu", "tua", "tuo", "tutti", "tutto", "un", "una", "uno", "vi", "voglio",
    "vostro",
];

const PORTUGUESE: [&str; 111] = [
    "a", "ao", "aos", "as", "ate", "com", "como", "contra", "da", "das", "de", "dela", "dele", "deles", "depois",
    "desde", "do", "dos", "e", "ela", "elas", "ele", "eles", "em", "entre", "era", "essa", "esse", "esta", "estao",
    "estar", "este", "estes", "eu", "faz", "fazer", "foi", "foram", "ha", "isso", "isto", "ja", "la", "lhe", "mais",
    "mas", "me", "mesmo", "meu", "meus", "minha", "minhas", "muito", "na", "nao", "nas", "nem", "no", "nos", "nossa",
    "nosso", "num", "numa", "o", "onde", "os", "ou", "outra", "outro", "para", "pela", "pelas", "pelo", "pelos",
    "pode", "podem", "por", "porque", "preciso", "qual", "quando", "que", "quem", "quero", "sao", "se", "sem", "ser",
    "seu", "seus", "si", "so", "sobre", "sua", "suas", "tambem", "tem", "temos", "ter", "toda", "todo", "todos", "tu",
    "tua", "um", "uma", "umas", "uns", "vai", "voce", "voces",
];

const DUTCH: [&str; 106] = [
    "aan", "af", "al", "alle", "alles", "als", "altijd", "andere", "bij", "daar", "dan", "dat", "de", "deze", "die",
    "dit", "doe", "doen", "door", "dus", "een", "eens", "en", "er", "geen", "had", "heb", "hebben", "heeft", "hem",
    "hen", "het", "hier", "hij", "hoe", "hun", "iets", "ik", "in", "is", "ja", "je", "jij", "jou", "jouw", "jullie",
    "kan", "kun", "kunnen", "maar", "maken", "me", "meer", "met", "mij", "mijn", "moet", "moeten", "na", "naar",
    "niet", "niets", "nog", "nu", "of", "om", "omdat", "ons", "onze", "ook", "op", "over", "te", "tegen", "toch",
    "tot", "u", "uit", "van", "veel", "voor", "waar", "waarom", "wanneer", "want", "waren", "was", "wat", "we", "wel",
    "welke", "werd", "wie", "wij", "wil", "worden", "wordt", "zal", "ze", "zelf", "zich", "zij", "zijn", "zo",
    "zonder", "zou",
];

const RUSSIAN: [&str; 118] = [
    "а",
    "без",
    "бы",
    "был",
    "была",
    "были",
    "было",
    "быть",
    "в",
    "вам",
    "вас",
    "весь",
    "во",
    "вот",
    "все",
    "всего",
    "всех",
    "вы",
    "где",
    "да",
    "для",
    "до",
    "его",
    "ее",
    "если",
    "есть",
    "еще",
    "же",
    "за",
    "здесь",
    "и",
    "из",
    "или",
    "им",
    "их",
    "к",
    "как",
    "какая",
    "какие",
    "какой",
    "когда",
    "кто",
    "ли",
    "либо",
    "мне",
    "может",
    "можно",
    "мой",
    "моя",
    "мы",
    "на",
    "над",
    "надо",
    "нам",
    "нас",
    "наш",
    "наша",
    "не",
    "него",
    "нее",
    "ней",
    "нет",
    "ни",
    "них",
    "но",
    "ну",
    "нужно",
    "о",
    "об",
    "один",
    "он",
    "она",
    "они",
    "оно",
    "от",
    "очень",
    "по",
    "под",
    "пожалуйста",
    "после",
    "потом",
    "потому",
    "почему",
    "при",
    "про",
    "с",
    "сам",
    "свой",
    "себя",
    "со",
    "так",
    "также",
    "там",
    "тем",
    "то",
    "того",
    "тоже",
    "той",
    "только",
    "том",
    "ты",
    "у",
    "уже",
    "хочу",
    "чего",
    "чем",
    "через",
    "что",
    "чтобы",
    "чья",
    "эта",
    "эти",
    "это",
    "этого",
    "этой",
    "этом",
    "этот",
    "я",
];

const SWEDISH: [&str; 83] = [
    "alla", "allt", "an", "ar", "at", "att", "av", "blev", "bli", "blir", "da", "dar", "de", "dem", "den", "denna",
    "deras", "dess", "det", "detta", "dig", "din", "du", "efter", "ej", "eller", "en", "er", "ett", "for", "fran",
    "ha", "hade", "han", "hans", "har", "hej", "henne", "hur", "i", "in", "inte", "ja", "jag", "kan", "man", "maste",
    "med", "mellan", "men", "mig", "min", "mina", "mot", "mycket", "nar", "ni", "nu", "och", "om", "oss", "over", "pa",
    "sa", "sedan", "sig", "sin", "ska", "skulle", "som", "till", "under", "upp", "ut", "utan", "vad", "var", "vara",
    "varfor", "vem", "vi", "vid", "vill",
];

const DANISH: [&str; 81] = [
    "af", "alle", "alt", "at", "blev", "blive", "da", "de", "dem", "den", "denne", "der", "deres", "det", "dette",
    "dig", "din", "dog", "du", "efter", "eller", "en", "end", "er", "et", "for", "fra", "ha", "han", "har", "havde",
    "hende", "her", "hos", "hun", "hvad", "hvem", "hvor", "hvordan", "hvorfor", "i", "ikke", "ind", "jeg", "kan",
    "man", "med", "meget", "mellem", "men", "mig", "min", "mod", "nar", "noget", "nogle", "nu", "og", "ogsa", "om",
    "op", "os", "over", "pa", "samt", "selv", "sig", "sin", "skal", "skulle", "som", "til", "ud", "uden", "under",
    "vaere", "var", "ved", "vi", "vil", "vores",
];

const NORWEGIAN: [&str; 81] = [
    "a", "alle", "alt", "at", "av", "ble", "bli", "blir", "da", "de", "deg", "dem", "den", "denne", "der", "deres",
    "det", "dette", "din", "du", "eller", "en", "er", "et", "etter", "fa", "for", "fra", "ha", "hadde", "han", "har",
    "henne", "her", "hun", "hva", "hvem", "hvor", "hvordan", "hvorfor", "i", "ikke", "inn", "jeg", "kan", "ma", "man",
    "med", "meg", "mellom", "men", "min", "mot", "mye", "na", "nar", "noe", "noen", "og", "ogsa", "om", "opp", "oss",
    "over", "pa", "sa", "seg", "sin", "skal", "skulle", "som", "til", "under", "ut", "uten", "vaere", "var", "vare",
    "ved", "vi", "vil",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_without_accents() {
        for list in LISTS {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
            assert!(list.iter().all(|word| crate::text::without_accents(word) == *word), "{list:?}");
        }
    }

    #[test]
    fn every_word_is_found_with_its_languages() {
        let of_lists = |word: &str| {
            let has = |list: &[&str]| u16::from(list.contains(&word));
            Language::ALL.into_iter().fold(0, |all, language| all | has(LISTS[language as usize]) << language as u16)
        };
        let others = ["", "database", "zzz", "the\u{301}"];
        for word in LISTS.into_iter().flatten().copied().chain(others) {
            assert_eq!(languages_of(word), of_lists(word), "{word}");
        }
        assert_eq!(of_lists("database"), 0);
    }
}
