//! 03 Callback: history at a glance, three ratings, how, texts, and the verdict (V-04 to V-08).
//!
//! The form lives in the shell while it is filled in. Every change is kept as a draft at once: a kill of
//! the app costs nothing.

use std::rc::Rc;

use doorstep_device::commands::form::CallbackForm;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::callback::{CallbackDetail, EventDetail, PictureRow};
use doorstep_device::queries::people::Phrases;
use doorstep_domain::callback::{CallbackVerdict, Rating};
use doorstep_domain::directory::Label;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::yuan;
use doorstep_ui::{Callback, CallbackSheet, Payment, PictureTile, Question, Screen};
use slint::Global as _;

use super::{customer, history, nobody_home, on_behalf, refused, save_failed, saved, today};
use crate::order;
use crate::phrases::{self, set_if_other};
use crate::shell::Shell;
use crate::show;

/// What is on the screens about the open callback.
pub struct Loaded {
    /// The callback with its history.
    pub detail: CallbackDetail,
    /// The office's time when it was read.
    pub now: Moment,
    /// Its pictures, as far as they are here.
    pub pictures: Vec<PictureTile>,
    phrases: Phrases,
}

/// Pages of a form, as a draft keeps them: it reopens in place.
pub mod page {
    /// The ratings.
    pub const RATE: &str = "rate";
    /// The customer's sheet and pad.
    pub const CUSTOMER: &str = "customer";
    /// Somebody else signs.
    pub const ON_BEHALF: &str = "on-behalf";
    /// Nobody signs.
    pub const REFUSED: &str = "refused";
    /// Nobody home.
    pub const NOBODY_HOME: &str = "nobody-home";
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Callback::get(app);
        let here = Rc::clone(shell);
        screen.on_rate(move |question, value| rate(&here, question, value));
        let here = Rc::clone(shell);
        screen.on_toggle_shortcoming(move |index| toggle(&here, Text::Shortcomings, index));
        let here = Rc::clone(shell);
        screen.on_toggle_opinion(move |index| toggle(&here, Text::Opinions, index));
        let here = Rc::clone(shell);
        screen.on_edit_shortcomings(move |text| edit_text(&here, Text::Shortcomings, &text));
        let here = Rc::clone(shell);
        screen.on_edit_opinions(move |text| edit_text(&here, Text::Opinions, &text));
        let here = Rc::clone(shell);
        screen.on_face_to_face(move || edit(&here, |form| form.by_phone = false));
        let here = Rc::clone(shell);
        screen.on_change_verdict(move || change_verdict(&here));
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| super::picture::show(&here, index));
        let here = Rc::clone(shell);
        screen.on_proceed(move || here.act(proceed(Rc::clone(&here))));
    });
}

/// Opens a callback from a list: the form as it was left, or the record once it is made.
pub async fn open(shell: Rc<Shell>, callback: SubjectId) {
    let Some(loaded) = load(&shell, callback.clone()).await else { return };
    if !loaded.detail.task.is_open {
        shell.detail.replace(Some(loaded));
        return super::record::show(&shell).await;
    }
    let Ok(Ok(form)) = shell.engine.ask(move |device| device.form(&callback)).await else { return };
    show(&shell, loaded, form);
}

/// The form that was left open: after a kill, after the PIN.
pub async fn reopen(shell: Rc<Shell>, form: CallbackForm) {
    let Some(loaded) = load(&shell, form.callback.clone()).await else { return };
    let page = form.page.clone();
    show(&shell, loaded, form);
    match page.as_str() {
        page::CUSTOMER => customer::show(shell).await,
        page::NOBODY_HOME => nobody_home::show(&shell),
        page::ON_BEHALF => {
            customer::show(Rc::clone(&shell)).await;
            on_behalf::show(&shell);
        }
        page::REFUSED => {
            customer::show(Rc::clone(&shell)).await;
            refused::show(&shell);
        }
        _ => {}
    }
}

/// V-07: a signed callback is corrected by a new one that says so.
pub async fn correct(shell: Rc<Shell>, callback: SubjectId) {
    let Some(loaded) = load(&shell, callback.clone()).await else { return };
    let Ok(Ok(form)) = shell.engine.ask(move |device| device.supersede(&callback)).await else { return };
    show(&shell, loaded, form);
}

fn show(shell: &Shell, loaded: Loaded, form: CallbackForm) {
    // One form is open at a time.
    shell.order.take();
    shell.order_form.take();
    shell.leave_complaint();
    shell.detail.replace(Some(loaded));
    shell.form.replace(Some(form));
    edit(shell, |form| form.page = page::RATE.to_owned());
    history::render(shell);
    shell.with_app(|app| Callback::get(app).set_sheet(CallbackSheet::None));
    shell.open(Screen::Callback);
}

/// Reads a callback with all that its screens show.
pub async fn load(shell: &Shell, callback: SubjectId) -> Option<Loaded> {
    let shift = shell.shift();
    let asked = shell.engine.read(move |device| {
        let detail = device.callback(&callback)?;
        let rows: Vec<PictureRow> = detail.event.iter().flat_map(|event| event.pictures.clone()).collect();
        let decoded = order::decoded(device, &rows);
        Ok::<_, QueryError>((detail, device.now(), rows, decoded, device.phrases()?))
    });
    match asked.await {
        Ok(Ok((detail, now, rows, decoded, phrases))) if shift == shell.shift() => {
            let pictures = order::tiles(shell, &rows, decoded, now);
            Some(Loaded { detail, now, pictures, phrases })
        }
        Ok(Err(error)) => {
            tracing::warn!(%error, "the callback cannot be shown");
            None
        }
        _ => None,
    }
}

/// Changes the form, keeps it as a draft, and shows it.
pub fn edit(shell: &Shell, change: impl FnOnce(&mut CallbackForm)) {
    shell.touch();
    let Some(form) = shell.form.borrow_mut().as_mut().map(|form| {
        change(form);
        form.clone()
    }) else {
        return;
    };
    render(shell);
    keep(shell, form);
}

fn keep(shell: &Shell, form: CallbackForm) {
    let kept = shell.engine.tell(move |device| {
        if let Err(error) = device.save_draft(&form) {
            tracing::error!(%error, "the draft was not kept");
        }
    });
    if let Err(error) = kept {
        tracing::error!(%error, "the draft was not kept");
    }
}

fn rate(shell: &Shell, question: Question, value: i32) {
    let rating = u8::try_from(value).ok().and_then(|value| Rating::try_from(value).ok());
    edit(shell, |form| {
        match question {
            Question::Quality => form.quality = rating,
            Question::Effect => form.effect = rating,
            // The proposal follows the satisfaction; what was decided before was about another one.
            Question::Satisfaction => (form.satisfaction, form.verdict) = (rating, None),
        }
    });
}

fn change_verdict(shell: &Shell) {
    edit(shell, |form| {
        form.verdict = match form.verdict.or(form.proposed_verdict()) {
            Some(CallbackVerdict::Qualified) => Some(CallbackVerdict::Unqualified),
            _ => Some(CallbackVerdict::Qualified),
        };
    });
}

/// V-06: one of the two texts.
#[derive(Clone, Copy)]
enum Text {
    Shortcomings,
    Opinions,
}

impl Text {
    fn of(self, form: &mut CallbackForm) -> &mut String {
        match self {
            Text::Shortcomings => &mut form.texts.shortcomings,
            Text::Opinions => &mut form.texts.opinions,
        }
    }

    fn phrases(self, phrases: &Phrases) -> &[Label] {
        match self {
            Text::Shortcomings => &phrases.shortcomings,
            Text::Opinions => &phrases.opinions,
        }
    }
}

fn toggle(shell: &Shell, text: Text, index: i32) {
    let Some(phrase) = phrase(shell, text, index) else { return };
    edit(shell, |form| *text.of(form) = phrases::toggled(text.of(form), &phrase));
}

fn phrase(shell: &Shell, text: Text, index: i32) -> Option<String> {
    let loaded = shell.detail.borrow();
    let label = text.phrases(&loaded.as_ref()?.phrases).get(usize::try_from(index).ok()?)?.clone();
    Some(label.in_lang(customers_language(shell)).to_owned())
}

/// V-06, F-05: a phrase is the customer's words, so it is written in the customer's language.
fn customers_language(shell: &Shell) -> doorstep_domain::lang::Lang {
    shell.form.borrow().as_ref().map_or(shell.lang.get(), |form| form.language)
}

fn edit_text(shell: &Shell, text: Text, own: &str) {
    let picked = shell.detail.borrow().as_ref().map(|loaded| text.phrases(&loaded.phrases).to_vec());
    let picked = picked.unwrap_or_default();
    edit(shell, |form| *text.of(form) = phrases::with_own(text.of(form), &picked, own));
}

/// Shows it to the customer; by telephone there is nobody to show it to, so it is saved.
async fn proceed(shell: Rc<Shell>) {
    let by_phone = shell.form.borrow().as_ref().is_some_and(|form| form.by_phone);
    if by_phone { save(shell).await } else { customer::show(shell).await }
}

/// Records the callback. "Saved" is said only after the commit.
pub async fn save(shell: Rc<Shell>) {
    let Some(form) = shell.form.borrow().clone() else { return };
    let recorded = shell.engine.ask(move |device| {
        // By telephone and unsigned, the sheet is made now: it is what the record says.
        let (form, _) = device.show_sheet(form)?;
        device.record_callback(&form)
    });
    match recorded.await {
        Ok(Ok(kept)) => saved::show(shell, kept).await,
        Ok(Err(error)) => save_failed::show(&shell, &error),
        Err(error) => tracing::error!(%error, "nothing was saved"),
    }
}

/// News may have come about the callback that is on the screens. The form stays as it is.
pub async fn refresh(shell: &Shell) {
    let shown = || shell.detail.borrow().as_ref().map(|loaded| loaded.detail.task.callback.clone());
    let Some(callback) = shown() else { return };
    let Some(loaded) = load(shell, callback.clone()).await else { return };
    if shown() == Some(callback) {
        shell.detail.replace(Some(loaded));
        render(shell);
        history::render(shell);
    }
}

/// Leaves the form: what was filled in stays, but does not reopen by itself.
pub async fn leave(shell: Rc<Shell>) {
    let Some(form) = shell.form.take() else { return };
    shell.ink.take();
    let _ = shell.engine.ask(move |device| device.close_draft(&form.callback)).await;
    today::refresh(&shell).await;
}

/// Shows form and history.
pub fn render(shell: &Shell) {
    let (loaded, form) = (shell.detail.borrow(), shell.form.borrow());
    let (Some(loaded), Some(form)) = (loaded.as_ref(), form.as_ref()) else { return };
    shell.with_app(|app| {
        let screen = Callback::get(app);
        let task = &loaded.detail.task;
        screen.set_task(today::task(shell, task, loaded.now));
        screen.set_can_dial(false);
        let year = task.calendar_assumed.then(|| chrono::Datelike::year(&task.due_date));
        screen.set_year_without_calendar(year.unwrap_or(0));
        screen.set_pictures(show::rows(loaded.pictures.iter().cloned()));
        if let Some(event) = &loaded.detail.event {
            render_event(shell, &screen, event);
        }
        render_form(&screen, form);
        render_texts(&screen, loaded, form);
        render_correction(shell, &screen, loaded, form);
    });
}

fn render_event(shell: &Shell, screen: &Callback<'_>, event: &EventDetail) {
    let (month, day) = show::month_day(shell.local(event.finished).date_naive());
    screen.set_done_month(month);
    screen.set_done_day(day);
    screen.set_done_by(event.done_by.as_ref().map(|name| shell.say(name)).unwrap_or_default());
    screen.set_done(shell.say(&event.done));
    screen.set_yuan(event.charge.map(|charge| yuan(charge.fen).into()).unwrap_or_default());
    screen.set_payment(event.charge.map_or(Payment::None, |charge| show::payment(Some(charge.payment))));
}

fn render_form(screen: &Callback<'_>, form: &CallbackForm) {
    let value = |rating: Option<Rating>| rating.map_or(0, |rating| i32::from(u8::from(rating)));
    screen.set_quality(value(form.quality));
    screen.set_effect(value(form.effect));
    screen.set_satisfaction(value(form.satisfaction));
    screen.set_verdict(show::verdict(form.verdict.or(form.proposed_verdict())));
    let manner = if form.by_phone { doorstep_ui::Manner::Phone } else { doorstep_ui::Manner::Face };
    screen.set_manner(manner);
    screen.set_phone_reason(show::phone_reason(form.phone_reason));
}

fn render_texts(screen: &Callback<'_>, loaded: &Loaded, form: &CallbackForm) {
    let (texts, known, lang) = (&form.texts, &loaded.phrases, form.language);
    screen.set_has_shortcomings(!texts.shortcomings.is_empty());
    screen.set_has_opinions(!texts.opinions.is_empty());
    screen.set_shortcoming_phrases(phrases::rows(&texts.shortcomings, &known.shortcomings, lang));
    screen.set_opinion_phrases(phrases::rows(&texts.opinions, &known.opinions, lang));
    set_if_other(phrases::own(&texts.shortcomings, &known.shortcomings), screen.get_shortcomings(), |text| {
        screen.set_shortcomings(text);
    });
    set_if_other(phrases::own(&texts.opinions, &known.opinions), screen.get_opinions(), |text| {
        screen.set_opinions(text)
    });
}

fn render_correction(shell: &Shell, screen: &Callback<'_>, loaded: &Loaded, form: &CallbackForm) {
    let replaced = loaded.detail.records.iter().find(|record| Some(record.fact) == form.supersedes);
    screen.set_correcting(form.supersedes.is_some());
    if let Some(record) = replaced {
        let at = shell.local(record.at);
        let (month, day) = show::month_day(at.date_naive());
        screen.set_replaced_month(month);
        screen.set_replaced_day(day);
        screen.set_replaced_time(show::time(at));
    }
}
