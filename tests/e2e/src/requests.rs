//! Every request of the browser, as it tells of them or as they pass by: no way of sending anything passes it by.

use std::cell::RefCell;
use std::collections::BTreeSet;

use anyhow::Result;

use crate::page::RecommendPage;
use crate::wait::patience;

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
        self.control().requests(self.driver()).await
    }

    /// Whether a request for a page is among the requests where a service worker answers it, too.
    #[must_use]
    pub fn sees_kept_answers(&self) -> bool {
        self.control().sees_kept_answers()
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
        self.wait(patience(), what, ask, condition).await
    }
}
