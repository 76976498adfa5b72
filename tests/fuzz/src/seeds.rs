//! Where fuzzing begins: small made-up inputs of every target. Nobody's ratings are in them.

use std::io::{Cursor, Write};

use matinee_app::stored::runs as rows;
use matinee_app::train::record::{End, Record, Source, Training};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_protocol::{
    Checkpoint, Epoch, EpochList, ListFor, Message, Outcome, Preset, Quality, Report, Request,
    Settings, Start,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::fixtures::FIXTURES;
use crate::kept::NEXT_TEXT;
use crate::tables::{AFTER_NAME, NEXT_FILE};

/// A seed.
#[derive(Debug)]
pub struct Seed {
    /// Whose.
    pub target: &'static str,
    /// Its file in the folder of that.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Every seed.
#[must_use]
pub fn all() -> Vec<Seed> {
    let of = |target| {
        move |(name, bytes): (&str, Vec<u8>)| Seed {
            target,
            name: name.to_owned(),
            bytes,
        }
    };
    let mut seeds = Vec::new();
    seeds.extend(models().into_iter().map(of("model")));
    seeds.extend(parts().into_iter().map(of("parts")));
    seeds.extend(weights().into_iter().map(of("weights")));
    seeds.extend(rating_files().into_iter().map(of("rating_files")));
    seeds.extend(data_sets().into_iter().map(of("data_set")));
    seeds.extend(sessions().into_iter().map(of("session")));
    seeds.extend(runs().into_iter().map(of("runs")));
    seeds.extend(addresses().into_iter().map(of("address")));
    seeds.extend(messages().into_iter().map(of("messages")));
    seeds
}

type Named = Vec<(&'static str, Vec<u8>)>;

const MODELS: [&str; 5] = ["hybrid", "seed", "factors", "popularity", "without-stars"];

fn models() -> Named {
    let files = MODELS.into_iter().zip(FIXTURES.models.iter().cloned());
    let changes: [(&str, &[u8]); 7] = [
        ("hybrid-as-it-is", &[0]),
        ("a-title-changed", &[1, 1, 40, 0, 1, 2, b'X', b'Y']),
        ("a-person-changed", &[0, 2, 9, 0, 1, 1, 7]),
        ("a-history-changed", &[3, 3, 2, 0, 1, 1, 3]),
        ("spreads-changed", &[0, 4, 1, 0, 1, 1, 200]),
        ("weights-changed", &[0, 5, 20, 0, 4, 4, 0, 0, 128, 63]),
        ("a-section-gone", &[0, 6, 0, 0, 255, 0]),
    ];
    files
        .chain(changes.map(|(name, bytes)| (name, bytes.to_vec())))
        .collect()
}

fn parts() -> Named {
    vec![
        ("as-they-are", vec![0]),
        ("first-changed", vec![1, 5, 20, 0, 1, 1, 1]),
        ("first-person-changed", vec![1, 8, 0, 0, 1, 1, 2]),
        ("rest-changed", vec![0, 0, 2, 0, 1, 1, 3]),
        ("a-section-gone", vec![0, 1, 0, 0, 255, 0]),
        ("of-other-tables", vec![2, 0, 2, 0, 1, 1, 3]),
    ]
}

fn weights() -> Named {
    let files = MODELS.into_iter().zip(FIXTURES.weights.iter().cloned());
    let changes: [(&str, &[u8]); 4] = [
        ("a-number-changed", &[0, 1, 0, 0, 4, 4, 0, 0, 128, 64]),
        ("a-shape-changed", &[1, 1, 0, 0, 1, 1, 9]),
        ("a-fit-changed", &[2, 1, 70, 0, 2, 2, 1, 1]),
        ("a-section-gone", &[0, 2, 0, 0, 255, 0]),
    ];
    files
        .chain(changes.map(|(name, bytes)| (name, bytes.to_vec())))
        .collect()
}

fn rating_files() -> Named {
    let utf16 = |text: &str| {
        let letters = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(letters).collect::<Vec<u8>>()
    };
    let texts = [
        (
            "ours",
            "\u{feff}title,year,stars,movie_id\r\nToy Story,1995,4.5,10\r\n\"'=unknown \"\"x\"\"\",,2,50\r\n",
        ),
        (
            "letterboxd",
            "Date,Name,Year,Letterboxd URI,Rating\n2020-01-02,L\u{e9}on,1994,https://boxd.it/1,4.5\n2020-01-03,Godfather,1972,https://boxd.it/2,5\n",
        ),
        (
            "imdb",
            "Const,Your Rating,Date Rated,Title,Title Type,Year\ntt0100010,9,2020-01-02,Toy Story,Movie,1995\ntt0000001,3,2020-01-02,A Series,TV Series,2001\n",
        ),
        (
            "trakt",
            "rated_at,type,title,year,trakt_id,rating,tmdb_id\n2020-01-02T03:04:05Z,movie,Toy Story,1995,1,8,10\n",
        ),
        (
            "criticker",
            "Score,Film Name,Year\n73,\"Paris, Texas\",1984\n100,The Godfather,1972\n",
        ),
        (
            "movielens-titles",
            "userId,movieId,rating,timestamp,title\n1,20,3.5,964982703,Toy Story (1995)\n1,10,4.0,964982703,\"Godfather, The (1972)\"\n",
        ),
        (
            "ratings-csv",
            "userId,movieId,rating,timestamp\n1,110,3.5,964982703\n1,296,4.0,964982703\n",
        ),
        (
            "ratings-dat",
            "1::110::5::978300760\n1::296::3::978302109\n",
        ),
        (
            "u-data",
            "196\t20\t3\t881250949\n196\t10\t5\t881250949\n196\t11\t5\t881250949\n",
        ),
        (
            "table",
            "title;rating\nToy Story (1995);\u{2605}\u{2605}\u{2605}\u{bd}\nthe godfater;80 %\n\"open\n",
        ),
        (
            "again",
            "title,rating\nToy Story,1\ntoy story,5\n,3\nL\u{e9}on,\nUnknown,7/10\n",
        ),
    ];
    let texts = texts.map(|(name, text)| (name, text.as_bytes().to_vec()));
    let mut seeds: Named = texts.into();
    seeds.push(("utf-16", utf16("title\trating\nL\u{e9}on\t4,5\n")));
    seeds.push(("latin-1", b"title,rating\nL\xe9on,4\n".to_vec()));
    seeds.push(("a-zip", zipped(&CSV, CompressionMethod::Stored)));
    seeds
}

type Texts = [(&'static str, &'static str)];

const FIVE: [(&str, &str); 6] = [
    (
        "ml/u.data",
        "1\t1\t5\t874965758\n1\t2\t3\t876893171\n2\t1\t4\t888550871\n2\t3\t2\t888550871\n",
    ),
    (
        "ml/u.item",
        "1|Toy Story (1995)|01-Jan-1995||http://x|0|1|0\n2|GoldenEye (1995)|01-Jan-1995|||0|0|1\n3|Toy Story (1995)|01-Jan-1995|||0|1|1\n",
    ),
    ("ml/u.user", "1|24|M|other|85711\n2|53|F|writer|94043\n"),
    ("ml/u.genre", "unknown|0\nComedy|1\nWar|2\n\n"),
    ("ml/u.occupation", "other\nwriter\n"),
    ("ml/notice.txt", "Made up.\n"),
];
const CSV: [(&str, &str); 4] = [
    (
        "ml/ratings.csv",
        "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,3,4.5,964981247\n2,1,0.5,964982224\n",
    ),
    (
        "ml/movies.csv",
        "movieId,title,genres\n1,Toy Story (1995),Adventure|Comedy\n3,\"Boat, The (Boot, Das) (1981)\",(no genres listed)\n",
    ),
    (
        "ml/links.csv",
        "movieId,imdbId,tmdbId\n1,0114709,862\n3,0082096,\n",
    ),
    ("ml/README.txt", "Made up.\n"),
];
const DAT: [(&str, &str); 3] = [
    (
        "ratings.dat",
        "1::1::5::978300760\n1::2::3::978302109\n2::2::4.5::978301968\n",
    ),
    (
        "movies.dat",
        "1::Toy Story (1995)::Animation|Comedy\n2::Jumanji (1995)::Adventure\n",
    ),
    ("users.dat", "1::F::1::10::48067\n2::M::56::16::70072\n"),
];

fn data_sets() -> Named {
    vec![
        ("five", marked(&FIVE)),
        ("csv", marked(&CSV)),
        ("dat", marked(&DAT)),
        ("five.zip", zipped(&FIVE, CompressionMethod::Stored)),
        ("csv.zip", zipped(&CSV, CompressionMethod::Stored)),
        ("deflated.zip", zipped(&DAT, CompressionMethod::Deflated)),
        (
            "not-together.zip",
            zipped(&CSV[..1], CompressionMethod::Stored),
        ),
        ("no-zip", b"<html>not found</html>".to_vec()),
    ]
}

fn marked(files: &Texts) -> Vec<u8> {
    let files = files
        .iter()
        .map(|(name, text)| [name.as_bytes(), text.as_bytes()].join(&AFTER_NAME));
    files.collect::<Vec<_>>().join(&NEXT_FILE)
}

fn zipped(files: &Texts, method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, text) in files {
        writer.start_file(*name, options).expect("a name");
        writer.write_all(text.as_bytes()).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

fn sessions() -> Named {
    const WHOLE: &str =
        "matinee 1\nrate 50 5\nrate 181 1\nrate 268 3.5\nmark you 7 seen\nmark 500 56 hidden";
    let both = |whole: &str, changes: &str| [whole.as_bytes(), changes.as_bytes()].join(&NEXT_TEXT);
    vec![
        ("version-1", WHOLE.into()),
        (
            "with-changes",
            both(
                WHOLE,
                "matinee changes 1\nrate 50 4\nunrate 181\nunmark 500 56\nrate 9 0.5",
            ),
        ),
        ("changes-alone", both("", "matinee changes 1\nrate 246 4")),
        (
            "damaged",
            "matinee 1\nrate 50 5\nrate 51 6\nnonsense\nmatinee 2\nmark you 8 eaten".into(),
        ),
        ("later", "matinee 2\nrate 50 5".into()),
        ("later-changes", both(WHOLE, "matinee changes 3\nrate 50 5")),
        (
            "carriage-returns",
            both("x\r", "matinee changes 1\nrate 50 5\r"),
        ),
        ("headless", "rate 50 5\r\nrate 51 5\n\n".into()),
    ]
}

fn runs() -> Named {
    let run = |source| {
        rows::write(&Record {
            id: 1_700_000_000_500_123,
            since_ms: 1_700_000_000_500.0,
            source,
            n_bytes: 41_234,
            is_whole: false,
        })
    };
    let training = |preset, end| {
        Source::Trained(Training {
            settings: Settings::of(preset),
            data: Some("made-up.zip".to_owned()),
            epochs: vec![EPOCH],
            seconds: 3.5,
            end,
        })
    };
    let first = [
        "0100009f56febc784200030100000000000030400000000000000000fca9f1d24d62703f000000000000a0",
        "400000000000002840000000000000344000000000000000000000000000003e40000000000000f03f0100",
        "000000000000000000000001",
    ];
    vec![
        ("open", run(training(Preset::Plain, End::Open))),
        (
            "finished",
            run(training(Preset::Hybrid, End::Finished(OUTCOME))),
        ),
        (
            "failed",
            run(training(
                Preset::Ensemble,
                End::Failed("no more memory".to_owned()),
            )),
        ),
        ("opened", run(Source::Opened("mine.matinee".to_owned()))),
        (
            "version-1",
            hex(&["010400409f56febc7842010c6d696e652e6d6174696e656592c20200"]),
        ),
        ("version-1-damaged", hex(&first)),
        ("later", vec![3, 1, 2, 3]),
    ]
}

fn hex(lines: &[&str]) -> Vec<u8> {
    let digits: Vec<u8> = lines.concat().into_bytes();
    let digit = |byte: u8| char::from(byte).to_digit(16).unwrap_or(0) as u8;
    let pairs = digits.chunks_exact(2);
    pairs
        .map(|pair| digit(pair[0]) << 4 | digit(pair[1]))
        .collect()
}

const EPOCH: Epoch = Epoch {
    epoch: 1,
    training: 1.5,
    held_out: 1.25,
    is_best: true,
};
const OUTCOME: Outcome = Outcome {
    epoch: 1,
    is_stopped: true,
    yours: Quality {
        rmse: 1.125,
        ndcg: Some(0.25),
    },
};

fn addresses() -> Named {
    let queries = [
        ("plain", "?user=500&k=10"),
        (
            "list",
            "?user=you&k=10&genre=comedy,-film-noir&years=1980-1999&obscure=20&varied=100&stars=0",
        ),
        ("two", "?user=500&k=10&with=15&together=least"),
        ("models", "?user=you&k=10&model=hybrid,seed&like=50"),
        ("movie", "?movie=50&like=7&with=you&together=mean"),
        (
            "every-year",
            "?years=1000-9999&genre=childrens,sci-fi,-,opera",
        ),
        (
            "train",
            "?view=train&recipe=original&backend=flex&embedding=8&hidden=32&epochs=3&held-out=10&seed=7",
        ),
        (
            "numbers",
            "?view=train&recipe=plain&lr=0.012600001&batch=5.12e2&lambda=1e-9&dropout=-0",
        ),
        (
            "evidence",
            "?view=evidence&show-protocol=time&show-newcomer=3&show-movie=50&show-step=20&show-only=year&show-at=9",
        ),
        (
            "wrong",
            "?user=%3Cb%3E+x&k=99999999999999999999&years=80-99&show-step=21&lr=fast&model=%FF&user=1",
        ),
    ];
    queries.map(|(name, query)| (name, query.into())).into()
}

fn messages() -> Named {
    let request = |said| Message { run: 3, said }.write().expect("small");
    let report = |said| Message { run: 3, said }.write().expect("small");
    let start = |list_for| Start {
        list_for,
        ..Start::from(&Settings::of(Preset::Plain))
    };
    let visitor = ListFor::Visitor(vec![(MovieIdx(7), Stars::WHOLE[3])]);
    vec![
        (
            "open",
            request(Request::Open {
                model: vec![1, 2, 3],
                rest: vec![4],
            }),
        ),
        (
            "open-archive",
            request(Request::OpenArchive(b"PK".to_vec())),
        ),
        ("start", request(Request::Start(start(Some(visitor))))),
        (
            "start-user",
            request(Request::Start(start(Some(ListFor::User(UserIdx(3)))))),
        ),
        ("stop", request(Request::Stop)),
        (
            "refused",
            report(Report::Refused {
                reason: "no zip".to_owned(),
            }),
        ),
        ("epoch", report(Report::Epoch(EPOCH))),
        (
            "list",
            report(Report::List(EpochList {
                epoch: 1,
                movies: vec![MovieIdx(5), MovieIdx(300)],
            })),
        ),
        (
            "checkpoint",
            report(Report::Checkpoint(Checkpoint {
                epoch: 2,
                weights: vec![1, 2, 3],
                is_whole: false,
            })),
        ),
        ("finished", report(Report::Finished(OUTCOME))),
    ]
}
