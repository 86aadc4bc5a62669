//! Why an act on a complaint was not saved. The form stays as it is.

use doorstep_domain::fact::Reason;
use doorstep_domain::ids::{DepartmentCode, PersonId};
use doorstep_domain::money::AmountError;
use thiserror::Error;

use crate::commands::form::FormError;
use crate::commands::save::SaveError;
use crate::device::NotSignedIn;
use crate::store::StoreError;
use crate::text::TooLong;

/// A field of a complaint's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComplaintField {
    /// C-02: where.
    Home,
    /// C-02: who complains.
    Customer,
    /// C-02: what happened, in words.
    Happened,
    /// C-02: when it happened.
    HappenedAt,
    /// C-05: when it was received.
    Received,
    /// C-05: until when the customer wants it.
    AskedFor,
    /// C-03: what grades it.
    Facts,
    /// C-04: the higher grade.
    Grade,
    /// C-04, C-11: why; what went wrong with it.
    Reason,
    /// C-06: which department.
    Department,
    /// P-11, C-07: who.
    Person,
    /// C-07: when it was phoned.
    Phoned,
    /// P-11: words or a picture.
    Note,
    /// C-09: when the customer gets the next reply.
    Reply,
    /// C-09: what was explained.
    Explanation,
    /// C-05: until when it is finished.
    Finish,
    /// C-11: what it turned out to be.
    Mark,
    /// C-10: what was done, and the result.
    Handled,
    /// C-10: how the customer was told.
    Channel,
    /// C-08: the customer has not been shown what is recorded.
    Shown,
}

/// Why nothing was saved.
#[derive(Debug, Error)]
pub enum ComplaintError {
    /// This is still to be filled in.
    #[error("{0:?} is missing")]
    Missing(ComplaintField),
    /// A text is too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// This lies before now.
    #[error("{0:?} lies in the past")]
    Past(ComplaintField),
    /// This has not come yet.
    #[error("{0:?} lies in the future")]
    Future(ComplaintField),
    /// C-03: what was typed as the loss is no amount.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// C-02: what was typed is no telephone number.
    #[error("not a telephone number")]
    NotATelephone,
    /// C-06: the site has no such department.
    #[error("the site has no department {0}")]
    NoDepartment(DepartmentCode),
    /// C-06, P-11: this person does not work here, or no more.
    #[error("{0} does not work here")]
    OffDuty(PersonId),
    /// C-06: this person belongs to another department.
    #[error("{0} belongs to another department")]
    OtherDepartment(PersonId),
    /// P-09, P-11: this person's role may not do what they are asked to.
    #[error("{0} has not the role for it")]
    WrongRole(PersonId),
    /// V-07: something changed after the customer was shown it.
    #[error("the customer was shown something else")]
    ShownOther,
    /// V-07, V-08: who signs, and the signature.
    #[error(transparent)]
    Signing(#[from] FormError),
    /// What the rules say to it: acknowledged already (`AlreadyRecorded`, by whom and when), the clock ran out
    /// (`ClockRanOut`), a time that passed (`TimePassed`), no agreed time for this grade (`NotForGrade`), no higher
    /// grade (`NotHigher`), the person's role (`Role`), too late for it (`TooLate`).
    #[error("not allowed: {0:?}")]
    Refused(Reason),
    /// Nobody is signed in, there is no such complaint here, or the store fails.
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl From<StoreError> for ComplaintError {
    fn from(error: StoreError) -> Self {
        ComplaintError::Save(error.into())
    }
}

impl From<NotSignedIn> for ComplaintError {
    fn from(error: NotSignedIn) -> Self {
        ComplaintError::Save(error.into())
    }
}
