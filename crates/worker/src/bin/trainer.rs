//! The trainer, for a worker of the page: the only WebAssembly that contains Burn.

fn main() {
    matinee_worker::worker::run();
}
