//! Every candidate with its evidence, and the change that would make another agent answer, for people.

use crate::terminal::{Style, items, one_line, padded};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;
use task_router_engine::text::Language;
use task_router_engine::{Answer, Candidate, CandidateEvidence, EvidenceKind, Explanation, ScorePart, Status};

/// How many words of a candidate are shown, more if these do not explain it; the rest is summed up, so that the numbers
/// add up.
const NAMED: usize = 8;
/// How many words are shown of those by which a candidate lost.
const NAMED_GAPS: usize = 3;
/// Smaller values print as 0.00 and are not shown.
const MIN_SHOWN: f64 = 0.005;
/// A smaller gap does not explain a loss.
const MIN_GAP: f64 = 0.1;
/// What is not shown explains a sum if it is more than this share of it, and at least this much.
const DECISIVE: (f64, f64) = (0.5, 1.0);
/// The marks of the winner and of all others.
const MARKS: [&str; 2] = ["▶ ", "  "];

/// The result of `--want`: version 1 of its JSON, with frozen keys. The HTML page shows the same.
#[derive(Serialize)]
pub struct WantReport<'a> {
    pub version: u32,
    pub request: &'a str,
    pub want: &'a str,
    /// Who answers now; null for nobody.
    pub got: Option<String>,
    /// How far the wanted answer is behind, in log-odds.
    pub behind: f64,
    /// The change, in words; null if none is needed or none was found.
    pub change: Option<String>,
    /// The change as a diff.
    pub diff: Option<String>,
    /// The confidence of the answer after the change.
    pub confidence: Option<f64>,
    /// The reason for the answer now.
    pub reason: String,
    /// Why no change was found.
    pub problem: Option<String>,
}

impl WantReport<'_> {
    /// What keeps the wanted answer from being given now.
    pub fn obstacle(&self) -> String {
        let Self { want, got, behind, reason, .. } = self;
        let got = got.as_deref().unwrap_or("nobody");
        // In front, or equal, it is not given for another reason.
        let behind = if *behind < MIN_SHOWN { String::new() } else { format!("{want} is {behind:.2} behind; ") };
        format!("{got}; {behind}{reason}")
    }
}

/// The answer, the winner, and all other candidates with the words by which they lost; `top` candidates, 0 for all.
pub fn page(answer: &Answer, top: usize, style: Style) -> String {
    let decision = answer.decision;
    // Nobody wins an unclear request.
    let winner = decision.answering(answer.index).filter(|_| decision.status != Status::Unclear);
    let mut listed: Vec<(&Candidate, &CandidateEvidence)> =
        decision.candidates.iter().zip(&answer.explanation.candidates).collect();
    // Priority, or a name in the request, can put a candidate before others with higher scores.
    listed.sort_by_key(|(candidate, _)| Some(*candidate) != winner);
    let left = if top == 0 { 0 } else { listed.len().saturating_sub(top) };
    listed.truncate(listed.len() - left);
    let name = |candidate: &Candidate| one_line(&answer.index.class(candidate.answer).name).into_owned();
    let width = listed.iter().map(|(candidate, _)| name(candidate).chars().count()).max().unwrap_or(0);
    let reader = FunctionWordReader::of(answer.explanation);
    let best = listed.first().map(|(_, evidence)| evidence.parts.as_slice()).unwrap_or_default();
    let mut text = head(answer, style);
    for (candidate, CandidateEvidence { parts, .. }) in &listed {
        let is_winner = Some(*candidate) == winner;
        let padded = padded(&name(candidate), width);
        let (mark, shown) = if is_winner { (MARKS[0], style.green(&padded)) } else { (MARKS[1], padded) };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{mark}{shown}  {:>6.2}\n{}", candidate.score, items("    ", &reader.summary(parts)));
        let lost = if is_winner { Vec::new() } else { reader.lacks(best, parts) };
        if !lost.is_empty() {
            let lost = items("    lost by: ", &lost);
            lost.lines().for_each(|line| _ = writeln!(text, "{}", style.dim(line)));
        }
    }
    if left > 0 {
        let _ = writeln!(text, "{}", style.dim(&format!("and {left} more; --top 0 lists all")));
    }
    text
}

/// The request, the answer and the reason.
fn head(answer: &Answer, style: Style) -> String {
    let decision = answer.decision;
    let status = decision.status.name();
    format!(
        "{} {}\n{} {} ({:.0} % sure)\n{} {}\n\n",
        style.bold("request:"),
        one_line(answer.request),
        style.bold("answer:"),
        if decision.status == Status::Unclear { style.yellow(status) } else { style.green(status) },
        decision.confidence * 100.0,
        style.bold("why:"),
        one_line(&decision.reason(answer.index))
    )
}

/// Recognises words that only hold the request together, in its language.
pub struct FunctionWordReader(Language);

impl FunctionWordReader {
    /// For a request in this language.
    pub fn of(explanation: &Explanation) -> Self {
        Self(explanation.language)
    }

    fn noise(&self, parts: &[ScorePart]) -> f64 {
        parts.iter().filter(|part| part.is_grammar(self.0)).map(|part| part.score).sum()
    }

    /// Whether a part is worth showing: function words only are if they decide.
    pub fn is_informative<'r>(&'r self, parts: &[ScorePart]) -> impl Fn(&ScorePart) -> bool + 'r {
        let decides = is_decisive(self.noise(parts), sum(parts));
        move |part| decides || !part.is_grammar(self.0)
    }

    /// The parts that are worth showing.
    pub fn informative<'p>(&self, parts: &'p [ScorePart]) -> impl Iterator<Item = &'p ScorePart> {
        let is_informative = self.is_informative(parts);
        parts.iter().filter(move |part| is_informative(part))
    }

    /// The words that matter, strongest first, each with its total.
    fn summary(&self, parts: &[ScorePart]) -> Vec<String> {
        let mut words = by_word(self.informative(parts));
        words.retain(|word| word.score.abs() >= MIN_SHOWN);
        words.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
        let (all, mut rest, mut named) = (sum(parts), sum(parts), 0);
        while named < words.len() && (named < NAMED || is_decisive(rest, all)) {
            rest -= words[named].score;
            named += 1;
        }
        words.truncate(named);
        let mut texts: Vec<String> = words
            .iter()
            .map(|word| {
                let kinds: Vec<&str> = word.kinds.iter().map(String::as_str).collect();
                format!("{} {:+.2} ({})", one_line(&word.text), word.score, kinds.join(", "))
            })
            .collect();
        if rest.abs() >= MIN_SHOWN {
            texts.push(format!("the rest {rest:+.2}"));
        }
        if texts.is_empty() {
            texts.push("no evidence".to_owned());
        }
        texts
    }

    /// Evidence that the best candidate has and this one lacks: why it lost.
    fn lacks(&self, best: &[ScorePart], own: &[ScorePart]) -> Vec<String> {
        let decides = is_decisive(self.noise(best) - self.noise(own), sum(best) - sum(own));
        let is_told = |part: &&ScorePart| decides || !part.is_grammar(self.0);
        let [best, own] = [best, own].map(|parts| by_word(parts.iter().filter(is_told)));
        let mut gaps: BTreeMap<&str, f64> = best.iter().map(|word| (word.text.as_ref(), word.score)).collect();
        own.iter().for_each(|word| *gaps.entry(&word.text).or_default() -= word.score);
        let mut gaps: Vec<(&str, f64)> = gaps.into_iter().filter(|(_, gap)| *gap > MIN_GAP).collect();
        gaps.sort_by(|a, b| b.1.total_cmp(&a.1));
        gaps.iter().take(NAMED_GAPS).map(|(text, gap)| one_line(&format!("{text} {gap:.2}")).into_owned()).collect()
    }
}

/// Whether something explains a sum of which it is a part.
fn is_decisive(part: f64, all: f64) -> bool {
    let (share, least) = DECISIVE;
    part.abs() > (share * all.abs()).max(least)
}

fn sum(parts: &[ScorePart]) -> f64 {
    parts.iter().map(|part| part.score).sum()
}

/// Parts by word, in the order of the request.
fn by_word<'p>(parts: impl Iterator<Item = &'p ScorePart>) -> Vec<WordTotal<'p>> {
    let mut words: Vec<WordTotal> = Vec::new();
    let mut places: HashMap<Cow<str>, usize> = HashMap::new();
    for part in parts {
        let at = *places.entry(part.shown()).or_insert_with_key(|text| {
            words.push(WordTotal { text: text.clone(), score: 0.0, kinds: BTreeSet::new() });
            words.len() - 1
        });
        words[at].score += part.score;
        words[at].kinds.insert(kind(part));
    }
    words
}

/// A word of the request with its total.
struct WordTotal<'p> {
    text: Cow<'p, str>,
    score: f64,
    kinds: BTreeSet<String>,
}

/// The kind of evidence; for a body with its line, since bodies are long.
fn kind(part: &ScorePart) -> String {
    match (part.kind, part.line) {
        (EvidenceKind::Body, Some(line)) => format!("body, line {line}"),
        (kind, _) => kind.label().to_owned(),
    }
}

/// The result of `--want`.
pub fn want_page(page: &WantReport, style: Style) -> String {
    let WantReport { request, want, got, .. } = page;
    let mut text = format!("{} {}\n", style.bold("request:"), one_line(request));
    // Writing to a string cannot fail.
    if got.as_deref() == Some(*want) {
        let _ = writeln!(text, "{} {} answers already", style.bold("change:"), one_line(want));
        return text;
    }
    let _ = writeln!(text, "{} {}", style.bold("now:"), one_line(&page.obstacle()));
    match (&page.change, page.confidence) {
        (Some(change), Some(confidence)) => {
            let _ = writeln!(text, "{} {}", style.bold("change:"), one_line(change));
            let _ = writeln!(text, "{} {want} answers, {:.0} % sure", style.bold("tried:"), confidence * 100.0);
        }
        _ => {
            let problem = page.problem.as_deref().unwrap_or_default();
            let _ = writeln!(text, "{} none was found: {}", style.bold("change:"), one_line(problem));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(all: &[(&str, f64)]) -> Vec<ScorePart> {
        let part = |&(text, score): &(&str, f64)| {
            let kind = EvidenceKind::Example;
            ScorePart { kind, text: text.into(), near: None, score, line: None }
        };
        all.iter().map(part).collect()
    }

    #[test]
    fn function_words_are_named_if_they_decide() {
        let reader = FunctionWordReader(Language::English);
        let said = |all: &[(&str, f64)]| reader.summary(&parts(all)).join("; ");
        assert_eq!(said(&[("fix", 3.0), ("the", 1.2)]), "fix +3.00 (example); the rest +1.20");
        assert_eq!(said(&[("fix", 0.2), ("the", 0.7)]), "fix +0.20 (example); the rest +0.70");
        assert_eq!(said(&[("fix", 1.0), ("the", 4.8)]), "the +4.80 (example); fix +1.00 (example)");
        let lost = |best, own| reader.lacks(&parts(best), &parts(own)).join("; ");
        assert_eq!(lost(&[("fix", 3.0), ("the", 1.2)], &[("the", 0.5)]), "fix 3.00");
        assert_eq!(lost(&[("fix", 1.0), ("the", 4.8)], &[("fix", 0.8), ("the", -0.2)]), "the 5.00; fix 0.20");
    }

    #[test]
    fn words_are_named_until_they_explain_the_score() {
        let texts: Vec<String> = (0..40).map(|number| format!("w{number}")).collect();
        let same: Vec<(&str, f64)> = texts.iter().map(|text| (text.as_str(), 0.5)).collect();
        let reader = FunctionWordReader(Language::English);
        let said = reader.summary(&parts(&same));
        assert_eq!((said.len(), said[20].as_str()), (21, "the rest +10.00"));
    }
}
