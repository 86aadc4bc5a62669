//! R-05 The contractor of the order on the screens: whom to telephone, and how they were told.

use std::rc::Rc;

use doorstep_device::queries::catalogue::ContactRow;
use doorstep_device::queries::work_order::OrderDetail;
use doorstep_domain::work_order::Step;
use doorstep_ui::Contractor;
use slint::Global as _;

use super::register::manner;
use crate::order_form;
use crate::shell::Shell;

/// Ties the part of the order's page that tells them.
pub fn connect(shell: &Rc<Shell>) {
    shell.with_app(|app| {
        let here = Rc::clone(shell);
        Contractor::get(app).on_told(move |how| {
            let manner = manner(how);
            here.act(order_form::act_and_return(Rc::clone(&here), move |device, form| {
                device.notify_contractor(form, manner)
            }));
        });
    });
}

/// Shows them as long as there is something to telephone about.
pub fn render(shell: &Shell, detail: &OrderDetail) {
    let contractor = to_telephone(detail);
    shell.with_app(|app| {
        let screen = Contractor::get(app);
        screen.set_name(contractor.map(|contact| shell.say(&contact.name)).unwrap_or_default());
        screen.set_phone(contractor.map(|contact| contact.phone.as_str().into()).unwrap_or_default());
    });
}

/// Who has it until the work is done; or who would have it, while nobody has.
fn to_telephone(detail: &OrderDetail) -> Option<&ContactRow> {
    let (row, contractor) = (&detail.row, detail.contractor.as_ref());
    let waits = row.step == Step::Registered || (row.under_warranty && row.step < Step::Finished);
    contractor.filter(|_| waits)
}
