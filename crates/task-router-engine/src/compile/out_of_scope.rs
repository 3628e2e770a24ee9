//! What people say that is meant for nobody in particular. Learned beside the team's own examples, these lines let a request
//! that says nothing of its matter be seen as what it is, however many of its words the examples hold by chance.
//! Complaints that something fails are not among them: every team has somebody for those.

use crate::agent::Evidence;
use std::sync::LazyLock;

/// Requests that say nothing of what they are about.
pub static OUT_OF_SCOPE: LazyLock<Evidence> = LazyLock::new(|| Evidence {
    examples: LINES.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    ..Evidence::default()
});

const LINES: &str = "
    please help me
    help
    i need some help here
    can you help me with something
    can you take a look at this please
    have a look at this when you have time
    could somebody take care of this
    please check
    please do it
    do the thing
    do it again like last time
    the same as yesterday
    the thing from last week again
    that thing we talked about
    as discussed in the meeting
    see above
    what about this one
    what about tomorrow morning
    see you on monday at ten
    can we talk later
    call me when you are free
    any news
    is there any update on this
    is it done yet
    how long will it take
    and now
    what's next
    go on
    continue please
    one more thing
    never mind
    forget it
    wait a moment
    i have a question
    a quick question about something
    not sure what to do
    i don't know
    tell me what you think
    what do you think about it
    whatever you think is best
    make it better
    make it nicer
    improve it somehow
    change it back
    just do your magic
    it happened again
    still the same
    why is that
    what does that mean
    who can help with this
    this is urgent please hurry
    as soon as possible please
    thanks a lot that was great
    thank you very much
    good job everyone
    hello is anybody there
    good morning everybody
    have a nice weekend
    sorry i was late today
    sounds good to me
";
