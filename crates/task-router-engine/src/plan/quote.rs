//! Text from outside, written so that the languages of other programs read it as that text and as nothing else.

use std::fmt::Write;

/// How long one word of a command may become, in bytes, but for its last character.
const WORD_LENGTH: usize = 2_000;
/// How long one command may become. make hands a command of a recipe to the shell as one argument, and Linux takes 128 KiB in
/// one at most.
const COMMAND_LENGTH: usize = 32_000;

/// The text in double quotes, as a string of Python and of YAML: both know these escapes and read the same text from them.
pub fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            ' '..='~' => quoted.push(c),
            c if c.is_alphanumeric() => quoted.push(c),
            c if u32::from(c) <= 0xffff => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => {
                let _ = write!(quoted, "\\U{:08x}", u32::from(c));
            }
        }
    }
    quoted.push('"');
    quoted
}

/// Commands of a shell that write the text, `> file` still to be put behind the first and `>> file` behind the others; each is
/// a list of its words. `printf '%b'` reads octal numbers, so whatever the shell, make or a workflow would give a meaning to
/// (quotes, backslashes, dollars, line breaks) is a number, and the rest stays readable, a line of the text in a word.
pub fn printf_commands(text: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut length = 0;
    for word in text.split_inclusive('\n').flat_map(printf_words) {
        length += word.len();
        if length > COMMAND_LENGTH {
            length = word.len();
            commands.push(Vec::new());
        }
        commands.last_mut().unwrap_or(&mut Vec::new()).push(word);
    }
    commands
}

fn printf_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in line.chars() {
        match c {
            '\n' => word.push_str("\\n"),
            '\\' => word.push_str("\\\\"),
            // A file of text holds none.
            '\0' => word.push(' '),
            '\'' | '$' => octal(&mut word, c),
            ' '..='~' => word.push(c),
            c if c.is_alphanumeric() => word.push(c),
            c => octal(&mut word, c),
        }
        if word.len() >= WORD_LENGTH {
            words.push(format!("'{}'", std::mem::take(&mut word)));
        }
    }
    if !word.is_empty() {
        words.push(format!("'{word}'"));
    }
    words
}

fn octal(word: &mut String, c: char) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        // Writing to a string cannot fail.
        let _ = write!(word, "\\0{byte:03o}");
    }
}

/// The text for a comment: one line in backticks, so that no backslash ends it and takes in the line below, and without
/// what begins an expression.
pub fn comment(text: &str) -> String {
    let line = super::headline(text);
    let safe = line.chars().map(|c| if c.is_alphanumeric() || (' '..='~').contains(&c) { c } else { ' ' });
    format!("`{}`", safe.filter(|c| !"`$".contains(*c)).collect::<String>())
}

/// A name without any sign that means something anywhere.
pub fn plain(name: &str) -> String {
    super::headline(name).chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::process::Command;

    #[test]
    fn escapes_stand_where_they_are_needed() {
        assert_eq!(
            double_quoted("a \"b\" \\ c\nd\t\u{e9}\u{2028}\u{1f600}"),
            r#""a \"b\" \\ c\nd\u0009é\u2028\U0001f600""#
        );
        assert_eq!(printf_commands("it's $HOME\\n\n${{ x }}"), [["'it\\0047s \\0044HOME\\\\n\\n'", "'\\0044{{ x }}'"]]);
        assert_eq!(printf_commands(""), [Vec::<String>::new()]);
        assert_eq!(plain("the lead\n$(x) `y` #"), "the lead   x   y   ");
        assert_eq!(comment("a `b`\nc ${{ d }} \\"), "`a b c {{ d }} \\`");
    }

    #[test]
    fn long_texts_are_several_short_commands() {
        let text = "'".repeat(100_000);
        let commands = printf_commands(&text);
        let length = |command: &Vec<String>| command.iter().map(String::len).sum::<usize>();
        assert!(commands.len() > 1 && commands.iter().all(|command| length(command) < 60_000));
    }

    proptest! {
        #[test]
        fn yaml_reads_the_text_back(text in any::<String>()) {
            prop_assert_eq!(serde_yaml::from_str::<String>(&double_quoted(&text)).ok(), Some(text));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]
        #[test]
        #[cfg(unix)]
        fn a_shell_writes_the_text(text in any::<String>()) {
            let commands: Vec<String> =
                printf_commands(&text).iter().map(|words| format!("printf '%b' {}\n", words.join(" "))).collect();
            let output = Command::new("sh").arg("-c").arg(commands.concat()).output();
            let written = output.map(|output| output.stdout).unwrap_or_default();
            prop_assert_eq!(String::from_utf8_lossy(&written), text.replace('\0', " "));
        }
    }
}
