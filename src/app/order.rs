//! A work order as its screens name it (section R): its head, its clocks, its pictures; and the one on the screens.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use doorstep_device::Device;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::callback::PictureRow;
use doorstep_device::queries::orders::OrderRow;
use doorstep_device::queries::work_order::{ClockRow, FoundRow, OrderDetail};
use doorstep_domain::directory::Label;
use doorstep_domain::event::PictureOf;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::{Action, ClockKind, DeclineReason, ReturnReason, Step};
use doorstep_ui as ui;
use doorstep_ui::{DayPart, OrderClock, OrderHead, OrderPicture, OrderStep, PictureTile, TryChoice};

use crate::pixels::{self, Pixels};
use crate::shell::Shell;
use crate::show;

/// An order that is on the screens.
pub struct Loaded {
    /// The order with everything about it.
    pub detail: OrderDetail,
    /// The office's time when it was read.
    pub now: Moment,
    /// Its pictures, oldest first, as far as they are here.
    pub pictures: Vec<OrderPicture>,
}

/// Reads an order with all that its screens show.
pub async fn load(shell: &Shell, order: SubjectId) -> Option<Loaded> {
    let shift = shell.shift();
    let asked = shell.engine.read(move |device| {
        let detail = device.work_order(&order)?;
        let decoded = decoded(device, &detail.pictures);
        Ok::<_, QueryError>((detail, device.now(), decoded))
    });
    match asked.await {
        Ok(Ok((detail, now, decoded))) if shift == shell.shift() => {
            let pictures = numbered(tiles(shell, &detail.pictures, decoded, now), false);
            Some(Loaded { detail, now, pictures })
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "the order cannot be shown");
            None
        }
        _ => None,
    }
}

/// The pictures of facts, as far as they are here: for the engine's thread.
pub fn decoded(device: &Device, rows: &[PictureRow]) -> Vec<Option<Pixels>> {
    let file = |row: &PictureRow| device.picture(row.fact, &row.slot).ok().flatten();
    rows.iter().map(|row| pixels::decode(&file(row)?)).collect()
}

/// The tiles of pictures that were decoded.
pub fn tiles(
    shell: &Shell,
    rows: &[PictureRow],
    decoded: Vec<Option<Pixels>>,
    now: Moment,
) -> Vec<PictureTile> {
    let tile = |(row, pixels): (&PictureRow, Option<Pixels>)| {
        tile(shell, pixels.map(slint::Image::from_rgb8), row.shows, row.taken, now)
    };
    rows.iter().zip(decoded).map(tile).collect()
}

/// Pictures with the how-manieth of its kind each is.
pub fn numbered(tiles: impl IntoIterator<Item = PictureTile>, removable: bool) -> Vec<OrderPicture> {
    let mut pictures: Vec<OrderPicture> = Vec::new();
    for tile in tiles {
        let before = pictures.iter().filter(|other| other.tile.shows == tile.shows).count();
        pictures.push(OrderPicture { number: show::count(before + 1), tile, removable });
    }
    pictures
}

/// A picture as a tile; grey while it is not here.
pub fn tile(
    shell: &Shell,
    picture: Option<slint::Image>,
    shows: PictureOf,
    taken: Moment,
    now: Moment,
) -> PictureTile {
    let taken = shell.local(taken);
    let (month, day) = show::month_day_unless_today(taken.date_naive(), shell.local(now).date_naive());
    PictureTile {
        here: picture.is_some(),
        picture: picture.unwrap_or_default(),
        shows: show::picture_of(shows),
        month,
        day,
        time: show::time(taken),
    }
}

/// What every screen of an order says at its top.
pub fn head(shell: &Shell, row: &OrderRow, found: Option<&FoundRow>, now: Moment) -> OrderHead {
    let place = row.place.as_ref();
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    let said = |label: &Option<Label>| label.as_ref().map(|label| shell.say(label)).unwrap_or_default();
    let at = row.appointment.map(|at| choice(shell.local(at), shell.local(now).date_naive()));
    OrderHead {
        id: row.order.as_str().into(),
        number: short_number(&row.number).into(),
        provisional: is_provisional(&row.number),
        building: text(place.map(|place| &place.building)),
        section: text(place.map(|place| &place.section)),
        room: text(place.map(|place| &place.room)),
        customer: shell.say(&row.customer),
        phone: row.phone.as_str().into(),
        reported: reported(shell, row),
        found: found.map(|found| found_words(shell, found)).unwrap_or_default(),
        trade: said(&row.trade),
        technician: said(&row.assignee),
        now: row.appointment.is_none(),
        at: at.unwrap_or_default(),
    }
}

/// The head of the order that is on the screens.
pub fn shown_head(shell: &Shell) -> Option<OrderHead> {
    let loaded = shell.order.borrow();
    let loaded = loaded.as_ref()?;
    Some(head(shell, &loaded.detail.row, loaded.detail.found.as_ref(), loaded.now))
}

/// in the customer's words, else as the site's list calls it.
pub fn reported(shell: &Shell, row: &OrderRow) -> slint::SharedString {
    let words = shell.say(&row.reported);
    if words.is_empty() { shell.say(&row.matter) } else { words }
}

/// nothing, where it is as reported.
fn found_words(shell: &Shell, found: &FoundRow) -> slint::SharedString {
    match (found.differs, found.found.as_str()) {
        (false, _) => "".into(),
        (true, "") => shell.say(&found.matter),
        (true, words) => words.into(),
    }
}

/// The year stands on paper; on a screen it says nothing: `1124-018` of `2026-1124-018`.
pub fn short_number(number: &str) -> &str {
    number.split_once('-').filter(|(_, rest)| rest.contains('-')).map_or(number, |(_, rest)| rest)
}

/// The office's number, once it is there.
pub fn office_number(number: &str) -> Option<&str> {
    (!is_provisional(number)).then(|| short_number(number))
}

fn is_provisional(number: &str) -> bool {
    number.starts_with('#')
}

/// A moment as the screens choose one: how many days from today, and the time.
pub fn choice(at: DateTime<Tz>, today: NaiveDate) -> TryChoice {
    let (month, day) = show::month_day(at.date_naive());
    let days = (at.date_naive() - today).num_days();
    // Yesterday is a date, like the day after tomorrow.
    let day_offset = if days < 0 { 2 } else { show::number(days) };
    TryChoice { day_offset, month, day, time: show::time(at), part: DayPart::None }
}

/// Where an order stands.
pub fn step(step: Step) -> OrderStep {
    match step {
        Step::Registered => OrderStep::Registered,
        Step::Dispatched => OrderStep::Dispatched,
        Step::Accepted => OrderStep::Accepted,
        Step::OnSite => OrderStep::OnSite,
        Step::Verified => OrderStep::Verified,
        Step::Agreed => OrderStep::Agreed,
        Step::InProgress => OrderStep::InProgress,
        Step::Finished => OrderStep::Finished,
        Step::Signed => OrderStep::Signed,
        Step::Settled => OrderStep::Settled,
        Step::Confirmed => OrderStep::Confirmed,
        Step::Declined => OrderStep::Declined,
        Step::Cancelled => OrderStep::Cancelled,
    }
}

///
pub fn decline_reason(reason: DeclineReason) -> ui::CannotReason {
    match reason {
        DeclineReason::Price => ui::CannotReason::Price,
        DeclineReason::Later => ui::CannotReason::Later,
        DeclineReason::Themselves => ui::CannotReason::Themselves,
        DeclineReason::NotFeasible => ui::CannotReason::NotFeasible,
        DeclineReason::Other => ui::CannotReason::Other,
    }
}

/// What the screens' name means, where it is a customer who declines.
pub fn to_decline(reason: ui::CannotReason) -> Option<DeclineReason> {
    const ALL: [DeclineReason; 5] = [
        DeclineReason::Price,
        DeclineReason::Later,
        DeclineReason::Themselves,
        DeclineReason::NotFeasible,
        DeclineReason::Other,
    ];
    ALL.into_iter().find(|of| decline_reason(*of) == reason)
}

/// Why an order goes back to the front desk.
pub fn give_back(reason: ReturnReason) -> ui::CannotReason {
    match reason {
        ReturnReason::Warranty => ui::CannotReason::Warranty,
        ReturnReason::OtherTrade => ui::CannotReason::OtherTrade,
        ReturnReason::NotFeasible => ui::CannotReason::MissingPart,
        ReturnReason::Unable => ui::CannotReason::Unable,
    }
}

/// What the screens' name means, where the order goes back.
pub fn to_give_back(reason: ui::CannotReason) -> Option<ReturnReason> {
    const ALL: [ReturnReason; 4] =
        [ReturnReason::Warranty, ReturnReason::OtherTrade, ReturnReason::NotFeasible, ReturnReason::Unable];
    ALL.into_iter().find(|of| give_back(*of) == reason)
}

/// What was done about an order.
pub fn act(action: Action) -> ui::OrderAct {
    match action {
        Action::Register => ui::OrderAct::Register,
        Action::Dispatch => ui::OrderAct::Dispatch,
        Action::NotifyContractor => ui::OrderAct::NotifyContractor,
        Action::AgreeTime => ui::OrderAct::AgreeTime,
        Action::Accept => ui::OrderAct::Accept,
        Action::Attempt => ui::OrderAct::Attempt,
        Action::Arrive => ui::OrderAct::Arrive,
        Action::Verify => ui::OrderAct::Verify,
        Action::AskQuote => ui::OrderAct::AskQuote,
        Action::Quote => ui::OrderAct::Quote,
        Action::Agree => ui::OrderAct::Agree,
        Action::Decline => ui::OrderAct::Decline,
        Action::Countersign => ui::OrderAct::Countersign,
        Action::Return => ui::OrderAct::GiveBack,
        Action::CheckMaterial => ui::OrderAct::CheckMaterial,
        Action::Start => ui::OrderAct::Start,
        Action::Finish => ui::OrderAct::Finish,
        Action::Sign => ui::OrderAct::Sign,
        Action::Charge => ui::OrderAct::Charge,
        Action::Confirm => ui::OrderAct::Confirm,
        Action::Cancel => ui::OrderAct::Cancel,
    }
}

/// a clock on a chip; `None` where it became pointless in time.
pub fn clock(shell: &Shell, clock: &ClockRow, appointment: bool, now: Moment) -> Option<OrderClock> {
    let state = match (clock.ended, clock.kept) {
        (Some(_), None) => return None,
        (Some(_), Some(true)) => ui::ClockState::Kept,
        (Some(_), Some(false)) => ui::ClockState::Missed,
        (None, Some(false)) => ui::ClockState::Overdue,
        (None, _) => ui::ClockState::Running,
    };
    let shown = shell.local(clock.ended.unwrap_or(clock.by));
    let (month, day) = show::month_day_unless_today(shown.date_naive(), shell.local(now).date_naive());
    Some(OrderClock {
        kind: clock_kind(clock.kind, appointment),
        state,
        month,
        day,
        time: show::time(shown),
        minutes: show::minutes_late(clock.by, clock.ended.unwrap_or(now)),
    })
}

fn clock_kind(kind: ClockKind, appointment: bool) -> ui::ClockKind {
    match kind {
        ClockKind::Notify => ui::ClockKind::Notification,
        ClockKind::OnSite if appointment => ui::ClockKind::Appointment,
        ClockKind::OnSite => ui::ClockKind::Arrival,
        ClockKind::Quote => ui::ClockKind::Quote,
        ClockKind::Contractor => ui::ClockKind::Contractor,
    }
}

/// All clocks of an order that say something.
pub fn clocks(shell: &Shell, loaded: &Loaded) -> Vec<OrderClock> {
    let appointment = loaded.detail.row.appointment.is_some();
    let clocks = loaded.detail.clocks.iter();
    clocks.filter_map(|row| clock(shell, row, appointment, loaded.now)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, expected: (&str, bool)) {
        assert_eq!((short_number(number), is_provisional(number)), expected, "{number}");
    }

    #[test]
    fn an_orders_number_is_said_without_its_year() {
        check("2026-1124-018", ("1124-018", false));
        check("#4F2A", ("#4F2A", true));
        check("P-77", ("P-77", false));
    }

    #[test]
    fn r_09_every_reason_leads_back_to_its_value() {
        for reason in [DeclineReason::Price, DeclineReason::Other] {
            assert_eq!(to_decline(decline_reason(reason)), Some(reason));
            assert_eq!(to_give_back(decline_reason(reason)), None);
        }
        for reason in [ReturnReason::Warranty, ReturnReason::Unable] {
            assert_eq!(to_give_back(give_back(reason)), Some(reason));
        }
    }

    #[test]
    fn a_day_that_is_over_is_said_by_its_date() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Tz::Asia__Shanghai);
        let today = at("2026-11-24T09:42:00+08:00").date_naive();
        assert_eq!(choice(at("2026-11-23T15:00:00+08:00"), today).day_offset, 2);
        assert_eq!(choice(at("2026-11-24T15:00:00+08:00"), today).day_offset, 0);
        assert_eq!(choice(at("2026-11-25T15:00:00+08:00"), today).day_offset, 1);
    }
}
