//! Detects the languages of a team and how it spells its words, before any text is read as evidence.

use super::ClassText;
use super::out_of_scope::OUT_OF_SCOPE;
use crate::evidence::EvidenceForm;
use crate::team::Team;
use crate::text::{FunctionWords, Language, Languages, Stems, StemsByLanguage, Vocabulary, Words};

/// Number of words of each text used to detect its language.
const TELLING_WORDS: usize = 40;
/// Number of examples used to detect the language.
const TELLING_EXAMPLES: usize = 20;
/// Bodies larger than this in total, in bytes, are not used to learn the team's spelling.
const MAX_BODY_BYTES: usize = 2 << 20;

/// Detects the language of each class; returns those of the team, the one of most of its text first. A class with too
/// little text gets that one.
pub(super) fn tell_languages(texts: &mut [ClassText]) -> Vec<Language> {
    // The out-of-scope requests are in English in every team.
    let own = texts.iter().take_while(|text| !std::ptr::eq(text.evidence, &*OUT_OF_SCOPE));
    let counts: Vec<FunctionWords> = own.map(function_words).collect();
    let mut all = FunctionWords::default();
    counts.iter().for_each(|counts| all.add(counts));
    let main = all.language(Languages::of(Language::English)).unwrap_or(Language::English);
    let mut languages = Languages::of(main);
    for (text, counts) in texts.iter_mut().zip(&counts) {
        text.language = counts.language(Languages::of(main)).unwrap_or(main);
        languages.add(text.language);
    }
    let others = Language::ALL.into_iter().filter(|language| *language != main && languages.has(*language));
    std::iter::once(main).chain(others).collect()
}

/// Function words that show the language of a class: those of its description and examples.
fn function_words(text: &ClassText) -> FunctionWords {
    let examples = text.evidence.examples().take(TELLING_EXAMPLES);
    let texts = std::iter::once(text.fields[1].as_str()).chain(examples);
    let words: Vec<Words> = texts.map(Words::of).collect();
    FunctionWords::of(words.iter().flat_map(|words| words.iter().take(TELLING_WORDS)).map(Language::told_by))
}

/// How a team spells its words. Bodies count unless they are too many: they add little then.
pub(super) fn vocabulary(
    team: &Team,
    texts: &[ClassText],
    stems: &StemsByLanguage,
    languages: &[Language],
) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let bodies = texts.iter().map(|text| text.fields[2].len()).sum::<usize>() <= MAX_BODY_BYTES;
    for text in texts {
        let stems = stems.of(text.language);
        let fields = text.fields.iter().take(if bodies { 3 } else { 2 });
        let texts = fields.chain([&text.not_for]).map(String::as_str).chain(text.evidence.examples());
        texts.for_each(|text| vocabulary.add(text, stems));
        text.evidence.of_form(EvidenceForm::Words).for_each(|(_, word)| vocabulary.add_keyword(&word.text, stems));
    }
    let policy = &team.policy;
    let rules = policy.escalate.iter().map(|rule| &rule.evidence);
    let rules = rules.chain(policy.approval.iter().map(|rule| &rule.evidence));
    let rules = rules.chain(policy.flows.iter().flat_map(|flow| &flow.requires));
    let rules = rules.chain(policy.domains.iter().map(|domain| &domain.evidence));
    for evidence in rules.chain(policy.urgency.iter().map(|(_, evidence)| evidence)) {
        evidence.words().for_each(|keyword| vocabulary.add_keyword(&keyword.text, stems.of(languages[0])));
    }
    vocabulary.finish(&languages.iter().map(|&language| stems.of(language)).collect::<Vec<&Stems>>());
    vocabulary
}
