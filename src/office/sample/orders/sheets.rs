//! What the customer of an order was shown: its price, and what they signed.

use doorstep_domain::bytes::Hash;
use doorstep_domain::catalogue::{Catalogue, PriceItem};
use doorstep_domain::document::{Document, OrderSheet, PriceSheet, SheetLine};
use doorstep_domain::ids::PriceCode;
use doorstep_domain::lang::Words;
use doorstep_domain::moment::Moment;
use doorstep_domain::money::{Fen, Quantity};
use doorstep_domain::work_order::{Parts, PriceLine};

use super::OrderPlan;
use crate::sample::SampleError;
use crate::sample::homes::Home;
use crate::sample::people::StaffMember;
use crate::sample::schedule::Schedule;

/// An order whose price is known.
pub(super) struct Priced<'a> {
    pub plan: &'a OrderPlan<'a>,
    pub home: &'a Home,
    pub schedule: &'a Schedule,
    pub worker: &'static StaffMember,
    /// As the office counts them on that day.
    pub number: String,
    pub items: Vec<(PriceCode, PriceItem)>,
}

impl Priced<'_> {
    /// What the catalogue has for a fault.
    pub fn items(catalogue: &Catalogue, matter: &str) -> Result<Vec<(PriceCode, PriceItem)>, SampleError> {
        let fault = catalogue.faults.get(&matter.parse()?);
        let codes = fault.into_iter().flat_map(|fault| &fault.prices);
        Ok(codes.filter_map(|code| Some((code.clone(), catalogue.prices.get(code)?.clone()))).collect())
    }

    pub fn lines(&self) -> Vec<PriceLine> {
        let line = |(code, item): &(PriceCode, PriceItem)| PriceLine {
            item: Some(code.clone()),
            quantity: Quantity::ONE,
            each: item.each,
        };
        self.items.iter().map(line).collect()
    }

    pub fn total(&self) -> Fen {
        // Small amounts of a table: none is out of range.
        Fen::sum(self.items.iter().map(|(_, item)| item.each)).unwrap_or(Fen::FREE)
    }

    /// what was replaced stays there.
    pub fn parts(&self) -> Parts {
        if self.plan.matter.part.zh.is_empty() { Parts::None } else { Parts::Left }
    }

    fn say(&self, words: Words) -> &'static str {
        words.in_lang(self.home.language)
    }

    fn sheet_lines(&self) -> Vec<SheetLine<'_>> {
        let language = self.home.language;
        let lines = self.items.iter().map(|(_, item)| SheetLine {
            label: item.label.in_lang(language),
            quantity: Quantity::ONE,
            unit: item.unit.in_lang(language),
            amount: item.each,
        });
        lines.collect()
    }

    ///
    pub fn price(&self, at: Moment) -> Result<Document, SampleError> {
        let sheet = PriceSheet {
            language: self.home.language,
            customer: self.home.customer(),
            technician: self.say(self.worker.name),
            at: self.schedule.calendar.at_site(at.to_utc())?,
            number: &self.number,
            reported: self.say(self.plan.matter.label),
            found: self.say(self.plan.matter.found),
            lines: self.sheet_lines(),
            total: self.total(),
        };
        Ok(sheet.write())
    }

    ///
    pub fn order(&self, at: Moment, pictures: Vec<Hash>) -> Result<Document, SampleError> {
        let local = |moment: Moment| self.schedule.calendar.at_site(moment.to_utc());
        let sheet = OrderSheet {
            language: self.home.language,
            customer: self.home.customer(),
            technician: self.say(self.worker.name),
            at: local(at)?,
            number: &self.number,
            reported: self.say(self.plan.matter.label),
            found: self.say(self.plan.matter.found),
            done: self.say(self.plan.matter.done),
            lines: self.sheet_lines(),
            total: self.total(),
            materials: Vec::new(),
            parts: self.parts(),
            started: self.when(super::Did::Start).map(local).transpose()?,
            finished: local(self.when(super::Did::Finish).unwrap_or(at))?,
            supersedes: false,
            pictures,
        };
        Ok(sheet.write())
    }

    fn when(&self, did: super::Did) -> Option<Moment> {
        self.plan.acts.iter().find(|(_, done)| *done == did).map(|(at, _)| *at)
    }
}
