//! C-03 The facts that grade a complaint, and live what follows: the grade, the line that decides, the clock (C-05) and
//! whom it must reach (C-06). A new complaint and "more is known" share it.

use std::rc::Rc;

use doorstep_device::commands::complaint::form::{GradingForm, RaisingForm};
use doorstep_device::commands::complaint::{ComplaintError, ComplaintForm, Preview};
use doorstep_device::engine::Network;
use doorstep_domain::clock::{ClockRule, MustReach};
use doorstep_domain::complaint::ClockKind;
use doorstep_domain::grade::Grade;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::AmountError;
use doorstep_ui::{Grading, Phrase, Screen};
use slint::Global as _;

use crate::shell::Shell;
use crate::{complaint, complaint_form, show};

/// What follows from the form on the screen.
pub struct Followed {
    preview: Option<Preview>,
    loss_error: Option<AmountError>,
}

impl Followed {
    /// C-04: what it can be raised to.
    fn higher(&self) -> Vec<Grade> {
        let by_rule = self.preview.as_ref().map(|preview| preview.by_rule);
        Grade::ALL.into_iter().filter(|grade| Some(*grade) > by_rule).collect()
    }
}

/// Ties the card.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let card = Grading::get(app);
        let here = Rc::clone(shell);
        card.on_edit_loss(move |text| edit(&here, |form| form.loss = text.into()));
        let here = Rc::clone(shell);
        card.on_set_times(move |count| edit(&here, |form| form.facts.times_raised = unsigned(count)));
        let here = Rc::clone(shell);
        card.on_set_joint(move |count| edit(&here, |form| form.facts.joint_complainants = unsigned(count)));
        let here = Rc::clone(shell);
        card.on_set_deaths(move |count| edit(&here, |form| form.facts.deaths = unsigned(count)));
        let here = Rc::clone(shell);
        card.on_set_injury(move |injury| {
            edit(&here, |form| form.facts.injury = complaint::to_injury(injury))
        });
        let here = Rc::clone(shell);
        card.on_set_promise(move |broken| edit(&here, |form| form.facts.promise_broken = broken));
        let here = Rc::clone(shell);
        card.on_set_media_days(move |count| {
            edit(&here, |form| form.facts.negative_media_days = unsigned(count))
        });
        let here = Rc::clone(shell);
        card.on_set_media_outlets(move |n| {
            edit(&here, |form| form.facts.negative_media_outlets = unsigned(n))
        });
        let here = Rc::clone(shell);
        card.on_choose_grade(move |index| choose_grade(&here, index));
        let here = Rc::clone(shell);
        card.on_edit_raise_reason(move |text| raise(&here, |form| form.reason = text.into()));
    });
}

fn unsigned(count: i32) -> u32 {
    count.try_into().unwrap_or(0)
}

/// Of the reception, or of what is known beside it.
fn facts(form: &mut ComplaintForm) -> Option<&mut GradingForm> {
    form.reception.as_mut().map(|reception| &mut reception.grading).or(form.assessment.as_mut())
}

fn edit(shell: &Rc<Shell>, change: impl FnOnce(&mut GradingForm)) {
    complaint_form::edit(shell, |form| {
        if let Some(facts) = facts(form) {
            change(facts);
        }
    });
    shell.quietly(follow(Rc::clone(shell)));
}

/// C-04: a second tap takes it back.
fn choose_grade(shell: &Rc<Shell>, index: i32) {
    let higher = shell.grading.borrow().as_ref().map(Followed::higher).unwrap_or_default();
    let Some(grade) = usize::try_from(index).ok().and_then(|index| higher.get(index).copied()) else {
        return;
    };
    raise(shell, |form| form.grade = Some(grade).filter(|_| form.grade != Some(grade)));
}

fn raise(shell: &Rc<Shell>, change: impl FnOnce(&mut RaisingForm)) {
    complaint_form::edit(shell, |form| change(&mut form.raising));
    shell.quietly(follow(Rc::clone(shell)));
}

/// Nothing of an earlier form is open over the card.
pub fn begin(shell: &Shell) {
    shell.with_app(|app| {
        let card = Grading::get(app);
        card.set_typing_loss(false);
        card.set_picking_facts(false);
        card.set_raising(false);
    });
}

/// What follows from the form as it is now.
pub async fn follow(shell: Rc<Shell>) {
    let Some(form) = shell.complaint_form.borrow().clone() else { return };
    let asked = form.clone();
    let preview = shell.engine.ask(move |device| (device.preview_complaint(&asked), device.now())).await;
    // An answer to what the form said before is of no use.
    if shell.complaint_form.borrow().as_ref() != Some(&form) {
        return;
    }
    let followed = match preview {
        Ok((Ok(preview), now)) => (Followed { preview, loss_error: None }, now),
        Ok((Err(ComplaintError::Amount(error)), now)) => {
            // What followed before stays in sight while the loss is being typed.
            let before = shell.grading.take().and_then(|followed| followed.preview);
            (Followed { preview: before, loss_error: Some(error) }, now)
        }
        Ok((Err(error), _)) => return tracing::warn!(%error, "what follows is not known"),
        Err(error) => return tracing::error!(%error, "what follows is not known"),
    };
    shell.grading.replace(Some(followed.0));
    render(&shell, form, followed.1);
}

/// The clock goes on.
pub async fn tick(shell: Rc<Shell>) {
    let Ok(now) = shell.engine.ask(|device| device.now()).await else { return };
    if matches!(shell.screen(), Screen::Reception | Screen::ComplaintFacts) {
        render_clock(&shell, now);
    }
}

fn render(shell: &Shell, mut form: ComplaintForm, now: Moment) {
    render_raising(shell, &form);
    let Some(filled) = facts(&mut form) else { return };
    shell.with_app(|app| {
        let card = Grading::get(app);
        crate::phrases::set_if_other(filled.loss.as_str().into(), card.get_loss(), |text| {
            card.set_loss(text)
        });
        card.set_times(count(filled.facts.times_raised));
        card.set_joint(count(filled.facts.joint_complainants));
        card.set_deaths(count(filled.facts.deaths));
        card.set_injury(complaint::injury(filled.facts.injury));
        card.set_promise_broken(filled.facts.promise_broken);
        card.set_media_days(count(filled.facts.negative_media_days));
        card.set_media_outlets(count(filled.facts.negative_media_outlets));
    });
    render_followed(shell);
    render_clock(shell, now);
}

/// C-04: by hand only while it is being taken; of a complaint that stands that is an act of its own.
fn render_raising(shell: &Shell, form: &ComplaintForm) {
    let followed = shell.grading.borrow();
    let Some(followed) = followed.as_ref() else { return };
    let raised = form.raising.grade.filter(|grade| followed.higher().contains(grade));
    let grades = followed.higher().into_iter().filter(|_| form.reception.is_some());
    let grades = grades
        .map(|grade| Phrase { text: complaint::grade_word(shell, grade), chosen: raised == Some(grade) });
    shell.with_app(|app| {
        let card = Grading::get(app);
        card.set_higher(show::renewed(card.get_higher(), grades.collect()));
        card.set_raised(complaint::grade(raised));
        crate::phrases::set_if_other(form.raising.reason.as_str().into(), card.get_raise_reason(), |text| {
            card.set_raise_reason(text)
        });
    });
}

fn count(n: u32) -> i32 {
    show::number(n.into())
}

fn render_followed(shell: &Shell) {
    let followed = shell.grading.borrow();
    let Some(followed) = followed.as_ref() else { return };
    let online = shell.engine.watch().borrow().network == Network::Online;
    shell.with_app(|app| {
        let card = Grading::get(app);
        card.set_loss_error(show::amount_error(followed.loss_error));
        card.set_offline(!online);
        let Some(preview) = &followed.preview else { return };
        card.set_grade(complaint::grade(Some(preview.grade)));
        card.set_by_hand(preview.grade > preview.by_rule);
        card.set_reason(shell.say(&preview.reason));
        card.set_minutes(show::number(ClockRule::of(preview.grade).respond_within.num_minutes()));
        let reached = preview.callees.first().filter(|_| preview.must_reach != MustReach::Department);
        card.set_reach_name(reached.map(|callee| shell.say(&callee.name)).unwrap_or_default());
        card.set_reach_phone(reached.map(|callee| callee.phone.as_str().into()).unwrap_or_default());
        if let Some(callee) = reached {
            card.set_reach_role(show::role(callee.role));
        }
    });
}

fn render_clock(shell: &Shell, now: Moment) {
    let followed = shell.grading.borrow();
    let preview = followed.as_ref().and_then(|followed| followed.preview.as_ref());
    let until = preview.and_then(|preview| preview.until(ClockKind::Respond));
    shell.with_app(|app| {
        let card = Grading::get(app);
        card.set_has_clock(until.is_some());
        card.set_seconds(until.map_or(0, |until| show::seconds_left(until, now)));
    });
}
