//! Open callbacks for every butler: overdue, due today, to come (V-01 to V-03).

use doorstep_domain::calendar::CalendarError;
use doorstep_domain::deadline::participants_to_call;
use doorstep_domain::event::{EventKind, Stage};
use doorstep_domain::grade::Grade;
use doorstep_domain::role::Role;

use super::{Planner, Try};
use crate::sample::matters::{Matter, Sort};
use crate::sample::people::{StaffMember, with_role};

/// For each butler the wished deadlines, beside those of the storylines: see `Schedule::finished`.
const WISHES: [(&str, &[i32]); 8] = [
    ("b-01", &[-2, -1, -1, 0, 0, 1, 1, 2, 2]),
    // With the pictured ones: 1 overdue, 3 today, 4 later, as picture 02 shows.
    ("b-02", &[2, 2, 2]),
    ("b-03", &[-1, 0, 1, 1, 1, 2, 2]),
    ("b-04", &[-3, -1, 0, 0, 1, 1, 2, 2, 2]),
    ("b-05", &[-1, 0, 0, 0, 1, 1, 1, 2]),
    ("b-06", &[-2, -1, 0, 1, 1, 1, 1, 2, 2, 2, 2]),
    ("b-07", &[-1, -1, -1, 0, 0, 1, 1, 2, 2]),
    ("b-08", &[-1, 0, 1, 1, 1, 1, 2, 2, 2]),
];

/// The butler whose list is that of the pictures, and nothing else.
const PICTURED_BUTLER: &str = "b-02";

/// V-01: who came to the neighbours' tea; 20 % of them are called back.
const PARTICIPANTS: u32 = 34;

/// How many of a hundred open cases are of each sort.
const SORTS: [(Sort, usize); 4] =
    [(Sort::Repair, 62), (Sort::Complaint, 16), (Sort::Service, 14), (Sort::Other, 8)];

impl Planner<'_> {
    /// Plans the open callbacks that no storyline tells.
    pub(super) fn open_callbacks(&mut self) -> Result<(), CalendarError> {
        self.activity()?;
        for (butler, wishes) in WISHES {
            wishes.iter().try_for_each(|wish| self.open_callback(butler, *wish))?;
        }
        Ok(())
    }

    fn open_callback(&mut self, butler: &str, wish: i32) -> Result<(), CalendarError> {
        let Some(home) = self.free_home(butler) else { return Ok(()) };
        let sort = self.sort(wish);
        let Some(matter) = self.new_matter(home, sort) else { return Ok(()) };
        let event = self.event(sort);
        let finished = self.finished(event, wish)?;
        let tries = self.evening_before(self.homes[home].butler, wish)?;
        self.add(home, matter, event, finished).tries = tries;
        self.open.insert(home);
        Ok(())
    }

    /// V-01: what has 1 working day only can never be due in 2.
    fn sort(&mut self, wish: i32) -> Sort {
        match self.weighted_sort() {
            Sort::Other if wish > 0 => Sort::Repair,
            sort => sort,
        }
    }

    /// A sort of case, as often as they occur.
    pub(super) fn weighted_sort(&mut self) -> Sort {
        let mut left = self.chance.below(SORTS.iter().map(|(_, weight)| weight).sum());
        for (sort, weight) in SORTS {
            if left < weight {
                return sort;
            }
            left -= weight;
        }
        Sort::Repair
    }

    /// The event that a case of this sort ends with.
    pub(super) fn event(&mut self, sort: Sort) -> EventKind {
        let stage = if self.chance.percent(40) { Stage::Middle } else { Stage::End };
        match sort {
            Sort::Repair => EventKind::Repair,
            Sort::Complaint => EventKind::Complaint { grade: Grade::Ordinary },
            Sort::Service => EventKind::SpecialService { stage },
            Sort::Activity => EventKind::CommunityActivity,
            Sort::Other => EventKind::Other,
        }
    }

    /// V-09: some of those that are late or due were tried the evening before.
    fn evening_before(&mut self, by: &'static StaffMember, wish: i32) -> Result<Vec<Try>, CalendarError> {
        if wish > 0 || !self.chance.percent(if wish < 0 { 50 } else { 20 }) {
            return Ok(Vec::new());
        }
        let at = self.schedule.days_ago(1, self.chance.between(18 * 60, 20 * 60))?;
        let next =
            self.schedule.later(self.schedule.now, u64::from(self.chance.percent(40)), 18 * 60 + 30)?;
        Ok(vec![Try { by, at, next }])
    }

    /// V-01: the one community activity, and the share of its participants that is called back.
    fn activity(&mut self) -> Result<(), CalendarError> {
        let finished = self.finished(EventKind::CommunityActivity, 0)?;
        let butlers: Vec<_> = with_role(Role::Butler).filter(|butler| butler.id != PICTURED_BUTLER).collect();
        for participant in 0..participants_to_call(PARTICIPANTS) as usize {
            let Some(home) = self.free_home(butlers[participant % butlers.len()].id) else { continue };
            self.add(home, Matter::of_code("neighbours-tea"), EventKind::CommunityActivity, finished);
            self.open.insert(home);
        }
        Ok(())
    }
}
