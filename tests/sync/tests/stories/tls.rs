//! F-01: https that breaks in the middle: of its handshake, of a record, or because somebody else answers. What is sent
//! stays here, and goes once when the line is whole again.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use doorstep_device::Clock as _;
use doorstep_device::engine::Network;
use doorstep_device::store::outbox::RowState;
use doorstep_device::sync::http::HttpTransport;
use doorstep_device::sync::plan::Step;
use doorstep_tests_sync::customer::Customer;
use doorstep_tests_sync::handheld::{Handheld, who};
use doorstep_tests_sync::proxy::{Canned, Fault, Proxy};
use doorstep_tests_sync::site::Site;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// What stands before the office and speaks TLS for it.
struct Front {
    address: SocketAddr,
    certificate: Vec<u8>,
    task: JoinHandle<()>,
}

impl Drop for Front {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Front {
    /// With a certificate that nobody has seen before.
    async fn before(office: SocketAddr) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = cert.der().to_vec();
        let acceptor = acceptor(&cert, &signing_key);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(acceptor.clone(), client, office));
            }
        });
        Self { address, certificate, task }
    }
}

fn acceptor(certificate: &rcgen::Certificate, key: &KeyPair) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn pass(acceptor: TlsAcceptor, client: TcpStream, office: SocketAddr) -> io::Result<()> {
    let mut client = acceptor.accept(client).await?;
    let mut office = TcpStream::connect(office).await?;
    copy_bidirectional(&mut client, &mut office).await.map(drop)
}

/// 林's handheld, which knows the office as https://localhost and trusts its front's certificate alone.
async fn begin() -> (Site, Front, Proxy, Handheld) {
    let site = Site::found().await;
    let front = Front::before(site.address()).await;
    let line = Proxy::start(front.address).await.unwrap();
    let trusted = reqwest::Certificate::from_der(&front.certificate).unwrap();
    let transport = HttpTransport::over(reqwest::Client::builder().tls_certs_only([trusted])).unwrap();
    let lin = Handheld::unbox_with(transport, site.now());
    let code = site.office().enrol_code().await.unwrap().to_string();
    lin.engine.connect(&format!("https://localhost:{}", line.address.port()), &code).await.unwrap();
    let code = site.person_code(&who("lin")).await;
    lin.enter("lin", &code).await.unwrap();
    lin.sync().await;
    (site, front, line, lin)
}

/// What is wrong with the line.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    /// No handshake comes to its end.
    Before(Fault),
    /// Handshakes do; each connection ends after so many bytes, in the middle of a record.
    After(usize),
    /// Somebody else stands at its end, with a certificate of their own.
    Stranger,
}

use Wrong::{After, Before, Stranger};

const CASES: [(&str, Wrong); 11] = [
    ("closed at once", Before(Fault::Unreachable)),
    ("closed before the server says anything", Before(Fault::DropAnswer)),
    ("cut in the head of the first record", Before(Fault::CutAnswer(3))),
    ("cut in the server's hello", Before(Fault::CutAnswer(60))),
    ("cut in the certificate", Before(Fault::CutAnswer(400))),
    ("answered by plain HTTP", Before(Fault::Answer(Canned::Portal))),
    ("answered by garbage", Before(Fault::Answer(Canned::Garbage))),
    ("an unknown certificate", Stranger),
    ("closed in the middle of a record", After(1_200)),
    ("closed in the middle of a later one", After(2_000)),
    ("closed in the middle of one still later", After(3_000)),
];

#[tokio::test]
async fn f_01_tls_that_breaks_loses_nothing_and_says_that_nobody_is_reached() {
    for (name, wrong) in CASES {
        println!("{name}");
        let (site, front, line, lin) = begin().await;
        let [made, tried] = [site.repair("8-1-101").await, site.repair("8-1-102").await];
        lin.sync().await;
        let stranger = Front::before(site.address()).await;
        // What is open already would go on.
        line.set(Fault::Unreachable);
        let saved = [lin.record(&made, &Customer::angry()).saved, lin.attempt(&tried)];
        lin.sync().await;
        line.set(match wrong {
            Before(fault) => fault,
            After(bytes) => Fault::CutAnswer(bytes),
            Stranger => Fault::None,
        });
        if let Stranger = wrong {
            line.lead_to(stranger.address);
        }
        match wrong {
            After(_) => check_goes_on(name, &lin).await,
            _ => check_backs_off(name, &lin).await,
        }
        let there = site.ledger().by(lin.installation());
        let green = lin.states().iter().filter(|state| **state == RowState::Confirmed).count();
        assert!(green <= there.len() && there.len() <= saved.len(), "{name}: {green} of {}", there.len());
        line.heal();
        line.lead_to(front.address);
        lin.sync().await;
        assert_eq!(lin.states(), [RowState::Confirmed, RowState::Confirmed], "{name}");
        let ids: Vec<_> = site.ledger().by(lin.installation()).iter().map(|told| told.head.id).collect();
        assert_eq!(ids, saved.map(|saved| saved.fact), "{name}: each once");
        assert_eq!(lin.engine.line().unwrap().network, Network::Online, "{name}");
    }
}

/// It rests, longer each time, and says that nobody is reached.
async fn check_backs_off(name: &str, lin: &Handheld) {
    let mut pauses = Vec::new();
    lin.engine.try_now();
    for _ in 0..4 {
        let Step::Rest { until } = lin.engine.sync_once().await else { panic!("{name}: it does not rest") };
        assert_eq!(lin.engine.line().unwrap().network, Network::Unreachable, "{name}");
        assert_eq!(lin.waiting(), 2, "{name}");
        let pause = until - lin.clock.boot_millis();
        pauses.push(pause);
        lin.clock.pass(pause);
    }
    let [first, .., last] = pauses[..] else { panic!("{name}") };
    assert!(first <= 2_000 && (8_000..=16_000).contains(&last), "{name}: {pauses:?}");
}

/// Whatever comes through counts, and each time it comes to its end.
async fn check_goes_on(name: &str, lin: &Handheld) {
    for _ in 0..4 {
        let step = lin.engine.sync_once().await;
        assert!(matches!(step, Step::Rest { .. } | Step::Listen), "{name}: {step:?}");
        lin.clock.pass(60_000);
    }
}
