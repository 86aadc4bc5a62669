//! Serving: HTTP on a listener, beside it the admin socket and the alarm clock, until told to stop.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::admin;
use crate::alarm;
use crate::error::OfficeError;
use crate::office::Office;
use crate::router;

/// So long a request that is under way may take when the office goes down.
const PATIENCE: Duration = Duration::from_secs(10);

/// An office that is being served.
pub struct Serving {
    address: SocketAddr,
    office: Office,
    http: JoinHandle<io::Result<()>>,
    admin: JoinHandle<()>,
    alarm: JoinHandle<()>,
}

impl Office {
    /// Everything that [`Office::serve`] serves, for who carries requests without a listener.
    pub fn routes(&self) -> Router {
        router::routes(self.clone())
    }

    /// Serves on `listener` and on the admin socket, beside the caller. Needs a tokio runtime.
    ///
    /// # Errors
    /// When the listener has no address, or the admin socket cannot be made.
    pub fn serve(&self, listener: TcpListener) -> Result<Serving, OfficeError> {
        let file = |e| OfficeError::File(self.data().to_owned(), e);
        let address = listener.local_addr().map_err(file)?;
        let admin = admin::listen(self).map_err(file)?;
        self.set_closing(false);
        let mut closing = self.closing();
        let stopped =
            async move { while !*closing.borrow_and_update() && closing.changed().await.is_ok() {} };
        // An answer's last bytes do not wait for the other side's acknowledgement (Nagle's algorithm).
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_nodelay(true);
        });
        let serve = axum::serve(listener, self.routes()).with_graceful_shutdown(stopped);
        let http = tokio::spawn(async move { serve.await });
        let alarm = alarm::watch(self);
        Ok(Serving { address, office: self.clone(), http, admin, alarm })
    }
}

impl Serving {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as the start of a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes no more requests, answers those that are under way, and ends.
    ///
    /// # Errors
    /// When the server had failed.
    pub async fn stop(self) -> io::Result<()> {
        self.office.set_closing(true);
        self.admin.abort();
        self.alarm.abort();
        admin::forget(&self.office);
        let aborting = self.http.abort_handle();
        match tokio::time::timeout(PATIENCE, self.http).await {
            Ok(ended) => ended.map_err(io::Error::other)?,
            Err(_) => {
                aborting.abort();
                Ok(())
            }
        }
    }
}
