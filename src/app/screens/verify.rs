//! R-07 What it really is, and what that costs; or P-07 is asked.

use std::rc::Rc;

use doorstep_device::commands::work_order::{line_labels, usual_lines};
use doorstep_device::device::Device;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::ids::MatterCode;
use doorstep_domain::money::{AmountError, Quantity};
use doorstep_domain::work_order::{Action, PriceLine};
use doorstep_ui::{DraftLine, Finding, LineError, Phrase, Screen, Verify};
use slint::Global as _;

use super::{price, price_list, quote_wait, work_order};
use crate::order_form::{self, ASKING, read};
use crate::phrases::set_if_other;
use crate::shell::Shell;
use crate::{order, pictures, show};

/// Ties the screen.
pub fn connect(shell: &Rc<Shell>) {
    connect_finding(shell);
    connect_price(shell);
    shell.with_app(|app| {
        let screen = Verify::get(app);
        let here = Rc::clone(shell);
        screen.on_open_picture(move |index| {
            here.act(pictures::open(Rc::clone(&here), PicturePlace::before, index));
        });
        let here = Rc::clone(shell);
        screen.on_remove_picture(move |index| {
            if let Ok(index) = usize::try_from(index) {
                here.act(pictures::remove(Rc::clone(&here), PicturePlace::before, index));
            }
        });
        let here = Rc::clone(shell);
        screen.on_take_picture(move || here.act(pictures::take(Rc::clone(&here), PicturePlace::before)));
    });
}

fn connect_finding(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Verify::get(app);
        let here = Rc::clone(shell);
        screen.on_choose_finding(move |finding| choose_finding(&here, finding));
        let here = Rc::clone(shell);
        screen.on_choose_matter(move |index| choose_matter(&here, index));
        let here = Rc::clone(shell);
        screen.on_edit_found(move |text| edit(&here, |form| form.verification.found = text.into()));
        let here = Rc::clone(shell);
        screen.on_edit_question(move |text| edit(&here, |form| form.question = text.into()));
        let here = Rc::clone(shell);
        screen.on_proceed(move || here.act(proceed(Rc::clone(&here))));
    });
}

fn connect_price(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let screen = Verify::get(app);
        let here = Rc::clone(shell);
        screen.on_add_line(move || price_list::show(&here));
        let here = Rc::clone(shell);
        screen.on_set_quantity(move |index, quantity| set_quantity(&here, index, quantity));
        let here = Rc::clone(shell);
        screen.on_remove_line(move |index| {
            edit_lines(&here, |lines| {
                if usize::try_from(index).is_ok_and(|index| index < lines.len()) {
                    lines.remove(index as usize);
                }
            });
        });
        let here = Rc::clone(shell);
        screen.on_choose_quote(move |asks| edit(&here, |form| form.page = page(asks).to_owned()));
    });
}

/// The form's word for this screen: with the price list, or asking P-07.
fn page(asks: bool) -> &'static str {
    if asks { ASKING } else { "verify" }
}

/// Shows the screen.
pub async fn show(shell: Rc<Shell>) {
    begin_asking(&shell);
    render(&shell);
    order_form::open(&shell, Screen::Verify);
}

/// what was checked already and has no price is to be asked about.
fn begin_asking(shell: &Shell) {
    let asks = shell
        .order
        .borrow()
        .as_ref()
        .is_some_and(|loaded| loaded.detail.next() == NextAction::Do(Action::AskQuote));
    if asks {
        edit(shell, |form| form.page = ASKING.to_owned());
    }
}

fn edit(shell: &Shell, change: impl FnOnce(&mut doorstep_device::commands::work_order::OrderForm)) {
    order_form::edit(shell, change);
    render(shell);
}

fn edit_lines(shell: &Shell, change: impl FnOnce(&mut Vec<PriceLine>)) {
    edit(shell, |form| change(form.verification.lines.get_or_insert_with(Vec::new)));
}

/// As reported it costs what that costs as a rule.
fn choose_finding(shell: &Shell, finding: Finding) {
    let usual = usual(shell);
    let asks = finding == Finding::AsReported && usual.is_empty() && !is_under_warranty(shell);
    edit(shell, |form| {
        form.verification.differs = finding == Finding::Differs;
        form.verification.matter = None;
        form.verification.lines = (finding == Finding::AsReported).then_some(usual);
        form.page = page(asks).to_owned();
    });
}

/// nobody has to be asked for a price then.
fn is_under_warranty(shell: &Shell) -> bool {
    shell.order.borrow().as_ref().is_some_and(|loaded| loaded.detail.row.under_warranty)
}

fn usual(shell: &Shell) -> Vec<PriceLine> {
    let loaded = shell.order.borrow();
    let lines = loaded.iter().flat_map(|loaded| &loaded.detail.usual);
    lines.map(|row| row.line.clone()).collect()
}

fn choose_matter(shell: &Shell, index: i32) {
    let matters = matters(shell);
    let Some(matter) = usize::try_from(index).ok().and_then(|index| matters.get(index)).cloned() else {
        return;
    };
    let lines = usual_lines(&shell.site.borrow().catalogue, &matter);
    edit(shell, |form| {
        form.page = page(lines.is_empty()).to_owned();
        form.verification.matter = Some(matter);
        form.verification.lines = Some(lines);
    });
}

/// The site's list, the order's own trade first.
fn matters(shell: &Shell) -> Vec<MatterCode> {
    let own = shell.order.borrow().as_ref().and_then(|loaded| loaded.detail.row.trade.clone());
    let catalogue = &shell.site.borrow().catalogue;
    let mut faults: Vec<_> = catalogue.faults.iter().collect();
    let label = |trade| catalogue.trades.get(trade).map(|trade| &trade.label);
    faults.sort_by_key(|(_, fault)| own.as_ref() != label(&fault.trade));
    faults.into_iter().map(|(matter, _)| matter.clone()).collect()
}

fn set_quantity(shell: &Shell, index: i32, quantity: i32) {
    let quantity = u16::try_from(quantity).ok().and_then(|quantity| Quantity::try_from(quantity).ok());
    let (Some(quantity), Ok(index)) = (quantity, usize::try_from(index)) else { return };
    edit_lines(shell, |lines| {
        if let Some(line) = lines.get_mut(index) {
            line.quantity = quantity;
        }
    });
}

/// Records what was found; then the price is shown, or P-07 is asked.
async fn proceed(shell: Rc<Shell>) {
    let Some(asks) = read(&shell, |form| form.page == ASKING) else { return };
    let found = shell.order.borrow().as_ref().map(|loaded| loaded.detail.next());
    if found != Some(NextAction::Do(Action::AskQuote))
        && order_form::act(&shell, move |device, form| verify(device, form, asks)).await.is_none()
    {
        return;
    }
    if !asks {
        work_order::return_to(&shell);
        return price::show(shell).await;
    }
    if order_form::act(&shell, |device, form| device.ask_quote(form)).await.is_some() {
        work_order::return_to(&shell);
        quote_wait::show(shell).await;
    }
}

/// what P-07 is asked about has no line of the price list.
fn verify(
    device: &mut Device,
    form: &doorstep_device::commands::work_order::OrderForm,
    asks: bool,
) -> Result<doorstep_device::commands::save::Saved, doorstep_device::commands::work_order::OrderError> {
    let mut form = form.clone();
    if asks {
        form.verification.lines = Some(Vec::new());
    }
    device.verify_order(&form)
}

/// Shows the form.
pub fn render(shell: &Shell) {
    let Some(head) = order::shown_head(shell) else { return };
    let Some(form) = shell.order_form.borrow().clone() else { return };
    let verification = &form.verification;
    let lines = verification.lines.clone().unwrap_or_default();
    let drafts: Vec<DraftLine> = lines.iter().map(|line| draft(shell, line)).collect();
    shell.with_app(|app| {
        let screen = Verify::get(app);
        screen.set_head(head);
        screen.set_finding(finding(shell, verification));
        let site = shell.site.borrow();
        let chosen = verification.matter.as_ref();
        screen.set_matters(show::rows(
            matters(shell).iter().map(|matter| Phrase {
                text: shell.say(&site.matter(matter)),
                chosen: Some(matter) == chosen,
            }),
        ));
        screen.set_matter(chosen.map(|matter| shell.say(&site.matter(matter))).unwrap_or_default());
        set_if_other(verification.found.as_str().into(), screen.get_found(), |text| screen.set_found(text));
        set_if_other(form.question.as_str().into(), screen.get_question(), |text| screen.set_question(text));
        screen.set_pictures(show::rows(pictures::at(shell, PicturePlace::before)));
        screen.set_may_photograph(shell.camera.is_some());
        screen.set_has_errors(drafts.iter().any(|line| line.error != LineError::None));
        screen.set_lines(show::renewed(screen.get_lines(), drafts));
        screen.set_total(PriceLine::total(&lines).map(|fen| fen.yuan().into()).unwrap_or_default());
        screen.set_asks_quote(form.page == ASKING);
        screen.set_under_warranty(is_under_warranty(shell));
    });
}

/// What was checked before asking P-07 stays as it was found.
fn finding(shell: &Shell, form: &doorstep_device::commands::work_order::form::VerificationForm) -> Finding {
    let found =
        shell.order.borrow().as_ref().and_then(|loaded| loaded.detail.found.as_ref().map(|f| f.differs));
    match (form.differs, form.lines.is_some(), found) {
        (true, ..) => Finding::Differs,
        (false, true, _) | (false, false, Some(_)) => Finding::AsReported,
        (false, false, None) => Finding::None,
    }
}

fn draft(shell: &Shell, line: &PriceLine) -> DraftLine {
    let catalogue = &shell.site.borrow().catalogue;
    let (label, unit) = line_labels(catalogue, line);
    let listed = line.item.as_ref().is_none_or(|item| catalogue.prices.contains_key(item));
    let amount = line.amount();
    DraftLine {
        text: shell.say(&label),
        unit: shell.say(&unit),
        each: line.each.yuan().into(),
        quantity: i32::from(line.quantity.get()),
        amount: amount.map(|fen| fen.yuan().into()).unwrap_or_default(),
        error: error(listed, amount.err()),
    }
}

fn error(listed: bool, amount: Option<AmountError>) -> LineError {
    match (listed, amount) {
        (false, _) => LineError::NotOnList,
        (true, Some(_)) => LineError::TooLarge,
        (true, None) => LineError::None,
    }
}
