//! Recognises a completed task by its form, not by its verb: `I already paid the invoice, now the password`.
//!
//! A participle beside `already`, an auxiliary or a first person, or at the end of its clause, tells of something done if
//! the next clause only names another thing. `The invoice was cancelled, now the customer complains` tells of one matter.

use super::cues::{Grammar, Participles};
use super::fine::{MAX_AROUND_DONE, MAX_BEFORE_NEXT};
use super::{Reading, WordKinds};
use crate::request::all_clear::may_be_trouble;

/// Minimum length of a participle with an ending, and the letters in which its prefixes are looked for: `bijgewerkt`.
const SHORTEST: usize = 5;
const PREFIXED: usize = 6;

impl<K: WordKinds> Reading<'_, K> {
    /// The words of a clause about something done before the one that word `i`, a `now`, starts.
    pub(super) fn done_before(&self, i: usize) -> Vec<usize> {
        let beside = self.grammar.participles.beside;
        let ends = (i.saturating_sub(MAX_BEFORE_NEXT + 1)..i).rev().find(|&at| self.is_boundary(at));
        let Some(end) = ends.filter(|_| self.only_names(i + 1, beside)) else { return Vec::new() };
        let first = (end.saturating_sub(MAX_AROUND_DONE)..end).rev().find(|&at| self.is_boundary(at));
        let start = first.map_or(0, |at| at + 1);
        if end - start > MAX_AROUND_DONE {
            return Vec::new();
        }
        let is_participle = |at: usize| self.grammar.is_participle(&self.word(at)) && !may_be_trouble(&self.word(at));
        let is_beside = |at: usize| beside.contains(&&*self.word(at));
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

impl Grammar {
    /// Whether a word without accents may be a participle.
    fn is_participle(&self, word: &str) -> bool {
        let Participles { ends, starts, others, open, .. } = self.participles;
        let has_end = || word.chars().count() >= SHORTEST && ends.iter().any(|end| word.ends_with(end));
        // `iert` is the end of verbs that have no prefix.
        let head = || word.char_indices().nth(PREFIXED).map_or(word, |(end, _)| &word[..end]);
        let begins = || {
            let is_begun = |start: &&str| match *start {
                "iert" => word.ends_with("iert"),
                "ge" => head().contains("ge"),
                start => word.starts_with(start),
            };
            starts.is_empty() || starts.iter().any(is_begun)
        };
        self.done.contains(&word) || others.contains(&word) || has_end() && begins() && !open.contains(&word)
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
            ("Já paguei o boleto, agora a conta", "paguei boleto"),
            ("Fakturan har jag redan betalat, nu lösenordet", "fakturan betalat"),
            ("Fakturaen har jeg allerede betalt, nu adgangskoden", "fakturaen betalt"),
            ("Fakturaen har jeg allerede betalt, nå passordet", "fakturaen betalt"),
            ("Fakturu už jsem zaplatil, teď heslo", "fakturu zaplatil"),
            ("Рахунок я вже оплатив, тепер пароль", "рахунок оплатив"),
            ("Maksoin laskun jo, nyt salasana", "maksoin laskun"),
            ("Számlát már kifizettem, most jelszót", "számlát kifizettem"),
            ("Faturayı ödedim, şimdi parola", "faturayı ödedim"),
            ("Faktur sudah saya bayar, sekarang sandi", ""),
            ("Faktur sudah dibayar, sekarang sandi", "faktur dibayar"),
            // The next clause is about the same matter.
            ("the invoice was cancelled, now the customer complains", ""),
            ("the account is deleted, now I cannot sign in", ""),
            ("the server crashed, now the password", ""),
            ("the invoice is not paid, now the password", ""),
            ("the invoice is needed, now the password", ""),
            ("the invoice, now the password", ""),
            ("paid", ""),
            ("email, teď heslo", ""),
        ] {
            assert_eq!(done(request), expected, "{request}");
        }
    }
}
