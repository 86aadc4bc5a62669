//! The domain's values as the screens name them, and back. Words are made in the screens themselves.

use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _};
use chrono_tz::Tz;
use doorstep_domain::callback as domain;
use doorstep_domain::callback::CallbackVerdict;
use doorstep_domain::event::{EventKind, Payment, PictureOf, Stage};
use doorstep_domain::moment::Moment;
use doorstep_domain::money::AmountError;
use doorstep_domain::repeat::RepeatSignal;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{MaterialChoice, MaterialQuality, Parts};
use doorstep_ui as ui;
use slint::{Model as _, ModelRc, VecModel};

/// Pairs of a domain's value and the screens' name for it.
macro_rules! pairs {
    ($to:ident, $from:ident: $domain:ty, $screen:ty, none $none:ident; $($d:path => $s:ident),+ $(,)?) => {
        /// The screens' name; nothing chosen has one too.
        pub fn $to(value: Option<$domain>) -> $screen {
            match value {
                $(Some($d) => <$screen>::$s,)+
                None => <$screen>::$none,
            }
        }

        /// What the screens' name means.
        pub fn $from(value: $screen) -> Option<$domain> {
            match value {
                $(<$screen>::$s => Some($d),)+
                <$screen>::$none => None,
            }
        }
    };
}

pairs! { phone_reason, to_phone_reason: domain::PhoneReason, ui::PhoneReason, none None;
    domain::PhoneReason::CustomerAsked => CustomerAsked,
    domain::PhoneReason::CustomerAway => CustomerAway,
    domain::PhoneReason::NobodyHome => NobodyHome,
    domain::PhoneReason::Other => Other,
}

pairs! { relation, to_relation: domain::Relation, ui::Relation, none None;
    domain::Relation::Spouse => Spouse,
    domain::Relation::Parent => Parent,
    domain::Relation::Child => Child,
    domain::Relation::Staff => Staff,
    domain::Relation::Tenant => Tenant,
    domain::Relation::Other => Other,
}

pairs! { refusal, to_refusal: domain::RefusalReason, ui::RefusalReason, none None;
    domain::RefusalReason::Hurry => Hurry,
    domain::RefusalReason::Dissatisfied => Dissatisfied,
    domain::RefusalReason::Unable => Unable,
    domain::RefusalReason::NotSaid => NotSaid,
    domain::RefusalReason::Other => Other,
}

pairs! { verdict, to_verdict: CallbackVerdict, ui::Verdict, none None;
    CallbackVerdict::Qualified => Qualified,
    CallbackVerdict::Unqualified => Unqualified,
}

pairs! { payment, to_payment: Payment, ui::Payment, none None;
    Payment::Cash => Cash,
    Payment::Card => Card,
    Payment::Unpaid => Unpaid,
}

pairs! { quality, to_quality: MaterialQuality, ui::MaterialQuality, none None;
    MaterialQuality::Qualified => Qualified,
    MaterialQuality::Poor => Poor,
    MaterialQuality::Unqualified => Unqualified,
}

pairs! { choice, to_choice: MaterialChoice, ui::MaterialChoice, none None;
    MaterialChoice::Use => UseIt,
    MaterialChoice::Replace => Replace,
}

/// where the replaced parts are.
pub fn parts(parts: Parts) -> ui::Parts {
    match parts {
        Parts::None => ui::Parts::None,
        Parts::Left => ui::Parts::Left,
        Parts::TakenAway => ui::Parts::TakenAway,
    }
}

/// What the screens' name means.
pub fn to_parts(parts: ui::Parts) -> Parts {
    match parts {
        ui::Parts::None => Parts::None,
        ui::Parts::Left => Parts::Left,
        ui::Parts::TakenAway => Parts::TakenAway,
    }
}

/// What is wrong with an amount.
pub fn amount_error(error: Option<AmountError>) -> ui::AmountError {
    match error {
        None => ui::AmountError::None,
        Some(AmountError::Shape | AmountError::Negative) => ui::AmountError::Shape,
        Some(AmountError::TooLarge) => ui::AmountError::TooLarge,
    }
}

/// What a callback follows.
pub fn callback_kind(kind: EventKind) -> ui::CallbackKind {
    match kind {
        EventKind::Complaint { .. } => ui::CallbackKind::Complaint,
        EventKind::Repair => ui::CallbackKind::Repair,
        EventKind::SpecialService { stage: Stage::Middle } => ui::CallbackKind::SpecialServiceMiddle,
        EventKind::SpecialService { stage: Stage::End } => ui::CallbackKind::SpecialServiceEnd,
        EventKind::CommunityActivity => ui::CallbackKind::CommunityActivity,
        EventKind::Other => ui::CallbackKind::Other,
    }
}

/// A role.
pub fn role(role: Role) -> ui::Role {
    match role {
        Role::GeneralManager => ui::Role::GeneralManager,
        Role::SiteManager => ui::Role::SiteManager,
        Role::Supervisor => ui::Role::Supervisor,
        Role::FrontDesk => ui::Role::FrontDesk,
        Role::Butler => ui::Role::Butler,
        Role::Technician => ui::Role::Technician,
        Role::EngineeringSupervisor => ui::Role::EngineeringSupervisor,
        Role::Contractor => ui::Role::Contractor,
    }
}

/// What a picture shows.
pub fn picture_of(shows: PictureOf) -> ui::PictureOf {
    match shows {
        PictureOf::Before => ui::PictureOf::Before,
        PictureOf::After => ui::PictureOf::After,
        PictureOf::Site => ui::PictureOf::Site,
    }
}

/// V-13: a signal and how often; the gravest stands for all on a chip.
pub fn repeat(signals: &[RepeatSignal]) -> (ui::RepeatKind, i32) {
    signals.iter().max().map_or((ui::RepeatKind::None, 0), |signal| match *signal {
        RepeatSignal::Repairs(times) => (ui::RepeatKind::Repair, count(times)),
        RepeatSignal::Complaints(times) => (ui::RepeatKind::Complaint, count(times)),
        RepeatSignal::FailedCallbacks(times) => (ui::RepeatKind::FailedCallback, count(times)),
    })
}

/// V-04.
pub fn manner(manner: domain::Manner) -> (ui::Manner, ui::PhoneReason) {
    match manner {
        domain::Manner::Face => (ui::Manner::Face, ui::PhoneReason::None),
        domain::Manner::Phone { reason } => (ui::Manner::Phone, phone_reason(Some(reason))),
    }
}

/// V-07, V-08.
pub fn sign_off(sign_off: domain::SignOff) -> ui::SignOff {
    match sign_off {
        domain::SignOff::Signed => ui::SignOff::Signed,
        domain::SignOff::OnBehalf { .. } => ui::SignOff::OnBehalf,
        domain::SignOff::Refused { .. } => ui::SignOff::Refused,
        domain::SignOff::NotPossible => ui::SignOff::NotPossible,
    }
}

/// V-08: what who signed is to the customer, and why nobody did.
pub fn who_signed(sign_off: domain::SignOff) -> (ui::Relation, ui::RefusalReason) {
    match sign_off {
        domain::SignOff::OnBehalf { relation: by } => (relation(Some(by)), ui::RefusalReason::None),
        domain::SignOff::Refused { reason } => (ui::Relation::None, refusal(Some(reason))),
        domain::SignOff::Signed | domain::SignOff::NotPossible => {
            (ui::Relation::None, ui::RefusalReason::None)
        }
    }
}

/// A count for a screen.
pub fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// A number for a screen.
pub fn number(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(if n < 0 { i32::MIN } else { i32::MAX })
}

/// Begun minutes: whoever is late by seconds is late by one.
pub fn minutes_late(by: Moment, at: Moment) -> i32 {
    const MINUTE: i64 = 60_000;
    number((at.since(by).max(0) + MINUTE - 1) / MINUTE)
}

/// Begun seconds until a clock ends; below 0 it is over.
pub fn seconds_left(by: Moment, now: Moment) -> i32 {
    number((by.since(now) + 999).div_euclid(1000))
}

/// Month and day.
pub fn month_day(date: NaiveDate) -> (i32, i32) {
    (date.month() as i32, date.day() as i32)
}

/// Month and day, or 0 and 0 for today.
pub fn month_day_unless_today(date: NaiveDate, today: NaiveDate) -> (i32, i32) {
    if date == today { (0, 0) } else { month_day(date) }
}

/// Monday is 1.
pub fn weekday(date: NaiveDate) -> i32 {
    date.weekday().number_from_monday() as i32
}

/// The time of day: `09:42`.
pub fn time(at: DateTime<Tz>) -> slint::SharedString {
    slint::format!("{:02}:{:02}", at.hour(), at.minute())
}

/// Rows for a list.
pub fn rows<T: Clone + 'static>(rows: impl IntoIterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(rows.into_iter().collect::<VecModel<T>>())
}

/// The list that is shown, brought up to date: rows that say the same are left alone, so that news takes no
/// row from under a finger and puts no other one there.
pub fn renewed<T: Clone + PartialEq + 'static>(shown: ModelRc<T>, new: Vec<T>) -> ModelRc<T> {
    let Some(list) = shown.as_any().downcast_ref::<VecModel<T>>() else { return rows(new) };
    let old: Vec<T> = list.iter().collect();
    let above = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let (rest, new_rest) = (old[above..].iter().rev(), new[above..].iter().rev());
    let below = rest.zip(new_rest).take_while(|(old, new)| old == new).count();
    (above..old.len() - below).for_each(|_| drop(list.remove(above)));
    let until = new.len() - below;
    new.into_iter().enumerate().take(until).skip(above).for_each(|(at, row)| list.insert(at, row));
    shown
}

/// The first letter of a name, for an avatar.
pub fn letter(name: &str) -> slint::SharedString {
    name.chars().next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_value() {
        for reason in [ui::RefusalReason::None, ui::RefusalReason::Hurry, ui::RefusalReason::Other] {
            assert_eq!(refusal(to_refusal(reason)), reason);
        }
        for relation_ in [ui::Relation::None, ui::Relation::Spouse, ui::Relation::Tenant] {
            assert_eq!(relation(to_relation(relation_)), relation_);
        }
    }

    #[test]
    fn v_13_the_gravest_signal_stands_for_all() {
        let signals = [RepeatSignal::Repairs(3), RepeatSignal::FailedCallbacks(1)];
        assert_eq!(repeat(&signals), (ui::RepeatKind::FailedCallback, 1));
        assert_eq!(repeat(&[]), (ui::RepeatKind::None, 0));
    }

    #[test]
    fn numbers_that_no_screen_holds_stop_at_its_bounds() {
        assert_eq!(number(i64::MAX), i32::MAX);
        assert_eq!(number(i64::MIN), i32::MIN);
        assert_eq!(number(-7), -7);
    }
}
