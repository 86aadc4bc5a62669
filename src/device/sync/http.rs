//! The transport over HTTP, with rustls.

use std::future::Future;
use std::time::Duration;

use doorstep_protocol::upload::{RECEIPT_HEADER, TUS_RESUMABLE, TUS_VERSION, UPLOAD_OFFSET};
use doorstep_protocol::{SALT_HEADER, VERSION, VERSION_HEADER};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, ClientBuilder, RequestBuilder, redirect};
use tokio::time::Instant;

use super::pace::{to_read, to_send};
use super::transport::{Answering, Method, Request, Response, Transport, TransportError};

/// How long it may take to reach anybody.
const CONNECT: Duration = Duration::from_secs(10);

/// A connection of which the other end hears nothing for so long is half-open. Where every third packet is lost, TCP
/// alone is silent for half a minute.
#[cfg(any(target_os = "linux", target_os = "android"))]
const HALF_OPEN: Duration = Duration::from_secs(120);

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
        Self::over(Client::builder())
    }

    /// As [`HttpTransport::new`], over a client that trusts what whoever sets it up trusts.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn over(client: ClientBuilder) -> Result<Self, reqwest::Error> {
        let client = client.connect_timeout(CONNECT).redirect(redirect::Policy::none());
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let client = client.tcp_user_timeout(HALF_OPEN);
        Ok(Self { client: client.build()? })
    }

    fn build(&self, request: Request) -> RequestBuilder {
        let builder = match request.method {
            Method::Get => self.client.get(&request.url),
            Method::Post => self.client.post(&request.url),
            Method::Head => self.client.head(&request.url),
            Method::Patch => self.client.patch(&request.url),
        };
        let said = request.headers.iter().any(|(name, _)| *name == CONTENT_TYPE.as_str());
        let builder = match &request.body {
            Some(_) if !said => builder.header(CONTENT_TYPE, "application/json"),
            _ => builder,
        };
        let builder =
            request.headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, value));
        let builder = builder.header(VERSION_HEADER, VERSION.to_string());
        let builder = request.bearer.iter().fold(builder, |builder, bearer| builder.bearer_auth(bearer));
        match request.body {
            Some(body) => builder.body(body),
            None => builder,
        }
    }

    async fn carry(&self, request: Request) -> Result<Response, TransportError> {
        let limit = request.limit;
        let sent = request.body.as_ref().map_or(0, Vec::len);
        let until = Instant::now() + request.patience + to_send(sent);
        let answer = within(until, self.build(request).send()).await?.map_err(|e| explain(&e))?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = read(answer, limit, until).await?;
        let retry_after = header(&headers, RETRY_AFTER.as_str()).and_then(|text| text.parse().ok());
        Ok(Response {
            status,
            salt: header(&headers, SALT_HEADER),
            tus: header(&headers, TUS_RESUMABLE).as_deref() == Some(TUS_VERSION),
            upload_offset: header(&headers, UPLOAD_OFFSET).and_then(|text| text.parse().ok()),
            receipt: header(&headers, RECEIPT_HEADER),
            retry_after,
            body,
        })
    }
}

/// Whoever takes longer is given up, as if they had hung up.
async fn within<T>(until: Instant, work: impl Future<Output = T>) -> Result<T, TransportError> {
    tokio::time::timeout_at(until, work).await.map_err(|_| TransportError::Cut)
}

/// What comes has its time, however much it is: as long as it comes faster than the slowest line.
async fn read(
    mut answer: reqwest::Response,
    limit: usize,
    until: Instant,
) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    loop {
        let next = within(until + to_read(body.len()), answer.chunk()).await?;
        let Some(chunk) = next.map_err(|_| TransportError::Cut)? else { return Ok(body) };
        if body.len() + chunk.len() > limit {
            return Err(TransportError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    /// A server that answers one call with these bytes, then hangs up.
    fn server(answer: &'static [u8]) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1/office", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(answer).unwrap();
        });
        url
    }

    /// A busy machine is no network that fails.
    const PATIENCE: Duration = Duration::from_secs(30);

    async fn call(url: String, limit: usize) -> Result<Response, TransportError> {
        call_within(PATIENCE, url, limit).await
    }

    async fn call_within(patience: Duration, url: String, limit: usize) -> Result<Response, TransportError> {
        let request = Request {
            method: Method::Get,
            url,
            bearer: None,
            headers: Vec::new(),
            body: None,
            patience,
            limit,
        };
        HttpTransport::new().unwrap().send(request).await
    }

    #[tokio::test]
    async fn f_01_whatever_a_network_does_is_told_apart() {
        let good = server(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ndoorstep-salt: abc\r\n\r\n{}");
        let answer = call(good, 100).await.unwrap();
        assert_eq!((answer.status, &answer.body[..], answer.salt.as_deref()), (200, &b"{}"[..], Some("abc")));
        let moved =
            server(b"HTTP/1.1 302 Found\r\nlocation: http://portal.test/\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(call(moved, 100).await.unwrap().status, 302, "no redirect is followed");
        let busy = server(b"HTTP/1.1 503 Busy\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(call(busy, 100).await.unwrap().retry_after, Some(7));
        let cut = server(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
        assert_eq!(call(cut, 1000).await, Err(TransportError::Cut));
        let long = server(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n01234567890123456789");
        assert_eq!(call(long, 10).await, Err(TransportError::TooLong));
        let garbage = server(b"\x16\x03\x01 not http at all");
        assert_eq!(call(garbage, 100).await, Err(TransportError::Cut));
        let nobody = "http://127.0.0.1:1/v1/office".to_owned();
        assert_eq!(call(nobody, 100).await, Err(TransportError::Unreachable));
    }

    /// A server that answers so many bytes, some at a time with a pause before each, once it has the request.
    fn slow_server(bytes: usize, at_once: usize, pause: Duration) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 64 * 1024];
            let _ = stream.read(&mut request).unwrap();
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n").unwrap();
            let mut left = bytes;
            while left > 0 {
                std::thread::sleep(pause);
                let some = left.min(at_once);
                if stream.write_all(&vec![b'x'; some]).is_err() {
                    return;
                }
                left -= some;
            }
        });
        url
    }

    #[tokio::test]
    async fn f_01_what_still_comes_is_waited_for_however_long_and_what_only_drips_is_not() {
        let patience = Duration::from_secs(3);
        let slow = slow_server(2048, 512, Duration::from_millis(1200));
        let answer = call_within(patience, slow, 4096).await;
        assert_eq!(answer.map(|answer| answer.body.len()), Ok(2048), "longer than the patience of a call");
        let dripping = slow_server(1_000_000, 1, Duration::from_millis(50));
        assert_eq!(
            call_within(Duration::from_millis(500), dripping, 2_000_000).await,
            Err(TransportError::Cut)
        );
    }

    #[tokio::test]
    async fn f_01_what_is_large_has_the_time_that_it_needs_to_go_out() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let body = vec![b'x'; 20_000];
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut got, mut buffer) = (0, [0; 4096]);
            while got < 20_000 {
                std::thread::sleep(Duration::from_millis(300));
                got += stream.read(&mut buffer).unwrap();
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        });
        let request = Request {
            method: Method::Patch,
            url,
            bearer: None,
            headers: Vec::new(),
            body: Some(body),
            patience: Duration::from_millis(500),
            limit: 100,
        };
        let answer = HttpTransport::new().unwrap().send(request).await;
        assert_eq!(answer.map(|answer| answer.status), Ok(200));
    }

    #[tokio::test]
    async fn who_never_answers_is_given_up_in_time() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let answer = call_within(Duration::from_millis(500), url, 100).await;
        assert_eq!(answer, Err(TransportError::Cut));
    }
}
