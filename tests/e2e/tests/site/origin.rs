//! Nothing leaves the origin, and nothing is refused by the page's own policy.

use matinee_e2e::visit;

const REQUESTS: &str =
    "return performance.getEntriesByType('resource').map((entry) => entry.name);";

#[test]
fn every_request_goes_to_the_site_itself() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.pick(15).await?;
        page.until("user 15 is shown", |view| {
            view.parameter("user") == Some("15")
        })
        .await?;
        let requests: Vec<String> = page.evaluate(REQUESTS).await?;
        assert!(
            requests.iter().any(|url| url.ends_with(".wasm")),
            "{requests:?}"
        );
        let site = &page.stage().site;
        assert!(
            requests.iter().all(|url| url.starts_with(site.as_str())),
            "{requests:?}"
        );
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
