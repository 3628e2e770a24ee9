//! Quotes untrusted text for the languages of other programs, so that they read it as exactly that text.

use std::fmt::Write;

/// Maximum length of one word of a command, in bytes, without its last character.
const WORD_LENGTH: usize = 2_000;
/// Maximum length of one command. make passes a command of a recipe to the shell as one argument, which Linux limits to
/// 128 KiB.
const COMMAND_LENGTH: usize = 32_000;

/// The text in double quotes, as a string of both Python and YAML: they share these escapes.
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

/// Shell commands that write the text, each as a list of words; the caller appends `> file` to the first and `>> file`
/// to the others. `printf '%b'` reads octal escapes, so everything special to the shell, make or a workflow (quotes,
/// backslashes, dollars, line breaks) is escaped, and the rest stays readable, with one line of the text per word.
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
            // A text file contains none.
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

/// The text for a comment: one line in backticks, so that a backslash at its end does not continue it, and without the
/// start of an expression.
pub fn comment(text: &str) -> String {
    let line = super::headline(text);
    let safe = line.chars().map(|c| if c.is_alphanumeric() || (' '..='~').contains(&c) { c } else { ' ' });
    format!("`{}`", safe.filter(|c| !"`$".contains(*c)).collect::<String>())
}

/// A name with all special characters removed.
pub fn strip_special(name: &str) -> String {
    super::headline(name).chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::process::Command;

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(
            double_quoted("a \"b\" \\ c\nd\t\u{e9}\u{2028}\u{1f600}"),
            r#""a \"b\" \\ c\nd\u0009é\u2028\U0001f600""#
        );
        assert_eq!(printf_commands("it's $HOME\\n\n${{ x }}"), [["'it\\0047s \\0044HOME\\\\n\\n'", "'\\0044{{ x }}'"]]);
        assert_eq!(printf_commands(""), [Vec::<String>::new()]);
        assert_eq!(strip_special("the lead\n$(x) `y` #"), "the lead   x   y   ");
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
