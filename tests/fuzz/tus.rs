//! What tus has in its headers.

use doorstep_protocol::seal::OpeningKey;
use doorstep_protocol::upload::{
    PictureSecret, UploadMetadata, check, checksum, receipt_from_header, receipt_to_header,
};

/// As any of the headers.
pub fn feed(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(metadata) = UploadMetadata::from_header(&text) {
        assert_eq!(UploadMetadata::from_header(&metadata.to_header()).as_ref(), Ok(&metadata));
        drop(metadata.open(&OpeningKey::from_bytes([7; 32])));
    }
    if let Some(receipt) = receipt_from_header(&text) {
        assert_eq!(receipt_from_header(&receipt_to_header(&receipt)).as_ref(), Some(&receipt));
    }
    let (header, chunk) = text.split_once('\n').unwrap_or((&text, ""));
    let _ = check(header, chunk.as_bytes());
    assert_eq!(format!("{:?}", check(&checksum(bytes), bytes)), "Fits");
    if let Ok(secret) = serde_json::from_slice::<PictureSecret>(bytes) {
        let ciphertext = secret.encrypt(bytes).unwrap();
        assert_eq!(secret.decrypt(&ciphertext).as_deref(), Ok(bytes));
    }
}
