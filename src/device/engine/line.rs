//! The one line: what is waiting to be sent and why, on every screen (F-01).

use super::{Engine, Network, Progress};
use crate::queries::outbox::Waiting;
use crate::store::StoreError;

/// What the one line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What waits, and what needs a look.
    pub waiting: Waiting,
    /// Whether the office can be reached, and if not, why.
    pub network: Network,
    /// What is on its way.
    pub progress: Option<Progress>,
}

impl Engine {
    /// What the one line says now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn line(&self) -> Result<Line, StoreError> {
        let waiting = self.device().waiting()?;
        let state = self.state.borrow().clone();
        Ok(Line { waiting, network: state.network, progress: state.progress })
    }
}
