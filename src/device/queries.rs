//! Queries: plain rows for screens. What is on screen is what the signed-in person's grants allow (P-10).

pub mod bells;
pub mod callback;
pub mod cash_up;
pub mod catalogue;
pub mod clock;
pub mod complaint;
pub mod complaints;
pub mod coverage;
pub mod duty;
pub mod follow_up;
pub mod form;
pub mod handhelds;
pub mod home;
pub mod orders;
pub mod outbox;
pub mod people;
pub mod plan;
pub mod proof;
pub mod reviews;
pub mod sign_in;
pub mod signals;
pub mod task;
pub mod timeliness;
pub mod today;
pub mod unreached;
pub mod work_order;

use doorstep_domain::ids::SubjectId;
use thiserror::Error;

use crate::device::{Device, NotSignedIn};
use crate::media::MediaError;
use crate::store::StoreError;

impl Device {
    /// There is no such thing here. If it is only its history that is to come, it comes next.
    fn look_for(&self, subject: &SubjectId) -> QueryError {
        match self.still_wanted(vec![subject.clone()]) {
            Ok(wanted) if wanted.is_empty() => QueryError::NotHere,
            Ok(_) => {
                self.looked_for.set(Some(subject.clone()));
                QueryError::OnItsWay
            }
            Err(error) => error.into(),
        }
    }
}

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub enum QueryError {
    /// Nobody is signed in.
    #[error(transparent)]
    NotSignedIn(#[from] NotSignedIn),
    /// There is no such thing for this person here.
    #[error("there is no such thing here")]
    NotHere,
    /// Only a summary of it is here: its history is still to come, and comes next.
    #[error("its history is still on its way")]
    OnItsWay,
    /// The store fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A picture cannot be read.
    #[error(transparent)]
    Media(#[from] MediaError),
}
