//! not on the price list: P-07 is asked, and answers.

use doorstep_domain::event::PictureOf;
use doorstep_domain::money::Fen;
use doorstep_domain::role::Role;
use doorstep_domain::work_order::{Act, Quote, QuoteAnswer, QuoteQuestion, Texts};

use super::act::With;
use super::error::{OrderError, OrderField};
use super::form::{OrderForm, QuoteForm};
use crate::commands::save::Saved;
use crate::device::Device;
use crate::refold::role_of;
use crate::store::personal::PicturePlace;

impl Device {
    /// asks P-07 whether it can be done and for how much.
    ///
    /// # Errors
    /// When nothing is asked, state or role do not allow it, or the store fails.
    pub fn ask_quote(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        if form.question.trim().is_empty() {
            return Err(OrderError::Missing(OrderField::Question));
        }
        let (pictures, kept) = self.take_pictures(&form.order, PicturePlace::QUESTION, PictureOf::Site)?;
        let texts = Texts { found: form.question.clone(), ..Texts::default() };
        let rest = OrderForm { question: String::new(), ..form.clone() };
        self.act(rest, Act::AskQuote(QuoteQuestion { pictures }), With { pictures: kept, ..texts.into() })
    }

    /// P-07's answer; written by P-07, or by whoever was told it by telephone.
    ///
    /// # Errors
    /// When price or who said it are missing, state or role do not allow it, or the store fails.
    pub fn quote_order(&mut self, form: &OrderForm) -> Result<Saved, OrderError> {
        let shift = self.shift()?;
        let is_supervisor = role_of(&shift.personal, &shift.person)? == Some(Role::EngineeringSupervisor);
        let by_phone = match (is_supervisor, &form.quote.by_phone) {
            (true, _) => None,
            (false, Some(person)) => Some(person.clone()),
            (false, None) => return Err(OrderError::Missing(OrderField::Supervisor)),
        };
        let quote = Quote { answer: answer(&form.quote)?, by_phone };
        let texts = Texts { note: form.quote.note.clone(), ..Texts::default() };
        let rest = OrderForm { quote: QuoteForm::default(), ..form.clone() };
        self.act(rest, Act::Quote(quote), texts.into())
    }
}

fn answer(form: &QuoteForm) -> Result<QuoteAnswer, OrderError> {
    match (form.not_feasible, form.price.trim()) {
        (true, _) => Ok(QuoteAnswer::NotFeasible),
        (false, "") => Err(OrderError::Missing(OrderField::Price)),
        (false, price) => Ok(QuoteAnswer::Price { fen: Fen::parse_yuan(price)? }),
    }
}
