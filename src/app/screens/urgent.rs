//! C-07 Whom to phone, on every screen, until the office has it or somebody states that they phoned; C-06 what rings,
//! over every screen, until it is acknowledged. Both are read from the device each time: a restart loses neither.

use std::rc::Rc;
use std::time::{Duration, Instant};

use doorstep_device::queries::bells::Bell;
use doorstep_device::queries::unreached::Unreached;
use doorstep_device::store::outbox::{Alarm, Callee};
use doorstep_domain::clock::ClockRule;
use doorstep_domain::complaint::still_rings;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_protocol::bells::Bell as Wanted;
use doorstep_ui::{PhonePerson, Ringing, Screen, Urgent};
use slint::Global as _;

use super::{complaint as page, save_failed, signin, status, today};
use crate::shell::Shell;
use crate::{complaint, order, show};

/// The steps of "when did you phone", in milliseconds.
const AGO_STEP: i64 = 5 * 60 * 1000;
/// Whoever is wanted has so long to sign in before it rings again.
const QUIET: Duration = Duration::from_secs(60);
/// Whoever touched the sign-in screen is at it for so long.
const TYPING: Duration = Duration::from_secs(10);

/// Ties both.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let urgent = Urgent::get(app);
        let here = Rc::clone(shell);
        urgent.on_phoned(move |person, ago| here.act(phoned(Rc::clone(&here), person, ago)));
        let here = Rc::clone(shell);
        urgent.on_open(move || {
            if let Some(complaint) = first(&here).map(|alarm| alarm.complaint) {
                here.act(page::open(Rc::clone(&here), complaint));
            }
        });
        let here = Rc::clone(shell);
        Ringing::get(app).on_acknowledge(move || here.act(acknowledge(Rc::clone(&here))));
        let here = Rc::clone(shell);
        Ringing::get(app).on_sign_in(move || answer_locked(&here));
    });
}

/// C-07: the one whose clock ends first is shown.
fn first(shell: &Shell) -> Option<Alarm> {
    shell.unreached.borrow().first().map(|unreached| unreached.alarm.clone())
}

/// Reads anew what the office does not have, and what rings.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let asked = shell.engine.ask(|device| {
        let unreached = device.unreached();
        let bells = device.bells().map(|bells| bells.bells).unwrap_or_default();
        (unreached, bells, device.me().is_ok(), device.now())
    });
    let Ok((unreached, bells, signed_in, now)) = asked.await else { return };
    if shift != shell.shift() {
        return;
    }
    match unreached {
        Ok(unreached) => drop(shell.unreached.replace(unreached)),
        // What was known goes on: it is not to be overlooked because a file cannot be read.
        Err(error) => tracing::error!(%error, "what the office does not have is not known"),
    }
    shell.bells.replace(bells);
    shell.heard_at.set(now);
    render_alarm(shell, signed_in);
    render_bell(shell);
    render_clocks(shell, now);
}

/// The clocks go on; nothing is asked while there are none.
pub async fn tick(shell: Rc<Shell>) {
    if shell.unreached.borrow().is_empty() && shell.bells.borrow().is_empty() && wanted(&shell).is_none() {
        return;
    }
    if let Ok(now) = shell.engine.ask(|device| device.now()).await {
        // The customer's page may have been handed back.
        render_bell(&shell);
        render_clocks(&shell, now);
    }
}

fn render_alarm(shell: &Shell, signed_in: bool) {
    let unreached = shell.unreached.borrow();
    shell.with_app(|app| {
        let urgent = Urgent::get(app);
        urgent.set_shown(!unreached.is_empty());
        urgent.set_may_state(signed_in);
        let Some(Unreached { alarm, of }) = unreached.first() else { return urgent.set_stating(false) };
        urgent.set_others(show::count(unreached.len() - 1));
        urgent.set_grade(complaint::grade(Some(alarm.grade)));
        urgent.set_minutes(show::number(ClockRule::of(alarm.grade).respond_within.num_minutes()));
        let people = alarm.callees.iter().map(|callee| person(shell, callee));
        urgent.set_people(show::renewed(urgent.get_people(), people.collect()));
        // P-10: of the customer, only for whoever may read it.
        let [building, section, room] = complaint::place(of.as_ref().and_then(|of| of.place.as_ref()));
        urgent.set_building(building);
        urgent.set_section(section);
        urgent.set_room(room);
        urgent.set_customer(of.as_ref().map(|of| shell.say(&of.customer)).unwrap_or_default());
        urgent.set_may_open(of.is_some());
    });
}

fn person(shell: &Shell, callee: &Callee) -> PhonePerson {
    PhonePerson {
        id: callee.person.as_str().into(),
        name: shell.say(&callee.name),
        role: show::role(callee.role),
        phone: callee.phone.as_str().into(),
    }
}

/// What rings over whatever is shown, and is heard as long as it is seen.
fn render_bell(shell: &Shell) {
    if shell.screen() == Screen::Signin {
        render_wanted(shell)
    } else {
        render_own(shell)
    }
    let seen = shell.with_app(|app| Ringing::get(app).get_shown());
    shell.chime.set_ringing(seen.unwrap_or_default());
}

/// C-06: nobody is signed in: who of this handheld's people is wanted, what runs out first; how many others are.
fn wanted(shell: &Shell) -> Option<(Wanted, usize)> {
    let state = shell.engine.watch();
    let state = state.borrow();
    let mut ringing = state.bells.iter().filter(|bell| still_rings(bell.by, shell.heard_at.get()));
    let first = ringing.next()?.clone();
    Some((first, ringing.count()))
}

fn render_wanted(shell: &Shell) {
    // Nobody's PIN is covered while they type it.
    let busy = shell.quiet_until.get().is_some_and(|until| until > Instant::now()) || shell.idle() < TYPING;
    let wanted = wanted(shell).filter(|_| !busy);
    let entering = shell.signin.borrow();
    let tile = wanted.as_ref().and_then(|(bell, _)| entering.tile_of(&bell.person));
    shell.with_app(|app| {
        let ringing = Ringing::get(app);
        let (Some((bell, others)), Some(tile)) = (&wanted, tile) else { return ringing.set_shown(false) };
        ringing.set_wanted(shell.say(&tile.name));
        ringing.set_wanted_role(show::role(tile.role));
        ringing.set_grade(complaint::grade(Some(bell.grade)));
        ringing.set_minutes(show::number(ClockRule::of(bell.grade).respond_within.num_minutes()));
        ringing.set_others(show::count(*others));
        ringing.set_shown(true);
    });
}

/// To the PIN of who is wanted; it rings again while nobody has signed in.
fn answer_locked(shell: &Rc<Shell>) {
    shell.quiet_until.set(Some(Instant::now() + QUIET));
    if let Some((bell, _)) = wanted(shell) {
        signin::choose(shell, bell.person.as_str());
    }
    render_bell(shell);
}

fn render_own(shell: &Shell) {
    let bells = shell.bells.borrow();
    shell.with_app(|app| {
        let ringing = Ringing::get(app);
        // The customer's page is in the customer's hands: what rings waits until it is handed back.
        let in_hand = matches!(shell.screen(), Screen::Customer | Screen::Price | Screen::ShowOrder);
        ringing.set_shown(!bells.is_empty() && !in_hand);
        ringing.set_wanted("".into());
        let Some(bell) = bells.first() else { return };
        ringing.set_others(show::count(bells.len() - 1));
        let head = complaint::head(shell, &bell.row);
        ringing.set_grade(head.grade);
        ringing.set_number(order::short_number(&bell.row.number).into());
        ringing.set_building(head.building);
        ringing.set_section(head.section);
        ringing.set_room(head.room);
        ringing.set_customer(head.customer);
        ringing.set_happened(shell.say(&bell.row.happened));
        ringing.set_wish(bell.wish.as_str().into());
        ringing.set_received_time(show::time(shell.local(bell.row.received)));
        ringing.set_minutes(show::number(bell.minutes));
    });
}

fn render_clocks(shell: &Shell, now: Moment) {
    let (unreached, bells) = (shell.unreached.borrow(), shell.bells.borrow());
    shell.with_app(|app| {
        if let Some(Unreached { alarm, .. }) = unreached.first() {
            Urgent::get(app).set_seconds(show::seconds_left(alarm.respond_by, now));
        }
        let by = bells.first().map(|bell| bell.by);
        if let Some(by) = by.or_else(|| wanted(shell).map(|(bell, _)| bell.by)) {
            Ringing::get(app).set_seconds(show::seconds_left(by, now));
        }
    });
}

/// C-07: whom, and when: under the name of who is signed in.
async fn phoned(shell: Rc<Shell>, person: i32, ago: i32) {
    let Some(alarm) = first(&shell) else { return };
    let Some(callee) = usize::try_from(person).ok().and_then(|index| alarm.callees.get(index).cloned())
    else {
        return;
    };
    set_saving(&shell, true);
    let said = shell.engine.ask(move |device| {
        let at = device.now().shifted(-i64::from(ago.max(0)) * AGO_STEP);
        device.phone_about_complaint(&alarm.complaint, &callee.person, at)
    });
    let said = said.await;
    set_saving(&shell, false);
    match said {
        Ok(Ok(_)) => {
            shell.with_app(|app| Urgent::get(app).set_stating(false));
            after(&shell).await;
        }
        Ok(Err(error)) => {
            shell.with_app(|app| Urgent::get(app).set_stating(false));
            save_failed::show_complaint(&shell, &error);
        }
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

/// C-05, C-06: one tap; then it stands on the screen, to go on from.
async fn acknowledge(shell: Rc<Shell>) {
    let rung = shell.bells.borrow().first().map(|bell: &Bell| bell.complaint.clone());
    let Some(complaint) = rung else { return };
    set_saving(&shell, true);
    let asked = complaint.clone();
    let said = shell.engine.ask(move |device| device.acknowledge_complaint(&asked)).await;
    set_saving(&shell, false);
    match said {
        Ok(Ok(_)) => {
            after(&shell).await;
            open_unless_busy(shell, complaint).await;
        }
        Ok(Err(error)) => {
            // It rings no more than the device says: somebody else may have acknowledged it meanwhile.
            refresh(&shell).await;
            save_failed::show_complaint(&shell, &error);
        }
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

/// Nobody's half-done form is taken from under their hands.
async fn open_unless_busy(shell: Rc<Shell>, complaint: SubjectId) {
    if shell.screen() == Screen::Today {
        page::open(shell, complaint).await;
    }
}

async fn after(shell: &Rc<Shell>) {
    status::refresh(shell).await;
    refresh(shell).await;
    match shell.screen() {
        Screen::Today => today::refresh(shell).await,
        Screen::Complaint => page::reload(shell).await,
        _ => {}
    }
}

fn set_saving(shell: &Shell, saving: bool) {
    shell.with_app(|app| {
        Urgent::get(app).set_saving(saving);
        Ringing::get(app).set_saving(saving);
    });
}
