//! Every request of the browser, from its own log: no way of sending anything passes it by.

use std::cell::RefCell;
use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::Value;

use crate::page::RecommendPage;
use crate::wait::PATIENCE;

/// ChromeDriver's log of the DevTools events of network and page.
pub(crate) const LOG: &str = "performance";

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// `GET`, or `WebSocket` and the like for what is no request of HTTP.
    pub method: String,
    /// With its query.
    pub url: String,
    /// Whether it is for a page rather than for a part of one.
    pub is_document: bool,
    /// Whether it has a body.
    pub has_body: bool,
}

impl RecommendPage {
    /// The requests since this was last called.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub async fn requests(&self) -> Result<BTreeSet<Request>> {
        let entries = self.driver().get_log(LOG).await?;
        let mut requests = BTreeSet::new();
        for entry in entries {
            let event: Value = serde_json::from_str(&entry.message)?;
            requests.extend(Request::of(&event["message"]));
        }
        Ok(requests)
    }

    /// Waits until the requests since [`RecommendPage::requests`] was last called are as `condition`
    /// asks for, and hands them over.
    ///
    /// # Errors
    /// When they do not become so, or the log cannot be read.
    pub async fn until_requests(
        &self,
        what: &str,
        condition: impl Fn(&BTreeSet<Request>) -> bool,
    ) -> Result<BTreeSet<Request>> {
        let all = RefCell::new(BTreeSet::new());
        let ask = async || {
            let more = self.requests().await?;
            all.borrow_mut().extend(more);
            Ok(all.borrow().clone())
        };
        self.wait(PATIENCE, what, ask, condition).await
    }
}

impl Request {
    fn of(event: &Value) -> Option<Self> {
        let parameters = &event["params"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match event["method"].as_str()? {
            "Network.requestWillBeSent" => Some(Self {
                method: text(&parameters["request"]["method"]),
                url: text(&parameters["request"]["url"]),
                is_document: parameters["type"] == "Document",
                has_body: parameters["request"]["hasPostData"] == true,
            }),
            other @ ("Network.webSocketCreated" | "Network.webTransportCreated") => Some(Self {
                method: other.to_owned(),
                url: text(&parameters["url"]),
                is_document: false,
                has_body: true,
            }),
            _ => None,
        }
    }
}
