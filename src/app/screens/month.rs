//! The running month: coverage and timeliness against V-01 (V-14), what waited too long (V-10), what repeats (V-13).

use std::rc::Rc;

use chrono::Datelike as _;
use doorstep_device::Device;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::coverage::CoveragePage;
use doorstep_device::queries::follow_up::FollowUp;
use doorstep_device::queries::signals::SignalRow as Repeats;
use doorstep_domain::coverage::Coverage;
use doorstep_domain::deadline::CallbackAfter;
use doorstep_domain::grade::Grade;
use doorstep_domain::moment::Moment;
use doorstep_domain::repeat::RepeatSignal;
use doorstep_ui::{CoverageKind, CoverageLine, CoverageSection, Month, SignalRow, Task};
use slint::{Global as _, SharedString};

use super::{callback, complaint, complaint_row, home, order_row, quotes, today};
use crate::shell::Shell;
use crate::show;

/// What stands on the screen.
struct Shown {
    coverage: CoveragePage,
    waiting: FollowUp,
    repeats: Vec<Repeats>,
    now: Moment,
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Month::get(app);
        let here = Rc::clone(shell);
        screen.on_show(move |view| {
            here.touch();
            here.with_app(|app| Month::get(app).set_view(view));
        });
        let here = Rc::clone(shell);
        screen.on_open(move |id, is_order, is_complaint| {
            let Ok(subject) = id.parse() else { return };
            match (is_order, is_complaint) {
                (true, _) => here.act(quotes::open(Rc::clone(&here), subject)),
                (_, true) => here.act(complaint::open(Rc::clone(&here), subject)),
                _ => here.act(callback::open(Rc::clone(&here), subject)),
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_home(move |id| {
            if let Ok(id) = id.parse() {
                here.act(home::open(Rc::clone(&here), id));
            }
        });
    });
}

/// Reads the month anew.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let Ok(Ok(shown)) = shell.engine.ask(|device| read(device)).await else { return };
    if shift == shell.shift() {
        render(shell, &shown);
    }
}

fn read(device: &Device) -> Result<Shown, QueryError> {
    let month = device.running_month()?;
    Ok(Shown {
        coverage: device.coverage(month)?,
        waiting: device.follow_up()?,
        repeats: device.signals()?,
        now: device.now(),
    })
}

fn render(shell: &Shell, shown: &Shown) {
    shell.with_app(|app| {
        let screen = Month::get(app);
        let month = shown.coverage.month;
        screen.set_year(month.year);
        screen.set_month(month.month as i32);
        screen.set_coverage(show::renewed(screen.get_coverage(), coverage(shell, &shown.coverage)));
        screen.set_waiting(show::renewed(screen.get_waiting(), waiting(shell, shown)));
        let repeats = shown.repeats.iter().map(|row| signal(shell, row)).collect();
        screen.set_repeats(show::renewed(screen.get_repeats(), repeats));
    });
}

/// Everything, then by kind, person and building; nothing where nothing is due.
fn coverage(shell: &Shell, page: &CoveragePage) -> Vec<CoverageLine> {
    if page.all.due == 0 {
        return Vec::new();
    }
    let heading = |section| CoverageLine { heading: true, section, ..CoverageLine::default() };
    let line = |section, name: SharedString, count| CoverageLine { name, ..sum(section, count) };
    let mut lines = vec![sum(CoverageSection::All, page.all), heading(CoverageSection::Kind)];
    lines.extend(page.by_kind.iter().map(|row| CoverageLine {
        kind: kind(row.after),
        target: row.target_percent.map_or(-1, i32::from),
        ..sum(CoverageSection::Kind, row.count)
    }));
    lines.push(heading(CoverageSection::Person));
    lines.extend(page.by_person.iter().map(|(person, count)| {
        let name = person.as_ref().map(|name| shell.say(name)).unwrap_or_default();
        line(CoverageSection::Person, name, *count)
    }));
    lines.push(heading(CoverageSection::Building));
    let buildings = page.by_building.iter();
    lines.extend(
        buildings.map(|(building, count)| line(CoverageSection::Building, building.as_str().into(), *count)),
    );
    lines
}

fn sum(section: CoverageSection, count: Coverage) -> CoverageLine {
    let figure = |n: u64| i32::try_from(n).unwrap_or(i32::MAX);
    CoverageLine {
        section,
        due: figure(count.due),
        done: figure(count.done),
        overdue: figure(count.overdue),
        unqualified: figure(count.unqualified),
        covered: count.covered_per_mille().map_or(-1, figure),
        on_time: count.on_time_per_mille().map_or(-1, figure),
        target: -1,
        ..CoverageLine::default()
    }
}

fn kind(after: CallbackAfter) -> CoverageKind {
    match after {
        CallbackAfter::Complaint(Grade::Ordinary) => CoverageKind::OrdinaryComplaint,
        CallbackAfter::Complaint(Grade::Serious) => CoverageKind::SeriousComplaint,
        CallbackAfter::Complaint(Grade::Major) => CoverageKind::MajorComplaint,
        CallbackAfter::Complaint(Grade::EspeciallyMajor) => CoverageKind::EspeciallyMajorComplaint,
        CallbackAfter::Repair => CoverageKind::Repair,
        CallbackAfter::SpecialService => CoverageKind::SpecialService,
        CallbackAfter::CommunityActivity => CoverageKind::Activity,
        CallbackAfter::Other => CoverageKind::Other,
    }
}

/// V-10: callbacks, repairs and complaints in one line of time.
fn waiting(shell: &Shell, shown: &Shown) -> Vec<Task> {
    let (now, page) = (shown.now, &shown.waiting);
    let callbacks = page.callbacks.iter().map(|row| (row.due_by, today::task(shell, row, now)));
    let orders = page.orders.iter().map(|row| (row.due_by, order_row::task(shell, row, now)));
    let complaints = page.complaints.iter().map(|row| (row.due_by, complaint_row::task(shell, row, now)));
    let mut timed: Vec<(Moment, Task)> = callbacks.chain(orders).chain(complaints).collect();
    timed.sort_by_key(|(due_by, _)| *due_by);
    timed.into_iter().map(|(_, task)| task).collect()
}

fn signal(shell: &Shell, row: &Repeats) -> SignalRow {
    let last = shell.local(row.last);
    let place = row.place.as_ref();
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    let mut shown = SignalRow {
        home_id: row.home.as_str().into(),
        building: text(place.map(|place| &place.building)),
        section: text(place.map(|place| &place.section)),
        room: text(place.map(|place| &place.room)),
        customer: shell.say(&row.customer),
        matter: shell.say(&row.matter),
        month: last.month() as i32,
        day: last.day() as i32,
        ..SignalRow::default()
    };
    for signal in &row.signals {
        match *signal {
            RepeatSignal::Repairs(times) => shown.repairs = show::count(times),
            RepeatSignal::Complaints(times) => shown.complaints = show::count(times),
            RepeatSignal::FailedCallbacks(times) => shown.failed = show::count(times),
        }
    }
    shown
}
