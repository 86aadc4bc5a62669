//! Cases that the sample tells on purpose: those of the pictures in SCREENS.md, V-13's repeat signals,
//! and what the managers call back on.

use doorstep_domain::calendar::CalendarError;
use doorstep_domain::event::{EventKind, Stage};
use doorstep_domain::grade::Grade;

use super::{Planner, Try};
use crate::sample::matters::{AC_REFILLED, Matter, PARKING_ASKED, SINK_CLEARED, SINK_SEALED};
use crate::sample::people::member;

/// An open callback and what led to it.
struct Storyline {
    place: Place,
    matter: &'static str,
    event: EventKind,
    /// See `Schedule::finished`.
    wish: i32,
    /// At which minute of its day it was finished, where that matters.
    minute: Option<i64>,
    /// Who did the work, where that matters.
    worker: Option<&'static str>,
    /// It was a work order, and so were the earlier ones.
    by_order: bool,
    /// The same matter before.
    earlier: &'static [Earlier],
    /// V-09.
    tries: &'static [Knock],
}

/// Where it happens.
enum Place {
    /// In this home.
    Home(&'static str),
    /// In some home of this butler.
    Beat(&'static str),
}

/// The same matter at the same door before.
struct Earlier {
    days_ago: u64,
    matter: &'static Matter,
    /// V-06: its callback failed.
    failed: bool,
}

/// V-09: a knock at a closed door: so many days ago, at this minute of the day; next try so many days from
/// today on, at that minute.
struct Knock {
    by: &'static str,
    days_ago: u64,
    minute: i64,
    next: (u64, i64),
}

const MORNING: i64 = 10 * 60;
const EVENING: i64 = 18 * 60 + 30;
const ORDINARY: EventKind = EventKind::Complaint { grade: Grade::Ordinary };
const SERIOUS: EventKind = EventKind::Complaint { grade: Grade::Serious };
const MAJOR: EventKind = EventKind::Complaint { grade: Grade::Major };
const MIDDLE: EventKind = EventKind::SpecialService { stage: Stage::Middle };

const fn line(place: Place, matter: &'static str, event: EventKind, wish: i32) -> Storyline {
    Storyline {
        place,
        matter,
        event,
        wish,
        minute: None,
        worker: None,
        by_order: false,
        earlier: &[],
        tries: &[],
    }
}

static STORYLINES: [Storyline; 10] = [
    Storyline {
        minute: Some(10 * 60 + 48),
        worker: Some("t-02"),
        earlier: &[
            Earlier { days_ago: 113, matter: &SINK_SEALED, failed: false },
            Earlier { days_ago: 43, matter: &SINK_CLEARED, failed: false },
        ],
        tries: &[Knock { by: "b-01", days_ago: 1, minute: 19 * 60 + 10, next: (0, MORNING) }],
        ..line(Place::Home("8-2-1602"), "sink", EventKind::Repair, -1)
    },
    Storyline {
        tries: &[
            Knock { by: "b-02", days_ago: 1, minute: 10 * 60 + 25, next: (0, MORNING) },
            Knock { by: "b-02", days_ago: 1, minute: 18 * 60 + 40, next: (0, EVENING) },
        ],
        ..line(Place::Home("3-1-0901"), "lift-noise", ORDINARY, 0)
    },
    line(Place::Home("8-1-2203"), "ac", EventKind::Repair, 0),
    line(Place::Home("5-2-1101"), "dinner", MIDDLE, 0),
    Storyline { by_order: true, ..line(Place::Home("5-1-0503"), "door-entry", EventKind::Repair, 2) },
    Storyline {
        earlier: &[Earlier { days_ago: 30, matter: &PARKING_ASKED, failed: false }],
        ..line(Place::Beat("b-01"), "parking", ORDINARY, 1)
    },
    Storyline {
        earlier: &[Earlier { days_ago: 20, matter: &AC_REFILLED, failed: true }],
        ..line(Place::Beat("b-03"), "ac", EventKind::Repair, -1)
    },
    line(Place::Beat("b-04"), "garden", SERIOUS, -1),
    line(Place::Beat("b-05"), "renovation-noise", SERIOUS, 1),
    line(Place::Beat("b-08"), "lift-noise", MAJOR, 0),
];

impl Planner<'_> {
    /// Plans every storyline.
    pub(super) fn storylines(&mut self) -> Result<(), CalendarError> {
        STORYLINES.iter().try_for_each(|line| self.storyline(line))
    }

    fn storyline(&mut self, line: &'static Storyline) -> Result<(), CalendarError> {
        let Some(home) = self.place(&line.place) else { return Ok(()) };
        let matter = Matter::of_code(line.matter);
        for earlier in line.earlier {
            self.earlier(home, line.event, earlier)?;
        }
        let mut finished = self.finished(line.event, line.wish)?;
        if let Some(minute) = line.minute {
            finished = self.schedule.later(finished, 0, minute)?;
        }
        let tries = self.knocks(line.tries)?;
        let case = self.add(home, matter, line.event, finished);
        case.worker = line.worker.map_or(case.worker, member);
        (case.tries, case.by_order) = (tries, line.by_order);
        self.open.insert(home);
        Ok(())
    }

    fn place(&mut self, place: &Place) -> Option<usize> {
        match place {
            Place::Home(id) => self.homes.iter().position(|home| home.id.as_str() == *id),
            Place::Beat(butler) => self.free_home(butler),
        }
    }

    fn earlier(&mut self, home: usize, event: EventKind, earlier: &Earlier) -> Result<(), CalendarError> {
        let hour = self.chance.between(10, 17);
        let finished = self.schedule.days_ago(earlier.days_ago, hour * 60)?;
        self.add(home, earlier.matter, event, finished);
        self.called_back(earlier.failed)
    }

    fn knocks(&self, knocks: &'static [Knock]) -> Result<Vec<Try>, CalendarError> {
        let knock = |knock: &Knock| {
            let at = self.schedule.days_ago(knock.days_ago, knock.minute)?;
            let next = self.schedule.later(self.schedule.now, knock.next.0, knock.next.1)?;
            Ok(Try { by: member(knock.by), at, next })
        };
        knocks.iter().map(knock).collect()
    }
}
