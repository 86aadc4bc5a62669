//! F-01: an office that was restored from a backup is shown what it has certified since.

use doorstep_domain::bytes::PublicKey;
use doorstep_domain::fact::SigningKey;
use doorstep_domain::fact::sign::public;
use doorstep_domain::identity::{Certificate, Certified};
use doorstep_domain::ids::InstallationId;
use doorstep_domain::moment::Moment;
use doorstep_protocol::enrol::{CertificatesAnswer, CertificatesRequest};
use doorstep_protocol::problem::ProblemCode;
use uuid::Uuid;

use crate::handheld::{Handheld, Person, call, random};
use crate::stage::Stage;

fn key() -> SigningKey {
    SigningKey::from_bytes(&random())
}

/// What the office said of lin's key on this handheld, and has forgotten.
fn certified(handheld: &Handheld, key: PublicKey, since: Moment) -> Certified {
    let (site, installation) = (handheld.office.site.clone(), handheld.installation);
    Certified { v: 1, site, person: "lin".parse().unwrap(), key, installation, since }
}

async fn show(handheld: &Handheld, certificates: Vec<Certificate>) -> u32 {
    let (url, bearer) = (format!("{}/v1/certificates", handheld.url), handheld.bearer(None).await);
    let request = handheld.client.post(url).bearer_auth(bearer).json(&CertificatesRequest { certificates });
    call::<CertificatesAnswer>(request).await.unwrap().new
}

async fn may_sign_in(handheld: &Handheld, key: &SigningKey) -> bool {
    let lin = Person { id: "lin".parse().unwrap(), key: key.clone() };
    match handheld.session(Some(&lin)).await {
        Ok(_) => true,
        Err(code) => {
            assert_eq!(code, ProblemCode::Unauthenticated);
            false
        }
    }
}

#[tokio::test]
async fn f_01_its_own_word_for_this_handheld_counts_and_nobody_elses() {
    let stage = Stage::set().await;
    let handheld = stage.handheld().await;
    let (mine, lins, since) = (&stage.office.identity().keys.signing, key(), stage.office.now());
    let genuine = certified(&handheld, public(&lins), since);
    let elsewhere = Certified { installation: InstallationId(Uuid::new_v4()), ..genuine.clone() };
    let other_site = Certified { site: "other".parse().unwrap(), ..genuine.clone() };
    let whole = Certificate::issue(&genuine, mine);
    let altered = Certificate { certified: whole.certified.replace("lin", "wu"), ..whole.clone() };
    for (name, certificate, new) in [
        ("another office's", Certificate::issue(&genuine, &key()), 0),
        ("another installation's", Certificate::issue(&elsewhere, mine), 0),
        ("another site's", Certificate::issue(&other_site, mine), 0),
        ("altered", altered, 0),
        ("its own", whole.clone(), 1),
        ("known", whole, 0),
    ] {
        assert_eq!(show(&handheld, vec![certificate]).await, new, "{name}");
        let known = matches!(name, "its own" | "known");
        assert_eq!(may_sign_in(&handheld, &lins).await, known, "{name}");
    }
}

/// F-03: a forgotten key that a newer one has replaced stays replaced, in whatever order they come; and so does one that
/// the office remembers as such.
#[tokio::test]
async fn f_03_a_key_that_was_replaced_lets_nobody_in_again() {
    for newest_first in [false, true] {
        let stage = Stage::set().await;
        let handheld = stage.handheld().await;
        let remembered = stage.sign_in(&handheld, "lin").await.key;
        let (mine, now) = (&stage.office.identity().keys.signing, stage.office.now());
        let keys = [key(), key()];
        let certificate = |key: &SigningKey, after: i64| {
            Certificate::issue(&certified(&handheld, public(key), now.shifted(after)), mine)
        };
        let mut shown = vec![certificate(&keys[0], 60_000), certificate(&keys[1], 120_000)];
        if newest_first {
            shown.reverse();
        }
        assert_eq!(show(&handheld, shown).await, 2);
        let let_in = [
            may_sign_in(&handheld, &remembered).await,
            may_sign_in(&handheld, &keys[0]).await,
            may_sign_in(&handheld, &keys[1]).await,
        ];
        assert_eq!(let_in, [false, false, true], "newest first: {newest_first}");
    }
}
