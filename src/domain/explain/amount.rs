//! Money from the text of a JSON number, exactly.

/// No amount has more digits, counted in fen: amounts are below ten million million yuan.
const MOST_DIGITS: i64 = 15;

/// Why a number is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AmountError {
    /// Below 0, `-0` included: who writes a sign means something else.
    Negative,
    /// More than is counted.
    TooLarge,
}

/// The amount in fen that a JSON number (`10000.0`, `1e4`) of yuan says.
///
/// Digits beyond the fen are allowed and cut off. That is exact for C-03: every bound is a whole number of
/// fen, so 9999.999 yuan is under 10000 either way. Nothing goes through binary floating point.
pub(super) fn fen_of(number: &str) -> Result<i64, AmountError> {
    if number.starts_with('-') {
        return Err(AmountError::Negative);
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let zeros = digits.len() - significant.len();
    take_digits(significant, length(whole)? - length(&digits[..zeros])? + exponent_of(exponent) + 2)
}

/// The first `count` digits as a number, with zeros where there are fewer.
fn take_digits(digits: &str, count: i64) -> Result<i64, AmountError> {
    match usize::try_from(count) {
        Err(_) | Ok(0) => Ok(0),
        Ok(_) if count > MOST_DIGITS => Err(AmountError::TooLarge),
        Ok(count) => {
            let kept: String = digits.chars().chain(std::iter::repeat('0')).take(count).collect();
            kept.parse().map_err(|_| AmountError::TooLarge)
        }
    }
}

fn length(digits: &str) -> Result<i64, AmountError> {
    i64::try_from(digits.len()).map_err(|_| AmountError::TooLarge)
}

/// An exponent, bounded: a line is short, so beyond this every amount is 0 or too large.
fn exponent_of(text: &str) -> i64 {
    const FAR: i64 = 1 << 32;
    let beyond = if text.starts_with('-') { -FAR } else { FAR };
    text.parse::<i64>().map_or(beyond, |exponent| exponent.clamp(-FAR, FAR))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: &str, expected: Result<i64, AmountError>) {
        assert_eq!(fen_of(number), expected, "{number}");
    }

    #[test]
    fn c_03_yuan_are_read_exactly() {
        check("0", Ok(0));
        check("0.0", Ok(0));
        check("0e99999999999999999999", Ok(0));
        check("10000", Ok(1_000_000));
        check("10000.0", Ok(1_000_000));
        check("1e4", Ok(1_000_000));
        check("1E+4", Ok(1_000_000));
        check("100000e-1", Ok(1_000_000));
        check("0.0001e8", Ok(1_000_000));
        check("9999.99", Ok(999_999));
        check("9999.999", Ok(999_999));
        check("9999.99999999999999999999999999", Ok(999_999));
        check("0.30000000000000004", Ok(30));
        check("0.01", Ok(1));
        check("0.009", Ok(0));
        check("1e-2", Ok(1));
        check("1e-3", Ok(0));
        check("1e-99999999999999999999", Ok(0));
        check("9999999999999.99", Ok(999_999_999_999_999));
        check("10000000000000", Err(AmountError::TooLarge));
        check("1e300", Err(AmountError::TooLarge));
        check("1e99999999999999999999", Err(AmountError::TooLarge));
        check("-1", Err(AmountError::Negative));
        check("-0", Err(AmountError::Negative));
    }
}
