//! What people do about a work order on a handheld, as their screens do it.

use doorstep_device::Device;
use doorstep_device::commands::pad::{Pad, Signing};
use doorstep_device::commands::save::Saved;
use doorstep_device::commands::sheet::Sheet;
use doorstep_device::commands::work_order::form::{ChargeForm, FinishForm, SigningForm};
use doorstep_device::commands::work_order::{OrderError, OrderForm};
use doorstep_device::queries::orders::OrderList;
use doorstep_device::queries::work_order::OrderDetail;
use doorstep_device::queries::work_order::next_action::NextAction;
use doorstep_device::store::personal::PicturePlace;
use doorstep_domain::callback::RefusalReason;
use doorstep_domain::event::Payment;
use doorstep_domain::ids::SubjectId;
use doorstep_domain::work_order::Parts;

use crate::customer::Customer;
use crate::handheld::{Handheld, who};

/// What was done, in the technician's words.
pub const DONE: &str = "换弯管，试水不漏";
/// What the customer reported, in their words.
pub const LEAKS: &str = "水槽漏水";

/// What is left behind after a repair, beside the facts.
pub struct Evidence {
    /// What the customer was shown, to sign.
    pub sheet: Sheet,
    /// What they drew.
    pub pad: Pad,
    /// The pictures before and after, as they are kept.
    pub pictures: [Vec<u8>; 2],
}

impl Handheld {
    /// something is reported at a door.
    pub fn register(&self, home: &str, matter: &str) -> SubjectId {
        self.register_with(home, matter, &[])
    }

    /// as [`Handheld::register`], with pictures of the place.
    pub fn register_with(&self, home: &str, matter: &str, pictures: &[Vec<u8>]) -> SubjectId {
        self.engine.with(|device| {
            let mut form = device.begin_order(Some(&home.parse().unwrap())).unwrap();
            for picture in pictures {
                device.add_picture(&form.order, PicturePlace::before(), &picture[..]).unwrap();
            }
            let filled = form.registration.as_mut().unwrap();
            (filled.matter, filled.reported) = (Some(matter.parse().unwrap()), LEAKS.to_owned());
            device.register_order(&form).unwrap();
            form.order
        })
    }

    /// An act with the form as it stands.
    pub fn act(
        &self,
        order: &SubjectId,
        act: impl FnOnce(&mut Device, OrderForm) -> Result<Saved, OrderError>,
    ) -> Saved {
        self.engine.with(|device| {
            let form = device.order_form(order).unwrap();
            act(device, form).unwrap()
        })
    }

    /// handed to somebody by hand.
    pub fn dispatch(&self, order: &SubjectId, to: &str) -> Saved {
        self.act(order, |device, mut form| {
            form.dispatch.to = Some(who(to));
            device.dispatch_order(&form)
        })
    }

    /// accepted, and let in.
    pub fn go_there(&self, order: &SubjectId) {
        self.act(order, |device, form| device.accept_order(&form));
        self.act(order, |device, form| device.arrive(&form, true));
    }

    /// it is what was reported; a picture shows how it was.
    pub fn verify(&self, order: &SubjectId, picture: &[u8]) -> Vec<u8> {
        let kept = self.take(order, PicturePlace::before(), picture);
        self.act(order, |device, form| device.verify_order(&form));
        kept
    }

    /// the price is shown, and agreed to; the work begins with it. What the customer was shown.
    pub fn agree(&self, order: &SubjectId) -> Sheet {
        self.engine.with(|device| {
            let (form, sheet) = device.show_price(device.order_form(order).unwrap()).unwrap();
            device.agree_price(&form).unwrap();
            sheet
        })
    }

    /// it is done; a picture shows how it is now.
    pub fn finish(&self, order: &SubjectId, picture: &[u8]) -> Vec<u8> {
        let kept = self.take(order, PicturePlace::after(), picture);
        let finish = FinishForm { done: DONE.to_owned(), tidy: true, parts: Some(Parts::Left) };
        self.act(order, |device, form| device.finish_order(&OrderForm { finish, ..form }));
        kept
    }

    /// the customer tries it and signs what they are shown.
    pub fn sign(&self, order: &SubjectId, customer: &Customer) -> Sheet {
        let (mut form, sheet) = self.show(order, SigningForm::default());
        form.signing.pad = Some(customer.pad());
        self.engine.with(|device| device.sign_order(&form)).unwrap();
        sheet
    }

    /// V-08: the customer would not sign what they were shown.
    pub fn refuse_to_sign(&self, order: &SubjectId, reason: RefusalReason) -> Sheet {
        let refused =
            SigningForm { signing: Signing::Refused, refusal: Some(reason), ..SigningForm::default() };
        let (form, sheet) = self.show(order, refused);
        self.engine.with(|device| device.sign_order(&form)).unwrap();
        sheet
    }

    fn show(&self, order: &SubjectId, signing: SigningForm) -> (OrderForm, Sheet) {
        self.engine.with(|device| {
            let form = device.order_form(order).unwrap();
            device.show_order_sheet(OrderForm { signing, ..form }).unwrap()
        })
    }

    /// paid in cash, with a receipt.
    pub fn charge(&self, order: &SubjectId, receipt: &str) -> Saved {
        let charge = ChargeForm { payment: Some(Payment::Cash), receipt: receipt.to_owned() };
        self.act(order, |device, form| device.charge_order(&OrderForm { charge, ..form }))
    }

    /// From accepting it to the customer's signature.
    pub fn repair(&self, order: &SubjectId, customer: &Customer, pictures: [&[u8]; 2]) -> Evidence {
        self.go_there(order);
        let before = self.verify(order, pictures[0]);
        self.agree(order);
        let after = self.finish(order, pictures[1]);
        let sheet = self.sign(order, customer);
        Evidence { sheet, pad: customer.pad(), pictures: [before, after] }
    }

    /// A picture for the form of an order, as it is kept.
    pub fn take(&self, order: &SubjectId, place: PicturePlace, picture: &[u8]) -> Vec<u8> {
        self.engine.with(|device| {
            let kept = device.add_picture(order, place, picture).unwrap();
            device.picture_bytes(kept.id).unwrap()
        })
    }

    /// An order with everything about it.
    pub fn order(&self, order: &SubjectId) -> OrderDetail {
        self.engine.with(|device| device.work_order(order)).unwrap()
    }

    /// What this person does next about an order.
    pub fn next(&self, order: &SubjectId) -> NextAction {
        self.order(order).next()
    }

    /// The orders in a list.
    pub fn listed(&self, list: OrderList) -> Vec<SubjectId> {
        let rows = self.engine.with(|device| device.orders(list)).unwrap().rows;
        rows.into_iter().map(|row| row.order).collect()
    }
}
