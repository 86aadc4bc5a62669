//! The office's own alarm clock: what has run out rises by itself (C-05), also what ran out while nobody served.
//!
//! It sleeps until the first clock ends, or something changes; a minute at most, because the machine's clock may
//! be set meanwhile.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::error::OfficeError;
use crate::jobs::rises;
use crate::office::Office;

const LONGEST: Duration = Duration::from_secs(60);
/// How long it waits after a failure.
const PAUSE: Duration = Duration::from_secs(5);

/// Watches the clocks until the office goes down.
pub(crate) fn watch(office: &Office) -> JoinHandle<()> {
    let office = office.clone();
    tokio::spawn(async move {
        let (mut news, mut set, mut closing) =
            (office.news(), office.identity().clock.set(), office.closing());
        while !*closing.borrow() {
            let wait = office.raise_overdue().await.unwrap_or_else(|error| {
                tracing::error!(%error, "what is overdue could not rise");
                PAUSE
            });
            tokio::select! {
                () = sleep(wait) => {}
                _ = set.changed() => {}
                _ = closing.changed() => {}
                news = news.changed() => if news.is_err() { return },
            }
        }
    })
}

impl Office {
    /// C-05: lets everything rise that is overdue now; says how long there is nothing to do. A served office does it
    /// by itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn raise_overdue(&self) -> Result<Duration, OfficeError> {
        loop {
            let next = self.read(|store| Ok(store.next_alarm()?)).await?;
            let wait = next.map_or(LONGEST, |at| {
                Duration::from_millis(at.since(self.now()).try_into().unwrap_or(0)).min(LONGEST)
            });
            if !wait.is_zero() {
                return Ok(wait);
            }
            self.write(rises::raise_overdue).await?;
        }
    }
}
