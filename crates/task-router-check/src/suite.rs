//! The teams that are checked.

use crate::Responder;
use crate::fixtures::Fixture;
use crate::holders::Holders;
use std::collections::HashSet;
use std::sync::OnceLock;
use task_router_engine::diagnostic::Code;
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::index::LooExample;
use task_router_engine::render::NOBODY;
use task_router_engine::{Diagnostic, Index, Options, Team};

/// A team with what a check needs.
#[derive(Debug)]
pub struct CompiledTeam {
    /// The team.
    pub team: Team,
    /// Its index.
    pub index: Index,
    /// Leave-one-out results of its examples.
    pub(crate) loo: Vec<LooExample>,
    /// Names of the agents: each fixture asks for some.
    agents: HashSet<String>,
    holders: OnceLock<Holders>,
}

impl CompiledTeam {
    /// Compiles a team.
    pub fn new(team: Team) -> Self {
        let (index, loo) = Index::compile_with_loo(&team);
        let agents = team.names().map(str::to_owned).collect();
        Self { team, index, loo, agents, holders: OnceLock::new() }
    }

    /// Who has which words in the texts of a definition.
    pub(crate) fn holders(&self) -> &Holders {
        self.holders.get_or_init(|| Holders::of(&self.team, &self.index))
    }

    /// Whether a responder can be expected: an agent or a peer of the team, its lead, or nobody.
    pub(crate) fn has(&self, who: &Responder) -> bool {
        match who {
            Responder::Named(name) => self.agents.contains(name) || self.peers().any(|peer| peer == name),
            Responder::Lead | Responder::Nobody => true,
        }
    }

    fn peers(&self) -> impl Iterator<Item = &str> + Clone {
        self.team.policy.peers.iter().map(|peer| peer.name.as_str())
    }

    /// Names of the agents and peers.
    fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.team.names().chain(self.peers())
    }
}

/// The teams to be checked.
#[derive(Debug, Default)]
pub struct Suite {
    /// The teams.
    pub teams: Vec<CompiledTeam>,
    /// Index of the team for fixtures that name none.
    pub default: Option<usize>,
    /// Teams that exist but are not checked; their fixtures are skipped.
    pub others: Vec<String>,
    /// Whether agents of some kinds were left out; fixtures that name one are skipped, too.
    pub is_partial: bool,
    /// Options of decisions.
    pub options: Options,
}

impl Suite {
    /// The team of a fixture: the one it names, otherwise the one its file is named after, otherwise the default.
    /// `None` if that team is not checked.
    ///
    /// # Errors
    /// If there is no such team, or it cannot be determined.
    pub fn team_of(&self, fixture: &Fixture) -> Result<Option<usize>, Diagnostic> {
        let position = |name: &str| self.teams.iter().position(|compiled| compiled.team.name == name);
        let wanted = fixture.wanted_team();
        let wrong = |message: String, help: String| {
            Diagnostic::new(Code::UnknownTeam, &*fixture.file, fixture.line, message, help)
        };
        match (position(wanted), &fixture.team) {
            (Some(team), _) => Ok(Some(team)),
            (None, _) if self.others.iter().any(|other| other == wanted) => Ok(None),
            (None, None) if self.default.is_some() => Ok(self.team_with(fixture).or(self.default)),
            (None, team) => {
                let names = self.teams.iter().map(|s| s.team.name.as_str());
                let help = suggestion(wanted, names.chain(self.others.iter().map(String::as_str)));
                Err(match team {
                    Some(name) => wrong(format!("there is no team `{name}`"), help),
                    None => wrong(
                        "this fixture names no team, and none is the default".into(),
                        format!("add `team: NAME`; {help}"),
                    ),
                })
            }
        }
    }

    /// The team that has the agents named by a fixture, if the default team does not.
    fn team_with(&self, fixture: &Fixture) -> Option<usize> {
        let names = || fixture.expected.agents.iter().chain(&fixture.expected.not);
        let has = |team: &usize| match fixture.is_foreign {
            true => names().any(|who| self.teams[*team].has(who)),
            false => names().all(|who| self.teams[*team].has(who)),
        };
        let others = (0..self.teams.len()).filter(|team| Some(*team) != self.default);
        self.default.filter(has).or_else(|| others.into_iter().find(has))
    }

    /// Checks that every name in a fixture exists.
    pub(crate) fn check_names(&self, fixture: &Fixture, compiled: &CompiledTeam) -> Result<(), Diagnostic> {
        let expected = &fixture.expected;
        let CompiledTeam { team, agents, .. } = compiled;
        let flows = || team.policy.flows.iter().map(|flow| flow.name.as_str());
        // A suggestion compares a name with all others, so it is only made for a wrong one.
        let known = |what: &str, name: &str, is_known: bool, help: &dyn Fn() -> String| match is_known || name == NOBODY
        {
            true => Ok(()),
            false => {
                let message = format!("{what} `{name}` is not in {}", team.name);
                Err(Diagnostic::new(Code::UnknownAgent, &*fixture.file, fixture.line, message, help()))
            }
        };
        // Fixtures of other tools also name agents built into their clients.
        let one_is_enough = fixture.is_foreign && expected.agents.iter().any(|who| compiled.has(who));
        let checked = expected.agents.iter().chain(expected.not.iter().filter(|_| !fixture.is_foreign));
        for who in checked.filter(|_| !one_is_enough) {
            let all = || compiled.names().chain([Responder::Lead.name(), Responder::Nobody.name()]);
            known("agent", who.name(), compiled.has(who), &|| suggestion(who.name(), all()))?;
        }
        for name in &expected.support {
            known("agent", name, agents.contains(name), &|| suggestion(name, team.names()))?;
        }
        for name in &expected.plan {
            let is_known = compiled.has(&Responder::Named(name.clone())) || *name == team.name;
            known("agent", name, is_known, &|| suggestion(name, compiled.names()))?;
        }
        if let Some(name) = &expected.flow {
            known("flow", name, flows().any(|known| known == name), &|| suggestion(name, flows()))?;
        }
        if let Some(name) = &expected.handoff {
            known("peer", name, compiled.peers().any(|known| known == name), &|| suggestion(name, compiled.peers()))?;
        }
        Ok(())
    }
}
