//! Cues in descriptions for what an agent is not for, and for references to other agents. All in lower case; those of
//! languages other than English with spaces between words are in `cues_elsewhere.rs`.

use crate::text::words;

/// Phrases that always exclude what follows; if nothing follows, what precedes.
pub(super) const ALWAYS: &[&str] = words!(
    "not for|not use|don't use|don’t use|dont use|never use|not intended|not meant|not designed|not suitable\
    |not suited|unsuitable|avoid using|avoid for|not to be used|should not be used|not handle|doesn't handle\
    |doesn’t handle|not cover|doesn't cover|not invoke|not trigger|don't trigger|don’t trigger|not activate|but not\
    |and not|but no|excluding|excludes|except for|rather than|without touching|nothing to do with|out of scope"
);

/// Such phrases in scripts without spaces, where they occur inside longer runs.
pub(super) const ALWAYS_DENSE: &[&str] = words!(
    "不用于|不适用|不适合|不適用|不包括|不包含|不处理|不處理|不负责|不負責|不涉及|勿用于|不要用于|不要使用|不能用于|除了"
);
/// Those that exclude what precedes them.
pub(super) const BEHIND_DENSE: &[&str] = words!(
    "不在此范围|除外|使わない|使用しない|適用しない|適用しません|担当しない|担当しません|発火しない|不向き|除く|除き|対象外|扱わない|扱いません|しないでください|ではありません|제외|다루지 않|사용하지\
    |적용하지 않|담당하지 않|아닙니다|위한 것이 아"
);

/// Starts of clauses that are entirely about other agents.
pub(super) const BEGINNINGS: &[&str] = words!(
    "refuse |refuses |decline |declines |ignore requests|ignores requests|skip for |skip if |skip when |skip this \
    |skip it |other agents |other skills |another agent |another skill |ne pas |unrelated to "
);
/// Verbs that are refused at the start of a clause, if anything precedes it.
pub(super) const REFUSED: &[&str] = words!(
    "except |excludes |refrain from |no support |bad for |bad at |wrong choice |wrong tool |poor fit |poor choice "
);
/// Verbs that refuse a short object; a longer one may be the work.
pub(super) const LEFT_OUT: &[&str] = words!("skip |exclude |ignore ");
/// Marks before what not to do.
pub(super) const MARKS: [char; 6] = ['❌', '✗', '✘', '✖', '🚫', '⛔'];

/// Negations that exclude if their subject is the agent.
pub(super) const NEGATIONS: &[&str] = words!(
    "does not|doesn't|doesn’t|do not|don't|don’t|should not|shouldn't|must not|mustn't|mustn’t|shall not|cannot\
    |can't|can’t|will not|won't|won’t|never|is not|isn't|not"
);

/// Verbs that refer the reader to another agent.
pub(super) const SENDING: &[&str] = words!(
    "use|see|prefer|try|invoke|call|choose|consult|delegate|delegates|defer|defers|leave|hand off|hands off\
    |handed off|route to|switch to|go to|belongs to|belong to|handled by|job of",
    // German, French, Spanish, Italian, Portuguese, Dutch, Russian.
    "verwende|verwenden|nutze|nutzen|siehe|utilise|utiliser|utilisez|voir|usa|usar|utiliza|utilizar|usare|utilizza\
    |vedi|gebruik|zie|используй|используйте|использовать"
);
/// The same in scripts without spaces.
pub(super) const SENDING_DENSE: &[&str] = words!("使用|请用|改用|交给|を使|に任せ");
/// Those that stand behind the name.
pub(super) const SENDING_BEHIND: &[&str] = words!("verwenden|nutzen|benutzen|gebruiken|handles");
/// Verbs with what is given between them and `to NAME`.
pub(super) const GIVING: &[&str] =
    words!("leave|delegate|defer|defers|hand|hands|handed|route|send|bring|belongs|forward|refer|escalate|go");
/// More that stand before a name alone.
pub(super) const ASKING: &[&str] = words!("ask|covered by|done by|go with");
/// Last words of names of several words that only a name has.
pub(super) const ROLES: &[&str] =
    words!("agent|analyst|architect|developer|engineer|expert|reviewer|specialist|writer");
/// Words between a sending verb and the name, beside articles and possessives.
pub(super) const BEFORE_NAMES: &[&str] = words!("to|by|just|only|instead|agent|subagent|skill");
/// Words behind a name that is used, not part of a longer term.
pub(super) const BEHIND_NAMES: &[&str] =
    words!("for|instead|when|if|to|or|and|rather|first|on|in|is|für|wenn|pour|quand|para|cuando|per|quando|voor");
/// Requests to take something to somebody who is not named.
pub(super) const ELSEWHERE: &[&str] = words!("elsewhere|someone else|somebody else|to others");
/// Something else to use, and its kinds.
pub(super) const OTHERS: &[&str] = words!("another|different|other");
pub(super) const KINDS: &[&str] = words!("tool|tools|agent|agents|skill|skills|one|assistant|subagent");
/// Verbs of such requests.
pub(super) const TAKING: &[&str] = words!("leave|route|send|hand|ask|take|bring|go|goes|use");
/// Words of a clause that does nothing but refer to an agent, beside the verb and the name.
pub(super) const OF_REFERRAL: &[&str] = words!(
    "please|then|just|instead|and|the|our|to|agent|subagent|skill|for|that|this|these|those|it|them|with|rather\
    |should|be|is|used"
);
/// Words that say that another agent is to be used instead of this one.
pub(super) const INSTEAD: &[&str] =
    words!("instead|stattdessen|à la place|en su lugar|invece|em vez disso|in plaats daarvan");
