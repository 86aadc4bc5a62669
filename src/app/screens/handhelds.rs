//! 08 Handhelds: what each has not sent, as of its last contact, worst first; a lost one is revoked, a locked person
//! unlocked (P-03, F-01, F-03). Known offline as the office last said; asking it anew needs the network.

use std::future::Future;
use std::rc::Rc;

use doorstep_device::engine::AskError;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::handhelds::{HandheldRow as Row, Handhelds as Page, Worry};
use doorstep_domain::ids::PersonId;
use doorstep_domain::moment::Moment;
use doorstep_ui::{HandheldRow, HandheldState, Handhelds, Problem, SeenAt};
use slint::{Global as _, SharedString};

use super::watch;
use crate::shell::Shell;
use crate::{problem, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Handhelds::get(app);
        let here = Rc::clone(shell);
        screen.on_ask(move || here.act(ask(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_open(move |number| here.act(open(Rc::clone(&here), number)));
        let here = Rc::clone(shell);
        screen.on_revoke(move |number| {
            if let Ok(number) = number.parse() {
                here.act(revoke(Rc::clone(&here), number));
            }
        });
        let here = Rc::clone(shell);
        screen.on_unlock(move |index| here.act(unlock(Rc::clone(&here), index)));
    });
}

/// Asks the office; what it said before stays until it answers.
pub async fn ask(shell: Rc<Shell>) {
    order(&shell, |engine| async move { engine.fetch_handhelds().await }).await;
}

async fn revoke(shell: Rc<Shell>, number: i64) {
    let done = order(&shell, move |engine| async move { engine.revoke_handheld(number).await }).await;
    shell.with_app(|app| Handhelds::get(app).set_revoking(false));
    if done {
        shell.with_app(|app| Handhelds::get(app).set_detail_open(false));
    }
}

async fn unlock(shell: Rc<Shell>, index: i32) {
    let Some(person) = locked_person(&shell, index).await else { return };
    if order(&shell, move |engine| async move { engine.unlock_person(&person).await }).await {
        shell.with_app(|app| Handhelds::get(app).set_detail_open(false));
    }
}

async fn locked_person(shell: &Shell, index: i32) -> Option<PersonId> {
    let row = opened(shell, shell.with_app(|app| Handhelds::get(app).get_opened().number)?).await?;
    let person = row.locked.get(usize::try_from(index).ok()?)?;
    Some(person.person.clone())
}

/// Whether the office did it; if not, the screen says why.
async fn order<F>(shell: &Rc<Shell>, call: impl FnOnce(doorstep_device::Engine) -> F) -> bool
where
    F: Future<Output = Result<(), AskError>> + Send + 'static,
{
    let shift = shell.shift();
    shell.with_app(|app| Handhelds::get(app).set_asking(true));
    let answer = shell.engine.call(call).await;
    shell.with_app(|app| Handhelds::get(app).set_asking(false));
    if shift != shell.shift() {
        return false;
    }
    let failed = match &answer {
        Ok(Ok(())) => Problem::None,
        Ok(Err(error)) => problem::of_ask(error),
        Err(_) => Problem::Other,
    };
    shell.with_app(|app| Handhelds::get(app).set_problem(failed));
    watch::refresh_shown(shell).await;
    failed == Problem::None
}

/// Shows what the office last said.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let asked = shell.engine.ask(|device| Ok::<_, QueryError>((device.handhelds()?, device.now())));
    let Ok(Ok((known, now))) = asked.await else { return };
    if shift == shell.shift() {
        render(shell, known.as_ref(), now);
    }
}

fn render(shell: &Shell, known: Option<&Page>, now: Moment) {
    shell.with_app(|app| {
        let screen = Handhelds::get(app);
        let rows: Vec<HandheldRow> = known
            .map(|known| known.rows.iter().map(|row| line(shell, row, now)).collect())
            .unwrap_or_default();
        screen.set_rows(show::renewed(screen.get_rows(), rows));
        screen.set_worrying(show::count(known.map_or(0, Page::worrying)));
        screen.set_as_of(known.map(|known| seen_at(shell, known.as_of, now)).unwrap_or_default());
        screen.set_may_revoke(known.is_some_and(|known| known.may_revoke));
    });
}

async fn opened(shell: &Shell, number: SharedString) -> Option<Row> {
    let number: i64 = number.parse().ok()?;
    let known = shell.engine.ask(|device| device.handhelds()).await.ok()?.ok()??;
    known.rows.into_iter().find(|row| row.device.number == number)
}

async fn open(shell: Rc<Shell>, number: SharedString) {
    let Some(row) = opened(&shell, number).await else { return };
    let Ok(now) = shell.engine.ask(|device| device.now()).await else { return };
    shell.with_app(|app| {
        let screen = Handhelds::get(app);
        screen.set_opened(line(&shell, &row, now));
        screen.set_is_this(row.is_this);
        screen.set_locked(show::rows(row.locked.iter().map(|person| shell.say(&person.name))));
        screen.set_problem(Problem::None);
        screen.set_detail_open(true);
    });
}

fn line(shell: &Shell, row: &Row, now: Moment) -> HandheldRow {
    let at = |moment: Option<Moment>| moment.map(|at| seen_at(shell, at, now)).unwrap_or_default();
    let contact = row.device.contact.as_ref();
    let person = row.person.as_ref();
    HandheldRow {
        number: slint::format!("{:02}", row.device.number),
        state: state(row.worry),
        person: person.map(|person| shell.say(&person.name)).unwrap_or_default(),
        role: row.role.map(show::role).unwrap_or_default(),
        has_role: row.role.is_some(),
        phone: person.map(|person| person.phone.as_str().into()).unwrap_or_default(),
        silent_minutes: show::number(row.silent.unwrap_or(0) / 60_000),
        unsent: show::number(contact.map_or(0, |contact| contact.unsent_facts)),
        grave: show::number(contact.map_or(0, |contact| contact.unsent_grave)),
        pictures: show::number(contact.map_or(0, |contact| contact.unsent_pictures)),
        oldest: at(contact.and_then(|contact| contact.oldest_unsent)),
        contact: at(contact.map(|contact| contact.at)),
        clock_seconds: show::number(contact.map_or(0, |contact| contact.clock_offset / 1000)),
        clock_wrong: row.clock_wrong,
        version: contact.map(|contact| contact.version.as_str().into()).unwrap_or_default(),
        battery: contact.and_then(|contact| contact.battery).map_or(-1, i32::from),
    }
}

fn seen_at(shell: &Shell, at: Moment, now: Moment) -> SeenAt {
    let (at, today) = (shell.local(at), shell.local(now).date_naive());
    let (month, day) = show::month_day_unless_today(at.date_naive(), today);
    SeenAt { month, day, time: show::time(at) }
}

fn state(worry: Worry) -> HandheldState {
    match worry {
        Worry::Fine => HandheldState::Fine,
        Worry::Sending => HandheldState::Sending,
        Worry::Silent => HandheldState::Silent,
        Worry::Alarming => HandheldState::Alarming,
        Worry::Locked => HandheldState::Locked,
        Worry::Never => HandheldState::Never,
        Worry::Quarantined => HandheldState::Quarantined,
        Worry::Revoked => HandheldState::Revoked,
        Worry::RevokedBehind => HandheldState::RevokedBehind,
    }
}
