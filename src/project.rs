//! What a command works in: the folders around it, their configuration, and the places where agents are looked for.

use crate::args::{BoundArgs, PlaceArgs};
use crate::cache::{self, Cache};
use crate::config::{self, Config};
use crate::places::{Definitions, NothingFound, Places, Surroundings, WantedPlaces};
use crate::terminal;
use anyhow::{Context, bail};
use task_router_engine::{Index, Options, Team};

/// The surroundings of a command.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folders around it.
    pub around: Surroundings,
    /// Their configuration.
    pub config: Config,
    /// The arguments, with the configuration's values where neither they nor variables set any.
    pub place: PlaceArgs,
}

impl Project {
    /// The project around the current folder, including the user's own configuration if `user` is set.
    ///
    /// # Errors
    /// If there is no current folder, or as [`Config::load`].
    pub fn of_process(typed: &PlaceArgs, user: bool) -> anyhow::Result<Self> {
        let around = Surroundings::of_process().context("cannot tell the current folder")?;
        let config = Config::load(&around, user)?;
        if around.here.as_os_str().is_empty() {
            bail!("cannot tell the current folder");
        }
        Ok(Self { place: config.applied(typed, &around), around, config })
    }

    /// The same with the folders around it as they are now.
    pub fn again(&self) -> Self {
        let around = Surroundings::of_process().unwrap_or_else(|_| self.around.clone());
        Self { around, ..self.clone() }
    }

    /// Where to look for agents, according to arguments, environment and current folder.
    pub fn places(&self) -> Places {
        self.find(!self.place.no_user, true)
    }

    /// The same for commands whose result must not depend on machine or folder: without the user's own places unless
    /// asked for, and with agents for some folders as at the repository's root.
    pub fn shared_places(&self) -> Places {
        self.find(self.place.user, false)
    }

    /// `here` says whether the working folder counts.
    fn find(&self, user: bool, here: bool) -> Places {
        let Self { around, config, place } = self;
        let mut around = around.clone();
        around.own.extend(config.user_places.iter().cloned());
        let named = match place.agents.is_empty() && !place.builtin {
            true => config::of_variable(),
            false => place.agents.clone(),
        };
        let (preferred, loose) = (config.preferred_team.clone(), config.team.clone());
        let (built_in, kinds) = (place.builtin, place.kind.clone());
        let wanted = WantedPlaces { named, user, built_in, kinds, every_folder: !here, preferred, loose };
        Places::find(wanted, &around)
    }

    /// The name of the wanted team.
    pub fn team_name(&self) -> Option<&str> {
        self.place.team.as_deref()
    }

    /// The definitions that the arguments choose. Prints a note if they are the built-in ones.
    pub fn definitions(&self, places: &Places) -> anyhow::Result<Definitions> {
        let found = places.read(self.team_name())?;
        self.say_built_in(found.built_in);
        Ok(found)
    }

    /// The index of the team that the arguments choose.
    pub fn index(&self) -> anyhow::Result<Index> {
        let (index, built_in) = cache::team::index(&self.places(), self.team_name(), &Cache::of_user())?;
        self.say_built_in(built_in);
        Ok(index)
    }

    /// The team that the arguments choose, with its index.
    pub fn team(&self) -> anyhow::Result<(Team, Index)> {
        let (team, index, built_in) = self.places().team(self.team_name())?;
        self.say_built_in(built_in);
        Ok((team, index))
    }

    /// Options with the minimum confidence that was typed, or else the configured one.
    pub fn options(&self, typed: &BoundArgs) -> Options {
        Options::bounded(typed.min_confidence.or(self.config.min_confidence))
    }

    /// Tells users that the built-in agents answer, so that nobody takes them for their own.
    fn say_built_in(&self, built_in: bool) {
        if built_in {
            let is_asked = self.place.builtin || self.place.team.is_some();
            let why = if is_asked { "as asked" } else { "no agents are here" };
            terminal::note(&format!("the built-in teams answer ({why}); `route init` writes a team of your own"));
        }
    }
}

/// Runs a command in its project. An error about a missing team or folder says where that was named.
pub fn in_project<T>(typed: &PlaceArgs, run: impl FnOnce(&Project) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let project = Project::of_process(typed, true)?;
    project.config.explained(typed, run(&project))
}

/// The same for a command whose results must be the same on every machine: it uses the user's own configuration only if
/// asked for.
pub fn in_shared_project<T>(typed: &PlaceArgs, run: impl FnOnce(&Project) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let project = Project::of_process(typed, typed.user)?;
    project.config.explained(typed, run(&project))
}

/// The index of the project's and the user's own agents, and the minimum confidence; `None` if there are no
/// agents. The built-in teams belong to no project.
pub fn own_index(typed: &PlaceArgs, bound: &BoundArgs) -> anyhow::Result<Option<(Index, Options)>> {
    let project = Project::of_process(typed, true)?;
    let places = project.places();
    if places.built_in || places.roots.is_empty() {
        return Ok(None);
    }
    match cache::team::index(&places, project.team_name(), &Cache::of_user()) {
        Ok((_, true)) => Ok(None),
        Ok((index, false)) => Ok(Some((index, project.options(bound)))),
        Err(e) if e.is::<NothingFound>() => Ok(None),
        Err(e) => project.config.explained(typed, Err(e)),
    }
}
