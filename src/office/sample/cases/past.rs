//! What was finished in the last four months and called back on.

use doorstep_domain::calendar::CalendarError;
use doorstep_domain::deadline::CallbackAfter;
use doorstep_domain::event::EventKind;
use doorstep_domain::grade::Grade;
use doorstep_domain::moment::Moment;

use super::{Case, Planner, Try, Visit, caller};
use crate::sample::matters::Sort;

const CASES_OF_A_HOME: usize = 2;
/// So many days ago it was finished, at least and at most.
const DAYS_AGO: (i64, i64) = (4, 120);
/// Repairs of so many days ago were work orders; before that another system had them.
const ORDERS_DAYS: i64 = 14;
/// Of a hundred callbacks, so many fail (V-06).
const FAILED_PERCENT: usize = 4;
/// Every so many complaints one was serious; one of all was major.
const SERIOUS_EVERY: usize = 6;
const THE_MAJOR: usize = 8;

/// When a callback is made.
enum Pace {
    /// The day after.
    NextDay,
    /// Two days after; the day before that nobody was home.
    SecondDay,
    /// After the deadline (V-14).
    Late,
}

impl Planner<'_> {
    /// Plans the past cases of every home, each with its callback.
    pub(super) fn past(&mut self) -> Result<(), CalendarError> {
        let mut complaints = 0;
        for home in (0..self.homes.len()).cycle().take(self.homes.len() * CASES_OF_A_HOME) {
            let sort = self.weighted_sort();
            complaints += usize::from(sort == Sort::Complaint);
            self.past_case(home, sort, complaints)?;
        }
        Ok(())
    }

    fn past_case(&mut self, home: usize, sort: Sort, complaints: usize) -> Result<(), CalendarError> {
        let Some(matter) = self.new_matter(home, sort) else { return Ok(()) };
        let event = self.event(sort);
        let event =
            if sort == Sort::Complaint { EventKind::Complaint { grade: grade(complaints) } } else { event };
        let days = self.chance.between(DAYS_AGO.0, DAYS_AGO.1);
        let finished = self.schedule.days_ago(days.unsigned_abs(), self.chance.between(9 * 60, 18 * 60))?;
        let recent = sort == Sort::Repair && days <= ORDERS_DAYS;
        self.add(home, matter, event, finished).by_order = recent;
        let failed = self.chance.percent(FAILED_PERCENT);
        self.called_back(failed)
    }

    /// Makes the callback of the case that was added last.
    pub(super) fn called_back(&mut self, failed: bool) -> Result<(), CalendarError> {
        let Some(mut case) = self.cases.pop() else { return Ok(()) };
        let by = caller(case.event, self.homes[case.home].butler, &mut self.chance);
        let at = self.visit_time(&mut case, by)?;
        case.visit = Some(Visit { by, at, failed });
        self.cases.push(case);
        Ok(())
    }

    fn visit_time(
        &mut self,
        case: &mut Case,
        by: &'static super::StaffMember,
    ) -> Result<Moment, CalendarError> {
        let minute = self.chance.between(10 * 60, 19 * 60);
        let late = self.schedule.deadline(CallbackAfter::from(case.event), case.finished)?.due_by;
        let late = Moment::from(late).shifted(minute * 60_000);
        match self.pace() {
            Pace::Late if late < self.schedule.now => Ok(late),
            Pace::SecondDay => {
                let knocked = self.schedule.later(case.finished, 1, self.chance.between(18 * 60, 20 * 60))?;
                let at = self.schedule.later(case.finished, 2, minute)?;
                case.tries.push(Try { by, at: knocked, next: at });
                Ok(at)
            }
            _ => self.schedule.later(case.finished, 1, minute),
        }
    }

    fn pace(&mut self) -> Pace {
        match self.chance.below(100) {
            0..6 => Pace::Late,
            6..20 => Pace::SecondDay,
            _ => Pace::NextDay,
        }
    }
}

fn grade(complaints: usize) -> Grade {
    match complaints {
        THE_MAJOR => Grade::Major,
        number if number % SERIOUS_EVERY == 0 => Grade::Serious,
        _ => Grade::Ordinary,
    }
}
