//! The feed, as a handheld reads it.

use std::time::Duration;

use doorstep_device::sync::http::HttpTransport;
use doorstep_device::sync::transport::{Method, Request, Transport as _};
use doorstep_protocol::feed::{FeedPage, MAX_WAIT};

/// A page; nothing when the office is gone.
pub async fn page(http: &HttpTransport, url: String, bearer: &str) -> Option<FeedPage> {
    let request = Request {
        method: Method::Get,
        url,
        bearer: Some(bearer.to_owned()),
        headers: Vec::new(),
        body: None,
        patience: Duration::from_secs(MAX_WAIT + 30),
        limit: 64 << 20,
    };
    let answer = http.send(request).await.ok()?;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    Some(serde_json::from_slice(&answer.body).unwrap())
}

/// Where the feed of an office ends for whoever shows this.
pub async fn last_cursor(http: &HttpTransport, office: &str, bearer: &str) -> String {
    let mut read = page(http, format!("{office}/v1/feed"), bearer).await.unwrap();
    while read.more {
        read = page(http, format!("{office}/v1/feed?after={}", read.cursor), bearer).await.unwrap();
    }
    read.cursor
}
