//! Those who wait: each holds a connection and asks for what comes after what it has.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use doorstep_device::sync::http::HttpTransport;
use doorstep_protocol::feed::MAX_WAIT;
use doorstep_tests_sync::month::figures::Sample;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::office::Hello;
use crate::feed;

/// No change takes longer to be heard.
const PATIENCE: Duration = Duration::from_secs(30);

/// A poll was answered with news.
struct Heard {
    /// Which one.
    poll: usize,
    at: Instant,
}

/// All who wait.
pub struct Waiting {
    heard: UnboundedReceiver<Heard>,
    polls: usize,
    butlers: usize,
    woken_for_nothing: usize,
}

impl Waiting {
    /// So many polls, each butler as many as the other; they have all there is when this returns.
    pub async fn begin(hello: &Hello, polls: usize) -> Self {
        let (tell, heard) = unbounded_channel();
        let http = Arc::new(HttpTransport::new().unwrap());
        for poll in 0..polls {
            let url = format!("{}/v1/feed", hello.url);
            let bearer = hello.bearers[poll % hello.bearers.len()].clone();
            let cursor = feed::last_cursor(&http, &hello.url, &bearer).await;
            tokio::spawn(wait(Arc::clone(&http), url, bearer, cursor, poll, tell.clone()));
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        Self { heard, polls, butlers: hello.bearers.len(), woken_for_nothing: 0 }
    }

    /// Every poll of this butler hears of what began then.
    pub async fn hear(&mut self, butler: usize, begin: Instant, sample: &mut Sample) {
        let polls = (0..self.polls).filter(|poll| poll % self.butlers == butler);
        let mut missing: HashSet<usize> = polls.collect();
        while !missing.is_empty() {
            let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await.unwrap().unwrap();
            if missing.remove(&heard.poll) {
                sample.push(heard.at - begin);
            } else {
                self.woken_for_nothing += 1;
            }
        }
    }

    /// Answers with news that did not concern whoever waited, or came twice for one change.
    pub fn woken_for_nothing(&self) -> usize {
        self.woken_for_nothing
    }
}

/// Polls until the office is gone, and tells when there was news.
async fn wait(
    http: Arc<HttpTransport>,
    url: String,
    bearer: String,
    mut cursor: String,
    poll: usize,
    tell: UnboundedSender<Heard>,
) {
    while let Some(page) = feed::page(&http, format!("{url}?wait={MAX_WAIT}&after={cursor}"), &bearer).await {
        let news = !page.entries.is_empty();
        cursor = page.cursor;
        if news && tell.send(Heard { poll, at: Instant::now() }).is_err() {
            return;
        }
    }
}
