//! Standard output, whose reader may go away at any time.

use std::io::{self, Write};

/// Whether what is printed is what a command is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Product {
    /// It is: without a reader there is nothing left to do.
    Text,
    /// It is not, files are: they are finished whether anybody reads along or not.
    Files,
}

/// Standard output, as a command of either kind wants it.
#[derive(Debug)]
pub(super) struct Output<W> {
    inner: W,
    product: Product,
    failure: Option<io::Error>,
}

impl<W: Write> Output<W> {
    pub(super) const fn new(inner: W, product: Product) -> Self {
        Self {
            inner,
            product,
            failure: None,
        }
    }

    /// Writes out what is left. A reader who has gone (`matinee … | head`) has read enough.
    ///
    /// # Errors
    /// What kept something from being written.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let flushed = self.flush();
        match self.failure {
            Some(failure) if is_closed(&failure) => Ok(()),
            Some(failure) => Err(failure),
            None => flushed,
        }
    }

    /// Whether a command ended because nobody reads what it prints.
    pub(super) fn is_unread(&self) -> bool {
        self.product == Product::Text && self.failure.as_ref().is_some_and(is_closed)
    }

    /// Goes on after a failure where that is called for.
    fn settle<T>(&mut self, result: io::Result<T>, done: T) -> io::Result<T> {
        let failure = match result {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => error,
            other => return other,
        };
        let told = io::Error::new(failure.kind(), "cannot write to standard output");
        self.failure = Some(failure);
        match self.product {
            Product::Text => Err(told),
            Product::Files => Ok(done),
        }
    }
}

fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.product == Product::Files && self.failure.is_some() {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.settle(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.product == Product::Files && self.failure.is_some() {
            return Ok(());
        }
        let result = self.inner.flush();
        self.settle(result, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a few bytes, then fails.
    struct Full(usize, io::ErrorKind);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let n = bytes.len().min(self.0);
            self.0 -= n;
            if n == 0 { Err(self.1.into()) } else { Ok(n) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_command_that_makes_files_goes_on_and_fails_in_the_end_unless_the_reader_has_gone() {
        for (kind, is_fine) in [
            (io::ErrorKind::BrokenPipe, true),
            (io::ErrorKind::StorageFull, false),
        ] {
            let mut out = Output::new(Full(3, kind), Product::Files);
            for _ in 0..4 {
                out.write_all(b"line\n").unwrap();
            }
            assert!(!out.is_unread());
            assert_eq!(out.finish().is_ok(), is_fine, "{kind}");
        }
    }

    #[test]
    fn a_command_that_prints_ends_where_nobody_reads() {
        for (kind, is_unread) in [
            (io::ErrorKind::BrokenPipe, true),
            (io::ErrorKind::StorageFull, false),
        ] {
            let mut out = Output::new(Full(3, kind), Product::Text);
            let error = out.write_all(b"line\n").unwrap_err();
            assert!(error.to_string().contains("standard output"), "{error}");
            assert_eq!(out.is_unread(), is_unread, "{kind}");
        }
    }
}
