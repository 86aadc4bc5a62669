//! The recorded history of a finished event, as the person calling back reads it (V-05).

use doorstep_domain::directory::Label;
use doorstep_domain::event::{Charge, EventKind, Payment, Stage, Step, Story};
use doorstep_domain::grade::Grade;
use doorstep_domain::lang::Words;
use doorstep_domain::moment::Moment;

use super::cases::Case;
use super::chance::Chance;
use super::homes::Home;
use super::matters::Sort;
use super::site::label;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 20:05, as minutes before the 10:48 of the next morning: the evening call of picture 03b.
const EVENING_CALL: i64 = 14 * HOUR + 43 * MINUTE;

/// How a step of a story is told; words in braces are filled in.
struct Telling {
    /// Since when, and how many minutes after.
    at: (Anchor, i64),
    title: Words,
    text: Words,
}

#[derive(Clone, Copy)]
enum Anchor {
    Registered,
    Finished,
}

const fn telling(
    at: (Anchor, i64),
    title: (&'static str, &'static str),
    text: (&'static str, &'static str),
) -> Telling {
    Telling { at, title: Words::new(title.0, title.1), text: Words::new(text.0, text.1) }
}

use Anchor::{Finished, Registered};

const CALLED: Telling = telling(
    (Registered, 0),
    ("报修", "Reported"),
    ("{customer}来电：{detail}。约次日上午。", "{customer} called: {detail}. Appointment the next morning."),
);
const CALLED_TODAY: Telling = telling(
    (Registered, 0),
    ("报修", "Reported"),
    ("{customer}来电：{detail}。请当天上门。", "{customer} called: {detail}. Wanted the same day."),
);
const ARRIVED: Telling = telling(
    (Finished, -54),
    ("到场 · 守时", "On site, on time"),
    ("{worker}，提前 6 分钟到。", "{worker}, 6 minutes early."),
);
const DIFFERENT: Telling = telling(
    (Finished, -46),
    ("核对不同", "Found something else"),
    ("实际是{found}，已向客户说明。", "In fact {found}; explained to the customer."),
);
const SAME: Telling =
    telling((Finished, -46), ("核对一致", "As reported"), ("原因：{found}。", "The cause: {found}."));
const AGREED: Telling = telling(
    (Finished, -42),
    ("同意价格 {total} 元", "Price agreed: ¥{total}"),
    ("{customer}同意。{lines}。", "{customer} agreed. {lines}."),
);
const FREE: Telling = telling(
    (Finished, -42),
    ("价格 0 元", "Price: ¥0"),
    ("免费，已向客户说明。", "Free of charge; the customer was told."),
);
const SIGNED: Telling = telling(
    (Finished, 0),
    ("完工 · 本人签名", "Finished, signed by the customer"),
    ("{tried}。旧件留给客户。", "{tried}. Old parts left with the customer."),
);
const PAID_CASH: Telling = telling(
    (Finished, 2),
    ("收款 {total} 元 · 现金", "Paid ¥{total}, cash"),
    ("收据 {receipt}，{worker}经手。", "Receipt {receipt}, taken by {worker}."),
);
const PAID_CARD: Telling = telling(
    (Finished, 2),
    ("收款 {total} 元 · 刷卡", "Paid ¥{total}, card"),
    ("收据 {receipt}，{worker}经手。", "Receipt {receipt}, taken by {worker}."),
);
const UNPAID: Telling = telling(
    (Finished, 2),
    ("未付 {total} 元", "¥{total} not paid yet"),
    ("账单已交客户，月底前付。", "The bill was handed over, to be paid by the month's end."),
);

static COMPLAINT: [Telling; 5] = [
    telling(
        (Registered, 0),
        ("投诉", "Complaint"),
        ("{customer}来电：{detail}。", "{customer} called: {detail}."),
    ),
    telling(
        (Registered, 6),
        ("响应", "Acknowledged"),
        ("{worker}接单，已回电客户。", "{worker} took it and called back."),
    ),
    telling((Finished, -95), ("查明", "Looked into"), ("{found}。", "Found: {found}.")),
    telling((Finished, -40), ("处理", "Dealt with"), ("{done}。", "{done}.")),
    telling((Finished, 0), ("办结 · 本人签名", "Closed, signed by the customer"), ("{tried}。", "{tried}.")),
];
static SERVICE_MIDDLE: [Telling; 4] = [
    telling((Registered, 0), ("预约", "Booked"), ("{customer}：{detail}。", "{customer}: {detail}.")),
    telling(
        (Registered, 26 * 60),
        ("方案确认", "Plan agreed"),
        ("{found}。报价 {total} 元。", "Agreed: {found}. Quoted ¥{total}."),
    ),
    telling(
        (Finished, -110),
        ("进行中", "Under way"),
        ("{worker}负责：{done}。", "{worker} in charge: {done}."),
    ),
    telling((Finished, 0), ("中期完成", "Middle stage reached"), ("{tried}。", "{tried}.")),
];
static SERVICE_END: [Telling; 4] = [
    telling((Registered, 0), ("预约", "Booked"), ("{customer}：{detail}。", "{customer}: {detail}.")),
    telling(
        (Registered, 26 * 60),
        ("方案确认", "Plan agreed"),
        ("{found}。报价 {total} 元。", "Agreed: {found}. Quoted ¥{total}."),
    ),
    telling((Finished, -110), ("完成", "Done"), ("{worker}负责：{done}。", "{worker} in charge: {done}.")),
    telling((Finished, 0), ("结束 · 本人签名", "Ended, signed by the customer"), ("{tried}。", "{tried}.")),
];
static ACTIVITY: [Telling; 4] = [
    telling((Registered, 0), ("报名", "Signed up"), ("{customer}{detail}。", "{customer} {detail}.")),
    telling((Finished, -120), ("签到", "Arrived"), ("{customer}到场。", "{customer} arrived.")),
    telling((Finished, -100), ("活动", "Activity"), ("{found}。", "There were {found}.")),
    telling((Finished, 0), ("结束", "Ended"), ("{done}，{tried}。", "{done}. {tried}.")),
];
static OTHER: [Telling; 4] = [
    telling((Registered, 0), ("登记", "Registered"), ("{customer}：{detail}。", "{customer}: {detail}.")),
    telling((Registered, 35), ("安排", "Arranged"), ("{worker}：{found}。", "{worker}: {found}.")),
    telling((Finished, -30), ("办理", "Under way"), ("{done}。", "{done}.")),
    telling((Finished, 0), ("办结", "Closed"), ("{tried}。", "{tried}.")),
];

/// What the story of a case needs beside the case.
pub(super) struct Background {
    /// When it was reported.
    pub registered: Moment,
    /// What it cost; `None` where nothing could be charged.
    pub charge: Option<Charge>,
    /// it was not what was reported.
    pub different: bool,
    receipt: i64,
}

impl Background {
    /// Draws it for one case.
    pub fn of(case: &Case, chance: &mut Chance) -> Self {
        let registered = case.finished.shifted(-waited(case, chance));
        let (different, receipt) = (chance.percent(35), chance.between(31_000, 32_999));
        Self { registered, charge: charge(case, chance), different, receipt }
    }

    ///
    pub fn payment(&self) -> Payment {
        self.charge.map_or(Payment::Cash, |charge| charge.payment)
    }

    /// The same, with what the price list makes of it.
    pub fn charging(self, charge: Charge) -> Self {
        Self { charge: Some(charge), ..self }
    }

    fn next_day(&self, case: &Case) -> bool {
        case.finished.since(self.registered) >= 12 * HOUR
    }
}

/// From the report to the end, in milliseconds.
fn waited(case: &Case, chance: &mut Chance) -> i64 {
    let minutes = |chance: &mut Chance, low, high| chance.between(low, high) * MINUTE;
    match case.event {
        EventKind::Repair if chance.percent(55) || case.matter.code == "sink" => EVENING_CALL,
        EventKind::Repair => minutes(chance, 100, 260),
        EventKind::Complaint { grade: Grade::Ordinary } => minutes(chance, 180, 660),
        EventKind::Complaint { grade: Grade::Serious } => minutes(chance, 1_500, 2_700),
        EventKind::Complaint { .. } => 3 * DAY + minutes(chance, 0, 600),
        EventKind::SpecialService { .. } | EventKind::CommunityActivity => 5 * DAY + minutes(chance, 0, 600),
        EventKind::Other => 2 * DAY + minutes(chance, 0, 300),
    }
}

/// what it cost, and whether it was paid.
fn charge(case: &Case, chance: &mut Chance) -> Option<Charge> {
    let payment = match chance.below(100) {
        0..8 if case.matter.code != "sink" => Payment::Unpaid,
        8..40 if case.matter.code != "sink" => Payment::Card,
        _ => Payment::Cash,
    };
    let charged = matches!(case.matter.sort, Sort::Repair | Sort::Service);
    charged.then(|| Charge { fen: case.matter.total() * 100, payment })
}

/// V-05: the story, in both languages.
pub(super) fn story(case: &Case, home: &Home, background: &Background) -> Story {
    let steps = tellings(case, background).into_iter().map(|telling| step(telling, case, home, background));
    Story {
        customer: home.resident.clone(),
        reported: case.matter.reported(),
        done: label(case.matter.done),
        steps: steps.collect(),
    }
}

fn tellings(case: &Case, background: &Background) -> Vec<&'static Telling> {
    match case.event {
        EventKind::Repair => repair(case, background),
        EventKind::Complaint { .. } => COMPLAINT.iter().collect(),
        EventKind::SpecialService { stage: Stage::Middle } => SERVICE_MIDDLE.iter().collect(),
        EventKind::SpecialService { stage: Stage::End } => SERVICE_END.iter().collect(),
        EventKind::CommunityActivity => ACTIVITY.iter().collect(),
        EventKind::Other => OTHER.iter().collect(),
    }
}

///
fn repair(case: &Case, background: &Background) -> Vec<&'static Telling> {
    let called = if background.next_day(case) { &CALLED } else { &CALLED_TODAY };
    let differs = background.different || case.matter.code == "sink";
    let checked = if differs { &DIFFERENT } else { &SAME };
    let start = [called, &ARRIVED, checked];
    let end = match background.charge {
        Some(Charge { fen: 1.., payment: Payment::Cash }) => [&AGREED, &SIGNED, &PAID_CASH].as_slice(),
        Some(Charge { fen: 1.., payment: Payment::Card }) => &[&AGREED, &SIGNED, &PAID_CARD],
        Some(Charge { fen: 1.., payment: Payment::Unpaid }) => &[&AGREED, &SIGNED, &UNPAID],
        _ => &[&FREE, &SIGNED],
    };
    start.into_iter().chain(end.iter().copied()).collect()
}

fn step(telling: &Telling, case: &Case, home: &Home, background: &Background) -> Step {
    let since = match telling.at.0 {
        Registered => background.registered,
        Finished => case.finished,
    };
    Step {
        at: since.shifted(telling.at.1 * MINUTE),
        title: fill(telling.title, case, home, background),
        text: fill(telling.text, case, home, background),
    }
}

/// The words with what stands in braces filled in.
fn fill(words: Words, case: &Case, home: &Home, background: &Background) -> Label {
    let (matter, name) = (case.matter, &home.resident.name);
    let total = matter.total().to_string();
    let receipt = format!("{:07}", background.receipt);
    let lines = lines(case);
    let fillings = [
        ("{customer}", [name.zh.as_str(), name.en.as_str()]),
        ("{worker}", [case.worker.name.zh, case.worker.name.en]),
        ("{detail}", [matter.detail.zh, matter.detail.en]),
        ("{found}", [matter.found.zh, matter.found.en]),
        ("{done}", [case.matter.done.zh, case.matter.done.en]),
        ("{tried}", [matter.tried.zh, matter.tried.en]),
        ("{total}", [&total, &total]),
        ("{receipt}", [&receipt, &receipt]),
        ("{lines}", [&lines.zh, &lines.en]),
    ];
    let filled = |text: &str, language: usize| {
        fillings.iter().fold(text.to_owned(), |text, (name, values)| text.replace(name, values[language]))
    };
    Label::new(filled(words.zh, 0), filled(words.en, 1))
}

/// the price, line by line.
fn lines(case: &Case) -> Label {
    let (part, [of_part, of_work]) = (case.matter.part, case.matter.price);
    if of_part == 0 {
        return Label::new(format!("人工 {of_work} 元"), format!("Work ¥{of_work}"));
    }
    let zh = format!("{} {of_part} 元，人工 {of_work} 元", part.zh);
    Label::new(zh, format!("{} ¥{of_part}, work ¥{of_work}", part.en))
}
