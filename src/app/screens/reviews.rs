//! 08b Callbacks that wait for a word (V-12): P-03 comments on each, unqualified ones first; P-01 signs an opinion of
//! what failed.

use std::rc::Rc;

use doorstep_device::queries::reviews::{Duty, ReviewRow};
use doorstep_ui::{ReviewItem, ReviewLine, ReviewSection, Reviews};
use slint::Global as _;

use super::review;
use crate::order::short_number;
use crate::shell::Shell;
use crate::show;

/// In the order of the screen.
const SECTIONS: [ReviewSection; 5] = [
    ReviewSection::Failed,
    ReviewSection::Passed,
    ReviewSection::Opinion,
    ReviewSection::OthersComment,
    ReviewSection::OthersOpinion,
];

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Reviews::get(app);
        let here = Rc::clone(shell);
        screen.on_open(move |id| {
            if let Ok(callback) = id.parse() {
                here.act(review::open(Rc::clone(&here), callback));
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_first(move || here.act(open_first(Rc::clone(&here))));
    });
}

/// Reads the list anew.
pub async fn refresh(shell: &Shell) {
    let shift = shell.shift();
    let Ok(Ok(rows)) = shell.engine.ask(|device| device.reviews()).await else { return };
    if shift == shell.shift() {
        render(shell, &rows);
    }
}

async fn open_first(shell: Rc<Shell>) {
    let Ok(Ok(rows)) = shell.engine.ask(|device| device.reviews()).await else { return };
    if let Some(row) = rows.into_iter().find(|row| row.duty != Duty::Watch) {
        review::open(shell, row.task.callback).await;
    }
}

fn render(shell: &Shell, rows: &[ReviewRow]) {
    let lines: Vec<ReviewLine> =
        SECTIONS.into_iter().flat_map(|section| section_lines(shell, section, rows)).collect();
    let due = rows.iter().filter(|row| row.duty != Duty::Watch).count();
    shell.with_app(|app| {
        let screen = Reviews::get(app);
        screen.set_rows(show::renewed(screen.get_rows(), lines));
        screen.set_due(show::count(due));
    });
}

fn section_lines(shell: &Shell, of: ReviewSection, rows: &[ReviewRow]) -> Vec<ReviewLine> {
    let within: Vec<&ReviewRow> = rows.iter().filter(|row| section(row) == of).collect();
    let count = show::count(within.len());
    let heading = ReviewLine { heading: true, section: of, count, ..ReviewLine::default() };
    let lines =
        within.iter().map(|row| ReviewLine { section: of, item: item(shell, row), ..ReviewLine::default() });
    (count > 0).then_some(heading).into_iter().chain(lines).collect()
}

fn section(row: &ReviewRow) -> ReviewSection {
    match row.duty {
        Duty::Comment if row.failed() => ReviewSection::Failed,
        Duty::Comment => ReviewSection::Passed,
        Duty::Opinion => ReviewSection::Opinion,
        Duty::Watch if row.comment.is_none() => ReviewSection::OthersComment,
        Duty::Watch => ReviewSection::OthersOpinion,
    }
}

/// A callback that was made, as list and page show it.
pub fn item(shell: &Shell, row: &ReviewRow) -> ReviewItem {
    let (task, record) = (&row.task, &row.record);
    let place = task.place.as_ref();
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    let at = shell.local(record.at);
    let (month, day) = show::month_day(at.date_naive());
    let rating = |rating| i32::from(u8::from(rating));
    let (relation, refusal) = show::who_signed(record.sign_off);
    let complaint = row.complaint.as_ref();
    ReviewItem {
        id: task.callback.as_str().into(),
        building: text(place.map(|place| &place.building)),
        section: text(place.map(|place| &place.section)),
        room: text(place.map(|place| &place.room)),
        customer: shell.say(&task.customer),
        matter: shell.say(&task.matter),
        quality: rating(record.ratings.quality),
        effect: rating(record.ratings.effect),
        satisfaction: rating(record.ratings.satisfaction),
        verdict: show::verdict(Some(record.verdict)),
        sign_off: show::sign_off(record.sign_off),
        relation,
        refusal,
        signer: record.texts.signer.as_str().into(),
        by: shell.say(&record.by),
        month,
        day,
        time: show::time(at),
        shortcomings: record.texts.shortcomings.as_str().into(),
        opinions: record.texts.opinions.as_str().into(),
        complaint_id: complaint.map(|complaint| complaint.complaint.as_str().into()).unwrap_or_default(),
        complaint: complaint.map(|complaint| short_number(&complaint.number).into()).unwrap_or_default(),
    }
}
