//! Connections that read, opened when all others are busy and kept for the next.

use std::sync::{Mutex, PoisonError};

use super::{Store, StoreError};

/// So many idle connections are kept.
const MAX_IDLE: usize = 8;

type Open = dyn Fn() -> Result<Box<dyn Store>, StoreError> + Send + Sync;

/// The idle connections, and how to open one more.
pub struct Readers {
    idle: Mutex<Vec<Box<dyn Store>>>,
    open: Box<Open>,
}

impl Readers {
    /// No connection yet; `open` opens one.
    pub fn new(open: impl Fn() -> Result<Box<dyn Store>, StoreError> + Send + Sync + 'static) -> Self {
        Self { idle: Mutex::default(), open: Box::new(open) }
    }

    /// Runs `read` on one state of everything.
    ///
    /// # Errors
    /// When the store fails, or `read` says so.
    pub fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&dyn Store) -> Result<T, E>,
    ) -> Result<T, E> {
        let store = self.take()?;
        store.begin_reading()?;
        let result = read(&*store);
        store.rollback()?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(store);
        }
        result
    }

    fn take(&self) -> Result<Box<dyn Store>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| (self.open)(), Ok)
    }
}
