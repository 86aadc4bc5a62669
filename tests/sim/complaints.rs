//! Complaints (section C): taken at a door, then whatever waits for this person, and sometimes something else.

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::complaint::{About, Action, Channel};
use doorstep_domain::ids::SubjectId;
use doorstep_tests_sync::complaint::{MAJOR, SERIOUS};
use doorstep_tests_sync::handheld::who;

use crate::people::{Hand, Said, not_done};

/// C-02: somebody complains; the loss grades it.
pub fn receive(hand: &mut Hand<'_>, home: &str) -> Said {
    let mut form = hand.device.begin_complaint(Some(&home.parse()?))?;
    let complaint = form.complaint.clone();
    hand.photograph(&complaint, PicturePlace::reception(), 300)?;
    if let Some(filled) = form.reception.as_mut() {
        filled.about = About::Department { department: "engineering".parse()? };
        (filled.happened, filled.wish) = ("水管修了两次还漏".to_owned(), "本周内修好".to_owned());
        let loss = *hand.chance.pick(&["", SERIOUS, MAJOR]).unwrap_or(&"");
        loss.clone_into(&mut filled.grading.loss);
    }
    Ok(hand.device.receive_complaint(&form)?)
}

/// What waits for this person, or a note.
pub fn work_on(hand: &mut Hand<'_>, complaint: &SubjectId) -> Said {
    let next = hand.device.complaint(complaint)?.row.next;
    let note = hand.chance.happens(150);
    match next {
        Some(action) if !note => act(hand, action, complaint),
        _ if note => act(hand, Action::Note, complaint),
        _ => not_done(),
    }
}

fn act(hand: &mut Hand<'_>, action: Action, complaint: &SubjectId) -> Said {
    let mut form = hand.device.complaint_form(complaint)?;
    let device = &mut *hand.device;
    Ok(match action {
        Action::Acknowledge => device.acknowledge_complaint(complaint)?,
        Action::Assign => {
            form.assignment.department = Some("engineering".parse()?);
            form.assignment.to = Some(who("qian"));
            device.assign_complaint(&form)?
        }
        Action::Handle => {
            device.handle_complaint(&ComplaintForm { handled: "更换整段水管".to_owned(), ..form })?
        }
        Action::Tell => {
            form.telling.channel = Some(Channel::Phone);
            device.tell_customer(&form)?
        }
        Action::SignOpinion => return sign(hand, form),
        Action::Archive => device.archive_complaint(complaint)?,
        Action::Note => {
            device.note_on_complaint(&ComplaintForm { note: "已催工程部".to_owned(), ..form })?
        }
        _ => return not_done(),
    })
}

/// C-08: the customer is shown the form and signs it.
fn sign(hand: &mut Hand<'_>, form: ComplaintForm) -> Said {
    let customer = hand.customer();
    let form = ComplaintForm { opinion: customer.opinions.clone(), ..form };
    let (mut form, _) = hand.device.show_opinion_sheet(form)?;
    form.signing.pad = Some(customer.pad());
    Ok(hand.device.sign_opinion(&form)?)
}
