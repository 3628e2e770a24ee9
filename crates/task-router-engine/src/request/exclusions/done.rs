//! Recognises a completed task by its form, not by its verb: `I already paid the invoice, now the password`.
//!
//! A participle beside `already`, an auxiliary or a first person, or at the end of its clause, tells of something done if
//! the next clause only names another thing. `The invoice was cancelled, now the customer complains` tells of one matter.

use super::cues::Grammar;
use super::fine::{MAX_AROUND_DONE, MAX_BEFORE_NEXT};
use super::{Reading, WordKinds};
use crate::request::all_clear::may_be_trouble;
use crate::text::Language;

/// How a language says that something is done; all in lower case and without accents.
struct Done {
    language: Language,
    /// Endings of participles, and past tenses where these say the same; and what a word has in its first letters
    /// besides (`ge`), if anything.
    endings: &'static [&'static str],
    beginnings: &'static [&'static str],
    /// Participles that have no such ending.
    irregular: &'static [&'static str],
    /// Words with such an ending that are none, or tell of what is still to do.
    open: &'static [&'static str],
    /// `already`, auxiliaries, and words of the first person.
    beside: &'static [&'static str],
}

/// Minimum length of a participle with an ending, and the letters in which its prefixes are looked for: `bijgewerkt`.
const SHORTEST: usize = 5;
const PREFIXED: usize = 6;

const DONE: [Done; 9] = [
    Done {
        language: Language::English,
        endings: &["ed"],
        beginnings: &[],
        irregular: &[
            "bought",
            "built",
            "cut",
            "done",
            "drawn",
            "found",
            "given",
            "held",
            "made",
            "met",
            "paid",
            "put",
            "read",
            "rebuilt",
            "reset",
            "rewritten",
            "rewrote",
            "run",
            "sent",
            "set",
            "shown",
            "sold",
            "spoken",
            "taken",
            "told",
            "won",
            "written",
            "wrote",
        ],
        open: &[
            "confused",
            "delayed",
            "expected",
            "interested",
            "missed",
            "need",
            "needed",
            "related",
            "required",
            "supposed",
            "wanted",
        ],
        beside: &[
            "already", "has", "have", "had", "is", "are", "was", "were", "been", "ive", "weve", "i", "we", "just",
            "finally",
        ],
    },
    Done {
        language: Language::German,
        endings: &["t", "en"],
        beginnings: &["ge", "be", "er", "ver", "ent", "zer", "uber", "unter", "iert"],
        irregular: &["fertig"],
        open: &["gestern", "gehort", "gebraucht", "benotigt", "erwartet", "bestimmt", "erst", "verspatet", "geplant"],
        beside: &[
            "schon", "bereits", "habe", "hab", "haben", "hat", "ist", "sind", "wurde", "wurden", "worden", "endlich",
        ],
    },
    Done {
        language: Language::French,
        endings: &["e", "ee", "es", "ees", "i", "ie", "u", "ue", "it", "ite", "is", "ise"],
        beginnings: &[],
        irregular: &["fait", "faite"],
        open: &["prevu", "prevue", "attendu", "attendue"],
        beside: &["deja", "ai", "avons", "enfin"],
    },
    Done {
        language: Language::Spanish,
        endings: &["ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas"],
        beginnings: &[],
        irregular: &[
            "abierto", "dicho", "escrito", "escrita", "hecho", "hecha", "puesto", "puesta", "resuelto", "resuelta",
            "visto",
        ],
        open: &["esperado", "pedido", "necesitado"],
        beside: &["ya", "he", "hemos", "ha", "han", "esta", "estan", "fue", "fueron", "sido"],
    },
    Done {
        language: Language::Italian,
        endings: &["ato", "ata", "ati", "ate", "ito", "ita", "iti", "ite", "uto", "uta"],
        beginnings: &[],
        irregular: &[
            "aperto", "chiuso", "chiusa", "corretto", "corretta", "fatto", "fatta", "messo", "risolto", "risolta",
            "scritto", "scritta",
        ],
        open: &["previsto", "atteso"],
        beside: &["gia", "ho", "abbiamo", "ha", "stato", "stata"],
    },
    Done {
        language: Language::Portuguese,
        endings: &["ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas"],
        beginnings: &[],
        irregular: &[
            "aberto", "entregue", "escrito", "escrita", "feito", "feita", "ganho", "gasto", "pago", "paga", "posto",
            "visto",
        ],
        open: &["esperado", "pedido"],
        beside: &["ja", "foi", "foram", "esta", "estao", "tenho", "temos", "sido"],
    },
    Done {
        language: Language::Dutch,
        endings: &["t", "d", "en"],
        beginnings: &["ge", "be", "ver", "ont", "her"],
        irregular: &["klaar"],
        open: &["bestemd", "gewenst", "vereist", "verwacht", "gisteren"],
        beside: &["al", "heb", "hebben", "heeft", "is", "zijn", "werd", "eindelijk"],
    },
    Done {
        language: Language::Russian,
        endings: &["л", "ла", "ли", "ло", "ен", "ена", "ено", "ены", "ан", "ана", "ано", "аны"],
        beginnings: &[],
        irregular: &[],
        open: &["нужен", "нужна", "нужно", "должен"],
        beside: &["уже", "я", "мы"],
    },
    Done {
        language: Language::Polish,
        endings: &["lem", "lam", "lismy", "lysmy", "ony", "ona", "one", "ane", "any", "ana"],
        beginnings: &[],
        irregular: &["zaplacilem", "zaplacilam"],
        open: &["potrzebny", "potrzebna"],
        beside: &["juz", "jest", "zostal", "zostala", "zostalo"],
    },
];

impl<K: WordKinds> Reading<'_, K> {
    /// The words of a clause about something done before the one that word `i`, a `now`, starts.
    pub(super) fn done_before(&self, i: usize) -> Vec<usize> {
        let Some(done) = DONE.iter().find(|done| done.language == self.grammar.language) else { return Vec::new() };
        let ends = (i.saturating_sub(MAX_BEFORE_NEXT + 1)..i).rev().find(|&at| self.is_boundary(at));
        let Some(end) = ends.filter(|_| self.only_names(i + 1, done.beside)) else { return Vec::new() };
        let first = (end.saturating_sub(MAX_AROUND_DONE)..end).rev().find(|&at| self.is_boundary(at));
        let start = first.map_or(0, |at| at + 1);
        if end - start > MAX_AROUND_DONE {
            return Vec::new();
        }
        let is_participle = |at: usize| done.is_participle(&self.word(at)) && !may_be_trouble(&self.word(at));
        let is_beside = |at: usize| done.beside.contains(&&*self.word(at));
        let says_so = || (start..=end).any(is_beside) && (start..=end).any(is_participle);
        if !is_participle(end) && !says_so() {
            return Vec::new();
        }
        let mut said = self.done_words(start..end + 1);
        said.retain(|&at| !is_beside(at));
        said
    }

    /// Whether nothing but one thing is named from word `at` to the end of the clause: `please the password`, but not `I
    /// cannot sign in`.
    fn only_names(&self, at: usize, verbs: &[&str]) -> bool {
        let end = (at..self.words.len()).take(MAX_AROUND_DONE).find(|&at| self.is_boundary(at));
        let Some(end) = end else { return false };
        let Grammar { not, is_not, dont, copulas, .. } = self.grammar;
        let telling = [verbs, not, is_not, dont, copulas];
        if (at..=end).any(|i| telling.iter().any(|words| words.contains(&&*self.word(i)))) {
            return false;
        }
        let is_content = |i: &usize| !self.is_function_word(*i) && !self.grammar.openers.contains(&&*self.word(*i));
        let mut content = (at..=end).filter(is_content);
        let Some(first) = content.next() else { return false };
        content.all(|i| self.kinds.stated_words(i) > 0 && self.kinds.stated_words(first) > 0)
    }
}

impl Done {
    /// Whether a word without accents may be a participle.
    fn is_participle(&self, word: &str) -> bool {
        let has_ending =
            || word.chars().count() >= SHORTEST && self.endings.iter().any(|ending| word.ends_with(ending));
        // `iert` is the ending of verbs that have no prefix.
        let head = || word.char_indices().nth(PREFIXED).map_or(word, |(end, _)| &word[..end]);
        let begins = || {
            let is_begun = |beginning: &&str| match *beginning {
                "iert" => word.ends_with("iert"),
                "ge" => head().contains("ge"),
                beginning => word.starts_with(beginning),
            };
            self.beginnings.is_empty() || self.beginnings.iter().any(is_begun)
        };
        self.irregular.contains(&word) || has_ending() && begins() && !self.open.contains(&word)
    }
}

#[cfg(test)]
mod tests {
    use crate::request::exclusions::{WordKinds, find};
    use crate::text::Words;

    /// The words of a request that are said to be fine or done.
    fn done(request: &str) -> String {
        let words = Words::of(request);
        let fine = find(&words, &words, |i| words.languages(i).is_empty()).fine;
        fine.into_iter().map(|i| words.get(i)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_participle_tells_of_something_done() {
        for (request, expected) in [
            ("I already paid the invoice, now the password", "paid invoice"),
            ("I have repaired the invoice, now please the password", "repaired invoice"),
            ("We closed the invoice. Now the password.", "closed invoice"),
            ("the invoice is uploaded, next the password", "invoice uploaded"),
            ("invoice printed, now password", "invoice printed"),
            ("Die Rechnung habe ich schon bezahlt, jetzt das Passwort", "rechnung bezahlt"),
            ("Die Rechnung ist verschickt, jetzt das Passwort", "rechnung verschickt"),
            ("La factura ya está pagada, ahora la cuenta", "factura pagada"),
            ("A fatura já está paga, agora a conta", "fatura paga"),
            ("De factuur heb ik al bijgewerkt, nu het wachtwoord", "factuur bijgewerkt"),
            ("Отчёт я уже отправил, теперь пароль", "отчёт отправил"),
            ("Raport już wysłałem, teraz hasło", "raport wysłałem"),
            // The next clause is about the same matter.
            ("the invoice was cancelled, now the customer complains", ""),
            ("the account is deleted, now I cannot sign in", ""),
            ("the server crashed, now the password", ""),
            ("the invoice is not paid, now the password", ""),
            ("the invoice is needed, now the password", ""),
            ("the invoice, now the password", ""),
            ("paid", ""),
        ] {
            assert_eq!(done(request), expected, "{request}");
        }
    }
}
