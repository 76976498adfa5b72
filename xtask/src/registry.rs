//! Where other people's packages come from, and what to do when one of these places cannot be reached.

/// A place that packages are downloaded from.
#[derive(Debug)]
pub(crate) struct Registry {
    /// As a reader knows it.
    name: &'static str,
    /// What its program says when it cannot be reached; in lower case.
    signs: &'static [&'static str],
    /// What helps besides a connection.
    hint: &'static str,
}

/// Rust's crates, through cargo.
pub(crate) const CRATES: Registry = Registry {
    name: "Rust's crate registry",
    signs: &[
        "failed to download",
        "failed to query replaced source",
        "failed to update registry",
        "unable to update registry",
        "spurious network error",
        "could not resolve host",
        "could not connect to server",
    ],
    hint: "what is downloaded and compiled is kept. Behind a proxy set HTTPS_PROXY; with a mirror name \
           it in cargo's own configuration",
};

/// JavaScript packages, through npm.
pub(crate) const NPM: Registry = Registry {
    name: "npm's registry",
    signs: &[
        "enotfound",
        "econnrefused",
        "econnreset",
        "etimedout",
        "eai_again",
        "network request",
    ],
    hint: "behind a proxy set HTTPS_PROXY; with a mirror run `npm config set registry URL`",
};

/// Packages of a Debian-like system, through apt.
pub(crate) const APT: Registry = Registry {
    name: "the system's package archive",
    signs: &[
        "failed to fetch",
        "unable to fetch",
        "could not resolve",
        "could not connect",
        "temporary failure resolving",
        "unable to locate package",
        "has no installation candidate",
    ],
    hint: "the addresses are in /etc/apt",
};

impl Registry {
    /// What to do after a command that ended with `said` on standard error: about this registry where
    /// it says that it could not be reached, else `otherwise`.
    pub(crate) fn remedy_for(&self, said: &str, otherwise: &str) -> String {
        let said = said.to_lowercase();
        if self.signs.iter().any(|sign| said.contains(sign)) {
            format!(
                "{} could not be reached: see that this machine has a connection to it and run this \
                 again; {}",
                self.name, self.hint
            )
        } else {
            otherwise.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(registry: &Registry, said: &str, is_out_of_reach: bool) {
        let remedy = registry.remedy_for(said, "read the message above");
        assert_eq!(remedy.contains(registry.name), is_out_of_reach, "{said}");
    }

    #[test]
    fn what_programs_say_without_a_connection_is_understood() {
        check(
            &CRATES,
            "error: failed to download from `URL`\n\nCaused by:\n  [7] Could not connect to server",
            true,
        );
        check(
            &NPM,
            "npm error code ENOTFOUND\nnpm error errno ENOTFOUND",
            true,
        );
        check(&APT, "E: Unable to locate package chromium", true);
        check(
            &APT,
            "E: Failed to fetch URL  Temporary failure resolving 'HOST'",
            true,
        );
    }

    #[test]
    fn other_failures_are_not_taken_for_it() {
        check(
            &CRATES,
            "error: could not compile `matinee` (lib) due to 1 previous error",
            false,
        );
        check(&NPM, "npm error code EINTEGRITY", false);
        check(
            &APT,
            "E: Could not get lock /var/lib/dpkg/lock-frontend",
            false,
        );
    }
}
