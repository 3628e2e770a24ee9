//! Shares of words by the kind of text they are in, in units of 1/[`WHOLE`].
//!
//! They were chosen by hand and not measured one by one: with `MAX_NOISE`, a few words of the request itself outweigh
//! any paste, whose words still decide between agents that the request alone leaves equal. `LOG` and `LINK` have a
//! value of their own, since a span is known as such by its share.

use crate::request::WHOLE;

/// Code in a fence or indented, and diffs.
pub(super) const CODE: i32 = WHOLE / 4;
/// Quoted text and mail.
pub(super) const QUOTE: i32 = WHOLE / 4;
/// What was said before in a conversation.
pub(super) const EARLIER_TURN: i32 = WHOLE / 4;
/// Logs and traces: more of their words are names of things that only happen to be there.
pub(super) const LOG: i32 = WHOLE / 5;
/// Links, and domains of addresses.
pub(super) const LINK: i32 = WHOLE / 6;
/// The local part of an address: `support@` is no subject.
pub(super) const ADDRESSEE: i32 = 0;
/// Comments of a template.
pub(super) const COMMENT: i32 = 0;
/// Completed tasks.
pub(super) const DONE: i32 = 0;
