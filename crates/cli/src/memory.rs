//! What is too large to be held is refused before it is begun: the system ends a program that runs
//! out of memory, without a word.

use std::fs;

use anyhow::ensure;

/// Where the system does not say how much there is.
const USUAL: u64 = 8 << 30;

/// Checks that so many bytes can be held.
///
/// # Errors
/// When they cannot; `remedy` says what to make smaller.
pub(super) fn check(n_bytes: u64, remedy: &str) -> anyhow::Result<()> {
    let available = available();
    ensure!(
        n_bytes <= available,
        "this takes about {} of memory, and {} can be had; {remedy}",
        gigabytes(n_bytes),
        gigabytes(available)
    );
    Ok(())
}

/// The most that this program has held so far, where the system says it.
pub(super) fn peak() -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    kilobytes(&status, "VmHWM:").map(gigabytes)
}

fn gigabytes(n_bytes: u64) -> String {
    format!("{:.1} GB", n_bytes as f64 / 1e9)
}

/// Bytes that can be had: of the machine, and of the share of it that a container may use.
fn available() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo").ok();
    let machine = machine.as_deref().and_then(of_machine);
    let number = |name: &str| {
        let text = fs::read_to_string(format!("/sys/fs/cgroup/memory.{name}")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    let share = (number("max").zip(number("current"))).map(|(most, now)| most.saturating_sub(now));
    machine.into_iter().chain(share).min().unwrap_or(USUAL)
}

/// `MemAvailable` of `/proc/meminfo`.
fn of_machine(meminfo: &str) -> Option<u64> {
    kilobytes(meminfo, "MemAvailable:")
}

/// Bytes of the line that begins with `name`, which has kilobytes.
fn kilobytes(lines: &str, name: &str) -> Option<u64> {
    let line = lines.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_has_is_read() {
        let text = "MemTotal:       16384 kB\nMemFree:  1 kB\nMemAvailable:    2048 kB\n";
        assert_eq!(of_machine(text), Some(2 << 20));
        for text in ["", "MemAvailable: much", "MemAvailable: 1 MB"] {
            assert_eq!(of_machine(text), None);
        }
    }

    #[test]
    fn a_little_is_there_and_everything_is_not() {
        check(1, "").unwrap();
        let message = check(u64::MAX, "give fewer users").unwrap_err().to_string();
        assert!(message.ends_with("give fewer users"), "{message}");
    }
}
