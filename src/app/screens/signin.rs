//! 01 Sign-in: who, and the PIN; the first time with a one-time code of the office (F-03).

use std::rc::Rc;

use doorstep_device::commands::sign_in::SignInError;
use doorstep_device::keyring::{Gate, Pin};
use doorstep_device::queries::sign_in::{SignInPage, Tile};
use doorstep_domain::ids::PersonId;
use doorstep_domain::role::Role;
use doorstep_ui::{Person, PinState, Problem, Ringing, Screen, SignIn, SignInStep};
use slint::Global as _;

use super::{connect as connecting, first_load, status, urgent};
use crate::shell::Shell;
use crate::{problem, show};

/// Digits of a PIN as the keypad takes them; the sixth enters.
const PIN_DIGITS: usize = 6;
/// Digits of a person's one-time code.
const CODE_DIGITS: usize = 8;

/// What is typed and chosen between two taps.
#[derive(Default)]
pub struct Entering {
    page: SignInPage,
    chosen: Option<PersonId>,
    step: Step,
    typed: String,
    code: String,
    new_pin: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Step {
    #[default]
    Pin,
    Everyone,
    Code,
    NewPin,
    RepeatPin,
}

impl Entering {
    fn tile(&self) -> Option<&Tile> {
        self.tile_of(self.chosen.as_ref()?)
    }

    /// The tile of somebody of this handheld's people.
    pub fn tile_of(&self, person: &PersonId) -> Option<&Tile> {
        self.page.tiles.iter().find(|tile| tile.person == *person)
    }

    /// How many digits the step takes.
    fn digits(&self) -> usize {
        if self.step == Step::Code { CODE_DIGITS } else { PIN_DIGITS }
    }
}

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = SignIn::get(app);
        let here = Rc::clone(shell);
        screen.on_choose(move |id| choose(&here, &id));
        let here = Rc::clone(shell);
        screen.on_digit(move |digit| type_digit(&here, &digit));
        let here = Rc::clone(shell);
        screen.on_backspace(move || {
            here.signin.borrow_mut().typed.pop();
            render(&here, PinState::Ready);
        });
        let here = Rc::clone(shell);
        screen.on_forgot(move || go(&here, Step::Code));
        let here = Rc::clone(shell);
        screen.on_show_everyone(move || go(&here, Step::Everyone));
        let here = Rc::clone(shell);
        screen.on_cancel(move || go(&here, Step::Pin));
    });
}

/// Locks, and shows the sign-in screen to whoever comes next.
pub async fn lock(shell: Rc<Shell>) {
    shell.change_shift();
    shell.with_app(|app| Ringing::get(app).set_shown(false));
    // Whoever reads the screen now is staff, whatever the customer's language was.
    shell.speak(shell.lang.get());
    shell.restart_at(Screen::Signin);
    let _ = shell.engine.order(doorstep_device::Engine::lock).await;
    show(shell).await;
}

/// Shows the sign-in screen.
pub async fn show(shell: Rc<Shell>) {
    shell.restart_at(Screen::Signin);
    {
        let mut entering = shell.signin.borrow_mut();
        let chosen = entering.chosen.take();
        *entering = Entering { chosen, ..Entering::default() };
    }
    if read(&shell).await {
        render(&shell, state_to_begin_with(&shell));
    }
    // C-07: whom to phone stands here, too; P-10: without the customer.
    urgent::refresh(&shell).await;
}

/// Reads who may sign in; keeps what is typed, and what was said of what was typed before.
pub async fn refresh(shell: &Rc<Shell>) {
    if !read(shell).await {
        return;
    }
    let typing = !shell.signin.borrow().typed.is_empty();
    let shown = shell.with_app(|app| SignIn::get(app).get_state());
    let state = match shown {
        Some(said @ (PinState::Wrong | PinState::Mismatch | PinState::TooSimple | PinState::Checking)) => {
            said
        }
        _ if typing => PinState::Ready,
        _ => state_to_begin_with(shell),
    };
    render(shell, state);
}

/// Whether there is somebody who may sign in; before that the device has to be enrolled.
async fn read(shell: &Rc<Shell>) -> bool {
    let Ok(Ok(page)) = shell.engine.ask(|device| device.sign_in_page()).await else { return false };
    if page.site.is_none() {
        connecting::show(shell, None);
        return false;
    }
    shell.signin.borrow_mut().page = page;
    true
}

/// A pause that runs is counted down.
pub async fn count_down(shell: Rc<Shell>) {
    let slowed = shell.with_app(|app| SignIn::get(app).get_state() == PinState::Slowed);
    if slowed == Some(true) {
        refresh(&shell).await;
    }
}

/// Takes somebody's tile.
pub fn choose(shell: &Shell, id: &str) {
    shell.touch();
    let Ok(person) = id.parse() else { return };
    shell.signin.borrow_mut().chosen = Some(person);
    let first_time = shell.signin.borrow().tile().is_some_and(|tile| tile.gate.is_none());
    go(shell, if first_time { Step::Code } else { Step::Pin });
}

fn go(shell: &Shell, step: Step) {
    shell.touch();
    {
        let mut entering = shell.signin.borrow_mut();
        let code = if step == Step::NewPin { std::mem::take(&mut entering.typed) } else { String::new() };
        if step != Step::RepeatPin {
            entering.new_pin.clear();
            entering.code = code;
        }
        entering.typed.clear();
        entering.step = step;
    }
    let state = state_to_begin_with(shell);
    set_problem(shell, Problem::None);
    render(shell, state);
}

/// A pause or a lock is about the PIN: whoever comes with a code of the office is not kept from it.
fn state_to_begin_with(shell: &Shell) -> PinState {
    let step = shell.signin.borrow().step;
    if step == Step::Pin { state_of_gate(shell) } else { PinState::Ready }
}

fn state_of_gate(shell: &Shell) -> PinState {
    match shell.signin.borrow().tile().and_then(|tile| tile.gate) {
        Some(Gate::Locked) => PinState::Locked,
        Some(Gate::Wait { seconds }) => {
            shell.with_app(|app| SignIn::get(app).set_seconds_left(show::number(seconds)));
            PinState::Slowed
        }
        _ => PinState::Ready,
    }
}

fn type_digit(shell: &Rc<Shell>, digit: &str) {
    shell.touch();
    let full = {
        let mut entering = shell.signin.borrow_mut();
        if entering.typed.len() < entering.digits() {
            entering.typed.push_str(digit);
        }
        entering.typed.len() == entering.digits()
    };
    render(shell, PinState::Ready);
    if full {
        enter(shell);
    }
}

fn enter(shell: &Rc<Shell>) {
    let step = shell.signin.borrow().step;
    match step {
        Step::Pin => shell.act(sign_in(Rc::clone(shell))),
        Step::Code => go(shell, Step::NewPin),
        Step::NewPin => choose_pin(shell),
        Step::RepeatPin => repeat_pin(shell),
        Step::Everyone => {}
    }
}

/// A PIN of one digit, or that counts up or down, is what a finder tries first.
fn is_too_simple(pin: &str) -> bool {
    let steps: Vec<i32> =
        pin.as_bytes().windows(2).map(|pair| i32::from(pair[1]) - i32::from(pair[0])).collect();
    [0, 1, -1].iter().any(|step| steps.iter().all(|s| s == step))
}

fn choose_pin(shell: &Shell) {
    let pin = std::mem::take(&mut shell.signin.borrow_mut().typed);
    if is_too_simple(&pin) {
        return render(shell, PinState::TooSimple);
    }
    shell.signin.borrow_mut().new_pin = pin;
    go(shell, Step::RepeatPin);
}

fn repeat_pin(shell: &Rc<Shell>) {
    let (again, first) = {
        let mut entering = shell.signin.borrow_mut();
        (std::mem::take(&mut entering.typed), entering.new_pin.clone())
    };
    if again == first {
        return shell.act(first_sign_in(Rc::clone(shell), again));
    }
    let code = shell.signin.borrow().code.clone();
    shell.signin.borrow_mut().typed = code;
    go(shell, Step::NewPin);
    render(shell, PinState::Mismatch);
}

async fn sign_in(shell: Rc<Shell>) {
    let (person, pin) = {
        let mut entering = shell.signin.borrow_mut();
        (entering.chosen.clone(), std::mem::take(&mut entering.typed).parse::<Pin>())
    };
    let (Some(person), Ok(pin)) = (person, pin) else { return };
    render(&shell, PinState::Checking);
    let answer = shell.engine.order(move |engine| engine.sign_in(&person, &pin)).await;
    match answer {
        Ok(Ok(())) => begin(shell).await,
        Ok(Err(error)) => refuse(&shell, &error).await,
        Err(error) => tracing::error!(%error, "nobody was signed in"),
    }
}

async fn refuse(shell: &Rc<Shell>, error: &SignInError) {
    refresh(shell).await;
    match error {
        SignInError::WrongPin { next: Gate::Open { left } } => {
            shell.with_app(|app| SignIn::get(app).set_tries_left(i32::try_from(*left).unwrap_or(i32::MAX)));
            render(shell, PinState::Wrong);
        }
        SignInError::WrongPin { .. } | SignInError::Wait { .. } | SignInError::Locked => {
            render(shell, state_of_gate(shell));
        }
        SignInError::FirstSignIn => go(shell, Step::Code),
        other => {
            tracing::warn!(error = %other, "not signed in");
            go(shell, Step::Code);
            set_problem(shell, problem::of_sign_in(other));
        }
    }
}

/// A person's first time here, or a new PIN: the office certifies the person's key.
async fn first_sign_in(shell: Rc<Shell>, pin: String) {
    let (person, code) = {
        let entering = shell.signin.borrow();
        (entering.chosen.clone(), entering.code.clone())
    };
    let (Some(person), Ok(pin)) = (person, pin.parse::<Pin>()) else { return };
    render(&shell, PinState::Checking);
    let call = shell.engine.call(|engine| async move { engine.enter(&person, &code, &pin).await });
    match call.await {
        Ok(Ok(())) => begin(shell).await,
        Ok(Err(error)) => {
            tracing::warn!(%error, "no first sign-in");
            go(&shell, Step::Code);
            set_problem(&shell, problem::of_enter(&error));
        }
        Err(error) => tracing::error!(%error, "no first sign-in"),
    }
}

/// Somebody is signed in: their screens, and their own half-done form in place (F-01, F-03).
async fn begin(shell: Rc<Shell>) {
    shell.change_shift();
    shell.touch();
    {
        let mut entering = shell.signin.borrow_mut();
        entering.step = Step::Pin;
        entering.typed.clear();
    }
    if let Ok(Ok(site)) = shell.engine.ask(|device| device.site()).await {
        shell.zone.set(site.calendar.zone);
    }
    status::refresh(&shell).await;
    urgent::refresh(&shell).await;
    first_load::begin(shell).await;
}

fn set_problem(shell: &Shell, problem: Problem) {
    shell.with_app(|app| SignIn::get(app).set_problem(problem));
}

fn render(shell: &Shell, state: PinState) {
    let entering = shell.signin.borrow();
    shell.with_app(|app| {
        let screen = SignIn::get(app);
        let page = &entering.page;
        screen.set_site_name(page.site.as_ref().map(|name| shell.say(name)).unwrap_or_default());
        screen.set_device_number(slint::format!("{:02}", page.device_number));
        let people = page.tiles.iter().map(|tile| person(shell, tile)).collect();
        screen.set_people(show::renewed(screen.get_people(), people));
        screen.set_anyone_chosen(entering.tile().is_some());
        screen.set_chosen(entering.tile().map(|tile| person(shell, tile)).unwrap_or_default());
        screen.set_step(step_shown(entering.step));
        screen.set_typed(show::count(entering.typed.len()));
        screen.set_code_groups(show::renewed(screen.get_code_groups(), groups(&entering).into()));
        screen.set_state(state);
        render_left_unsent(shell, &screen, page);
        screen.set_ask_name(whom_to_ask(page).map(|tile| shell.say(&tile.name)).unwrap_or_default());
    });
}

fn render_left_unsent(shell: &Shell, screen: &SignIn<'_>, page: &SignInPage) {
    let (name, count) = page.left_unsent.clone().unwrap_or_default();
    screen.set_left_by(name.map(|name| shell.say(&name)).unwrap_or_default());
    screen.set_left_count(show::number(count));
}

/// P-03 watches the handhelds: who is locked out asks there.
fn whom_to_ask(page: &SignInPage) -> Option<&Tile> {
    page.tiles.iter().find(|tile| tile.role == Role::Supervisor)
}

fn groups(entering: &Entering) -> [slint::SharedString; 2] {
    let typed = if entering.step == Step::Code { entering.typed.as_str() } else { "" };
    let (first, second) = typed.split_at(typed.len().min(4));
    [first.into(), second.into()]
}

fn step_shown(step: Step) -> SignInStep {
    match step {
        Step::Pin => SignInStep::Pin,
        Step::Everyone => SignInStep::Everyone,
        Step::Code => SignInStep::PersonCode,
        Step::NewPin => SignInStep::NewPin,
        Step::RepeatPin => SignInStep::RepeatPin,
    }
}

fn person(shell: &Shell, tile: &Tile) -> Person {
    let name = shell.say(&tile.name);
    Person {
        id: tile.person.as_str().into(),
        letter: show::letter(&name),
        name,
        role: show::role(tile.role),
        trade: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f_03_a_finders_first_guesses_are_no_pins() {
        for simple in ["000000", "777777", "123456", "654321", "456789"] {
            assert!(is_too_simple(simple), "{simple}");
        }
        for fine in ["246810", "112233", "123457", "908172"] {
            assert!(!is_too_simple(fine), "{fine}");
        }
    }
}
