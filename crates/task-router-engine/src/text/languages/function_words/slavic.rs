//! Polish, Czech and Ukrainian. Words that are also content words, once without accents, are omitted.

use crate::text::words;

// All sorted and without accents.

pub(super) const POLISH: &[&str] = words!(
    "a|aby|albo|ale|ani|bardzo|bedzie|bez|bo|byc|byl|byla|bylo|chce|chcemy|co|czy|dla|dlaczego|do|dzis|gdy|gdyby\
    |gdzie|go|i|ich|ile|im|ja|jak|jaka|jaki|jakie|jako|jednak|jego|jej|jesli|jest|jestem|jestes|jeszcze|juz|kiedy\
    |kto|ktora|ktore|ktory|ku|lub|ma|mam|masz|mi|mnie|moga|moge|moj|moja|moje|moze|mozesz|mozna|musze|my|na|nad|nam\
    |nas|nasz|nasza|nasze|nia|nie|nim|niz|o|od|oraz|po|poniewaz|potem|potrzebuje|potrzebujemy|prosze|przed|przez\
    |przy|sa|sie|swoj|ta|tak|taki|takie|tam|te|tego|tej|ten|teraz|tez|to|trzeba|tu|twoj|ty|tych|tylko|tym|u|w|was\
    |wasz|we|wiec|wszystkie|wszystko|wy|z|za|ze|zeby"
);

pub(super) const CZECH: &[&str] = words!(
    "a|aby|ale|ani|ano|asi|az|bez|bude|by|byl|byla|bylo|byt|chci|co|dnes|do|ho|i|jak|jaka|jake|jako|jaky|je|jeho\
    |jeji|jejich|jejim|jen|jeste|jestli|ji|jsem|jsi|jsme|jsou|jste|k|kde|kdo|kdy|kdyz|ke|ktera|ktere|ktery|lze|ma\
    |mam|mame|mate|me|mezi|mi|mne|moc|mohu|moje|muj|muze|muzes|muzu|my|na|nad|nam|nas|nase|nasi|ne|nebo|neni|nez|o\
    |od|pak|po|pokud|potrebujeme|potrebuji|pouze|pred|pri|pro|proc|prosim|protoze|s|se|si|sve|svuj|ta|tady|tak|taky\
    |tam|tato|ted|ten|tento|teto|ti|to|tohle|toho|tom|tomu|toto|tu|tvuj|ty|tyto|u|uz|v|vam|vas|vase|ve|velmi|vsak\
    |vsechno|vsechny|vy|z|za|ze"
);

pub(super) const UKRAINIAN: &[&str] = words!(
    "а|або|але|без|бо|був|буде|була|були|було|бути|в|вам|вас|ваш|вже|ви|вона|вони|воно|все|всі|від|він|де|для|до\
    |дуже|з|за|зі|й|його|коли|куди|ласка|ласку|лише|мене|мені|ми|може|можна|моя|мій|на|над|нам|нас|наш|наша|не|ними\
    |ні|о|об|один|перед|по|потрібно|потім|при|про|під|після|свій|себе|та|так|також|там|те|тебе|ти|тим|то|того|тоді\
    |той|тому|треба|тут|тільки|у|хочу|хто|це|цей|цього|цьому|ця|ці|через|чи|чому|ще|що|щоб|я|як|яка|яке|який|якщо\
    |які|є|із"
);
