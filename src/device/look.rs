//! How the screens of this handheld look: chosen by whoever works with it, the same for everybody, kept across
//! restarts, known before anybody signs in.

use serde::{Deserialize, Serialize};

use crate::device::Device;
use crate::store::StoreError;

/// What was chosen for the screens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Light or dark.
    pub colours: Colours,
    /// Text of 130 %.
    pub large_text: bool,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colours {
    /// Light, which is read in the sun.
    #[default]
    Light,
    /// Dark.
    Dark,
    /// As the system asks for.
    System,
}

impl Device {
    /// How the screens look.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn look(&self) -> Result<Look, StoreError> {
        Ok(self.outbox.look()?.unwrap_or_default())
    }

    /// Keeps how the screens look.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn set_look(&self, look: Look) -> Result<(), StoreError> {
        self.outbox.set_look(&look)
    }
}
