//! Random bytes from the operating system.

use thiserror::Error;
use zeroize::Zeroizing;

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the operating system gives no random bytes")]
pub struct NoRandom;

/// `N` random bytes.
///
/// # Errors
/// When the operating system has none to give.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandom> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandom)?;
    Ok(bytes)
}

/// A random key, wiped when dropped.
///
/// # Errors
/// When the operating system has none to give.
pub fn key() -> Result<Zeroizing<[u8; 32]>, NoRandom> {
    bytes().map(Zeroizing::new)
}
