//! Lists of words and phrases: one text with `|` between them, which the compiler splits.

/// A list of words or phrases as a `&'static [&'static str]`: `words!("the|a|in place of")`.
macro_rules! words {
    ($($text:expr),+ $(,)?) => {{
        const TEXTS: &[&str] = &[$($text),+];
        const LIST: [&str; $crate::text::word_list::count(TEXTS)] = $crate::text::word_list::split(TEXTS);
        &LIST as &'static [&'static str]
    }};
}

/// Several lists as one: `joined!(GERMAN.articles, words!("am|an"))`.
macro_rules! joined {
    ($($list:expr),+ $(,)?) => {{
        const LISTS: &[&[&str]] = &[$($list),+];
        const LIST: [&str; $crate::text::word_list::total(LISTS)] = $crate::text::word_list::join(LISTS, "");
        &LIST as &'static [&'static str]
    }};
}

pub(crate) use {joined, words};

/// Number of words in texts.
pub(crate) const fn count(texts: &[&str]) -> usize {
    let (mut text, mut count) = (0, 0);
    while text < texts.len() {
        let (bytes, mut at) = (texts[text].as_bytes(), 0);
        while at < bytes.len() {
            count += (bytes[at] == b'|') as usize;
            at += 1;
        }
        count += !bytes.is_empty() as usize;
        text += 1;
    }
    count
}

/// The words of texts. A literal that ends in a backslash goes on behind the indentation of the next line.
pub(crate) const fn split<const COUNT: usize>(texts: &[&'static str]) -> [&'static str; COUNT] {
    let (mut words, mut found, mut text) = ([""; COUNT], 0, 0);
    while text < texts.len() {
        let (bytes, mut start, mut at) = (texts[text].as_bytes(), 0, 0);
        while at <= bytes.len() && !bytes.is_empty() {
            if at == bytes.len() || bytes[at] == b'|' {
                assert!(at > start, "an empty word");
                words[found] = texts[text].split_at(start).1.split_at(at - start).0;
                (found, start) = (found + 1, at + 1);
            }
            at += 1;
        }
        text += 1;
    }
    words
}

/// Number of items in lists.
pub(crate) const fn total<T>(lists: &[&[T]]) -> usize {
    let (mut list, mut total) = (0, 0);
    while list < lists.len() {
        (total, list) = (total + lists[list].len(), list + 1);
    }
    total
}

/// The items of lists, of which there are [`total`]; `any` fills the list until it is overwritten.
pub(crate) const fn join<T: Copy, const TOTAL: usize>(lists: &[&[T]], any: T) -> [T; TOTAL] {
    let (mut items, mut found, mut list) = ([any; TOTAL], 0, 0);
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            items[found] = lists[list][at];
            (found, at) = (found + 1, at + 1);
        }
        list += 1;
    }
    items
}

#[cfg(test)]
mod tests {
    #[test]
    fn texts_are_split_and_lists_joined() {
        let list = words!("the|in place of|außer", "a");
        assert_eq!(list, ["the", "in place of", "außer", "a"]);
        assert_eq!(words!(""), [""; 0]);
        const FIRST: &[&str] = words!("x|y");
        assert_eq!(joined!(FIRST, words!("z"), &[]), ["x", "y", "z"]);
    }
}
