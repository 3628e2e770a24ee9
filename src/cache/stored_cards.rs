//! The cards of a cached index, read from its file one by one: a request needs one of them, and together they are most of
//! the file.

use super::{Cache, CacheKey, INDEX, name};
use crate::places::Places;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use task_router_engine::Index;
use task_router_engine::index::AgentCard;
use task_router_engine::index::cards::CardStore;

/// The part of an open cache file that has the cards. The file may be replaced meanwhile, but never changes.
#[derive(Debug)]
pub struct StoredCards {
    /// The file, whose position every reader sets.
    pub file: Mutex<File>,
    /// Where they start in it.
    pub start: u64,
    /// What the index was made from.
    pub source: Arc<IndexSource>,
    /// The cache and the key of the entry.
    pub entry: (Cache, CacheKey),
    /// The index, made again because a card is damaged; `None` if it could not be made.
    pub made_again: OnceLock<Option<Index>>,
}

/// A team and its places, to make the index again.
#[derive(Debug)]
pub struct IndexSource {
    /// The places.
    pub places: Places,
    /// The name of the team, if one was asked for.
    pub wanted: Option<String>,
}

impl StoredCards {
    /// Removes the damaged entry, so that the next process stores a new one, and makes the index again.
    fn make_again(&self) -> Option<Index> {
        let (cache, key) = &self.entry;
        if let Ok(folder) = cache.open(false) {
            // It is found damaged again otherwise.
            let _ = folder.remove(&name(key, INDEX));
        }
        let IndexSource { places, wanted } = &*self.source;
        places.index(wanted.as_deref()).ok().map(|(index, _)| index)
    }
}

impl CardStore for StoredCards {
    fn read(&self, range: Range<u32>) -> Option<Vec<u8>> {
        let mut bytes = vec![0; range.len()];
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.start + u64::from(range.start))).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }

    fn replacement(&self, agent: &str) -> Option<AgentCard> {
        let made = self.made_again.get_or_init(|| self.make_again()).as_ref()?;
        Some(made.card(made.agent(agent)?).clone())
    }
}
