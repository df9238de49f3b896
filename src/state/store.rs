//! Where commits are kept.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::commit::{Change, Commit, Key, Record, Table};

/// What a store holds: everything a state is restored from.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// The index of the last commit.
    pub index: u64,
    /// The index of the last commit that touched each kind of record.
    pub table_indexes: BTreeMap<Table, u64>,
    /// All records, in the order of their keys.
    pub records: Vec<Record>,
}

/// Durability, brought in by the host.
///
/// A host whose storage is asynchronous does not need this trait: it keeps each [`Commit`] in its own way before
/// it applies it.
pub trait Store {
    /// Why something could not be kept or read.
    type Error: std::error::Error;

    /// Reads everything.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn load(&self) -> Result<Contents, Self::Error>;

    /// Keeps a commit, whole or not at all.
    ///
    /// # Errors
    ///
    /// When it could not be kept: then it must not be applied.
    fn commit(&mut self, commit: &Commit) -> Result<(), Self::Error>;

    /// Forgets everything.
    ///
    /// # Errors
    ///
    /// When it could not be forgotten, or is not to be.
    fn clear(&mut self) -> Result<(), Self::Error>;
}

/// A store that is gone with the process.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    index: u64,
    table_indexes: BTreeMap<Table, u64>,
    records: BTreeMap<Key, Record>,
}

impl Store for MemoryStore {
    type Error = Infallible;

    fn load(&self) -> Result<Contents, Infallible> {
        let records = self.records.values().cloned().collect();
        Ok(Contents {
            index: self.index,
            table_indexes: self.table_indexes.clone(),
            records,
        })
    }

    fn commit(&mut self, commit: &Commit) -> Result<(), Infallible> {
        self.index = commit.index;
        for change in &commit.changes {
            self.table_indexes.insert(change.table(), commit.index);
            match change {
                Change::Put(record) => {
                    self.records.insert(record.key(), record.clone());
                }
                Change::Delete(key) => {
                    self.records.remove(key);
                }
            }
        }
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        *self = Self::default();
        Ok(())
    }
}

/// A store that keeps nothing, for hosts that want a state for a moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoStore;

impl Store for NoStore {
    type Error = Infallible;

    fn load(&self) -> Result<Contents, Infallible> {
        Ok(Contents::default())
    }

    fn commit(&mut self, _: &Commit) -> Result<(), Infallible> {
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}
