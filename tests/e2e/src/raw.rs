//! Commands of WebDriver that its client has no word for.

use anyhow::Result;
use http::Method;
use serde_json::Value;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

#[derive(Debug)]
struct Raw {
    path: String,
    body: Option<Value>,
}

impl FormatRequestData for Raw {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let address = format!("session/{session}/{}", self.path);
        match &self.body {
            None => RequestData::new(Method::GET, address),
            Some(body) => RequestData::new(Method::POST, address).add_body(body.clone()),
        }
    }
}

/// What the driver answers for a part of the session.
///
/// # Errors
/// When it does not.
pub(crate) async fn get(driver: &WebDriver, path: String) -> Result<Value> {
    let answer = driver.cmd(Raw { path, body: None }).await?;
    Ok(answer.value()?)
}

/// Has the driver do something.
///
/// # Errors
/// When it does not.
pub(crate) async fn post(driver: &WebDriver, path: &str, body: Value) -> Result<()> {
    let path = path.to_owned();
    let body = Some(body);
    Ok(driver.cmd(Raw { path, body }).await.map(drop)?)
}
