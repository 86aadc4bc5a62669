//! Work orders for lists and for their page (section R).

use doorstep_domain::ids::{HomeId, PersonId, SubjectId};
use doorstep_domain::work_order::WorkOrderState;

use super::entries::Entry;
use super::{Personal, StoreError};

/// A work order.
pub type OrderEntry = Entry<WorkOrderState>;

impl Personal {
    /// The open orders that this person may see, by due time.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_orders(&self, person: &PersonId) -> Result<Vec<OrderEntry>, StoreError> {
        self.entries("AND o.open = 1 AND g.withdrawn = 0 ORDER BY o.due_by, o.subject", &[person.as_str()])
    }

    /// An order, if this person may see it and its history is here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn order(&self, person: &PersonId, order: &SubjectId) -> Result<Option<OrderEntry>, StoreError> {
        Ok(self
            .entries("AND o.subject = ?2 AND o.summary IS NULL", &[person.as_str(), order.as_str()])?
            .pop())
    }

    /// The orders of a home that this person may see, newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn orders_at(&self, person: &PersonId, home: &HomeId) -> Result<Vec<OrderEntry>, StoreError> {
        self.entries("AND o.home = ?2 ORDER BY o.due_by DESC, o.subject", &[person.as_str(), home.as_str()])
    }

    /// Every order that this person may see.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn orders(&self, person: &PersonId) -> Result<Vec<OrderEntry>, StoreError> {
        self.entries("", &[person.as_str()])
    }
}
