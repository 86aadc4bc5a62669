//! 13 Nobody home: the try is recorded, the callback stays open with its next one (V-09). Three taps.

use std::rc::Rc;

use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;
use doorstep_domain::moment::Moment;
use doorstep_ui::{DayPart, NobodyHome, Screen, TryChoice, TryDay};
use slint::Global as _;

use super::callback::page;
use super::{door_picture, save_failed, saved};
use crate::shell::Shell;
use crate::task::{self, Task, edit_attempt};
use crate::{appointment, order_form, show};

/// How far ahead another time can be picked, in days.
const DAYS_AHEAD: u64 = 6;
/// What is proposed: days from today, hour and minute, and the part of the day that is said instead.
const PROPOSALS: [(u64, u32, u32, DayPart); 4] = [
    (0, 18, 30, DayPart::None),
    (1, 10, 0, DayPart::Morning),
    (1, 18, 30, DayPart::None),
    (2, 10, 0, DayPart::Morning),
];
/// So many proposals stand beside "another time".
const MOST_PROPOSALS: usize = 3;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = NobodyHome::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |index| choose(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_other(move |day, hour, minute| choose_other(&here, day, hour, minute));
        let here = Rc::clone(shell);
        screen.on_edit_note(move |note| edit_attempt(&here, |attempt| *attempt.note = note.into()));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
    });
}

/// Shows the screen.
pub fn show(shell: &Rc<Shell>) {
    task::arrive_at(shell, Screen::NobodyHome, page::NOBODY_HOME);
    render(shell);
    door_picture::show(shell);
    shell.open(Screen::NobodyHome);
}

/// The proposals that are still to come.
fn proposals(now: DateTime<Tz>) -> Vec<(DateTime<Tz>, TryChoice)> {
    PROPOSALS
        .iter()
        .filter_map(|(days, hour, minute, part)| {
            Some((appointment::at(now, *days, *hour, *minute)?, *days, *part))
        })
        .filter(|(at, _, _)| *at > now)
        .take(MOST_PROPOSALS)
        .map(|(at, days, part)| (at, choice(at, days, part)))
        .collect()
}

fn choice(at: DateTime<Tz>, days: u64, part: DayPart) -> TryChoice {
    let (month, day) = show::month_day(at.date_naive());
    let time = if part == DayPart::None { show::time(at) } else { Default::default() };
    TryChoice { day_offset: days as i32, month, day, time, part }
}

fn now(shell: &Shell) -> Option<DateTime<Tz>> {
    task::door(shell).map(|door| shell.local(door.now))
}

fn choose(shell: &Shell, index: i32) {
    let Some(now) = now(shell) else { return };
    let proposed = proposals(now);
    let Some((at, _)) = usize::try_from(index).ok().and_then(|index| proposed.get(index)) else { return };
    set(shell, *at);
    render(shell);
}

fn choose_other(shell: &Shell, day: i32, hour: i32, minute: i32) {
    let Some(now) = now(shell) else { return };
    if let Some(picked) = appointment::picked(now, day, hour, minute) {
        set(shell, picked);
    }
    render(shell);
}

fn set(shell: &Shell, at: DateTime<Tz>) {
    let next_try = Some(Moment::from(at.to_utc()));
    edit_attempt(shell, |attempt| *attempt.next_try = next_try);
}

async fn save(shell: Rc<Shell>) {
    match task::what(&shell) {
        Task::Callback => save_callbacks(shell).await,
        Task::Order => save_orders(shell).await,
        // Nobody goes to a door for a complaint's form alone.
        Task::Complaint => {}
    }
}

/// The order stays as it is, with its next try.
async fn save_orders(shell: Rc<Shell>) {
    let next_try = task::attempt(&shell, |attempt| *attempt.next_try).flatten();
    let kept = order_form::act(&shell, |device, form| device.attempt_order(form)).await;
    if let (Some(kept), Some(next_try)) = (kept, next_try) {
        saved::show_attempt(shell, kept, next_try).await;
    }
}

async fn save_callbacks(shell: Rc<Shell>) {
    let Some(form) = shell.form.borrow().clone() else { return };
    shell.with_app(|app| NobodyHome::get(app).set_saving(true));
    match shell.engine.ask(move |device| device.record_attempt(&form)).await {
        Ok(Ok(kept)) => saved::show(shell, kept).await,
        Ok(Err(error)) => save_failed::show(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

/// The choice that a next try stands for.
pub fn choice_of(next_try: DateTime<Tz>, now: DateTime<Tz>) -> TryChoice {
    let proposed = proposals(now).into_iter().find(|(at, _)| *at == next_try);
    proposed.map_or_else(
        || {
            let days = (next_try.date_naive() - now.date_naive()).num_days().max(0);
            choice(next_try, days as u64, DayPart::None)
        },
        |(_, choice)| choice,
    )
}

fn render(shell: &Shell) {
    let Some(door) = task::door(shell) else { return };
    let Some((next_try, note)) = task::attempt(shell, |form| (*form.next_try, form.note.clone())) else {
        return;
    };
    let now = shell.local(door.now);
    let proposed = proposals(now);
    let next_try = next_try.map(|at| shell.local(at)).filter(|at| *at > now);
    let chosen = next_try.map(|next| proposed.iter().position(|(at, _)| *at == next));
    shell.with_app(|app| {
        let screen = NobodyHome::get(app);
        let [building, section, room] = door.place;
        screen.set_building(building);
        screen.set_section(section);
        screen.set_room(room);
        screen.set_customer(shell.say(&door.customer));
        screen.set_time(show::time(now));
        screen.set_count(show::count(door.attempts + 1));
        screen.set_days(show::rows((0..=DAYS_AHEAD).filter_map(|days| day(now.date_naive(), days))));
        screen.set_chosen(chosen.map_or(-1, |index| show::count(index.unwrap_or(proposed.len()))));
        screen.set_other(next_try.map(|at| choice_of(at, now)).unwrap_or_default());
        screen.set_choices(show::rows(proposed.into_iter().map(|(_, choice)| choice)));
        screen.set_note(note.into());
        screen.set_saving(false);
    });
}

fn day(today: NaiveDate, days: u64) -> Option<TryDay> {
    let date = today.checked_add_days(Days::new(days))?;
    let (month, day) = show::month_day(date);
    Some(TryDay { day_offset: days as i32, month, day, weekday: show::weekday(date) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai(text: &str) -> DateTime<Tz> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Tz::Asia__Shanghai)
    }

    fn check(now: &str, expected: [&str; 3]) {
        let proposed = proposals(shanghai(now));
        let times: Vec<String> =
            proposed.iter().map(|(at, _)| at.format("%m-%d %H:%M").to_string()).collect();
        assert_eq!(times, expected, "{now}");
    }

    #[test]
    fn v_09_only_times_to_come_are_proposed() {
        check("2026-11-24T09:42:00+08:00", ["11-24 18:30", "11-25 10:00", "11-25 18:30"]);
        check("2026-11-24T18:30:00+08:00", ["11-25 10:00", "11-25 18:30", "11-26 10:00"]);
        check("2026-12-31T20:00:00+08:00", ["01-01 10:00", "01-01 18:30", "01-02 10:00"]);
    }

    #[test]
    fn v_09_a_next_try_is_said_as_it_was_proposed() {
        let now = shanghai("2026-11-24T09:42:00+08:00");
        assert_eq!(choice_of(shanghai("2026-11-25T10:00:00+08:00"), now).part, DayPart::Morning);
        let other = choice_of(shanghai("2026-11-27T15:15:00+08:00"), now);
        assert_eq!((other.day_offset, other.time.as_str()), (3, "15:15"));
    }
}
