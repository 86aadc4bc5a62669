//! Sealing to the office: HPKE (RFC 9180, base mode, X25519 + HKDF-SHA256 + ChaCha20-Poly1305).
//!
//! One encapsulation serves a whole sign-in: from its exported secret comes the key of the rows, and
//! each row is encrypted under a counter of its own, so rows can be opened in any order. Nobody but the
//! office can read them: not the next shift, not who finds the handheld.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use hpke::aead::ChaCha20Poly1305 as HpkeAead;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256 as Kem;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use doorstep_domain::bytes::{Blob, Fixed, PublicKey};

const ROW_KEY: &[u8] = b"doorstep/row-key/1";

/// What is sealed: a row of an outbox can never be opened as an escrowed key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A fact on its way to the office.
    Outbox,
    /// A handheld's store key, kept at the office.
    Escrow,
    /// A store key handed to a person's handheld.
    Handover,
}

impl Purpose {
    fn info(self) -> &'static [u8] {
        match self {
            Purpose::Outbox => b"doorstep/outbox/1",
            Purpose::Escrow => b"doorstep/escrow/1",
            Purpose::Handover => b"doorstep/handover/1",
        }
    }
}

/// Something sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The encapsulated key.
    pub encapsulated: PublicKey,
    /// The counter under that key.
    pub counter: u64,
    /// Ciphertext and tag.
    pub ciphertext: Blob,
}

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SealError {
    /// The recipient's key is none.
    #[error("not a key that one can seal to")]
    Key,
    /// Not sealed to this key, or altered.
    #[error("not sealed to this key, or altered since")]
    Open,
}

/// A key pair that things are sealed to.
#[derive(Clone)]
pub struct OpeningKey([u8; 32]);

impl OpeningKey {
    /// A new one.
    pub fn generate() -> Self {
        let (secret, _) = Kem::gen_keypair();
        Self(secret.to_bytes().into())
    }

    /// From its stored bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// To be stored where nobody else reads it.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// The public half.
    ///
    /// # Errors
    /// When the stored bytes are no key.
    pub fn public(&self) -> Result<PublicKey, SealError> {
        let secret = <Kem as hpke::Kem>::PrivateKey::from_bytes(&self.0).map_err(|_| SealError::Key)?;
        Ok(Fixed(Kem::sk_to_pk(&secret).to_bytes().into()))
    }

    /// Opens what was sealed for `purpose` beside `beside`.
    ///
    /// # Errors
    /// When it was sealed to another key, for another purpose, or altered.
    pub fn open(&self, purpose: Purpose, beside: &[u8], sealed: &Sealed) -> Result<Vec<u8>, SealError> {
        Opener::new(self, purpose).open(beside, sealed)
    }

    fn row_cipher(&self, purpose: Purpose, encapsulated: &PublicKey) -> Result<ChaCha20Poly1305, SealError> {
        let secret = <Kem as hpke::Kem>::PrivateKey::from_bytes(&self.0).map_err(|_| SealError::Key)?;
        let encapsulated =
            <Kem as hpke::Kem>::EncappedKey::from_bytes(&encapsulated.0).map_err(|_| SealError::Open)?;
        let context = hpke::setup_receiver::<HpkeAead, HkdfSha256, Kem>(
            &OpModeR::Base,
            &secret,
            &encapsulated,
            purpose.info(),
        )
        .map_err(|_| SealError::Open)?;
        let mut key = [0; 32];
        context.export(ROW_KEY, &mut key).map_err(|_| SealError::Open)?;
        Ok(ChaCha20Poly1305::new(&Key::from(key)))
    }
}

/// Opens row after row: those of one sign-in share an encapsulation, which costs more than all else about a row, and is
/// opened once.
pub struct Opener<'a> {
    key: &'a OpeningKey,
    purpose: Purpose,
    newest: Option<(PublicKey, ChaCha20Poly1305)>,
}

impl<'a> Opener<'a> {
    /// Opens what was sealed to `key` for `purpose`.
    pub fn new(key: &'a OpeningKey, purpose: Purpose) -> Self {
        Self { key, purpose, newest: None }
    }

    /// As [`OpeningKey::open`].
    ///
    /// # Errors
    /// As [`OpeningKey::open`].
    pub fn open(&mut self, beside: &[u8], sealed: &Sealed) -> Result<Vec<u8>, SealError> {
        let known = self.newest.take().filter(|(encapsulated, _)| *encapsulated == sealed.encapsulated);
        let cipher = match known {
            Some((_, cipher)) => cipher,
            None => self.key.row_cipher(self.purpose, &sealed.encapsulated)?,
        };
        let payload = Payload { msg: &sealed.ciphertext.0, aad: beside };
        let row = cipher.decrypt(&nonce(sealed.counter), payload).map_err(|_| SealError::Open);
        self.newest = Some((sealed.encapsulated, cipher));
        row
    }
}

/// Seals row after row to one recipient, under one encapsulation.
pub struct Sealer {
    encapsulated: PublicKey,
    cipher: ChaCha20Poly1305,
    counter: u64,
}

impl Sealer {
    /// A fresh encapsulation to `recipient`.
    ///
    /// # Errors
    /// When `recipient` is no key.
    pub fn new(recipient: &PublicKey, purpose: Purpose) -> Result<Self, SealError> {
        let recipient =
            <Kem as hpke::Kem>::PublicKey::from_bytes(&recipient.0).map_err(|_| SealError::Key)?;
        let (encapsulated, context) =
            hpke::setup_sender::<HpkeAead, HkdfSha256, Kem>(&OpModeS::Base, &recipient, purpose.info())
                .map_err(|_| SealError::Key)?;
        let mut key = [0; 32];
        context.export(ROW_KEY, &mut key).map_err(|_| SealError::Key)?;
        let encapsulated = Fixed(encapsulated.to_bytes().into());
        Ok(Self { encapsulated, cipher: ChaCha20Poly1305::new(&Key::from(key)), counter: 0 })
    }

    /// Seals one row; `beside` travels in clear and is bound to it.
    ///
    /// # Errors
    /// When the row is too long for the cipher (256 GB).
    pub fn seal(&mut self, beside: &[u8], row: &[u8]) -> Result<Sealed, SealError> {
        let counter = self.counter;
        self.counter += 1;
        let ciphertext = self
            .cipher
            .encrypt(&nonce(counter), Payload { msg: row, aad: beside })
            .map_err(|_| SealError::Key)?;
        Ok(Sealed { encapsulated: self.encapsulated, counter, ciphertext: Blob(ciphertext) })
    }
}

fn nonce(counter: u64) -> Nonce {
    let mut nonce = [0; 12];
    nonce[4..].copy_from_slice(&counter.to_be_bytes());
    Nonce::from(nonce)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_open_in_any_order_and_only_as_they_were_sealed() {
        let key = OpeningKey::generate();
        let mut sealer = Sealer::new(&key.public().unwrap(), Purpose::Outbox).unwrap();
        let rows: Vec<Sealed> = (0..3).map(|i| sealer.seal(b"beside", &[i; 10]).unwrap()).collect();
        for i in [2, 0, 1] {
            assert_eq!(key.open(Purpose::Outbox, b"beside", &rows[i]).unwrap(), [i as u8; 10]);
        }
        let other =
            Sealer::new(&key.public().unwrap(), Purpose::Outbox).unwrap().seal(b"beside", b"o").unwrap();
        let mut opener = Opener::new(&key, Purpose::Outbox);
        for (row, expected) in
            [(&rows[2], &[2; 10][..]), (&other, b"o"), (&rows[0], &[0; 10]), (&rows[1], &[1; 10])]
        {
            assert_eq!(opener.open(b"other", row), Err(SealError::Open), "a wrong one spoils nothing");
            assert_eq!(opener.open(b"beside", row).unwrap(), expected);
        }
        let mut altered = rows[0].clone();
        altered.ciphertext.0[3] ^= 1;
        assert_eq!(key.open(Purpose::Outbox, b"beside", &altered), Err(SealError::Open));
        assert_eq!(key.open(Purpose::Outbox, b"other", &rows[0]), Err(SealError::Open));
        assert_eq!(key.open(Purpose::Escrow, b"beside", &rows[0]), Err(SealError::Open));
        assert_eq!(OpeningKey::generate().open(Purpose::Outbox, b"beside", &rows[0]), Err(SealError::Open));
    }
}
