//! How eighteen languages say what something is not about. All words are in lower case and without accents, but for those of
//! Vietnamese; a cue may be several words.

mod english;
mod germanic;
mod romance;
mod others;
mod slavic;

use crate::text::Language;

/// The cues of one language, and what has to stand beside them.
pub(super) struct Grammar {
    pub(super) language: Language,
    /// `without`, `rather than`: what follows is excluded.
    pub(super) without: &'static [&'static str],
    /// `rather the cache than the database`: both words, and what follows the second is excluded.
    pub(super) rather: &'static [&'static str],
    pub(super) than: &'static [&'static str],
    /// `neither the cache nor the database, ...`; what joins the two is among `nor`.
    pub(super) neither: &'static [&'static str],
    pub(super) nor: &'static [&'static str],
    /// `non-database`: before a hyphen.
    pub(super) prefixes: &'static [&'static str],
    /// `no docker please`.
    pub(super) no: &'static [&'static str],
    pub(super) no_cue: NoCue,
    /// `changes` of `no changes to the cache`.
    pub(super) changes: &'static [&'static str],
    /// `ignore the styles`, in a clause behind another one, or `forget the styles, ...`.
    pub(super) ignore: &'static [&'static str],
    /// `leave` of `leave the styles alone`, and what comes behind the styles.
    pub(super) leave: &'static [&'static str],
    pub(super) alone: &'static [&'static str],
    /// `the styles stay as they are`, `the styles are out of scope`.
    pub(super) stays: &'static [&'static str],
    /// What excludes the words before it: `önbellek yerine parola`.
    pub(super) postpositions: &'static [&'static str],
    /// `the cache works, the login does not`: what is fine is not what is asked about.
    pub(super) fine: &'static [&'static str],
    /// What may stand between a thing and what is said of it: `has already been`.
    pub(super) linking: &'static [&'static str],
    /// `I have fixed the cache, now the login`: what is done, and how what is to be done begins.
    pub(super) done: &'static [&'static str],
    pub(super) next: &'static [&'static str],
    /// `works`: with one of these in it, `neither the login nor the upload works` tells of a failure.
    pub(super) working: &'static [&'static str],
    /// `don't touch`, in one word.
    pub(super) dont: &'static [&'static str],
    /// `not the cache`.
    pub(super) not: &'static [&'static str],
    /// `do` of `do not touch`.
    pub(super) auxiliaries: &'static [&'static str],
    /// `must` of `you must not touch`, and `you`.
    pub(super) duties: &'static [&'static str],
    pub(super) addressed: &'static [&'static str],
    /// Verbs behind `not` that forbid: `no toques`.
    pub(super) forbidding: &'static [&'static str],
    /// Verbs before it: `rör inte`.
    pub(super) forbidding_before: &'static [&'static str],
    /// Verbs behind it that forbid what stands before: `die Datenbank nicht anfassen`.
    pub(super) behind: &'static [&'static str],
    /// With one of these nothing is forbidden: `kann nicht ändern`.
    pub(super) modals: &'static [&'static str],
    pub(super) copulas: &'static [&'static str],
    /// Whether copulas stand behind `not`: `no es la base`.
    pub(super) is_not_before_copula: bool,
    /// `isn't`: a copula and `not` in one word.
    pub(super) is_not: &'static [&'static str],
    /// `it` of `it is not a styling problem, it is the data`, also with its copula in one word.
    pub(super) pronouns: &'static [&'static str],
    pub(super) articles: &'static [&'static str],
    pub(super) indefinite: &'static [&'static str],
    /// `only the login`: as an article begins a thing.
    pub(super) only: &'static [&'static str],
    /// `or`, `of`: what is excluded goes on behind them.
    pub(super) joining: &'static [&'static str],
    /// Words before which a clause begins anew.
    pub(super) openers: &'static [&'static str],
    /// Those that set against each other what they stand between: `not the cache but the database`.
    pub(super) but: &'static [&'static str],
    /// `not for the frontend`.
    pub(super) about: &'static [&'static str],
    /// What is said of things: `not able`.
    pub(super) adjectives: &'static [&'static str],
    /// Verbs that report: `don't know`.
    pub(super) reporting: &'static [&'static str],
    /// Verbs of a wish: `I don't want`.
    pub(super) wishes: &'static [&'static str],
    pub(super) please: &'static [&'static str],
    /// What is missed, and not excluded: `no response`.
    pub(super) missing: &'static [&'static str],
    /// The first half of a negation that reports: `ne ... pas`.
    pub(super) negating: &'static [&'static str],
    /// Whether `not` before an article contrasts wherever it stands: `pas la base`.
    pub(super) is_contrast_anywhere: bool,
    /// `a` of `hasło, a nie cache` (the password, and not the cache).
    pub(super) and: &'static [&'static str],
    /// Whether `not` also stands before the verbs of what fails, so that it excludes only where something is set against it.
    pub(super) is_before_verbs: bool,
    /// Whether words differ by their accents: `đừng` (do not) and `dùng` (use).
    pub(super) has_accents: bool,
}

/// Where `no` excludes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NoCue {
    /// With `please`, or as a clause of its own.
    OwnClause,
    /// At the beginning of any clause.
    Anywhere,
}

impl Grammar {
    const NONE: Self = Self {
        language: Language::English,
        without: &[],
        rather: &[],
        than: &[],
        neither: &[],
        nor: &[],
        prefixes: &[],
        no: &[],
        no_cue: NoCue::OwnClause,
        changes: &[],
        ignore: &[],
        leave: &[],
        alone: &[],
        stays: &[],
        postpositions: &[],
        fine: &[],
        linking: &[],
        done: &[],
        next: &[],
        working: &[],
        dont: &[],
        not: &[],
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
        articles: &[],
        indefinite: &[],
        only: &[],
        joining: &[],
        openers: &[],
        but: &[],
        about: &[],
        adjectives: &[],
        reporting: &[],
        wishes: &[],
        please: &[],
        missing: &[],
        negating: &[],
        is_contrast_anywhere: false,
        and: &[],
        is_before_verbs: false,
        has_accents: false,
    };

    /// The words that exclude something, and the first of those that do together.
    pub(super) fn excluding(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            self.without,
            self.than,
            self.neither,
            self.prefixes,
            self.no,
            self.ignore,
            self.leave,
            self.stays,
            self.postpositions,
            self.dont,
            self.not,
            self.is_not,
        ];
        first_words(all.into_iter().flatten())
    }

    /// The same of what says that something is fine or done.
    pub(super) fn of_fine(&self) -> impl Iterator<Item = &'static str> {
        first_words(self.fine.iter().chain(self.done))
    }
}

fn first_words<'c>(cues: impl Iterator<Item = &'c &'static str>) -> impl Iterator<Item = &'static str> {
    cues.filter_map(|cue| cue.split(' ').next())
}

/// By language.
pub(super) const GRAMMARS: [Grammar; 18] = [
    english::ENGLISH,
    germanic::GERMAN,
    romance::FRENCH,
    romance::SPANISH,
    romance::ITALIAN,
    romance::PORTUGUESE,
    germanic::DUTCH,
    slavic::RUSSIAN,
    germanic::SWEDISH,
    germanic::DANISH,
    germanic::NORWEGIAN,
    slavic::POLISH,
    slavic::CZECH,
    slavic::UKRAINIAN,
    others::TURKISH,
    others::HUNGARIAN,
    others::VIETNAMESE,
    others::INDONESIAN,
];
