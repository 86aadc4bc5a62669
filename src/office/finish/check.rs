//! What an event from another system must be before the office writes it down.

use doorstep_domain::directory::Label;
use doorstep_domain::event::{Charge, Finish, Picture, Step, Story};
use doorstep_domain::fact::Slot;
use doorstep_domain::moment::Moment;

use super::{ChargedElsewhere, FinishedElsewhere};
use crate::directory;
use crate::error::OfficeError;
use crate::identity::Identity;
use crate::store::Store;

/// A clock in the other system may be ahead by so much, in milliseconds.
const AHEAD: i64 = 5 * 60 * 1000;
const MAX_NUMBER: usize = 64;
const MAX_TEXT: usize = 4000;
const MAX_NAME: usize = 100;
const MAX_STEPS: usize = 100;
/// No more pictures with one event.
pub(super) const MAX_PICTURES: usize = 20;

fn refuse<T>(why: impl Into<std::borrow::Cow<'static, str>>) -> Result<T, OfficeError> {
    Err(OfficeError::bad_request(why))
}

/// Everything that can be checked without the site's data. The head's body, but for the pictures.
pub(super) fn check(given: &FinishedElsewhere, now: Moment) -> Result<Finish, OfficeError> {
    let (registered, finished) = (moment(given.registered), moment(given.finished));
    if given.number.trim().is_empty() || given.number.chars().count() > MAX_NUMBER {
        return refuse(format!("the number must have 1 to {MAX_NUMBER} characters"));
    }
    if finished > now.shifted(AHEAD) {
        return refuse("it cannot have been finished in the future");
    }
    if finished < registered {
        return refuse("it cannot have been finished before it was registered");
    }
    if given.pictures.len() > MAX_PICTURES || given.steps.len() > MAX_STEPS {
        return refuse(format!("no more than {MAX_PICTURES} pictures and {MAX_STEPS} steps"));
    }
    check_texts(given)?;
    Ok(Finish {
        event: given.event,
        number: given.number.trim().to_owned(),
        home: given.home.clone(),
        matter: given.matter.clone(),
        department: given.department.clone(),
        registered,
        finished,
        done_by: given.done_by.clone(),
        charge: given.charge.as_ref().map(charge).transpose()?,
        pictures: pictures(given)?,
    })
}

fn moment(time: chrono::DateTime<chrono::FixedOffset>) -> Moment {
    Moment::from(time.to_utc())
}

fn check_texts(given: &FinishedElsewhere) -> Result<(), OfficeError> {
    let steps = given.steps.iter().flat_map(|step| [&step.title, &step.text]);
    let too_long = |label: &Label, most| label.zh.chars().count() > most || label.en.chars().count() > most;
    if [&given.reported, &given.done].into_iter().chain(steps).any(|label| too_long(label, MAX_TEXT)) {
        return refuse(format!("a text has more than {MAX_TEXT} characters"));
    }
    let contact = &given.customer;
    if too_long(&contact.name, MAX_NAME) || contact.phone.chars().count() > MAX_NAME {
        return refuse(format!("the customer's name or phone has more than {MAX_NAME} characters"));
    }
    Ok(())
}

fn charge(given: &ChargedElsewhere) -> Result<Charge, OfficeError> {
    match fen(&given.yuan) {
        Some(fen) => Ok(Charge { fen, payment: given.payment }),
        None => refuse("the charge must be 0 yuan or more, with at most two decimals, as text: \"80.00\""),
    }
}

/// `80`, `80.5` or `80.00` yuan in fen; up to 9 digits.
fn fen(yuan: &str) -> Option<i64> {
    let (whole, part) = yuan.split_once('.').unwrap_or((yuan, "0"));
    let digits = |text: &str, most| {
        let fits = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| text.parse::<i64>().ok()).flatten()
    };
    let hundredths = digits(part, 2)? * if part.len() == 1 { 10 } else { 1 };
    Some(digits(whole, 9)? * 100 + hundredths)
}

fn pictures(given: &FinishedElsewhere) -> Result<Vec<Picture>, OfficeError> {
    let numbered = given.pictures.iter().zip(1..);
    let pictures = numbered.map(|(picture, number)| {
        Some(Picture { slot: slot(number)?, shows: picture.shows, taken: moment(picture.taken) })
    });
    pictures.collect::<Option<_>>().ok_or_else(|| OfficeError::bad_request("a picture's slot"))
}

/// The slot of the picture with this number: `picture/1`.
pub(super) fn slot(number: usize) -> Option<Slot> {
    format!("picture/{number}").parse().ok()
}

/// What was said and done: a part, because it is about a customer (P-10).
pub(super) fn story(given: &FinishedElsewhere) -> Story {
    let step = |step: &super::StepElsewhere| Step {
        at: moment(step.at),
        title: step.title.clone(),
        text: step.text.clone(),
    };
    Story {
        customer: given.customer.clone(),
        reported: given.reported.clone(),
        done: given.done.clone(),
        steps: given.steps.iter().map(step).collect(),
    }
}

/// What must be known to the site: home, matter, department, and who did it.
pub(super) fn check_known(store: &dyn Store, office: &Identity, finish: &Finish) -> Result<(), OfficeError> {
    if directory::home(store, &finish.home)?.is_none() {
        return refuse(format!("the site has no home {}", finish.home));
    }
    let Some(site) = directory::site(store, &office.site)? else {
        return refuse("the site's own data is not recorded yet");
    };
    if !site.matters.contains_key(&finish.matter) {
        return refuse(format!("the site's list has no matter {}", finish.matter));
    }
    if !site.departments.contains_key(&finish.department) {
        return refuse(format!("the site has no department {}", finish.department));
    }
    match &finish.done_by {
        Some(person) if directory::person(store, person)?.is_none() => {
            refuse(format!("nobody of the site has the id {person}"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::fen;

    #[test]
    fn r_08_yuan_are_fen_or_refused() {
        let cases = [
            ("80.00", Some(8000)),
            ("80", Some(8000)),
            ("0", Some(0)),
            ("80.5", Some(8050)),
            ("0.01", Some(1)),
            ("999999999.99", Some(99_999_999_999)),
            ("-1", None),
            ("", None),
            (".5", None),
            ("1.", None),
            ("1.234", None),
            ("1e3", None),
            ("1,000", None),
            ("1000000000", None),
            ("NaN", None),
            ("８０", None),
        ];
        for (yuan, expected) in cases {
            assert_eq!(fen(yuan), expected, "{yuan}");
        }
    }
}
