//! Suggests the smallest edits that fix failing fixtures, each verified by running everything again.

mod judge;

use crate::edit::{Edit, EvidenceChange};
use crate::failure::{ExpectedKey, Mismatch};
use crate::fixtures::Fixture;
use crate::phrases::distinctive_phrases;
use crate::{CompiledTeam, Responder, Tally, mismatches};
use judge::{Results, passes};
use similar::algorithms::{Capture, Replace, myers};
use similar::{DiffOp, group_diff_ops};
use std::ops::Range;
use task_router_engine::agent::SourceText;
use task_router_engine::agent::encoding::{Encoding, encode};
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::escape::diff_path;
use task_router_engine::render::NOBODY;
use task_router_engine::{Decision, EvidenceKind, Keyword, Options, ScoredRequest, Scorer, Status, Team, decide};

/// Number of unchanged lines shown around a change.
const CONTEXT: usize = 3;
/// Weights tried for a new keyword, smallest first.
const WEIGHTS: [f32; 3] = [1.0, 1.5, 2.5];
/// Factors tried to raise the weight of a keyword.
const RAISES: [f32; 2] = [1.5, 2.5];
/// Factor tried to lower the weight of a keyword of the wrong answer.
const LOWERED: f32 = 0.4;

/// An edit and its effects.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The fixture that it fixes.
    pub fixture: Fixture,
    /// The edit.
    pub edit: Edit,
    /// Number of fixtures that pass with it and did not before.
    pub fixes: usize,
    /// Leave-one-out accuracy before and after.
    pub loo: [Tally; 2],
    /// Other requests whose answer it changes: (request, before, after).
    pub moved: Vec<(String, Responder, Responder)>,
}

/// Result of a search for edits.
#[derive(Debug, Default)]
pub struct Suggestions {
    /// The edits in order, each applied on top of those before it.
    pub made: Vec<Suggestion>,
    /// Fixtures without an edit that fixes them, and why.
    pub unfixed: Vec<(Fixture, String)>,
    /// Number of fixtures skipped because there were too many.
    pub left: usize,
    /// The team with all edits.
    pub team: Team,
}

/// Edits that could make `wanted` answer a request: the request as an example, then keywords, then weights.
fn candidates(
    compiled: &CompiledTeam,
    scored: &mut ScoredRequest,
    wanted: &Responder,
    decision: &Decision,
) -> Vec<Edit> {
    let request = scored.text().to_owned();
    let phrases = distinctive_phrases(compiled, &request, wanted);
    let edit = |agent: &Responder, change| Edit { agent: agent.clone(), change };
    let keyword =
        |text: &String, weight| EvidenceChange::Keyword(Keyword { text: text.clone(), weight, priority: None });
    let mut found = vec![edit(wanted, EvidenceChange::Example(request.trim().to_owned()))];
    found.extend(phrases.iter().map(|phrase| edit(wanted, keyword(phrase, WEIGHTS[0]))));
    for raise in RAISES {
        let own = matched_keywords(compiled, scored, wanted);
        found.extend(
            own.into_iter()
                .map(|k| edit(wanted, EvidenceChange::Weight(Keyword { weight: tenths(k.weight * raise), ..k }))),
        );
    }
    for weight in &WEIGHTS[1..] {
        found.extend(phrases.iter().map(|phrase| edit(wanted, keyword(phrase, *weight))));
    }
    let winner = Responder::of(&compiled.index, decision);
    let others = matched_keywords(compiled, scored, &winner);
    let lower = |k: Keyword| edit(&winner, EvidenceChange::Weight(Keyword { weight: tenths(k.weight * LOWERED), ..k }));
    found.extend(others.into_iter().map(lower));
    found
}

fn tenths(weight: f32) -> f32 {
    (weight * 10.0).round() / 10.0
}

/// Keywords of a responder that a request contains.
fn matched_keywords(compiled: &CompiledTeam, request: &mut ScoredRequest, who: &Responder) -> Vec<Keyword> {
    let (Some(class), Some(agent)) = (who.class(&compiled.index), who.definition(&compiled.team)) else {
        return Vec::new();
    };
    let reader = compiled.index.reader();
    let parts = request.parts(class).into_iter().filter(|part| part.kind == EvidenceKind::Keyword);
    let held: Vec<_> = parts.map(|part| reader.features(&part.text)).collect();
    let keywords = agent.evidence.items(EvidenceKind::Keyword).iter();
    keywords.filter(|keyword| held.contains(&reader.features(&keyword.text))).cloned().collect()
}

/// The smallest change with which another would answer.
#[derive(Debug)]
pub struct SmallestEdit {
    /// The change.
    pub edit: Edit,
    /// The team with it.
    pub edited: CompiledTeam,
    /// The decision of that team.
    pub decision: Decision,
}

/// The smallest change with which `wanted` would answer a request; found by trying. `decision` is the one without it.
///
/// # Errors
/// If there is none: why.
pub fn smallest(
    compiled: &CompiledTeam,
    scored: &mut ScoredRequest,
    decision: &Decision,
    wanted: &Responder,
    options: &Options,
) -> Result<SmallestEdit, String> {
    if scored.text().trim().is_empty() {
        return Err("an empty request has no words to go by".to_owned());
    }
    let edits = candidates(compiled, scored, wanted, decision);
    let found = edits.iter().find_map(|edit| {
        let edited = CompiledTeam::new(edit.apply(&compiled.team)?);
        let decision = decide(&Scorer::new(&edited.index).score(scored.text()), options);
        let is_wanted = Responder::of(&edited.index, &decision) == *wanted;
        is_wanted.then(|| SmallestEdit { edit: edit.clone(), edited, decision })
    });
    found.ok_or_else(|| why_none(&compiled.team, &edits))
}

/// Why none of these edits helps: the file of the wanted agent, whose edit is the first, is not edited, or they are
/// not enough.
fn why_none(team: &Team, edits: &[Edit]) -> String {
    let first = edits.first().and_then(|edit| Some((edit, edit.agent.definition(team)?)));
    let is_possible = |wanted: &Edit| edits.iter().any(|edit| edit.agent == wanted.agent && edit.apply(team).is_some());
    match first.filter(|(wanted, _)| !is_possible(wanted)) {
        Some((edit, agent)) => format!(
            "`{}` is none that is edited (Markdown in UTF-8, its keys as YAML, on one line or as lists and maps); try by hand: {edit}",
            agent.source.shown()
        ),
        None => "no small edit fixes it".to_owned(),
    }
}

/// What edits are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Criteria<'f> {
    /// Requests with expected answers.
    pub fixtures: &'f [Fixture],
    /// Requests without an expectation.
    pub others: &'f [String],
    /// Options of decisions.
    pub options: &'f Options,
}

/// Searches for edits that fix the failing fixtures, at most `limit` of them, and for other requests whose answers they
/// change; `progress` is called for each fixture.
pub fn suggest(
    compiled: CompiledTeam,
    judged: Criteria,
    limit: usize,
    mut progress: impl FnMut(usize, usize),
) -> Suggestions {
    let fixtures = judged.fixtures;
    let mut search = EditSearch { results: Results::of(&compiled, judged), compiled, judged };
    let failing: Vec<usize> = (0..fixtures.len()).filter(|&i| !search.results.fixtures[i]).collect();
    let mut found = Suggestions { left: failing.len().saturating_sub(limit), ..Suggestions::default() };
    let tried = failing.len().min(limit);
    for (number, &at) in failing.iter().take(limit).enumerate() {
        progress(number, tried);
        // An edit for another fixture may have fixed it.
        if search.results.fixtures[at] {
            continue;
        }
        match search.fix_one(at) {
            Ok(suggestion) => found.made.push(suggestion),
            Err(reason) => found.unfixed.push((fixtures[at].clone(), reason)),
        }
    }
    progress(tried, tried);
    found.team = search.compiled.team;
    found
}

/// State of a search: the team with all edits so far, and its results.
struct EditSearch<'f> {
    compiled: CompiledTeam,
    judged: Criteria<'f>,
    results: Results,
}

impl EditSearch<'_> {
    /// Why edits of agents cannot make `wanted` answer a fixture.
    fn why_not_edited(&self, fixture: &Fixture, wanted: &Responder, decision: &Decision) -> Option<String> {
        let got = Responder::of(&self.compiled.index, decision);
        let wrong = mismatches(&self.compiled.team, &self.compiled.index, fixture, decision, self.judged.options);
        let is_of_agents = wrong.iter().any(|one| matches!(one.key, ExpectedKey::Agent | ExpectedKey::Not));
        let is_of_team =
            |one: &&Mismatch| matches!(one.key, ExpectedKey::Flow | ExpectedKey::Handoff) && one.expected != NOBODY;
        if let Some(Mismatch { key, expected, .. }) = wrong.iter().find(is_of_team).filter(|_| !is_of_agents) {
            let what = if *key == ExpectedKey::Flow { "flow" } else { "peer" };
            return Some(format!("`{expected}` is a {what}; its evidence in team.md is not edited"));
        }
        let is_about_who = wrong.iter().any(|one| one.key.is_about_who());
        if *wanted == got || !is_about_who {
            return Some("who answers is right already; keywords and examples of agents do not change the rest".into());
        }
        if *wanted == Responder::Nobody {
            return Some(match decision.status {
                Status::Unclear => "the fixture does not say who should answer".to_owned(),
                _ => {
                    format!("`{got}` should not answer, and edits only add evidence; narrow what speaks for it by hand")
                }
            });
        }
        match wanted {
            Responder::Named(name) if self.compiled.team.agent(name).is_none() => {
                Some(match self.compiled.has(wanted) {
                    true => format!("`{name}` is a peer; its evidence in team.md is not edited"),
                    false => format!("there is no agent `{name}`; {}", suggestion(name, self.compiled.team.names())),
                })
            }
            _ => None,
        }
    }

    /// Makes the smallest edit that fixes this fixture and breaks no other, or says why there is none.
    fn fix_one(&mut self, at: usize) -> Result<Suggestion, String> {
        let fixture = &self.judged.fixtures[at];
        let wanted = fixture.expected.label().unwrap_or(Responder::Nobody);
        let mut scorer = Scorer::new(&self.compiled.index);
        let mut scored = scorer.score(&fixture.request);
        let decision = decide(&scored, self.judged.options);
        if let Some(reason) = self.why_not_edited(fixture, &wanted, &decision) {
            return Err(reason);
        }
        let edits = candidates(&self.compiled, &mut scored, &wanted, &decision);
        let mut breaking = None;
        for edit in &edits {
            let Some(team) = edit.apply(&self.compiled.team) else { continue };
            let edited = CompiledTeam::new(team);
            if !passes(&edited, &mut Scorer::new(&edited.index), fixture, self.judged.options) {
                continue;
            }
            let after = Results::of(&edited, self.judged);
            match self.results.broken(&after, self.judged.fixtures).as_slice() {
                [] if self.results.is_worse(&after) => breaking = breaking.or(Some((edit, None))),
                [] => {
                    let suggestion = self.suggestion(fixture, edit.clone(), &after);
                    (self.compiled, self.results) = (edited, after);
                    return Ok(suggestion);
                }
                [first, others @ ..] => {
                    let more = if others.is_empty() { String::new() } else { format!(" and {} more", others.len()) };
                    breaking = breaking.or_else(|| Some((edit, Some(format!("{first:?}{more}")))));
                }
            }
        }
        Err(match breaking {
            Some((edit, None)) => {
                format!("the first edit that fixes it lowers the leave-one-out accuracy: {edit}")
            }
            Some((edit, Some(broken))) => format!("the first edit that fixes it breaks the answer to {broken}: {edit}"),
            None => why_none(&self.compiled.team, &edits),
        })
    }

    fn suggestion(&self, fixture: &Fixture, edit: Edit, after: &Results) -> Suggestion {
        let moved = self.results.moved(after).into_iter();
        let moved = moved.map(|(at, before, now)| (self.judged.others[at].clone(), before, now)).collect();
        let loo = [self.results.loo, after.loo];
        Suggestion { fixture: fixture.clone(), edit, fixes: self.results.fixed(after), loo, moved }
    }
}

/// The files that differ, before and after.
pub fn changed<'t>(before: &'t Team, after: &'t Team) -> impl Iterator<Item = (&'t SourceText, &'t SourceText)> {
    let agents = before.agents.iter().chain(&before.lead).zip(after.agents.iter().chain(&after.lead));
    let files = agents.flat_map(|(old, new)| old.sources().zip(new.sources()));
    files.filter(|(old, new)| old.text != new.text)
}

/// The changed files as unified diffs, by file, in the encodings of the files; `path` returns a file's path in the
/// diff.
pub fn diff(before: &Team, after: &Team, path: impl Fn(&str) -> String) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (text, encoding) in diffs(before, after, path) {
        // Headers are ASCII or quoted; the lines are representable, as they are from the file.
        bytes.extend(encode(&text, encoding).unwrap_or_else(|| text.into_bytes()));
    }
    bytes
}

/// The same as text for people.
pub fn diff_text(before: &Team, after: &Team, path: impl Fn(&str) -> String) -> String {
    diffs(before, after, path).into_iter().map(|(text, _)| text).collect()
}

/// A diff for each changed file, with the file's encoding.
fn diffs(before: &Team, after: &Team, path: impl Fn(&str) -> String) -> Vec<(String, &'static Encoding)> {
    changed(before, after)
        .map(|(old, new)| (diff_of_file(&path(&old.file), &old.text, &new.text), old.encoding))
        .collect()
}

/// One changed file in the format of `git apply`: lines end at line feeds only, and a path that could end its line is
/// quoted.
pub fn diff_of_file(path: &str, old: &str, new: &str) -> String {
    let [before, after] = ["a", "b"].map(|side| diff_path(&format!("{side}/{path}")).into_owned());
    let mut text = format!("diff --git {before} {after}\n--- {before}\n+++ {after}\n");
    let [old, new] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<&str>>());
    // Only one of the crate's diff algorithms is used: all of them take 0.7 MB of the program.
    let mut changes = Replace::new(Capture::new());
    let Ok(()) = myers::diff(&mut changes, &old, 0..old.len(), &new, 0..new.len());
    for hunk in group_diff_ops(changes.into_inner().into_ops(), CONTEXT) {
        let [old_lines, new_lines] = [hunk_lines(&hunk, DiffOp::old_range), hunk_lines(&hunk, DiffOp::new_range)];
        text.push_str(&format!("@@ -{old_lines} +{new_lines} @@\n"));
        for change in hunk.iter().flat_map(|op| op.iter_changes(&old, &new)) {
            text.push_str(&format!("{}{}", change.tag(), change.value()));
            if !change.value().ends_with('\n') {
                text.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    text
}

/// Line range of one side of a hunk header: start, and length unless it is 1; an empty range starts at the line before.
fn hunk_lines(hunk: &[DiffOp], side: impl Fn(&DiffOp) -> Range<usize>) -> String {
    let start = hunk.first().map_or(0, |op| side(op).start);
    let count = hunk.last().map_or(0, |op| side(op).end) - start;
    match count {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        _ => format!("{},{count}", start + 1),
    }
}
