//! Synthetic teams and requests, the same on every machine: words of made-up syllables, drawn with the frequencies of
//! natural language (Zipf's law), so that some are in nearly every text and most in very few.

/// The rank of the first agent's first own word, and the distance to the next agent's.
const FIRST_OWN_WORD: usize = 2_000;
const OWN_WORDS: usize = 10;

/// Made-up words, the most frequent first.
pub struct Vocabulary {
    words: Vec<String>,
    state: u64,
}

impl Vocabulary {
    /// `n` different words.
    pub fn new(n: usize) -> Self {
        const SYLLABLES: [&str; 24] = [
            "ta", "re", "mo", "li", "con", "der", "sta", "pro", "ni", "vel", "ka", "sun", "fi", "tor", "ba", "lem",
            "dis", "ru", "pa", "gen", "os", "tri", "mar", "ple",
        ];
        let word = |i: usize| {
            let mut rest = i + SYLLABLES.len();
            let mut word = String::new();
            while rest > 0 {
                word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
                rest /= SYLLABLES.len();
            }
            word
        };
        Self { words: (0..n).map(word).collect(), state: 0x9e37_79b9_7f4a_7c15 }
    }

    /// A number from 0 to 1.
    pub fn random(&mut self) -> f64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A word by its rank.
    pub fn word(&self, rank: usize) -> &str {
        &self.words[rank % self.words.len()]
    }

    /// A word at random, rank `r` with a probability in proportion to 1/r.
    pub fn any(&mut self) -> String {
        let rank = (self.words.len() as f64).powf(self.random()) as usize;
        self.word(rank.saturating_sub(1)).to_owned()
    }

    /// This many random words.
    pub fn sentence(&mut self, words: usize) -> String {
        (0..words).map(|_| self.any()).collect::<Vec<_>>().join(" ")
    }
}

/// An agent file with this many keywords and examples, and a body of this many words. Each agent has words of its own.
pub fn agent(vocabulary: &mut Vocabulary, number: usize, keywords: usize, examples: usize, body: usize) -> String {
    let first = FIRST_OWN_WORD + number * OWN_WORDS;
    let own: Vec<String> = (first..first + keywords.max(5)).map(|rank| vocabulary.word(rank).to_owned()).collect();
    let mut text = format!("---\nname: agent-{number}\ndescription: {}\n", vocabulary.sentence(12));
    if keywords > 0 {
        text.push_str(&format!("keywords: [{}]\n", own[..keywords].join(", ")));
    }
    if examples > 0 {
        text.push_str("examples:\n");
        for i in 0..examples {
            let (before, after) = (vocabulary.sentence(5), vocabulary.sentence(2));
            text.push_str(&format!("  - {before} {} {after}\n", own[i % own.len()]));
        }
    }
    text.push_str("---\n");
    for _ in 0..body / 12 {
        text.push_str(&vocabulary.sentence(12));
        text.push('\n');
    }
    text + "TASK: {user_task}\n"
}

/// The vocabulary of a team of this many agents and its requests: as large as that of 15,000 English sentences of one
/// kind, and large enough for each agent's own words.
pub fn words(agents: usize) -> usize {
    8_000.max(FIRST_OWN_WORD + (agents + 1) * OWN_WORDS)
}
