//! One thing that is done about a complaint: what is chosen, agreed and said of it, as far as that act needs it.

use std::rc::Rc;

use chrono::DateTime;
use chrono_tz::Tz;
use doorstep_device::commands::complaint::{ComplaintError, ComplaintForm};
use doorstep_device::commands::save::Saved;
use doorstep_device::device::Device;
use doorstep_device::queries::people::ColleagueRow;
use doorstep_device::store::outbox::Callee;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::complaint::{Action, Channel, Mark};
use doorstep_domain::directory::Label;
use doorstep_domain::grade::Grade;
use doorstep_domain::ids::{DepartmentCode, PersonId};
use doorstep_domain::lang::{Lang, Words};
use doorstep_domain::moment::Moment;
use doorstep_ui::{ComplaintEntry, EntryLacks, Phrase, Screen};
use slint::Global as _;

use super::{customer, save_failed};
use crate::phrases::{self, set_if_other};
use crate::shell::Shell;
use crate::{appointment, complaint, complaint_form, order, pictures, show};

/// What is filled in on the page, and what it offers.
pub struct Entry {
    action: Action,
    departments: Vec<(DepartmentCode, Label)>,
    colleagues: Vec<ColleagueRow>,
    /// C-07: whom to phone.
    callees: Vec<Callee>,
    /// C-07: who was phoned; it is said and saved at once.
    phoned: Option<PersonId>,
    /// Phrases for the customer's opinion.
    opinions: Vec<Label>,
    now: Moment,
}

/// The form's word for each act's page: it reopens in place.
const PAGES: [(&str, Action); 12] = [
    ("raise", Action::Raise),
    ("escalate", Action::Escalate),
    ("assign", Action::Assign),
    ("phone", Action::Phone),
    ("note", Action::Note),
    ("hand-over", Action::HandOver),
    ("agree-reply", Action::AgreeReply),
    ("agree-finish", Action::AgreeFinish),
    ("mark", Action::Mark),
    ("answer", Action::Answer),
    ("handle", Action::Handle),
    ("tell", Action::Tell),
];
/// The page on which the customer's opinion is written down.
const OPINION_PAGE: &str = "opinion";

const MARKS: [(Mark, Words); 2] = [
    (Mark::Unfounded, Words::new("无效投诉", "Unfounded")),
    (Mark::NotOurs, Words::new("不属企业责任", "Not our responsibility")),
];
const WAYS: [(Channel, Words); 4] = [
    (Channel::Phone, Words::new("电话", "By phone")),
    (Channel::Door, Words::new("上门", "At the door")),
    (Channel::Visit, Words::new("客户来访", "They came by")),
    (Channel::Letter, Words::new("书面", "In writing")),
];

/// The act whose page a form was left at.
pub fn action_of(page: &str) -> Option<Action> {
    let acts = PAGES.iter().chain(&[(OPINION_PAGE, Action::SignOpinion)]);
    acts.clone().find(|(word, _)| *word == page).map(|(_, action)| *action)
}

fn page_of(action: Action) -> &'static str {
    PAGES.iter().find(|(_, of)| *of == action).map_or(OPINION_PAGE, |(word, _)| word)
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = ComplaintEntry::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |index| choose(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_person(move |index| choose_person(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_time(move |index| set_time(&here, |now| appointment::proposed(now, index)));
        let here = Rc::clone(shell);
        screen.on_choose_other(move |day, hour, minute| {
            set_time(&here, |now| appointment::picked(now, day, hour, minute));
        });
        let here = Rc::clone(shell);
        screen.on_toggle_phrase(move |index| toggle_phrase(&here, index));
        let here = Rc::clone(shell);
        screen.on_edit_words(move |text| edit_words(&here, &text));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
    });
    connect_pictures(shell);
}

fn connect_pictures(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = ComplaintEntry::get(app);
        let here = Rc::clone(shell);
        screen.on_take_picture(move || {
            if let Some(place) = place(&here) {
                here.act(pictures::take(Rc::clone(&here), place));
            }
        });
        let here = Rc::clone(shell);
        screen.on_remove_picture(move |index| {
            if let (Ok(index), Some(place)) = (usize::try_from(index), place(&here)) {
                here.act(pictures::remove(Rc::clone(&here), place, index));
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| {
            if let Some(place) = place(&here) {
                here.act(pictures::open(Rc::clone(&here), place, index));
            }
        });
    });
}

/// Shows the page of an act, as it was left.
pub async fn show(shell: Rc<Shell>, action: Action) {
    let Some(form) = shell.complaint_form.borrow().clone() else { return };
    let supersedes = action == Action::SignOpinion
        && shell.complaint.borrow().as_ref().is_some_and(|loaded| loaded.detail.opinion.is_some());
    let asked = shell.engine.ask(move |device| read(device, form, action, supersedes));
    match asked.await {
        Ok(Ok((begun, entry))) => {
            // Otherwise the form stays: after a second tap on the way here, words may stand in it already.
            if begun.is_some() {
                shell.complaint_form.replace(begun);
            }
            shell.entry.replace(Some(entry));
        }
        Ok(Err(error)) => return save_failed::show_complaint(&shell, &error),
        Err(error) => return tracing::error!(%error, "nothing was begun"),
    }
    pictures::begin(&shell);
    complaint_form::edit(&shell, |form| page_of(action).clone_into(&mut form.page));
    shell.with_app(|app| ComplaintEntry::get(app).set_picking_time(false));
    render(&shell);
    shell.open(Screen::ComplaintEntry);
}

fn read(
    device: &mut Device,
    form: ComplaintForm,
    action: Action,
    supersedes: bool,
) -> Result<(Option<ComplaintForm>, Entry), ComplaintError> {
    // V-07: signed again, it begins with what was said before.
    let begins = supersedes && form.signing.supersedes.is_none();
    let begun = begins.then(|| device.supersede_opinion(&form.complaint)).transpose()?;
    let form = begun.clone().unwrap_or(form);
    let site = device.site().ok().and_then(|site| site.entry);
    let callees = device.preview_complaint(&ComplaintForm { assessment: None, ..form.clone() })?;
    let entry = Entry {
        action,
        departments: site.iter().flat_map(|site| site.departments.clone()).collect(),
        colleagues: device.colleagues().unwrap_or_default(),
        callees: callees.map(|preview| preview.callees).unwrap_or_default(),
        phoned: None,
        opinions: site.map(|site| site.opinions).unwrap_or_default(),
        now: device.now(),
    };
    Ok((begun, entry))
}

/// With the entry that is on the screen.
fn with<T>(shell: &Shell, of: impl FnOnce(&Entry) -> T) -> Option<T> {
    shell.entry.borrow().as_ref().map(of)
}

/// Where pictures of this act belong.
fn place(shell: &Shell) -> Option<pictures::Place> {
    match with(shell, |entry| entry.action)? {
        Action::Note => Some(PicturePlace::note),
        Action::Handle => Some(PicturePlace::after),
        _ => None,
    }
}

/// The words that the act says.
fn words(form: &mut ComplaintForm, action: Action) -> Option<&mut String> {
    match action {
        Action::Raise => Some(&mut form.raising.reason),
        Action::Escalate => Some(&mut form.escalation),
        Action::Note => Some(&mut form.note),
        Action::AgreeReply => Some(&mut form.reply.note),
        Action::AgreeFinish => Some(&mut form.finish.note),
        Action::Mark => Some(&mut form.marking.reason),
        Action::Answer => Some(&mut form.answer),
        Action::Handle => Some(&mut form.handled),
        Action::Tell => Some(&mut form.telling.note),
        Action::SignOpinion => Some(&mut form.opinion),
        _ => None,
    }
}

/// C-05, C-09: the time that it agrees on.
fn time(form: &mut ComplaintForm, action: Action) -> Option<&mut Option<Moment>> {
    match action {
        Action::AgreeReply => Some(&mut form.reply.at),
        Action::AgreeFinish => Some(&mut form.finish.at),
        _ => None,
    }
}

fn edit(shell: &Shell, change: impl FnOnce(&mut ComplaintForm, Action)) {
    let Some(action) = with(shell, |entry| entry.action) else { return };
    complaint_form::edit(shell, |form| change(form, action));
    render(shell);
}

fn choose(shell: &Shell, index: i32) {
    let Ok(index) = usize::try_from(index) else { return };
    let action = with(shell, |entry| entry.action);
    match action {
        Some(Action::Assign) => choose_department(shell, index),
        Some(Action::HandOver) => {
            let to = with(shell, |entry| Some(others(entry).nth(index)?.contact.person.clone())).flatten();
            edit(shell, |form, _| form.hand_over = to);
        }
        Some(Action::Phone) => {
            if let Some(entry) = shell.entry.borrow_mut().as_mut() {
                entry.phoned = entry.callees.get(index).map(|callee| callee.person.clone());
            }
            render(shell);
        }
        Some(Action::Raise) => {
            let grade = grades(shell).get(index).copied();
            edit(shell, |form, _| form.raising.grade = grade);
        }
        Some(Action::Mark) => {
            edit(shell, |form, _| form.marking.mark = MARKS.get(index).map(|(mark, _)| *mark))
        }
        Some(Action::Tell) => {
            edit(shell, |form, _| form.telling.channel = WAYS.get(index).map(|(way, _)| *way))
        }
        _ => {}
    }
}

fn choose_department(shell: &Shell, index: usize) {
    let department = with(shell, |entry| Some(entry.departments.get(index)?.0.clone())).flatten();
    edit(shell, |form, _| {
        form.assignment.department = department;
        form.assignment.to = None;
    });
}

/// C-06: a second tap takes the name back.
fn choose_person(shell: &Shell, index: i32) {
    let department = complaint_form::read(shell, |form| form.assignment.department.clone()).flatten();
    let chosen = usize::try_from(index).ok().and_then(|index| {
        with(shell, |entry| Some(members(entry, department.as_ref()).nth(index)?.contact.person.clone()))?
    });
    edit(shell, |form, _| form.assignment.to = chosen.filter(|to| form.assignment.to.as_ref() != Some(to)));
}

/// P-11: whoever follows it up now hands it to another.
fn others(entry: &Entry) -> impl Iterator<Item = &ColleagueRow> {
    entry.colleagues.iter().filter(|row| !row.is_me)
}

fn members<'a>(
    entry: &'a Entry,
    department: Option<&'a DepartmentCode>,
) -> impl Iterator<Item = &'a ColleagueRow> {
    entry.colleagues.iter().filter(move |row| department.is_some() && row.department.as_ref() == department)
}

/// C-04: those above the one that stands.
fn grades(shell: &Shell) -> Vec<Grade> {
    let loaded = shell.complaint.borrow();
    let standing = loaded.as_ref().and_then(|loaded| loaded.detail.row.grade);
    Grade::ALL.into_iter().filter(|grade| Some(*grade) > standing).collect()
}

fn set_time(shell: &Shell, chosen: impl FnOnce(DateTime<Tz>) -> Option<DateTime<Tz>>) {
    let Some(now) = with(shell, |entry| shell.local(entry.now)) else { return };
    let at = chosen(now).map(|at| Moment::from(at.to_utc()));
    edit(shell, |form, action| {
        if let Some(time) = time(form, action) {
            *time = at;
        }
    });
}

fn toggle_phrase(shell: &Shell, index: i32) {
    let lang = complaint_form::read(shell, |form| form.language).unwrap_or_default();
    let index = usize::try_from(index).unwrap_or(usize::MAX);
    let phrase = with(shell, |entry| Some(entry.opinions.get(index)?.in_lang(lang).to_owned())).flatten();
    let Some(phrase) = phrase else { return };
    edit(shell, |form, action| {
        if let Some(words) = words(form, action) {
            *words = phrases::toggled(words, &phrase);
        }
    });
}

fn edit_words(shell: &Shell, own: &str) {
    let offered = with(shell, offered_phrases).unwrap_or_default();
    edit(shell, |form, action| {
        if let Some(words) = words(form, action) {
            *words = phrases::with_own(words, &offered, own);
        }
    });
}

/// Only the customer's opinion has any.
fn offered_phrases(entry: &Entry) -> Vec<Label> {
    if entry.action == Action::SignOpinion { entry.opinions.clone() } else { Vec::new() }
}

/// "Saved" is said only after the commit; the customer's opinion is signed first.
async fn save(shell: Rc<Shell>) {
    let Some((action, phoned, now)) = with(&shell, |entry| (entry.action, entry.phoned.clone(), entry.now))
    else {
        return;
    };
    if action == Action::SignOpinion {
        return customer::show(shell).await;
    }
    complaint_form::act_and_return(shell, move |device, form| match phoned {
        Some(whom) if action == Action::Phone => device.phone_about_complaint(&form.complaint, &whom, now),
        _ => command(device, form, action),
    })
    .await;
}

fn command(device: &mut Device, form: &ComplaintForm, action: Action) -> Result<Saved, ComplaintError> {
    match action {
        Action::Raise => device.raise_complaint(form),
        Action::Escalate => device.escalate_complaint(form),
        Action::Assign => device.assign_complaint(form),
        Action::HandOver => device.hand_over_complaint(form),
        Action::AgreeReply => device.agree_reply(form),
        Action::AgreeFinish => device.agree_finish(form),
        Action::Mark => device.mark_complaint(form),
        Action::Answer => device.answer_complaint(form),
        Action::Handle => device.handle_complaint(form),
        Action::Tell => device.tell_customer(form),
        _ => device.note_on_complaint(form),
    }
}

/// Shows the page.
pub fn render(shell: &Shell) {
    let (entry, form) = (shell.entry.borrow(), shell.complaint_form.borrow());
    let (Some(entry), Some(form)) = (entry.as_ref(), form.as_ref()) else { return };
    let mut form = form.clone();
    let kept = place(shell).map(|place| pictures::at(shell, place)).unwrap_or_default();
    shell.with_app(|app| {
        let screen = ComplaintEntry::get(app);
        screen.set_head(complaint::shown_head(shell).unwrap_or_default());
        screen.set_act(complaint::act(entry.action));
        screen.set_choices(show::renewed(screen.get_choices(), choices(shell, entry, &form)));
        screen.set_people(show::renewed(screen.get_people(), people(shell, entry, &form)));
        screen.set_may_photograph(place(shell).is_some() && shell.camera.is_some());
        screen.set_lacks(lacks(shell, entry, &mut form, !kept.is_empty()));
        screen.set_pictures(show::rows(kept));
        render_time(shell, &screen, entry, &mut form);
        render_words(shell, &screen, entry, &mut form);
    });
}

fn choices(shell: &Shell, entry: &Entry, form: &ComplaintForm) -> Vec<Phrase> {
    let lang = shell.lang.get();
    let phrase = |text: &str, chosen| Phrase { text: text.into(), chosen };
    let named = |label: &Label, chosen| Phrase { text: shell.say(label), chosen };
    match entry.action {
        Action::Raise => {
            let grade = |grade: &Grade| {
                phrase(&complaint::grade_word(shell, *grade), form.raising.grade == Some(*grade))
            };
            grades(shell).iter().map(grade).collect()
        }
        Action::Assign => {
            let chosen = form.assignment.department.as_ref();
            entry.departments.iter().map(|(code, label)| named(label, Some(code) == chosen)).collect()
        }
        Action::HandOver => {
            let row = |row: &ColleagueRow| {
                let text = format!("{}\n{}", row.contact.name.in_lang(lang), row.role.title(lang));
                phrase(&text, form.hand_over.as_ref() == Some(&row.contact.person))
            };
            others(entry).map(row).collect()
        }
        Action::Phone => {
            let row = |callee: &Callee| {
                let text = format!("{}\n{}", callee.name.in_lang(lang), callee.phone);
                phrase(text.trim_end(), entry.phoned.as_ref() == Some(&callee.person))
            };
            entry.callees.iter().map(row).collect()
        }
        Action::Mark => of_words(&MARKS, form.marking.mark, lang),
        Action::Tell => of_words(&WAYS, form.telling.channel, lang),
        _ => Vec::new(),
    }
}

fn of_words<T: PartialEq + Copy>(all: &[(T, Words)], chosen: Option<T>, lang: Lang) -> Vec<Phrase> {
    let phrase =
        |(of, words): &(T, Words)| Phrase { text: words.in_lang(lang).into(), chosen: chosen == Some(*of) };
    all.iter().map(phrase).collect()
}

/// C-06: who works in the department that was chosen.
fn people(shell: &Shell, entry: &Entry, form: &ComplaintForm) -> Vec<Phrase> {
    if entry.action != Action::Assign {
        return Vec::new();
    }
    let chosen = form.assignment.to.as_ref();
    let phrase = |row: &ColleagueRow| Phrase {
        text: shell.say(&row.contact.name),
        chosen: chosen == Some(&row.contact.person),
    };
    members(entry, form.assignment.department.as_ref()).map(phrase).collect()
}

/// What the button says is missing; the device has the last word.
fn lacks(shell: &Shell, entry: &Entry, form: &mut ComplaintForm, pictured: bool) -> EntryLacks {
    let chosen = match entry.action {
        Action::Raise => form.raising.grade.is_some(),
        Action::Assign => form.assignment.department.is_some(),
        Action::HandOver => form.hand_over.is_some(),
        Action::Phone => entry.phoned.is_some(),
        Action::Mark => form.marking.mark.is_some(),
        Action::Tell => form.telling.channel.is_some(),
        _ => true,
    };
    let timed = time(form, entry.action).is_none_or(|at| at.is_some_and(|at| at > entry.now));
    let wants_words = match entry.action {
        Action::Raise | Action::Escalate | Action::Mark | Action::AgreeReply | Action::Handle => true,
        Action::Note => !pictured || shell.camera.is_none(),
        _ => false,
    };
    let said = !wants_words || words(form, entry.action).is_none_or(|words| !words.trim().is_empty());
    match (chosen, timed, said) {
        (false, ..) => EntryLacks::Choice,
        (_, false, _) => EntryLacks::Time,
        (.., false) => EntryLacks::Words,
        _ => EntryLacks::Nothing,
    }
}

fn render_time(shell: &Shell, screen: &ComplaintEntry<'_>, entry: &Entry, form: &mut ComplaintForm) {
    let now = shell.local(entry.now);
    let at = time(form, entry.action).map(|at| at.map(|at| shell.local(at)));
    screen.set_has_time(at.is_some());
    let at = at.flatten();
    let proposed = appointment::proposals(now);
    let chosen = at.map(|at| proposed.iter().position(|other| *other == at).unwrap_or(proposed.len()));
    screen.set_times(show::renewed(screen.get_times(), appointment::choices(now)));
    screen.set_days(show::renewed(screen.get_days(), appointment::days(now.date_naive())));
    screen.set_chosen_time(chosen.map_or(-1, show::count));
    screen.set_other(at.map(|at| order::choice(at, now.date_naive())).unwrap_or_default());
}

fn render_words(shell: &Shell, screen: &ComplaintEntry<'_>, entry: &Entry, form: &mut ComplaintForm) {
    let offered = offered_phrases(entry);
    let text = words(form, entry.action);
    screen.set_has_words(text.is_some());
    let text = text.cloned().unwrap_or_default();
    screen.set_phrases(phrases::rows(&text, &offered, shell.lang.get()));
    set_if_other(phrases::own(&text, &offered), screen.get_words(), |text| screen.set_words(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_01_every_acts_page_leads_back_to_it() {
        for (word, action) in PAGES {
            assert_eq!((action_of(word), page_of(action)), (Some(action), word));
        }
        assert_eq!(action_of(page_of(Action::SignOpinion)), Some(Action::SignOpinion));
        assert_eq!(action_of("complaint"), None);
    }
}
