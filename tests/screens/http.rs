//! HTTP from a test that waits.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

/// A client that waits for its answers.
pub struct Http {
    runtime: Runtime,
    client: Client,
}

impl Default for Http {
    fn default() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
        Self { runtime, client }
    }
}

impl Http {
    /// Posts JSON; the JSON that comes back.
    ///
    /// # Errors
    /// When nobody answers, or not with JSON.
    pub fn post(&self, url: &str, body: &Value) -> reqwest::Result<Value> {
        self.send(self.client.request(Method::POST, url).json(body))
    }

    /// Reads JSON as whoever has this bearer.
    ///
    /// # Errors
    /// When nobody answers, or not with JSON and success.
    pub fn get(&self, url: &str, bearer: &str) -> reqwest::Result<Value> {
        self.send(self.client.request(Method::GET, url).bearer_auth(bearer))
    }

    fn send(&self, request: RequestBuilder) -> reqwest::Result<Value> {
        self.runtime.block_on(async { request.send().await?.error_for_status()?.json().await })
    }
}
