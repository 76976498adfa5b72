//! A data set out of a zip, whoever made it: nothing of it is trusted, nothing is unpacked by name.

use std::io::{Cursor, ErrorKind, Read};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::data_set::{DataSet, Files, find};
use super::movielens_100k::RawFiles;

/// How much of a zip is read.
#[derive(Clone, Copy, Debug)]
pub struct Caps {
    /// Length of a file, unpacked: what is found, not what is declared.
    pub file: u64,
    /// Number of entries.
    pub entries: usize,
    /// How many times as long as it was a file may become; text becomes ten times as long at most.
    pub ratio: u64,
}

impl Caps {
    /// For fifty million ratings on a machine with memory.
    pub const NATIVE: Self = Self {
        file: 2 << 30,
        entries: 100_000,
        ratio: 200,
    };
    /// For a page: the largest data set that a browser could train on.
    pub const PAGE: Self = Self {
        file: 64 << 20,
        entries: 1_000,
        ratio: 200,
    };
    /// A file up to this length may have any ratio: nobody is harmed by so little.
    const SMALL: u64 = 1 << 20;
}

/// Why a zip is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// No bytes.
    #[error("the file is empty; download it again")]
    Empty,
    /// Something else, a web page for example.
    #[error(
        "this is not a zip, it starts with {start:?}; is it a web page? Download the zip itself"
    )]
    NotAZip {
        /// First characters of the file.
        start: String,
    },
    /// The zip ends too early, or its directory cannot be read.
    #[error("the zip is damaged or cut short; download it again")]
    Damaged,
    /// One of its files cannot be read.
    #[error("cannot read {name} in the zip (damaged; download it again)")]
    DamagedFile {
        /// Name of the entry.
        name: String,
    },
    /// One of its files asks for a password.
    #[error("{name} in the zip is encrypted; zip the files again without a password")]
    Encrypted {
        /// Name of the entry.
        name: String,
    },
    /// One of its files is packed in a way that is not read.
    #[error("{name} in the zip is packed in an unusual way; zip the files again, by `deflate`")]
    Method {
        /// Name of the entry.
        name: String,
    },
    /// More entries than a data set has.
    #[error(
        "the zip has {found} entries, {most} at most are read; zip only the files of the data set"
    )]
    TooMany {
        /// How many.
        found: usize,
        /// See [`Caps::entries`].
        most: usize,
    },
    /// A file that grows without end.
    #[error("{name} in the zip is larger than {most} bytes; this is not data of this format")]
    TooLarge {
        /// Name of the entry.
        name: String,
        /// See [`Caps::file`].
        most: u64,
    },
    /// A file that becomes far longer than text does.
    #[error(
        "{name} in the zip becomes more than {most} times as long as it is packed; no table does"
    )]
    TooDense {
        /// Name of the entry.
        name: String,
        /// See [`Caps::ratio`].
        most: u64,
    },
    /// A name that would lead out of the folder that it is unpacked in.
    #[error("the zip has an unsafe name, {name:?}; get it from another place")]
    UnsafeName {
        /// The name.
        name: String,
    },
    /// The zip holds a data set in another format than was asked for.
    #[error("the zip holds a data set, but none in the format of MovieLens 100K (u.data, u.item)")]
    OtherFormat,
    /// The files are not there, or not together.
    #[error(
        "the zip has no folder with u.data, u.item, u.user, u.genre and u.occupation, nor with \
         ratings.csv and movies.csv, or ratings.dat and movies.dat"
    )]
    NoFiles,
}

/// A zip whose names have been checked.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Of the entries, in their order, with `/` between folders: some programs write `\\`.
    names: Vec<String>,
    caps: Caps,
}

impl<'a> Archive<'a> {
    /// Opens a zip. One with a name that would lead out of its folder is hostile or broken: it is
    /// refused as a whole, although nothing here is unpacked by name.
    ///
    /// # Errors
    /// When the bytes are no zip, or one of which nothing is read.
    pub fn open(bytes: &'a [u8], caps: Caps) -> Result<Self, ArchiveError> {
        if bytes.is_empty() {
            return Err(ArchiveError::Empty);
        }
        if !bytes.starts_with(b"PK") {
            let start = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]);
            let start = start.trim().to_owned();
            return Err(ArchiveError::NotAZip { start });
        }
        let damaged = |_| ArchiveError::Damaged;
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > caps.entries {
            return Err(ArchiveError::TooMany {
                found: zip.len(),
                most: caps.entries,
            });
        }
        let mut names = Vec::with_capacity(zip.len());
        for row in 0..zip.len() {
            let entry = zip.by_index_raw(row).map_err(damaged)?;
            let name = entry.name().map_err(damaged)?.into_owned();
            if leads_out(&name) {
                return Err(ArchiveError::UnsafeName { name });
            }
            names.push(name.replace('\\', "/"));
        }
        Ok(Self { zip, names, caps })
    }

    /// Whether there is an entry of this name, with `/` between folders.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|it| it == name)
    }

    /// The data set whose files are together in one folder.
    ///
    /// # Errors
    /// When there is none, or one of its files cannot be read.
    pub fn data_set(&mut self) -> Result<DataSet, ArchiveError> {
        find(self)?.ok_or(ArchiveError::NoFiles)
    }

    /// The five files of MovieLens 100K's format, see [`Archive::data_set`].
    ///
    /// # Errors
    /// When they are not there, or one of them cannot be read.
    pub fn files(&mut self) -> Result<RawFiles, ArchiveError> {
        match self.data_set()? {
            DataSet::MovieLens100K(files) => Ok(files),
            _ => Err(ArchiveError::OtherFormat),
        }
    }

    /// The bytes of an entry, by its name with `/` between folders.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than a table.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, ArchiveError> {
        let named = || name.to_owned();
        let caps = self.caps;
        let (entry, size) = self.entry(name)?;
        let dense = size.packed.saturating_mul(caps.ratio);
        let most = caps.file.min(dense.max(Caps::SMALL));
        // What is declared is not believed: reading stops where it becomes too much.
        let mut bytes = Vec::with_capacity(usize::try_from(size.declared.min(most)).unwrap_or(0));
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| unpacked(name, &error))?;
        match bytes.len() as u64 {
            n if n > caps.file => Err(ArchiveError::TooLarge {
                name: named(),
                most: caps.file,
            }),
            n if n > most => Err(ArchiveError::TooDense {
                name: named(),
                most: caps.ratio,
            }),
            _ => Ok(bytes),
        }
    }

    fn entry(&mut self, name: &str) -> Result<(Entry<'_, 'a>, Size), ArchiveError> {
        let named = || name.to_owned();
        let row = self.names.iter().position(|it| it == name);
        let row = row.ok_or(ArchiveError::NoFiles)?;
        let entry = self.zip.by_index(row).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
                ArchiveError::Encrypted { name: named() }
            }
            ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
                ArchiveError::Method { name: named() }
            }
            _ => ArchiveError::DamagedFile { name: named() },
        })?;
        let size = Size {
            packed: entry.compressed_size(),
            declared: entry.size(),
        };
        Ok((entry, size))
    }
}

impl Files for Archive<'_> {
    type Error = ArchiveError;

    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    /// What cannot be unpacked has no first bytes: it may be a file that nobody wants.
    fn head(&mut self, name: &str, most: usize) -> Result<Vec<u8>, ArchiveError> {
        let mut head = Vec::new();
        if let Ok((entry, _)) = self.entry(name) {
            // What has come before the damage is kept.
            let _ = entry.take(most as u64).read_to_end(&mut head);
        }
        Ok(head)
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, ArchiveError> {
        Archive::read(self, name)
    }
}

/// An entry that is being unpacked.
type Entry<'zip, 'bytes> = ZipFile<'zip, Cursor<&'bytes [u8]>>;

/// Lengths in bytes, as the zip declares them.
struct Size {
    packed: u64,
    declared: u64,
}

/// Why an entry cannot be unpacked.
fn unpacked(name: &str, error: &std::io::Error) -> ArchiveError {
    let name = name.to_owned();
    match error.kind() {
        // The library looks at the method when it is asked for the first byte.
        ErrorKind::Unsupported => ArchiveError::Method { name },
        _ => ArchiveError::DamagedFile { name },
    }
}

fn leads_out(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.contains(':')
        || name.split(['/', '\\']).any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::formats::movielens_100k::FILE_NAMES;

    const CAPS: Caps = Caps {
        file: 4 << 20,
        entries: 8,
        ratio: 200,
    };

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = SimpleFileOptions::default();
            writer.start_file(*name, options).expect("a name");
            writer.write_all(bytes).expect("in memory");
        }
        writer.finish().expect("in memory").into_inner()
    }

    fn five(folder: &str) -> Vec<u8> {
        let names = FILE_NAMES.map(|name| format!("{folder}{name}"));
        let entries = names.iter().map(|name| (name.as_str(), name.as_bytes()));
        zip(&entries.collect::<Vec<_>>())
    }

    fn files(bytes: &[u8]) -> Result<RawFiles, ArchiveError> {
        Archive::open(bytes, CAPS)?.files()
    }

    #[test]
    fn the_files_are_found_in_whatever_folder() {
        for folder in ["", "ml-100k/", "a/b/"] {
            let files = files(&five(folder)).expect("all are there");
            assert_eq!(files.genres, format!("{folder}u.genre").into_bytes());
        }
    }

    #[test]
    fn folders_may_be_parted_by_backslashes() {
        for folder in ["ml-100k\\", "a\\b\\", "a/b\\"] {
            let found = files(&five(folder)).expect("all are there");
            assert_eq!(found.genres, format!("{folder}u.genre").into_bytes());
        }
        // A file whose name ends so is in no folder.
        assert_eq!(files(&five("a-")), Err(ArchiveError::NoFiles));
    }

    #[test]
    fn a_method_that_is_not_read_is_told_from_damage() {
        // Deflate64, BZIP2, LZMA, Zstandard, XZ, PPMd.
        for method in [9, 12, 14, 93, 95, 98] {
            let mut bytes = five("");
            let directory = bytes.windows(4).position(|it| it == b"PK\x01\x02");
            let directory = directory.expect("there is one");
            bytes[8] = method;
            bytes[directory + 10] = method;
            let name = "u.data".to_owned();
            assert_eq!(
                files(&bytes),
                Err(ArchiveError::Method { name }),
                "{method}"
            );
        }
    }

    #[test]
    fn a_data_set_of_another_format_is_found_in_its_folder() {
        let zip = zip(&[
            (
                "ml-x/ratings.csv",
                b"userId,movieId,rating,timestamp\n1,1,4.0,9\n",
            ),
            (
                "ml-x/movies.csv",
                b"movieId,title,genres\n1,Heat (1995),Drama\n",
            ),
        ]);
        let mut archive = Archive::open(&zip, CAPS).expect("a zip");
        assert!(matches!(archive.data_set(), Ok(DataSet::Csv(_))));
        assert_eq!(archive.files(), Err(ArchiveError::OtherFormat));
    }

    #[test]
    fn files_that_are_not_together_are_none() {
        let apart = zip(&[("a/u.data", b""), ("u.item", b""), ("u.user", b"")]);
        assert_eq!(files(&apart), Err(ArchiveError::NoFiles));
    }

    #[test]
    fn what_is_no_zip_is_said_to_be_none() {
        assert_eq!(files(b""), Err(ArchiveError::Empty));
        let error = files(b"<html>not found</html>").expect_err("no zip");
        assert!(error.to_string().contains("web page"), "{error}");
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let zeros = vec![0; 3 << 20];
        let bomb = zip(&[("u.data", &zeros)]);
        let read = Archive::open(&bomb, CAPS).expect("a zip").read("u.data");
        let name = "u.data".to_owned();
        assert_eq!(read, Err(ArchiveError::TooDense { name, most: 200 }));
    }

    #[test]
    fn a_file_beyond_the_cap_is_refused_whatever_its_ratio() {
        // Stored, so that it is as long as it is packed.
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = zip::CompressionMethod::Stored;
        let options = SimpleFileOptions::default().compression_method(stored);
        writer.start_file("u.data", options).expect("a name");
        writer.write_all(&vec![7; 5 << 20]).expect("in memory");
        let bytes = writer.finish().expect("in memory").into_inner();
        let read = Archive::open(&bytes, CAPS).expect("a zip").read("u.data");
        assert!(matches!(read, Err(ArchiveError::TooLarge { .. })));
    }

    #[test]
    fn a_crowd_of_entries_is_refused() {
        let names: Vec<String> = (0..9).map(|n| n.to_string()).collect();
        let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (&name[..], &b""[..])).collect();
        let most = CAPS.entries;
        assert_eq!(
            files(&zip(&entries)),
            Err(ArchiveError::TooMany { found: 9, most })
        );
    }

    #[test]
    fn an_encrypted_file_is_said_to_be_encrypted() {
        let mut bytes = five("");
        // The flag of encryption, in the header of the first file and in its entry of the directory.
        let directory = bytes.windows(4).position(|it| it == b"PK\x01\x02");
        let directory = directory.expect("there is one");
        bytes[6] |= 1;
        bytes[directory + 8] |= 1;
        let error = files(&bytes).expect_err("a password is missing");
        assert!(matches!(error, ArchiveError::Encrypted { .. }), "{error}");
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        for name in ["../u.data", "/u.data", "a\\..\\u.data", "C:u.data"] {
            let error = files(&zip(&[(name, b"")])).expect_err("unsafe");
            assert!(matches!(error, ArchiveError::UnsafeName { .. }), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_damaged_zip_never_gives_other_bytes(at in 0_usize..600, bit in 0_u8..8) {
            let whole = five("ml-100k/");
            let mut bytes = whole.clone();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            if let Ok(found) = files(&bytes) {
                prop_assert_eq!(found, files(&whole).expect("undamaged"));
            }
        }

        #[test]
        fn a_zip_that_is_cut_short_is_refused(end in 0_usize..600) {
            let whole = five("");
            prop_assert!(files(&whole[..end % whole.len()]).is_err());
        }

        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = files(&[b"PK".as_slice(), &bytes].concat());
        }
    }
}
