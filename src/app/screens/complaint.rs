//! A complaint's page: how grave and why, its clocks, who has it, what happened, the one next step (section C).

use std::rc::Rc;

use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::queries::complaint::{AboutRow, CameTo, ComplaintDetail, EventRow, HeldRow, WaitsFor};
use doorstep_domain::complaint::Action;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_ui::{Complaint, ComplaintEvent, Screen};
use slint::{Global as _, SharedString};

use super::{complaint_entry, complaint_facts, customer, picture, today};
use crate::complaint::{self, Loaded};
use crate::complaint_form;
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Complaint::get(app);
        let here = Rc::clone(shell);
        screen.on_do(move |act| {
            if let Some(action) = complaint::to_action(act) {
                here.act(begin_act(Rc::clone(&here), action));
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| {
            let tiles = here
                .complaint
                .borrow()
                .as_ref()
                .map(|loaded| loaded.pictures.iter().map(|picture| picture.tile.clone()).collect());
            picture::show_these(&here, tiles.unwrap_or_default(), index);
        });
    });
}

/// Opens a complaint from a list: the form as it was left.
pub async fn open(shell: Rc<Shell>, complaint: SubjectId) {
    if read(&shell, complaint).await {
        complaint_form::open(&shell, Screen::Complaint);
    }
}

/// The form that was left open: after a kill, after the PIN.
pub async fn reopen(shell: Rc<Shell>, form: ComplaintForm) {
    let page = form.page;
    if !read(&shell, form.complaint).await {
        return;
    }
    shell.open(Screen::Complaint);
    if let Some(action) = complaint_entry::action_of(&page) {
        return complaint_entry::show(shell, action).await;
    }
    match complaint_form::screen_of(&page) {
        Screen::ComplaintFacts => complaint_facts::show(shell).await,
        Screen::Customer => customer::show(shell).await,
        Screen::OnBehalf => {
            customer::show(Rc::clone(&shell)).await;
            super::on_behalf::show(&shell);
        }
        Screen::Refused => {
            customer::show(Rc::clone(&shell)).await;
            super::refused::show(&shell);
        }
        _ => {}
    }
}

/// Complaint and form, as they are now.
pub async fn read(shell: &Rc<Shell>, complaint: SubjectId) -> bool {
    let Some(loaded) = complaint::load(shell, complaint.clone()).await else { return false };
    let asked = shell.engine.ask(move |device| (device.complaint_form(&complaint), device.site())).await;
    let Ok((Ok(form), Ok(site))) = asked else { return false };
    shell.leave_others();
    shell.complaint.replace(Some(loaded));
    shell.complaint_form.replace(Some(form));
    shell.site.replace(site);
    crate::pictures::read(shell).await;
    render(shell);
    true
}

/// Reads the complaint anew, after something was done about it.
pub async fn reload(shell: &Rc<Shell>) {
    let complaint = shell.complaint.borrow().as_ref().map(|loaded| loaded.detail.row.complaint.clone());
    if let Some(complaint) = complaint {
        read(shell, complaint).await;
    }
}

/// News may have come. The form stays: nobody's typing is touched.
pub async fn refresh(shell: &Rc<Shell>) {
    let complaint = shell.complaint.borrow().as_ref().map(|loaded| loaded.detail.row.complaint.clone());
    let Some(complaint) = complaint else { return };
    if let Some(loaded) = complaint::load(shell, complaint).await {
        shell.complaint.replace(Some(loaded));
        render(shell);
    }
}

/// Back on the complaint's page, whatever screens lie over it.
pub fn return_to(shell: &Shell) {
    crate::shell::select(shell.lang.get());
    while shell.screen() != Screen::Complaint && shell.back().is_some() {}
    if shell.screen() != Screen::Complaint {
        shell.restart_over(&[Screen::Today], Screen::Complaint);
    }
    complaint_form::arrive_at(shell, Screen::Complaint);
    render(shell);
}

/// Leaves the complaint: what was filled in stays, but does not reopen by itself.
pub async fn leave(shell: Rc<Shell>) {
    let form = shell.complaint_form.take();
    shell.leave_complaint();
    shell.drafts.take();
    shell.ink.take();
    let Some(form) = form else { return };
    let _ = shell.engine.ask(move |device| device.close_draft(&form.complaint)).await;
    today::refresh(&shell).await;
}

/// One tap where nothing is to be said; a page for the rest.
async fn begin_act(shell: Rc<Shell>, action: Action) {
    match action {
        Action::Acknowledge => {
            complaint_form::act_and_return(shell, |device, form| {
                device.acknowledge_complaint(&form.complaint)
            })
            .await;
        }
        Action::Archive => {
            complaint_form::act_and_return(shell, |device, form| device.archive_complaint(&form.complaint))
                .await;
        }
        Action::Assess => complaint_facts::show(shell).await,
        _ => complaint_entry::show(shell, action).await,
    }
}

/// Shows the complaint.
pub fn render(shell: &Shell) {
    let loaded = shell.complaint.borrow();
    let Some(loaded) = loaded.as_ref() else { return };
    shell.with_app(|app| {
        let screen = Complaint::get(app);
        let detail = &loaded.detail;
        screen.set_head(complaint::head(shell, &detail.row));
        screen.set_step(complaint::step(detail.row.step));
        screen.set_pending(detail.row.pending > 0);
        render_grade(shell, &screen, loaded);
        render_said(shell, &screen, detail);
        render_whose(shell, &screen, detail);
        render_outcome(&screen, detail);
        screen.set_pictures(show::rows(loaded.pictures.iter().cloned()));
        screen.set_history(show::renewed(screen.get_history(), history(shell, detail)));
        screen.set_next(detail.row.next.map_or(doorstep_ui::ComplaintAct::None, complaint::act));
        let others = detail.others.iter().map(|action| complaint::act(*action));
        screen.set_others(show::renewed(screen.get_others(), others.collect()));
        screen.set_waiting_for(waiting_for(shell, detail));
    });
}

fn render_grade(shell: &Shell, screen: &Complaint<'_>, loaded: &Loaded) {
    let detail = &loaded.detail;
    let standing = detail.standing();
    let (policy, lang) = (shell.site.borrow().grading(), shell.lang.get());
    let lines = standing.map(|standing| standing.lines.iter().map(|line| line.text(policy, lang)));
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    screen.set_reason(lines.join(if lang == doorstep_domain::lang::Lang::Zh { "；" } else { "; " }).into());
    screen.set_by_hand(standing.is_some_and(|standing| standing.by_hand));
    let clocks = detail.clocks.iter().filter_map(|clock| complaint::clock(shell, clock, detail.now));
    screen.set_clocks(show::renewed(screen.get_clocks(), clocks.collect()));
    // F-02: minutes are said where a minute matters.
    screen.set_doubt_minutes(show::number(detail.doubt / 60_000));
}

fn render_said(shell: &Shell, screen: &Complaint<'_>, detail: &ComplaintDetail) {
    screen.set_happened(detail.happened.as_str().into());
    screen.set_wish(detail.wish.as_str().into());
    screen.set_place(detail.place.as_str().into());
    screen.set_about(match &detail.about {
        AboutRow::Nobody => "".into(),
        AboutRow::Department(name) | AboutRow::Person(name) => shell.say(name),
    });
    screen.set_channel(complaint::channel(detail.channel));
    screen.set_received_by(shell.say(&detail.received_by.name));
    let (month, day, time) = complaint::moment(shell, detail.row.received, detail.now);
    screen.set_received_month(month);
    screen.set_received_day(day);
    screen.set_received_time(time);
    let happened = detail.happened_at.map(|at| complaint::moment(shell, at, detail.now));
    let (month, day, time) = happened.unwrap_or_default();
    screen.set_happened_month(month);
    screen.set_happened_day(day);
    screen.set_happened_time(time);
    screen.set_after_callback(detail.linked.is_some());
}

fn render_whose(shell: &Shell, screen: &Complaint<'_>, detail: &ComplaintDetail) {
    let say = |label: Option<&Label>| label.map(|label| shell.say(label)).unwrap_or_default();
    screen.set_department(say(detail.department.as_ref()));
    screen.set_assignee(say(detail.assignee.as_ref().map(|row| &row.name)));
    screen.set_owner(say(detail.owner.as_ref().map(|row| &row.name)));
    screen.set_risen(detail.risen_to.is_some());
    if let Some(role) = detail.risen_to {
        screen.set_risen_to(show::role(role));
    }
    screen.set_mark(complaint::mark(detail.mark.as_ref().map(|row| row.mark)));
    screen.set_archived(detail.archived.is_some());
}

fn render_outcome(screen: &Complaint<'_>, detail: &ComplaintDetail) {
    let text = |text: Option<&String>| text.map(|text| text.as_str().into()).unwrap_or_default();
    screen.set_handled(text(detail.handled.as_ref().map(|row| &row.handled)));
    let opinion = detail.opinion.as_ref();
    screen.set_opinion(text(opinion.map(|row| &row.opinion)));
    screen.set_signer(text(opinion.map(|row| &row.signer)));
    screen.set_sign_off(opinion.map_or(doorstep_ui::SignOff::None, |row| show::sign_off(row.sign_off)));
    let (relation, refusal) = opinion.map(|row| show::who_signed(row.sign_off)).unwrap_or_default();
    screen.set_relation(relation);
    screen.set_refusal(refusal);
}

fn waiting_for(shell: &Shell, detail: &ComplaintDetail) -> SharedString {
    match &detail.waits_for {
        None => "".into(),
        Some(WaitsFor::Role(role)) => role.title(shell.lang.get()).into(),
        Some(WaitsFor::Department(name) | WaitsFor::Person(name)) => shell.say(name),
    }
}

/// What counted and what was held, oldest first.
fn history(shell: &Shell, detail: &ComplaintDetail) -> Vec<ComplaintEvent> {
    let taken = detail.history.iter().map(|row| (row.at, event(shell, row, detail.now)));
    let held = detail.held.iter().map(|row| (row.at, held_event(shell, row, detail.now)));
    let mut timed: Vec<(Moment, ComplaintEvent)> = taken.chain(held).collect();
    // Stable: what happened at one moment stays in the office's order.
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, event)| event).collect()
}

fn event(shell: &Shell, row: &EventRow, now: Moment) -> ComplaintEvent {
    let (month, day, time) = complaint::moment(shell, row.at, now);
    let base = ComplaintEvent {
        act: complaint::act(row.action),
        who: row.by.as_ref().map(|by| shell.say(by)).unwrap_or_default(),
        by_office: row.by.is_none(),
        month,
        day,
        time,
        text: row.text.as_str().into(),
        ..ComplaintEvent::default()
    };
    came_to(shell, &row.came_to, now, base)
}

fn came_to(shell: &Shell, came_to: &CameTo, now: Moment, event: ComplaintEvent) -> ComplaintEvent {
    let at = |at: Moment, event: ComplaintEvent| {
        let (about_month, about_day, about_time) = complaint::moment(shell, at, now);
        ComplaintEvent { about_month, about_day, about_time, ..event }
    };
    match came_to {
        CameTo::Nothing => event,
        CameTo::Grade(grade) => ComplaintEvent { grade: complaint::grade(Some(*grade)), ..event },
        CameTo::Department(name, to) => ComplaintEvent {
            about: shell.say(name),
            person: to.as_ref().map(|to| shell.say(to)).unwrap_or_default(),
            ..event
        },
        CameTo::Person(name, None) => ComplaintEvent { person: shell.say(name), ..event },
        CameTo::Person(name, Some(when)) => at(*when, ComplaintEvent { person: shell.say(name), ..event }),
        CameTo::Role(role) => ComplaintEvent { has_role: true, role: show::role(*role), ..event },
        CameTo::Time(when) => at(*when, event),
        CameTo::Mark(mark) => ComplaintEvent { mark: complaint::mark(Some(*mark)), ..event },
    }
}

/// F-04: kept, but it changed nothing.
fn held_event(shell: &Shell, row: &HeldRow, now: Moment) -> ComplaintEvent {
    let (month, day, time) = complaint::moment(shell, row.at, now);
    let first = row.first.as_ref().map(|(name, _)| shell.say(name)).unwrap_or_default();
    ComplaintEvent {
        act: complaint::act(row.action),
        held: true,
        who: shell.say(&row.by),
        person: first,
        month,
        day,
        time,
        ..ComplaintEvent::default()
    }
}
