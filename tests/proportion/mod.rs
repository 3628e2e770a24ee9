//! Whether the CPU time of a call grows with its input, not with the square of it.

use std::path::Path;
use std::process::Command;

/// How many times as large the larger input is.
const LARGER: usize = 8;
/// How many times as long the larger input may take: well above 8, for caches that overflow, and well below 64.
const LONGER: f64 = 22.0;

/// The file in a call's folder that is its standard input, if there is one.
pub const INPUT: &str = "input";

/// Checks that the time of a call grows no faster than the number of things in the folder in which it runs.
pub fn grows_in_proportion<F: AsRef<Path>>(what: &str, arguments: &[&str], few: usize, folder_of: impl Fn(usize) -> F) {
    let folders = [few, few * LARGER].map(folder_of);
    let mut least = [f64::MAX; 2];
    // Times vary upwards only.
    for _ in 0..3 {
        for (least, folder) in least.iter_mut().zip(&folders) {
            *least = least.min(cpu_seconds(folder.as_ref(), arguments));
        }
        if least[1] < least[0] * LONGER {
            return;
        }
    }
    panic!("{what}: {least:?} s for {few} and {LARGER} times as many");
}

/// Seconds of CPU time that a call takes, whatever else the machine does.
fn cpu_seconds(folder: &Path, arguments: &[&str]) -> f64 {
    // A panic or a kill ends with a status above 2.
    let script = format!("[ ! -f {INPUT} ] || exec <{INPUT}; \"$0\" \"$@\" >/dev/null 2>&1; [ $? -le 2 ] && times");
    let mut command = Command::new("bash");
    command.current_dir(folder).env_remove("ROUTE_AGENTS").env("HOME", "/nonexistent").env("LC_ALL", "C");
    let output = command.args(["-c", &script, env!("CARGO_BIN_EXE_route")]).args(arguments).output().unwrap();
    // The second line is about children: `0m1.234s 0m0.056s`.
    let said = String::from_utf8(output.stdout).unwrap();
    let seconds = |time: &str| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.parse::<f64>().unwrap()
    };
    said.lines().nth(1).expect("the call ends by itself").split_whitespace().map(seconds).sum()
}
