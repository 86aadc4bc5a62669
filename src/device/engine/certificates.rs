//! F-01: an office that was restored from a backup does not know the keys that it has certified since. Before it is
//! offered again what they signed, it is shown their certificates: it knows its own signature.

use doorstep_protocol::enrol::CertificatesRequest;
use doorstep_protocol::problem::ProblemCode;

use super::Engine;
use super::step::{Courier, StepError};
use crate::device::Device;
use crate::keyring::Entry;
use crate::store::StoreError;
use crate::sync::client::{CallError, Client};

/// The epoch of an office that was never restored: it has forgotten nothing, as far as it knows.
const FIRST_EPOCH: i64 = 1;
/// Before it, there was none: an office that was last shown its certificates then is shown them now.
pub(super) const BEFORE_ALL: i64 = 0;

impl Engine {
    /// Once in each epoch of the office but its first, and whenever it lacks something in the midst of one.
    pub(super) async fn show_certificates(
        &self,
        client: &Client<'_>,
        courier: &mut Courier,
    ) -> Result<(), StepError> {
        let certified_in = courier.certified_in.unwrap_or(FIRST_EPOCH);
        let epoch = self.device().outbox.office()?.map(|office| office.epoch);
        let Some(epoch) = epoch.filter(|epoch| *epoch != certified_in) else { return Ok(()) };
        let request = self.device().certificates()?;
        match client.certificates(&courier.bearer, &request).await {
            Ok(answer) => tracing::debug!(epoch, new = answer.new, "the office was shown its certificates"),
            // It is older, and cannot be told.
            Err(CallError::Refused(ProblemCode::NotFound)) => {}
            Err(error) => return Err(error.into()),
        }
        courier.certified_in = Some(epoch);
        Ok(())
    }
}

impl Device {
    fn certificates(&self) -> Result<CertificatesRequest, StoreError> {
        let entries = self.outbox.all_keys()?;
        Ok(CertificatesRequest { certificates: entries.into_iter().flat_map(Entry::certificates).collect() })
    }
}
