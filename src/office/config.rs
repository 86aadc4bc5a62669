//! The configuration of `serve`: a small JSON file, every line of it optional.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use serde::Deserialize;

use crate::error::OfficeError;

/// What a site may set: `{"behind_proxy": true}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// A proxy before the office speaks TLS, so plain HTTP may be spoken on more than loopback.
    pub behind_proxy: bool,
}

impl Config {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Self, OfficeError> {
        let bytes = fs::read(path).map_err(|e| OfficeError::File(path.to_owned(), e))?;
        serde_json::from_slice(&bytes)
            .map_err(|e| OfficeError::bad_request(format!("{} is no configuration: {e}", path.display())))
    }

    /// P-10: names and phones cross no network in the clear.
    ///
    /// # Errors
    /// When `address` is not on loopback and no proxy stands before it.
    pub fn permit(&self, address: SocketAddr) -> Result<(), OfficeError> {
        if address.ip().is_loopback() || self.behind_proxy {
            return Ok(());
        }
        Err(OfficeError::bad_request(format!(
            "{address} is not on this machine, and the office does not speak TLS itself yet: listen on \
             127.0.0.1, or put a proxy with TLS before it and say so in --config with {{\"behind_proxy\": true}}"
        )))
    }
}
