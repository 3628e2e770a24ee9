//! A program that does nothing, built as `route` is: what starting a process costs.

fn main() {}
