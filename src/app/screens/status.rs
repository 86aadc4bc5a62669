//! The one line that every screen shows: what waits, what is on its way, what needs a look (F-01).

use std::rc::Rc;
use std::time::Duration;

use doorstep_device::engine::{Line, Network, Progress};
use doorstep_ui::{Screen, Sending, Status, WhyWaiting};
use slint::Global as _;

use super::{first_load, outbox, urgent};
use crate::shell::Shell;
use crate::show;

/// Changes that come closer together than this are shown as one.
const TOGETHER: Duration = Duration::from_millis(60);

/// Ties the line, and follows sync for as long as the app runs.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Status::get(app).on_open(move || {
            // Whoever is not signed in sees what waits in the line itself.
            if !matches!(here.screen(), Screen::Signin | Screen::Connect | Screen::Customer) {
                here.act(outbox::show(Rc::clone(&here)));
            }
        });
    });
    shell.quietly(follow(Rc::clone(shell)));
}

async fn follow(shell: Rc<Shell>) {
    let mut state = shell.engine.watch();
    loop {
        refresh(&shell).await;
        let now = state.borrow_and_update().clone();
        if shell.screen() == Screen::FirstLoad {
            first_load::progress(Rc::clone(&shell), &now).await;
        }
        urgent::refresh(&shell).await;
        super::reread(&shell).await;
        if state.changed().await.is_err() {
            return;
        }
        pause(TOGETHER).await;
    }
}

/// Sleeps on the UI's event loop.
async fn pause(length: Duration) {
    let (wake, woken) = tokio::sync::oneshot::channel();
    slint::Timer::single_shot(length, move || {
        let _ = wake.send(());
    });
    let _ = woken.await;
}

/// V-03: the site's zone may have come with the first load.
pub async fn learn_zone(shell: &Shell) {
    if let Ok(Ok(site)) = shell.engine.ask(|device| device.site()).await {
        shell.zone.set(site.calendar.zone);
    }
}

/// Reads the line anew.
pub async fn refresh(shell: &Shell) {
    if let Ok(Ok(line)) = shell.engine.order(doorstep_device::Engine::line).await {
        render(shell, &line);
    }
}

fn render(shell: &Shell, line: &Line) {
    shell.with_app(|app| {
        let status = Status::get(app);
        let waiting = &line.waiting;
        status.set_waiting(show::number(waiting.facts));
        status.set_refused(show::number(waiting.needs_look));
        let time = |at| show::time(shell.local(at));
        status.set_oldest(waiting.oldest.map(time).unwrap_or_default());
        status.set_confirmed_at(
            waiting.all_confirmed_at.or(waiting.last_contact).map(time).unwrap_or_default(),
        );
        status.set_why(why(line.network));
        render_progress(&status, line);
        status.set_state(state(line));
    });
}

fn render_progress(status: &Status<'_>, line: &Line) {
    match line.progress {
        Some(Progress::Sending { done, of }) => {
            status.set_sent(show::number(done));
            status.set_total(show::number(of));
        }
        Some(Progress::Receiving { remaining } | Progress::Histories { remaining }) => {
            // The feed knows what is still to come, not what there was: it counts up against both.
            let expected = show::number(remaining).max(status.get_expected());
            status.set_expected(expected);
            status.set_received(expected - show::number(remaining));
        }
        _ => status.set_expected(0),
    }
}

/// What is grave comes first: something to look at, then what waits, then what is on its way.
fn state(line: &Line) -> Sending {
    let waiting = line.waiting.facts > 0;
    match line.progress {
        _ if line.waiting.needs_look > 0 => Sending::Refused,
        Some(Progress::Sending { .. }) if waiting => Sending::Sending,
        _ if waiting => Sending::Waiting,
        Some(Progress::Receiving { .. } | Progress::Histories { .. }) => Sending::Receiving,
        _ => Sending::Ok,
    }
}

fn why(network: Network) -> WhyWaiting {
    match network {
        Network::Unreachable => WhyWaiting::NoNetwork,
        Network::NotTheOffice => WhyWaiting::OtherOffice,
        Network::Busy => WhyWaiting::OfficeBusy,
        Network::Refused(_) | Network::Unauthenticated => WhyWaiting::LockedOut,
        Network::StoreFails => WhyWaiting::Stopped,
        Network::Unknown | Network::Online => WhyWaiting::Unknown,
    }
}
