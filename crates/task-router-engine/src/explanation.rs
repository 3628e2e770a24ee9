//! Explains a decision: the evidence of its candidates, computed once. Everything that prints an answer takes it as a
//! value.

mod marks;

use crate::decide::Decision;
use crate::index::ClassId;
use crate::score::{ScorePart, ScoredRequest};
use crate::text::Language;
pub use marks::marks;
use std::collections::BTreeSet;

/// Minimum log-odds of evidence to be reported as detected in a request.
const MIN_DETECTED: f64 = 0.3;
/// Maximum number of words reported if there is no stated evidence.
const MAX_DETECTED: usize = 3;

/// How much evidence to compute: it costs more than the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// None.
    Nothing,
    /// Of the chosen one.
    Chosen,
    /// Of the chosen one and this many candidates, best first.
    Candidates(usize),
    /// Of all candidates.
    All,
}

/// A candidate with all evidence for and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct CandidateEvidence {
    /// The class whose evidence this is.
    pub class: ClassId,
    /// The class that would answer.
    pub answer: ClassId,
    /// The parts of the score, which sum to it.
    pub parts: Vec<ScorePart>,
}

/// Why a request was answered as it was, in the words of the request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// Candidates, best first: as many as requested.
    pub candidates: Vec<CandidateEvidence>,
    chosen: ChosenEvidence,
    /// Language of the request, by its function words; English if they tell none.
    pub language: Language,
}

/// Location of the chosen one's evidence.
#[derive(Debug, Clone, PartialEq)]
enum ChosenEvidence {
    /// That of the candidate at this position.
    Candidate(usize),
    /// Stored here, as it is none of the candidates.
    Parts(Vec<ScorePart>),
}

impl Default for ChosenEvidence {
    fn default() -> Self {
        Self::Parts(Vec::new())
    }
}

/// The empty explanation, for formats that show no evidence.
pub static NO_EXPLANATION: Explanation =
    Explanation { candidates: Vec::new(), chosen: ChosenEvidence::Parts(Vec::new()), language: Language::English };

impl Explanation {
    /// Explains the decision on a request in this detail.
    ///
    /// ```
    /// use task_router_engine::{Detail, EvidenceKind, Explanation, Files, Options, Scorer, decide};
    ///
    /// let agents = [("css.md", "---\nname: css\ndescription: Stylesheets and layout.\nkeywords: [grid]\n---\n")];
    /// let index = Files::from_texts("team", &agents).index(None)?;
    /// let mut scorer = Scorer::new(&index);
    /// let mut scored = scorer.score("the grid overlaps the header");
    /// let decision = decide(&scored, &Options::default());
    /// let explanation = Explanation::of(&mut scored, &decision, Detail::Candidates(1));
    /// let best = &explanation.candidates[0];
    /// assert_eq!((best.parts[0].kind, &*best.parts[0].text), (EvidenceKind::Keyword, "grid"));
    /// // The parts of a candidate add up to its score.
    /// let sum: f64 = best.parts.iter().map(|part| part.score).sum();
    /// assert!((sum - decision.candidates[0].score).abs() < 1e-6);
    /// # Ok::<(), task_router_engine::LoadError>(())
    /// ```
    pub fn of(request: &mut ScoredRequest, decision: &Decision, detail: Detail) -> Self {
        let most = match detail {
            Detail::Nothing => return Self::default(),
            Detail::Chosen => 0,
            Detail::Candidates(most) => most,
            Detail::All => usize::MAX,
        };
        let chosen = decision.answering(request.index());
        let language = request.language();
        let mut evidence = request.evidence();
        let listed = decision.candidates.iter().take(most);
        let candidates: Vec<CandidateEvidence> = listed
            .map(|candidate| CandidateEvidence {
                class: candidate.class,
                answer: candidate.answer,
                parts: evidence.parts(candidate.class),
            })
            .collect();
        let chosen = chosen.map_or_else(ChosenEvidence::default, |chosen| {
            let listed = candidates.iter().position(|listed| listed.class == chosen.class);
            listed.map_or_else(|| ChosenEvidence::Parts(evidence.parts(chosen.class)), ChosenEvidence::Candidate)
        });
        Self { candidates, chosen, language }
    }

    /// Evidence of the one that answers; empty if nobody does.
    pub fn chosen(&self) -> &[ScorePart] {
        match &self.chosen {
            ChosenEvidence::Candidate(at) => &self.candidates[*at].parts,
            ChosenEvidence::Parts(parts) => parts,
        }
    }

    /// What was decisive for the one that answers.
    pub fn matched(&self) -> Vec<&str> {
        self.decisive(self.chosen())
    }

    /// The decisive words and patterns among the parts of a score: stated evidence, or the strongest words if there is
    /// none.
    pub fn decisive<'p>(&self, parts: &'p [ScorePart]) -> Vec<&'p str> {
        let is_stated = |part: &&ScorePart| part.kind.is_stated() && part.score > 0.0;
        let mut told: Vec<&ScorePart> = parts.iter().filter(is_stated).collect();
        if told.is_empty() {
            let tells = |part: &&ScorePart| part.score > MIN_DETECTED && !part.is_grammar(self.language);
            told = parts.iter().filter(tells).collect();
            told.sort_by(|a, b| b.score.total_cmp(&a.score));
            told.truncate(MAX_DETECTED);
        }
        let mut seen = BTreeSet::new();
        let texts = told.into_iter().map(|part| part.text.as_str());
        texts.filter(|text| seen.insert(*text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::{Options, decide};
    use crate::load::Files;
    use crate::score::Scorer;

    #[test]
    fn function_words_of_the_requests_language_are_not_decisive() {
        let agent = |name: &str, description: &str, examples: [&str; 4]| {
            let examples = examples.map(|example| format!("  - {example}\n")).concat();
            (format!("{name}.md"), format!("---\nname: {name}\ndescription: {description}\nexamples:\n{examples}---\n"))
        };
        let files = [
            agent(
                "versand",
                "Sendungen",
                ["wo ist die Sendung", "wann kommt sie an", "ist die Lieferung da", "die Sendung ist weg"],
            ),
            agent(
                "konto",
                "Konten",
                ["ich kann mich nicht einloggen", "mein Passwort geht nicht", "Konto löschen", "bitte sperren"],
            ),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let index = Files::from_texts("t", &files).index(None).unwrap();
        for (request, language, expected) in [
            ("Wo ist die rote Sendung?", Language::German, "sendung"),
            ("Ich kann mich heute nicht einloggen", Language::German, "einloggen"),
            ("Sendung", Language::English, "sendung"),
        ] {
            let mut scorer = Scorer::new(&index);
            let mut scored = scorer.score(request);
            let decision = decide(&scored, &Options::default());
            let explanation = Explanation::of(&mut scored, &decision, Detail::All);
            assert_eq!(
                (explanation.language, explanation.matched().join(" ")),
                (language, expected.into()),
                "{request}"
            );
        }
    }
}
