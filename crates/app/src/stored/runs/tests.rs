//! Bytes of every version so far, and bytes of none.

use proptest::prelude::*;

use super::*;
use matinee_protocol::{Backend, Field, Preset, Settings};

/// A row as a browser has it.
struct Golden {
    record: Record,
    /// As version 1 wrote it, in hexadecimal; `None` for what only later versions can say.
    v1: Option<&'static str>,
    /// As version 2 wrote it.
    v2: &'static str,
    /// As it is written today, where that differs: without what was measured of the page's own model.
    today: Option<&'static str>,
}

fn run(id: u64, training: Training) -> Record {
    Record {
        id,
        since_ms: 1_700_000_000_500.0,
        source: Source::Trained(training),
        n_bytes: 41_234,
        is_whole: false,
    }
}

fn plain(end: End) -> Training {
    let settings = Settings::of(Preset::Plain);
    Training {
        settings: settings.with(Field::Seed, 77.0).expect("in range"),
        data: None,
        epochs: vec![
            Epoch {
                epoch: 1,
                training: 1.5,
                held_out: 1.25,
                is_best: true,
            },
            Epoch {
                epoch: 2,
                training: 1.125,
                held_out: 1.375,
                is_best: false,
            },
        ],
        seconds: 3.5,
        end,
    }
}

fn finished(rmse: f32, ndcg: Option<f32>) -> End {
    End::Finished(Outcome {
        epoch: 1,
        is_stopped: true,
        yours: Quality { rmse, ndcg },
    })
}

fn golden() -> Vec<Golden> {
    let mut settings = Settings::of(Preset::Ensemble);
    settings.backend = Backend::Flex;
    let ensemble = Training {
        settings,
        data: Some("ml-100k.zip".to_owned()),
        epochs: Vec::new(),
        seconds: 0.0,
        end: End::Failed("no more memory".to_owned()),
    };
    vec![
        Golden {
            record: run(1_700_000_000_500_123, plain(End::Open)),
            v1: Some(V1_OPEN),
            v2: V2_OPEN,
            today: None,
        },
        Golden {
            record: run(2, plain(finished(1.125, Some(0.25)))),
            v1: Some(V1_FINISHED),
            v2: V2_FINISHED,
            today: Some(V2_FINISHED_TODAY),
        },
        Golden {
            record: Record {
                n_bytes: 0,
                is_whole: true,
                ..run(3, ensemble)
            },
            v1: Some(V1_FAILED),
            v2: V2_FAILED,
            today: None,
        },
        Golden {
            record: Record {
                source: Source::Opened("mine.matinee".to_owned()),
                ..run(4, plain(End::Open))
            },
            v1: Some(V1_OPENED),
            v2: V2_OPENED,
            today: None,
        },
        Golden {
            record: run(5, plain(finished(1.125, None))),
            v1: None,
            v2: V2_WITHOUT_ORDER,
            today: None,
        },
    ]
}

const V1_OPEN: &str = "\
    019bc397c1c1c4820300409f56febc78420001000000000000004040000000000000504020d26f5f07ce893f\
    00000000000090400000000000002040000000000000344000000000000034400000000000001a4000000000\
    004053400002010000c03f0000a03f01020000903f0000b03f000000000000000c400092c20200";
const V1_FINISHED: &str = "\
    010200409f56febc78420001000000000000004040000000000000504020d26f5f07ce893f00000000000090\
    400000000000002040000000000000344000000000000034400000000000001a400000000000405340000201\
    0000c03f0000a03f01020000903f0000b03f000000000000000c400101010000903f0000803e010000603f00\
    00003f92c20200";
const V1_FAILED: &str = "\
    010300409f56febc784200030100000000000030400000000000000000fca9f1d24d62703f000000000000a0\
    400000000000002840000000000000344000000000000000000000000000003e40000000000000f03f010b6d\
    6c2d3130306b2e7a6970000000000000000000020e6e6f206d6f7265206d656d6f72790001";
const V1_OPENED: &str = "\
    010400409f56febc7842010c6d696e652e6d6174696e656592c20200";
const V2_OPEN: &str = "\
    029bc397c1c1c4820300409f56febc78420005706c61696e076e6461727261790909656d62656464696e6700\
    000000000040400668696464656e00000000000050400d6c6561726e696e67207261746520d26f5f07ce893f\
    05626174636800000000000090400665706f63687300000000000020400868656c64206f7574000000000000\
    34400764726f706f757400000000000034400e726567756c617269736174696f6e0000000000001a40047365\
    656400000000004053400002010000c03f0000a03f01020000903f0000b03f000000000000000c400092c202\
    00";
const V2_FINISHED: &str = "\
    020200409f56febc78420005706c61696e076e6461727261790909656d62656464696e670000000000004040\
    0668696464656e00000000000050400d6c6561726e696e67207261746520d26f5f07ce893f05626174636800\
    000000000090400665706f63687300000000000020400868656c64206f757400000000000034400764726f70\
    6f757400000000000034400e726567756c617269736174696f6e0000000000001a4004736565640000000000\
    4053400002010000c03f0000a03f01020000903f0000b03f000000000000000c400101010000903f01000080\
    3e010000603f010000003f92c20200";
const V2_FINISHED_TODAY: &str = "\
    020200409f56febc78420005706c61696e076e6461727261790909656d62656464696e670000000000004040\
    0668696464656e00000000000050400d6c6561726e696e67207261746520d26f5f07ce893f05626174636800\
    000000000090400665706f63687300000000000020400868656c64206f757400000000000034400764726f70\
    6f757400000000000034400e726567756c617269736174696f6e0000000000001a4004736565640000000000\
    4053400002010000c03f0000a03f01020000903f0000b03f000000000000000c400101010000903f01000080\
    3e0092c20200";
const V2_FAILED: &str = "\
    020300409f56febc78420008656e73656d626c6504666c65780709656d62656464696e670000000000003040\
    0d6c6561726e696e672072617465fca9f1d24d62703f056261746368000000000000a0400665706f63687300\
    000000000028400868656c64206f757400000000000034400e726567756c617269736174696f6e0000000000\
    003e400473656564000000000000f03f010b6d6c2d3130306b2e7a6970000000000000000000020e6e6f206d\
    6f7265206d656d6f72790001";
const V2_OPENED: &str = "\
    020400409f56febc7842010c6d696e652e6d6174696e656592c20200";
const V2_WITHOUT_ORDER: &str = "\
    020500409f56febc78420005706c61696e076e6461727261790909656d62656464696e670000000000004040\
    0668696464656e00000000000050400d6c6561726e696e67207261746520d26f5f07ce893f05626174636800\
    000000000090400665706f63687300000000000020400868656c64206f757400000000000034400764726f70\
    6f757400000000000034400e726567756c617269736174696f6e0000000000001a4004736565640000000000\
    4053400002010000c03f0000a03f01020000903f0000b03f000000000000000c400101010000903f000092c2\
    0200";

fn bytes_of(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|it| !it.is_ascii_whitespace()).collect();
    let byte = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("it is plain");
        u8::from_str_radix(pair, 16).expect("it is hexadecimal")
    };
    digits.chunks(2).map(byte).collect()
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_own(record: &Record, bytes: &[u8]) -> Result<Record, Unreadable> {
    read(Some(record.id as f64), Some(bytes))
}

#[test]
fn runs_of_version_1_are_read() {
    for Golden { record, v1, .. } in golden() {
        if let Some(v1) = v1 {
            assert_eq!(read_own(&record, &bytes_of(v1)), Ok(record.clone()));
        }
    }
}

#[test]
fn runs_of_version_2_are_read_and_written_to_the_byte() {
    for Golden {
        record, v2, today, ..
    } in golden()
    {
        let today = today.unwrap_or(v2);
        let hex: String = today.split_whitespace().collect();
        assert_eq!(hex_of(&write(&record)), hex);
        for bytes in [v2, today].map(bytes_of) {
            assert_eq!(read_own(&record, &bytes), Ok(record.clone()));
        }
    }
}

#[test]
fn a_preset_is_read_with_the_numbers_that_its_network_has() {
    for preset in Preset::ALL {
        for backend in Backend::ALL {
            let mut settings = Settings::of(preset);
            settings.backend = backend;
            let record = run(
                9,
                Training {
                    settings,
                    ..plain(End::Open)
                },
            );
            assert_eq!(read_own(&record, &write(&record)), Ok(record));
        }
    }
}

#[test]
fn what_a_database_hands_back_beside_bytes_is_damaged() {
    // A number, a text, an object: no bytes. A row under a name in the place of a number.
    for (key, bytes) in [
        (Some(2.0), None),
        (Some(2.0), Some(&[][..])),
        (None, Some(&[1][..])),
        (None, None),
    ] {
        assert_eq!(read(key, bytes), Err(Unreadable::Damaged));
    }
    let Golden { record, v1, .. } = golden().remove(1);
    let bytes = bytes_of(v1.expect("it has one"));
    assert_eq!(read_own(&record, &bytes), Ok(record));
    for other in [None, Some(3.0), Some(-5.0), Some(2.5), Some(f64::NAN)] {
        assert_eq!(read(other, Some(&bytes)), Err(Unreadable::Damaged));
    }
}

#[test]
fn bytes_that_are_cut_off_or_go_on_are_damaged() {
    for Golden { record, v1, v2, .. } in golden() {
        for hex in v1.iter().chain([&v2]) {
            let bytes = bytes_of(hex);
            for end in 0..bytes.len() {
                assert_eq!(read_own(&record, &bytes[..end]), Err(Unreadable::Damaged));
            }
            let longer = [&bytes[..], &[0]].concat();
            assert_eq!(read_own(&record, &longer), Err(Unreadable::Damaged));
        }
    }
}

#[test]
fn a_later_version_is_told_from_damage() {
    let Golden { record, v2, .. } = golden().remove(0);
    let body = &bytes_of(v2)[1..];
    for (version, expected) in [
        (0, Unreadable::Damaged),
        (v2::VERSION + 1, Unreadable::Later),
        (255, Unreadable::Later),
    ] {
        let bytes = [&[version], body].concat();
        assert_eq!(read_own(&record, &bytes), Err(expected), "{version}");
    }
}

/// Expects a record with a value that no run has to be damaged.
fn check_unsound(change: impl FnOnce(&mut Record)) {
    let mut record = run(2, plain(finished(1.125, Some(0.25))));
    change(&mut record);
    assert_eq!(
        read_own(&record, &write(&record)),
        Err(Unreadable::Damaged),
        "{record:?}"
    );
}

fn training(record: &mut Record) -> &mut Training {
    match &mut record.source {
        Source::Trained(training) => training,
        Source::Opened(_) => panic!("it was trained"),
    }
}

#[test]
fn numbers_that_no_run_has_are_damage() {
    for date in [f64::NAN, f64::INFINITY, -1.0, 8.65e15] {
        check_unsound(|record| record.since_ms = date);
    }
    for seconds in [f64::NAN, f64::NEG_INFINITY, -0.5] {
        check_unsound(|record| training(record).seconds = seconds);
    }
    for loss in [f32::NAN, f32::INFINITY, -1.0] {
        check_unsound(|record| training(record).epochs[1].training = loss);
        check_unsound(|record| training(record).epochs[0].held_out = loss);
        check_unsound(|record| training(record).end = finished(1.125, Some(loss)));
        check_unsound(|record| training(record).end = finished(loss, None));
        // What was measured of the page's own model, which is not shown any more.
        let Golden { record, v2, .. } = golden().remove(1);
        let mut bytes = bytes_of(v2);
        let rmse = 0.875_f32.to_le_bytes();
        let at = bytes.windows(4).rposition(|it| it == rmse);
        let at = at.expect("it is there");
        bytes[at..at + 4].copy_from_slice(&loss.to_le_bytes());
        assert_eq!(read_own(&record, &bytes), Err(Unreadable::Damaged));
    }
}

#[test]
fn settings_out_of_range_are_damage() {
    let Golden { record, v1, .. } = golden().remove(0);
    let bytes = bytes_of(v1.expect("it has one"));
    let seed = 77.0_f64.to_le_bytes();
    let at = (bytes.windows(8).position(|it| it == seed)).expect("the seed is there");
    for number in [f64::NAN, -1.0, 0.5, 1e20] {
        let mut bytes = bytes.clone();
        bytes[at..at + 8].copy_from_slice(&number.to_le_bytes());
        assert_eq!(
            read_own(&record, &bytes),
            Err(Unreadable::Damaged),
            "{number}"
        );
    }
}

#[test]
fn what_is_not_shown_is_said_with_its_reason() {
    let mut unread = Unread::default();
    assert_eq!(unread.said(), None);
    unread.add(Unreadable::Damaged);
    let said = unread.said().expect("one is not shown");
    assert!(
        said.contains("1 run that cannot be read any more"),
        "{said}"
    );
    unread.add(Unreadable::Later);
    unread.add(Unreadable::Later);
    assert_eq!(unread.n(), 3);
    let said = unread.said().expect("three are not shown");
    assert!(said.contains("2 runs that a later version"), "{said}");
}

proptest! {
    #[test]
    fn no_bytes_make_reading_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        version in 0_u8..4,
        at in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let _ = read(Some(2.0), Some(&bytes));
        let _ = read(Some(2.0), Some(&[&[version], &bytes[..]].concat()));
        for Golden { record, v1, v2, .. } in golden() {
            for hex in v1.iter().chain([&v2]) {
                let mut bytes = bytes_of(hex);
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << bit;
                if let Ok(read) = read_own(&record, &bytes) {
                    // Whatever is read can be written and read again.
                    prop_assert_eq!(read_own(&read, &write(&read)), Ok(read));
                }
            }
        }
    }
}
