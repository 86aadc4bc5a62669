//! the price is shown before work starts, and the customer agrees.

use doorstep_domain::bytes::{Blob, Hash};
use doorstep_domain::document::{self, Document, PriceSheet};
use doorstep_domain::ids::FactId;
use doorstep_domain::lang::Lang;
use doorstep_domain::money::Fen;
use doorstep_domain::work_order::{Act, Agreement, Manner, PriceLine, Start, Step, WorkOrderState};
use serde::Serialize;

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{OrderForm, PriceForm};
use super::lines::{Labelled, price_lines};
use super::sheet::Told;
use crate::commands::form::Shown;
use crate::commands::save::Saved;
use crate::commands::sheet::Sheet;
use crate::device::Device;
use crate::store::personal::OrderEntry;

/// What the customer is asked.
#[derive(Serialize)]
struct Asked {
    lines: Vec<PriceLine>,
    total: Fen,
    language: Lang,
    found: Option<FactId>,
    quote: Option<FactId>,
}

impl Asked {
    fn of(state: &WorkOrderState, language: Lang) -> Result<Self, OrderError> {
        let lines = price_lines(state).ok_or(OrderError::Unpriced)?;
        let quoted = lines.iter().any(|line| line.item.is_none());
        Ok(Self {
            total: PriceLine::total(&lines)?,
            lines,
            language,
            found: state.found.as_ref().map(|found| found.fact),
            quote: state.quote.as_ref().filter(|_| quoted).map(|quote| quote.fact),
        })
    }

    fn fingerprint(&self) -> Hash {
        crate::store::fingerprint(self)
    }
}

impl Device {
    /// makes the sheet of the price, or gives the one again that the customer was shown, as long as
    /// the price is the same. Form and sheet are kept as the draft.
    ///
    /// # Errors
    /// When nothing says what it costs, this person may not see the order, or the store fails.
    pub fn show_price(&self, form: OrderForm) -> Result<(OrderForm, Sheet), OrderError> {
        let entry = self.order_entry(&form.order)?;
        let asked = Asked::of(&entry.state, form.language)?;
        let of = asked.fingerprint();
        let shown = form.price.shown.clone().filter(|shown| shown.of == of);
        let bytes = match shown {
            Some(shown) => shown.document.0,
            None => self.write_price(&entry, &asked)?.encode(),
        };
        let shown = Some(Shown { document: Blob(bytes.clone()), of });
        let form = OrderForm { price: PriceForm { shown, ..form.price }, ..form };
        self.save_order_form(&form)?;
        Ok((form, Sheet::of(bytes)?))
    }

    fn write_price(&self, entry: &OrderEntry, asked: &Asked) -> Result<Document, OrderError> {
        let shift = self.shift()?;
        let site = shift.site()?;
        let told = Told::read(shift, &site, entry, asked.language)?;
        let lines = Labelled::all(&site.catalogue, &asked.lines)?;
        let sheet = PriceSheet {
            language: asked.language,
            customer: &told.customer,
            technician: &told.technician,
            at: site.local(self.now()),
            number: &told.number,
            reported: &told.reported,
            found: &told.found,
            lines: lines.iter().map(|line| line.in_lang(asked.language)).collect(),
            total: asked.total,
        };
        Ok(sheet.write())
    }

    /// the customer agrees to what they were shown. Face to face on site the work begins with it.
    ///
    /// # Errors
    /// When they were shown something else, state or role do not allow it, or the store fails.
    pub fn agree_price(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let entry = self.order_entry(&form.order)?;
        let asked = Asked::of(&entry.state, form.language)?;
        let shown = form.price.shown.as_ref().ok_or(OrderError::Missing(OrderField::Shown))?;
        if shown.of != asked.fingerprint() {
            return Err(OrderError::ShownOther);
        }
        let manner = form.price.manner.unwrap_or(Manner::Face);
        let agreement = Agreement {
            lines: asked.lines,
            total: asked.total,
            quote: asked.quote,
            catalogue: self.shift()?.site()?.catalogue.revision,
            manner,
            language: form.language,
            document: document::hash(&shown.document.0),
        };
        let document = Some(shown.document.0.clone());
        let rest = OrderForm { price: PriceForm::default(), ..form.clone() };
        let saved = self.act(rest.clone(), Act::Agree(agreement), With { document, ..With::default() })?;
        if manner == Manner::Face {
            self.start_at_once(rest);
        }
        Ok(saved)
    }

    /// A fact of its own. Where it is not saved, or not this person's to begin, beginning stays the next action.
    fn start_at_once(&mut self, rest: OrderForm) {
        let agreed = self.order_entry(&rest.order).is_ok_and(|entry| entry.state.step == Some(Step::Agreed));
        if !agreed {
            return;
        }
        if let Err(error) = self.act(rest, Act::Start(Start {}), With::default()) {
            tracing::warn!(%error, "agreed, but not begun with it");
        }
    }
}
