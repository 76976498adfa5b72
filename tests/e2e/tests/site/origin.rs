//! Nothing leaves the origin, and nothing is refused by the page's own policy.

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, Request, Stage, visit};

/// What is wrong with a request: everything that is asked for is a file of the site, and only the
/// address of a page says anything besides its name.
fn objection(stage: &Stage, request: &Request) -> Option<&'static str> {
    let (address, query) = match request.url.split_once('?') {
        Some((address, query)) => (address, query),
        None => (&*request.url, ""),
    };
    if request.method != "GET" || request.has_body {
        return Some("carries data");
    }
    if !query.is_empty() && !request.is_document {
        return Some("carries data in its address");
    }
    match address.strip_prefix(&*stage.site) {
        None if address.starts_with("data:") => None,
        None => Some("leaves the site"),
        Some("") => None,
        Some(name) if stage.dist.join(name).is_file() => None,
        Some(_) => Some("is for no file of the site"),
    }
}

/// What is wrong with the requests since this was last asked; there must be one for a page among them, as far as those
/// that a service worker answers are seen.
pub(crate) async fn objections(page: &RecommendPage) -> Result<Vec<String>> {
    let requests = page.requests().await?;
    let must_be_page = page.sees_kept_answers();
    let mut expected = requests.iter().filter(|it| it.is_document || !must_be_page);
    ensure!(
        expected.next().is_some(),
        "no request was seen: {requests:?}"
    );
    let objections = requests.iter().filter_map(|request| {
        let why = objection(page.stage(), request)?;
        Some(format!("{} {} {why}", request.method, request.url))
    });
    Ok(objections.collect())
}

#[test]
fn the_browsers_log_has_what_a_script_sends() {
    visit("?user=500&k=10", async |page| {
        page.evaluate::<()>("navigator.sendBeacon('icon.svg', 'a rating')")
            .await?;
        page.evaluate::<()>("fetch('icon.svg?rating=5')").await?;
        page.until_requests("both are there, with what is wrong", |requests| {
            let object = |request| objection(page.stage(), request);
            let objections: Vec<_> = requests.iter().filter_map(object).collect();
            let is_found = |what| objections.contains(&what);
            is_found("carries data") && is_found("carries data in its address")
        })
        .await?;
        Ok(())
    });
}

#[test]
fn the_policy_forbids_everything_that_it_does_not_name() {
    visit("?user=500&k=10", async |page| {
        let policy: String = page
            .evaluate(
                "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content",
            )
            .await?;
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(!policy.contains("PLACEHOLDER"), "{policy}");
        Ok(())
    });
}

#[test]
fn a_foreign_request_is_refused_by_the_policy() {
    visit("?user=500&k=10", async |page| {
        // A port of this machine on which nobody listens: refused by policy before it is tried.
        let refused: bool = page
            .evaluate(
                "return new Promise((done) => {
                   addEventListener('securitypolicyviolation', () => done(true));
                   fetch('http://127.0.0.2:9/').catch(() => setTimeout(() => done(false), 1000));
                 });",
            )
            .await?;
        assert!(refused);
        Ok(())
    });
}

/// What comes of `script`: the name of the error that it throws, or nothing.
async fn thrown(page: &RecommendPage, script: &str) -> Result<Option<String>> {
    page.evaluate(&format!(
        "try {{ {script} }} catch (error) {{ return error.name; }} return null;"
    ))
    .await
}

#[test]
fn markup_that_would_run_something_is_refused() {
    visit("?user=500&k=10", async |page| {
        for markup in [
            "<img src=x onerror=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<iframe src=x></iframe>",
            "<a href=javascript:alert(1)>a</a>",
        ] {
            let script = format!("document.createElement('p').innerHTML = '{markup}';");
            let thrown = thrown(&page, &script).await?;
            assert_eq!(thrown.as_deref(), Some("TypeError"), "{markup}");
        }
        let drawing = "document.createElement('p').innerHTML = '<svg><path d=\"M0 0h1\"/></svg>';";
        assert_eq!(thrown(&page, drawing).await?, None);
        Ok(())
    });
}

#[test]
fn a_worker_is_a_file_of_the_site() {
    visit("?user=500&k=10", async |page| {
        for address in [
            "data:text/javascript,",
            "https://example.org/worker.js",
            "/worker.js",
        ] {
            let thrown = thrown(&page, &format!("new Worker('{address}');")).await?;
            assert_eq!(thrown.as_deref(), Some("TypeError"), "{address}");
        }
        Ok(())
    });
}
