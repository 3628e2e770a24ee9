//! Who answers a request.

use std::cmp::Ordering;
use std::fmt;
use task_router_engine::render::NOBODY;
use task_router_engine::team::LEAD;
use task_router_engine::{Agent, ClassId, ClassKind, Decision, Index, Status, Team};

/// Who answers a request, or should.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Responder {
    /// An agent or a peer; neither can have the name `direct` or `-`.
    Named(String),
    /// The team's lead.
    Lead,
    /// Nobody.
    Nobody,
}

impl Responder {
    /// The responder of a decision.
    pub fn of(index: &Index, decision: &Decision) -> Self {
        match (decision.status, &decision.handoff, decision.agent) {
            (Status::Direct, Some(peer), _) => Self::Named(peer.clone()),
            (Status::Direct, None, _) => Self::Lead,
            (_, _, Some(agent)) => Self::Named(index.class(agent).name.clone()),
            (_, _, None) => Self::Nobody,
        }
    }

    /// Its definition: that of an agent of the team, or of its lead.
    pub(crate) fn definition<'t>(&self, team: &'t Team) -> Option<&'t Agent> {
        match self {
            Self::Named(name) => team.agent(name),
            Self::Lead => team.lead.as_ref(),
            Self::Nobody => None,
        }
    }

    /// The responder that a name in a fixture stands for.
    pub fn read(name: &str) -> Self {
        match name {
            LEAD => Self::Lead,
            NOBODY => Self::Nobody,
            name => Self::Named(name.to_owned()),
        }
    }

    /// Name in reports: `direct` for the lead, `-` for nobody.
    pub fn name(&self) -> &str {
        match self {
            Self::Named(name) => name,
            Self::Lead => LEAD,
            Self::Nobody => NOBODY,
        }
    }

    /// Name in JSON: `None` for nobody.
    pub fn name_if_any(&self) -> Option<&str> {
        (*self != Self::Nobody).then(|| self.name())
    }

    /// The class of the responder, if there is one.
    pub fn class(&self, index: &Index) -> Option<ClassId> {
        let is = |kind: ClassKind, name: &str| match self {
            Self::Named(own) => matches!(kind, ClassKind::Agent | ClassKind::Peer) && name == own,
            Self::Lead => kind == ClassKind::Lead,
            Self::Nobody => false,
        };
        index.classes().find(|(_, class)| is(class.kind, &class.name)).map(|(class, _)| class)
    }
}

/// Ordered by name, as reports list them.
impl Ord for Responder {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name().cmp(other.name())
    }
}

impl PartialOrd for Responder {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Responder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
