//! What is new, and for whom: who waits is woken by what concerns them, and by nothing else.

use std::collections::BTreeMap;

use crate::audience::Audience;

/// The newest place of the log for each audience that was told something since the office was opened.
#[derive(Debug, Default)]
pub(crate) struct News {
    position: i64,
    told: BTreeMap<Audience, i64>,
}

impl News {
    /// Nothing after this place of the log.
    pub fn after(position: i64) -> Self {
        Self { position, told: BTreeMap::new() }
    }

    /// The newest place that is in it.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// More was told.
    pub fn add(&mut self, told: Vec<(Audience, i64)>) {
        for (audience, position) in told {
            self.position = self.position.max(position);
            self.told.insert(audience, position);
        }
    }

    /// Whether one of these audiences was told something after a place of the log.
    pub fn tells(&self, audiences: &[Audience], after: i64) -> bool {
        audiences.iter().any(|audience| self.told.get(audience).is_some_and(|position| *position > after))
    }
}
