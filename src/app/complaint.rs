//! A complaint as its screens name it (section C): its head, its clocks, its history; and the one on the screens.

use doorstep_device::queries::QueryError;
use doorstep_device::queries::complaint::{ClockRow, ComplaintDetail};
use doorstep_device::queries::complaints::ComplaintRow;
use doorstep_device::queries::task::Place;
use doorstep_domain::complaint::{Action, Channel, ClockKind, Mark, Sort, Step};
use doorstep_domain::grade::{Grade, Injury};
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_ui as ui;
use doorstep_ui::{ComplaintClock, ComplaintHead, OrderPicture};
use slint::SharedString;

use crate::order::{decoded, numbered, short_number, tiles};
use crate::shell::Shell;
use crate::show;

/// A complaint that is on the screens.
pub struct Loaded {
    /// The complaint with everything about it.
    pub detail: ComplaintDetail,
    /// Its pictures, oldest first, as far as they are here.
    pub pictures: Vec<OrderPicture>,
}

/// Reads a complaint with all that its screens show.
pub async fn load(shell: &Shell, complaint: SubjectId) -> Option<Loaded> {
    let shift = shell.shift();
    let asked = shell.engine.read(move |device| {
        let detail = device.complaint(&complaint)?;
        let decoded = decoded(device, &detail.pictures);
        Ok::<_, QueryError>((detail, decoded))
    });
    match asked.await {
        Ok(Ok((detail, decoded))) if shift == shell.shift() => {
            let pictures = numbered(tiles(shell, &detail.pictures, decoded, detail.now), false);
            Some(Loaded { detail, pictures })
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "the complaint cannot be shown");
            None
        }
        _ => None,
    }
}

/// Building, section and room as the screens take them; empty while the home is not known here.
pub fn place(place: Option<&Place>) -> [SharedString; 3] {
    let parts = place.map(|place| [&place.building, &place.section, &place.room]);
    parts.map(|parts| parts.map(|part| part.as_str().into())).unwrap_or_default()
}

/// What every screen of a complaint says at its top.
pub fn head(shell: &Shell, row: &ComplaintRow) -> ComplaintHead {
    let [building, section, room] = place(row.place.as_ref());
    ComplaintHead {
        id: row.complaint.as_str().into(),
        number: short_number(&row.number).into(),
        building,
        section,
        room,
        customer: shell.say(&row.customer),
        phone: row.phone.as_str().into(),
        matter: shell.say(&row.matter),
        sort: sort(row.sort),
        grade: grade(row.grade),
    }
}

/// The head of the complaint that is on the screens.
pub fn shown_head(shell: &Shell) -> Option<ComplaintHead> {
    shell.complaint.borrow().as_ref().map(|loaded| head(shell, &loaded.detail.row))
}

/// C-03; a suggestion or an opinion has none (C-02).
pub fn grade(grade: Option<Grade>) -> ui::Grade {
    match grade {
        None => ui::Grade::None,
        Some(Grade::Ordinary) => ui::Grade::Ordinary,
        Some(Grade::Serious) => ui::Grade::Serious,
        Some(Grade::Major) => ui::Grade::Major,
        Some(Grade::EspeciallyMajor) => ui::Grade::EspeciallyMajor,
    }
}

/// A grade as it stands alone, in the staff's language.
pub fn grade_word(shell: &Shell, grade: Grade) -> SharedString {
    let mut word = grade.title(shell.lang.get()).to_owned();
    if let Some(first) = word.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    word.into()
}

/// C-02.
pub fn sort(sort: Sort) -> ui::ComplaintSort {
    match sort {
        Sort::Complaint => ui::ComplaintSort::Complaint,
        Sort::Suggestion => ui::ComplaintSort::Suggestion,
        Sort::Opinion => ui::ComplaintSort::Opinion,
    }
}

/// What the screens' name means.
pub fn to_sort(sort: ui::ComplaintSort) -> Sort {
    match sort {
        ui::ComplaintSort::Complaint => Sort::Complaint,
        ui::ComplaintSort::Suggestion => Sort::Suggestion,
        ui::ComplaintSort::Opinion => Sort::Opinion,
    }
}

/// C-01.
pub fn channel(channel: Channel) -> ui::ComplaintChannel {
    match channel {
        Channel::Phone => ui::ComplaintChannel::Phone,
        Channel::Visit => ui::ComplaintChannel::Visit,
        Channel::Letter => ui::ComplaintChannel::Letter,
        Channel::Door => ui::ComplaintChannel::Door,
        Channel::Other => ui::ComplaintChannel::Other,
    }
}

/// What the screens' name means.
pub fn to_channel(channel: ui::ComplaintChannel) -> Channel {
    match channel {
        ui::ComplaintChannel::Phone => Channel::Phone,
        ui::ComplaintChannel::Visit => Channel::Visit,
        ui::ComplaintChannel::Letter => Channel::Letter,
        ui::ComplaintChannel::Door => Channel::Door,
        ui::ComplaintChannel::Other => Channel::Other,
    }
}

/// C-03.
pub fn injury(injury: Injury) -> ui::Injury {
    match injury {
        Injury::None => ui::Injury::None,
        Injury::Minor => ui::Injury::Minor,
        Injury::Serious => ui::Injury::Serious,
    }
}

/// What the screens' name means.
pub fn to_injury(injury: ui::Injury) -> Injury {
    match injury {
        ui::Injury::None => Injury::None,
        ui::Injury::Minor => Injury::Minor,
        ui::Injury::Serious => Injury::Serious,
    }
}

/// Where a complaint stands.
pub fn step(step: Step) -> ui::ComplaintStep {
    match step {
        Step::Received => ui::ComplaintStep::Received,
        Step::Assigned => ui::ComplaintStep::Assigned,
        Step::Handled => ui::ComplaintStep::Handled,
        Step::Told => ui::ComplaintStep::Told,
        Step::Signed => ui::ComplaintStep::Signed,
    }
}

/// C-11.
pub fn mark(mark: Option<Mark>) -> ui::ComplaintMark {
    match mark {
        None => ui::ComplaintMark::None,
        Some(Mark::Unfounded) => ui::ComplaintMark::Unfounded,
        Some(Mark::NotOurs) => ui::ComplaintMark::NotOurs,
    }
}

/// Each action and the screens' name for it.
const ACTS: [(Action, ui::ComplaintAct); 18] = [
    (Action::Receive, ui::ComplaintAct::Receive),
    (Action::Assess, ui::ComplaintAct::Assess),
    (Action::Raise, ui::ComplaintAct::Raise),
    (Action::Escalate, ui::ComplaintAct::Escalate),
    (Action::Assign, ui::ComplaintAct::Assign),
    (Action::Acknowledge, ui::ComplaintAct::Acknowledge),
    (Action::Phone, ui::ComplaintAct::Phone),
    (Action::Note, ui::ComplaintAct::Note),
    (Action::HandOver, ui::ComplaintAct::HandOver),
    (Action::Rise, ui::ComplaintAct::Rise),
    (Action::AgreeReply, ui::ComplaintAct::AgreeReply),
    (Action::AgreeFinish, ui::ComplaintAct::AgreeFinish),
    (Action::Mark, ui::ComplaintAct::Mark),
    (Action::Answer, ui::ComplaintAct::Answer),
    (Action::Handle, ui::ComplaintAct::Handle),
    (Action::Tell, ui::ComplaintAct::Tell),
    (Action::SignOpinion, ui::ComplaintAct::Sign),
    (Action::Archive, ui::ComplaintAct::Archive),
];

/// What is done about a complaint.
pub fn act(action: Action) -> ui::ComplaintAct {
    ACTS.iter().find(|(of, _)| *of == action).map_or(ui::ComplaintAct::None, |(_, act)| *act)
}

/// What the screens' name means.
pub fn to_action(act: ui::ComplaintAct) -> Option<Action> {
    ACTS.iter().find(|(_, of)| *of == act).map(|(action, _)| *action)
}

/// C-05 to C-10: a clock on a chip; `None` where it became pointless in time.
pub fn clock(shell: &Shell, clock: &ClockRow, now: Moment) -> Option<ComplaintClock> {
    let state = match (clock.ended, clock.kept) {
        (Some(_), None) => return None,
        (Some(_), Some(true)) => ui::ClockState::Kept,
        (Some(_), Some(false)) => ui::ClockState::Missed,
        (None, Some(false)) => ui::ClockState::Overdue,
        (None, _) => ui::ClockState::Running,
    };
    let shown = shell.local(clock.ended.unwrap_or(clock.by));
    let (month, day) = show::month_day_unless_today(shown.date_naive(), shell.local(now).date_naive());
    Some(ComplaintClock {
        kind: clock_kind(clock.kind),
        state,
        month,
        day,
        time: show::time(shown),
        minutes: show::minutes_late(clock.by, clock.ended.unwrap_or(now)),
    })
}

fn clock_kind(kind: ClockKind) -> ui::ComplaintClockKind {
    match kind {
        ClockKind::Respond => ui::ComplaintClockKind::Respond,
        ClockKind::Department => ui::ComplaintClockKind::Department,
        ClockKind::SameDay => ui::ComplaintClockKind::SameDay,
        ClockKind::Finish => ui::ComplaintClockKind::Finish,
        ClockKind::Reply => ui::ComplaintClockKind::Reply,
        ClockKind::Tell => ui::ComplaintClockKind::Tell,
    }
}

/// A moment of a screen: month and day, 0 and 0 for today, and the time.
pub fn moment(shell: &Shell, at: Moment, now: Moment) -> (i32, i32, SharedString) {
    let at = shell.local(at);
    let (month, day) = show::month_day_unless_today(at.date_naive(), shell.local(now).date_naive());
    (month, day, show::time(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_of_section_c_has_a_name_that_leads_back() {
        for action in Action::ALL {
            assert_eq!(to_action(act(action)), Some(action));
        }
        assert_eq!(to_action(ui::ComplaintAct::None), None);
    }
}
