//! What crosses the wire, read by either side.

use std::fmt::Debug;
use std::sync::LazyLock;

use doorstep_domain::fact::SignedFact;
use doorstep_domain::identity::Certificate;
use doorstep_protocol::bells::BellsAnswer;
use doorstep_protocol::devices::DeviceList;
use doorstep_protocol::enrol::{EnrolAnswer, EnrolCode, EnrolRequest, PersonKeyAnswer, PersonKeyRequest};
use doorstep_protocol::facts::{PushAnswer, PushRequest, Routing, SealedFact};
use doorstep_protocol::feed::{FeedPage, FeedQuery};
use doorstep_protocol::heartbeat::{Heartbeat, HeartbeatAnswer};
use doorstep_protocol::office::OfficeIdentity;
use doorstep_protocol::pack::{MAX_UNPACKED, unpack};
use doorstep_protocol::problem::Problem;
use doorstep_protocol::receipt::SignedReceipt;
use doorstep_protocol::seal::{OpeningKey, Purpose, Sealed, Sealer};
use doorstep_protocol::session::{Challenge, SessionAnswer, SessionRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;

static KEY: LazyLock<OpeningKey> = LazyLock::new(|| OpeningKey::from_bytes([7; 32]));

/// What is read is written again the same.
pub fn round<T: DeserializeOwned + Serialize + PartialEq + Debug>(bytes: &[u8]) {
    let Ok(read) = serde_json::from_slice::<T>(bytes) else { return };
    let written = serde_json::to_vec(&read).unwrap();
    let again = serde_json::from_slice::<T>(&written);
    assert_eq!(again.expect("what was written is read"), read);
}

/// Whatever it is taken for.
pub fn feed(bytes: &[u8]) {
    round::<PushRequest>(bytes);
    round::<SessionRequest>(bytes);
    round::<EnrolRequest>(bytes);
    round::<PersonKeyRequest>(bytes);
    round::<Heartbeat>(bytes);
    round::<FeedQuery>(bytes);
    round::<SealedFact>(bytes);
    round::<SignedFact>(bytes);
    round::<Certificate>(bytes);
    round::<SignedReceipt>(bytes);
    answers(bytes);
    opened(bytes);
    let text = String::from_utf8_lossy(bytes);
    if let Ok(code) = text.parse::<EnrolCode>() {
        assert_eq!(code.to_string().parse(), Ok(code));
    }
}

fn answers(bytes: &[u8]) {
    round::<PushAnswer>(bytes);
    round::<SessionAnswer>(bytes);
    round::<EnrolAnswer>(bytes);
    round::<PersonKeyAnswer>(bytes);
    round::<HeartbeatAnswer>(bytes);
    round::<FeedPage>(bytes);
    round::<BellsAnswer>(bytes);
    round::<DeviceList>(bytes);
    round::<OfficeIdentity>(bytes);
    round::<Challenge>(bytes);
    round::<Problem>(bytes);
}

/// Sealed to the office, as anybody can who knows its key; and as if it were sealed.
fn opened(bytes: &[u8]) {
    if let Ok((_, unpacked)) = unpack(bytes) {
        assert!(unpacked.len() <= MAX_UNPACKED);
    }
    if let Ok(sealed) = serde_json::from_slice::<Sealed>(bytes) {
        assert!(KEY.open(Purpose::Outbox, b"", &sealed).is_err(), "nobody sealed this");
    }
    if let Ok(fact) = serde_json::from_slice::<SealedFact>(bytes) {
        drop(fact.open(&KEY));
    }
    let routing: Routing = serde_json::from_str(ROUTING).unwrap();
    let mut sealer = Sealer::new(&KEY.public().unwrap(), Purpose::Outbox).unwrap();
    let sealed = sealer.seal(b"other", bytes).unwrap();
    assert!(SealedFact { routing, sealed }.open(&KEY).is_err(), "bound to another routing");
}

const ROUTING: &str = r#"{"installation":"00000000-0000-0000-0000-000000000001","sequence":7,"priority":1,"tag":"y678J9cVEedTHcvpv2kGSg"}"#;
