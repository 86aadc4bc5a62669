//! What was finished for whom, and how its callback went: the plan that entries are written from.

mod open;
mod past;
mod storylines;

use std::collections::BTreeSet;

use doorstep_domain::calendar::CalendarError;
use doorstep_domain::deadline::CallbackAfter;
use doorstep_domain::event::EventKind;
use doorstep_domain::grade::Grade;
use doorstep_domain::moment::Moment;
use doorstep_domain::role::Role;

use super::chance::Chance;
use super::homes::Home;
use super::matters::{Matter, Sort};
use super::people::{STAFF, StaffMember, member, with_role};
use super::schedule::Schedule;

/// Who plans what nobody else deals with.
const SUPERVISOR: &str = "s-01";
const SITE_MANAGER: &str = "m-01";
const GENERAL_MANAGER: &str = "g-01";

/// A finished event and its callback so far.
pub(super) struct Case {
    /// Where, as an index of the homes.
    pub home: usize,
    pub matter: &'static Matter,
    pub event: EventKind,
    pub finished: Moment,
    /// It was a work order, not an event of another system.
    pub by_order: bool,
    /// Who did the work.
    pub worker: &'static StaffMember,
    /// V-01: who set whom to call back, where somebody has to.
    pub assigned: Option<(&'static StaffMember, &'static StaffMember)>,
    /// V-09.
    pub tries: Vec<Try>,
    /// The callback, once made.
    pub visit: Option<Visit>,
}

/// V-09: nobody was home.
pub(super) struct Try {
    pub by: &'static StaffMember,
    pub at: Moment,
    pub next: Moment,
}

/// A callback that was made.
pub(super) struct Visit {
    pub by: &'static StaffMember,
    pub at: Moment,
    /// V-06: it failed.
    pub failed: bool,
}

/// Plans cases so that nothing repeats at a door (V-13) unless a storyline wants it.
struct Planner<'a> {
    homes: &'a [Home],
    schedule: &'a Schedule,
    chance: Chance,
    /// The matters that each home already had.
    had: Vec<BTreeSet<&'static str>>,
    /// The homes that already have an open callback.
    open: BTreeSet<usize>,
    cases: Vec<Case>,
}

/// All cases, oldest first.
pub(super) fn plan(seed: u64, homes: &[Home], schedule: &Schedule) -> Result<Vec<Case>, CalendarError> {
    let mut planner = Planner {
        homes,
        schedule,
        chance: Chance::new(seed, "cases"),
        had: vec![BTreeSet::new(); homes.len()],
        open: BTreeSet::new(),
        cases: Vec::new(),
    };
    planner.storylines()?;
    planner.open_callbacks()?;
    planner.past()?;
    planner.cases.sort_by_key(|case| case.finished);
    Ok(planner.cases)
}

impl Planner<'_> {
    /// Adds a case that nobody has called back on yet.
    fn add(&mut self, home: usize, matter: &'static Matter, event: EventKind, finished: Moment) -> &mut Case {
        let worker = self.worker(home, matter);
        let assigned = assigned(event, self.homes[home].butler);
        self.had[home].insert(matter.code);
        let at = self.cases.len();
        let (tries, visit) = (Vec::new(), None);
        self.cases.push(Case {
            home,
            matter,
            event,
            finished,
            by_order: false,
            worker,
            assigned,
            tries,
            visit,
        });
        &mut self.cases[at]
    }

    /// Somebody of the department, but not who will ask how it went.
    fn worker(&mut self, home: usize, matter: &Matter) -> &'static StaffMember {
        let butler = self.homes[home].butler.id;
        let fits = |person: &&StaffMember| person.department == matter.department && person.id != butler;
        let people: Vec<&'static StaffMember> = STAFF.iter().filter(fits).collect();
        if people.is_empty() { member(SUPERVISOR) } else { people[self.chance.below(people.len())] }
    }

    /// A matter of this sort that the home has not had, or none.
    fn new_matter(&mut self, home: usize, sort: Sort) -> Option<&'static Matter> {
        let had = &self.had[home];
        let new: Vec<&'static Matter> = Matter::of_sort(sort).filter(|m| !had.contains(m.code)).collect();
        (!new.is_empty()).then(|| *self.chance.pick(&new))
    }

    /// A home of this butler without an open callback.
    fn free_home(&mut self, butler: &str) -> Option<usize> {
        let free = |home: &usize| self.homes[*home].butler.id == butler && !self.open.contains(home);
        let homes: Vec<usize> = (0..self.homes.len()).filter(free).collect();
        (!homes.is_empty()).then(|| *self.chance.pick(&homes))
    }

    fn finished(&mut self, event: EventKind, wish: i32) -> Result<Moment, CalendarError> {
        self.schedule.finished(CallbackAfter::from(event), wish, &mut self.chance)
    }
}

/// V-01: P-01 sets the person after a major complaint, P-02 after anything else that V-01 names nobody for.
pub(super) fn assigned(
    event: EventKind,
    butler: &'static StaffMember,
) -> Option<(&'static StaffMember, &'static StaffMember)> {
    match event {
        EventKind::Complaint { grade: Grade::Major | Grade::EspeciallyMajor } => {
            Some((member(GENERAL_MANAGER), member(GENERAL_MANAGER)))
        }
        EventKind::Other => Some((member(SITE_MANAGER), butler)),
        _ => None,
    }
}

/// V-01: who calls back.
pub(super) fn caller(
    event: EventKind,
    butler: &'static StaffMember,
    chance: &mut Chance,
) -> &'static StaffMember {
    match event {
        EventKind::Complaint { grade: Grade::Serious } => member(SITE_MANAGER),
        EventKind::Complaint { grade: Grade::Major | Grade::EspeciallyMajor } => member(GENERAL_MANAGER),
        EventKind::Other => butler,
        _ if chance.percent(85) => butler,
        _ => {
            let desk: Vec<&'static StaffMember> = with_role(Role::FrontDesk).collect();
            desk[chance.below(desk.len())]
        }
    }
}
