//! what was taken for work orders, by person and day, and every receipt number once.

use doorstep_domain::ids::{PersonId, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::{Charged, Receipt};
use rusqlite::{OptionalExtension as _, Row, params};

use super::subjects::{json, unreadable};
use super::{Personal, StoreError};
use crate::store::to_json;

/// A charge and the order that it was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeEntry {
    /// The work order.
    pub order: SubjectId,
    /// What was taken.
    pub charge: Charged,
}

impl Personal {
    /// Keeps the charges of an order as they stand now.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn put_charges(&self, order: &SubjectId, charges: &[Charged]) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM charges WHERE subject = ?1")?
            .execute([order.as_str()])?;
        let sql = "INSERT INTO charges (fact, subject, person, at, receipt, charge) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let mut statement = self.connection.prepare_cached(sql)?;
        for charge in charges {
            statement.execute(params![
                charge.fact.to_string(),
                order.as_str(),
                charge.by.as_str(),
                charge.at.millis(),
                charge.receipt.as_ref().map(Receipt::as_str),
                to_json(charge),
            ])?;
        }
        Ok(())
    }

    /// What a person took from `from` on, before `until`, oldest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn charges_of(
        &self,
        person: &PersonId,
        from: Moment,
        until: Moment,
    ) -> Result<Vec<ChargeEntry>, StoreError> {
        let sql = "SELECT subject, charge FROM charges WHERE person = ?1 AND at >= ?2 AND at < ?3 ORDER BY at, fact";
        let mut statement = self.connection.prepare_cached(sql)?;
        let values = params![person.as_str(), from.millis(), until.millis()];
        let rows = statement.query_map(values, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Another order that has a charge with this receipt number, if one is known here.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn order_with_receipt(
        &self,
        receipt: &Receipt,
        other_than: &SubjectId,
    ) -> Result<Option<SubjectId>, StoreError> {
        let sql = "SELECT subject FROM charges WHERE receipt = ?1 AND subject <> ?2 LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found =
            statement.query_row([receipt.as_str(), other_than.as_str()], |row| row.get::<_, String>(0));
        found.optional()?.map(|text| text.parse().map_err(|_| StoreError::Unreadable("subject"))).transpose()
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ChargeEntry> {
    let order = row.get::<_, String>(0)?.parse().map_err(|_| unreadable("subject"))?;
    Ok(ChargeEntry { order, charge: json(row, 1)? })
}
