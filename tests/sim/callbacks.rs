//! Callbacks at the door (section V).

use doorstep_device::commands::form::CallbackForm;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::handheld::DAY;

use crate::people::{Hand, Said};

#[derive(Debug, Clone, Copy)]
enum Doing {
    Record,
    Attempt,
    Correct,
}

/// Made, tried in vain, or corrected.
pub fn work_on(hand: &mut Hand<'_>, callback: &SubjectId) -> Said {
    let doings = [(Doing::Record, 6), (Doing::Attempt, 4), (Doing::Correct, 1)];
    match hand.chance.weigh(&doings).unwrap_or(Doing::Record) {
        Doing::Record => {
            let form = hand.device.form(callback)?;
            record(hand, form)
        }
        Doing::Correct => {
            let form = hand.device.supersede(callback)?;
            record(hand, form)
        }
        Doing::Attempt => attempt(hand, callback),
    }
}

fn record(hand: &mut Hand<'_>, form: CallbackForm) -> Said {
    let customer = hand.customer();
    let (form, _) = hand.device.show_sheet(customer.fill(form))?;
    Ok(hand.device.record_callback(&customer.sign(form))?)
}

/// V-09: nobody is home; often the door is photographed.
fn attempt(hand: &mut Hand<'_>, callback: &SubjectId) -> Said {
    let mut form = hand.device.form(callback)?;
    hand.photograph(callback, PicturePlace::door(), 500)?;
    hand.photograph(callback, PicturePlace::door(), 200)?;
    form.next_try = Some(hand.device.now().shifted(DAY));
    form.texts.note = "敲门无人应".to_owned();
    Ok(hand.device.record_attempt(&form)?)
}
