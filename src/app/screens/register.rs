//! R-01 Registering a repair, at the door or for a call: kept at each change, saved offline.

use std::rc::Rc;

use doorstep_device::Device;
use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::commands::work_order::form::RegistrationForm;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::catalogue::{ContractorRow, FaultRow, TradeRow};
use doorstep_device::queries::home::FoundHome;
use doorstep_device::site::Site;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::{HomeId, MatterCode, SubjectId};
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::Manner;
use doorstep_ui::{AskedBy, Coverage, OrderPicture, Phrase, PictureOf, PictureTile, Register, Screen};
use slint::Global as _;

use super::{pick_home, save_failed, status, today, work_order};
use crate::phrases::set_if_other;
use crate::shell::Shell;
use crate::{appointment, order, order_form, pictures, show};

/// The word of a form for this screen: it reopens in place.
pub const PAGE: &str = "register";
/// the steps of "when did the customer ask", in milliseconds.
const ASKED_STEP: i64 = 5 * 60 * 1000;

/// What the screen offers.
pub struct Offer {
    faults: Vec<FaultRow>,
    trades: Vec<TradeRow>,
    contractors: Vec<ContractorRow>,
    site: Site,
    /// The home that is chosen.
    home: Option<FoundHome>,
    /// When the form was begun; another time that the customer asked at counts back from here.
    begun: Moment,
    now: Moment,
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Register::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_home(move || here.act(pick_home::show(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_save(move || here.act(save(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_discard(move || here.act(discard(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_open_order(move || here.act(open_order(Rc::clone(&here))));
        let here = Rc::clone(shell);
        screen.on_today(move || here.act(today::enter(Rc::clone(&here))));
    });
    connect_fields(shell);
    connect_choices(shell);
    connect_pictures(shell);
}

fn connect_fields(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Register::get(app);
        let here = Rc::clone(shell);
        screen.on_edit_customer(move |name| edit(&here, |form| form.customer.name = Label::new(&name, "")));
        let here = Rc::clone(shell);
        screen.on_edit_phone(move |phone| edit(&here, |form| form.customer.phone = phone.into()));
        let here = Rc::clone(shell);
        screen.on_edit_reported(move |words| edit(&here, |form| form.reported = words.into()));
        let here = Rc::clone(shell);
        screen.on_edit_access(move |words| edit(&here, |form| form.access = words.into()));
    });
}

fn connect_choices(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Register::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_matter(move |index| choose_matter(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_wanted(move |index| choose_wanted(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_other(move |day, hour, minute| choose_other(&here, day, hour, minute));
        let here = Rc::clone(shell);
        screen.on_choose_asked_ago(move |index| choose_asked_ago(&here, index));
        let here = Rc::clone(shell);
        screen.on_choose_asked_by(move |by| edit(&here, |form| form.manner = manner(by)));
    });
}

fn connect_pictures(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Register::get(app);
        screen.set_may_photograph(shell.camera.is_some());
        let here = Rc::clone(shell);
        screen.on_take_picture(move || here.act(pictures::take(Rc::clone(&here), PicturePlace::before)));
        let here = Rc::clone(shell);
        screen.on_remove_picture(move |index| {
            if let Ok(index) = usize::try_from(index) {
                here.act(pictures::remove(Rc::clone(&here), PicturePlace::before, index));
            }
        });
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| {
            here.act(pictures::open(Rc::clone(&here), PicturePlace::before, index));
        });
    });
}

/// Begins a registration, in `home` where one stands already; what was left half-done goes on.
pub async fn begin(shell: Rc<Shell>, home: Option<HomeId>) {
    let asked = shell.engine.ask(move |device| {
        let left = device.left_registration().ok().flatten().filter(|_| home.is_none());
        left.map_or_else(|| device.begin_order(home.as_ref()), Ok)
    });
    match asked.await {
        Ok(Ok(form)) => show(shell, form).await,
        Ok(Err(error)) => save_failed::show_order(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was begun"),
    }
}

/// The form that was left open: after a kill, after the PIN.
pub async fn reopen(shell: Rc<Shell>, form: OrderForm) {
    show(shell, form).await;
}

async fn show(shell: Rc<Shell>, form: OrderForm) {
    shell.form.take();
    shell.order.take();
    shell.leave_complaint();
    shell.order_form.replace(Some(OrderForm { page: PAGE.to_owned(), ..form }));
    if !read_offer(&shell).await {
        return;
    }
    pictures::read(&shell).await;
    shell.with_app(|app| {
        let screen = Register::get(app);
        screen.set_saved_code("".into());
        screen.set_number("".into());
        screen.set_picking_time(false);
    });
    // Kept at once: a kill leads back here.
    edit(&shell, |_| ());
    shell.open(Screen::Register);
}

/// Reads what the screen offers; the home of the form with it.
pub async fn read_offer(shell: &Shell) -> bool {
    let Some(form) = shell.order_form.borrow().as_ref().and_then(|form| form.registration.clone()) else {
        return false;
    };
    let begun = shell.registering.borrow().as_ref().map(|offer| offer.begun);
    let asked = shell.engine.ask(move |device| offer(device, &form, begun));
    match asked.await {
        Ok(Ok(offer)) => {
            shell.registering.replace(Some(offer));
            true
        }
        _ => false,
    }
}

fn offer(device: &Device, form: &RegistrationForm, begun: Option<Moment>) -> Result<Offer, QueryError> {
    let home = form.home.as_ref().map(|home| device.home(home)).transpose()?;
    Ok(Offer {
        faults: device.faults(None)?,
        trades: device.trades()?,
        contractors: device.contractors()?,
        site: device.site()?,
        home: home.map(|page| page.home),
        begun: begun.unwrap_or(form.requested),
        now: device.now(),
    })
}

/// Leaves the form: what was filled in stays for the next time.
pub async fn leave(shell: Rc<Shell>) {
    shell.registering.take();
    shell.drafts.take();
    let Some(form) = shell.order_form.take() else { return };
    let _ = shell.engine.ask(move |device| device.close_draft(&form.order)).await;
    today::refresh(&shell).await;
}

/// What was filled in is not wanted: an empty form.
async fn discard(shell: Rc<Shell>) {
    shell.registering.take();
    let Some(form) = shell.order_form.take() else { return };
    if let Ok(Err(error)) = shell.engine.ask(move |device| device.drop_draft(&form.order)).await {
        tracing::error!(%error, "the draft was not dropped");
    }
    begin(shell, None).await;
}

/// Changes the registration, keeps it, and shows it.
pub fn edit(shell: &Shell, change: impl FnOnce(&mut RegistrationForm)) {
    order_form::edit(shell, |form| {
        if let Some(registration) = form.registration.as_mut() {
            change(registration);
        }
    });
    render(shell);
}

/// the list's own word is a quick phrase for the customer's, as long as nobody typed another.
fn choose_matter(shell: &Shell, index: i32) {
    let lang = order_form::read(shell, |form| form.language).unwrap_or_default();
    let Some((chosen, labels)) = shell.registering.borrow().as_ref().and_then(|offer| {
        let chosen = order_form::read(shell, |form| form.registration.as_ref()?.matter.clone()).flatten();
        let fault = offered(offer, chosen.as_ref()).nth(usize::try_from(index).ok()?)?.clone();
        let labels: Vec<Label> = offer.faults.iter().map(|fault| fault.label.clone()).collect();
        Some((fault, labels))
    }) else {
        return;
    };
    edit(shell, |form| {
        let is_phrase = labels.iter().any(|label| label.zh == form.reported || label.en == form.reported);
        let free = !form.reported.trim().is_empty() && !is_phrase;
        let again = form.matter.as_ref() == Some(&chosen.matter);
        form.matter = (!again).then(|| chosen.matter.clone());
        if !free {
            form.reported = if again { String::new() } else { chosen.label.in_lang(lang).to_owned() };
        }
    });
}

/// All of them, or the one that is chosen: a second tap on it shows all again.
fn offered<'a>(offer: &'a Offer, chosen: Option<&'a MatterCode>) -> impl Iterator<Item = &'a FaultRow> {
    offer.faults.iter().filter(move |fault| chosen.is_none_or(|matter| fault.matter == *matter))
}

fn now(shell: &Shell) -> Option<Moment> {
    shell.registering.borrow().as_ref().map(|offer| offer.now)
}

/// 0 is now, then the proposals.
fn choose_wanted(shell: &Shell, index: i32) {
    let Some(now) = now(shell).map(|now| shell.local(now)) else { return };
    let chosen = appointment::proposed(now, index - 1);
    edit(shell, |form| form.appointment = chosen.map(|at| Moment::from(at.to_utc())));
}

fn choose_other(shell: &Shell, day: i32, hour: i32, minute: i32) {
    let Some(now) = now(shell).map(|now| shell.local(now)) else { return };
    if let Some(at) = appointment::picked(now, day, hour, minute) {
        edit(shell, |form| form.appointment = Some(Moment::from(at.to_utc())));
    }
}

/// 5 minutes count from when the customer asked.
fn choose_asked_ago(shell: &Shell, index: i32) {
    let Some(begun) = shell.registering.borrow().as_ref().map(|offer| offer.begun) else { return };
    edit(shell, |form| form.requested = begun.shifted(-i64::from(index) * ASKED_STEP));
}

/// Registers the order. "Saved" is said only after the commit.
async fn save(shell: Rc<Shell>) {
    let Some(form) = shell.order_form.borrow().clone() else { return };
    set_saving(&shell, true);
    let saved = shell.engine.ask(move |device| {
        device.register_order(&form)?;
        Ok(form.order)
    });
    let saved = saved.await;
    set_saving(&shell, false);
    match saved {
        Ok(Ok(registered)) => show_saved(shell, registered).await,
        Ok(Err(error)) => save_failed::show_order(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

fn set_saving(shell: &Shell, saving: bool) {
    shell.with_app(|app| Register::get(app).set_saving(saving));
}

/// The short code that stands for it until the office gives a number.
async fn show_saved(shell: Rc<Shell>, registered: SubjectId) {
    shell.order_form.take();
    shell.drafts.take();
    shell.registering.take();
    status::refresh(&shell).await;
    today::refresh(&shell).await;
    let Some(loaded) = order::load(&shell, registered).await else { return };
    let code = loaded.detail.row.number.clone();
    shell.order.replace(Some(loaded));
    shell.with_app(|app| Register::get(app).set_saved_code(code.into()));
    shell.restart_over(&[Screen::Today], Screen::Register);
    refresh(&shell).await;
}

/// The office may have given the number.
pub async fn refresh(shell: &Shell) {
    if shell.order_form.borrow().is_some() {
        return;
    }
    let registered = shell.order.borrow().as_ref().map(|loaded| loaded.detail.row.order.clone());
    let Some(registered) = registered else { return };
    let Some(loaded) = order::load(shell, registered).await else { return };
    let number = order::office_number(&loaded.detail.row.number);
    shell.with_app(|app| Register::get(app).set_number(number.unwrap_or_default().into()));
    shell.order.replace(Some(loaded));
}

async fn open_order(shell: Rc<Shell>) {
    let registered = shell.order.borrow().as_ref().map(|loaded| loaded.detail.row.order.clone());
    let Some(registered) = registered else { return };
    shell.restart_at(Screen::Today);
    work_order::open(shell, registered).await;
}

/// Shows the form.
pub fn render(shell: &Shell) {
    let (offer, form) = (shell.registering.borrow(), shell.order_form.borrow());
    let (Some(offer), Some(form)) = (offer.as_ref(), form.as_ref()) else { return };
    let Some(filled) = form.registration.as_ref() else { return };
    shell.with_app(|app| {
        let screen = Register::get(app);
        render_home(shell, &screen, offer, filled);
        render_matter(shell, &screen, offer, filled);
        render_wanted(shell, &screen, offer, filled);
        render_asked(shell, &screen, offer, filled);
        let pictures = pictures::at(shell, PicturePlace::before).into_iter().map(of_site);
        screen.set_pictures(show::rows(pictures));
        set_if_other(filled.access.as_str().into(), screen.get_access(), |text| screen.set_access(text));
    });
}

/// what is taken while registering shows the site.
fn of_site(picture: OrderPicture) -> OrderPicture {
    let tile = PictureTile { shows: PictureOf::Site, ..picture.tile };
    OrderPicture { tile, ..picture }
}

fn render_home(shell: &Shell, screen: &Register<'_>, offer: &Offer, filled: &RegistrationForm) {
    let place = offer.home.as_ref().map(|home| &home.place);
    let text = |part: Option<&String>| part.map(|text| text.as_str().into()).unwrap_or_default();
    screen.set_has_home(place.is_some());
    screen.set_building(text(place.map(|place| &place.building)));
    screen.set_section(text(place.map(|place| &place.section)));
    screen.set_room(text(place.map(|place| &place.room)));
    set_if_other(shell.say(&filled.customer.name), screen.get_customer(), |text| screen.set_customer(text));
    set_if_other(filled.customer.phone.as_str().into(), screen.get_phone(), |text| screen.set_phone(text));
}

fn render_matter(shell: &Shell, screen: &Register<'_>, offer: &Offer, filled: &RegistrationForm) {
    let has_matter = filled.matter.is_some();
    let faults = offered(offer, filled.matter.as_ref());
    let phrases = faults.map(|fault| Phrase { text: shell.say(&fault.label), chosen: has_matter });
    screen.set_matters(show::renewed(screen.get_matters(), phrases.collect()));
    let fault = filled.matter.as_ref().and_then(|chosen| offered(offer, Some(chosen)).next());
    let trade = fault.and_then(|fault| offer.trades.iter().find(|trade| trade.trade == fault.trade));
    screen.set_has_matter(fault.is_some());
    screen.set_trade(trade.map(|trade| shell.say(&trade.label)).unwrap_or_default());
    let (coverage, contractor) = fault.map_or((Coverage::Unknown, None), |fault| coverage(offer, fault));
    screen.set_coverage(coverage);
    screen.set_contractor(contractor.map(|row| shell.say(&row.contact.name)).unwrap_or_default());
    set_if_other(filled.reported.as_str().into(), screen.get_reported(), |text| screen.set_reported(text));
}

/// whose it will be, and whether it has a price.
fn coverage<'a>(offer: &'a Offer, fault: &FaultRow) -> (Coverage, Option<&'a ContractorRow>) {
    let today = offer.site.date(offer.now);
    let building = offer.home.as_ref().map(|home| home.place.building.as_str());
    let warranty = building.and_then(|name| offer.site.catalogue.warranty(name, &fault.trade, today));
    match warranty {
        Some(warranty) => {
            let contractors = &offer.contractors;
            let of_it = contractors.iter().find(|row| row.contact.person == warranty.contractor);
            (Coverage::Warranty, of_it)
        }
        None if fault.listed => (Coverage::Listed, None),
        None => (Coverage::Unlisted, None),
    }
}

fn render_wanted(shell: &Shell, screen: &Register<'_>, offer: &Offer, filled: &RegistrationForm) {
    let now = shell.local(offer.now);
    let proposed = appointment::proposals(now);
    let at = filled.appointment.map(|at| shell.local(at));
    let index = at.map(|at| proposed.iter().position(|other| *other == at).unwrap_or(proposed.len()) + 1);
    screen.set_wanted(show::count(index.unwrap_or(0)));
    screen.set_choices(show::renewed(screen.get_choices(), appointment::choices(now)));
    screen.set_other(at.map(|at| order::choice(at, now.date_naive())).unwrap_or_default());
    screen.set_days(show::renewed(screen.get_days(), appointment::days(now.date_naive())));
}

fn render_asked(shell: &Shell, screen: &Register<'_>, offer: &Offer, filled: &RegistrationForm) {
    let steps = offer.begun.since(filled.requested) / ASKED_STEP;
    screen.set_asked_ago(show::number(steps));
    screen.set_asked_time(show::time(shell.local(filled.requested)));
    screen.set_asked_by(match filled.manner {
        Manner::Face => AskedBy::Face,
        Manner::Phone => AskedBy::Phone,
        Manner::Other => AskedBy::Other,
    });
}

/// how somebody was told or asked.
pub fn manner(by: AskedBy) -> Manner {
    match by {
        AskedBy::Face => Manner::Face,
        AskedBy::Phone => Manner::Phone,
        AskedBy::Other => Manner::Other,
    }
}
