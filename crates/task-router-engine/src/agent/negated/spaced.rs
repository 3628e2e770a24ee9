//! Languages with spaces between words.

use super::Negated;
use crate::text::without_accents;

/// How a language negates a use. All words without accents.
struct Grammar {
    negations: &'static [&'static str],
    /// Second words of a negation, one of which must follow: `ne ... pas`.
    seconds: &'static [&'static str],
    /// Starts of words of use, separated by spaces; those that end in `.` are whole words.
    uses: &'static str,
    /// Whether the verb may precede the negation: `gilt nicht`.
    is_verb_first: bool,
    /// Whether a negation that starts a clause negates what the agent does, whatever the verb. In some languages the
    /// word is also an English one, or one of many uses.
    is_alone: bool,
}

const fn grammar(negations: &'static [&'static str], uses: &'static str) -> Grammar {
    Grammar { negations, seconds: &[], uses, is_verb_first: false, is_alone: false }
}

static GRAMMARS: [Grammar; 17] = [
    // German, Dutch.
    Grammar {
        is_verb_first: true,
        ..grammar(
            &["nicht", "nie", "niemals", "keinesfalls"],
            "gilt. gelten. anwend anzuwend angewendet. angewandt. verwend benutz nutz genutzt. einsetz \
                 einzusetz eingesetzt. zustandig. geeignet. gedacht. bestimmt. vorgesehen. behandel bearbeit \
                 abgedeckt. abdeck deckt. umfass gehor enthalten. unterstutz kummer befass betreut. ubernimmt. \
                 ubernehm aufruf aufgerufen. aufzurufen. auslos ausgelost. aktivier teil. aufgabe. anwendbar.",
        )
    },
    Grammar {
        is_verb_first: true,
        ..grammar(
            &["niet", "nooit"],
            "toepass toegepast. toepasselijk. gebruik gebruikt. geldt. gelden. geschikt. bedoeld. behandel \
                 verantwoordelijk. dekt. gedekt. omvat. ondersteun hoort. horen. valt. vallen. ingezet. inzetten. \
                 deel.",
        )
    },
    // French.
    Grammar {
        seconds: &["pas", "jamais", "plus", "aucun", "aucune", "ni", "guere", "rien"],
        is_alone: true,
        ..grammar(
            &["ne", "n"],
            "appliqu utilis emploi employ trait couvr couvert concern gere pris prend prenn convien convenir. \
                 adapt destin inclu compris occup appel declench activ partie. responsab relev serv sert. vaut. \
                 valent.",
        )
    },
    // Spanish: `no` is also English.
    grammar(
        &["no", "nunca", "jamas"],
        "aplic usar usan. usa. utiliz utilic emple trata traten. cubr cubier maneja gestion incluy incluid \
                 sirv destinad pensad apto apta adecuad ocup encarg abarc abord pertenec responsab atiend escrib \
                 modifica hace. hacen. debe. deben. vale. valen.",
    ),
    // Portuguese.
    Grammar {
        is_alone: true,
        ..grammar(
            &["nao", "nunca", "jamais"],
            "aplic usa use. utiliz empreg trat cobr cobert gere inclu serv destin indicad adequad ocup \
                 encarreg cuid invoc acion ativ abrang pertenc responsav atend lida parte. vale. valem.",
        )
    },
    // Italian: `non` is also an English prefix.
    grammar(
        &["non", "mai"],
        "si. applic usar usa. usano. utilizz impieg tratt copr copert gestisc gestit includ inclus serve. \
                 servono. destinat adatt occupa incaric chiam invoc attiva responsabil riguard comprend parte. \
                 vale. valgono. scriv deve. va.",
    ),
    // Russian, Ukrainian, Polish.
    Grammar {
        is_alone: true,
        ..grammar(
            &["не", "никогда"],
            "примен использ обрабатыв охватыв покрыва включа включен подход предназнач относ каса занима \
                 отвеча поддержива вход распространя годит вызыва запуска",
        )
    },
    Grammar {
        is_alone: true,
        ..grammar(
            &["не", "ніколи"],
            "застосов використов обробля охоплю стосу займа підход призначен відповіда підтриму вход включа",
        )
    },
    Grammar {
        is_alone: true,
        ..grammar(
            &["nie", "nigdy"],
            "dotycz stos zastos uzyw obsług zajmuj obejmuj nadaj przeznacz wykorzyst odpowiad wchodz należ \
                 uruch wywoł aktyw służ obowiązuj",
        )
    },
    // Swedish, Danish and Norwegian.
    Grammar {
        is_verb_first: true,
        ..grammar(
            &["inte", "aldrig", "ej"],
            "tillämp använd gäll avsed lämpl hanter omfatt täck ansvar ingår. stöd hör. del.",
        )
    },
    Grammar {
        is_verb_first: true,
        ..grammar(
            &["ikke", "aldri", "aldrig"],
            "anvend bruk brug gjeld gælder. egn beregn håndter omfatt dækk dekk ansvar inngår. indgår. ment. \
                 støtt hører. del.",
        )
    },
    // Finnish, Hungarian.
    grammar(&["ei", "eivät", "älä", "älkää"], "käyt sovell sovi. koske kata. käsittele kuulu tue. vastaa tarkoitet"),
    grammar(&["nem", "ne", "soha"], "használ alkalmaz vonatkoz foglalkoz fed. tartoz alkalmas kezel támogat való"),
    // Turkish.
    Grammar {
        is_verb_first: true,
        ..grammar(&["değil", "değildir"], "geçerli. dahil. uygun. için. görev kapsam sorumlu.")
    },
    // Vietnamese, Indonesian, Hindi.
    grammar(&["không", "đừng"], "áp dùng. sử xử bao phụ hỗ dành. phù thuộc."),
    grammar(
        &["tidak", "jangan", "bukan"],
        "digunakan berlaku dipakai gunakan pakai menangani mencakup termasuk cocok mendukung ditangani \
                 bertanggung",
    ),
    Grammar {
        is_verb_first: true, ..grammar(&["नहीं", "न", "मत"], "उपयोग. लागू. इस्तेमाल. प्रयोग. शामिल.")
    },
];
/// Verbs with the negation in them, in Turkish and Czech.
const NEGATED: &str = "kullanılmaz kullanılmıyor kullanılmama kullanmay kullanmaz kullanmıyor uygulanmaz uygulanmıyor kapsamaz \
     kapsamıyor ilgilenmez ilgilenmiyor desteklemez desteklenmez nepouž nevztah neplat nezabýv nepokrýv nehodí \
     nezpracov neřeší";
/// Starts of words that make a negation none: `not only`, `do not forget`.
const LIMITS: &str = "nur. bloß. alleen. seulement. uniquement. solo. sólo. solamente. únicamente. só. somente. apenas. soltanto. \
     только. лише. лишь. tylko. jedynie. bara. endast. bare. kun. sadece. hanya. oubli hésit olvid dud esquec \
     dimentic забу zapom";
/// Words behind an exclusion that are part of it.
const TRAILING: &str = "dazu darunter ab hier hierzu ici aquí aqui qui здесь tutaj här her burada";
/// Words for the agent and those who call it, and auxiliaries, before a negation that starts a clause.
const SUBJECTS: &str = "agent skill cet cette ce il elle l este esta esse essa agente o a он она этот агент навык ten ta to цей він \
     et mais e mas и но i ale а";
/// Words of a heading that say for what, or when.
const CONDITIONS: &str = "wann wenn für wanneer voor quand pour cuándo cuando quando para per когда для коли kiedy gdy dla kdy när når \
     til milloin mikor zaman khi kapan";
/// Maximum number of words of such a heading.
const LONGEST_LABEL: usize = 6;
/// Maximum number of words from a negation to its verb.
const FAR: usize = 3;

/// The first negated use of a clause.
pub(super) fn find(clause: &str) -> Option<Negated> {
    let words: Vec<(usize, &str)> = words(clause).collect();
    let found = GRAMMARS.iter().filter_map(|grammar| grammar.find(clause, &words)).chain(negated_verb(clause, &words));
    found.min_by_key(|negated| negated.from)
}

/// Whether a label is a condition with a negated use.
pub(super) fn heads(label: &str) -> bool {
    let words: Vec<(usize, &str)> = words(label).collect();
    let has_condition = || words.iter().any(|(_, word)| is_any(word, CONDITIONS));
    words.len() <= LONGEST_LABEL
        && has_condition()
        && GRAMMARS.iter().any(|grammar| grammar.find(label, &words).is_some())
}

impl Grammar {
    fn find(&self, clause: &str, words: &[(usize, &str)]) -> Option<Negated> {
        let is_use = |&i: &usize| self.uses.split(' ').any(|usage| is_one(words[i].1, usage));
        (0..words.len()).find_map(|i| {
            let is_negation = self.negations.iter().any(|negation| is_same(words[i].1, negation));
            // The words of the same part of the clause, near the negation.
            let near = |j: usize| !clause[words[i.min(j)].0..words[i.max(j)].0].contains([',', ':', ';']);
            let last = (i + FAR + usize::from(!self.seconds.is_empty())).min(words.len() - 1);
            let behind = move || (i + 1..=last).filter(move |&j| near(j));
            let is_limited = || behind().any(|j| LIMITS.split(' ').any(|limit| is_one(words[j].1, limit)));
            let is_whole = || {
                self.seconds.is_empty()
                    || behind().any(|j| self.seconds.iter().any(|second| is_same(words[j].1, second)))
            };
            if !is_negation || is_limited() || !is_whole() {
                return None;
            }
            let before = || (i.saturating_sub(FAR)..i).rev().filter(|&j| self.is_verb_first && near(j));
            // `files not used`: an adjective of what precedes it.
            let is_adjective = |&j: &usize| j == i + 1 && i > 0 && near(i - 1) && is_participle(words[j].1);
            let verb = behind().filter(|j| !is_adjective(j)).find(is_use).or_else(|| before().find(is_use));
            let starts = || {
                let part = (0..i).rev().take_while(|&j| near(j));
                self.is_alone && i + 1 < words.len() && part.into_iter().all(|j| is_any(words[j].1, SUBJECTS))
            };
            let verb = verb.or_else(|| starts().then_some(i + 1))?;
            Some(negated(clause, words, i.min(verb), i.max(verb)))
        })
    }
}

fn negated_verb(clause: &str, words: &[(usize, &str)]) -> Option<Negated> {
    let verb = words.iter().position(|(_, word)| NEGATED.split(' ').any(|verb| is_one(word, verb)))?;
    Some(negated(clause, words, verb, verb))
}

/// What a negation and its verb exclude: what follows, otherwise what precedes them.
fn negated(clause: &str, words: &[(usize, &str)], first: usize, last: usize) -> Negated {
    let at = words[first].0;
    let is_last = words[last + 1..].iter().all(|(_, word)| is_any(word, TRAILING));
    let part = || clause[..at].rfind(',').map_or(0, |comma| comma + 1);
    Negated { at, from: if is_last { part() } else { at } }
}

/// Whether a word is one, or starts as one that has no full stop.
fn is_one(word: &str, start: &str) -> bool {
    match start.strip_suffix('.') {
        Some(whole) => is_same(word, whole),
        None => {
            let (word, start) = (without_accents(word), without_accents(start));
            let ending = word.strip_prefix(&*start);
            // `genutzte` is an adjective.
            ending.is_some_and(|ending| !["te", "ten", "ter", "tes", "tem", "nde", "nden"].contains(&ending))
        }
    }
}

fn is_any(word: &str, words: &str) -> bool {
    words.split(' ').any(|other| is_same(word, other))
}

fn is_same(word: &str, other: &str) -> bool {
    word == other || (!word.is_ascii() && without_accents(word) == without_accents(other))
}

fn is_participle(word: &str) -> bool {
    let endings = ["ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ato", "ata", "ati", "ate"];
    endings.iter().any(|ending| word.ends_with(ending))
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_edge = |c: char| !(c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c));
    let mut at = 0;
    text.split(is_edge).filter_map(move |word| {
        let start = at;
        at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}
