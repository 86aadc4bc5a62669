//! Money: integers of fen, and how an amount is written.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// 1 yuan = 100 fen.
pub const FEN_PER_YUAN: i64 = 100;

/// 10 million yuan: no repair of a home costs more, so a larger amount is a slip of the finger.
const MOST: i64 = 10_000_000 * FEN_PER_YUAN;

/// An amount that a customer may owe, in fen: 0 to 10 million yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Fen(i64);

/// What is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AmountError {
    /// Not a number with at most two decimals.
    #[error("not an amount: digits, and at most two decimals")]
    Shape,
    /// Below 0.
    #[error("an amount below 0")]
    Negative,
    /// Above 10 million yuan.
    #[error("an amount above 10 000 000 yuan")]
    TooLarge,
}

impl Fen {
    /// Nothing: said plainly.
    pub const FREE: Fen = Fen(0);

    /// In fen.
    pub fn get(self) -> i64 {
        self.0
    }

    /// Whether nothing is to be paid.
    pub fn is_free(self) -> bool {
        self.0 == 0
    }

    /// The sum.
    ///
    /// # Errors
    /// When it is above 10 million yuan.
    pub fn sum(amounts: impl IntoIterator<Item = Fen>) -> Result<Fen, AmountError> {
        amounts.into_iter().try_fold(Fen::FREE, |sum, next| Fen::try_from(sum.0 + next.0))
    }

    /// `quantity` times as much.
    ///
    /// # Errors
    /// When it is above 10 million yuan.
    pub fn times(self, quantity: Quantity) -> Result<Fen, AmountError> {
        Fen::try_from(self.0 * i64::from(quantity.0))
    }

    /// In yuan: `80`, or `80.50` where there are fen.
    pub fn yuan(self) -> String {
        yuan(self.0)
    }

    /// From an amount in yuan as a person types it: `80`, `80.5`, `80.50`.
    ///
    /// # Errors
    /// See [`AmountError`].
    pub fn parse_yuan(text: &str) -> Result<Fen, AmountError> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix('-') {
            return Err(Fen::parse_yuan(rest).err().unwrap_or(AmountError::Negative));
        }
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || part.len() > 2 {
            return Err(AmountError::Shape);
        }
        let whole: i64 = whole.parse().map_err(|_| AmountError::TooLarge)?;
        let part: i64 = format!("{part:0<2}").parse().map_err(|_| AmountError::Shape)?;
        let fen = whole.checked_mul(FEN_PER_YUAN).and_then(|fen| fen.checked_add(part));
        Fen::try_from(fen.ok_or(AmountError::TooLarge)?)
    }
}

impl TryFrom<i64> for Fen {
    type Error = AmountError;
    fn try_from(fen: i64) -> Result<Self, AmountError> {
        match fen {
            ..0 => Err(AmountError::Negative),
            0..=MOST => Ok(Self(fen)),
            _ => Err(AmountError::TooLarge),
        }
    }
}

impl From<Fen> for i64 {
    fn from(amount: Fen) -> i64 {
        amount.0
    }
}

/// How many of something: 1 to 999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Quantity(u16);

/// A number that is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a quantity: 1 to 999")]
pub struct QuantityError;

impl Quantity {
    /// One.
    pub const ONE: Quantity = Quantity(1);

    /// The number.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Quantity {
    type Error = QuantityError;
    fn try_from(number: u16) -> Result<Self, QuantityError> {
        if (1..=999).contains(&number) { Ok(Self(number)) } else { Err(QuantityError) }
    }
}

impl From<Quantity> for u16 {
    fn from(quantity: Quantity) -> u16 {
        quantity.0
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        text.trim().parse().map_err(|_| QuantityError).and_then(|number: u16| number.try_into())
    }
}

/// An amount in yuan: `2000`, or `2000.50` where there are fen.
pub fn yuan(fen: i64) -> String {
    match (fen / FEN_PER_YUAN, fen % FEN_PER_YUAN) {
        (yuan, 0) => yuan.to_string(),
        (yuan, fen) => format!("{yuan}.{:02}", fen.abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_people_type_them() {
        fn check(text: &str, expected: Result<i64, AmountError>) {
            assert_eq!(Fen::parse_yuan(text).map(Fen::get), expected, "{text:?}");
        }
        check("80", Ok(8000));
        check(" 80.5 ", Ok(8050));
        check("0", Ok(0));
        check("0.05", Ok(5));
        check("10000000", Ok(1_000_000_000));
        check("-80", Err(AmountError::Negative));
        check("-x", Err(AmountError::Shape));
        check("10000000.01", Err(AmountError::TooLarge));
        check("99999999999999999999", Err(AmountError::TooLarge));
        check("92233720368547758.07", Err(AmountError::TooLarge));
        for text in ["", ".", "80.", ".5", "80.505", "8e3", "八十", "80,5", "NaN", "0x10", "+80"] {
            check(text, Err(AmountError::Shape));
        }
    }

    #[test]
    fn quantities_as_people_type_them() {
        for (text, expected) in
            [("1", Some(1)), ("999", Some(999)), ("0", None), ("1000", None), ("-1", None)]
        {
            assert_eq!(text.parse::<Quantity>().ok().map(Quantity::get), expected, "{text}");
        }
        assert!("1.5".parse::<Quantity>().is_err() && "99999999999".parse::<Quantity>().is_err());
    }

    #[test]
    fn a_product_or_sum_never_wraps() {
        let most = Fen(MOST);
        assert_eq!(most.times(999u16.try_into().unwrap()), Err(AmountError::TooLarge));
        assert_eq!(Fen::sum([most, Fen(1)]), Err(AmountError::TooLarge));
        assert_eq!(Fen::sum([Fen(5500), Fen(2500), Fen::FREE]).map(Fen::yuan), Ok("80".to_owned()));
    }
}
