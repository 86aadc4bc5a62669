//! P-12: the duty log of a person and day, by itself from the records.

use std::rc::Rc;

use chrono::{Days, NaiveDate};
use doorstep_device::queries::QueryError;
use doorstep_device::queries::duty::{DutyLog as Page, DutyRow};
use doorstep_domain::duty::Duty;
use doorstep_domain::ids::{SubjectId, SubjectKind};
use doorstep_ui::{DutyCase, DutyKind, DutyLine, DutyLog, DutyPerson, Screen};
use slint::Global as _;

use super::{callback, complaint, quotes};
use crate::shell::Shell;
use crate::show;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = DutyLog::get(app);
        let here = Rc::clone(shell);
        screen.on_previous_day(move || turn(&here, |day| day.checked_sub_days(Days::new(1))));
        let here = Rc::clone(shell);
        screen.on_next_day(move || turn(&here, |day| day.checked_add_days(Days::new(1))));
        let here = Rc::clone(shell);
        screen.on_choose_person(move |id| {
            if let (Ok(person), Some(shown)) = (id.parse(), here.duty.borrow_mut().as_mut()) {
                shown.0 = person;
            }
            look(&here);
        });
        let here = Rc::clone(shell);
        screen.on_open(move |id, case| {
            if let Ok(id) = id.parse() {
                open(&here, id, case);
            }
        });
    });
}

/// Shows this person's day.
pub async fn show(shell: Rc<Shell>) {
    let asked = shell
        .engine
        .ask(|device| Ok::<_, QueryError>((device.me()?.person, device.site()?.date(device.now()))));
    let Ok(Ok(mine)) = asked.await else { return };
    shell.duty.replace(Some(mine));
    refresh(&shell).await;
    shell.open(Screen::DutyLog);
}

/// Reads it anew.
pub async fn refresh(shell: &Shell) {
    let Some((person, day)) = shell.duty.borrow().clone() else { return };
    let shift = shell.shift();
    let asked = shell.engine.ask(move |device| {
        Ok::<_, QueryError>((device.duty_log(&person, day)?, device.site()?.date(device.now())))
    });
    if let Ok(Ok((page, today))) = asked.await
        && shift == shell.shift()
    {
        render(shell, &page, today);
    }
}

fn turn(shell: &Rc<Shell>, to: impl FnOnce(NaiveDate) -> Option<NaiveDate>) {
    if let Some(shown) = shell.duty.borrow_mut().as_mut() {
        shown.1 = to(shown.1).unwrap_or(shown.1);
    }
    look(shell);
}

fn look(shell: &Rc<Shell>) {
    let here = Rc::clone(shell);
    shell.act(async move { refresh(&here).await });
}

fn open(shell: &Rc<Shell>, id: SubjectId, case: DutyCase) {
    let here = Rc::clone(shell);
    match case {
        DutyCase::Callback => shell.act(callback::open(here, id)),
        DutyCase::Order => shell.act(quotes::open(here, id)),
        DutyCase::Complaint => shell.act(complaint::open(here, id)),
    }
}

fn render(shell: &Shell, page: &Page, today: NaiveDate) {
    shell.with_app(|app| {
        let screen = DutyLog::get(app);
        screen.set_person(shell.say(&page.name));
        let (month, day) = show::month_day(page.day);
        screen.set_month(month);
        screen.set_day(day);
        screen.set_weekday(show::weekday(page.day));
        screen.set_has_next(page.day < today);
        screen.set_people(show::rows(page.people.iter().map(|person| DutyPerson {
            id: person.person.as_str().into(),
            name: shell.say(&person.name),
            chosen: person.person == page.person,
        })));
        let kinds = [Duty::Received, Duty::HandedOn, Duty::Finished];
        let lines = kinds.into_iter().flat_map(|duty| section(shell, page, duty)).collect();
        screen.set_rows(show::renewed(screen.get_rows(), lines));
    });
}

fn section(shell: &Shell, page: &Page, duty: Duty) -> Vec<DutyLine> {
    let rows: Vec<&DutyRow> = page.rows.iter().filter(|row| row.duty == duty).collect();
    let count = show::count(rows.len());
    let heading = DutyLine { heading: true, duty: kind(duty), count, ..DutyLine::default() };
    let lines = rows.into_iter().map(|row| line(shell, row));
    (count > 0).then_some(heading).into_iter().chain(lines).collect()
}

fn line(shell: &Shell, row: &DutyRow) -> DutyLine {
    let place = row.place.as_ref();
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    DutyLine {
        duty: kind(row.duty),
        case: case(&row.case),
        id: row.case.as_str().into(),
        building: text(place.map(|place| &place.building)),
        section: text(place.map(|place| &place.section)),
        room: text(place.map(|place| &place.room)),
        matter: shell.say(&row.matter),
        time: show::time(shell.local(row.at)),
        ..DutyLine::default()
    }
}

fn kind(duty: Duty) -> DutyKind {
    match duty {
        Duty::Received => DutyKind::Received,
        Duty::HandedOn => DutyKind::HandedOn,
        Duty::Finished => DutyKind::Finished,
    }
}

fn case(subject: &SubjectId) -> DutyCase {
    match subject.kind() {
        Some(SubjectKind::WorkOrder) => DutyCase::Order,
        Some(SubjectKind::Complaint) => DutyCase::Complaint,
        _ => DutyCase::Callback,
    }
}
