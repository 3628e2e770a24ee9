use super::*;
use crate::text::followed_by;

fn team(keywords: &[&str], texts: &[&str]) -> Vocabulary {
    let (stems, mut vocabulary) = (Stems::default(), Vocabulary::default());
    texts.iter().for_each(|text| vocabulary.add(text, &stems));
    keywords.iter().for_each(|text| vocabulary.add_keyword(text, &stems));
    vocabulary.finish(&[&stems]);
    // Pairs of keywords are features of the index.
    for keyword in keywords {
        for pair in stems.features(keyword).windows(2) {
            vocabulary.stems.insert(followed_by(pair[0], pair[1]));
        }
    }
    vocabulary
}

fn read(team: &Vocabulary, text: &str) -> String {
    words_of(text, &Stems::default(), team).iter().collect::<Vec<_>>().join(" ")
}

#[test]
fn words_are_joined_as_the_team_writes_them() {
    let team = team(&["login", "frontend", "email", "database", "setup"], &["the dashboard of a website"]);
    let cases = [
        ("cannot log in", "cannot login"),
        ("a log-in page", "a login page"),
        ("we are logging in", "we are login"),
        ("the log in staging", "the log in staging"),
        ("errors, log. In", "errors log in"),
        ("Front-End, front end, frontEnd and front_end", "frontend frontend frontend and frontend"),
        ("send an e-mail", "send an email"),
        ("data base setups", "database setups"),
        ("set up the dash-board", "setup the dashboard"),
        ("our web site", "our website"),
        ("web development", "web development"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&team, text), expected, "{text}");
    }
    let own = self::team(&["format", "network", "form", "net", "login", "log"], &["the work"]);
    let text = "contact form at the bottom, how does net work, asp.net work, cannot log in";
    assert_eq!(read(&own, text), "contact form at the bottom how does net work asp net work cannot login");
    let others = self::team(&["format", "network"], &["a form", "a net of work"]);
    assert_eq!(read(&others, "form at, net work, asp.net work"), "form at network asp net work");
}

#[test]
fn go_is_a_language_where_its_neighbours_say_so() {
    let team = team(&[], &["services in Go, for golang"]);
    assert_eq!(read(&team, "my Go code, go to the page"), "my golang code go to the page");
    assert_eq!(read(&self::team(&[], &["a page"]), "my Go code"), "my go code");
}

#[test]
fn names_with_capitals_inside_meet_their_lower_case() {
    for team in [team(&[], &["rxjs and ngrx"]), team(&[], &["RxJS patterns, NgRx", "an rxjs guide", "ngrx"])] {
        for text in ["rxjs, ngrx", "RxJS, NgRx", "rx-js, ng-rx"] {
            assert_eq!(read(&team, text), "rxjs ngrx", "{text}");
        }
        // Two letters and a space are two words.
        assert_eq!(read(&team, "rx js"), "rx js");
    }
}

#[test]
fn parts_with_a_hyphen_are_one_word_if_the_team_has_it() {
    let keywords = ["reorder", "oncall", "xray", "todo", "2fa", "3d", "h264", "b2b", "endtoend", "az", "us", "1234"];
    let joined = team(&keywords, &["order a call, to do"]);
    let cases = [
        ("re-order, Re‑Orders, re_ordering", "reorder reorders reordering"),
        ("on-call x-rays, a to-do", "oncall xrays a todo"),
        ("2-FA in 3-D, H.264 for B-2-B, end-to-end", "2fa in 3d h264 for b2b endtoend"),
        ("pre-orders, re--order", "pre orders re order"),
        // Parts with a space between them may be two words.
        ("on call, to do, re order, 2 fa", "on call to do re order 2 fa"),
        ("12-34, a1-b2-c3", "12 34 a1 b2 c3"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&joined, text), expected, "{text}");
    }
    let parts = team(&["re-order", "on-call", "2-FA", "H.264"], &[]);
    let expected = "re order on call 2 fa h 264";
    assert_eq!(read(&parts, "reorder oncall 2fa h264"), expected);
    assert_eq!(read(&parts, "re-order on-call 2-fa H.264"), expected);
}

#[test]
fn symbols_are_words_if_a_keyword_has_them() {
    let symbols = team(&["🚀", "❤️ cake", "€"], &["✅ fast"]);
    assert_eq!(read(&symbols, "ship it 🚀🚀, ✅ love ❤ €50 🙏"), "ship it 🚀 🚀 love ❤ € 50");
    assert_eq!(read(&symbols, "🙏 ✅"), "");
    assert_eq!(read(&team(&["rocket"], &["🚀"]), "🚀 rocket"), "rocket");
}

#[test]
fn words_are_split_as_the_team_writes_them() {
    let team = team(&["log in", "front-end", "node.js"], &["back-office"]);
    let cases = [
        ("a login", "a log in"),
        ("frontend build", "front end build"),
        ("nodejs crashes", "node js crashes"),
        ("NodeJS heap", "node js heap"),
        ("forgetting", "forgetting"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&team, text), expected, "{text}");
    }
}

#[test]
fn signs_of_keywords_count() {
    let team = team(&[".NET", "/plan", "@bob", "c++"], &[]);
    let cases = [
        ("upgrade to .NET 9", "upgrade to .net 9"),
        ("the net income", "the net income"),
        ("foo.net", "foo net"),
        ("/plan a plan", "/plan a plan"),
        ("and/plan", "and plan"),
        ("ask @bob, not bob", "ask @bob not bob"),
        ("C++17", "c++ 17"),
        ("“.net”, «.net» and\u{a0}.net, \u{200b}.net, 用.net写", ".net .net and .net .net 用 .net 写"),
        ("été.net", "été net"),
        ("**.net** *.net*, ~~.net~~ #.net: /plan. **/plan**!", ".net .net .net .net /plan /plan"),
        ("./plan ../plan //plan", "plan plan plan"),
    ];
    for (text, expected) in cases {
        assert_eq!(read(&team, text), expected, "{text}");
    }
    let others = self::team(&["50%", "i++", "a*", "--force", "a", "i"], &[]);
    let expected = "50% i++ a* --force --force a i i++ a i 50% 50";
    assert_eq!(read(&others, "50%. i++! a*. **--force** *--force*. a. i. **i++** a i 50%! 50"), expected);
}

#[test]
fn a_word_without_its_accents_is_the_same() {
    let (team, stems) = (team(&["requête", "prüfung"], &[]), Stems::default());
    for (plain, word) in [("requete", "requête"), ("pruefung", "prüfung"), ("prufung", "prüfung")] {
        assert_eq!(feature_of(plain, &stems, &team), feature_of(word, &stems, &team), "{plain}");
    }
}

#[test]
fn a_word_in_another_form_is_the_same() {
    let (team, stems) =
        (team(&["color", "licence", "index", "children"], &["the behaviour, in a behavior"]), Stems::default());
    for (other, word) in [("colours", "color"), ("license", "licence"), ("indices", "index"), ("child", "children")] {
        assert_eq!(feature_of(other, &stems, &team), stems.feature(word), "{other}");
    }
    // If the team has both, they stay separate.
    assert_eq!(feature_of("behaviour", &stems, &team), stems.feature("behaviour"));
}

#[test]
fn a_single_character_can_be_a_word() {
    let team = team(&["税", "앱"], &[]);
    assert_eq!(read(&team, "交税很多"), "交税 税 税很 很多");
    assert_eq!(read(&team, "交税"), "交税 税");
    assert_eq!(read(&team, "앱을 고쳐"), "앱 앱을 고쳐");
    assert_eq!(read(&team, "새앱을"), "새앱");
}
