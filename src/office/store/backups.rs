//! What a backup has to know, and what it has to leave behind (M-04).

use doorstep_domain::ids::InstallationId;

use super::StoreError;

/// What arrived since the last backup.
pub trait BackupStore {
    /// The newest arrival of a picture that no backup holds yet; 0 for none.
    fn last_arrival(&self) -> Result<i64, StoreError>;

    /// A backup holds the pictures up to this arrival.
    fn forget_arrivals(&self, through: i64) -> Result<(), StoreError>;

    /// The first place of the order of which a picture arrived since the last backup: of an installation's facts, or of
    /// all.
    fn first_arrived(&self, of: Option<InstallationId>) -> Result<Option<i64>, StoreError>;
}
