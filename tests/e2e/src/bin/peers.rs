//! The engine and the trainer beside ONNX Runtime Web and TensorFlow.js, in one Chromium and one run: tables of
//! Markdown. `tests/peers/` has what runs in the page.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use matinee_e2e::{GAPS, RecommendPage, TRAIN, TimedRun, gzip_9, visit};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Between two looks for an answer.
const BEAT: Duration = Duration::from_secs(1);
/// A step of the slowest on a busy machine: so long a look may take.
const PATIENCE: Duration = Duration::from_secs(100);
/// Of the recipe *Plain*.
const EPOCHS: usize = 8;

/// Calls a function of a module of the page, which answers when it is done.
const CALL: &str = "const [module, name, given] = arguments;
    window.answer = null;
    import(new URL(module, document.baseURI))
      .then((it) => it[name](...given))
      .then((value) => { window.answer = { value }; },
        (error) => { window.answer = { error: String(error.message ?? error) }; });";
/// What draws for WebGL.
const RENDERER: &str = "const context = document.createElement('canvas').getContext('webgl2');
    if (!context) return 'none';
    const names = context.getExtension('WEBGL_debug_renderer_info');
    return context.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : context.RENDERER);";

fn main() {
    visit("", async |page| {
        page.before_every_page(GAPS).await?;
        let peers = Peers::from_environment()?;
        page.driver().set_script_timeout(PATIENCE).await?;
        let run = own_run(&page).await?;
        peers.open(&page).await?;
        println!("{}\n", surroundings(&page).await?);
        lists(&page, &peers).await?;
        epochs(&page, &peers, &run).await
    });
}

/// The page that runs the others.
struct Peers {
    address: String,
    folder: PathBuf,
}

impl Peers {
    fn from_environment() -> Result<Self> {
        let variable = |name| std::env::var(name).context("run `cargo xtask peers`");
        Ok(Self {
            address: variable("MATINEE_PEERS")?,
            folder: variable("MATINEE_PEERS_FILES")?.into(),
        })
    }

    /// Opens the page anew: nothing of what was measured before is in its memory.
    async fn open(&self, page: &RecommendPage) -> Result<()> {
        Ok(page.driver().goto(&self.address).await?)
    }

    /// What a function of the page returns, or why it fails.
    async fn call<T: DeserializeOwned>(
        &self,
        page: &RecommendPage,
        module: &str,
        name: &str,
        given: Value,
    ) -> Result<Result<T, String>> {
        eprintln!("    {module} {given}");
        self.open(page).await?;
        let arguments = vec![json!(module), json!(name), given];
        page.driver().execute(CALL, arguments).await?;
        // A request that lasts as long as the answer takes would be given up by whatever is on its way.
        let answer = loop {
            tokio::time::sleep(BEAT).await;
            let answer: Option<Answer<T>> = page.evaluate("return window.answer;").await?;
            if let Some(answer) = answer {
                break answer;
            }
        };
        match answer {
            Answer {
                value: Some(it), ..
            } => Ok(Ok(it)),
            Answer {
                error: Some(it), ..
            } => Ok(Err(it)),
            _ => bail!("{module} answers nothing"),
        }
    }

    /// Kilobytes of files after `gzip -9`.
    fn size(&self, files: &[&str]) -> Result<f64> {
        let mut size = 0;
        for name in files {
            let file = self.folder.join(name);
            let bytes = std::fs::read(&file).with_context(|| format!("cannot read {name}"))?;
            size += gzip_9(&bytes)?;
        }
        Ok(size as f64 / 1e3)
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    value: Option<T>,
    error: Option<String>,
}

/// The browser, and what its WebGL is.
async fn surroundings(page: &RecommendPage) -> Result<String> {
    let renderer: String = page.evaluate(RENDERER).await?;
    let agent: String = page.evaluate("return navigator.userAgent;").await?;
    let chromium = agent.split(' ').find(|word| word.contains("Chrome/"));
    let cores: u32 = page
        .evaluate("return navigator.hardwareConcurrency;")
        .await?;
    Ok(format!(
        "{}, {cores} cores. WebGL is drawn by {renderer}.",
        chromium.unwrap_or(&agent)
    ))
}

/// What others load besides their model.
const ENGINE: &[&str] = &["engine.js", "engine_bg.wasm"];
const ONNX: &[&str] = &[
    "ort.wasm.min.mjs",
    "ort-wasm-simd-threaded.mjs",
    "ort-wasm-simd-threaded.wasm",
];
const WASM: &[&str] = &[
    "tf.min.js",
    "tf-backend-wasm.min.js",
    "tfjs-backend-wasm-simd.wasm",
];
const WASM_THREADS: &[&str] = &[
    "tf.min.js",
    "tf-backend-wasm.min.js",
    "tfjs-backend-wasm-threaded-simd.wasm",
];
const WEBGL: &[&str] = &["tf.min.js"];

/// What is asked for a list: its name here, the program, the form of the network and the threads, and its files.
type Asked = (
    &'static str,
    &'static str,
    &'static str,
    u32,
    &'static [&'static str],
);

const LISTS: [Asked; 11] = [
    (
        "ONNX Runtime Web, wasm, 1 thread",
        "onnx",
        "written",
        1,
        ONNX,
    ),
    (
        "ONNX Runtime Web, wasm, 2 threads",
        "onnx",
        "written",
        2,
        ONNX,
    ),
    ("TensorFlow.js, wasm, 1 thread", "wasm", "written", 1, WASM),
    (
        "TensorFlow.js, wasm, 2 threads",
        "wasm",
        "written",
        2,
        WASM_THREADS,
    ),
    ("TensorFlow.js, WebGL", "webgl", "written", 1, WEBGL),
    (
        "ONNX Runtime Web, wasm, 1 thread",
        "onnx",
        "halves",
        1,
        ONNX,
    ),
    (
        "ONNX Runtime Web, wasm, 2 threads",
        "onnx",
        "halves",
        2,
        ONNX,
    ),
    ("TensorFlow.js, wasm, 1 thread", "wasm", "halves", 1, WASM),
    (
        "TensorFlow.js, wasm, 2 threads",
        "wasm",
        "halves",
        2,
        WASM_THREADS,
    ),
    ("TensorFlow.js, WebGL", "webgl", "halves", 1, WEBGL),
    ("TensorFlow.js, cpu", "cpu", "written", 1, WEBGL),
];

#[derive(Deserialize)]
struct List {
    ms: f64,
    /// Of the page, bytes.
    memory: Option<f64>,
    /// The greatest of all stars that are compared.
    difference: Option<f64>,
    /// Lists that are the same, of so many.
    same: Option<u32>,
    compared: Option<u32>,
    version: Option<String>,
}

async fn lists(page: &RecommendPage, peers: &Peers) -> Result<()> {
    println!(
        "| program | first layer | a list, ms | times the engine's | memory of the page, MB | code, kB | stars differ by at most | lists that are the same |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let own = async || {
        let list = peers
            .call(page, "lists.js", "measure", json!(["ours"]))
            .await?;
        list.map_err(anyhow::Error::msg)
    };
    let before: List = own().await?;
    let mut others = Vec::new();
    for asked @ (_, program, form, threads, _) in LISTS {
        let given = json!([program, form, threads]);
        let list: Result<List, _> = peers.call(page, "lists.js", "measure", given).await?;
        others.push((asked, list.map_err(anyhow::Error::msg)?));
    }
    let after: List = own().await?;
    // What the machine does besides makes a measurement longer: the engine has the longer of two, before and after.
    let ours = if before.ms > after.ms { before } else { after };
    let size = peers.size(ENGINE)?;
    println!(
        "| **Matinee's engine** | multiplied out | **{:.4}** | 1 | {} | {size:.0} | | |",
        ours.ms,
        megabytes(ours.memory)
    );
    for ((name, _, form, _, files), list) in others {
        let form = if form == "halves" {
            "multiplied out"
        } else {
            "as written"
        };
        let version = list.version.unwrap_or_default();
        println!(
            "| {} | {form} | {:.3} | {:.0} | {} | {:.0} | {:.0e} | {} of {} |",
            name.replacen(',', &format!(" {version},"), 1),
            list.ms,
            list.ms / ours.ms,
            megabytes(list.memory),
            peers.size(files)?,
            list.difference.unwrap_or_default(),
            list.same.unwrap_or_default(),
            list.compared.unwrap_or_default(),
        );
    }
    println!();
    Ok(())
}

fn megabytes(bytes: Option<f64>) -> String {
    bytes.map_or_else(String::new, |bytes| format!("{:.0}", bytes / 1e6))
}

/// The page's own run.
struct OwnRun {
    times: TimedRun,
    rmse: f64,
    memory_mb: u32,
    /// Of its files, kB.
    size: f64,
}

async fn own_run(page: &RecommendPage) -> Result<OwnRun> {
    page.go(TRAIN).await?;
    page.choose_backend("ndarray").await?;
    page.trainer_listens().await?;
    page.choose_recipe("Plain").await?;
    // The first run of a worker is compiled while it runs.
    TimedRun::of(page, EPOCHS).await?;
    let times = TimedRun::of(page, EPOCHS).await?;
    let [rmse, _] = page.measured("yours").await?;
    let mut size = 0;
    for entry in std::fs::read_dir(&page.stage().dist)? {
        let entry = entry?;
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("trainer-ndarray-")
        {
            size += gzip_9(&std::fs::read(entry.path())?)?;
        }
    }
    Ok(OwnRun {
        times,
        rmse,
        memory_mb: page.memory().await?,
        size: size as f64 / 1e3,
    })
}

/// What is asked for epochs: its name here, the backend, how rows of embeddings are looked up, threads and files.
const TRAININGS: [Asked; 5] = [
    ("TensorFlow.js, WebGL", "webgl", "gather", 1, WEBGL),
    ("TensorFlow.js, WebGL", "webgl", "oneHot", 1, WEBGL),
    ("TensorFlow.js, wasm, 1 thread", "wasm", "gather", 1, WASM),
    ("TensorFlow.js, wasm, 1 thread", "wasm", "oneHot", 1, WASM),
    (
        "TensorFlow.js, wasm, 2 threads",
        "wasm",
        "oneHot",
        2,
        WASM_THREADS,
    ),
];

#[derive(Deserialize)]
struct Training {
    seconds: Vec<f64>,
    rmse: f64,
    memory: Option<f64>,
    version: String,
}

async fn epochs(page: &RecommendPage, peers: &Peers, own: &OwnRun) -> Result<()> {
    println!(
        "| program | rows of embeddings | an epoch, s | times the trainer's | epochs run | RMSE on held-out rows then | memory, MB | code, kB |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    println!(
        "| **Matinee's trainer** (Burn, ndarray) | gathered | **{:.2}** | 1 | {EPOCHS} | {:.4} | {} | {:.0} |",
        own.times.epoch, own.rmse, own.memory_mb, own.size
    );
    for (name, backend, way, threads, files) in TRAININGS {
        let given = json!([backend, way, threads]);
        let way = if way == "gather" {
            "gathered"
        } else {
            "products with one-hot rows"
        };
        let size = peers.size(files)?;
        match peers
            .call::<Training>(page, "train.js", "measure", given)
            .await?
        {
            Ok(it) => {
                let seconds = matinee_e2e::median(it.seconds.clone())?;
                println!(
                    "| {} | {way} | {seconds:.1} | {:.0} | {} | {:.4} | {} | {size:.0} |",
                    name.replacen(',', &format!(" {},", it.version), 1),
                    seconds / own.times.epoch,
                    it.seconds.len(),
                    it.rmse,
                    megabytes(it.memory),
                );
            }
            Err(why) => println!("| {name} | {way} | cannot: {why} | | | | | |"),
        }
    }
    Ok(())
}
