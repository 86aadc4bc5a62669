//! The complaints of these days that are not over (C-01 to C-06): one of this hour, a serious one with its next reply
//! agreed on, and one that ran out in the night: what a supervisor has to look at.

use doorstep_domain::complaint::{About, Act, Channel, NextReply, Reception, Sort, Texts};
use doorstep_domain::fact::Body;
use doorstep_domain::grade::{Grade, GradingFacts};
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::moment::Moment;

use super::SampleError;
use super::aftermath::head_of;
use super::cases::Case;
use super::entries::{Writer, texts};
use super::homes::Home;
use super::matters::{self, Matter};
use super::people::member;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A complaint that is being handled.
struct Open {
    /// Whose homes it comes from, and who took it.
    butler: &'static str,
    ago: i64,
    channel: Channel,
    /// C-03: how often it was raised.
    times: u32,
    /// C-09: what was explained, and when the customer hears of it again, from now.
    reply: Option<(&'static str, i64)>,
}

static OPEN: [Open; 3] = [
    Open {
        butler: "b-05",
        ago: 26 * HOUR,
        channel: Channel::Phone,
        times: 3,
        reply: Some(("等厂家派人来看", 20 * HOUR)),
    },
    Open { butler: "b-07", ago: 20 * HOUR, channel: Channel::Door, times: 1, reply: None },
    Open { butler: "b-03", ago: 50 * MINUTE, channel: Channel::Door, times: 1, reply: None },
];

impl<'a> Writer<'a> {
    /// Writes them.
    pub(super) fn complaints(&mut self, cases: &[Case]) -> Result<(), SampleError> {
        OPEN.iter().try_for_each(|open| self.open_complaint(open, cases))
    }

    fn open_complaint(&mut self, open: &Open, cases: &[Case]) -> Result<(), SampleError> {
        let Some((home, matter)) = self.somewhere_new(open.butler, cases) else { return Ok(()) };
        let at = self.schedule.now.shifted(-open.ago);
        let complaint = self.take(open, at, home, matter)?;
        let grade = if open.times < 3 { Grade::Ordinary } else { Grade::Serious };
        let head = head_of(matter.department);
        self.acknowledge(&complaint, grade, at, head)?;
        if let Some((explained, ahead)) = open.reply {
            let reply = Act::AgreeReply(NextReply { at: self.schedule.now.shifted(ahead) });
            let said = Texts { note: explained.to_owned(), ..Texts::default() };
            self.does(&complaint, at.shifted(3 * HOUR), member(open.butler), reply, Some(said))?;
        }
        Ok(())
    }

    /// C-01, C-02.
    fn take(
        &mut self,
        open: &Open,
        at: Moment,
        home: &Home,
        matter: &Matter,
    ) -> Result<SubjectId, SampleError> {
        let facts = GradingFacts { times_raised: open.times, ..GradingFacts::default() };
        let reception = Reception {
            home: home.id.clone(),
            matter: matter.code.parse()?,
            about: About::Department { department: matter.department.parse()? },
            channel: open.channel,
            sort: Sort::Complaint,
            happened: None,
            received: at,
            facts,
            asked_for: None,
            linked: None,
            pictures: Vec::new(),
        };
        let said = Texts {
            customer: Some(home.resident.clone()),
            happened: matter.detail.in_lang(home.language).to_owned(),
            ..Texts::default()
        };
        let id = FactId(self.uuid(at));
        let (subject, by) = (SubjectId::complaint(id), member(open.butler).person()?);
        let body = Body::Complaint(Box::new(Act::Receive(Box::new(reception))));
        self.push_as(id, at, by, subject.clone(), body, vec![texts(&said)?]);
        Ok(subject)
    }

    /// V-13: a home that never complained about it.
    fn somewhere_new(&self, butler: &str, cases: &[Case]) -> Option<(&'a Home, &'static Matter)> {
        let had = |home: usize, matter: &Matter| {
            cases.iter().any(|case| case.home == home && case.matter.code == matter.code)
        };
        let homes = self.homes.iter().enumerate().filter(|(_, home)| home.butler.id == butler);
        homes.rev().find_map(|(at, home)| {
            let new = Matter::of_sort(matters::Sort::Complaint).find(|matter| !had(at, matter))?;
            Some((home, new))
        })
    }
}
