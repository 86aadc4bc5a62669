//! A file that is given as the queue of a handheld.

use doorstep_protocol::carried::Reader;

/// Whatever it is, it is read to its end, and each record is told once.
pub fn feed(bytes: &[u8]) {
    let Ok(mut reader) = Reader::open(bytes) else { return };
    let mut records = 0;
    while reader.next_record().expect("bytes can be read").is_some() {
        records += 1;
        assert!(records <= bytes.len(), "no record without bytes");
        assert!(reader.position() <= bytes.len() as u64);
    }
}
