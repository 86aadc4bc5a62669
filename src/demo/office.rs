//! The demonstration's office: on loopback, with a sample residence in it.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use doorstep_domain::moment::Moment;
use doorstep_office::clock::Clock;
use doorstep_office::{Office, Serving, sample};
use tokio::net::TcpListener;

/// Opens the office in its folder, fills it the first time, and serves it.
///
/// # Errors
/// When the folder or the port cannot be had.
pub async fn start(
    folder: &Path,
    listen: SocketAddr,
    seed: u64,
    now: Option<DateTime<Utc>>,
) -> anyhow::Result<(Office, Serving)> {
    let data = folder.join("office");
    let empty = !data.exists();
    let clock = Clock::default();
    if let Some(now) = now {
        clock.advance(Moment::from(now).since(clock.now()));
    }
    let office = Office::open_as(&data, &sample::SITE.parse()?, clock)?;
    if empty {
        let now = now.map_or_else(|| office.now(), Into::into);
        sample::install(&office, sample::write(seed, now)?).await?;
    }
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let serving = office.serve(listener)?;
    Ok((office, serving))
}
