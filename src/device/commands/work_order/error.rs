//! Why an act on a work order was not saved. The form stays as it is.

use doorstep_domain::fact::Reason;
use doorstep_domain::money::AmountError;
use doorstep_domain::work_order::body::ReceiptError;
use thiserror::Error;

use crate::commands::form::FormError;
use crate::commands::save::SaveError;
use crate::device::NotSignedIn;
use crate::store::StoreError;
use crate::text::TooLong;

/// A field of an order's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    /// where.
    Home,
    /// what is wrong, from the site's list.
    Matter,
    /// what is wrong, in words; needed where the list does not name it.
    Reported,
    /// the appointment.
    Appointment,
    /// whose trade it is.
    Trade,
    /// who is to do it.
    Technician,
    /// V-09: when to try again.
    NextTry,
    /// everything at the door.
    Checklist,
    /// the real fault.
    Found,
    /// what P-07 is asked.
    Question,
    /// P-07's price.
    Price,
    /// who said the price by telephone.
    Supervisor,
    /// why not.
    Reason,
    /// Words; needed where a reason is `other`.
    Note,
    /// what the customer supplied.
    Material,
    /// what the check says.
    Quality,
    /// the consequence that the customer was warned of.
    Warning,
    /// the customer's choice.
    Choice,
    /// what was done.
    Done,
    /// the place is clean.
    Tidy,
    /// where the replaced parts are.
    Parts,
    /// cash, card or unpaid.
    Payment,
    /// the receipt's number, or that of finance's slip.
    Receipt,
    /// how money was taken.
    Means,
    /// The customer has not been shown what is recorded.
    Shown,
}

/// Why nothing was saved.
#[derive(Debug, Error)]
pub enum OrderError {
    /// This is still to be filled in.
    #[error("{0:?} is missing")]
    Missing(OrderField),
    /// A text is too long.
    #[error(transparent)]
    TooLong(#[from] TooLong),
    /// This lies before now.
    #[error("{0:?} lies in the past")]
    Past(OrderField),
    /// What was typed is no amount.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// What was typed is no receipt number.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// this receipt number stands on another order already.
    #[error("this receipt number stands on order {order}")]
    ReceiptUsed {
        /// That order's number.
        order: String,
    },
    /// nothing says what it costs: P-07 has to be asked.
    #[error("nothing says what this costs")]
    Unpriced,
    /// V-07: something changed after the customer was shown it.
    #[error("the customer was shown something else")]
    ShownOther,
    /// V-07, V-08: who signs, and the signature.
    #[error(transparent)]
    Signing(#[from] FormError),
    /// The order's state or the person's role does not allow it: an action from an old screen.
    #[error("not allowed: {0:?}")]
    Refused(Reason),
    /// Nobody is signed in, there is no such order here, or the store fails.
    #[error(transparent)]
    Save(#[from] SaveError),
}

impl From<StoreError> for OrderError {
    fn from(error: StoreError) -> Self {
        OrderError::Save(error.into())
    }
}

impl From<NotSignedIn> for OrderError {
    fn from(error: NotSignedIn) -> Self {
        OrderError::Save(error.into())
    }
}
