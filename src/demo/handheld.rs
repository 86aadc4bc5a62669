//! The demonstration's handheld: enrolled, with a few people who have signed in on it before.

use std::net::SocketAddr;
use std::sync::Arc;

use doorstep_device::Engine;
use doorstep_device::device::Device;
use doorstep_device::sync::http::HttpTransport;
use doorstep_office::Office;
use doorstep_office::sample::{self, StaffMember};

/// Who has signed in on this handheld before; everybody else needs a code of the office.
const PEOPLE: [&str; 8] = ["b-02", "b-01", "f-01", "t-01", "e-01", "s-01", "m-01", "g-01"];

/// The people of [`PEOPLE`].
pub fn shown() -> impl Iterator<Item = &'static StaffMember> {
    PEOPLE.iter().filter_map(|id| sample::STAFF.iter().find(|member| member.id == *id))
}

/// Where a handheld that is kept expects its office; any free port for a new one.
///
/// # Errors
/// When the handheld's data cannot be read.
pub fn address_before(device: &Device) -> anyhow::Result<SocketAddr> {
    let known = device.office()?.map(|office| office.url);
    let address = known.as_deref().and_then(|url| url.strip_prefix("http://")?.parse().ok());
    Ok(address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0))))
}

/// Enrols the handheld and lets its people sign in once, the first time; then it is locked.
///
/// # Errors
/// When the office refuses, which it has no reason to.
pub async fn prepare(device: Device, office: &Office, url: &str) -> anyhow::Result<Engine> {
    let known = device.office()?.is_some();
    let engine = Engine::new(device, Arc::new(HttpTransport::new()?));
    if !known {
        let code = office.enrol_code().await?;
        engine.connect(url, &code.to_string()).await?;
        for member in shown().collect::<Vec<_>>().into_iter().rev() {
            first_sign_in(&engine, office, member).await?;
        }
    }
    engine.lock();
    Ok(engine)
}

/// With what they need for 30 days without a network.
async fn first_sign_in(engine: &Engine, office: &Office, member: &StaffMember) -> anyhow::Result<()> {
    let person = member.id.parse()?;
    let pin = member.pin.parse()?;
    let code = office.person_code(&person).await?;
    engine.enter(&person, &code.to_string(), &pin).await?;
    engine.sync_once().await;
    Ok(())
}
