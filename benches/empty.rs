//! An empty program, built like `route`: the cost of starting a process.

fn main() {}
