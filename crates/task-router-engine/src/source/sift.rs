//! Excludes files of a folder that are no definitions, by their paths alone.

use crate::agent::dialect::{AgentKind, FileContent, SKILL_FILE, of_file};
use crate::agent::is_documentation;
use std::collections::{BTreeMap, BTreeSet};

/// Why a file or folder was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOutReason {
    /// A folder of dependencies or build output.
    Dependencies,
    /// A hidden folder in which no client keeps agents.
    Hidden,
    /// A file that an ignore file names.
    Ignored,
    /// A folder that an ignore file names.
    IgnoredFolder,
    /// A file that another system keeps beside a file.
    Sidecar,
    /// A link out of the repository, or out of the named folder.
    LeadsOut,
    /// A path out of the repository that a file of the repository names.
    NamedOutside,
    /// A broken link.
    LeadsNowhere,
    /// Something that is read by another path, the one or the other through a link.
    SameFile,
    /// A template of an issue or of a pull request.
    Template,
    /// Documentation, by its name.
    Documentation,
    /// Its name starts with `_`.
    Underscore,
    /// It is under `references/`.
    References,
    /// It belongs to the skill whose folder it is in.
    SkillPart,
    /// It is among skills, but is none.
    NoSkill,
    /// A translation of a definition.
    Translation,
    /// Markdown with an ending that no client reads.
    OtherEnding,
    /// Definitions of a client that are not read.
    Unread,
    /// More plugins and paths than are looked at, in the marketplace that names them.
    BeyondLimit,
}

impl LeftOutReason {
    /// Text shown for the file.
    pub fn text(self) -> &'static str {
        match self {
            Self::Dependencies => "dependencies or build output",
            Self::Hidden => "hidden folder in which no client keeps agents",
            Self::Ignored => "named by .gitignore",
            Self::IgnoredFolder => "folder named by .gitignore",
            Self::Sidecar => "macOS sidecar file",
            Self::LeadsOut => "link out of the repository or the folder named",
            Self::NamedOutside => "named by a marketplace, but outside its repository",
            Self::LeadsNowhere => "broken link",
            Self::SameFile => "read already by another path",
            Self::Template => "template of an issue or pull request",
            Self::Documentation => "documentation, by its name",
            Self::Underscore => "name that starts with `_`",
            Self::References => "under `references/`",
            Self::SkillPart => "part of a skill",
            Self::NoSkill => "no SKILL.md, among skills",
            Self::Translation => "translation of what is read",
            Self::OtherEnding => "markdown that does not end in `.md`",
            Self::Unread => "a client's rules or agents in a form that is not read",
            Self::BeyondLimit => "names more plugins or paths than are looked at",
        }
    }

    /// Whether a check lists each such file; others are only counted.
    pub fn is_named(self) -> bool {
        !matches!(self, Self::Dependencies | Self::Hidden | Self::IgnoredFolder | Self::Sidecar | Self::SkillPart)
    }
}

/// Whether a file is markdown by an ending that no dialect has.
pub(super) fn has_other_ending(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| matches!(ending.as_str(), "markdown" | "mdown" | "mkd" | "mdx"))
}

/// Whether a path is that of a skill's definition.
pub fn is_skill(path: &str) -> bool {
    file_name(path).eq_ignore_ascii_case(SKILL_FILE)
}

/// Whether a path is that of an example file.
pub(super) fn is_examples(path: &str) -> bool {
    of_file(path).is_some_and(|dialect| dialect.content == FileContent::Examples)
}

/// Whether a path is that of a rules file for the skills beside it.
fn is_rules(path: &str) -> bool {
    of_file(path).is_some_and(|dialect| dialect.content == FileContent::SkillRules)
}

/// The folder of the skill that a file belongs to in which Codex keeps its policy: `pdf` for `pdf/agents/openai.yaml`.
fn skill_of_policy(path: &str) -> Option<&str> {
    let is_policy = of_file(path).is_some_and(|dialect| dialect.content == FileContent::SkillPolicy);
    is_policy.then(|| folder_of(folder_of(path)))
}

/// The reason for each of the files of a folder to be excluded by its path, if any, in the order of `paths`, which have
/// `/` as separator. `kind` is the kind of the folder's files, and `is_command` says of one whether its own path makes it
/// a command.
pub fn sift(paths: &[&str], kind: AgentKind, is_command: impl Fn(&str) -> bool) -> Vec<Option<LeftOutReason>> {
    let skills: BTreeSet<&str> = paths.iter().filter(|path| is_skill(path)).map(|path| folder_of(path)).collect();
    let reasons: Vec<_> = paths.iter().map(|path| reason(path, &skills, kind, &is_command)).collect();
    let originals: BTreeSet<&str> =
        paths.iter().zip(&reasons).filter(|(_, reason)| reason.is_none()).map(|(path, _)| *path).collect();
    let ends = ends_of(&originals);
    let translated = |path: &&str| is_translation(path, &ends).then_some(LeftOutReason::Translation);
    paths.iter().zip(reasons).map(|(path, reason)| reason.or_else(|| translated(path))).collect()
}

fn reason(
    path: &str,
    skills: &BTreeSet<&str>,
    kind: AgentKind,
    is_command: &impl Fn(&str) -> bool,
) -> Option<LeftOutReason> {
    if file_name(path).starts_with("._") {
        return Some(LeftOutReason::Sidecar);
    }
    // An example file only counts if a definition names it.
    if is_skill(path) || is_examples(path) {
        return None;
    }
    if let Some(skill) = skill_of_policy(path) {
        return (!skills.contains(skill)).then_some(LeftOutReason::SkillPart);
    }
    if folders_of(path).any(|folder| skills.contains(folder)) {
        return Some(LeftOutReason::SkillPart);
    }
    let folders: Vec<&str> = folder_of(path).split('/').collect();
    let is_in = |names: &[&str]| folders.iter().any(|folder| names.iter().any(|n| folder.eq_ignore_ascii_case(n)));
    let is_command = || kind == AgentKind::Command || is_command(path);
    let stem = stem_of(path).to_ascii_lowercase();
    match stem.as_str() {
        _ if is_in(&["ISSUE_TEMPLATE", "PULL_REQUEST_TEMPLATE", "DISCUSSION_TEMPLATE"]) => {
            Some(LeftOutReason::Template)
        }
        "issue_template" | "pull_request_template" => Some(LeftOutReason::Template),
        "index" if !is_command() => Some(LeftOutReason::Documentation),
        _ if is_documentation(stem_of(path), is_command) => Some(LeftOutReason::Documentation),
        stem if stem.starts_with('_') => Some(LeftOutReason::Underscore),
        _ if is_in(&["references"]) => Some(LeftOutReason::References),
        _ if kind == AgentKind::Skill && !is_rules(path) => Some(LeftOutReason::NoSkill),
        _ => None,
    }
}

/// Folders of translations, besides those named by a language and a country.
const TRANSLATIONS: [&str; 7] = ["docs", "doc", "i18n", "locales", "locale", "translations", "lang"];

/// Languages whose code means nothing else in which agents might be sorted, so that a folder of that name needs no
/// parent folder of translations.
const LANGUAGES: [&str; 10] = ["de", "fr", "ja", "ko", "pt", "ru", "tr", "uk", "vi", "zh"];

/// Every suffix of the originals' paths that starts after a `/`, with its number of occurrences.
fn ends_of<'p>(paths: &BTreeSet<&'p str>) -> BTreeMap<&'p str, usize> {
    let mut ends = BTreeMap::new();
    for path in paths {
        let behind = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        std::iter::once(*path).chain(behind).for_each(|end| *ends.entry(end).or_default() += 1);
    }
    ends
}

/// Whether a path contains a language folder, and without it is a suffix of another file's path.
fn is_translation(path: &str, ends: &BTreeMap<&str, usize>) -> bool {
    translation_folder(path).is_some_and(|folder| {
        let end = &path[folder.len() + 1..];
        // Its own path has this suffix, too.
        ends.get(end).is_some_and(|&held| held > 1)
    })
}

/// The part of a path up to a language folder: `docs/ja-JP`.
pub fn translation_folder(path: &str) -> Option<&str> {
    let mut before = "";
    for folder in folders_of(path) {
        let name = file_name(folder);
        let (language, country) = name.split_once(['-', '_']).map_or((name, None), |(l, c)| (l, Some(c)));
        let is_language = (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_lowercase());
        let is_country = |c: &str| (2..=4).contains(&c.len()) && c.starts_with(|c: char| c.is_ascii_uppercase());
        let in_translations = || TRANSLATIONS.contains(&file_name(before)) || LANGUAGES.contains(&name);
        if is_language && country.map_or_else(in_translations, |c| is_country(c) || in_translations()) {
            return Some(folder);
        }
        before = folder;
    }
    None
}

/// Folders above a file, outermost first, starting with the root as the empty path.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    let own = std::iter::once("");
    own.chain(path.match_indices('/').map(|(at, _)| &path[..at]))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn stem_of(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_excluded_by_path() {
        use LeftOutReason::{Documentation, References, Sidecar, SkillPart, Template, Translation, Underscore};
        let expected = [
            ("reviewer.md", None),
            ("._reviewer.md", Some(Sidecar)),
            ("README.zh-CN.md", Some(Documentation)),
            ("readme_ja.md", Some(Documentation)),
            ("readme-writer-agent.md", None),
            ("sub/index.md", Some(Documentation)),
            ("CLAUDE.md", Some(Documentation)),
            ("_draft.md", Some(Underscore)),
            (".github/ISSUE_TEMPLATE/bug_report.md", Some(Template)),
            (".github/pull_request_template.md", Some(Template)),
            ("references/page.md", Some(References)),
            ("video/SKILL.md", None),
            ("video/rules/fonts.md", Some(SkillPart)),
            ("video/agents/openai.yaml", None),
            ("video/deep/agents/openai.yaml", Some(SkillPart)),
            ("video/references/cut/SKILL.md", None),
            ("video-team/editor.md", None),
            ("agents/cook.md", None),
            ("docs/ja-JP/agents/cook.md", Some(Translation)),
            ("docs/fr/agents/cook.md", Some(Translation)),
            ("docs/fr/agents/chef.md", None),
            ("js/agents/cook.md", None),
            ("ja/agents/cook.md", Some(Translation)),
            ("ja/agents/sushi.md", None),
            ("docs/zh-CN/video/SKILL.md", Some(Translation)),
        ];
        let paths: Vec<&str> = expected.iter().map(|(path, _)| *path).collect();
        for ((path, expected), reason) in expected.iter().zip(sift(&paths, AgentKind::Agent, |_| false)) {
            assert_eq!(reason, *expected, "{path}");
        }
        let sift_all = |paths: &[&str], kind| sift(paths, kind, |path| path.starts_with("commands/"));
        let skills = ["a.md", "b/SKILL.md", "skill-rules.json"];
        assert_eq!(sift_all(&skills, AgentKind::Skill), [Some(LeftOutReason::NoSkill), None, None]);
        let a_skill_itself = ["SKILL.md", "team.md"];
        assert_eq!(sift_all(&a_skill_itself, AgentKind::Agent), [None, Some(SkillPart)]);
        let commands = ["agents.md", "index.md", "readme.md", "CLAUDE.md", "README.de.md", "_a.md"];
        let expected = [None, None, None, Some(Documentation), Some(Documentation), Some(Underscore)];
        assert_eq!(sift_all(&commands, AgentKind::Command), expected);
        let mixed = ["agents/agents.md", "commands/agents.md"];
        assert_eq!(sift_all(&mixed, AgentKind::Agent), [Some(Documentation), None]);
    }
}
