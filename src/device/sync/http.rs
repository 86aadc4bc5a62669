//! The transport over HTTP, with rustls.

use std::time::Duration;

use doorstep_protocol::{SALT_HEADER, VERSION, VERSION_HEADER};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, RequestBuilder, redirect};

use super::transport::{Answering, Method, Request, Response, Transport, TransportError};

/// How long it may take to reach anybody.
const CONNECT: Duration = Duration::from_secs(10);

/// The transport over HTTP.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: Client,
}

impl HttpTransport {
    /// Follows no redirect: an office does not redirect, a captive portal does.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        let client = Client::builder().connect_timeout(CONNECT).redirect(redirect::Policy::none()).build()?;
        Ok(Self { client })
    }

    fn build(&self, request: Request) -> RequestBuilder {
        let builder = match request.method {
            Method::Get => self.client.get(&request.url),
            Method::Post => self.client.post(&request.url).header(CONTENT_TYPE, "application/json"),
        };
        let builder = builder.timeout(request.patience).header(VERSION_HEADER, VERSION.to_string());
        let builder = request.bearer.iter().fold(builder, |builder, bearer| builder.bearer_auth(bearer));
        match request.body {
            Some(body) => builder.body(body),
            None => builder,
        }
    }

    async fn carry(&self, request: Request) -> Result<Response, TransportError> {
        let limit = request.limit;
        let answer = self.build(request).send().await.map_err(|e| explain(&e))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = read(answer, limit).await?;
        let retry_after = header(&headers, RETRY_AFTER.as_str()).and_then(|text| text.parse().ok());
        Ok(Response { status, salt: header(&headers, SALT_HEADER), retry_after, body })
    }
}

async fn read(mut answer: reqwest::Response, limit: usize) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| TransportError::Cut)? {
        if body.len() + chunk.len() > limit {
            return Err(TransportError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn explain(error: &reqwest::Error) -> TransportError {
    if error.is_connect() || error.is_builder() { TransportError::Unreachable } else { TransportError::Cut }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> Answering<'_> {
        Box::pin(self.carry(request))
    }
}
