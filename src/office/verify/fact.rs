//! One fact: what signed hashes and signatures say of everything that is kept of it.

use std::fs;
use std::path::Path;

use doorstep_domain::bytes::{Blob, Fixed, Hash};
use doorstep_domain::fact::{Carriage, Head, Part, PartRef, Reason, RollingHash, SignedFact, Verdict};
use doorstep_domain::ids::PersonId;
use doorstep_protocol::receipt::SignedReceipt;

use super::finding::{Fault, Finding, Verified};
use super::keys::Office;
use crate::store::{RawFact, RawPart};

/// Bytes as a hash, if they are as long as one.
pub(super) fn hash(bytes: &[u8]) -> Option<Hash> {
    bytes.try_into().ok().map(Fixed)
}

/// Looks at a fact that stands behind `before`; answers where it stands itself.
pub(super) fn look(
    office: &Office,
    parts: &Path,
    before: (i64, Hash),
    row: &RawFact,
    found: &mut Verified,
) -> (i64, Hash) {
    let mut look = Look { office, row, found };
    look.found.facts += 1;
    look.place(before);
    look.verdict();
    match Head::parse(row.head.as_bytes()) {
        Ok(head) => {
            look.head(&head);
            look.chain(&head);
            look.receipt(&head);
            look.parts(&head, parts);
        }
        Err(_) => look.fault(Fault::Head),
    }
    (row.sequence, hash(&row.rolling).unwrap_or(RollingHash::START.0))
}

struct Look<'a> {
    office: &'a Office,
    row: &'a RawFact,
    found: &'a mut Verified,
}

impl Look<'_> {
    fn fault(&mut self, fault: Fault) {
        self.found.add(Finding::Fact { place: self.row.sequence, id: self.row.id.clone(), fault });
    }

    fn check(&mut self, holds: bool, fault: Fault) {
        if !holds {
            self.fault(fault);
        }
    }

    fn signed(&self) -> SignedFact {
        let signature = self.row.signature.as_slice().try_into().map_or(Fixed([0; 64]), Fixed);
        SignedFact {
            head: self.row.head.clone(),
            algorithm: self.row.algorithm.clone(),
            signature,
            parts: Vec::new(),
        }
    }

    /// Where it stands. A gap before it is named by itself.
    fn place(&mut self, (last, rolling): (i64, Hash)) {
        let content = self.signed().content_hash();
        self.check(hash(&self.row.content) == Some(content), Fault::Content);
        if last + 1 == self.row.sequence {
            let after = RollingHash(rolling).after(self.row.sequence, content).0;
            self.check(hash(&self.row.rolling) == Some(after), Fault::Rolling);
        }
    }

    fn verdict(&mut self) {
        if serde_json::from_slice::<Verdict>(&self.row.verdict).is_err() {
            return self.fault(Fault::NoVerdict);
        }
        let Some(seal) = &self.row.seal else {
            self.found.notes.unsealed += 1;
            return;
        };
        let content = hash(&self.row.content).unwrap_or(RollingHash::START.0);
        let sealed = self.office.keys.seal_bytes(self.row.sequence, content, &self.row.verdict);
        self.check(hash(seal) == Some(sealed), Fault::Verdict);
    }

    /// The signature, and the columns that are looked things up by.
    fn head(&mut self, head: &Head) {
        self.check(self.signed().verify().is_ok(), Fault::Signature);
        let row = self.row;
        let told = [&row.id, &row.subject, &row.kind, &row.person, &row.installation];
        let (id, installation) = (head.id.to_string(), head.installation.to_string());
        let said = [&id, head.subject.as_str(), &head.kind, head.by.person.as_str(), &installation];
        let same = told.iter().zip(said).all(|(told, said)| told.as_str() == said);
        let same = same && row.own_sequence == head.sequence && self.office.site == head.site.as_str();
        self.check(same, Fault::Beside);
    }

    /// P-09: the office signs for itself; everybody else with a key that it certified, or it held what they said.
    fn chain(&mut self, head: &Head) {
        let (by, installation) = (&head.by, head.installation.to_string());
        let certified = if by.person == PersonId::office() {
            by.key == self.office.signing && installation == self.office.installation
        } else {
            self.office.certified(&by.key, by.person.as_str(), &installation) || self.was_uncertified()
        };
        self.check(certified, Fault::Certificate);
    }

    fn was_uncertified(&self) -> bool {
        let verdict = serde_json::from_slice::<Verdict>(&self.row.verdict);
        verdict.is_ok_and(|verdict| verdict.reason == Some(Reason::Uncertified))
    }

    fn receipt(&mut self, head: &Head) {
        let signature = self.row.receipt_signature.as_slice().try_into().map_or(Fixed([0; 64]), Fixed);
        let signed = SignedReceipt { receipt: self.row.receipt.clone(), signature };
        let Ok(receipt) = signed.verify(&self.office.signing) else { return self.fault(Fault::Receipt) };
        let row = self.row;
        let outcome = serde_json::from_slice::<Verdict>(&row.verdict).ok().map(|verdict| verdict.outcome);
        let same = receipt.fact == head.id
            && Some(receipt.content) == hash(&row.content)
            && receipt.sequence == row.sequence
            && Some(receipt.rolling) == hash(&row.rolling)
            && receipt.taken.millis() == row.taken
            && outcome.is_none_or(|outcome| outcome == receipt.outcome);
        self.check(same, Fault::OtherReceipt);
    }

    fn parts(&mut self, head: &Head, folder: &Path) {
        for reference in &head.parts {
            let row = self.row.parts.iter().find(|part| part.slot == reference.slot.as_str());
            match row {
                Some(part) => self.part(reference, part, folder),
                None => self.fault(Fault::PartMissing(reference.slot.as_str().to_owned())),
            }
        }
        let unnamed = self.row.parts.iter().filter(|part| head.part(&part.slot).is_none());
        for part in unnamed {
            let (place, id) = (self.row.sequence, self.row.id.clone());
            self.found.add(Finding::Fact { place, id, fault: Fault::PartUnnamed(part.slot.clone()) });
        }
    }

    fn part(&mut self, reference: &PartRef, part: &RawPart, folder: &Path) {
        let slot = || part.slot.clone();
        let carriage = match reference.carriage {
            Carriage::Inline => "inline",
            Carriage::Apart => "apart",
        };
        let beside = (hash(&part.hash), part.size, part.carriage.as_str());
        self.check(beside == (Some(reference.hash), reference.size, carriage), Fault::PartAltered(slot()));
        match (reference.carriage, &part.bytes, &part.file) {
            (Carriage::Inline, Some(bytes), _) => {
                self.found.parts += 1;
                self.check(fits(reference, part, bytes.clone()), Fault::PartAltered(slot()));
            }
            (Carriage::Inline, None, _) => self.fault(Fault::PartMissing(slot())),
            (Carriage::Apart, _, Some(file)) => self.picture(reference, part, &folder.join(file)),
            (Carriage::Apart, _, None) => self.found.notes.pictures_missing += 1,
        }
    }

    fn picture(&mut self, reference: &PartRef, part: &RawPart, path: &Path) {
        self.found.pictures += 1;
        let Ok(bytes) = fs::read(path) else { return self.fault(Fault::FileMissing(part.slot.clone())) };
        self.found.bytes += bytes.len() as u64;
        self.check(fits(reference, part, bytes), Fault::PartAltered(part.slot.clone()));
    }
}

/// Salted, so that only the very bytes fit (P-10).
fn fits(reference: &PartRef, part: &RawPart, bytes: Vec<u8>) -> bool {
    let salt = part.salt.as_deref().and_then(hash);
    salt.is_some_and(|salt| Part { slot: reference.slot.clone(), salt, bytes: Blob(bytes) }.fits(reference))
}
