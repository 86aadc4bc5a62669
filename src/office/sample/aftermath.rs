//! What became of callbacks that were made (V-12): P-03's comment on each, and where one failed P-01's opinion and the
//! complaint that it opened, handled, told and called back on (C-05 to C-12). What is younger than a few days still
//! waits: a house that is run well has something to do, and is not behind.

use doorstep_domain::callback::{self, Disposal, Recorded, Review};
use doorstep_domain::clock::{ClockRule, MustReach};
use doorstep_domain::complaint::{Acknowledgement, Act, Archival, Channel, Handling, Telling, Texts};
use doorstep_domain::document::{self, DisposalSheet};
use doorstep_domain::event::EventKind;
use doorstep_domain::fact::{Body, Slot};
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::lang::{Lang, Words};
use doorstep_domain::moment::Moment;

use super::SampleError;
use super::cases::{self, Case, Visit};
use super::chance::Chance;
use super::entries::{Parts, Writer, inline, texts};
use super::homes::Home;
use super::people::{StaffMember, member};
use super::signature;
use super::stories::Background;
use super::visits::Made;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// What was recorded in the last days waits for its comment and opinion.
const WAITS: i64 = 4 * DAY;
const SUPERVISOR: &str = "s-01";
const SITE_MANAGER: &str = "m-01";
const GENERAL_MANAGER: &str = "g-01";
const FRONT_DESK: &str = "f-01";

const COMMENTS: [Words; 3] = [
    Words::new("已阅", "Seen"),
    Words::new("已阅，请继续跟进", "Seen, please keep an eye on it"),
    Words::new("客户满意，记录完整", "The customer is content, the record is complete"),
];
const COMMENT_FAILED: Words =
    Words::new("客户意见属实，请部门当天处理", "The customer is right; the department deals with it today");
const OPINION: Words = Words::new(
    "责任部门当天上门说明并返工，主管复核后回访",
    "The department explains and does it again today; the supervisor checks, then we call back",
);
const HANDLED: Words =
    Words::new("当天上门返工，客户在场验收", "Done again the same day, with the customer present");

/// The draws of what follows are their own: they leave the rest of the sample as it is.
pub(super) fn chance(seed: u64) -> Chance {
    Chance::new(seed, "aftermath")
}

impl Writer<'_> {
    /// V-12: what followed a record.
    pub(super) fn aftermath(
        &mut self,
        (case, visit, home): (&Case, &Visit, &Home),
        callback: &SubjectId,
        (record, made): (FactId, &Made),
    ) -> Result<(), SampleError> {
        let comment = self.review(visit, callback, record)?;
        if visit.failed {
            self.opinion((case, visit, home), callback, (record, made), comment)?;
            self.linked_complaint(case, visit, record)?;
        }
        Ok(())
    }

    /// P-03's comment, on the next day.
    fn review(
        &mut self,
        visit: &Visit,
        callback: &SubjectId,
        record: FactId,
    ) -> Result<&'static str, SampleError> {
        let words = *self.later.pick(&COMMENTS);
        let comment = if visit.failed { COMMENT_FAILED.zh } else { words.zh };
        let at = self.schedule.later(visit.at, 1, 8 * 60 + self.later.between(0, 59))?;
        if !self.is_old(visit.at) {
            return Ok("");
        }
        let said = texts(&callback::Texts { note: comment.to_owned(), ..callback::Texts::default() })?;
        let body = Body::CallbackReviewed(Review { record });
        self.person(at, member(SUPERVISOR).person()?, callback, body, vec![said]);
        Ok(comment)
    }

    /// P-01's opinion, signed an hour after the comment.
    fn opinion(
        &mut self,
        (case, visit, home): (&Case, &Visit, &Home),
        callback: &SubjectId,
        (record, made): (FactId, &Made),
        comment: &str,
    ) -> Result<(), SampleError> {
        if !self.is_old(visit.at) {
            return Ok(());
        }
        let at = self.schedule.later(visit.at, 1, 10 * 60)?;
        let manager = member(GENERAL_MANAGER);
        let document = DisposalSheet {
            language: Lang::Zh,
            by: manager.name.zh,
            at: self.schedule.calendar.at_site(at.to_utc())?,
            home: home.id.as_str(),
            customer: &home.resident.name.zh,
            matter: case.matter.label.zh,
            caller: visit.by.name.zh,
            recorded: self.schedule.calendar.at_site(visit.at.to_utc())?,
            ratings: [
                made.record.ratings.quality,
                made.record.ratings.effect,
                made.record.ratings.satisfaction,
            ]
            .map(u8::from),
            texts: &made.texts,
            comment,
            complaint: "",
            opinion: OPINION.zh,
        }
        .write()
        .encode();
        let hash = document::hash(&document);
        let strokes = serde_json::to_vec(&signature::draw(hash, &mut self.later))?;
        let said = callback::Texts { note: OPINION.zh.to_owned(), ..callback::Texts::default() };
        let parts = vec![inline(Slot::DOCUMENT, document)?, texts(&said)?, inline(Slot::SIGNATURE, strokes)?];
        let body = Body::CallbackDisposed(Disposal { record, document: hash });
        self.person(at, manager.person()?, callback, body, parts);
        Ok(())
    }

    /// C-05 to C-12: the department has it within minutes and does it again the same day, whoever called back tells the
    /// customer, the desk archives it, and it is called back on (V-11).
    fn linked_complaint(&mut self, case: &Case, visit: &Visit, record: FactId) -> Result<(), SampleError> {
        let cause = Recorded::opens(record);
        let complaint = SubjectId::complaint(cause);
        let (grade, head) = (grade_after(case.event), head_of(case.matter.department));
        self.acknowledge(&complaint, grade, visit.at, head)?;
        let handled = visit.at.shifted(self.later.between(95, 170) * MINUTE);
        let said = Texts { handled: HANDLED.zh.to_owned(), ..Texts::default() };
        self.does(&complaint, handled, head, Act::Handle(Handling::default()), Some(said))?;
        let tell = Act::Tell(Telling { channel: Channel::Phone });
        self.does(&complaint, handled.shifted(5 * MINUTE), visit.by, tell, None)?;
        let archived = self.schedule.later(handled, 1, 9 * 60 + 10)?;
        self.does(&complaint, archived, member(FRONT_DESK), Act::Archive(Archival {}), None)?;
        self.called_back(case, (grade, handled), SubjectId::callback_of(cause))
    }

    /// C-05, C-06: who must have it, within the time of its grade.
    pub(super) fn acknowledge(
        &mut self,
        complaint: &SubjectId,
        grade: Grade,
        received: Moment,
        head: &StaffMember,
    ) -> Result<(), SampleError> {
        let reached = ClockRule::of(grade).must_reach;
        let manager = match reached {
            MustReach::Department => None,
            MustReach::SiteManager => Some(SITE_MANAGER),
            MustReach::GeneralManager => Some(GENERAL_MANAGER),
        };
        if let Some(manager) = manager {
            let act = Act::Acknowledge(Acknowledgement { reached });
            self.does(complaint, received.shifted(MINUTE * 3 / 4), member(manager), act, None)?;
        }
        let act = Act::Acknowledge(Acknowledgement { reached: MustReach::Department });
        self.does(complaint, received.shifted(4 * MINUTE), head, act, None)
    }

    /// Does something about a complaint, if that is over by now.
    pub(super) fn does(
        &mut self,
        complaint: &SubjectId,
        at: Moment,
        by: &StaffMember,
        act: Act,
        said: Option<Texts>,
    ) -> Result<(), SampleError> {
        if at < self.schedule.now {
            let parts: Parts = said.iter().map(texts).collect::<Result<_, _>>()?;
            self.person(at, by.person()?, complaint, Body::Complaint(Box::new(act)), parts);
        }
        Ok(())
    }

    /// V-11: the callback of the complaint, on the next day; this time the customer is content.
    fn called_back(
        &mut self,
        case: &Case,
        (grade, handled): (Grade, Moment),
        callback: SubjectId,
    ) -> Result<(), SampleError> {
        let event = EventKind::Complaint { grade };
        let butler = self.homes[case.home].butler;
        let by = cases::caller(event, butler, &mut self.later);
        let at = self.schedule.later(handled, 1, 11 * 60 + self.later.between(0, 59))?;
        let visit = (at < self.schedule.now).then_some(Visit { by, at, failed: false });
        let assigned = cases::assigned(event, butler);
        let (home, matter, worker) = (case.home, case.matter, case.worker);
        let (finished, by_order, tries) = (handled, false, Vec::new());
        let again = Case { home, matter, event, finished, by_order, worker, assigned, tries, visit };
        std::mem::swap(&mut self.chance, &mut self.later);
        let background = Background::of(&again, &mut self.chance);
        let done = self.callback(&again, &background, callback);
        std::mem::swap(&mut self.chance, &mut self.later);
        done
    }

    fn is_old(&self, at: Moment) -> bool {
        self.schedule.now.since(at) > WAITS
    }
}

/// V-12: after a complaint one grade higher.
fn grade_after(event: EventKind) -> Grade {
    match event {
        EventKind::Complaint { grade: Grade::Ordinary } => Grade::Serious,
        EventKind::Complaint { grade: Grade::Serious } => Grade::Major,
        EventKind::Complaint { .. } => Grade::EspeciallyMajor,
        _ => Grade::Ordinary,
    }
}

/// C-06: who signs for the department that did the work.
pub(super) fn head_of(department: &str) -> &'static StaffMember {
    match department {
        "engineering" | "water-power" | "general" => member("e-01"),
        "security" => member("e-02"),
        _ => member(SUPERVISOR),
    }
}
