//! What can be asked, and the help that says so.

use std::fmt;
use std::str::FromStr;

use lexopt::prelude::*;

use crate::data::Dataset;
use crate::engines::Engine;
use crate::model::{Content, Ratings};

pub(crate) const HELP: &str = "\
Usage: cargo xtask <task>

  serve [--port N] [--no-open] [options of build]
               get the tools and the data, train, build the site and serve it
  build [--public-url /sub/] [--dataset NAME] [--people N] [--no-ratings] [--address URL] [--code URL]
               the same, but only write dist/; --dataset: of ml-latest-small, which may be passed on
               under its own terms, ml-1m, ml-10m, ml-20m, ml-25m, ml-32m or ml-latest instead of
               ml-100k; --people: with N of the data's people (usually all, none above 5,000);
               --no-ratings: nobody's stars are in the site; --address: where it will be, so that links to it
               have a preview; --code: where its code is, so that it links there
  test [e2e [NAME]]
               format, lints, every test, browser tests included; or the tests of the built site alone,
               those with NAME in their names
  test-browsers [firefox|webkit] [NAME]
               the tests of the built site, those with NAME in their names, in Firefox and in WebKitGTK, and pictures
               of every state there; installs both where they are missing (needs a Debian-like system)
  fuzz [--seconds N] [NAME]
               everything that is read of somebody else, fed with made-up bytes: each target, or the one of this
               name, for N seconds, usually an hour; needs a nightly compiler
  test-spark   models that a real Spark trains now, imported and compared with what it predicts; installs Spark
               where it is missing, and needs Java 17 or newer
  measure [--dataset NAME] [--json]
               timings in Chromium and the size of the first view; fails where a promised time does not hold
  measure-evidence [--json]
               how soon the first figure of the Evidence view is there, also on a slow phone, and how long the page
               does not answer at most while it opens, is scrolled through and is played with
  measure-opening [--dataset NAME] [--json]
               opening the page of a hundred thousand movies, made up, or of NAME, beside the usual one, and the
               engine's speed there; a second visit, offline, beside a first by a slow line
  measure-training [--json]
               training in Chromium: both backends, with SIMD and without, beside the same runs natively
  soak [--acts N] [--seed S] [plain|faults]
               N random acts of a visitor, usually 10,000, by a seed, usually 1, in Chromium: without an error, a lost
               rating, a list with a movie that was seen, or growth of memory above 5 %; and the same in two tabs with
               late files, storage that refuses at random and workers that die; or one of the two alone
  peers        the engine and training beside ONNX Runtime Web and TensorFlow.js in Chromium, and beside implicit,
               LensKit and Spark natively; installs them where they are missing (7 GB), needs Java 17 or newer, and
               writes results/peers.md
  lighthouse   the scores of Lighthouse on a phone, medians of three runs; fails below 95
  screenshots  every state in both themes and three widths, and the README's
  icons        the icons and the picture of link previews in public/, of the drawings in xtask/drawings
  evidence     measures what the Evidence view shows, on held-out rows, and writes results/*.json and
               docs/model-card.md; what is measured is kept, so that it goes on where it was
  recipes      measures what the Train view says of its recipes beforehand, and writes results/recipes.txt
  audit        licences, sources and advisories of all dependencies

Tools are kept in a per-user cache folder; MATINEE_TOOLS names another one.
MATINEE_MODELS names a folder with hybrid.matinee, trained or imported of any data, and perhaps seed.matinee of the
same: the site is then built of these.

Example: cargo xtask serve --port 8080";

/// One task with its options, validated.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    Help,
    Serve(ServeOptions),
    Build(SiteOptions),
    Test(Tests),
    TestBrowsers(BrowserTests),
    TestSpark,
    Fuzz(FuzzOptions),
    Measure { dataset: Dataset, json: bool },
    MeasureEvidence { json: bool },
    MeasureOpening { dataset: Dataset, json: bool },
    MeasureTraining { json: bool },
    Soak(SoakOptions),
    Peers,
    Lighthouse,
    Screenshots,
    Icons,
    Evidence,
    Recipes,
    Audit,
}

/// What to test.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Tests {
    #[default]
    All,
    /// The built site, by tests whose names have this in them.
    EndToEnd { name: String },
}

/// What to test in other browsers than Chromium.
#[derive(Debug, PartialEq)]
pub(crate) struct BrowserTests {
    pub(crate) engines: Vec<Engine>,
    /// Of tests whose names have this in them.
    pub(crate) name: String,
}

impl Default for BrowserTests {
    fn default() -> Self {
        Self {
            engines: Engine::ALL.to_vec(),
            name: String::new(),
        }
    }
}

/// How to fuzz.
#[derive(Debug, PartialEq)]
pub(crate) struct FuzzOptions {
    /// Of each target.
    pub(crate) seconds: u32,
    /// `None`: all.
    pub(crate) target: Option<String>,
}

impl Default for FuzzOptions {
    fn default() -> Self {
        Self {
            seconds: 60 * 60,
            target: None,
        }
    }
}

/// How to soak.
#[derive(Debug, PartialEq)]
pub(crate) struct SoakOptions {
    pub(crate) acts: u32,
    pub(crate) seed: u64,
    /// `None`: both.
    pub(crate) kind: Option<Soak>,
}

/// A kind of soak.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Soak {
    Plain,
    Faults,
}

impl Soak {
    pub(crate) const ALL: [Self; 2] = [Self::Plain, Self::Faults];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Faults => "faults",
        }
    }
}

impl Default for SoakOptions {
    fn default() -> Self {
        Self {
            acts: 10_000,
            seed: 1,
            kind: None,
        }
    }
}

impl SoakOptions {
    /// Takes the next word after `soak`.
    fn add(&mut self, word: String) -> Result<(), lexopt::Error> {
        let kind = Soak::ALL.into_iter().find(|it| it.word() == word);
        match kind {
            Some(_) if self.kind.is_none() => self.kind = kind,
            _ => return Err(lexopt::Error::UnexpectedArgument(word.into())),
        }
        Ok(())
    }
}

/// How to serve.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct ServeOptions {
    /// `None`: the usual port, or any free one when that is taken.
    pub(crate) port: Option<u16>,
    pub(crate) site: SiteOptions,
    pub(crate) no_open: bool,
}

/// What to build.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct SiteOptions {
    pub(crate) public_url: PublicUrl,
    pub(crate) content: Content,
    pub(crate) links: Links,
}

/// Whole addresses, where they are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Links {
    /// Where the site will be.
    pub(crate) address: Option<Address>,
    /// Where its code is.
    pub(crate) code: Option<Address>,
}

/// An address of the web, without a slash at its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Address(String);

impl Address {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~:/%".contains(&b);
        match rest {
            Some(rest) if !rest.is_empty() && rest.bytes().all(is_plain) => {
                Ok(Self(text.trim_end_matches('/').to_owned()))
            }
            _ => Err(format!(
                "an address such as https://example.org/matinee/ is needed, not `{text}`"
            )),
        }
    }
}

/// The path under which the site is served: begins and ends with a slash.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PublicUrl(String);

impl PublicUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for PublicUrl {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(path: &str) -> Result<Self, String> {
        let names: Vec<&str> = path.split('/').filter(|name| !name.is_empty()).collect();
        let is_plain = |name: &&str| {
            !name.starts_with('.')
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b))
        };
        if !names.iter().all(is_plain) {
            return Err(format!(
                "--public-url takes a path such as /matinee/, not `{path}`"
            ));
        }
        Ok(Self(match names.as_slice() {
            [] => "/".to_owned(),
            names => format!("/{}/", names.join("/")),
        }))
    }
}

impl Tests {
    /// Takes the next word after `test`.
    fn add(&mut self, word: String) -> Result<(), lexopt::Error> {
        match self {
            Self::All if word == "e2e" => {
                *self = Self::EndToEnd {
                    name: String::new(),
                }
            }
            Self::EndToEnd { name } if name.is_empty() => *name = word,
            _ => return Err(lexopt::Error::UnexpectedArgument(word.into())),
        }
        Ok(())
    }
}

impl BrowserTests {
    /// Takes the next word after `test-browsers`.
    fn add(&mut self, word: String) -> Result<(), lexopt::Error> {
        let engine = Engine::ALL.into_iter().find(|it| it.word() == word);
        match engine {
            Some(engine) if self.engines.len() > 1 && self.name.is_empty() => {
                self.engines = vec![engine];
            }
            None if self.name.is_empty() => self.name = word,
            _ => return Err(lexopt::Error::UnexpectedArgument(word.into())),
        }
        Ok(())
    }
}

/// The data set of this name.
fn dataset(name: &str) -> Result<Dataset, String> {
    let found = Dataset::ALL
        .into_iter()
        .find(|dataset| dataset.name == name);
    let names = Dataset::ALL.map(|dataset| dataset.name).join(", ");
    found.ok_or_else(|| format!("--dataset takes one of {names}, not `{name}`"))
}

impl Task {
    pub(crate) fn from_command_line() -> Result<Self, lexopt::Error> {
        Self::parse(lexopt::Parser::from_env())
    }

    fn parse(mut parser: lexopt::Parser) -> Result<Self, lexopt::Error> {
        let mut name = None;
        let mut serve = ServeOptions::default();
        let mut tests = Tests::All;
        let mut browser_tests = BrowserTests::default();
        let mut fuzz = FuzzOptions::default();
        let mut soak = SoakOptions::default();
        let mut json = false;
        let mut beside = Dataset::LARGE;
        while let Some(argument) = parser.next()? {
            match (name.as_deref(), argument) {
                (_, Short('h') | Long("help")) => return Ok(Self::Help),
                (None, Value(value)) => name = Some(value.string()?),
                (Some("test"), Value(value)) => tests.add(value.string()?)?,
                (Some("test-browsers"), Value(value)) => browser_tests.add(value.string()?)?,
                (Some("fuzz"), Long("seconds")) => fuzz.seconds = parser.value()?.parse()?,
                (Some("fuzz"), Value(value)) if fuzz.target.is_none() => {
                    fuzz.target = Some(value.string()?);
                }
                (Some("soak"), Long("acts")) => soak.acts = parser.value()?.parse()?,
                (Some("soak"), Long("seed")) => soak.seed = parser.value()?.parse()?,
                (Some("soak"), Value(value)) => soak.add(value.string()?)?,
                (Some("serve"), Long("port")) => serve.port = Some(parser.value()?.parse()?),
                (Some("serve"), Long("no-open")) => serve.no_open = true,
                (Some("serve" | "build"), Long("public-url")) => {
                    serve.site.public_url = parser.value()?.parse()?;
                }
                (Some("serve" | "build"), Long("address")) => {
                    serve.site.links.address = Some(parser.value()?.parse()?);
                }
                (Some("serve" | "build"), Long("code")) => {
                    serve.site.links.code = Some(parser.value()?.parse()?);
                }
                (Some("serve" | "build"), Long("no-ratings")) => {
                    serve.site.content.ratings = Ratings::LeftOut;
                }
                (Some("serve" | "build" | "measure"), Long("dataset")) => {
                    serve.site.content.dataset = dataset(&parser.value()?.string()?)?;
                }
                (Some("serve" | "build"), Long("people")) => {
                    serve.site.content.people = Some(parser.value()?.parse()?);
                }
                (Some("measure-opening"), Long("dataset")) => {
                    beside = dataset(&parser.value()?.string()?)?;
                }
                (Some(task), Long("json")) if task.starts_with("measure") => json = true,
                (_, argument) => return Err(argument.unexpected()),
            }
        }
        match name.as_deref() {
            None | Some("help") => Ok(Self::Help),
            Some("serve") => Ok(Self::Serve(serve)),
            Some("build") => Ok(Self::Build(serve.site)),
            Some("test") => Ok(Self::Test(tests)),
            Some("test-browsers") => Ok(Self::TestBrowsers(browser_tests)),
            Some("test-spark") => Ok(Self::TestSpark),
            Some("fuzz") => Ok(Self::Fuzz(fuzz)),
            Some("measure") => Ok(Self::Measure {
                dataset: serve.site.content.dataset,
                json,
            }),
            Some("measure-evidence") => Ok(Self::MeasureEvidence { json }),
            Some("measure-opening") => Ok(Self::MeasureOpening {
                dataset: beside,
                json,
            }),
            Some("measure-training") => Ok(Self::MeasureTraining { json }),
            Some("soak") => Ok(Self::Soak(soak)),
            Some("peers") => Ok(Task::Peers),
            Some("lighthouse") => Ok(Self::Lighthouse),
            Some("screenshots") => Ok(Self::Screenshots),
            Some("icons") => Ok(Self::Icons),
            Some("evidence") => Ok(Self::Evidence),
            Some("recipes") => Ok(Self::Recipes),
            Some("audit") => Ok(Self::Audit),
            Some(other) => Err(format!("there is no task `{other}`").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task, String> {
        Task::parse(lexopt::Parser::from_args(line.split_whitespace()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn serve_takes_port_path_and_no_open() {
        let expected = ServeOptions {
            port: Some(9000),
            site: SiteOptions {
                public_url: PublicUrl("/films/".to_owned()),
                content: Content {
                    dataset: Dataset::ALL[1],
                    people: Some(12),
                    ratings: Ratings::LeftOut,
                    first_movies: None,
                },
                links: Links {
                    address: Some(Address("https://example.org/films".to_owned())),
                    code: Some(Address("https://example.org/code".to_owned())),
                },
            },
            no_open: true,
        };
        let line = "serve --port 9000 --public-url films --dataset ml-latest-small --people 12 \
                    --no-ratings --address https://example.org/films/ --code https://example.org/code --no-open";
        assert_eq!(parse(line), Ok(Task::Serve(expected)));
        let refused = parse("build --dataset ml-2m").expect_err("there is none");
        assert!(refused.contains("ml-100k, ml-latest-small"), "{refused}");
    }

    #[test]
    fn a_site_of_another_data_set_can_be_measured() {
        let measure = |dataset| {
            Ok(Task::Measure {
                dataset,
                json: true,
            })
        };
        assert_eq!(parse("measure --json"), measure(Dataset::ALL[0]));
        let line = "measure --dataset ml-latest-small --json";
        assert_eq!(parse(line), measure(Dataset::ALL[1]));
    }

    #[test]
    fn a_page_can_be_opened_beside_the_usual_one() {
        let measure = |dataset, json| Ok(Task::MeasureOpening { dataset, json });
        assert_eq!(parse("measure-opening"), measure(Dataset::LARGE, false));
        assert_eq!(
            parse("measure-evidence --json"),
            Ok(Task::MeasureEvidence { json: true })
        );
        let line = "measure-opening --json --dataset ml-latest-small";
        assert_eq!(parse(line), measure(Dataset::ALL[1], true));
    }

    #[test]
    fn an_option_of_another_task_is_refused() {
        assert!(parse("build --port 1").is_err());
        assert!(parse("test --json").is_err());
        assert!(parse("peers --json").is_err());
        assert!(parse("test --no-ratings").is_err());
    }

    #[test]
    fn the_tests_of_the_site_can_be_run_alone_and_by_name() {
        let end_to_end = |name: &str| {
            Ok(Task::Test(Tests::EndToEnd {
                name: name.to_owned(),
            }))
        };
        assert_eq!(parse("test"), Ok(Task::Test(Tests::All)));
        assert_eq!(parse("test e2e"), end_to_end(""));
        assert_eq!(parse("test e2e walk"), end_to_end("walk"));
        assert!(parse("test walk").is_err());
        assert!(parse("test e2e walk train").is_err());
    }

    #[test]
    fn other_browsers_are_tested_both_or_one_of_them_and_by_name() {
        let tests = |engines: &[Engine], name: &str| {
            Ok(Task::TestBrowsers(BrowserTests {
                engines: engines.to_vec(),
                name: name.to_owned(),
            }))
        };
        assert_eq!(parse("test-browsers"), tests(&Engine::ALL, ""));
        assert_eq!(parse("test-browsers walk"), tests(&Engine::ALL, "walk"));
        assert_eq!(
            parse("test-browsers webkit walk"),
            tests(&[Engine::WebKit], "walk")
        );
        assert!(parse("test-browsers webkit firefox").is_err());
        assert!(parse("test-browsers webkit walk train").is_err());
    }

    #[test]
    fn a_target_is_fuzzed_for_an_hour_unless_somebody_says_otherwise() {
        assert_eq!(parse("fuzz"), Ok(Task::Fuzz(FuzzOptions::default())));
        let options = FuzzOptions {
            seconds: 60,
            target: Some("runs".to_owned()),
        };
        assert_eq!(parse("fuzz --seconds 60 runs"), Ok(Task::Fuzz(options)));
        assert!(parse("fuzz runs model").is_err());
        assert!(parse("test --seconds 60").is_err());
    }

    #[test]
    fn a_soak_has_ten_thousand_acts_of_both_kinds_unless_somebody_says_otherwise() {
        assert_eq!(parse("soak"), Ok(Task::Soak(SoakOptions::default())));
        let options = SoakOptions {
            acts: 300,
            seed: 7,
            kind: Some(Soak::Faults),
        };
        assert_eq!(
            parse("soak --acts 300 --seed 7 faults"),
            Ok(Task::Soak(options))
        );
        assert!(parse("soak faults plain").is_err());
        assert!(parse("soak --acts many").is_err());
    }

    #[test]
    fn an_unknown_task_is_named() {
        assert_eq!(parse("sevre"), Err("there is no task `sevre`".to_owned()));
    }

    #[test]
    fn an_address_is_whole_and_plain() {
        assert!("https://example.org/a/".parse::<Address>().is_ok());
        for text in [
            "/matinee/",
            "https://",
            "ftp://example.org",
            "https://example.org/\"><script>",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_public_url_is_a_path_of_plain_names() {
        let normal = |path: &str| path.parse::<PublicUrl>().map(|url| url.0);
        assert_eq!(normal("/"), Ok("/".to_owned()));
        assert_eq!(normal("a/b"), Ok("/a/b/".to_owned()));
        assert!(normal("https://example.org/a").is_err());
        assert!(normal("/../").is_err());
    }
}
