//! First start: the office's address and the one-time code that the office printed (F-03).

use std::rc::Rc;

use doorstep_protocol::enrol::EnrolCode;
use doorstep_ui::{Connect, ConnectStage, Problem, Screen};
use slint::Global as _;
use tokio::task::AbortHandle;

use super::signin;
use crate::problem;
use crate::shell::Shell;

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    let calling: Rc<std::cell::RefCell<Option<AbortHandle>>> = Rc::default();
    shell.with_app(|app| {
        let screen = Connect::get(app);
        let here = Rc::clone(shell);
        screen.on_edited(move || edited(&here));
        let (here, running) = (Rc::clone(shell), Rc::clone(&calling));
        screen.on_connect(move || {
            let (shell, running) = (Rc::clone(&here), Rc::clone(&running));
            here.act(async move { enrol(&shell, &running).await });
        });
        let here = Rc::clone(shell);
        screen.on_stop(move || {
            calling.take().iter().for_each(AbortHandle::abort);
            here.with_app(|app| Connect::get(app).set_stage(ConnectStage::Idle));
        });
    });
}

/// Shows the screen, with the address that the start of the program named; without one, what is typed stays.
pub fn show(shell: &Shell, office: Option<&str>) {
    if let Some(address) = office {
        shell.with_app(|app| Connect::get(app).set_address(address.into()));
    }
    shell.restart_at(Screen::Connect);
}

fn edited(shell: &Shell) {
    shell.touch();
    shell.with_app(|app| {
        let screen = Connect::get(app);
        screen.set_code_complete(screen.get_code().parse::<EnrolCode>().is_ok());
        screen.set_problem(Problem::None);
    });
}

async fn enrol(shell: &Rc<Shell>, running: &std::cell::RefCell<Option<AbortHandle>>) {
    let Some((address, code)) = shell.with_app(|app| {
        let screen = Connect::get(app);
        screen.set_stage(ConnectStage::Enrolling);
        screen.set_problem(Problem::None);
        (screen.get_address().to_string(), screen.get_code().to_string())
    }) else {
        return;
    };
    let fingerprint = code.parse::<EnrolCode>().map(|code| code.fingerprint).unwrap_or_default();
    shell.with_app(|app| Connect::get(app).set_fingerprint(fingerprint.into()));
    let call = shell.engine.call(|engine| async move { engine.connect(&address, &code).await });
    *running.borrow_mut() = Some(call.abort_handle());
    let answer = call.await;
    running.take();
    shell.with_app(|app| Connect::get(app).set_stage(ConnectStage::Idle));
    match answer {
        Ok(Ok(())) => signin::show(Rc::clone(shell)).await,
        Ok(Err(error)) => {
            tracing::warn!(%error, "not enrolled");
            shell.with_app(|app| Connect::get(app).set_problem(problem::of_connect(&error)));
        }
        // Stopped by the person.
        Err(_) => {}
    }
}
