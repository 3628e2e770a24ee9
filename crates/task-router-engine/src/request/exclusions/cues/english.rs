//! English.

use super::{Grammar, Participles};
use crate::text::Language::English;
use crate::text::{Role, grammar, joined, words};

pub(in crate::request::exclusions) const ENGLISH: Grammar = Grammar {
    besides: words!(
        "in place of|stop talking about|except|excluding|rather than|other than|apart from|aside from|instead of\
        |anything but|everything but|any agent but|anyone but|anybody but|nothing about|nothing to do with\
        |opposed to|never mind|nevermind|hands off|steer clear of|stay clear of|stay away from|keep away from\
        |stay out of|keep out of|no need to look at|no need to look into|no need to|regardless of|independent of\
        |w o|no need for"
    ),
    rather: words!("rather|sooner"),
    than: words!("than"),
    prefixes: words!("non"),
    changes: words!("changes|edits|modifications"),
    ignore: words!("ignore|ignoring|forget|skip|skipping|avoid|avoiding|omit|exclude"),
    leave: words!("leave|leaving|keep|keeping"),
    alone: words!("alone|as is|as it is|as they are|untouched|unchanged|out|be"),
    // `irrelevant` alone is a complaint about search results.
    stays: words!(
        "stays as it is|stay as they are|stays untouched|stay untouched|stays unchanged|stay unchanged\
        |stays the same|stay the same|not be touched|not to be touched|out of scope|off limits|irrelevant here\
        |irrelevant for this|irrelevant to this|unrelated to this|not relevant here|not the problem\
        |not the question|not the issue|not to blame|not the cause|not the culprit|not at fault"
    ),
    fine: words!(
        "fine|ok|okay|works fine|work fine|works|work|looks good|looks fine|done|fixed|finished|completed\
        |complete|sorted|solved|resolved|ready|merged|working|working now"
    ),
    dont: joined!(grammar(English).with(Role::Dont), words!("never|mustnt|shouldnt")),
    // `never` is among the cues of one word.
    not: grammar(English).with(Role::Not),
    auxiliaries: words!("do"),
    duties: words!("may|must|should|shall"),
    addressed: words!("you"),
    copulas: words!("is|are|was|were|its|thats"),
    is_not: words!("isnt|arent|wasnt|werent"),
    pronouns: words!("it|this|that|its|thats|problem|issue|cause|culprit"),
    articles: joined!(grammar(English).determiners, words!("any|that")),
    indefinite: joined!(grammar(English).with(Role::Indefinite), words!("any|that|this")),
    joining: joined!(grammar(English).alternatives, words!("of")),
    openers: joined!(grammar(English).conjunctions, words!("so|also|just|please|then|pls")),
    about: words!("for|about|with|using|via"),
    adjectives: words!(
        "able|sure|enough|possible|available|found|ready|valid|present|happy|clear|certain|visible|yet|supposed\
        |allowed|seen|shown|sent|set|there|paid|lost|built|made|done|given|taken|written|kept|here|up|right\
        |correct|good|safe|due|read|put|cut|hit|run|secure|open|online"
    ),
    reporting: words!(
        "know|understand|see|find|have|think|remember|work|receive|load|seem|tell|exist|get|forget|miss|hesitate\
        |worry|mind|show|appear|respond|match|open|start|save|really|even|quite|got|came|went|saw|had"
    ),
    turned: words!("exclude|forget|ignore|miss|neglect|omit|overlook|skip"),
    wishes: words!("want|need|care|mean|use"),
    missing: words!(
        "response|responses|result|results|output|error|errors|message|messages|log|logs|luck|idea|effect|change\
        |changes|warning|warnings|data|access|reason|way|problem|problems|issue|issues|longer|matter|doubt\
        |answer|reply|success|connection|permission"
    ),
    nor: joined!(grammar(English).with(Role::Nor), words!("or")),
    linking: words!("is|are|was|were|has|have|been|already|now|all|finally|just"),
    done: words!("done|handled|fixed|finished|completed|sorted out|solved|resolved|took care|taken care"),
    participles: Participles {
        ends: words!("ed"),
        others: words!(
            "bought|built|cut|drawn|found|given|held|made|met|paid|put|read|rebuilt|reset|rewritten|rewrote\
            |run|sent|set|shown|sold|spoken|taken|told|won|written|wrote"
        ),
        open: words!("confused|delayed|expected|interested|missed|need|needed|related|required|supposed|wanted"),
        beside: words!("already|has|have|had|is|are|was|were|been|ive|weve|i|we|just|finally"),
        ..Participles::NONE
    },
    next: words!("now|next|moving"),
    working: words!("works|work|loads|load|runs|run|responds|respond|opens|open|helps|exists"),
    unneeded: words!(
        "not needed|not necessary|not wanted|doesnt matter|dont matter|does not matter|do not matter|unnecessary\
        |not important|nothing to do with it|nothing to do with this|nothing to do with that"
    ),
    leaving_out: words!("exclude|omit|ignore"),
    asking: words!("why|how|when|since when|where|who|what"),
    sole: words!("single|one|a single|even one"),
    is_contrast_behind_noun: true,
    saying: words!("might|say|says|said|show|shows|read|reads|look|looks|seem|seems|stay|stays|feel|feels"),
    asked: words!(
        "want|wants|need|longer need|longer want|would like|id like|interested in|ask for|ask about|asked for\
        |asked about|asking for|asking about|looking for|look for|calling about|calling for|calling because of\
        |call about|writing about|write about|write because of|writing because of|talking about|here for\
        |here about|talk about|care about"
    ),
    did_not: words!("didnt"),
    recipients: words!("me|us|him|her|them"),
    views: words!(
        "opinion|opinions|feedback|comment|comments|thoughts|remark|remarks|suggestions|advice|interest|concerns\
        |complaints|preference"
    ),
    referring: words!("it|them|they"),
    conditional: words!("would"),
    stop: words!("stop|quit"),
    also_tasks: words!("work|load|open|start|save|show|tell|worry|mind"),
    prepositions: words!(
        "on|at|to|into|onto|in|with|about|for|from|of|over|through|around|against|by|under|up|down|off|out|away\
        |within|towards|after"
    ),
    able: words!("can|could"),
    unable: words!("cannot|cant|couldnt|unable to|impossible"),
    ..Grammar::of(English)
};
