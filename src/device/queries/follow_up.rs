//! V-10: what has waited for more than three days, callbacks, repairs and complaints: the front desk goes to the door.

use super::QueryError;
use super::complaints::{ComplaintList, ComplaintRow};
use super::orders::{OrderList, OrderRow};
use super::people::watcher;
use super::task::TaskRow;
use crate::device::Device;

/// What has waited too long, each by due time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// From their opening.
    pub callbacks: Vec<TaskRow>,
    /// From their registration.
    pub orders: Vec<OrderRow>,
    /// From their reception.
    pub complaints: Vec<ComplaintRow>,
}

impl Device {
    /// V-10: what the front desk goes to the door for; they stay overdue.
    ///
    /// # Errors
    /// When nobody is signed in, the role watches nothing, or the store fails.
    pub fn follow_up(&self) -> Result<FollowUp, QueryError> {
        watcher(self.shift()?)?;
        let callbacks = self.plan()?.rows.into_iter().map(|row| row.task).filter(|task| task.follow_up);
        let complaints = self.complaints(ComplaintList::Open)?.rows.into_iter().filter(|row| row.follow_up);
        Ok(FollowUp {
            callbacks: callbacks.collect(),
            orders: self.orders(OrderList::FollowUp)?.rows,
            complaints: complaints.collect(),
        })
    }
}
