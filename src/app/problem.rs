//! Errors as the screens name them: each name has three texts, what happened, what is safe, what to do.

use doorstep_device::commands::complaint::ComplaintError;
use doorstep_device::commands::form::{Field, FormError};
use doorstep_device::commands::plan::PlanError;
use doorstep_device::commands::save::SaveError;
use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::commands::work_order::OrderError;
use doorstep_device::engine::{AskError, ConnectError, EnterError};
use doorstep_device::store::StoreError;
use doorstep_device::sync::client::CallError;
use doorstep_domain::fact::Reason;
use doorstep_protocol::problem::ProblemCode;
use doorstep_ui::Problem;

/// A store that fails.
pub fn of_store(error: &StoreError) -> Problem {
    match error {
        StoreError::WrongKey => Problem::StoreWrongKey,
        StoreError::Torn | StoreError::Unreadable(_) => Problem::StoreTorn,
        StoreError::Newer(_) => Problem::StoreNewer,
        StoreError::Full => Problem::StorageFull,
        StoreError::NotDurable | StoreError::Io(_) | StoreError::Sql(_) => Problem::SaveFailed,
    }
}

/// Something that was not saved.
pub fn of_save(error: &SaveError) -> Problem {
    match error {
        SaveError::Store(error) => of_store(error),
        SaveError::NotHere | SaveError::RecordedAlready => Problem::RoleMayNot,
        SaveError::Form(error) => of_form(error),
        SaveError::Refused(Reason::AlreadyRecorded { .. }) => Problem::AlreadySaid,
        SaveError::Refused(Reason::Role) => Problem::RoleMayNot,
        _ => Problem::Other,
    }
}

/// A form that is not complete.
fn of_form(error: &FormError) -> Problem {
    match error {
        FormError::TooLong(..) => Problem::TextTooLong,
        FormError::ShownOther => Problem::ShownOther,
        FormError::TooManyPoints | FormError::Missing(Field::Signature) => Problem::Unsigned,
        FormError::NextTryPast => Problem::TimePassed,
        FormError::Missing(_) => Problem::Incomplete,
    }
}

/// V-01: nobody was assigned.
pub fn of_plan(error: &PlanError) -> Problem {
    match error {
        PlanError::NotTheirs => Problem::NotTheirCallback,
        PlanError::Save(error) => of_save(error),
    }
}

/// What the office was asked for, and did not do.
pub fn of_ask(error: &AskError) -> Problem {
    match error {
        AskError::Call(error) => of_call(error),
        AskError::Store(error) => of_store(error),
        AskError::NotSignedIn(_) | AskError::NotEnrolled => Problem::Other,
    }
}

/// Something about a work order that was not recorded: the form stays.
pub fn of_order(error: &OrderError) -> Problem {
    match error {
        OrderError::Missing(_) | OrderError::Refused(Reason::Incomplete) => Problem::Incomplete,
        OrderError::Past(_) => Problem::TimePassed,
        OrderError::TooLong(_) => Problem::TextTooLong,
        OrderError::Amount(_) => Problem::AmountWrong,
        OrderError::Receipt(_) => Problem::NumberWrong,
        OrderError::ReceiptUsed { .. } => Problem::ReceiptUsed,
        OrderError::Unpriced => Problem::Unpriced,
        OrderError::ShownOther => Problem::ShownOther,
        OrderError::Signing(_) => Problem::Unsigned,
        OrderError::Refused(Reason::Role) => Problem::RoleMayNot,
        OrderError::Refused(_) => Problem::OrderMovedOn,
        OrderError::Save(error) => of_save(error),
    }
}

/// Something about a complaint that was not recorded: the form stays.
pub fn of_complaint(error: &ComplaintError) -> Problem {
    match error {
        ComplaintError::Missing(_) => Problem::Incomplete,
        ComplaintError::Past(_) | ComplaintError::Future(_) => Problem::TimePassed,
        ComplaintError::TooLong(_) => Problem::TextTooLong,
        ComplaintError::Amount(_) => Problem::AmountWrong,
        ComplaintError::NotATelephone => Problem::PhoneWrong,
        ComplaintError::NoDepartment(_) => Problem::NoDepartment,
        ComplaintError::OffDuty(_) => Problem::OffDuty,
        ComplaintError::OtherDepartment(_) => Problem::OtherDepartment,
        ComplaintError::WrongRole(_) => Problem::WrongRole,
        ComplaintError::ShownOther => Problem::ShownOther,
        ComplaintError::Signing(_) => Problem::Unsigned,
        ComplaintError::Refused(reason) => of_reason(reason),
        ComplaintError::Save(error) => of_save(error),
    }
}

/// What section C's rules say to it.
fn of_reason(reason: &Reason) -> Problem {
    match reason {
        Reason::Role => Problem::RoleMayNot,
        Reason::Incomplete => Problem::Incomplete,
        Reason::TimePassed => Problem::TimePassed,
        Reason::NotHigher => Problem::NotHigher,
        Reason::NotForGrade => Problem::NotForGrade,
        Reason::ClockRanOut => Problem::ClockRanOut,
        Reason::AlreadyRecorded { .. } | Reason::Exists => Problem::AcknowledgedAlready,
        _ => Problem::ComplaintMovedOn,
    }
}

/// A call that brought nothing.
pub fn of_call(error: &CallError) -> Problem {
    match error {
        CallError::Transport(_) => Problem::OfficeUnreachable,
        CallError::NotTheOffice(_) => Problem::OfficeNotOurs,
        CallError::Busy { .. } => Problem::OfficeBusy,
        CallError::Unauthenticated => Problem::OfficeRefused,
        CallError::Refused(code) => of_code(*code),
    }
}

fn of_code(code: ProblemCode) -> Problem {
    match code {
        ProblemCode::WrongCode => Problem::CodeWrong,
        ProblemCode::ExpiredCode => Problem::CodeExpired,
        ProblemCode::UsedCode => Problem::CodeUsed,
        ProblemCode::Revoked => Problem::DeviceRevoked,
        ProblemCode::Role => Problem::RoleMayNot,
        ProblemCode::Busy | ProblemCode::Internal => Problem::OfficeBusy,
        ProblemCode::Version => Problem::OfficeTooOld,
        _ => Problem::OfficeRefused,
    }
}

/// A device that was not enrolled.
pub fn of_connect(error: &ConnectError) -> Problem {
    match error {
        ConnectError::Code(_) => Problem::CodeWrong,
        ConnectError::Address => Problem::OfficeUnreachable,
        ConnectError::NotThatOffice | ConnectError::Seal(_) => Problem::OfficeNotOurs,
        ConnectError::Call(error) => of_call(error),
        ConnectError::Store(error) => of_store(error),
        ConnectError::EnrolledAlready | ConnectError::Random(_) => Problem::Other,
    }
}

/// A first sign-in that did not come about.
pub fn of_enter(error: &EnterError) -> Problem {
    match error {
        EnterError::Call(error) => of_call(error),
        EnterError::Answer => Problem::OfficeNotOurs,
        EnterError::Store(error) => of_store(error),
        EnterError::SignIn(error) => of_sign_in(error),
        EnterError::NotEnrolled | EnterError::Keyring(_) | EnterError::Random(_) => Problem::Other,
    }
}

/// A sign-in that failed for another reason than the PIN.
pub fn of_sign_in(error: &SignInError) -> Problem {
    match error {
        SignInError::Store(error) => of_store(error),
        SignInError::Revoked => Problem::DeviceRevoked,
        SignInError::Keyring(_) => Problem::StoreWrongKey,
        _ => Problem::Other,
    }
}
