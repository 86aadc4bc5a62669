//! Work orders for lists and for their page (section R).

use doorstep_domain::fold::State;
use doorstep_domain::ids::{HomeId, PersonId, SubjectId};
use doorstep_domain::work_order::WorkOrderState;
use rusqlite::Row;

use super::subjects::{About, HomeRow, json, optional_home, optional_json, unreadable};
use super::{Personal, StoreError};

/// A work order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderEntry {
    /// The order.
    pub subject: SubjectId,
    /// Its shown state.
    pub state: WorkOrderState,
    /// Facts made here that the office has not answered.
    pub pending: i64,
    /// Facts of kinds that this version does not know.
    pub unknown: i64,
    /// The home, as far as this person may see it.
    pub home: Option<HomeRow>,
    /// What its texts say.
    pub about: About,
}

/// Orders with their home, each only as far as the person of `?1` may see it. CROSS JOIN keeps SQLite from
/// walking all grants.
const ORDERS: &str = "
    SELECT o.subject, o.shown_state, o.pending, o.unknown, o.home, h.shown_state, h.about, o.about
    FROM subjects AS o
    CROSS JOIN grants AS g ON g.person = ?1 AND g.subject = o.subject
    LEFT JOIN subjects AS h ON h.subject = 'home/' || o.home
        AND EXISTS (SELECT 1 FROM grants WHERE person = ?1 AND subject = h.subject)
    WHERE o.kind = 'work_order'";

impl Personal {
    /// The open orders that this person may see, by due time.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_orders(&self, person: &PersonId) -> Result<Vec<OrderEntry>, StoreError> {
        let sql = format!("{ORDERS} AND o.open = 1 AND g.withdrawn = 0 ORDER BY o.due_by, o.subject");
        self.read_orders(&sql, &[person.as_str()])
    }

    /// An order, if this person may see it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn order(&self, person: &PersonId, order: &SubjectId) -> Result<Option<OrderEntry>, StoreError> {
        let sql = format!("{ORDERS} AND o.subject = ?2");
        Ok(self.read_orders(&sql, &[person.as_str(), order.as_str()])?.pop())
    }

    /// The orders of a home that this person may see, newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn orders_at(&self, person: &PersonId, home: &HomeId) -> Result<Vec<OrderEntry>, StoreError> {
        let sql = format!("{ORDERS} AND o.home = ?2 ORDER BY o.due_by DESC, o.subject");
        self.read_orders(&sql, &[person.as_str(), home.as_str()])
    }

    /// Every order that this person may see.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn orders(&self, person: &PersonId) -> Result<Vec<OrderEntry>, StoreError> {
        self.read_orders(ORDERS, &[person.as_str()])
    }

    fn read_orders(&self, sql: &str, values: &[&str]) -> Result<Vec<OrderEntry>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), read_order)?;
        let entries: Vec<Option<OrderEntry>> = rows.collect::<Result<_, _>>()?;
        Ok(entries.into_iter().flatten().collect())
    }
}

/// `None` where an older version of this program folded it and knew nothing of work orders yet.
fn read_order(row: &Row<'_>) -> rusqlite::Result<Option<OrderEntry>> {
    let State::WorkOrder(state) = json::<State>(row, 1)? else { return Ok(None) };
    Ok(Some(OrderEntry {
        subject: row.get::<_, String>(0)?.parse().map_err(|_| unreadable("subject"))?,
        state: *state,
        pending: row.get(2)?,
        unknown: row.get(3)?,
        home: optional_home(row, 4)?,
        about: optional_json(row, 7)?.unwrap_or_default(),
    }))
}
