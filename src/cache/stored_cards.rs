//! The cards of a cached index, read from its file one by one: a request needs one of them, and together they are most of
//! the file.

use crate::places::Places;
use crate::terminal;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::process::exit;
use std::sync::{Mutex, PoisonError};
use task_router_engine::index::cards::CardStore;
use task_router_engine::index::{AgentCard, ClassId};

/// The part of an open cache file that has the cards. The file may be replaced meanwhile, but never changes.
#[derive(Debug)]
pub struct StoredCards {
    /// The file, whose position every reader sets.
    pub file: Mutex<File>,
    /// Where they start in it.
    pub start: u64,
    /// What the index was made from.
    pub source: Source,
}

/// A team and its places, to make the index again.
#[derive(Debug, Clone)]
pub struct Source {
    /// The places.
    pub places: Places,
    /// The name of the team, if one was asked for.
    pub wanted: Option<String>,
}

impl CardStore for StoredCards {
    fn read(&self, range: Range<u32>) -> Option<Vec<u8>> {
        let mut bytes = vec![0; range.len()];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.start + u64::from(range.start))).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    fn replacement(&self, agent: ClassId) -> AgentCard {
        let Source { places, wanted } = &self.source;
        let made = places.index(wanted.as_deref());
        match made {
            Ok((index, _)) if agent.index() < index.agent_count() => index.card(agent).clone(),
            // An answer has begun, and its agent is gone.
            _ => {
                terminal::error("the cache is damaged, and the definitions have changed; please try again");
                exit(2)
            }
        }
    }
}
