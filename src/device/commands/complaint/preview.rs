//! C-03, C-05, C-06: what follows from a form before it is saved, live: judged as it would be.

use doorstep_domain::clock::{ClockRule, MustReach};
use doorstep_domain::complaint::{Act, Assessment, ClockKind, ComplaintState, Raising, Sort, Started};
use doorstep_domain::directory::Label;
use doorstep_domain::fact::Verdict;
use doorstep_domain::grade::{Grade, GradeLine, GradingPolicy};
use doorstep_domain::ids::HomeId;
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;

use super::act::With;
use super::error::ComplaintError;
use super::form::{ComplaintForm, GradingForm, ReceptionForm};
use crate::commands::save::Left;
use crate::device::Device;
use crate::store::outbox::Callee;

/// C-03, C-05, C-06: what a form comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The grade.
    pub grade: Grade,
    /// C-04: what it is by rule; lower where a person raises it.
    pub by_rule: Grade,
    /// The lines of C-03 that decided, the first one first; none where a person raised it (C-04).
    pub lines: Vec<GradeLine>,
    /// The first of them in words, with the site's figure.
    pub reason: Label,
    /// C-05, C-06: its clocks, each until when.
    pub clocks: Vec<Started>,
    /// C-06: who must have it within the time to respond.
    pub must_reach: MustReach,
    /// C-07: whom to phone, the first who must have it; nobody at the ordinary grade.
    pub callees: Vec<Callee>,
}

/// What the rules make of it.
pub(super) struct Foreseen {
    pub grade: Grade,
    lines: Vec<GradeLine>,
    clocks: Vec<Started>,
}

impl Preview {
    /// Until when a clock runs; `None` where the grade has none.
    pub fn until(&self, clock: ClockKind) -> Option<Moment> {
        self.clocks.iter().find(|started| started.clock == clock).map(|started| started.by)
    }

    fn of(by_rule: Grade, foreseen: Foreseen, policy: GradingPolicy, callees: Vec<Callee>) -> Self {
        let Foreseen { grade, lines, clocks } = foreseen;
        let words = |lang| lines.first().map(|line| line.text(policy, lang)).unwrap_or_default();
        let reason = Label::new(words(Lang::Zh), words(Lang::En));
        Self { grade, reason, clocks, by_rule, must_reach: ClockRule::of(grade).must_reach, lines, callees }
    }
}

impl Device {
    /// C-03, C-05, C-06: the grade of what the form says with the line that decides, its clocks, and whom to phone:
    /// of a new complaint, or of one of which more is known. `None` for suggestions and opinions, which have no grade.
    /// C-04: what is raised by hand while it is taken counts where it is above the rule.
    ///
    /// # Errors
    /// When the loss is no amount, nobody is signed in, there is no such complaint, or the store fails.
    pub fn preview_complaint(&self, form: &ComplaintForm) -> Result<Option<Preview>, ComplaintError> {
        let Some(by_rule) = self.foresee(form)? else { return Ok(None) };
        let ruled = by_rule.grade;
        let foreseen = match (&form.reception, form.raising.grade) {
            (Some(filled), Some(grade)) if grade > ruled => self.foresee_raised(form, filled, grade)?,
            _ => None,
        };
        let foreseen = foreseen.unwrap_or(by_rule);
        let personal = &self.shift()?.personal;
        let callees = Callee::of_grade(personal, foreseen.grade)?;
        Ok(Some(Preview::of(ruled, foreseen, self.shift()?.site()?.grading(), callees)))
    }

    pub(super) fn foresee(&self, form: &ComplaintForm) -> Result<Option<Foreseen>, ComplaintError> {
        match (&form.reception, &form.assessment) {
            (Some(reception), _) => self.foresee_reception(form, reception),
            (None, Some(assessment)) => self.foresee_assessment(form, assessment),
            (None, None) => Ok(Foreseen::standing(&self.complaint_entry(&form.complaint)?.state)),
        }
    }

    fn foresee_reception(
        &self,
        form: &ComplaintForm,
        filled: &ReceptionForm,
    ) -> Result<Option<Foreseen>, ComplaintError> {
        if filled.sort != Sort::Complaint {
            return Ok(None);
        }
        let Some(home) = filled.home.clone().or_else(somewhere) else { return Ok(None) };
        let verdict = self.provisional(form, Act::Receive(Box::new(filled.reception(home)?)))?;
        Ok(Foreseen::begun(&verdict))
    }

    /// C-04: as it will be received and raised, one after the other.
    fn foresee_raised(
        &self,
        form: &ComplaintForm,
        filled: &ReceptionForm,
        grade: Grade,
    ) -> Result<Option<Foreseen>, ComplaintError> {
        let Some(home) = filled.home.clone().or_else(somewhere) else { return Ok(None) };
        let acts = [Act::Receive(Box::new(filled.reception(home)?)), Act::Raise(Raising { grade })];
        let sayings = acts.map(|act| self.saying(&form.complaint, Left::AsItIs, act, With::default()));
        let [received, raised] = sayings;
        Ok(Foreseen::begun(&self.judge_after(&received?, &raised?)?))
    }

    /// C-04: more that is known never lowers the grade.
    fn foresee_assessment(
        &self,
        form: &ComplaintForm,
        filled: &GradingForm,
    ) -> Result<Option<Foreseen>, ComplaintError> {
        let entry = self.complaint_entry(&form.complaint)?;
        let verdict = self.provisional(form, Act::Assess(Assessment { facts: filled.facts()? }))?;
        Ok(Foreseen::begun(&verdict).or_else(|| Foreseen::standing(&entry.state)))
    }

    fn provisional(&self, form: &ComplaintForm, act: Act) -> Result<Verdict, ComplaintError> {
        let saying = self.saying(&form.complaint, Left::AsItIs, act, With::default())?;
        Ok(self.judge(&saying)?)
    }
}

/// The grade does not depend on where: it is there before anybody says so.
fn somewhere() -> Option<HomeId> {
    "-".parse().ok()
}

impl Foreseen {
    fn begun(verdict: &Verdict) -> Option<Self> {
        let judged = verdict.complaint.as_ref()?;
        let grading = judged.standing.as_ref()?.grading.clone();
        Some(Self { grade: grading.grade, lines: grading.lines, clocks: judged.started.clone() })
    }

    fn standing(state: &ComplaintState) -> Option<Self> {
        let standing = &state.gradings.last()?.what;
        let running = state.clocks.iter().filter(|clock| clock.is_running());
        let clocks = running.map(|clock| Started { clock: clock.kind, by: clock.by }).collect();
        Some(Self { grade: standing.grading.grade, lines: standing.grading.lines.clone(), clocks })
    }
}
