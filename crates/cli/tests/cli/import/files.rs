//! Models of the library implicit, and factors as named tensors or as a table.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use matinee_engine::{MovieIdx, Profile, Stars, UserIdx};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Import, told};

/// Two users (7 and 3), three items (30, 10, 20) and two factors each.
const USERS: [f32; 4] = [1.0, 0.5, 2.0, -1.0];
const ITEMS: [f32; 6] = [1.5, 0.5, 1.0, 1.0, 0.5, -0.5];
const ITEM_IDS: [i64; 3] = [30, 10, 20];

/// A folder with `items.csv` and `ratings.csv`.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let items =
        "id,title,year\n10,Heat,1995\n20,Ran,1985\n30,Alien,1979\n40,Nobody has this,1990\n";
    fs::write(folder.path().join("items.csv"), items).unwrap();
    let ratings = "userId,movieId,rating,timestamp\n7,10,4,0\n7,30,5,0\n3,20,2,0\n";
    fs::write(folder.path().join("ratings.csv"), ratings).unwrap();
    folder
}

fn bytes<const N: usize, T: Copy>(values: &[T], to: impl Fn(T) -> [u8; N]) -> Vec<u8> {
    values.iter().flat_map(|value| to(*value)).collect()
}

fn floats(values: &[f32]) -> Vec<u8> {
    bytes(values, f32::to_le_bytes)
}

fn ids(values: &[i64]) -> Vec<u8> {
    bytes(values, i64::to_le_bytes)
}

/// A safetensors file of (name, type, shape, bytes).
fn tensors(path: &Path, tensors: &[(&str, &str, &str, Vec<u8>)]) {
    let (mut header, mut data) = (Vec::new(), Vec::<u8>::new());
    for (name, kind, shape, bytes) in tensors {
        let (from, to) = (data.len(), data.len() + bytes.len());
        header.push(format!(
            "\"{name}\":{{\"dtype\":\"{kind}\",\"shape\":[{shape}],\"data_offsets\":[{from},{to}]}}"
        ));
        data.extend(bytes);
    }
    let header = format!("{{{}}}", header.join(","));
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    fs::write(path, file).unwrap();
}

/// The factors, with a mean and biases of items.
fn biased(path: &Path) {
    tensors(
        path,
        &[
            ("user_factors", "F32", "2,2", floats(&USERS)),
            ("item_factors", "F32", "3,2", floats(&ITEMS)),
            ("user_ids", "I64", "2", ids(&[7, 3])),
            ("item_ids", "I64", "3", ids(&ITEM_IDS)),
            ("item_biases", "F32", "3", floats(&[0.5, 0.25, -0.5])),
            ("user_biases", "F32", "2", floats(&[0.1, -0.1])),
            ("mean", "F32", "1", floats(&[3.0])),
        ],
    );
}

fn import(kind: &str, folder: &TempDir, model: &Path, options: &[&str]) -> Import {
    Import::described(kind, model, &folder.path().join("items.csv"), options)
}

fn rated(mut import: Import, folder: &TempDir) -> Import {
    import
        .command
        .arg("--ratings")
        .arg(folder.path().join("ratings.csv"));
    import
}

#[test]
fn named_tensors_are_factors_with_biases() {
    let folder = folder();
    let model = folder.path().join("mf.safetensors");
    biased(&model);
    let options = [
        "--feedback=explicit",
        "--reg=2",
        "--bias-reg=3",
        "--precision=full",
    ];
    let (engine, said) = rated(import("--factors", &folder, &model, &options), &folder).imported();
    assert!(said.contains("left out: 1 of 4 items"), "{said}");
    let titles = engine
        .catalogue()
        .movies
        .iter()
        .map(|movie| &movie.title[..]);
    assert_eq!(titles.collect::<Vec<_>>(), ["Heat", "Ran", "Alien"]);
    // User 7, Heat: 3 + .1 + .25 + (1, .5) · (1, 1).
    let user = engine.user_idx(matinee_engine::UserId(7)).unwrap();
    assert!((engine.raw_stars(user, MovieIdx(0)) - 4.85).abs() < 1e-5);
    // Somebody new who gave Heat 5 stars: (A + λ) x = a (5 − 3 − .25), a = (1, 1, 1), λ = (2, 2, 3):
    // x = 1.75 · λ⁻¹ a / (1 + aᵀ λ⁻¹ a) = 1.75 · (½, ½, ⅓) / (7/3).
    let profile = Profile {
        ratings: vec![(MovieIdx(0), Stars::try_from(5).unwrap())],
        ..Profile::default()
    };
    let person = engine.fold_in(&profile).unwrap();
    let x = [0.5, 0.5, 1.0 / 3.0].map(|it| 1.75 * it / (7.0 / 3.0));
    let expected = 3.0 - 0.5 + x[0] * 0.5 - x[1] * 0.5 + x[2];
    assert!((engine.raw_stars_for(&person, MovieIdx(1)) - expected).abs() < 1e-5);
    let why = engine.explain(&person, MovieIdx(1));
    assert!((why.stars.sum() - expected).abs() < 1e-5);
}

#[test]
fn a_table_with_a_side_is_factors_too() {
    let folder = folder();
    let model = folder.path().join("mf.parquet");
    fs::write(&model, table(&["user", "user", "item", "item", "item"])).unwrap();
    let options = ["--feedback=explicit", "--reg=2", "--precision=full"];
    let (engine, _) = rated(import("--factors", &folder, &model, &options), &folder).imported();
    let user = engine.user_idx(matinee_engine::UserId(3)).unwrap();
    // (2, −1) · (1.5, .5)
    assert!((engine.raw_stars(user, MovieIdx(2)) - 2.5).abs() < 1e-5);
    fs::write(&model, table(&["user", "person", "item", "item", "item"])).unwrap();
    import("--factors", &folder, &model, &options).check_refused(&["side of id 3 is `person`"]);
}

/// A Parquet table of the factors, with these sides.
fn table(sides: &[&str; 5]) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = "message m { required binary side (UTF8); required int64 id; \
                  required group features (LIST) { repeated group list { required float element; } } }";
    let schema = std::sync::Arc::new(parse_message_type(schema).unwrap());
    let properties = std::sync::Arc::new(WriterProperties::builder().build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
    let mut rows = writer.next_row_group().unwrap();
    let mut column = rows.next_column().unwrap().unwrap();
    let sides = sides.map(ByteArray::from);
    column
        .typed::<ByteArrayType>()
        .write_batch(&sides, None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = rows.next_column().unwrap().unwrap();
    let ids = [[7, 3].as_slice(), &ITEM_IDS].concat();
    column
        .typed::<Int64Type>()
        .write_batch(&ids, None, None)
        .unwrap();
    column.close().unwrap();
    let mut column = rows.next_column().unwrap().unwrap();
    let values = [USERS.as_slice(), &ITEMS].concat();
    let repeated: Vec<i16> = (0..values.len()).map(|at| (at % 2) as i16).collect();
    let levels = vec![1; values.len()];
    let column_of = column.typed::<FloatType>();
    column_of
        .write_batch(&values, Some(&levels), Some(&repeated))
        .unwrap();
    column.close().unwrap();
    rows.close().unwrap();
    writer.close().unwrap();
    bytes
}

/// An array of NumPy.
fn array(kind: &str, shape: &str, body: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({shape}), }}");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(body);
    bytes
}

/// An npz as implicit saves it, with one more array.
fn npz(folder: &TempDir, (name, kind): (&str, &str)) -> PathBuf {
    let path = folder.path().join("als.npz");
    let mut writer = ZipWriter::new(fs::File::create(&path).unwrap());
    for (name, array) in [
        ("user_factors", array("<f4", "2, 2", &floats(&USERS))),
        ("item_factors", array("<f4", "3, 2", &floats(&ITEMS))),
        ("regularization", array("<f8", "", &0.5_f64.to_le_bytes())),
        ("alpha", array("<f8", "", &2.0_f64.to_le_bytes())),
        (name, array(kind, "", &[0; 8])),
    ] {
        let options = SimpleFileOptions::default();
        writer.start_file(format!("{name}.npy"), options).unwrap();
        writer.write_all(&array).unwrap();
    }
    writer.finish().unwrap();
    fs::write(folder.path().join("users.txt"), "7\n3\n").unwrap();
    fs::write(
        folder.path().join("items.npy"),
        array("<i8", "3,", &ids(&ITEM_IDS)),
    )
    .unwrap();
    path
}

fn of_npz(folder: &TempDir, path: &Path) -> Import {
    let mut import = import(
        "--implicit",
        folder,
        path,
        &["--precision=full", "--stars-weight=0"],
    );
    import
        .command
        .arg("--user-ids")
        .arg(folder.path().join("users.txt"));
    import
        .command
        .arg("--item-ids")
        .arg(folder.path().join("items.npy"));
    import
}

#[test]
fn a_model_of_implicit_orders_and_folds_in_as_it_does() {
    let folder = folder();
    let path = npz(&folder, ("iterations", "<i8"));
    let (engine, _) = rated(of_npz(&folder, &path), &folder).imported();
    assert_eq!([told(&engine, "reg"), told(&engine, "alpha")], ["0.5", "2"]);
    let user = engine.user_idx(matinee_engine::UserId(7)).unwrap();
    // (1, .5) · (.5, −.5)
    assert!((engine.predict(user, MovieIdx(1)).ranking_score - 0.25).abs() < 1e-5);
    // Somebody new who gave Heat 3 stars: c = 2 · 3 = 6, so
    // (Σ y yᵀ + 5 (1, 1)ᵀ(1, 1) + ½ I) x = 6 (1, 1) with Σ y yᵀ = ((3.5, 1.5), (1.5, 1.5)).
    let profile = Profile {
        ratings: vec![(MovieIdx(0), Stars::try_from(3).unwrap())],
        ..Profile::default()
    };
    let person = engine.fold_in(&profile).unwrap();
    let (a, b, d) = (3.5 + 5.0 + 0.5, 1.5 + 5.0, 1.5 + 5.0 + 0.5);
    let determinant: f32 = a * d - b * b;
    let x = [
        (6.0 * d - 6.0 * b) / determinant,
        (6.0 * a - 6.0 * b) / determinant,
    ];
    let expected = 1.5 * x[0] + 0.5 * x[1];
    let found = engine.predict_for(&person, MovieIdx(2)).ranking_score;
    assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    let first = engine.predict(UserIdx(0), MovieIdx(0));
    assert!((2.0..=4.5).contains(&first.stars.stars()));
}

#[test]
fn pickled_objects_are_refused_unread() {
    let folder = folder();
    let path = npz(&folder, ("random_state", "|O"));
    of_npz(&folder, &path).check_refused(&["random_state.npy", "Python objects", "not run"]);
}

#[test]
fn ids_are_asked_for_and_must_be_as_many_as_rows() {
    let folder = folder();
    let path = npz(&folder, ("iterations", "<i8"));
    import("--implicit", &folder, &path, &[]).check_refused(&["has no ids", "--user-ids"]);
    let import = of_npz(&folder, &path);
    fs::write(folder.path().join("users.txt"), "7\n").unwrap();
    import.check_refused(&["has 1 ids, the model has 2 users"]);
    let import = of_npz(&folder, &path);
    fs::write(folder.path().join("users.txt"), "7\nann\n").unwrap();
    import.check_refused(&["users.txt:2", "`ann` is no id"]);
}

#[test]
fn two_models_of_different_people_or_items_are_refused() {
    let folder = folder();
    let stars = folder.path().join("stars.safetensors");
    biased(&stars);
    let order = folder.path().join("order.safetensors");
    tensors(
        &order,
        &[
            ("user_factors", "F32", "2,2", floats(&[0.1, 0.0, 0.0, 0.1])),
            ("item_factors", "F32", "2,2", floats(&ITEMS[..4])),
            ("user_ids", "I64", "2", ids(&[7, 3])),
            ("item_ids", "I64", "2", ids(&[30, 11])),
        ],
    );
    let options = [
        "--feedback=explicit",
        "--reg=2",
        "--order-reg=1",
        "--alpha=1",
    ];
    import("--factors", &folder, &stars, &options)
        .ordered_by(&order)
        .check_refused(&[
            "of different people or items; items: 2 in the first alone, 1 in --order alone",
        ]);
}

#[test]
fn what_is_no_model_is_refused() {
    let folder = folder();
    let path = folder.path().join("items.csv");
    import("--factors", &folder, &path, &["--reg=1"]).check_refused(&["no whole safetensors file"]);
    let model = folder.path().join("mf.safetensors");
    biased(&model);
    import("--factors", &folder, &model, &["--reg=1"]).check_refused(&["give --feedback explicit"]);
    import("--factors", &folder, &model, &["--feedback=explicit"]).check_refused(&["--reg"]);
    import("--implicit", &folder, &path, &[]).check_refused(&["cannot import"]);
    import("--spark", &folder, &folder.path().join("no"), &[]).check_refused(&["no such file"]);
}
