//! How the site answers requests for a model, faults included.

/// How requests of the page for a model are answered.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// By the site.
    AsBuilt,
    /// Not at all, as when offline.
    Nothing,
    /// With status 404.
    Missing,
    /// With the file, one bit of it flipped.
    Damaged,
}

impl Answer {
    /// Puts something in the place of the page's `fetch`: the site's own server has no way to fail.
    pub(crate) const fn script(self) -> &'static str {
        match self {
            Self::AsBuilt => "window.fetch = window.builtFetch || window.fetch;",
            Self::Nothing => {
                "window.builtFetch ||= window.fetch;
                 window.fetch = () => Promise.reject(new TypeError('offline'));"
            }
            Self::Missing => {
                "window.builtFetch ||= window.fetch;
                 window.fetch = async () => new Response('gone', { status: 404 });"
            }
            Self::Damaged => {
                "window.builtFetch ||= window.fetch;
                 window.fetch = async (...request) => {
                   const answer = await window.builtFetch(...request);
                   const bytes = new Uint8Array(await answer.arrayBuffer());
                   bytes[bytes.length >> 1] ^= 1;
                   return new Response(bytes);
                 };"
            }
        }
    }
}
