//! Entries from the plan of an order: who says what, with which parts, in the order of the acts.

use doorstep_domain::bytes::Hash;
use doorstep_domain::callback::SignOff;
use doorstep_domain::catalogue::Catalogue;
use doorstep_domain::document;
use doorstep_domain::event::{Charge, Payment, Picture, PictureOf};
use doorstep_domain::fact::{Body, Slot};
use doorstep_domain::ids::{FactId, SubjectId};
use doorstep_domain::lang::Lang;
use doorstep_domain::moment::Moment;
use doorstep_domain::work_order::{
    Acceptance, Act, Agreement, Arrival, Charging, Confirmation, DeclineReason, Declining, Dispatch, Finish,
    Manner, QuoteQuestion, Receipt, Registration, Signing, Start, Texts, Verification,
};

use super::sheets::Priced;
use super::{DESK, Did, MINUTE, OrderPlan, Roster, SUPERVISOR};
use crate::sample::entries::{Parts, Writer, inline, texts};
use crate::sample::homes::Home;
use crate::sample::people::{StaffMember, member};
use crate::sample::pictures::{Sketch, picture_part};
use crate::sample::{Content, SampleError, signature};

impl<'a> Writer<'a> {
    /// Writes orders, oldest first, with the callbacks that follow from them.
    pub fn orders(
        &mut self,
        mut plans: Vec<OrderPlan<'a>>,
        catalogue: &Catalogue,
    ) -> Result<(), SampleError> {
        plans.sort_by_key(|plan| plan.registered);
        let mut roster = Roster::new();
        plans.into_iter().try_for_each(|plan| self.order(plan, catalogue, &mut roster))
    }

    fn order(
        &mut self,
        plan: OrderPlan<'a>,
        catalogue: &Catalogue,
        roster: &mut Roster,
    ) -> Result<(), SampleError> {
        let home = &self.homes[plan.home];
        let chosen = roster.choose(catalogue, plan.matter.code, home.building(), plan.registered)?;
        let (number, order) = (self.order_number(plan.registered)?, self.register(&plan, home)?);
        let Some(chosen) = chosen else { return Ok(()) };
        let worker = plan.worker.unwrap_or(chosen);
        roster.takes(worker, plan.registered, plan.settled());
        if worker.id != chosen.id {
            self.dispatch(&plan, worker, catalogue, &order)?;
        }
        let items = Priced::items(catalogue, plan.matter.code)?;
        let schedule = self.schedule;
        let priced = Priced { plan: &plan, home, schedule, worker, number, items };
        let confirmed = Acts { writer: self, order: &order, priced: &priced, shown: Vec::new() }.write()?;
        let charge = Charge { fen: priced.total().get(), payment: plan.payment };
        match (plan.callback, confirmed) {
            (Some((case, background)), Some(cause)) => {
                self.callback(case, &background.charging(charge), SubjectId::callback_of(cause))
            }
            _ => Ok(()),
        }
    }

    ///
    fn register(&mut self, plan: &OrderPlan<'_>, home: &Home) -> Result<SubjectId, SampleError> {
        let body = Act::Register(Registration {
            home: home.id.clone(),
            matter: plan.matter.code.parse()?,
            wanted: plan.wanted,
            requested: plan.registered.shifted(-3 * MINUTE),
            manner: plan.manner(),
            pictures: Vec::new(),
        });
        let said = texts(&Texts {
            customer: Some(home.resident.clone()),
            // In the customer's own words, and so in their language.
            reported: plan.matter.detail.in_lang(home.language).to_owned(),
            access: plan.access.to_owned(),
            ..Texts::default()
        })?;
        let id = FactId(self.uuid(plan.registered));
        let order = SubjectId::work_order(id);
        let by = plan.registrar.person()?;
        self.push_as(id, plan.registered, by, order.clone(), act(body), vec![said]);
        Ok(order)
    }

    /// The desk hands it to somebody else than the office's rule.
    fn dispatch(
        &mut self,
        plan: &OrderPlan<'_>,
        worker: &StaffMember,
        catalogue: &Catalogue,
        order: &SubjectId,
    ) -> Result<(), SampleError> {
        let matter = plan.matter.code.parse()?;
        let Some(trade) = catalogue.trade_of(&matter) else { return Ok(()) };
        let (trade, listed) = (trade.clone(), catalogue.is_listed(&matter));
        let body = Act::Dispatch(Dispatch { trade, to: worker.person()?, under_warranty: false, listed });
        let at = plan.registered.shifted(MINUTE);
        self.person(at, member(DESK).person()?, order, act(body), Vec::new());
        Ok(())
    }

    /// the numbers of the receipt books.
    fn receipt(&mut self) -> Option<Receipt> {
        self.receipts += 1;
        format!("{:07}", 33_000 + self.receipts).parse().ok()
    }
}

fn act(body: Act) -> Body {
    Body::WorkOrder(Box::new(body))
}

/// The acts of one order, one after the other.
struct Acts<'w, 'a, 'p> {
    writer: &'w mut Writer<'a>,
    order: &'p SubjectId,
    priced: &'p Priced<'p>,
    /// The pictures that the customer was shown with what they signed.
    shown: Vec<Hash>,
}

impl Acts<'_, '_, '_> {
    /// Writes them all; answers the confirmation, if it came to that.
    fn write(mut self) -> Result<Option<FactId>, SampleError> {
        let mut confirmed = None;
        for (at, did) in &self.priced.plan.acts {
            // what is free is settled by the signature.
            if *did == Did::Charge && self.priced.total().is_free() {
                continue;
            }
            let id = self.act(*at, *did)?;
            confirmed = (*did == Did::Confirm).then_some(id).or(confirmed);
        }
        Ok(confirmed)
    }

    fn act(&mut self, at: Moment, did: Did) -> Result<FactId, SampleError> {
        let (body, parts) = match did {
            Did::Accept => (Act::Accept(Acceptance {}), Vec::new()),
            Did::Arrive => (Act::Arrive(Arrival { checklist_done: true }), Vec::new()),
            Did::Verify => self.verify(at)?,
            Did::AskQuote => self.ask(at)?,
            Did::Agree => self.agree(at)?,
            Did::Start => (Act::Start(Start {}), Vec::new()),
            Did::Finish => self.finish(at)?,
            Did::Sign => self.sign(at)?,
            Did::Charge => (self.charge(), Vec::new()),
            Did::Decline => self.decline()?,
            Did::Confirm => (Act::Confirm(Confirmation {}), Vec::new()),
        };
        let by = if did == Did::Confirm { member(SUPERVISOR) } else { self.priced.worker };
        let id = FactId(self.writer.uuid(at));
        self.writer.push_as(id, at, by.person()?, self.order.clone(), act(body), parts);
        Ok(id)
    }

    ///
    fn verify(&mut self, at: Moment) -> Result<(Act, Parts), SampleError> {
        let matter = self.priced.plan.matter;
        let (pictures, mut parts) = self.pictures(PictureOf::Before, at)?;
        let found = matter.found.in_lang(Lang::Zh).to_owned();
        parts.push(texts(&Texts { found, ..Texts::default() })?);
        let (lines, differs) = (self.priced.lines(), self.priced.plan.differs);
        Ok((Act::Verify(Verification { matter: matter.code.parse()?, differs, lines, pictures }), parts))
    }

    ///
    fn ask(&mut self, at: Moment) -> Result<(Act, Parts), SampleError> {
        let (pictures, mut parts) = self.pictures(PictureOf::Site, at)?;
        let found = self.priced.plan.matter.found.in_lang(Lang::Zh).to_owned();
        parts.push(texts(&Texts { found, ..Texts::default() })?);
        Ok((Act::AskQuote(QuoteQuestion { pictures }), parts))
    }

    ///
    fn agree(&mut self, at: Moment) -> Result<(Act, Parts), SampleError> {
        let document = self.priced.price(at)?.encode();
        let body = Act::Agree(Agreement {
            lines: self.priced.lines(),
            total: self.priced.total(),
            quote: None,
            catalogue: 1,
            manner: Manner::Face,
            language: self.priced.home.language,
            document: document::hash(&document),
        });
        Ok((body, vec![inline(Slot::DOCUMENT, document)?]))
    }

    ///
    fn finish(&mut self, at: Moment) -> Result<(Act, Parts), SampleError> {
        let (pictures, mut parts) = self.pictures(PictureOf::After, at)?;
        let matter = self.priced.plan.matter;
        let done = format!("{}，{}", matter.done.in_lang(Lang::Zh), matter.tried.in_lang(Lang::Zh));
        parts.push(texts(&Texts { done, ..Texts::default() })?);
        Ok((Act::Finish(Finish { tidy: true, parts: self.priced.parts(), pictures }), parts))
    }

    /// R-12, V-07.
    fn sign(&mut self, at: Moment) -> Result<(Act, Parts), SampleError> {
        let document = self.priced.order(at, self.shown.clone())?.encode();
        let hash = document::hash(&document);
        let strokes = serde_json::to_vec(&signature::draw(hash, &mut self.writer.chance))?;
        let body = Act::Sign(Signing {
            sign_off: SignOff::Signed,
            total: self.priced.total(),
            language: self.priced.home.language,
            document: hash,
            supersedes: None,
        });
        let parts = vec![
            inline(Slot::DOCUMENT, document)?,
            inline(Slot::SIGNATURE, strokes)?,
            texts(&Texts::default())?,
        ];
        Ok((body, parts))
    }

    ///
    fn charge(&mut self) -> Act {
        let (payment, fen) = (self.priced.plan.payment, self.priced.total());
        let receipt = (payment != Payment::Unpaid).then(|| self.writer.receipt()).flatten();
        Act::Charge(Charging { payment, fen, receipt })
    }

    ///
    fn decline(&mut self) -> Result<(Act, Parts), SampleError> {
        let note = "客户觉得价格高，想先问问家人".to_owned();
        let said = texts(&Texts { note, ..Texts::default() })?;
        Ok((Act::Decline(Declining { reason: DeclineReason::Price }), vec![said]))
    }

    /// A picture, where the matter has one to show.
    fn pictures(&mut self, shows: PictureOf, at: Moment) -> Result<(Vec<Picture>, Parts), SampleError> {
        let Some(scene) = self.priced.plan.matter.scene else { return Ok((Vec::new(), Vec::new())) };
        let slot: Slot = "picture/1".parse()?;
        let sketch = Sketch { scene, after: shows == PictureOf::After, variant: 0 };
        let part = picture_part(slot.clone(), sketch)?;
        self.shown.push(part.hash());
        let picture = Picture { slot: slot.clone(), shows, taken: at.shifted(-MINUTE) };
        Ok((vec![picture], vec![(slot, Content::Picture(sketch))]))
    }
}
