//! The agents' cards, beside the image: they hold the prompts and are most of a team's bytes, and a request needs one of
//! them. Those of a cached team are read one by one.

use super::AgentCard;
use std::borrow::Cow;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The serialised cards, one behind the other in the order of the agents.
#[derive(Debug, Clone)]
pub enum Cards {
    /// In memory.
    InMemory(Cow<'static, [u8]>),
    /// Stored elsewhere.
    Stored(Arc<dyn CardStore>),
}

/// Reads stored cards.
pub trait CardStore: Debug + Send + Sync {
    /// The bytes in this range of all cards; `None` if they cannot be read.
    fn read(&self, range: Range<u32>) -> Option<Vec<u8>>;

    /// The card of the agent of this name, whose bytes cannot be read, or are not those that were written; `None` if it
    /// is lost.
    fn replacement(&self, agent: &str) -> Option<AgentCard>;
}

impl Cards {
    /// The bytes in a range, if they are there.
    pub(super) fn bytes(&self, range: Range<u32>) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::InMemory(all) => all.get(range.start as usize..range.end as usize).map(Cow::Borrowed),
            Self::Stored(store) => store.read(range).map(Cow::Owned),
        }
    }

    /// All of them; `None` if they are stored elsewhere.
    pub fn in_memory(&self) -> Option<&[u8]> {
        match self {
            Self::InMemory(all) => Some(all),
            Self::Stored(_) => None,
        }
    }
}

/// Values computed lazily for each agent. Many answers of a batch need the same few agents.
#[derive(Debug, Clone)]
pub(super) struct ByAgent<T>(OnceLock<Box<[OnceLock<Box<T>>]>>);

impl<T> ByAgent<T> {
    /// None computed yet.
    pub(super) const fn none() -> Self {
        Self(OnceLock::new())
    }

    /// The value of an agent, one of `agents`.
    pub(super) fn get(&self, agents: usize, agent: usize, make: impl FnOnce() -> T) -> &T {
        let all = self.0.get_or_init(|| (0..agents).map(|_| OnceLock::new()).collect());
        all[agent].get_or_init(|| Box::new(make()))
    }
}
