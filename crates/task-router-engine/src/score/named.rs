//! Detects requests that name an agent: `@name`, or "use the NAME agent". A mere mention of a word that is also a name
//! does not count.

mod at;
mod dense;
mod phrases;

use super::word_cache::{MAY_BE_TITLE, MAY_SEPARATE};
use super::{Scorer, Scores};
use crate::index::{ClassId, Index};
use crate::request::{WordWeight, is_title};
use crate::text::range_in;
pub use at::unknown_name;
use at::{at_names, forms_after_at};
use phrases::{ends_in_request, folded, is_refused_behind};
use std::borrow::Cow;
use std::ops::Range;

/// Maximum number of words in an agent name.
const LONGEST_NAME: usize = 8;
/// Maximum number of words between the start of a clause and a title.
const MOST_BEFORE: usize = 16;
/// Maximum number of words between a title and a name that is ruled out: `any agent other than NAME`.
const LONGEST_BUT: usize = 3;

impl Scorer<'_> {
    /// Finds the agents that the asking part of the request names or rules out, and those it asks to choose between.
    pub(super) fn find_named(&self, asking: &str, weights: Option<&[WordWeight]>, scores: &mut Scores) {
        let is_excluded = |part: Range<usize>| {
            let words = weights.map(|weights| &weights[self.words.within(part)]);
            words.is_some_and(|words| !words.is_empty() && words.iter().all(|word| word.is_excluded))
        };
        let found = Named { index: self.index, asking, is_excluded };
        found.find(self.may_be & MAY_BE_TITLE != 0, &mut scores.named, &mut scores.ruled_out);
        let asks = self.may_be & MAY_SEPARATE != 0 && self.weights.is_none();
        scores.alternatives = if asks { self.alternatives(asking) } else { None };
    }
}

/// The asking part of a request, to be searched for names of agents.
struct Named<'a, F> {
    index: &'a Index,
    asking: &'a str,
    /// Whether all words in a range are excluded.
    is_excluded: F,
}

impl<F: Fn(Range<usize>) -> bool> Named<'_, F> {
    /// Collects the agents that the request names, in order of occurrence, and those that it rules out; `may_ask_for`
    /// tells whether any of its words [may be a title](may_be_title).
    fn find(&self, may_ask_for: bool, named: &mut Vec<ClassId>, ruled_out: &mut Vec<ClassId>) {
        named.clear();
        ruled_out.clear();
        if self.asking.contains('@') {
            for name in at_names(self.asking) {
                let found = if self.is_ruled_out(&[name]) { &mut *ruled_out } else { &mut *named };
                push_first(self.index, &forms_after_at(name), found);
            }
        }
        if let Some(name) = slash_name(self.asking) {
            push(self.index, name, named);
        }
        if may_ask_for {
            let words = self.words();
            let folded: Vec<Cow<str>> = words.iter().map(|word| folded(word)).collect();
            for at in (0..words.len()).filter(|&at| is_title(&folded[at])) {
                self.asked_for(&words, &folded, at, named);
                self.labelled(&words, at, named);
                self.rule_out(&words, at, ruled_out);
            }
            dense::asked_for(self.index, self.asking, named);
        }
        named.retain(|agent| !ruled_out.contains(agent));
    }

    /// The words of the request, without the signs around them. An article or a name before a title is a word of its
    /// own: `l'agent`, `den NAME-Agenten`.
    fn words(&self) -> Vec<&str> {
        let is_edge = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '\'' | '\u{2019}'));
        let parts = |word| {
            let joint = |c| matches!(c, '\'' | '\u{2019}' | '-');
            match <str>::rsplit_once(word, joint) {
                Some((before, title)) if is_title(&folded(title)) && agent(self.index, word).is_none() => {
                    [Some(before), Some(title)]
                }
                _ => [Some(word), None],
            }
        };
        let words = self.asking.split(char::is_whitespace).map(|word| word.trim_matches(is_edge));
        words.flat_map(parts).flatten().collect()
    }

    /// Collects agents named as "use the NAME agent" or "use agent NAME", with the title at word `at`.
    fn asked_for(&self, words: &[&str], folded: &[Cow<str>], at: usize, found: &mut Vec<ClassId>) {
        let is_refused = |end: usize| is_refused_behind(&folded[end..self.clause_end(words, end)]);
        let clause = self.clause_start(words, at);
        let asks = |end: usize| ends_in_request(&folded[..end], clause);
        let start = at.saturating_sub(LONGEST_NAME);
        for start in (start..at).rev().filter(|&start| asks(start) && !is_refused(at + 1)) {
            push(self.index, &words[start..at].join(" "), found);
        }
        if asks(at) {
            let ends = (at + 2..=words.len().min(at + 1 + LONGEST_NAME)).rev().filter(|&end| !is_refused(end));
            ends.for_each(|end| push(self.index, &words[at + 1..end].join(" "), found));
        }
    }

    /// Position of the first of the words up to `end` that follow one another without a sign between them.
    fn clause_start(&self, words: &[&str], end: usize) -> usize {
        let near = end.saturating_sub(MOST_BEFORE);
        (near + 1..=end.min(words.len() - 1)).rev().find(|&i| !self.is_beside(words, i)).unwrap_or(near)
    }

    /// Position after the last of the words from `start` on that follow one another without a sign between them.
    fn clause_end(&self, words: &[&str], start: usize) -> usize {
        let end = (start.max(1)..words.len()).take(LONGEST_NAME).find(|&i| !self.is_beside(words, i));
        end.unwrap_or_else(|| words.len().min(start + LONGEST_NAME))
    }

    /// Whether no sign but a hyphen or an apostrophe stands between a word and the one before.
    fn is_beside(&self, words: &[&str], i: usize) -> bool {
        let (before, word) = (range_in(words[i - 1], self.asking), range_in(words[i], self.asking));
        matches!(self.asking[before.end..word.start].trim_matches(' '), "" | "-" | "'" | "\u{2019}")
    }

    /// Collects the agent named as `(agent: NAME)`, with the title at word `at`, at the start of a line or bracket.
    fn labelled(&self, words: &[&str], at: usize, found: &mut Vec<ClassId>) {
        let title = range_in(words[at], self.asking);
        let (before, behind) = (&self.asking[..title.start], &self.asking[title.end..]);
        let begins =
            before.trim_end_matches([' ', '*']).is_empty() || before.trim_end_matches('*').ends_with(['(', '[', '\n']);
        if begins && behind.trim_start_matches('*').starts_with(':') {
            (1..=LONGEST_NAME)
                .rev()
                .filter_map(|n| words.get(at + 1..at + 1 + n))
                .for_each(|name| push(self.index, &name.join(" "), found));
        }
    }

    /// Collects the excluded agents whose names stand before or after the title at word `at`: `not the NAME agent`,
    /// `any agent but NAME`.
    fn rule_out(&self, words: &[&str], at: usize, found: &mut Vec<ClassId>) {
        let start =
            (at.saturating_sub(LONGEST_NAME)..at).rev().take_while(|&i| self.is_ruled_out(&words[i..=i])).last();
        start.into_iter().flat_map(|start| start..at).for_each(|i| push(self.index, &words[i..at].join(" "), found));
        let behind = (at + 1..words.len()).take(LONGEST_BUT + 1).find(|&i| self.is_ruled_out(&words[i..=i]));
        let Some(first) = behind else { return };
        let length = words[first..].iter().take(LONGEST_NAME).take_while(|word| self.is_ruled_out(&[word])).count();
        (1..=length).rev().for_each(|length| push(self.index, &words[first..first + length].join(" "), found));
    }

    /// Whether these words of the request are excluded.
    fn is_ruled_out(&self, words: &[&str]) -> bool {
        words.iter().all(|word| !word.is_empty() && (self.is_excluded)(range_in(word, self.asking)))
    }
}

fn push(index: &Index, name: &str, found: &mut Vec<ClassId>) {
    push_first(index, &[name], found);
}

/// Adds the first of these names that is an agent.
fn push_first(index: &Index, names: &[&str], found: &mut Vec<ClassId>) {
    if let Some(agent) = names.iter().find_map(|name| agent(index, name)).filter(|agent| !found.contains(agent)) {
        found.push(agent);
    }
}

/// The agent with this name or title, whatever joins its words.
fn agent(index: &Index, name: &str) -> Option<ClassId> {
    let in_other_form = || {
        let mut agents = (0..index.agent_count()).map(ClassId::new);
        agents.find(|&agent| letters(&index.class(agent).name).eq(letters(name)))
    };
    let with_title = || {
        let (_, agent) = index.meta.titles.iter().find(|(title, _)| letters(title).eq(letters(name)))?;
        Some(ClassId::new(*agent as usize))
    };
    if letters(name).next().is_none() { None } else { index.agent(name).or_else(in_other_form).or_else(with_title) }
}

/// The letters and digits of a name, in lower case.
pub(super) fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// The name that a request starts with as a command: `/name`.
fn slash_name(request: &str) -> Option<&str> {
    let name = request.trim_start().strip_prefix('/')?.split(char::is_whitespace).next()?;
    Some(name.trim_end_matches([',', ':', '.'])).filter(|name| !name.contains('/'))
}

/// Whether a word contains a title; nearly all requests have none, which saves the search.
pub(super) fn may_be_title(word: &str) -> bool {
    let parts = ["agent", "skill", "cialist", "zialist", "cjalist", "агент", "специалист"];
    let is_dense = || ["代理", "智能", "专员", "助手", "エージェント", "スペシャリスト", "에이전트", "전문가"];
    parts.into_iter().any(|part| word.contains(part))
        || !word.is_ascii() && is_dense().into_iter().any(|part| word.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Files;
    use crate::text::Words;

    #[test]
    fn agents_are_named_and_mere_mentions_are_not() {
        let agent = |name: &str| format!("---\nname: {name}\ndescription: {name}\n---\n");
        let texts = ["auth-system-architect", "security", "data_base", "code-review"]
            .map(|name| (format!("{name}.md"), agent(name)));
        let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let index = Files::from_texts("team", &texts).index(None).unwrap();
        let cases = [
            ("@security what is a table", "security"),
            ("ask @Auth-System-Architect, please", "auth-system-architect"),
            ("(@data_base) and @security.", "data_base security"),
            ("@agent-security what is a table", "security"),
            ("@agent-tools:code-review it", "code-review"),
            ("@agent-nobody there", ""),
            ("mail me at me@security about it", ""),
            ("@nobody there", ""),
            ("use the auth-system-architect agent for this", "auth-system-architect"),
            ("Use the auth system architect subagent to draw", "auth-system-architect"),
            ("please use the \"code review\" skill", "code-review"),
            ("delegate to the Security agent: tables", "security"),
            ("use agent security", "security"),
            ("run skill code-review on it", "code-review"),
            ("security of the agent", ""),
            ("the security agent is broken", ""),
            ("our agent for security", ""),
            ("don't use the security agent", ""),
            ("use the big security agent", ""),
            ("use an agent", ""),
            ("switch to the security agent. tables", "security"),
            ("launch the code review skill: tables", "code-review"),
            ("tables (agent: security)", "security"),
            ("tables\nAgent: code review", "code-review"),
            ("[skill: data_base] tables", "data_base"),
            ("**Agent:** auth system architect", "auth-system-architect"),
            ("our agent: security is slow", ""),
            ("the agent (security) is slow", ""),
            ("don't start the security agent", ""),
            ("/security tables", "security"),
            (" /code-review", "code-review"),
            ("/security/tables are slow", ""),
            ("look at /security", ""),
            ("/ security", ""),
            ("", ""),
            ("@", ""),
            ("@@security", "security"),
            ("mail me.@security", ""),
            ("mail-@security", ""),
            ("mail_@security", ""),
            ("@security: and @security again", "security"),
            ("@agent-agent-security", ""),
            ("SECURITY agent", ""),
            ("with the \u{201c}security\u{201d} specialist", "security"),
            ("hand this over to my security agent", ""),
            ("hand over to my security agent", "security"),
            ("Hand It To your security agent", ""),
            ("hand to your security agent", "security"),
            ("never ever use the security agent", ""),
            ("never ever please use the security agent", "security"),
            ("never use the security agent", ""),
            ("never again use the security agent", ""),
            ("do not please use the security agent", ""),
            ("don\u{2019}t ask the security agent", ""),
            ("agent security", ""),
            ("use the agent security", "security"),
            ("use agent code review on it", "code-review"),
            ("use agent security and use agent code review", "security code-review"),
            ("ask the security agent or ask the data base agent", "security data_base"),
            ("use agent a b c d e f security", ""),
            ("use the auth system architect skill and @security", "security auth-system-architect"),
            ("nimm den Agenten security für die Tabelle", "security"),
            ("Verwende den Code-Review-Agenten für die Tabelle", "code-review"),
            ("mit dem Agenten security die Tabelle suchen", "security"),
            ("ich habe mit dem Agenten security gesprochen", ""),
            ("der Agent security hat geantwortet", ""),
            ("benutze den Agenten security nicht, die Tabelle", ""),
            ("nimm nicht den Agenten security", ""),
            ("usa el agente security para la tabla", "security"),
            ("no uses el agente security", ""),
            ("não use o agente security", ""),
            ("nunca use o agente security", ""),
            ("use nosso agente security", "security"),
            ("el agente security no responde", ""),
            ("pregunta al especialista security", "security"),
            ("utilise l'agent security pour la table", "security"),
            ("n'utilise pas l'agent security", ""),
            ("demandez à l\u{2019}agent code-review", "code-review"),
            ("chiedi all'agente security della tabella", "security"),
            ("gebruik de agent security voor de tabel", "security"),
            ("gebruik de security agent niet", ""),
            ("użyj agenta security do tabeli", "security"),
            ("nie używaj agenta security", ""),
            ("Используй агента security: таблица", "security"),
            ("не используй агента security", ""),
            ("pergunte ao agente security", "security"),
            ("låt agenten security titta", "security"),
            ("使用 security 代理处理表", "security"),
            ("请用code-review智能体看一下", "code-review"),
            ("不要用security代理", ""),
            ("security代理坏了", ""),
            ("用表格查代理", ""),
            ("表をsecurityエージェントで調べて", "security"),
            ("security のエージェントに頼んで", "security"),
            ("securityエージェントが遅い", ""),
            ("securityエージェントを使わないで", ""),
            ("security 에이전트를 사용해 주세요", "security"),
            ("security 에이전트로 하지 마세요", ""),
            ("security 에이전트가 느려요", ""),
            ("no, use the security agent for it", "security"),
            ("there is no answer: ask the security agent", "security"),
            ("the active security agent changed it", ""),
            ("the USA security agent asks", ""),
            ("me llama el agente security por la tabla", ""),
            ("la especialista security me dio mal", ""),
            ("Ich nutze den Agenten security und die Tabelle fehlt", ""),
            ("Hallo, bitte nimm den Agenten security", "security"),
            ("停止使用security代理", ""),
            ("除了用security代理", ""),
            ("不要让我用security代理", ""),
            ("securityエージェントではなく表を見て", ""),
            ("securityエージェントを使わずに表を見て", ""),
            ("securityエージェントで問題が起きた", ""),
            ("security 에이전트를 사용하면 안 돼요", ""),
            ("security 에이전트로그를 봐줘", ""),
        ];
        for (request, expected) in cases {
            let mut found = Vec::new();
            let named = Named { index: &index, asking: request, is_excluded: |_| false };
            named.find(Words::of(request).iter().any(may_be_title), &mut found, &mut Vec::new());
            let names: Vec<&str> = found.iter().map(|&agent| index.class(agent).name.as_str()).collect();
            assert_eq!(names.join(" "), expected, "{request}");
        }
        for (request, expected_named, expected_ruled_out) in [
            ("it is slow, not @security", "", "security"),
            ("not @security but @data_base", "data_base", "security"),
            ("instead of @security ask @data_base about it", "data_base", "security"),
            ("slow pages, without @agent-code-review", "", "code-review"),
            ("langsame Seiten, aber ohne @security", "", "security"),
            ("@security", "security", ""),
            ("please look, but don't use the security agent", "", "security"),
            ("not the code review skill but the security agent", "", "code-review"),
            ("never use the data base agent: pages", "", "data_base"),
            ("use any agent but security for pages", "", "security"),
            ("any agent other than code review for pages", "", "code-review"),
            ("not security, pages", "", ""),
            ("the security agent did not answer", "", ""),
        ] {
            let decision = crate::decide::decide(&Scorer::new(&index).score(request), &Default::default());
            let mut scorer = Scorer::new(&index);
            let names = |agents: &[ClassId]| {
                agents.iter().map(|&agent| index.class(agent).name.as_str()).collect::<Vec<_>>().join(" ")
            };
            let scored = scorer.score(request);
            let found = (names(&scored.scores().named), names(&scored.scores().ruled_out));
            assert_eq!(found, (expected_named.to_owned(), expected_ruled_out.to_owned()), "{request}");
            assert!(decision.candidates.iter().all(|c| index.class(c.answer).name != expected_ruled_out), "{request}");
        }
        assert!(["agent", "subagents", "skill", "specialist"].into_iter().all(may_be_title));
        assert!(!["age", "kill", "special", "security"].into_iter().any(may_be_title));
    }

    #[test]
    fn an_agent_is_named_by_the_title_that_its_client_shows() {
        let modes = "customModes:\n- {slug: dbg, name: 🔍 调试器, roleDefinition: 你排查运行时错误。}\n\
                     - {slug: ops, name: Deploy Guard, roleDefinition: You watch.}\n\
                     - {slug: dep, name: OPS, roleDefinition: You deploy.}\n";
        let index = Files::from_texts("team", &[(".roomodes", modes)]).index(None).unwrap();
        for (request, expected) in [
            ("@调试器 看一下", "dbg"),
            ("use the deploy guard agent", "ops"),
            ("@ops look", "ops"),
            ("@dep look", "dep"),
            ("@guard look", ""),
        ] {
            let (mut found, mut out) = (Vec::new(), Vec::new());
            let named = Named { index: &index, asking: request, is_excluded: |_| false };
            named.find(Words::of(request).iter().any(may_be_title), &mut found, &mut out);
            let names: Vec<&str> = found.iter().map(|&agent| index.class(agent).name.as_str()).collect();
            assert_eq!(names.join(" "), expected, "{request}");
        }
    }
}
