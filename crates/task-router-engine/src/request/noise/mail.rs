//! Recognises the parts of pasted mail: headers, introductions of quotes, closings.

use crate::text::words;

/// Names of mail headers.
const HEADERS: &[&str] = words!(
    "from|to|cc|bcc|date|sent|reply-to|message-id|von|an|datum|gesendet|de|\u{e0}|envoy\u{e9}|para|fecha|enviado|da\
    |inviato|data|aan|verzonden"
);
const SUBJECTS: &[&str] = words!("subject|betreff|objet|asunto|oggetto|assunto|onderwerp");
/// A subject with one of these prefixes is that of an earlier mail.
const ANSWERS: &[&str] = words!("re:|aw:|fwd:|fw:|wg:|tr:|sv:");
/// Those of a forwarded mail that are nothing else in any language.
const FORWARDS: &[&str] = words!("fwd:|fw:|wg:");
/// Closings of a mail, on a line of their own; the sender's name follows.
const CLOSINGS: &[&str] = words!(
    "best regards|kind regards|warm regards|regards|best wishes|yours sincerely|sincerely|cheers,|thanks,\
    |many thanks,|thank you,|best,|mit freundlichen gr\u{fc}\u{df}en|freundliche gr\u{fc}\u{df}e\
    |viele gr\u{fc}\u{df}e|liebe gr\u{fc}\u{df}e|beste gr\u{fc}\u{df}e|cordialement|bien cordialement|saludos\
    |un saludo|atentamente|cordiali saluti|saluti|atenciosamente|met vriendelijke groet|groeten\
    |\u{441} \u{443}\u{432}\u{430}\u{436}\u{435}\u{43d}\u{438}\u{435}\u{43c}|med v\u{e4}nliga h\u{e4}lsningar|mvh\
    |pozdrawiam|z powa\u{17c}aniem|sayg\u{131}lar\u{131}mla"
);
/// Maximum length of a closing in bytes.
const LONGEST_CLOSING: usize = 80;
/// Maximum length of a line that introduces quoted mail.
const LONGEST_INTRODUCTION: usize = 200;
/// Lines before a forwarded mail, in lower case.
const BEGINNINGS: &[&str] = words!(
    "begin forwarded message|anfang der weitergeleiteten nachricht|d\u{e9}but du message r\u{e9}exp\u{e9}di\u{e9}\
    |d\u{e9}but du message transf\u{e9}r\u{e9}|inicio del mensaje reenviado|inizio messaggio inoltrato"
);
/// Headers that say who sent a mail.
const SENDERS: &[&str] = words!("from|von|de|da|van");

/// Headers that say when a mail was sent.
const DATES: &[&str] = words!("date|sent|datum|gesendet|envoy\u{e9}|fecha|enviado|inviato|data|verzonden");

/// Kind of a mail header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    /// The sender; whether with an address.
    From(bool),
    /// The subject; whether it is that of an earlier mail.
    Subject(bool),
    /// When it was sent.
    Date,
    /// Any other.
    Other,
}

/// The kind of a line that may be a mail header.
pub(super) fn header(line: &str) -> Option<Header> {
    let (name, text) = line.split_once(": ")?;
    let name = name.trim_end().to_lowercase();
    if SUBJECTS.contains(&name.as_str()) {
        let text = text.to_lowercase();
        return Some(Header::Subject(ANSWERS.iter().any(|answer| text.starts_with(answer))));
    }
    let kind = match name.as_str() {
        name if SENDERS.contains(&name) => Header::From(text.contains('@')),
        name if DATES.contains(&name) => Header::Date,
        _ => Header::Other,
    };
    HEADERS.contains(&name.as_str()).then_some(kind)
}

/// Whether these headers, behind other text, are those of an earlier mail: they name its sender, its date, and its
/// subject or an address. A journey has a `From` and a `To`, too, and a mail to be written has no date yet.
pub(super) fn heads_earlier_mail(headers: impl Iterator<Item = Header> + Clone) -> bool {
    let has = |is: fn(&Header) -> bool| headers.clone().any(|header| is(&header));
    let has_sender = has(|header| matches!(header, Header::From(_)));
    let is_mail = has(|header| matches!(header, Header::Subject(_) | Header::From(true)));
    has_sender && is_mail && has(|header| *header == Header::Date)
}

/// Whether a line is the subject of a forwarded mail.
pub(super) fn forwards(bare: &str) -> bool {
    FORWARDS.iter().any(|known| bare.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known)))
}

pub(super) fn is_closing(bare: &str) -> bool {
    let is_short = bare.len() <= LONGEST_CLOSING && bare.starts_with(char::is_alphabetic);
    let closing = || bare.to_lowercase();
    is_short && {
        let closing = closing();
        CLOSINGS.iter().any(|known| closing == *known || closing.trim_end_matches([',', '!', '.']) == *known)
    }
}

/// Whether a line introduces quoted mail: `On Monday, Bob wrote:` and the forms of other mail programs, in a few
/// languages.
pub(super) fn introduces_mail(bare: &str) -> bool {
    if bare.starts_with("-----") || bare.starts_with("________") {
        let title = bare.trim_matches(['-', '_', ' ']).to_lowercase();
        return [
            "original message",
            "forwarded message",
            "ursprüngliche nachricht",
            "message d'origine",
            "mensaje original",
        ]
        .contains(&title.as_str());
    }
    if BEGINNINGS.iter().any(|known| bare.len() <= known.len() + 2 && bare.to_lowercase().starts_with(known)) {
        return true;
    }
    let ends = ["wrote:", "schrieb:", "a écrit :", "a écrit:", "escribió:", "ha scritto:", "escreveu:", "schreef:"];
    let has_digit = || bare.contains(|c: char| c.is_ascii_digit());
    // The name follows the verb: `Am 3. Mai schrieb Eva:`.
    let begins = [("Am ", " schrieb "), ("Op ", " schreef "), ("Den ", " skrev ")];
    let names_last =
        || bare.ends_with(':') && begins.iter().any(|(on, verb)| bare.starts_with(on) && bare.contains(verb));
    bare.len() <= LONGEST_INTRODUCTION
        && (has_digit() && (ends.iter().any(|end| bare.ends_with(end)) || names_last())
            || bare.starts_with("On ") && bare.ends_with("wrote:"))
}
