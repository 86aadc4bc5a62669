//! What the screens share on the UI's thread: the window, the engine, the way back, the open form.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use doorstep_device::commands::complaint::ComplaintForm;
use doorstep_device::commands::form::CallbackForm;
use doorstep_device::commands::review::ReviewForm;
use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::queries::bells::Bell;
use doorstep_device::queries::outbox::OutboxItem;
use doorstep_device::queries::task::TaskRow;
use doorstep_device::queries::unreached::Unreached;
use doorstep_device::site::Site;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::{FactId, HomeId, PersonId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_ui::{App, Language, Nav, Screen, TodayKind};
use slint::{ComponentHandle as _, Global as _, SharedString};
use tokio::task::AbortHandle;

use crate::camera::Camera;
use crate::chime::Chime;
use crate::engine::Engine;
use crate::ink::Ink;
use crate::screens::{callback, cash_up, complaint_entry, grading, plan, reception, register, signin};
use crate::{complaint, order, pictures};

/// What the screens share.
pub struct Shell {
    app: slint::Weak<App>,
    /// Where the device is asked.
    pub engine: Engine,
    /// Where pictures come from; `None`: from nowhere.
    pub camera: Option<Arc<dyn Camera>>,
    /// Where the queue goes as a file, to be carried by hand; `None`: nowhere.
    pub carry_folder: Option<PathBuf>,
    /// C-06: what rings is heard.
    pub chime: Chime,
    /// The staff's language.
    pub lang: Cell<Lang>,
    /// V-03: the site's zone; what the office sent decides, never the device.
    pub zone: Cell<Tz>,
    /// What a desk's rail narrows Today to.
    pub kind: Cell<TodayKind>,
    /// The screens behind the one that is shown.
    trail: RefCell<Vec<Screen>>,
    /// The callback that is being filled in.
    pub form: RefCell<Option<CallbackForm>>,
    /// What is drawn on the pad.
    pub ink: RefCell<Ink>,
    /// What the screens keep between two taps.
    pub signin: RefCell<signin::Entering>,
    /// The callback that is on the screens.
    pub detail: RefCell<Option<callback::Loaded>>,
    /// The homes to go to, in the order of Today.
    pub round: RefCell<Vec<TaskRow>>,
    /// The home that is on the screen.
    pub home: RefCell<Option<HomeId>>,
    /// The record that is on the screen.
    pub record: RefCell<Option<FactId>>,
    /// The work order that is on the screens.
    pub order: RefCell<Option<order::Loaded>>,
    /// The form of a work order that is being filled in.
    pub order_form: RefCell<Option<OrderForm>>,
    /// The complaint that is on the screens.
    pub complaint: RefCell<Option<complaint::Loaded>>,
    /// The form of a complaint that is being filled in.
    pub complaint_form: RefCell<Option<ComplaintForm>>,
    /// What a reception is filled in with.
    pub receiving: RefCell<Option<reception::Offer>>,
    /// C-03: what follows from the facts that grade it.
    pub grading: RefCell<Option<grading::Followed>>,
    /// The act on a complaint that is being filled in.
    pub entry: RefCell<Option<complaint_entry::Entry>>,
    /// C-06: what rings.
    pub bells: RefCell<Vec<Bell>>,
    /// C-07: what the office does not have.
    pub unreached: RefCell<Vec<Unreached>>,
    /// The pictures that its form has.
    pub drafts: RefCell<Vec<pictures::Kept>>,
    /// F-04: what was done about it and not adopted.
    pub held: RefCell<Option<OutboxItem>>,
    /// The site's lists, as of when the order was opened.
    pub site: RefCell<Site>,
    /// What a registration is filled in with.
    pub registering: RefCell<Option<register::Offer>>,
    /// The cash-up that is on the screen.
    pub cash_up: RefCell<Option<cash_up::Shown>>,
    /// V-12: the comment or opinion that is being written.
    pub review: RefCell<Option<ReviewForm>>,
    /// V-01: what is being planned.
    pub planning: RefCell<Option<plan::Planning>>,
    /// P-12: whose log of which day is on the screen.
    pub duty: RefCell<Option<(PersonId, NaiveDate)>>,
    /// The camera that is waited for.
    pub taking: RefCell<Option<AbortHandle>>,
    /// C-06: until then it does not ring on the sign-in screen: who is wanted is at their PIN.
    pub quiet_until: Cell<Option<Instant>>,
    /// The office's time, as it was reckoned last for what rings.
    pub heard_at: Cell<Moment>,
    shift: Cell<u64>,
    touched: Cell<Instant>,
}

impl Shell {
    /// A shell around a window.
    pub fn new(
        app: &App,
        engine: Engine,
        lang: Lang,
        camera: Option<Arc<dyn Camera>>,
        carry_folder: Option<PathBuf>,
        chime: Chime,
    ) -> Rc<Self> {
        Rc::new(Self {
            app: app.as_weak(),
            engine,
            camera,
            carry_folder,
            chime,
            lang: Cell::new(lang),
            zone: Cell::new(Tz::Asia__Shanghai),
            kind: Cell::new(TodayKind::All),
            trail: RefCell::default(),
            form: RefCell::default(),
            ink: RefCell::default(),
            signin: RefCell::default(),
            detail: RefCell::default(),
            round: RefCell::default(),
            home: RefCell::default(),
            record: RefCell::default(),
            order: RefCell::default(),
            order_form: RefCell::default(),
            complaint: RefCell::default(),
            complaint_form: RefCell::default(),
            receiving: RefCell::default(),
            grading: RefCell::default(),
            entry: RefCell::default(),
            bells: RefCell::default(),
            unreached: RefCell::default(),
            drafts: RefCell::default(),
            held: RefCell::default(),
            site: RefCell::default(),
            registering: RefCell::default(),
            cash_up: RefCell::default(),
            review: RefCell::default(),
            planning: RefCell::default(),
            duty: RefCell::default(),
            taking: RefCell::default(),
            quiet_until: Cell::default(),
            heard_at: Cell::new(Moment::EARLIEST),
            shift: Cell::new(0),
            touched: Cell::new(Instant::now()),
        })
    }

    /// Does something with the window, as long as there is one.
    pub fn with_app<T>(&self, f: impl FnOnce(&App) -> T) -> Option<T> {
        self.app.upgrade().map(|app| f(&app))
    }

    /// A person did something: runs what it takes without the UI's thread waiting.
    pub fn act(self: &Rc<Self>, work: impl Future<Output = ()> + 'static) {
        self.touch();
        self.quietly(work);
    }

    /// As [`Shell::act`], but nobody did anything: it does not keep the app from locking.
    pub fn quietly(self: &Rc<Self>, work: impl Future<Output = ()> + 'static) {
        // Fails only after the event loop has ended: then nobody waits for it.
        let _ = slint::spawn_local(work);
    }

    /// A person did something.
    pub fn touch(&self) {
        self.touched.set(Instant::now());
    }

    /// How long nobody has done anything.
    pub fn idle(&self) -> Duration {
        self.touched.get().elapsed()
    }

    /// The screen that is shown.
    pub fn screen(&self) -> Screen {
        self.with_app(|app| Nav::get(app).get_screen()).unwrap_or(Screen::Signin)
    }

    /// Today is shown: alone, or at a desk beside what is open.
    pub fn shows_today(&self) -> bool {
        let beside = self.with_app(|app| Nav::get(app).get_beside()).unwrap_or_default();
        beside || self.screen() == Screen::Today
    }

    /// Shows a screen; the way back leads to the one that was shown.
    pub fn open(&self, screen: Screen) {
        let here = self.screen();
        if here != screen {
            self.trail.borrow_mut().push(here);
            self.show(screen);
        }
    }

    /// Shows a screen in the place of this one: the way back stays.
    pub fn turn_to(&self, screen: Screen) {
        self.show(screen);
    }

    /// Shows a screen from which there is no way back but its own.
    pub fn restart_at(&self, screen: Screen) {
        self.trail.borrow_mut().clear();
        self.show(screen);
    }

    /// Shows a screen behind which the way back leads over these.
    pub fn restart_over(&self, behind: &[Screen], screen: Screen) {
        *self.trail.borrow_mut() = behind.to_vec();
        self.show(screen);
    }

    /// The way back: the screen that is shown now.
    pub fn back(&self) -> Option<Screen> {
        let screen = self.trail.borrow_mut().pop()?;
        self.show(screen);
        Some(screen)
    }

    fn show(&self, screen: Screen) {
        self.with_app(|app| Nav::get(app).set_screen(screen));
    }

    /// A number for the shift that runs: an answer that comes in another one is not shown.
    pub fn shift(&self) -> u64 {
        self.shift.get()
    }

    /// Another person, or nobody: nothing of the last one stays here.
    pub fn change_shift(&self) {
        self.shift.set(self.shift.get() + 1);
        self.stop_taking();
        self.kind.set(TodayKind::All);
        self.form.take();
        self.ink.take();
        self.detail.take();
        self.round.take();
        self.home.take();
        self.record.take();
        self.order.take();
        self.order_form.take();
        self.leave_complaint();
        self.bells.take();
        self.quiet_until.take();
        self.drafts.take();
        self.held.take();
        self.site.take();
        self.registering.take();
        self.cash_up.take();
        self.review.take();
        self.planning.take();
        self.duty.take();
    }

    /// One form is open at a time.
    pub fn leave_others(&self) {
        self.form.take();
        self.detail.take();
        self.order.take();
        self.order_form.take();
        self.registering.take();
    }

    /// Another form is opened: the complaint's is not on the screens any more.
    pub fn leave_complaint(&self) {
        self.complaint.take();
        self.complaint_form.take();
        self.receiving.take();
        self.grading.take();
        self.entry.take();
    }

    /// The camera is waited for no longer.
    pub fn stop_taking(&self) {
        self.taking.take().iter().for_each(AbortHandle::abort);
    }

    /// A moment as the site's clock shows it.
    pub fn local(&self, moment: Moment) -> DateTime<Tz> {
        moment.to_utc().with_timezone(&self.zone.get())
    }

    /// F-05: the staff's language, at once on every screen.
    pub fn speak(&self, lang: Lang) {
        self.lang.set(lang);
        self.with_app(|app| Language::get(app).set_code(code(lang).into()));
        select(lang);
    }

    /// A text in the staff's language.
    pub fn say(&self, label: &Label) -> SharedString {
        label.in_lang(self.lang.get()).into()
    }
}

/// The code of a language as the screens write it.
pub fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}

/// The language that a screen means.
pub fn lang(code: &str) -> Lang {
    if code == "en" { Lang::En } else { Lang::Zh }
}

/// F-05: the words of all screens in `lang`; the source language has no bundle of its own.
pub fn select(lang: Lang) {
    let bundle = match lang {
        Lang::Zh => "zh",
        Lang::En => "",
    };
    if let Err(error) = slint::select_bundled_translation(bundle) {
        tracing::error!(%error, "no such translation");
    }
}
