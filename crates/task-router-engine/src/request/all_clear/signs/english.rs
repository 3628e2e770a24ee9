//! English signs.

use super::{Sign, Signs};
use crate::text::Language;

pub(super) const ENGLISH: Signs = Signs {
    language: Language::English,
    has_concord: false,
    has_inversion: true,
    has_compounds: false,
    phrases: &[
        (Sign::No, "no|no more|no further|no longer any|without|without any|zero|not a single|not one|not any|with no"),
        (Sign::Nobody, "nothing|nobody|noone|no one|none"),
        (
            Sign::Not,
            "not|isnt|arent|wasnt|werent|hasnt|havent|hadnt|didnt|doesnt|dont|never|no longer|not so|not that|not all that",
        ),
        (
            Sign::Trouble,
            "data loss|data leak|data leaks|data breach|data breaches|security incident|security incidents|security breach|outage|outages|incident|incidents|breach|breaches|leak|leaks|leakage|downtime|loss|losses|attack|attacks|attacker|attackers|hack|hacker|hackers|intrusion|intrusions|intruder|intruders|exploit|exploits|vulnerability|vulnerabilities|injection|malware|ransomware|virus|viruses|problem|problems|issue|issues|trouble|error|errors|failure|failures|fault|faults|bug|bugs|crash|crashes|timeout|timeouts|emergency|emergencies|crisis|disaster|interruption|interruptions|disruption|disruptions|corruption|regression|regressions|fraud|theft|complaint|complaints|accident|accidents|injury|injuries|damage|fire|bleeding|pain",
        ),
        (
            Sign::Bad,
            "down|broken|offline|dead|unreachable|unavailable|inaccessible|unresponsive|hacked|breached|compromised|stolen|leaked|leaking|leak|exposed|lost|losing|lose|loses|crashed|crashing|crash|crashes|failed|failing|fails|fail|affected|impacted|harmed|hurt|injured|damaged|corrupted|corrupt|missing|wrong|attacked|infected|disrupted|interrupted|degraded|locked out|vulnerable|on fire|under attack|at risk|in danger|exploited",
        ),
        (
            Sign::Over,
            "over|ended|has ended|finished|gone|past|closed|stopped|dealt with|contained|behind us|disappeared|vanished|under control|ruled out|averted",
        ),
        (
            Sign::Mended,
            "resolved|solved|fixed|mitigated|repaired|restored|recovered|sorted out|patched|remedied|rectified",
        ),
        (
            Sign::Works,
            "works|working|work|runs|running|run|responds|responding|respond|loads|loading|load|answers|answering|operates|operating|functions|functioning|can log in|can login|can sign in|can pay|can order|can work|can check out|can connect",
        ),
        (Sign::Again, "again"),
        (
            Sign::Good,
            "fine|ok|okay|healthy|stable|normal|operational|green|intact|unharmed|unaffected|safe and sound|in order|all right|alright|as usual|as expected|back online|back to normal|back in service|back in business|back on track|back in operation|up and running",
        ),
        (Sign::Fair, "reachable|available|accessible|online|live|usable|responsive|normally"),
        (Sign::Up, "up|back up"),
        (Sign::Back, "back"),
        (
            Sign::System,
            "site|sites|website|shop|store|app|apps|application|server|servers|service|services|system|systems|backend|api|production|prod|platform|database|db|cluster|everything|all|login|checkout|network|portal|queue|we",
        ),
        (Sign::It, "it|its|they|thats|weve|theyve|were"),
        (Sign::Be, "is|are|was|were|has|have|had|been|be|being|got|its|thats|weve|theyve|looks|look|went|came|stayed"),
        (
            Sign::Frame,
            "there|see|sees|saw|seen|cause|caused|causes|experience|experienced|find|found|detect|detected|suffer|suffered|get|got|have|had|show|shows|report|reports",
        ),
        (
            Sign::Adverb,
            "now|already|finally|just|also|really|actually|currently|even|ever|today|yesterday|tonight|anymore|any more|last|so far|yet|recently|here|anywhere|at all|whatsoever|found|reported|detected|occurred|seen|thanks|please|everywhere|all",
        ),
        (Sign::Wholly, "completely|fully|entirely|totally|all|everything"),
        (Sign::Article, "a|an|any|known|new|other|major|serious|critical|open|current|real|active|big"),
        (Sign::The, "the|this|that|these|those|all|our|its|their|every|both|my"),
        (Sign::Of, "of"),
        (
            Sign::Trace,
            "sign|signs|evidence|indication|indications|trace|traces|risk|danger|hint|hints|report|reports|case|cases",
        ),
        (
            Sign::Clear,
            "false alarm|false alarms|false positive|false positives|false alert|all clear|all good|all is well|everything works|all works|no harm done|no worries",
        ),
        (Sign::After, "after|since|following|despite|recovered from"),
        (Sign::Limit, "with|from"),
        (
            Sign::Doubt,
            "other than|apart from|aside from|not only|not just|not merely|not fully|not completely|not entirely|not totally|not always|not all|not every|cannot|cant|couldnt|wont|wouldnt|shouldnt|if|unless|until|till|when|whenever|once|should|must|need|needs|needed|want|wants|would|could|will|shall|may|might|hope|hopefully|wish|try|trying|tried|make|makes|ensure|get|getting|bring|let|only|some|partly|partially|half|almost|nearly|hardly|barely|supposedly|allegedly|apparently|maybe|perhaps|probably|thought|think|claim|claims|claimed|say|says|said|pretend|seems|except|besides|how|what|who|why|where|which|whether|far|anything|up to|over and over|again and again|as if",
        ),
        (Sign::And, "and|but|however|although|though|because|while|whereas|so"),
        (Sign::By, "by|from|due to"),
        (Sign::Was, "was|were"),
        (
            Sign::Urgent,
            "urgent|urgently|urgency|immediate|immediately|asap|time critical|time sensitive|critical|emergency|in a hurry|in a rush|hurry|rush|high priority|pressing",
        ),
        (
            Sign::Degree,
            "so|very|too|that|particularly|especially|terribly|super|overly|exactly|need to be|needs to be|have to be|has to be|need to be done|have to be done",
        ),
        (Sign::Doubt, "need to be|needs to be|have to be|has to be|need to be done|have to be done"),
        (
            Sign::Leisure,
            "less urgent|hardly urgent|non urgent|by no means urgent|anything but urgent|far from urgent|no hurry|no rush",
        ),
        (
            Sign::Opening,
            "fyi|for your information|for info|info|information|update|updates|status|status report|report|quick|short|brief|final|latest|news|good|great|note|please note|notice|announcement|heads up|just so you know|so you know|by the way|btw|ok|okay|alright|all right|well|so|team|folks|guys|everyone|channel|here|resolved|all|relief|no action needed|no action required|no further action needed|no further action required|nothing to do|nothing to worry about|no need to call|no need to page|no need to wake|no need to panic|no need to worry|no need to act|no need to escalate|anyone|anybody",
        ),
    ],
};
