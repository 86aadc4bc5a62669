//! A person whose records are typed in, as those of a handheld.

use doorstep_domain::bytes::{Blob, Fixed, PublicKey};
use doorstep_domain::fact::head::ENVELOPE_VERSION;
use doorstep_domain::fact::sign::public;
use doorstep_domain::fact::{Author, Body, Carriage, Head, Part, Seen, SigningKey, Slot, Unsigned};
use doorstep_domain::ids::{BootId, FactId, InstallationId, PersonId, SubjectId};
use doorstep_domain::moment::OfficeTime;
use doorstep_domain::work_order::{Act, Manner, Registration, Wanted};
use doorstep_office::Office;
use doorstep_office::enrol::NewDevice;
use doorstep_protocol::facts::Answer;
use doorstep_protocol::seal::{Purpose, Sealer};
use uuid::Uuid;

pub struct Paper {
    person: PersonId,
    key: SigningKey,
    installation: InstallationId,
}

impl Paper {
    pub async fn of(office: &Office, person: &str) -> Self {
        let (installation, person) = (InstallationId(Uuid::new_v4()), person.parse().unwrap());
        let [key, device] = [SigningKey::from_bytes(&random()), SigningKey::from_bytes(&random())];
        let mut sealer = Sealer::new(&office.identity().keys.sealing_public(), Purpose::Escrow).unwrap();
        let store_key = sealer.seal(installation.0.as_bytes(), &random()).unwrap();
        let device_key: PublicKey = public(&device);
        office.enrol(NewDevice { installation, device_key, store_key }).await.unwrap();
        office.certify(&person, installation, public(&key)).await.unwrap();
        Self { person, key, installation }
    }

    /// registers a repair, which the office dispatches.
    pub async fn register(&self, office: &Office, home: &str, matter: &str) -> SubjectId {
        let now = office.now();
        let body = Body::WorkOrder(Box::new(Act::Register(Registration {
            home: home.parse().unwrap(),
            matter: matter.parse().unwrap(),
            wanted: Wanted::Now,
            requested: now,
            manner: Manner::Face,
            pictures: Vec::new(),
        })));
        let texts =
            Part { slot: Slot::TEXTS.parse().unwrap(), salt: Fixed(random()), bytes: Blob(b"{}".into()) };
        let id = FactId(Uuid::now_v7());
        let head = Head {
            v: ENVELOPE_VERSION,
            id,
            kind: body.kind().word.to_owned(),
            kv: body.kind().version,
            site: office.identity().site.clone(),
            subject: SubjectId::work_order(id),
            by: Author { person: self.person.clone(), key: public(&self.key) },
            installation: self.installation,
            sequence: 1,
            wall: now,
            boot: BootId(Uuid::new_v4()),
            office: OfficeTime::exact(now),
            seen: Seen { office: 0, pending: 0 },
            body: body.to_value(),
            parts: vec![texts.reference(Carriage::Inline)],
        };
        let fact = Unsigned { head, parts: vec![texts] }.sign(&self.key);
        let answers = office.take(vec![fact]).await.unwrap();
        assert!(matches!(&answers[0], Answer::Taken { verdict, .. } if verdict.is_applied()), "{answers:?}");
        SubjectId::work_order(id)
    }
}

fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).unwrap();
    bytes
}
