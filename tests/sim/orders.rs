//! Repairs (section R): whatever the order's big button says next.

use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::commands::work_order::form::{ChargeForm, DeclineForm, FinishForm, QuoteForm};
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::event::Payment;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::{Action, DeclineReason, Manner, Parts};
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{HOUR, who};

use crate::people::{Hand, Said, not_done};

/// something is reported at a door.
pub fn register(hand: &mut Hand<'_>, home: &str) -> Said {
    let mut form = hand.device.begin_order(Some(&home.parse()?))?;
    let order = form.order.clone();
    hand.photograph(&order, PicturePlace::before(), 300)?;
    let matter = *hand.chance.pick(&["sink", "sink", "parquet", "wall"]).unwrap_or(&"sink");
    if let Some(filled) = form.registration.as_mut() {
        (filled.matter, filled.reported) = (Some(matter.parse()?), "水槽漏水".to_owned());
    }
    Ok(hand.device.register_order(&form)?)
}

/// The next thing, as the order's page offers it.
pub fn work_on(hand: &mut Hand<'_>, order: &SubjectId) -> Said {
    let next = hand.device.work_order(order)?.next();
    let form = hand.device.order_form(order)?;
    match next {
        NextAction::Do(action) => act(hand, action, form),
        _ => not_done(),
    }
}

fn act(hand: &mut Hand<'_>, action: Action, form: OrderForm) -> Said {
    let order = form.order.clone();
    match action {
        Action::Verify => hand.photograph(&order, PicturePlace::before(), 1000)?,
        Action::Finish => hand.photograph(&order, PicturePlace::after(), 1000)?,
        _ => {}
    }
    if matches!(action, Action::Agree) && hand.chance.happens(150) {
        return decline(hand, form);
    }
    let device = &mut *hand.device;
    Ok(match action {
        Action::Dispatch => device.dispatch_order(&dispatched(form))?,
        Action::Accept => device.accept_order(&signed_for(form))?,
        Action::Arrive => device.arrive(&form, true)?,
        Action::Verify => device.verify_order(&form)?,
        Action::AskQuote => device.ask_quote(&OrderForm { question: "能修吗？".to_owned(), ..form })?,
        Action::Quote => device.quote_order(&OrderForm { quote: price(), ..form })?,
        Action::Agree => {
            let (form, _) = device.show_price(form)?;
            device.agree_price(&form)?
        }
        Action::Start => device.start_order(&form)?,
        Action::Finish => device.finish_order(&OrderForm { finish: finished(), ..form })?,
        Action::Sign => return sign(hand, form),
        Action::Charge => device.charge_order(&OrderForm { charge: cash(), ..form })?,
        Action::Confirm => device.confirm_order(&form)?,
        Action::Decline => return decline(hand, form),
        Action::Countersign => device.countersign_order(&form)?,
        Action::NotifyContractor => device.notify_contractor(&form, Manner::Phone)?,
        Action::AgreeTime => {
            let appointment = Some(device.now().shifted(3 * HOUR));
            device.agree_time(&OrderForm { appointment, ..form })?
        }
        _ => return not_done(),
    })
}

fn sign(hand: &mut Hand<'_>, form: OrderForm) -> Said {
    let customer = hand.customer();
    let (mut form, _) = hand.device.show_order_sheet(form)?;
    form.signing.pad = Some(customer.pad());
    Ok(hand.device.sign_order(&form)?)
}

/// the customer does not want it.
fn decline(hand: &mut Hand<'_>, form: OrderForm) -> Said {
    let decline = DeclineForm { reason: Some(DeclineReason::Price), note: String::new() };
    Ok(hand.device.decline_order(&OrderForm { decline, ..form })?)
}

fn dispatched(mut form: OrderForm) -> OrderForm {
    form.dispatch.to = Some(who("zhao"));
    form
}

/// a contractor signs for the order.
fn signed_for(form: OrderForm) -> OrderForm {
    OrderForm { acceptance: Some(Customer::content().pad()), ..form }
}

fn price() -> QuoteForm {
    QuoteForm { price: "120".to_owned(), ..QuoteForm::default() }
}

fn finished() -> FinishForm {
    FinishForm { done: "换弯管，试水不漏".to_owned(), tidy: true, parts: Some(Parts::Left) }
}

fn cash() -> ChargeForm {
    ChargeForm { payment: Some(Payment::Cash), receipt: "A-001".to_owned() }
}
