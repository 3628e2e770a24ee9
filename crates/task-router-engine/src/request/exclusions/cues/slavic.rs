//! Russian, Polish, Czech and Ukrainian.

use super::{Grammar, Participles};
use crate::text::Language::{Czech, Polish, Russian, Ukrainian};
use crate::text::{Role, grammar, joined, words};

pub(super) const RUSSIAN: Grammar = Grammar {
    besides: words!("кроме|вместо"),
    leave: words!("оставь|оставьте"),
    alone: words!("как есть|в покое|без изменений"),
    is_before_verbs: true,
    changes: words!("изменений|правок"),
    ignore: words!("игнорируй|игнорируйте|забудь|забудьте"),
    stays: words!("ни при чем|тут ни при чем|здесь ни при чем|не проблема|не причина|не виноват|не виновата"),
    copulas: words!("дело|это"),
    pronouns: words!("дело|это"),
    about: words!("в|про|о|об|для"),
    forbidding: words!("трогай|трогаите|трогайте|трогать|меняй|меняйте|менять|используй|используйте|использовать"),
    but: grammar(Russian).with(Role::Rather),
    and: words!("а"),
    adjectives: words!("работает|работают|могу|может|открывается|грузится|приходит|приходят|вижу|знаю"),
    missing: words!("ответа|ошибок|проблем|доступа|результата"),
    working: words!("работает|работают|открывается|грузится"),
    done: words!(
        "готова|готов|готово|готовы|починил|починила|исправил|исправила|сделал|сделала|закончил|закончила\
        |исправлена|исправлено|сделано|решено"
    ),
    participles: Participles {
        ends: words!("л|ла|ли|ло|ен|ена|ено|ены|ан|ана|ано|аны"),
        open: words!("нужен|нужна|нужно|должен"),
        beside: words!("уже|я|мы"),
        ..Participles::NONE
    },
    next: words!("теперь|дальше"),
    unneeded: words!("не важен|не важна|не важно|неважен|неважна|неважно|не нужен|не нужна|не нужно|не нужны|не надо"),
    leaving_out: words!("игнорируи"),
    asked: words!("хочу|хотим|нужен|нужна|нужно|нужны|ищу|прошу|спрашиваю про|интересует|интересуют"),
    referring: words!("его|ее|их|она|он"),
    prepositions: words!("в|во|на|над|по|к|ко|с|со|о|об|про|для|от|из|за|при"),
    imperative_ends: words!("ай|яй|уй|юй|йте|ши|ди|ри|жи|чи|ите"),
    other_ends: words!("ли|ости"),
    needing: words!("надо|нужно|стоит|следует"),
    able: words!("могу|может|можем|могут|получается|выходит"),
    unable: words!("невозможно|нельзя"),
    ..Grammar::of(Russian)
};

pub(super) const POLISH: Grammar = Grammar {
    besides: words!(
        "oprocz|poza|zamiast|z wyjatkiem|za wyjatkiem|nie ruszaj|nie dotykaj|nie zmieniaj|nie uzywaj|nie ruszac\
        |nie zmieniac|nic wspolnego z|pomin|zignoruj"
    ),
    leave: words!("zostaw|zostawcie"),
    alone: words!("w spokoju|jak jest|bez zmian"),
    stays: words!(
        "nie ma z tym nic wspolnego|zostaje jak jest|zostaje bez zmian|nie jest problemem|to nie problem\
        |nie jest winna|nie jest winny"
    ),
    is_before_verbs: true,
    copulas: words!("to|jest|sa"),
    pronouns: words!("to"),
    but: joined!(grammar(Polish).with(Role::Rather), words!("tylko")),
    and: words!("a"),
    openers: joined!(grammar(Polish).conjunctions, words!("a")),
    working: words!("dziala|dzialaja|odpowiada"),
    missing: words!("odpowiedzi|bledow|problemow|dostepu|wynikow|zmian"),
    done: words!(
        "gotowa|gotowy|gotowe|zrobiona|zrobiony|zrobione|naprawilem|naprawilam|naprawiona|naprawiony|naprawione\
        |skonczylem|skonczylam|poprawilem|poprawilam"
    ),
    participles: Participles {
        ends: words!("lem|lam|lismy|lysmy|ony|ona|one|ane|any|ana"),
        others: words!("zaplacilem|zaplacilam"),
        open: words!("potrzebny|potrzebna"),
        beside: words!("juz|jest|zostal|zostala|zostalo"),
        ..Participles::NONE
    },
    next: words!("teraz|nastepnie"),
    unneeded: words!(
        "nie ma znaczenia|niewazna|niewazne|niewazny|nie jest wazna|nie jest wazne|niepotrzebna|niepotrzebne\
        |niepotrzebny|nie jest potrzebna|nie jest potrzebny"
    ),
    asked: words!(
        "chce|chcemy|chcialbym|chcialabym|potrzebuje|potrzebujemy|szukam|prosze o|pytam o|interesuje|chodzi o"
    ),
    referring: words!("go"),
    prepositions: words!("w|we|na|nad|po|do|z|ze|o|dla|od|za|przy|przez|ku"),
    forbidding: words!("pisz|piszcie|mow|mowcie|rob|robcie|idz|patrz|patrzcie|bierz"),
    imperative_ends: words!("uj|aj|ujcie|ajcie"),
    able: words!("moge|moze|mozemy|moga|da"),
    unable: words!("niemozliwe"),
    ..Grammar::of(Polish)
};

pub(super) const CZECH: Grammar = Grammar {
    besides: words!(
        "krome|misto|s vyjimkou|nesahej na|nesahejte na|nemen|nemente|nepouzivej|ignoruj|vynech|nepracuj\
        |nepracujte|nepis|nepiste|nemluv|nemluvte|neupravuj|neupravujte|nemaz|neposilej|neposilejte|nedavej\
        |nezasahuj|neres|neresme|nekontroluj|neotevirej|nepridavej|neptej se|nedotykej se"
    ),
    leave: words!("nech|nechte"),
    alone: words!("byt|na pokoji|jak je|beze zmeny"),
    stays: words!("s tim nema nic spolecneho|zustava jak je|neni problem|za to nemuze"),
    copulas: words!("neni|nejsou"),
    pronouns: words!("to"),
    working: words!("funguje|funguji|jede"),
    missing: words!("odpovedi|chyb|problemu|pristupu|vysledku"),
    done: words!("hotova|hotovo|hotovy|hotove|opravil|opravila|opravena|opraveno|opraveny|dokoncil|dokoncila|vyreseno"),
    participles: Participles {
        ends: words!("il|al|el|ila|ala|ela|ili|ali|eli|eno|ano|ena|ana"),
        open: words!("email|kanal|material|model|panel|portal|signal|terminal"),
        beside: words!("uz|jsem|jsme|byl|byla|bylo"),
        ..Participles::NONE
    },
    next: words!("ted|nyni|dale"),
    unneeded: words!("nevadi|neni dulezita|neni dulezite|neni dulezity|neni potreba"),
    asked: words!("chci|chceme|potrebuji|potrebujeme|hledam|jde o"),
    referring: words!("ho|ji"),
    able: words!("jde|lze"),
    unable: words!("nemuzu|nemohu|nemuzeme|nemuze|nelze|nejde"),
    not_asked: words!("nechci|nechceme|nepotrebuji|nepotrebujeme|nejde o"),
    ..Grammar::of(Czech)
};

pub(super) const UKRAINIAN: Grammar = Grammar {
    besides: words!(
        "крім|окрім|замість|за винятком|не чіпай|не чіпаите|не чіпайте|не змінюй|не змінюйте|не використовуй\
        |не використовуйте|ігноруй"
    ),
    leave: words!("залиш|залиште"),
    alone: words!("як є|у спокоі|без змін"),
    stays: words!("тут ні до чого|ні до чого|не проблема|не винна"),
    is_before_verbs: true,
    copulas: words!("це|справа"),
    pronouns: words!("це|справа"),
    about: words!("в|у|про|для"),
    but: grammar(Ukrainian).with(Role::Rather),
    and: words!("а"),
    working: words!("працює|працюють|відкривається"),
    missing: words!("відповіді|помилок|проблем|доступу|результату"),
    done: words!(
        "готова|готовий|готове|готово|виправив|виправила|полагодив|полагодила|зробив|зробила|закінчив|закінчила\
        |виправлено|зроблено"
    ),
    participles: Participles {
        ends: words!("ив|ав|ів|ила|ала|ено|ано"),
        open: words!("архів|актив|потрібно"),
        beside: words!("вже|уже|я|ми"),
        ..Participles::NONE
    },
    next: words!("тепер|далі"),
    unneeded: words!("не важливо|не важлива|неважливо|неважлива|не потрібен|не потрібна|не потрібно"),
    asked: words!("хочу|хочемо|потрібен|потрібна|потрібно|потрібні|шукаю|прошу"),
    referring: words!("иого|його|ії|її|їх"),
    prepositions: words!("в|у|на|над|по|до|з|із|зі|про|для|від|за|при"),
    imperative_ends: words!("ай|яй|уй|юй|йте|ши|ди|ри|жи|чи|ите|ати|ити|яти"),
    other_ends: words!("ли|ості"),
    needing: words!("треба|потрібно|варто|слід"),
    able: words!("можу|може|можемо|можуть"),
    unable: words!("неможливо"),
    ..Grammar::of(Ukrainian)
};
