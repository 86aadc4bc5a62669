//! P-07, who may do every act of an order alone: registered, repaired, signed, charged, confirmed.

use doorstep_device::commands::work_order::OrderForm;
use doorstep_device::commands::work_order::form::ChargeForm;
use doorstep_device::queries::orders::{OrderList, OrderRow};
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::event::Payment;
use doorstep_domain::work_order::{Action, Parts};
use doorstep_tests_sync::customer::Customer;

use super::form::Open;
use super::{Person, Trouble};
use crate::told::{Kept, Told};

const HOMES: [&str; 4] = ["9-1-101", "9-1-102", "9-1-201", "9-1-202"];
/// So many orders are under way at once.
const UNDER_WAY: usize = 4;

impl Person {
    pub(super) fn act_in_the_works(&mut self) -> Result<(), Trouble> {
        if let Some(Open::Order(form, kept)) = self.reopen()? {
            return self.go_on(form, kept);
        }
        let rows = self.engine.with(|device| device.orders(OrderList::Mine))?.rows;
        let due: Vec<&OrderRow> = rows.iter().filter(|row| matches!(row.next, NextAction::Do(_))).collect();
        if due.len() < UNDER_WAY {
            let home = self.chance.of(&HOMES).and_then(|home| home.parse().ok());
            let form = self.engine.with(|device| device.begin_order(home.as_ref()))?;
            let kept = self.begin_form(&form.order, "order")?;
            return self.register(form, kept);
        }
        let Some(order) = self.chance.of(&due).map(|row| row.order.clone()) else { return Ok(()) };
        let form = self.engine.with(|device| device.order_form(&order))?;
        let kept = self.begin_form(&order, "order")?;
        self.go_on(form, kept)
    }

    fn go_on(&mut self, form: OrderForm, kept: Kept) -> Result<(), Trouble> {
        if form.registration.is_some() {
            return self.register(form, kept);
        }
        match self.engine.with(|device| device.work_order(&form.order))?.next() {
            NextAction::Do(action) => self.advance(action, form, kept),
            // The office moved it meanwhile: what was half-done is thrown away.
            _ => Ok(self.engine.with(|device| device.drop_draft(&form.order))?),
        }
    }

    ///
    fn register(&mut self, mut form: OrderForm, mut kept: Kept) -> Result<(), Trouble> {
        if let Some(filled) = form.registration.as_mut() {
            (filled.matter, filled.reported) = ("sink".parse().ok(), format!("水槽漏水 #{}", kept.token));
        }
        self.keep(&mut form, &mut kept)?;
        self.photograph(&kept.subject, &PicturePlace::before(), 1)?;
        self.save(|device| device.register_order(&form))
    }

    fn advance(&mut self, action: Action, mut form: OrderForm, mut kept: Kept) -> Result<(), Trouble> {
        match action {
            Action::Dispatch => form.dispatch.to = Some(self.who.clone()),
            Action::Finish => {
                (form.finish.done, form.finish.tidy) = (format!("换弯管 #{}", kept.token), true);
                form.finish.parts = Some(Parts::Left);
            }
            Action::Charge => {
                let receipt = format!("NO-{}", kept.token);
                form.charge = ChargeForm { payment: Some(Payment::Cash), receipt };
            }
            _ => {}
        }
        self.keep(&mut form, &mut kept)?;
        match action {
            Action::Verify => self.photograph(&kept.subject, &PicturePlace::before(), 1)?,
            Action::Finish => self.photograph(&kept.subject, &PicturePlace::after(), 1)?,
            _ => {}
        }
        match action {
            Action::Dispatch => self.save(|device| device.dispatch_order(&form)),
            Action::Accept => self.save(|device| device.accept_order(&form)),
            Action::Arrive => self.save(|device| device.arrive(&form, true)),
            Action::Verify => self.save(|device| device.verify_order(&form)),
            Action::Agree => self.agree(form, kept),
            Action::Start => self.save(|device| device.start_order(&form)),
            Action::Finish => self.save(|device| device.finish_order(&form)),
            Action::Sign => self.sign(form, kept),
            Action::Charge => self.save(|device| device.charge_order(&form)),
            Action::Confirm => self.save(|device| device.confirm_order(&form)),
            other => Err(Trouble::Other(format!("nobody here does {other:?}"))),
        }
    }

    ///
    fn agree(&mut self, mut form: OrderForm, mut kept: Kept) -> Result<(), Trouble> {
        kept.step += 1;
        form.page = kept.page();
        let (form, _) = self.engine.with(|device| device.show_price(form))?;
        Told::Kept(kept).say();
        self.save(|device| device.agree_price(&form))
    }

    ///
    fn sign(&mut self, mut form: OrderForm, mut kept: Kept) -> Result<(), Trouble> {
        kept.step += 1;
        form.page = kept.page();
        let (mut form, _) = self.engine.with(|device| device.show_order_sheet(form))?;
        Told::Kept(kept.clone()).say();
        form.signing.pad = Some(Customer::content().pad());
        self.keep(&mut form, &mut kept)?;
        self.save(|device| device.sign_order(&form))
    }
}
