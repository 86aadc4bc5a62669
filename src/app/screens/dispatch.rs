//! Handing an order on by hand: to a technician of its trade, or to a contractor.

use std::rc::Rc;

use doorstep_device::Device;
use doorstep_device::queries::QueryError;
use doorstep_device::queries::work_order::OrderDetail;
use doorstep_domain::directory::Label;
use doorstep_domain::ids::PersonId;
use doorstep_domain::work_order::Action;
use doorstep_ui::{OrderPerson, WorkOrder};
use slint::Global as _;

use super::work_order;
use crate::shell::Shell;
use crate::{order_form, show};

/// Somebody that an order can be handed to, and the trade that they work in.
struct Candidate {
    person: PersonId,
    name: Label,
    trade: Label,
}

/// Ties the part of the order's page that hands it on.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        WorkOrder::get(app).on_dispatch(move |id| {
            if let Ok(person) = id.parse::<PersonId>() {
                order_form::edit(&here, |form| form.dispatch.to = Some(person));
                here.act(order_form::act_and_return(Rc::clone(&here), |device, form| {
                    device.dispatch_order(form)
                }));
            }
        });
    });
}

/// Shows whom the order on the screens can be handed to; nobody, where this person may not.
pub async fn offer(shell: &Shell) {
    let may = |detail: &OrderDetail| work_order::may(detail, Action::Dispatch);
    let trade = {
        let loaded = shell.order.borrow();
        let detail = loaded.as_ref().map(|loaded| &loaded.detail).filter(|detail| may(detail));
        detail.map(|detail| detail.row.trade.clone())
    };
    let Some(trade) = trade else { return };
    let Ok(Ok(mut candidates)) = shell.engine.ask(|device| candidates(device)).await else { return };
    // Of its own trade first, each as the site's list has them.
    candidates.sort_by_key(|candidate| Some(&candidate.trade) != trade.as_ref());
    let people = candidates.iter().map(|candidate| OrderPerson {
        id: candidate.person.as_str().into(),
        name: shell.say(&candidate.name),
        note: shell.say(&candidate.trade),
    });
    shell.with_app(|app| WorkOrder::get(app).set_people(show::rows(people)));
}

/// In every trade that they work in; contractors by what they cover.
fn candidates(device: &Device) -> Result<Vec<Candidate>, QueryError> {
    let mut all: Vec<Candidate> = Vec::new();
    for trade in device.trades()? {
        for contact in trade.technicians {
            all.push(Candidate { person: contact.person, name: contact.name, trade: trade.label.clone() });
        }
    }
    for contractor in device.contractors()? {
        let covers = contractor.covers.into_iter().find(|cover| !cover.is_over);
        if let Some(cover) = covers {
            let contact = contractor.contact;
            all.push(Candidate { person: contact.person, name: contact.name, trade: cover.trade });
        }
    }
    Ok(all)
}
