//! Stemmers for languages without a Snowball algorithm: they remove the longest ending that leaves a long enough stem.

/// The endings of a language, for words without accents: those of cases, persons and numbers, then those that precede
/// them. One of each step is removed, the longest that fits.
pub(in super::super) struct Endings(&'static [&'static [&'static str]]);

/// Minimum number of letters of a stem.
const MIN_STEM: usize = 3;

impl Endings {
    /// The stem of a lower-case word without accents.
    pub(in super::super) fn stem<'w>(&self, word: &'w str) -> &'w str {
        self.0.iter().fold(word, |word, endings| without(word, endings))
    }
}

fn without<'w>(word: &'w str, endings: &[&str]) -> &'w str {
    let is_left = |stem: &&str| stem.len() >= MIN_STEM;
    endings.iter().find_map(|ending| word.strip_suffix(ending).filter(is_left)).unwrap_or(word)
}

pub(super) const POLISH: Endings = Endings(&[
    &[
        "owania", "owanie", "iejsz", "owych", "owymi", "owego", "owemu", "alismy", "ilismy", "owac", "owie", "iemy",
        "icie", "ecie", "acie", "iami", "ami", "iach", "ach", "owi", "owa", "owe", "owy", "owej", "ych", "ich", "ymi",
        "imi", "iego", "ego", "emu", "uje", "uja", "aja", "iem", "ily", "aly", "ila", "ala", "ilo", "alo", "lem",
        "lam", "iow", "ie", "ia", "iu", "io", "ii", "em", "om", "ow", "ej", "ym", "im", "ac", "ec", "ic", "yc", "al",
        "il", "yl", "aj", "ij", "my", "a", "e", "i", "o", "u", "y",
    ],
    &["owan", "ow", "an", "en"],
]);

pub(super) const CZECH: Endings = Endings(&[
    &[
        "ovani", "ovych", "oveho", "ovat", "ovi", "ova", "ove", "ovy", "eho", "emu", "ich", "ych", "ech", "ach", "imi",
        "ymi", "emi", "ami", "uje", "uji", "eme", "ame", "ete", "ate", "ila", "ala", "ilo", "alo", "ily", "aly", "ej",
        "em", "im", "ym", "um", "am", "ou", "it", "et", "at", "il", "al", "i", "a", "e", "o", "u", "y",
    ],
    &["ovan", "ov", "en", "an"],
]);

/// Of nouns: possessives and cases, plurals, and a final vowel, which is often omitted. Snowball's algorithm finds
/// three stems in `fatura`, `faturalar` and `faturası`.
pub(super) const TURKISH: Endings = Endings(&[
    &[
        "larindan", "lerinden", "larinin", "lerinin", "larimiz", "lerimiz", "larinda", "lerinde", "larina", "lerine",
        "larini", "lerini", "larin", "lerin", "larim", "lerim", "lari", "leri", "lara", "lere", "larda", "lerde",
        "lardan", "lerden", "sindan", "sinden", "sinin", "sunun", "sinda", "sinde", "sina", "sine", "sini", "sunu",
        "sunda", "imiz", "umuz", "iniz", "unuz", "ndan", "nden", "imin", "umun", "inda", "inde", "inin", "unun", "ini",
        "unu", "ina", "ine", "nin", "nun", "nda", "nde", "dan", "den", "tan", "ten", "yla", "yle", "dir", "dur", "tir",
        "tur", "yi", "yu", "ya", "ye", "si", "su", "mi", "mu", "ni", "nu", "da", "de", "ta", "te", "im", "um", "in",
        "un", "i", "u", "a", "e",
    ],
    &["lar", "ler"],
    &["a", "e", "i", "o", "u"],
]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_ending_that_leaves_a_stem_is_taken() {
        for endings in [POLISH, CZECH, TURKISH] {
            for list in endings.0 {
                // An ending after a suffix of itself would never be removed.
                let hides = |i: usize, ending: &&str| list[..i].iter().any(|before| ending.ends_with(before));
                let hidden: Vec<_> = list.iter().enumerate().filter(|(i, ending)| hides(*i, ending)).collect();
                assert!(hidden.is_empty(), "{hidden:?}");
            }
        }
        for (word, stem) in
            [("faktury", "faktur"), ("ulica", "ulic"), ("dom", "dom"), ("do", "do"), ("logowanie", "log")]
        {
            assert_eq!(POLISH.stem(word), stem, "{word}");
        }
    }
}
