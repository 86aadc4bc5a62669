//! `/v1/uploads`: pictures arrive, by tus 1.0.0 (core, creation, creation-with-upload, checksum).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use doorstep_domain::fact::Slot;
use doorstep_domain::ids::{FactId, InstallationId};
use doorstep_protocol::problem::{Problem, ProblemCode};
use doorstep_protocol::upload::{
    self as tus, CHECKSUM_ALGORITHMS, CHUNK_TYPE, Checked, MAX_CHUNK, MAX_PICTURE, METHOD_OVERRIDE,
    RECEIPT_HEADER, TAG, TUS_RESUMABLE, TUS_VERSION, UPLOAD_CHECKSUM, UPLOAD_LENGTH, UPLOAD_METADATA,
    UPLOAD_OFFSET, UploadMetadata,
};
use http_body_util::BodyExt as _;

use crate::error::OfficeError;
use crate::extract::Handheld;
use crate::office::Office;
use crate::upload::{self, Standing};

/// Without a checksum, so much at once is made durable, in bytes: what a cut costs at most.
const BLOCK: usize = 256 * 1024;

/// A request of the version of tus that is spoken here.
pub struct Tus;

impl FromRequestParts<Office> for Tus {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, _: &Office) -> Result<Self, OfficeError> {
        match text(&parts.headers, TUS_RESUMABLE) {
            Some(TUS_VERSION) => Ok(Self),
            _ => Err(OfficeError::refused(ProblemCode::TusVersion, "this office speaks tus 1.0.0")),
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn number(headers: &HeaderMap, name: &'static str) -> Result<i64, OfficeError> {
    let number = text(headers, name).and_then(|text| text.parse().ok()).filter(|n| *n >= 0);
    number.ok_or_else(|| OfficeError::bad_request(format!("no {name}")))
}

/// Every answer says which tus it is, refusals above all.
pub async fn sign_answer(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(TUS_RESUMABLE, HeaderValue::from_static(TUS_VERSION));
    headers.insert("tus-version", HeaderValue::from_static(TUS_VERSION));
    response
}

/// What of tus is spoken here.
#[utoipa::path(options, path = "/v1/uploads", responses((status = 204)))]
pub async fn describe() -> Response {
    let headers = [
        ("tus-extension", "creation,creation-with-upload,checksum".to_owned()),
        ("tus-checksum-algorithm", CHECKSUM_ALGORITHMS.to_owned()),
        ("tus-max-size", (MAX_PICTURE + TAG).to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// The same, asked of an upload.
#[utoipa::path(options, path = "/v1/uploads/{fact}/{slot}",
    params(("fact" = String, Path, description = "The fact"), ("slot" = String, Path, description = "As in its head")),
    responses((status = 204)))]
pub async fn describe_there() -> Response {
    describe().await
}

/// Begins the upload of a picture, ciphertext only, whose fact this handheld sent before. `Upload-Metadata`
/// has `fact`, `slot`, and `secret`: its key and salt, sealed to the office. The same again changes nothing. A body is its
/// first chunk, as by `PATCH`; the answer says where the upload stands, and has the receipt once it is complete.
#[utoipa::path(post, path = "/v1/uploads",
    params(("tus-resumable" = String, Header, description = "`1.0.0`"),
        ("upload-length" = u64, Header, description = "Bytes of ciphertext"),
        ("upload-metadata" = String, Header, description = "`fact …,slot …,secret …`, each value in base64")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 201), (status = "default", body = Problem)))]
pub async fn create(
    _: Tus,
    Handheld(by): Handheld,
    State(office): State<Office>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, OfficeError> {
    let length = number(&headers, UPLOAD_LENGTH)?;
    let metadata = text(&headers, UPLOAD_METADATA).unwrap_or_default();
    let metadata =
        UploadMetadata::from_header(metadata).map_err(|e| OfficeError::bad_request(e.to_string()))?;
    let location = tus::path(metadata.fact, &metadata.slot);
    let standing = match text(&headers, header::CONTENT_TYPE.as_str()) {
        Some(CHUNK_TYPE) => begin_with(&office, by, metadata, length, (&headers, body)).await?,
        _ => {
            upload::begin(&office, by, metadata, length).await?;
            None
        }
    };
    let stands = standing.map(|standing| stand(&standing)).unwrap_or_default();
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], stands).into_response())
}

/// A first chunk with a checksum is taken as a whole. What comes without one may break off anywhere: it begins the
/// upload and grows it as it comes.
async fn begin_with(
    office: &Office,
    by: InstallationId,
    metadata: UploadMetadata,
    length: i64,
    (headers, body): (&HeaderMap, Body),
) -> Result<Option<Standing>, OfficeError> {
    if let Some(checksum) = text(headers, UPLOAD_CHECKSUM) {
        let chunk = checked(body, checksum).await?;
        return upload::begin_with(office, by, metadata, length, chunk.into()).await.map(Some);
    }
    let place = (metadata.fact, metadata.slot.clone());
    let now = upload::begin_with(office, by, metadata, length, Vec::new()).await?;
    if now.offset > 0 {
        return Ok(Some(now));
    }
    Growing { office, by, place, offset: 0 }.add_as_it_comes(body).await.map(Some)
}

/// Where an upload stands; once it is complete, with the receipt in `doorstep-receipt`.
#[utoipa::path(head, path = "/v1/uploads/{fact}/{slot}",
    params(("fact" = String, Path, description = "The fact"), ("slot" = String, Path, description = "As in its head"),
        ("tus-resumable" = String, Header, description = "`1.0.0`")),
    responses((status = 200), (status = "default", body = Problem)))]
pub async fn ask(
    _: Tus,
    Handheld(by): Handheld,
    State(office): State<Office>,
    Path(place): Path<(String, String)>,
) -> Result<Response, OfficeError> {
    let (fact, slot) = read_place(place)?;
    let standing = upload::standing(&office, by, fact, slot).await?;
    Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], stand(&standing)).into_response())
}

/// Adds a chunk. One with a checksum counts as a whole or not at all; of one without, what came counts.
#[utoipa::path(patch, path = "/v1/uploads/{fact}/{slot}",
    params(("fact" = String, Path, description = "The fact"), ("slot" = String, Path, description = "As in its head"),
        ("tus-resumable" = String, Header, description = "`1.0.0`"),
        ("upload-offset" = u64, Header, description = "Where the chunk begins"),
        ("upload-checksum" = Option<String>, Header, description = "`sha256 …` or `sha1 …`, the digest in base64")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204), (status = "default", body = Problem)))]
pub async fn add(
    _: Tus,
    Handheld(by): Handheld,
    State(office): State<Office>,
    Path(place): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, OfficeError> {
    if text(&headers, header::CONTENT_TYPE.as_str()) != Some(CHUNK_TYPE) {
        return Err(OfficeError::refused(ProblemCode::MediaType, format!("a chunk is {CHUNK_TYPE}")));
    }
    let place = read_place(place)?;
    let growing = Growing { office: &office, by, place, offset: number(&headers, UPLOAD_OFFSET)? };
    let standing = match text(&headers, UPLOAD_CHECKSUM) {
        Some(checksum) => growing.add_checked(body, checksum).await?,
        None => growing.add_as_it_comes(body).await?,
    };
    Ok((StatusCode::NO_CONTENT, stand(&standing)).into_response())
}

/// Asks or adds, for a client that can only POST and says in `X-HTTP-Method-Override` what it means.
#[utoipa::path(post, path = "/v1/uploads/{fact}/{slot}",
    params(("fact" = String, Path, description = "The fact"), ("slot" = String, Path, description = "As in its head"),
        ("tus-resumable" = String, Header, description = "`1.0.0`"),
        ("x-http-method-override" = String, Header, description = "`PATCH` or `HEAD`"),
        ("upload-offset" = Option<u64>, Header, description = "Where the chunk begins"),
        ("upload-checksum" = Option<String>, Header, description = "`sha256 …` or `sha1 …`, the digest in base64")),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 200), (status = 204), (status = "default", body = Problem)))]
pub async fn overridden(
    tus: Tus,
    by: Handheld,
    office: State<Office>,
    place: Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, OfficeError> {
    match text(&headers, METHOD_OVERRIDE) {
        Some("PATCH") => add(tus, by, office, place, headers, body).await,
        Some("HEAD") => ask(tus, by, office, place).await,
        _ => Err(OfficeError::bad_request("an upload is asked for or added to: HEAD or PATCH")),
    }
}

fn read_place((fact, slot): (String, String)) -> Result<(FactId, Slot), OfficeError> {
    let fact = fact.parse().map_err(|_| OfficeError::not_found())?;
    Ok((fact, slot.parse().map_err(|_| OfficeError::not_found())?))
}

fn stand(standing: &Standing) -> HeaderMap {
    let receipt = standing.receipt.as_ref().map(|receipt| (RECEIPT_HEADER, tus::receipt_to_header(receipt)));
    let numbers =
        [(UPLOAD_OFFSET, standing.offset.to_string()), (UPLOAD_LENGTH, standing.length.to_string())];
    let header = |(name, value): (&'static str, String)| {
        Some((HeaderName::from_static(name), HeaderValue::try_from(value).ok()?))
    };
    numbers.into_iter().chain(receipt).filter_map(header).collect()
}

struct Growing<'a> {
    office: &'a Office,
    by: InstallationId,
    place: (FactId, Slot),
    offset: i64,
}

impl Growing<'_> {
    async fn add_checked(self, body: Body, checksum: &str) -> Result<Standing, OfficeError> {
        let chunk = checked(body, checksum).await?;
        self.append(chunk.into()).await
    }

    async fn add_as_it_comes(mut self, mut body: Body) -> Result<Standing, OfficeError> {
        let mut block: Vec<u8> = Vec::new();
        let mut ended = false;
        while !ended {
            match next(&mut body).await {
                Some(bytes) => block.extend_from_slice(&bytes),
                None => ended = true,
            }
            if block.len() >= BLOCK {
                self.offset = self.append(std::mem::take(&mut block)).await?.offset;
            }
        }
        self.append(block).await
    }

    async fn append(&self, block: Vec<u8>) -> Result<Standing, OfficeError> {
        upload::append(self.office, self.by, self.place.clone(), self.offset, block).await
    }
}

/// A chunk that is what its checksum says.
async fn checked(body: Body, checksum: &str) -> Result<Bytes, OfficeError> {
    let chunk = to_bytes(body, MAX_CHUNK).await.map_err(|_| {
        OfficeError::refused(ProblemCode::TooLarge, "cut, or a chunk with a checksum of more than 4 MiB")
    })?;
    match tus::check(checksum, &chunk) {
        Checked::Fits => Ok(chunk),
        Checked::Differs => Err(OfficeError::refused(ProblemCode::Checksum, "the chunk is another one")),
        Checked::Unknown => Err(OfficeError::bad_request("a checksum is sha256 or sha1 here")),
    }
}

/// The next bytes; none at the end, and none after a cut: what came before it counts.
async fn next(body: &mut Body) -> Option<Bytes> {
    loop {
        let frame = body.frame().await?.ok()?;
        if let Ok(bytes) = frame.into_data() {
            return Some(bytes);
        }
    }
}
