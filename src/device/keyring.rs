//! The PIN and what it unlocks: the store key and the person's signing key, on this device alone (F-03).
//!
//! A wrong PIN slows down, then locks until the office unlocks. It never destroys anything.

use std::fmt;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::SigningKey;
use doorstep_domain::identity::Certificate;
use doorstep_domain::ids::{BootId, InstallationId, PersonId};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::clock::Reading;
use crate::random::{self, NoRandom};
use crate::secret::DeviceSecret;

/// The key of the personal store.
pub type StoreKey = Zeroizing<[u8; 32]>;

/// A PIN: 6 to 12 digits. Wiped when dropped, never printed.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

/// A text that is no PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a PIN is 6 to 12 digits")]
pub struct PinError;

impl FromStr for Pin {
    type Err = PinError;
    fn from_str(text: &str) -> Result<Self, PinError> {
        let digits = (6..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if digits { Ok(Self(Zeroizing::new(text.to_owned()))) } else { Err(PinError) }
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// What one try of a PIN costs (Argon2id, RFC 9106). Kept beside each person's keys, so it can rise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for PinCost {
    /// A third of a second on the machine that this was written on.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 11 }
    }
}

impl PinCost {
    /// For tests and demonstrations: no protection.
    pub const CHEAP: Self = Self { memory_kib: 64, passes: 1 };
}

/// Why keys cannot be wrapped or unwrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyringError {
    /// Another PIN, another device secret, or the entry was altered.
    #[error("the PIN does not open this")]
    WrongPin,
    /// The stored cost is not one that Argon2 knows.
    #[error("the stored cost of a PIN is out of range")]
    Cost,
    /// No random bytes.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

/// A person's keys on this device, wrapped. Safe to store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The format's version: 1.
    pub v: u8,
    /// The person.
    pub person: PersonId,
    /// What a try costs.
    pub cost: PinCost,
    /// Argon2's salt.
    pub salt: Fixed<16>,
    /// The store key, wrapped.
    pub store_key: Blob,
    /// The person's signing key, wrapped.
    pub signing_key: Blob,
    /// The office's certificate over that key.
    pub certificate: Certificate,
    /// Those over the keys that it took the place of, the oldest first: something that they signed may still wait here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Certificate>,
}

impl Entry {
    /// Everything that the office certified of this person here, the oldest first.
    pub fn certificates(self) -> Vec<Certificate> {
        let mut all = self.earlier;
        all.push(self.certificate);
        all
    }
}

/// What a person's PIN unlocks.
pub struct Unlocked {
    /// The key of the personal store.
    pub store_key: StoreKey,
    /// The person's signing key; wiped when dropped.
    pub signing_key: SigningKey,
}

/// Wraps and unwraps the keys of persons on one installation.
pub struct Keyring<'a> {
    /// The device secret.
    pub secret: &'a DeviceSecret,
    /// The installation; entries open on no other.
    pub installation: InstallationId,
}

impl Keyring<'_> {
    /// Wraps a person's keys under a PIN.
    ///
    /// # Errors
    /// When the cost is out of range or there are no random bytes.
    pub fn wrap(
        &self,
        person: &PersonId,
        pin: &Pin,
        cost: PinCost,
        keys: &Unlocked,
        certificate: Certificate,
    ) -> Result<Entry, KeyringError> {
        let salt = random::bytes::<16>()?;
        let cipher = self.cipher(pin, cost, &salt)?;
        let seal = |what: u8, key: &[u8; 32]| seal(&cipher, &self.beside(person, what), what, key);
        let store_key = seal(STORE, &keys.store_key)?;
        let signing_key = seal(SIGNING, keys.signing_key.as_bytes())?;
        Ok(Entry {
            v: 1,
            person: person.clone(),
            cost,
            salt: Fixed(salt),
            store_key,
            signing_key,
            certificate,
            earlier: Vec::new(),
        })
    }

    /// Unwraps a person's keys. Takes its time: see [`PinCost`].
    ///
    /// # Errors
    /// When the PIN is another one, or the entry belongs to another person or installation.
    pub fn unwrap(&self, entry: &Entry, pin: &Pin) -> Result<Unlocked, KeyringError> {
        let cipher = self.cipher(pin, entry.cost, &entry.salt.0)?;
        let open = |what, wrapped: &Blob| open(&cipher, &self.beside(&entry.person, what), what, wrapped);
        let store_key = open(STORE, &entry.store_key)?;
        let signing_key = SigningKey::from_bytes(&*open(SIGNING, &entry.signing_key)?);
        Ok(Unlocked { store_key, signing_key })
    }

    /// HKDF(Argon2id(PIN), device secret).
    fn cipher(&self, pin: &Pin, cost: PinCost, salt: &[u8]) -> Result<ChaCha20Poly1305, KeyringError> {
        let params =
            Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|_| KeyringError::Cost)?;
        let mut stretched = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.0.as_bytes(), salt, &mut stretched[..])
            .map_err(|_| KeyringError::Cost)?;
        let key = self.secret.derive(&stretched[..], b"doorstep/pin/1");
        Ok(ChaCha20Poly1305::new(&Key::from(*key)))
    }

    fn beside(&self, person: &PersonId, what: u8) -> Vec<u8> {
        let installation = self.installation.0.as_bytes();
        [b"doorstep/keyring/1\0", &installation[..], &[what], person.as_str().as_bytes()].concat()
    }
}

const STORE: u8 = 1;
const SIGNING: u8 = 2;

/// Each salt gives a key of its own, so the two nonces under it are never used again.
fn nonce(what: u8) -> Nonce {
    Nonce::from([what; 12])
}

fn seal(cipher: &ChaCha20Poly1305, aad: &[u8], what: u8, key: &[u8; 32]) -> Result<Blob, KeyringError> {
    let sealed = cipher.encrypt(&nonce(what), Payload { msg: key, aad });
    sealed.map(Blob).map_err(|_| KeyringError::WrongPin)
}

fn open(
    cipher: &ChaCha20Poly1305,
    aad: &[u8],
    what: u8,
    wrapped: &Blob,
) -> Result<Zeroizing<[u8; 32]>, KeyringError> {
    let plain = cipher.decrypt(&nonce(what), Payload { msg: &wrapped.0, aad });
    let plain = Zeroizing::new(plain.map_err(|_| KeyringError::WrongPin)?);
    plain[..].try_into().map(Zeroizing::new).map_err(|_| KeyringError::WrongPin)
}

/// How often the PIN was wrong in a row, and when last, on the boot clock. Written down before the
/// answer is given, so that pulling the battery gives no free try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// In a row.
    pub wrong: u32,
    /// The last one: the boot, and milliseconds since it.
    pub last: Option<(BootId, i64)>,
}

/// Whether a PIN may be tried now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// So many tries are left before the lock.
    Open {
        /// At least 1.
        left: u32,
    },
    /// Not before so many seconds are over.
    Wait {
        /// At least 1.
        seconds: i64,
    },
    /// Not before the office unlocks.
    Locked,
}

/// At so many wrong tries in a row it is locked.
const LOCKED_AT: u32 = 10;
/// Seconds to wait after 3, 4, 5 … wrong tries in a row.
const WAITS: [i64; 7] = [30, 60, 300, 900, 1_800, 3_600, 3_600];

impl Tries {
    /// One more wrong try.
    pub fn once_more(self, now: Reading) -> Self {
        Self { wrong: self.wrong.saturating_add(1), last: Some((now.boot, now.boot_millis)) }
    }

    /// Whether a PIN may be tried now. A restart begins the wait anew; the wall clock has no say (F-02).
    pub fn gate(self, now: Reading) -> Gate {
        if self.wrong >= LOCKED_AT {
            return Gate::Locked;
        }
        let wait = self.wrong.checked_sub(3).map_or(0, |n| WAITS[n as usize] * 1000);
        let since = match self.last {
            Some((boot, at)) if boot == now.boot => now.boot_millis - at,
            _ => now.boot_millis,
        };
        let left = wait - since.max(0);
        if left > 0 {
            Gate::Wait { seconds: (left + 999) / 1000 }
        } else {
            Gate::Open { left: LOCKED_AT - self.wrong }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::moment::Moment;
    use uuid::Uuid;

    fn at(boot: u128, seconds: i64) -> Reading {
        Reading { wall: Moment::EARLIEST, boot: BootId(Uuid::from_u128(boot)), boot_millis: seconds * 1000 }
    }

    fn check(name: &str, wrong: u32, now: Reading, expected: Gate) {
        let tries = Tries { wrong, last: Some((at(1, 0).boot, 100_000)) };
        assert_eq!(tries.gate(now), expected, "{name}");
    }

    #[test]
    fn f_03_wrong_pins_slow_down_then_lock() {
        check("none yet", 0, at(1, 100), Gate::Open { left: 10 });
        check("twice", 2, at(1, 100), Gate::Open { left: 8 });
        check("three times", 3, at(1, 100), Gate::Wait { seconds: 30 });
        check("almost over", 3, at(1, 129), Gate::Wait { seconds: 1 });
        check("over", 3, at(1, 130), Gate::Open { left: 7 });
        check("four times", 4, at(1, 100), Gate::Wait { seconds: 60 });
        check("five times", 5, at(1, 100), Gate::Wait { seconds: 300 });
        check("nine times", 9, at(1, 100), Gate::Wait { seconds: 3_600 });
        check("nine times, over", 9, at(1, 3_700), Gate::Open { left: 1 });
        check("ten times", 10, at(1, 1_000_000), Gate::Locked);
        check("eleven times", 11, at(2, 1_000_000), Gate::Locked);
        check("a restart begins the wait anew", 5, at(2, 10), Gate::Wait { seconds: 290 });
        check("a boot clock that goes back", 3, at(1, 50), Gate::Wait { seconds: 30 });
    }

    fn certificate() -> Certificate {
        Certificate { certified: String::new(), signature: Fixed([0; 64]) }
    }

    fn keys() -> Unlocked {
        Unlocked { store_key: Zeroizing::new([1; 32]), signing_key: SigningKey::from_bytes(&[2; 32]) }
    }

    #[test]
    fn f_03_keys_open_with_this_pin_person_device_and_installation_only() {
        let (secret, other) = (DeviceSecret::from_bytes([3; 32]), DeviceSecret::from_bytes([4; 32]));
        let installation = InstallationId(Uuid::from_u128(5));
        let ring = Keyring { secret: &secret, installation };
        let (pin, wrong): (Pin, Pin) = ("123456".parse().unwrap(), "123457".parse().unwrap());
        let person: PersonId = "lin".parse().unwrap();
        let entry = ring.wrap(&person, &pin, PinCost::CHEAP, &keys(), certificate()).unwrap();
        assert_eq!(*ring.unwrap(&entry, &pin).unwrap().store_key, [1; 32]);
        assert_eq!(ring.unwrap(&entry, &pin).unwrap().signing_key.to_bytes(), [2; 32]);
        let refused = |ring: &Keyring<'_>, entry: &Entry, pin: &Pin| ring.unwrap(entry, pin).err();
        let wrong_pin = Some(KeyringError::WrongPin);
        assert_eq!(refused(&ring, &entry, &wrong), wrong_pin);
        assert_eq!(refused(&Keyring { secret: &other, installation }, &entry, &pin), wrong_pin);
        let moved = Keyring { secret: &secret, installation: InstallationId(Uuid::from_u128(6)) };
        assert_eq!(refused(&moved, &entry, &pin), wrong_pin);
        let renamed = Entry { person: "zhou".parse().unwrap(), ..entry.clone() };
        assert_eq!(refused(&ring, &renamed, &pin), wrong_pin);
        let swapped = Entry { store_key: entry.signing_key.clone(), ..entry };
        assert_eq!(refused(&ring, &swapped, &pin), wrong_pin);
    }

    #[test]
    fn a_pin_is_6_to_12_digits_and_never_printed() {
        for bad in ["", "12345", "1234567890123", "12345a", "１２３４５６"] {
            assert_eq!(bad.parse::<Pin>().err(), Some(PinError), "{bad}");
        }
        assert_eq!(format!("{:?}", "123456".parse::<Pin>().unwrap()), "Pin");
    }
}
