//! Pictures arrive by tus 1.0.0, from any client that speaks it; nothing is discarded, nothing counts twice.

use doorstep_domain::bytes::{Blob, Fixed};
use doorstep_domain::fact::{Carriage, Part, Slot, Unsigned};
use doorstep_domain::ids::FactId;
use doorstep_protocol::facts::Answer;
use doorstep_protocol::problem::{Problem, ProblemCode};
use doorstep_protocol::receipt::SignedReceipt;
use doorstep_protocol::seal::{Purpose, Sealer};
use doorstep_protocol::upload::{
    CHUNK_TYPE, PictureSecret, RECEIPT_HEADER, TUS_RESUMABLE, UPLOAD_CHECKSUM, UPLOAD_LENGTH,
    UPLOAD_METADATA, UPLOAD_OFFSET, UploadMetadata, checksum, path, receipt_from_header,
};
use reqwest::{Method, RequestBuilder, Response};

use crate::handheld::Handheld;
use crate::stage::{Stage, attempt};

/// A handheld that sent an attempt, whose picture is still to come.
pub struct Waiting {
    pub stage: Stage,
    pub handheld: Handheld,
    bearer: String,
    pub fact: FactId,
    slot: Slot,
    secret: PictureSecret,
    pub ciphertext: Vec<u8>,
}

pub async fn begin() -> Waiting {
    let stage = Stage::set().await;
    let callback = stage.repair("1", "8-1-101").await.callback;
    let mut handheld = stage.handheld().await;
    let lin = stage.sign_in(&handheld, "lin").await;
    let slot: Slot = "picture/1".parse().unwrap();
    let secret = PictureSecret::new(Fixed([3; 32]), Fixed([4; 32]));
    let part = Part { slot: slot.clone(), salt: secret.salt, bytes: Blob(vec![7; 600_000]) };
    let ciphertext = secret.encrypt(&part.bytes.0).unwrap();
    let says = attempt(&callback);
    handheld.sequence += 1;
    let mut head = handheld.head(&lin, &says);
    head.parts.push(part.reference(Carriage::Apart));
    let fact = head.id;
    let answer = handheld.push_one(&Unsigned { head, parts: says.parts }.sign(&lin.key)).await;
    let Answer::Taken { receipt, .. } = answer else { panic!("{answer:?}") };
    let receipt = receipt.verify(&handheld.office.signing_key).unwrap();
    assert_eq!(receipt.missing, std::slice::from_ref(&slot), "not green yet");
    let bearer = handheld.bearer(None).await;
    Waiting { stage, handheld, bearer, fact, slot, secret, ciphertext }
}

impl Waiting {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.stage.url());
        self.handheld.client.request(method, url).bearer_auth(&self.bearer).header(TUS_RESUMABLE, "1.0.0")
    }

    fn metadata(&self, fact: FactId, slot: &str) -> String {
        let slot: Slot = slot.parse().unwrap();
        let mut sealer = Sealer::new(&self.handheld.office.sealing_key, Purpose::Outbox).unwrap();
        let secret = self.secret.seal(&mut sealer, fact, &slot).unwrap();
        UploadMetadata { fact, slot, secret }.to_header()
    }

    fn creation(&self, metadata: String, length: usize) -> RequestBuilder {
        let creation = self.request(Method::POST, "/v1/uploads");
        creation.header(UPLOAD_LENGTH, length).header(UPLOAD_METADATA, metadata)
    }

    /// Begun with its first bytes; `sum` is said of them.
    fn creation_with(&self, bytes: &[u8], sum: Option<String>) -> RequestBuilder {
        let metadata = self.metadata(self.fact, self.slot.as_str());
        let creation = self.creation(metadata, self.ciphertext.len()).header("content-type", CHUNK_TYPE);
        sum.iter().fold(creation, |creation, sum| creation.header(UPLOAD_CHECKSUM, sum)).body(bytes.to_vec())
    }

    pub async fn create(&self) -> String {
        let metadata = self.metadata(self.fact, self.slot.as_str());
        let answer = self.creation(metadata, self.ciphertext.len()).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    pub fn patch(&self, offset: usize, chunk: &[u8]) -> RequestBuilder {
        let patch = self.request(Method::PATCH, &path(self.fact, &self.slot));
        patch.header("content-type", CHUNK_TYPE).header(UPLOAD_OFFSET, offset).body(chunk.to_vec())
    }

    async fn head(&self) -> Response {
        self.request(Method::HEAD, &path(self.fact, &self.slot)).send().await.unwrap()
    }

    async fn offset(&self) -> usize {
        offset(&self.head().await)
    }
}

fn offset(answer: &Response) -> usize {
    answer.headers()[UPLOAD_OFFSET].to_str().unwrap().parse().unwrap()
}

fn receipt_of(answer: &Response) -> SignedReceipt {
    receipt_from_header(answer.headers()[RECEIPT_HEADER].to_str().unwrap()).unwrap()
}

async fn check(name: &str, request: RequestBuilder, status: u16, code: ProblemCode) {
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), status, "{name}");
    assert_eq!(answer.headers()[TUS_RESUMABLE], "1.0.0", "{name}");
    assert_eq!(answer.json::<Problem>().await.unwrap().code, code, "{name}");
}

/// What <https://tus.io/protocols/resumable-upload> (core, creation, checksum) demands of a server, beside what a
/// whole upload shows below.
#[tokio::test]
async fn the_office_is_a_tus_server() {
    let waiting = begin().await;
    let (upload, chunk) = (path(waiting.fact, &waiting.slot), waiting.ciphertext[..1000].to_vec());
    let (good, size) = (waiting.metadata(waiting.fact, waiting.slot.as_str()), waiting.ciphertext.len());
    let bare = |method: Method, path: &str| {
        waiting
            .handheld
            .client
            .request(method, format!("{}{path}", waiting.stage.url()))
            .bearer_auth(&waiting.bearer)
    };
    let post = |request: RequestBuilder| request.header(UPLOAD_METADATA, &good);
    let create = || post(waiting.request(Method::POST, "/v1/uploads"));
    let patch = |offset: &str| {
        let patch = waiting.request(Method::PATCH, &upload).header("content-type", CHUNK_TYPE);
        patch.header(UPLOAD_OFFSET, offset).body(chunk.clone())
    };
    let posted = |method: &str| {
        let post = waiting.request(Method::POST, &upload).header("x-http-method-override", method);
        post.header("content-type", CHUNK_TYPE).header(UPLOAD_OFFSET, "1000").body(chunk.clone())
    };
    let sum =
        |algorithm: &str, sum: &str| patch("2000").header(UPLOAD_CHECKSUM, format!("{algorithm} {sum}"));
    let json = || {
        waiting
            .request(Method::PATCH, &upload)
            .header(UPLOAD_OFFSET, "0")
            .header("content-type", "text/plain")
    };
    let sha1 = "96wrL8JcX0MzDyWs6KgaT6EPwQQ=";
    for (name, request, status, headers) in [
        (
            "OPTIONS, which says no version",
            bare(Method::OPTIONS, "/v1/uploads"),
            204,
            &[
                ("tus-version", "1.0.0"),
                ("tus-extension", "creation,creation-with-upload,checksum"),
                ("tus-checksum-algorithm", "sha256,sha1"),
                ("tus-max-size", "33554448"),
            ][..],
        ),
        (
            "no version",
            bare(Method::HEAD, &upload),
            412,
            &[("tus-version", "1.0.0"), (TUS_RESUMABLE, "1.0.0")],
        ),
        (
            "another version",
            bare(Method::PATCH, &upload).header(TUS_RESUMABLE, "0.2.2"),
            412,
            &[("tus-version", "1.0.0")],
        ),
        (
            "HEAD of what has not begun",
            waiting.request(Method::HEAD, &upload),
            404,
            &[(TUS_RESUMABLE, "1.0.0")],
        ),
        ("creation without a length", create(), 400, &[]),
        ("a negative length", create().header(UPLOAD_LENGTH, "-1"), 400, &[]),
        ("more than Tus-Max-Size", create().header(UPLOAD_LENGTH, "33554449"), 413, &[]),
        ("a length to be told later", create().header("upload-defer-length", "1"), 400, &[]),
        (
            "creation",
            create().header(UPLOAD_LENGTH, size),
            201,
            &[("location", upload.as_str()), (TUS_RESUMABLE, "1.0.0")],
        ),
        (
            "HEAD",
            waiting.request(Method::HEAD, &upload),
            200,
            &[
                (UPLOAD_OFFSET, "0"),
                (UPLOAD_LENGTH, &size.to_string()),
                ("cache-control", "no-store"),
                (TUS_RESUMABLE, "1.0.0"),
            ],
        ),
        ("another media type", json(), 415, &[]),
        ("no offset", waiting.request(Method::PATCH, &upload).header("content-type", CHUNK_TYPE), 400, &[]),
        ("a negative offset", patch("-1"), 400, &[]),
        ("an offset behind", patch("7"), 409, &[]),
        ("PATCH", patch("0"), 204, &[(UPLOAD_OFFSET, "1000"), (TUS_RESUMABLE, "1.0.0")]),
        ("the same PATCH", patch("0"), 409, &[]),
        ("PATCH that only could POST", posted("PATCH"), 204, &[(UPLOAD_OFFSET, "2000")]),
        (
            "HEAD that only could POST",
            posted("HEAD"),
            200,
            &[(UPLOAD_OFFSET, "2000"), ("cache-control", "no-store")],
        ),
        ("what no upload has", posted("DELETE"), 400, &[]),
        ("SHA-1 that does not fit", sum("sha1", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="), 460, &[]),
        ("an unknown algorithm", sum("md5", "AAAA"), 400, &[]),
        ("HEAD after that", waiting.request(Method::HEAD, &upload), 200, &[(UPLOAD_OFFSET, "2000")]),
        ("SHA-1 that fits", sum("sha1", sha1), 204, &[(UPLOAD_OFFSET, "3000")]),
        ("no such upload", waiting.request(Method::HEAD, "/v1/uploads/x/picture/1"), 404, &[]),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{name}");
        for (header, value) in headers {
            assert_eq!(
                answer.headers().get(*header).map(|v| v.to_str().unwrap()),
                Some(*value),
                "{name}: {header}"
            );
        }
    }
}

#[tokio::test]
async fn a_foreign_client_uploads_as_tus_has_it() {
    let waiting = begin().await;
    let options = waiting.request(Method::OPTIONS, "/v1/uploads").send().await.unwrap();
    assert_eq!(options.status(), 204);
    assert_eq!(options.headers()["tus-extension"], "creation,creation-with-upload,checksum");
    assert_eq!(waiting.head().await.status(), 404, "it has not begun");
    let location = waiting.create().await;
    assert_eq!(location, path(waiting.fact, &waiting.slot));
    assert_eq!(waiting.offset().await, 0);
    // Whole, in one go, without a checksum.
    let answer = waiting.patch(0, &waiting.ciphertext).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), offset(&answer)), (204, waiting.ciphertext.len()));
    let receipt =
        |answer: &Response| receipt_of(answer).verify(&waiting.handheld.office.signing_key).unwrap();
    assert!(receipt(&answer).missing.is_empty());
    let head = waiting.head().await;
    assert_eq!(receipt(&head), receipt(&answer), "whoever lost the answer asks");
    assert_eq!(head.headers()["cache-control"], "no-store");
    assert_eq!(waiting.create().await, location, "begun twice, it is there once");
    assert_eq!(waiting.offset().await, waiting.ciphertext.len());
}

#[tokio::test]
async fn a_chunk_counts_where_it_belongs_and_as_it_was_sent() {
    let waiting = begin().await;
    waiting.create().await;
    let chunk = &waiting.ciphertext[..100_000];
    let summed = |text: &str| waiting.patch(0, chunk).header(UPLOAD_CHECKSUM, text);
    let tus = |version: &str| {
        let url = format!("{}{}", waiting.stage.url(), path(waiting.fact, &waiting.slot));
        waiting.handheld.client.patch(url).header(TUS_RESUMABLE, version).bearer_auth(&waiting.bearer)
    };
    let typed = waiting.request(Method::PATCH, &path(waiting.fact, &waiting.slot)).header(UPLOAD_OFFSET, 0);
    let elsewhere = format!("/v1/uploads/{}/picture/2", waiting.fact);
    let elsewhere = waiting.request(Method::PATCH, &elsewhere).header("content-type", CHUNK_TYPE);
    let too_much = vec![0; waiting.ciphertext.len() + 1];
    check("another version", tus("0.2.2"), 412, ProblemCode::TusVersion).await;
    check("JSON", typed.header("content-type", "application/json"), 415, ProblemCode::MediaType).await;
    check("other bytes", summed(&checksum(b"other")), 460, ProblemCode::Checksum).await;
    check("an algorithm of its own", summed("md5 AAAA"), 400, ProblemCode::BadRequest).await;
    check("a gap", waiting.patch(1, chunk), 409, ProblemCode::OtherOffset).await;
    check("too much", waiting.patch(0, &too_much), 413, ProblemCode::TooLarge).await;
    check("no such slot", elsewhere.header(UPLOAD_OFFSET, 0), 404, ProblemCode::NotFound).await;
    // Of too much without a checksum what fitted may have been kept; nothing else moved the offset.
    let before = waiting.offset().await;
    let rest = &waiting.ciphertext[before..before + 1000];
    let answer = waiting.patch(before, rest).header(UPLOAD_CHECKSUM, checksum(rest)).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), offset(&answer)), (204, before + 1000));
    check("the same again", waiting.patch(before, rest), 409, ProblemCode::OtherOffset).await;
}

#[tokio::test]
async fn an_upload_begins_only_for_a_picture_that_is_expected() {
    let waiting = begin().await;
    let (fact, length) = (waiting.fact, waiting.ciphertext.len());
    let unknown = FactId(uuid::Uuid::from_u128(1));
    let good = || waiting.metadata(fact, "picture/1");
    for (name, metadata, length, status, code) in [
        (
            "a fact that is not here",
            waiting.metadata(unknown, "picture/1"),
            length,
            404,
            ProblemCode::NotFound,
        ),
        ("a slot that is not named", waiting.metadata(fact, "picture/2"), length, 404, ProblemCode::NotFound),
        ("a part that came inline", waiting.metadata(fact, "texts"), length, 404, ProblemCode::NotFound),
        ("another length", good(), length - 1, 400, ProblemCode::BadRequest),
        ("100 MB", good(), 100_000_000, 413, ProblemCode::TooLarge),
        ("no metadata", String::new(), length, 400, ProblemCode::BadRequest),
    ] {
        check(name, waiting.creation(metadata, length), status, code).await;
    }
    let other = waiting.stage.handheld().await;
    let url = format!("{}/v1/uploads", waiting.stage.url());
    let theirs = other.client.post(url).bearer_auth(other.bearer(None).await).header(TUS_RESUMABLE, "1.0.0");
    let theirs = theirs.header(UPLOAD_LENGTH, length).header(UPLOAD_METADATA, good());
    check("another handheld's", theirs, 404, ProblemCode::NotFound).await;
    let url = format!("{}/v1/uploads", waiting.stage.url());
    let nobody = other.client.post(url).header(TUS_RESUMABLE, "1.0.0");
    check("nobody", nobody, 401, ProblemCode::Unauthenticated).await;
}

#[tokio::test]
async fn other_bytes_than_the_head_names_are_refused_and_may_come_again() {
    let waiting = begin().await;
    waiting.create().await;
    let mut torn = waiting.ciphertext.clone();
    torn[300_000] ^= 1;
    check("torn", waiting.patch(0, &torn), 422, ProblemCode::WrongPicture).await;
    assert_eq!(waiting.head().await.status(), 404, "it begins anew");
    waiting.create().await;
    let answer = waiting.patch(0, &waiting.ciphertext).send().await.unwrap();
    assert_eq!(answer.status(), 204);
}

/// tus's extension creation-with-upload: whatever the beginning brings, the answer says where the upload stands.
#[tokio::test]
async fn an_upload_may_begin_with_its_first_bytes() {
    let all = |waiting: &Waiting| waiting.ciphertext.len();
    for (name, part, is_summed) in [
        ("whole", 1.0, true),
        ("whole, without a checksum", 1.0, false),
        ("half", 0.5, true),
        ("half, without a checksum", 0.5, false),
        ("nothing", 0.0, true),
    ] {
        let waiting = begin().await;
        let first = (all(&waiting) as f64 * part) as usize;
        let bytes = &waiting.ciphertext[..first];
        let begun = || waiting.creation_with(bytes, is_summed.then(|| checksum(bytes)));
        let answer = begun().send().await.unwrap();
        assert_eq!((answer.status().as_u16(), offset(&answer)), (201, first), "{name}");
        let again = begun().send().await.unwrap();
        assert_eq!((again.status().as_u16(), offset(&again)), (201, first), "{name}, twice");
        if first < all(&waiting) {
            let rest = waiting.patch(first, &waiting.ciphertext[first..]).send().await.unwrap();
            assert_eq!((rest.status().as_u16(), offset(&rest)), (204, all(&waiting)), "{name}");
        }
        let receipt = receipt_of(&waiting.head().await);
        let receipt = receipt.verify(&waiting.handheld.office.signing_key).unwrap();
        assert!(receipt.missing.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_beginning_with_other_bytes_begins_nothing() {
    let waiting = begin().await;
    let mut torn = waiting.ciphertext.clone();
    torn[300_000] ^= 1;
    let sums_badly = waiting.creation_with(&torn, Some(checksum(&waiting.ciphertext)));
    check("torn on the way", sums_badly, 460, ProblemCode::Checksum).await;
    let sums_well = waiting.creation_with(&torn, Some(checksum(&torn)));
    check("not the picture", sums_well, 422, ProblemCode::WrongPicture).await;
    assert_eq!(waiting.head().await.status(), 404);
    let answer = waiting.creation_with(&waiting.ciphertext, None).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), offset(&answer)), (201, waiting.ciphertext.len()));
}

/// After a restore of database and files from different moments, less may lie in a file than its row says. What lies
/// there counts: a picture with a hole in it would be refused for good.
#[tokio::test]
async fn f_01_where_less_lies_in_the_file_than_was_noted_what_lies_there_counts() {
    for left in [0, 1_000, 250_000] {
        let waiting = begin().await;
        waiting.create().await;
        let (first, rest) = waiting.ciphertext.split_at(300_000);
        let answer = waiting.patch(0, first).send().await.unwrap();
        assert_eq!(offset(&answer), 300_000);
        let files = std::fs::read_dir(waiting.stage.data().join("uploads")).unwrap();
        for file in files.map(|file| file.unwrap().path()) {
            match left {
                0 => std::fs::remove_file(file).unwrap(),
                _ => std::fs::File::options().write(true).open(file).unwrap().set_len(left).unwrap(),
            }
        }
        check("goes on behind the hole", waiting.patch(300_000, rest), 409, ProblemCode::OtherOffset).await;
        let left = left as usize;
        assert_eq!(waiting.offset().await, left);
        let answer = waiting.patch(left, &waiting.ciphertext[left..]).send().await.unwrap();
        let receipt = receipt_of(&answer).verify(&waiting.handheld.office.signing_key).unwrap();
        assert!(receipt.missing.is_empty(), "it is the picture that the head names");
    }
}
