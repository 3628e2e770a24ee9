//! English words that Snowball's stemmer takes for forms of other words: `production` for `product`, `customer` for
//! `custom`, `container` for `contain`.
//!
//! Search engines call these stemmer overrides. An agent for products is not asked when production is down, and a response
//! has nothing to do with a responsive page. The list was made by comparing the vectors that a sentence model has for the
//! words of each stem; of the pairs far apart it has those that requests or descriptions of work hold.

use crate::text::words;

/// Words that are stems of their own; sorted.
const WORDS: &[&str] = words!(
    "accountant|accounting|activity|animal|authority|authorize|availability|based|business|competence|computer\
    |container|contention|conversation|coordinator|customer|definite|department|dependency|descendant|digital\
    |direction|directive|edition|effective|emergency|engineer|excellent|exception|executive|expensive|experience\
    |expression|extensive|factorial|fitness|goods|hospitality|identical|importance|important|incoming|initiative\
    |integral|integrity|interesting|internal|international|meeting|multiplication|normalize|numerous|objective\
    |observability|observable|operator|organizational|organize|original|paste|performance|personal|personality\
    |personalize|physics|positive|presentation|probability|production|productive|productivity|projection|provider\
    |publication|related|relational|relative|responsibility|responsible|responsive|savings|settings|several\
    |specification|subscription|successive|suite|terminal|transition|transitive|universal|university|utilize"
);
/// The ending of a form, and what its word has in place of it.
const ENDINGS: [(&str, &str); 11] = [
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("al", ""),
    ("ization", "ize"),
    ("izations", "ize"),
];

/// The stem of a lower-case English word, or of a form of one, that Snowball would take for a form of another.
pub(super) fn stem(word: &str) -> Option<&'static str> {
    ENDINGS.iter().find_map(|&(ending, own)| {
        let base = word.strip_suffix(ending)?;
        let found = WORDS.binary_search_by(|known| known.bytes().cmp(base.bytes().chain(own.bytes())));
        found.ok().map(|at| WORDS[at])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Stems;

    #[test]
    fn each_word_is_a_form_of_another_to_the_stemmer() {
        assert!(WORDS.is_sorted());
        let stemmer = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::English);
        for word in WORDS {
            assert_ne!(stemmer.stem(word), *word, "is its own stem anyway");
        }
    }

    #[test]
    fn words_that_only_look_alike_have_stems_of_their_own() {
        let stems = Stems::default();
        for words in [
            "product products, production productions, productivity",
            "custom customize, customer customers",
            "contain contains contained, container containers containerize containerized",
            "response responses, responsive, responsible, responsibility responsibilities",
            "author authors, authorize authorized authorizing authorization, authority authorities",
            "normal normally, normalize normalized normalization",
            "engine engines, engineer engineers engineering",
            "perform performs performed, performance",
            "past, paste pasted pasting",
            "conversion conversions, conversation conversations conversational",
            "import imports importer, important importantly, importance",
            "busy, business businesses",
            "depend depends, dependency dependencies",
            "organ, organize organizes organization organizations",
        ] {
            let groups: Vec<Vec<String>> = words
                .split(", ")
                .map(|forms| forms.split(' ').map(|form| stems.stem(form).into_owned()).collect())
                .collect();
            for (i, group) in groups.iter().enumerate() {
                assert!(group.iter().all(|stem| *stem == group[0]), "{words}: {group:?}");
                assert!(groups[..i].iter().all(|other| other[0] != group[0]), "{words}: {group:?}");
            }
        }
    }
}
