//! Columns as values: what the store wrote it can read, or the row is named as unreadable.

use std::str::FromStr;

use doorstep_domain::bytes::Fixed;
use doorstep_domain::moment::Moment;
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::StoreError;

/// A text column as an id or code.
pub(super) fn parsed<T: FromStr>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| StoreError::Unreadable(column))
}

/// A text column that may be absent.
pub(super) fn parsed_option<T: FromStr>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Unreadable(column))).transpose()
}

/// A text column that holds JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &'static str) -> Result<T, StoreError> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|_| StoreError::Unreadable(column))
}

/// A blob column of a fixed length.
pub(super) fn fixed<const N: usize>(row: &Row<'_>, column: &'static str) -> Result<Fixed<N>, StoreError> {
    let bytes: Vec<u8> = row.get(column)?;
    bytes.try_into().map(Fixed).map_err(|_| StoreError::Unreadable(column))
}

/// A blob column of a fixed length that may be absent.
pub(super) fn fixed_option<const N: usize>(
    row: &Row<'_>,
    column: &'static str,
) -> Result<Option<Fixed<N>>, StoreError> {
    let bytes: Option<Vec<u8>> = row.get(column)?;
    bytes.map(|b| b.try_into().map(Fixed).map_err(|_| StoreError::Unreadable(column))).transpose()
}

/// A time column.
pub(super) fn moment(row: &Row<'_>, column: &'static str) -> Result<Moment, StoreError> {
    let millis: i64 = row.get(column)?;
    Moment::try_from(millis).map_err(|_| StoreError::Unreadable(column))
}

/// A time column that may be absent.
pub(super) fn moment_option(row: &Row<'_>, column: &'static str) -> Result<Option<Moment>, StoreError> {
    let millis: Option<i64> = row.get(column)?;
    millis.map(|m| Moment::try_from(m).map_err(|_| StoreError::Unreadable(column))).transpose()
}

/// A value as JSON, for a text column.
pub(super) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Failed(e.to_string()))
}
