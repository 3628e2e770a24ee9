//! Grammars of exclusions in nineteen languages. All words are in lower case and without accents, except those of
//! Vietnamese and Finnish; a cue may consist of several words.

mod english;
mod germanic;
mod iberian;
mod others;
mod romance;
mod slavic;

use crate::text::{Language, Role, grammar};
pub(super) use english::ENGLISH;

/// The cues of one language, and the words that they combine with.
pub(super) struct Grammar {
    pub(super) language: Language,
    /// Cues that exclude what follows: `without`; `except`, `rather than`.
    pub(super) without: &'static [&'static str],
    pub(super) besides: &'static [&'static str],
    /// Both words of `rather the cache than the database`, which excludes what follows the second.
    pub(super) rather: &'static [&'static str],
    pub(super) than: &'static [&'static str],
    /// `neither the cache nor the database, ...`; the word between the two is in `nor`.
    pub(super) neither: &'static [&'static str],
    pub(super) nor: &'static [&'static str],
    /// Prefixes before a hyphen: `non-database`.
    pub(super) prefixes: &'static [&'static str],
    /// `no docker please`.
    pub(super) no: &'static [&'static str],
    pub(super) no_cue: NoCue,
    /// `changes` in `no changes to the cache`.
    pub(super) changes: &'static [&'static str],
    /// `opinion` in `no opinion on the cache`: what somebody says or asks about a thing.
    pub(super) views: &'static [&'static str],
    /// `ignore the styles` in a clause after another one, or `forget the styles, ...`.
    pub(super) ignore: &'static [&'static str],
    /// Those of them that need no article: `exclude styles, fix the data`.
    pub(super) leaving_out: &'static [&'static str],
    /// `leave` in `leave the styles alone`, and `alone`.
    pub(super) leave: &'static [&'static str],
    pub(super) alone: &'static [&'static str],
    /// `the styles stay as they are`, `the styles are out of scope`.
    pub(super) stays: &'static [&'static str],
    /// The same at the end of a clause only: `styles are not needed, fix the data`.
    pub(super) unneeded: &'static [&'static str],
    /// Cues that exclude the words before them: `önbellek yerine parola`. The first is that for `without`.
    pub(super) postpositions: &'static [&'static str],
    /// `the cache works, the login does not`: what is fine is not what the request is about.
    pub(super) fine: &'static [&'static str],
    /// Words that may stand between a subject and its predicate: `has already been`.
    pub(super) linking: &'static [&'static str],
    /// `I have fixed the cache, now the login`: verbs of completion, and words that start the next task.
    pub(super) done: &'static [&'static str],
    pub(super) participles: Participles,
    pub(super) next: &'static [&'static str],
    /// `works`: a verb that makes `neither the login nor the upload works` a report of a failure.
    pub(super) working: &'static [&'static str],
    /// `don't touch`, if it is one word.
    pub(super) dont: &'static [&'static str],
    /// `not the cache`.
    pub(super) not: &'static [&'static str],
    /// `do` in `do not touch`.
    pub(super) auxiliaries: &'static [&'static str],
    /// `stop` in `stop working on the cache, ...`.
    pub(super) stop: &'static [&'static str],
    /// Verbs of reports that are also tasks: `don't open the cache, ...`.
    pub(super) also_tasks: &'static [&'static str],
    /// Words between a verb and what it is done to: `don't work on the cache`.
    pub(super) prepositions: &'static [&'static str],
    /// Ends of imperatives behind `not` (`no trabajes`), and longer ends of other words.
    pub(super) imperative_ends: &'static [&'static str],
    pub(super) other_ends: &'static [&'static str],
    /// Imperatives that without their accents are function words, with them: `ändere` is no `andere`.
    pub(super) imperatives: &'static [&'static str],
    /// `надо` in `не надо менять`.
    pub(super) needing: &'static [&'static str],
    /// Ends of verbs in the third person, which are no imperatives, in languages whose imperatives precede `not`:
    /// `arbeite nicht am Cache`.
    pub(super) third_person_ends: &'static [&'static str],
    /// `can` in `without the invoice I can not pay`, and `cannot`: what is lacking is what the request is about.
    pub(super) able: &'static [&'static str],
    pub(super) unable: &'static [&'static str],
    /// `must` in `you must not touch`, and `you`.
    pub(super) duties: &'static [&'static str],
    pub(super) addressed: &'static [&'static str],
    /// Verbs after `not` that forbid: `no toques`.
    pub(super) forbidding: &'static [&'static str],
    /// Verbs before `not` that forbid: `rör inte`.
    pub(super) forbidding_before: &'static [&'static str],
    /// Verbs after `not` that forbid what precedes it: `die Datenbank nicht anfassen`.
    pub(super) behind: &'static [&'static str],
    /// Verbs with which nothing is forbidden: `kann nicht ändern`.
    pub(super) modals: &'static [&'static str],
    pub(super) copulas: &'static [&'static str],
    /// Whether `not` precedes copulas: `no es la base`.
    pub(super) is_not_before_copula: bool,
    /// A copula and `not` in one word: `isn't`.
    pub(super) is_not: &'static [&'static str],
    /// `it` in `it is not a styling problem, it is the data`, also contracted with its copula.
    pub(super) pronouns: &'static [&'static str],
    /// What may stand before a noun.
    pub(super) articles: &'static [&'static str],
    pub(super) indefinite: &'static [&'static str],
    /// `only the login`: starts a noun phrase, as an article does.
    pub(super) only: &'static [&'static str],
    /// `or`, `of`: the excluded phrase continues after them.
    pub(super) joining: &'static [&'static str],
    /// Words that start a new clause.
    pub(super) openers: &'static [&'static str],
    /// Words that contrast what is on both sides of them: `not the cache but the database`.
    pub(super) but: &'static [&'static str],
    /// `not for the frontend`.
    pub(super) about: &'static [&'static str],
    /// `why`: the first word of a question.
    pub(super) asking: &'static [&'static str],
    /// `it` in `cancel it`: refers to what was named before, except with `would` (`it would be great`).
    pub(super) referring: &'static [&'static str],
    pub(super) conditional: &'static [&'static str],
    /// `single` in `not a single one`, `one` in `not one came`.
    pub(super) sole: &'static [&'static str],
    /// Predicative adjectives: `not able`.
    pub(super) adjectives: &'static [&'static str],
    /// Verbs of reports: `don't know`.
    pub(super) reporting: &'static [&'static str],
    /// Verbs that a prohibition turns into a request: `don't skip the tests`.
    pub(super) turned: &'static [&'static str],
    /// Verbs of wishes: `I don't want`.
    pub(super) wishes: &'static [&'static str],
    pub(super) please: &'static [&'static str],
    /// What a speaker does who asks for a thing: `want`, `asking for`. Negated, it excludes if the next clause asks for
    /// another thing.
    pub(super) asked: &'static [&'static str],
    /// `didn't` in `I didn't ask for the cache`; and the whole in one word: `nechci`.
    pub(super) did_not: &'static [&'static str],
    pub(super) not_asked: &'static [&'static str],
    /// `sondern`: what follows replaces what is negated.
    pub(super) replacing: &'static [&'static str],
    /// `no` and `yes` in `the cache no, the database yes`.
    pub(super) denied: &'static [&'static str],
    pub(super) yes: &'static [&'static str],
    /// `me` in `don't send me the cache`.
    pub(super) recipients: &'static [&'static str],
    /// Things reported as missing, not excluded: `no response`.
    pub(super) missing: &'static [&'static str],
    /// First half of a negation that reports: `ne ... pas`.
    pub(super) negating: &'static [&'static str],
    /// Whether `not` before an article is a contrast in any position: `pas la base`.
    pub(super) is_contrast_anywhere: bool,
    /// Whether `not` between two nouns is a contrast (`the page not the data`), and verbs that it may follow otherwise
    /// (`it says not secure`).
    pub(super) is_contrast_behind_noun: bool,
    pub(super) saying: &'static [&'static str],
    /// `a` in `hasło, a nie cache` (the password, and not the cache).
    pub(super) and: &'static [&'static str],
    /// Whether `not` also precedes the verbs of failures, so that it excludes only in a contrast.
    pub(super) is_before_verbs: bool,
    /// Whether words differ by their accents: `đừng` (do not) and `dùng` (use).
    pub(super) has_accents: bool,
}

/// How a language says that something is done, other than by the verbs of [`Grammar::done`].
#[derive(Clone, Copy)]
pub(super) struct Participles {
    /// Ends of participles, and of past tenses where these say the same; and what a word has in its first letters besides
    /// (`ge`), if anything.
    pub(super) ends: &'static [&'static str],
    pub(super) starts: &'static [&'static str],
    /// Participles that have no such end.
    pub(super) others: &'static [&'static str],
    /// Words with such an end that are none, or tell of what is still to do.
    pub(super) open: &'static [&'static str],
    /// `already`, auxiliaries, and words of the first person.
    pub(super) beside: &'static [&'static str],
}

impl Participles {
    const NONE: Self = Self { ends: &[], starts: &[], others: &[], open: &[], beside: &[] };
}

/// Where `no` excludes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NoCue {
    /// With `please`, or as a clause of its own.
    OwnClause,
    /// At the start of any clause.
    Anywhere,
}

impl Grammar {
    /// The grammatical words of a language, and no others.
    const fn of(language: Language) -> Self {
        let own = grammar(language);
        Self {
            language,
            without: own.with(Role::Without),
            besides: &[],
            rather: &[],
            than: &[],
            neither: own.with(Role::Neither),
            nor: own.with(Role::Nor),
            prefixes: &[],
            no: own.with(Role::No),
            no_cue: NoCue::OwnClause,
            changes: &[],
            views: &[],
            ignore: &[],
            leaving_out: &[],
            leave: &[],
            alone: &[],
            stays: &[],
            unneeded: &[],
            postpositions: &[],
            fine: &[],
            linking: &[],
            done: &[],
            participles: Participles::NONE,
            next: &[],
            working: &[],
            dont: own.with(Role::Dont),
            stop: &[],
            also_tasks: &[],
            prepositions: &[],
            imperative_ends: &[],
            other_ends: &[],
            imperatives: &[],
            needing: &[],
            third_person_ends: &[],
            able: &[],
            unable: &[],
            not: own.negations,
            auxiliaries: &[],
            duties: &[],
            addressed: &[],
            forbidding: &[],
            forbidding_before: &[],
            behind: &[],
            modals: &[],
            copulas: &[],
            is_not_before_copula: false,
            is_not: &[],
            pronouns: &[],
            articles: own.determiners,
            indefinite: own.with(Role::Indefinite),
            only: own.with(Role::Only),
            joining: own.alternatives,
            openers: own.conjunctions,
            but: own.contrasting,
            about: &[],
            asking: &[],
            referring: &[],
            conditional: &[],
            sole: &[],
            adjectives: &[],
            reporting: &[],
            turned: &[],
            wishes: &[],
            asked: &[],
            did_not: &[],
            not_asked: &[],
            replacing: own.with(Role::Rather),
            denied: own.with(Role::Denial),
            yes: own.with(Role::Yes),
            recipients: &[],
            please: own.polite,
            missing: &[],
            negating: &[],
            is_contrast_anywhere: false,
            is_contrast_behind_noun: false,
            saying: &[],
            and: &[],
            is_before_verbs: false,
            has_accents: false,
        }
    }

    /// Whether nouns mostly have an article, before or behind them.
    pub(super) fn has_articles(&self) -> bool {
        !grammar(self.language).with(Role::Definite).is_empty()
    }

    /// Cues that exclude something.
    pub(super) const fn excluding(&self) -> [&'static [&'static str]; 18] {
        [
            self.without,
            self.besides,
            self.than,
            self.neither,
            self.prefixes,
            self.no,
            self.ignore,
            self.leave,
            self.stays,
            self.unneeded,
            self.postpositions,
            self.dont,
            self.stop,
            self.not,
            self.is_not,
            self.did_not,
            self.not_asked,
            self.denied,
        ]
    }

    /// Cues of something fine or done.
    pub(super) const fn of_fine(&self) -> [&'static [&'static str]; 2] {
        [self.fine, self.done]
    }
}

/// Grammars by language.
pub(super) static GRAMMARS: [Grammar; 19] = [
    ENGLISH,
    germanic::GERMAN,
    romance::FRENCH,
    iberian::SPANISH,
    romance::ITALIAN,
    iberian::PORTUGUESE,
    germanic::DUTCH,
    slavic::RUSSIAN,
    germanic::SWEDISH,
    germanic::DANISH,
    germanic::NORWEGIAN,
    slavic::POLISH,
    slavic::CZECH,
    slavic::UKRAINIAN,
    others::TURKISH,
    others::FINNISH,
    others::HUNGARIAN,
    others::VIETNAMESE,
    others::INDONESIAN,
];
