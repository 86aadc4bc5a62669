//! 09 A complaint is taken (C-01 to C-03), at the door or at the desk: kept at each change, graded live, saved offline.

use std::rc::Rc;

use chrono::{DateTime, Days};
use chrono_tz::Tz;
use doorstep_device::Device;
use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::complaint::form::ReceptionForm;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::home::FoundHome;
use doorstep_device::queries::people::ColleagueRow;
use doorstep_device::site::Site;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::complaint::About;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::{DepartmentCode, HomeId, MatterCode, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_ui::{Phrase, Reception, ReceptionPick, Screen, TryDay};
use slint::Global as _;

use super::{complaint as page, grading, pick_home, save_failed, status, today, urgent};
use crate::phrases::{self, set_if_other};
use crate::shell::Shell;
use crate::{appointment, complaint, complaint_form, order, pictures, show};

/// The word of a form for this screen: it reopens in place.
pub const PAGE: &str = "reception";
/// C-05: the steps of "when was it received", in milliseconds.
const AGO_STEP: i64 = 5 * 60 * 1000;
/// When it happened can be picked so many days back.
const DAYS_BEFORE: u64 = 8;

/// What the screen offers.
pub struct Offer {
    site: Site,
    colleagues: Vec<ColleagueRow>,
    /// The home that is chosen.
    home: Option<FoundHome>,
    now: Moment,
}

impl Offer {
    fn departments(&self) -> Vec<(&DepartmentCode, &Label)> {
        self.site.entry.iter().flat_map(|site| &site.departments).collect()
    }

    /// Of the department that it is about; of all, where it is about none.
    fn people(&self, about: &About) -> Vec<&ColleagueRow> {
        let department = match about {
            About::Department { department } => Some(department),
            _ => None,
        };
        let of_it = |row: &&ColleagueRow| department.is_none() || row.department.as_ref() == department;
        self.colleagues.iter().filter(of_it).collect()
    }

    /// All of them, or the one that is chosen: a second tap on it shows all again.
    fn matters(&self, chosen: Option<&MatterCode>) -> Vec<(&MatterCode, &Label)> {
        let all = self.site.entry.iter().flat_map(|site| &site.matters);
        all.filter(|(code, _)| chosen.is_none_or(|chosen| chosen == *code)).collect()
    }
}

/// What customers ask for most, to tap instead of typing.
fn wishes() -> [Label; 4] {
    [
        Label::new("尽快修好", "Put it right soon"),
        Label::new("赔偿", "Compensation"),
        Label::new("道歉", "An apology"),
        Label::new("给个说法", "An explanation"),
    ]
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Reception::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_home(move || here.act(pick_home::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_discard(move || here.act(discard(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_open_complaint(move || here.act(open_complaint(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_today(move || here.act(to_today(Rc::clone(&here))));
    });
    connect_fields(shell);
    connect_about(shell);
    connect_times(shell);
    connect_pictures(shell);
}

fn connect_fields(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Reception::get(app);
        let here = Rc::clone(shell);
        screen.on_edit_customer(move |name| edit(&here, |form| form.customer.name = Label::new(&name, "")));
        let here = Rc::clone(shell);
        screen.on_edit_phone(move |phone| edit(&here, |form| form.customer.phone = phone.into()));
        let here = Rc::clone(shell);
        screen.on_edit_happened(move |words| edit(&here, |form| form.happened = words.into()));
        let here = Rc::clone(shell);
        screen.on_edit_place(move |words| edit(&here, |form| form.place = words.into()));
        let here = Rc::clone(shell);
        screen.on_toggle_wish(move |index| toggle_wish(&here, index));
        let here = Rc::clone(shell);
        screen.on_edit_wish(move |own| {
            edit(&here, |form| form.wish = phrases::with_own(&form.wish, &wishes(), &own));
        });
    });
}

fn connect_about(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Reception::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_department(move |index| choose_department(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_person(move |index| choose_person(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_nobody(move || edit(&here, |form| form.about = About::Nobody));
        let here = Rc::clone(shell);
        screen.on_choose_channel(move |by| edit(&here, |form| form.channel = complaint::to_channel(by)));
        let here = Rc::clone(shell);
        screen.on_choose_sort(move |sort| {
            edit(&here, |form| form.sort = complaint::to_sort(sort));
            here.quietly(grading::follow(Rc::clone(&here)));
        });
        let here = Rc::clone(shell);
        screen.on_choose_matter(move |index| choose_matter(&here, index));
    });
}

fn connect_times(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Reception::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_happened_at(move |day, hour, minute| choose_happened_at(&here, day, hour, minute));
        let here = Rc::clone(shell);
        screen.on_choose_asked_for(move |day, hour, minute| choose_asked_for(&here, day, hour, minute));
        let here = Rc::clone(shell);
        screen.on_choose_received_ago(move |index| {
            edit(&here, |form| form.received = form.begun.shifted(-i64::from(index) * AGO_STEP));
            here.quietly(grading::follow(Rc::clone(&here)));
        });
    });
}

fn connect_pictures(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Reception::get(app);
        screen.set_may_photograph(shell.camera.is_some());
        let here = Rc::clone(shell);
        screen.on_take_picture(move || here.act(pictures::take(Rc::clone(&here), PicturePlace::reception)));
        let here = Rc::clone(shell);
        screen.on_remove_picture(move |index| {
            if let Ok(index) = usize::try_from(index) {
                here.act(pictures::remove(Rc::clone(&here), PicturePlace::reception, index));
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| {
            here.act(pictures::open(Rc::clone(&here), PicturePlace::reception, index));
        });
    });
}

/// Begins a reception, in `home` where one stands already; what was left half-done goes on.
pub async fn begin(shell: Rc<Shell>, home: Option<HomeId>) {
    let asked = shell.engine.ask(move |device| {
        let left = device.left_reception().ok().flatten().filter(|_| home.is_none());
        left.map_or_else(|| device.begin_complaint(home.as_ref()), Ok)
    });
    match asked.await {
        Ok(Ok(form)) => show(shell, form).await,
        Ok(Err(error)) => save_failed::show_complaint(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was begun"),
    }
}

/// The form that was left open: after a kill, after the PIN.
pub async fn reopen(shell: Rc<Shell>, form: ComplaintForm) {
    show(shell, form).await;
}

async fn show(shell: Rc<Shell>, form: ComplaintForm) {
    shell.leave_others();
    shell.leave_complaint();
    shell.complaint_form.replace(Some(ComplaintForm { page: PAGE.to_owned(), ..form }));
    if !read_offer(&shell).await {
        return;
    }
    pictures::read(&shell).await;
    shell.with_app(|app| {
        let screen = Reception::get(app);
        screen.set_saved_code("".into());
        screen.set_number("".into());
        screen.set_pick(ReceptionPick::None);
    });
    grading::begin(&shell);
    grading::follow(Rc::clone(&shell)).await;
    // Kept at once: a kill leads back here.
    edit(&shell, |_| ());
    shell.open(Screen::Reception);
}

/// Reads what the screen offers; the home of the form with it.
pub async fn read_offer(shell: &Shell) -> bool {
    let home = complaint_form::read(shell, |form| form.reception.as_ref()?.home.clone()).flatten();
    match shell.engine.ask(move |device| offer(device, home.as_ref())).await {
        Ok(Ok(offer)) => {
            shell.receiving.replace(Some(offer));
            true
        }
        _ => false,
    }
}

fn offer(device: &Device, home: Option<&HomeId>) -> Result<Offer, QueryError> {
    let home = home.map(|home| device.home(home)).transpose()?;
    Ok(Offer {
        site: device.site()?,
        colleagues: device.colleagues()?,
        home: home.map(|page| page.home),
        now: device.now(),
    })
}

/// A home was picked: name, telephone and language came with it.
pub async fn show_home(shell: &Rc<Shell>, form: ComplaintForm) {
    shell.complaint_form.replace(Some(form));
    read_offer(shell).await;
    render(shell);
    grading::follow(Rc::clone(shell)).await;
}

/// Leaves the form: what was filled in stays for the next time.
pub async fn leave(shell: Rc<Shell>) {
    let form = shell.complaint_form.take();
    shell.leave_complaint();
    shell.drafts.take();
    let Some(form) = form else { return };
    let _ = shell.engine.ask(move |device| device.close_draft(&form.complaint)).await;
    today::refresh(&shell).await;
}

/// What was filled in is not wanted: an empty form.
async fn discard(shell: Rc<Shell>) {
    let form = shell.complaint_form.take();
    shell.leave_complaint();
    let Some(form) = form else { return };
    if let Ok(Err(error)) = shell.engine.ask(move |device| device.drop_draft(&form.complaint)).await {
        tracing::error!(%error, "the draft was not dropped");
    }
    begin(shell, None).await;
}

/// Changes the reception, keeps it, and shows it.
fn edit(shell: &Shell, change: impl FnOnce(&mut ReceptionForm)) {
    complaint_form::edit(shell, |form| {
        if let Some(reception) = form.reception.as_mut() {
            change(reception);
        }
    });
    render(shell);
}

/// What is offered at this place; `None` where there is no such place.
fn offered<T>(shell: &Shell, index: i32, of: impl FnOnce(&Offer, usize) -> Option<T>) -> Option<T> {
    let offer = shell.receiving.borrow();
    of(offer.as_ref()?, usize::try_from(index).ok()?)
}

fn choose_department(shell: &Shell, index: i32) {
    let chosen = offered(shell, index, |offer, i| Some(offer.departments().get(i)?.0.clone()));
    if let Some(department) = chosen {
        edit(shell, |form| form.about = About::Department { department });
    }
}

fn choose_person(shell: &Shell, index: i32) {
    let about = complaint_form::read(shell, |form| Some(form.reception.as_ref()?.about.clone())).flatten();
    let chosen =
        offered(shell, index, |offer, i| Some(offer.people(about.as_ref()?).get(i)?.contact.person.clone()));
    if let Some(person) = chosen {
        edit(shell, |form| form.about = About::Person { person });
    }
}

/// V-13: the list's own word is a quick phrase for the customer's, as long as nobody typed another.
fn choose_matter(shell: &Shell, index: i32) {
    let lang = complaint_form::read(shell, |form| form.language).unwrap_or_default();
    let before = complaint_form::read(shell, |form| form.reception.as_ref()?.matter.clone()).flatten();
    let chosen = offered(shell, index, |offer, i| {
        let (code, label) = *offer.matters(before.as_ref()).get(i)?;
        let labels: Vec<Label> = offer.matters(None).iter().map(|(_, label)| (*label).clone()).collect();
        Some((code.clone(), label.clone(), labels))
    });
    let Some((code, label, labels)) = chosen else { return };
    edit(shell, |form| {
        let is_phrase = labels.iter().any(|label| label.zh == form.happened || label.en == form.happened);
        let free = !form.happened.trim().is_empty() && !is_phrase;
        let again = form.matter.as_ref() == Some(&code);
        form.matter = (!again).then_some(code);
        if !free {
            form.happened = if again { String::new() } else { label.in_lang(lang).to_owned() };
        }
    });
}

fn toggle_wish(shell: &Shell, index: i32) {
    let lang = complaint_form::read(shell, |form| form.language).unwrap_or_default();
    let wishes = wishes();
    let Some(wish) = usize::try_from(index).ok().and_then(|index| wishes.get(index)) else { return };
    edit(shell, |form| form.wish = phrases::toggled(&form.wish, wish.in_lang(lang)));
}

fn now(shell: &Shell) -> Option<DateTime<Tz>> {
    shell.receiving.borrow().as_ref().map(|offer| shell.local(offer.now))
}

/// Days are counted back from today.
fn choose_happened_at(shell: &Shell, day: i32, hour: i32, minute: i32) {
    let Some(now) = now(shell) else { return };
    let days = u64::try_from(day).ok();
    let date = days.and_then(|days| now.date_naive().checked_sub_days(Days::new(days)));
    let at = date.and_then(|date| appointment::on(now.timezone(), date, hour, minute));
    // What is said to have happened later today happened just now.
    edit(shell, |form| form.happened_at = at.map(|at| Moment::from(at.min(now).to_utc())));
}

fn choose_asked_for(shell: &Shell, day: i32, hour: i32, minute: i32) {
    let at = now(shell).and_then(|now| appointment::picked(now, day, hour, minute));
    edit(shell, |form| form.asked_for = at.map(|at| Moment::from(at.to_utc())));
}

/// Saves the complaint. "Saved" is said only after the commit.
async fn save(shell: Rc<Shell>) {
    let Some(form) = shell.complaint_form.borrow().clone() else { return };
    complaint_form::set_saving(&shell, true);
    let saved = shell.engine.ask(move |device| {
        device.receive_complaint(&form)?;
        Ok(form.complaint)
    });
    let saved = saved.await;
    complaint_form::set_saving(&shell, false);
    match saved {
        Ok(Ok(complaint)) => show_saved(shell, complaint).await,
        Ok(Err(error)) => save_failed::show_complaint(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

/// The short code that stands for it until the office gives a number.
async fn show_saved(shell: Rc<Shell>, received: SubjectId) {
    shell.complaint_form.take();
    shell.drafts.take();
    status::refresh(&shell).await;
    today::refresh(&shell).await;
    let Some(loaded) = complaint::load(&shell, received).await else { return };
    let code = loaded.detail.row.number.clone();
    shell.complaint.replace(Some(loaded));
    shell.with_app(|app| Reception::get(app).set_saved_code(code.into()));
    shell.restart_over(&[Screen::Today], Screen::Reception);
    refresh(&shell).await;
    urgent::refresh(&shell).await;
}

/// The office may have given the number.
pub async fn refresh(shell: &Shell) {
    if shell.complaint_form.borrow().is_some() {
        return;
    }
    let received = shell.complaint.borrow().as_ref().map(|loaded| loaded.detail.row.complaint.clone());
    let Some(received) = received else { return };
    let Some(loaded) = complaint::load(shell, received).await else { return };
    let number = order::office_number(&loaded.detail.row.number);
    shell.with_app(|app| Reception::get(app).set_number(number.unwrap_or_default().into()));
    shell.complaint.replace(Some(loaded));
}

async fn open_complaint(shell: Rc<Shell>) {
    let received = shell.complaint.borrow().as_ref().map(|loaded| loaded.detail.row.complaint.clone());
    let Some(received) = received else { return };
    shell.restart_at(Screen::Today);
    page::open(shell, received).await;
}

async fn to_today(shell: Rc<Shell>) {
    shell.leave_complaint();
    today::enter(shell).await;
}

/// Shows the form.
pub fn render(shell: &Shell) {
    let (offer, form) = (shell.receiving.borrow(), shell.complaint_form.borrow());
    let (Some(offer), Some(form)) = (offer.as_ref(), form.as_ref()) else { return };
    let Some(filled) = form.reception.as_ref() else { return };
    shell.with_app(|app| {
        let screen = Reception::get(app);
        render_home(shell, &screen, offer, filled);
        render_about(shell, &screen, offer, filled);
        render_words(shell, &screen, offer, filled);
        render_times(shell, &screen, offer, filled);
        screen.set_channel(complaint::channel(filled.channel));
        screen.set_sort(complaint::sort(filled.sort));
        screen.set_pictures(show::rows(pictures::at(shell, PicturePlace::reception)));
    });
}

fn render_home(shell: &Shell, screen: &Reception<'_>, offer: &Offer, filled: &ReceptionForm) {
    let [building, section, room] = complaint::place(offer.home.as_ref().map(|home| &home.place));
    screen.set_has_home(offer.home.is_some());
    screen.set_building(building);
    screen.set_section(section);
    screen.set_room(room);
    set_if_other(shell.say(&filled.customer.name), screen.get_customer(), |text| screen.set_customer(text));
    set_if_other(filled.customer.phone.as_str().into(), screen.get_phone(), |text| screen.set_phone(text));
}

fn render_about(shell: &Shell, screen: &Reception<'_>, offer: &Offer, filled: &ReceptionForm) {
    let is_department = |code: &DepartmentCode| matches!(&filled.about, About::Department { department } if department == code);
    let is_person = |row: &ColleagueRow| matches!(&filled.about, About::Person { person } if *person == row.contact.person);
    let departments = offer.departments().into_iter();
    let departments = departments.map(|(code, label)| phrase(shell, label, is_department(code)));
    screen.set_departments(show::renewed(screen.get_departments(), departments.collect()));
    let people = offer.people(&filled.about).into_iter();
    let people = people.map(|row| phrase(shell, &row.contact.name, is_person(row)));
    screen.set_people(show::renewed(screen.get_people(), people.collect()));
    screen.set_about(match &filled.about {
        About::Nobody => "".into(),
        About::Department { department } => shell.say(&offer.site.department(department)),
        About::Person { person } => {
            let row = offer.colleagues.iter().find(|row| row.contact.person == *person);
            row.map(|row| shell.say(&row.contact.name)).unwrap_or_default()
        }
    });
}

fn phrase(shell: &Shell, label: &Label, chosen: bool) -> Phrase {
    Phrase { text: shell.say(label), chosen }
}

fn render_words(shell: &Shell, screen: &Reception<'_>, offer: &Offer, filled: &ReceptionForm) {
    let matter = filled.matter.as_ref();
    let matters = offer.matters(matter).into_iter();
    let matters = matters.map(|(code, label)| phrase(shell, label, Some(code) == matter));
    screen.set_matters(show::renewed(screen.get_matters(), matters.collect()));
    screen.set_matter(matter.map(|code| shell.say(&offer.site.matter(code))).unwrap_or_default());
    set_if_other(filled.happened.as_str().into(), screen.get_happened(), |text| screen.set_happened(text));
    set_if_other(filled.place.as_str().into(), screen.get_place(), |text| screen.set_place(text));
    screen.set_wishes(phrases::rows(&filled.wish, &wishes(), shell.lang.get()));
    let own = phrases::own(&filled.wish, &wishes());
    set_if_other(own, screen.get_own_wish(), |text| screen.set_own_wish(text));
    screen.set_wish(
        filled
            .wish
            .replace('\n', if shell.lang.get() == doorstep_domain::lang::Lang::Zh { "，" } else { ", " })
            .into(),
    );
}

fn render_times(shell: &Shell, screen: &Reception<'_>, offer: &Offer, filled: &ReceptionForm) {
    let today = shell.local(offer.now).date_naive();
    let choice = |at: Option<Moment>| at.map(|at| order::choice(shell.local(at), today)).unwrap_or_default();
    screen.set_has_happened_at(filled.happened_at.is_some());
    screen.set_happened_at(choice(filled.happened_at));
    screen.set_has_asked_for(filled.asked_for.is_some());
    screen.set_asked_for(choice(filled.asked_for));
    screen.set_days_after(show::renewed(screen.get_days_after(), appointment::days(today)));
    let before: Vec<TryDay> = appointment::days_before(today, DAYS_BEFORE);
    screen.set_days_before(show::renewed(screen.get_days_before(), before));
    screen.set_received_ago(show::number(filled.begun.since(filled.received) / AGO_STEP));
    screen.set_received_time(show::time(shell.local(filled.received)));
}
