//! English, German, French, Spanish, Italian, Portuguese, Dutch, Russian, Swedish, Danish and Norwegian.

use crate::text::words;

// All sorted and without accents.

pub(super) const ENGLISH: &[&str] = words!(
    "a|about|after|again|all|also|am|an|and|any|are|as|at|be|because|been|before|being|but|by|can|cannot|care|could\
    |did|do|does|doing|done|dont|during|each|either|else|etc|every|explain|for|from|get|gets|give|go|had|has|have\
    |having|he|hello|help|helps|her|here|hers|hey|hi|him|his|how|i|if|im|in|into|is|isnt|it|its|ive|just|know|let\
    |like|look|make|makes|me|more|most|my|need|needs|new|no|nor|not|now|of|off|on|once|one|only|onto|or|other|our\
    |ours|out|over|please|question|questions|s|same|see|she|should|show|so|some|such|t|take|tell|than|thank|thanks\
    |that|thats|the|their|theirs|them|then|there|these|they|this|those|through|to|too|under|until|up|us|use|used\
    |uses|using|very|via|want|wants|was|we|were|what|when|where|whether|which|while|who|whom|whose|why|will|with\
    |within|without|would|you|your|yours"
);

pub(super) const GERMAN: &[&str] = words!(
    "aber|alle|allem|allen|aller|alles|als|also|am|an|andere|anderen|auch|auf|aus|bei|beim|bin|bis|bist|bitte|da\
    |dabei|damit|danach|danke|dann|das|dass|dein|deine|dem|den|denn|der|des|dich|die|dies|diese|diesem|diesen|dieser\
    |dieses|dir|doch|dort|du|durch|ein|eine|einem|einen|einer|eines|er|es|etwas|euch|euer|fur|gegen|gibt|habe|haben\
    |hallo|hast|hat|hatte|hier|hin|hinter|ich|ihm|ihn|ihnen|ihr|ihre|ihrem|ihren|im|immer|in|ins|ist|ja|jede|jedem\
    |jeden|jeder|jedes|jetzt|kann|kannst|kein|keine|keinem|keinen|keiner|konnen|konnte|machen|man|mehr|mein|meine\
    |meinem|meinen|meiner|mich|mir|mit|muss|mussen|nach|nicht|nichts|noch|nun|nur|ob|oder|ohne|sehr|sein|seine|seit\
    |sich|sie|sind|so|soll|sollen|sollte|sondern|uber|um|und|uns|unser|unsere|unserem|unseren|unter|vom|von|vor|wann\
    |war|waren|warum|was|weder|weil|welche|welcher|wenn|wer|werden|wie|wieder|will|wir|wird|wo|wurde|zu|zum|zur\
    |zwischen"
);

pub(super) const FRENCH: &[&str] = words!(
    "a|afin|ai|ainsi|alors|apres|as|au|aucun|aucune|aussi|autre|autres|aux|avant|avec|avez|avoir|avons|bien|bonjour\
    |c|car|ce|ceci|cela|celle|celui|ces|cet|cette|ceux|chaque|chez|ci|comme|comment|d|dans|de|depuis|des|donc|dont\
    |du|elle|elles|en|encore|entre|est|et|etait|etes|etre|eu|faire|fait|faut|ici|il|ils|j|je|jusqu|l|la|le|les|leur\
    |leurs|lors|lui|m|ma|mais|me|meme|merci|mes|moi|moins|mon|n|ne|ni|nos|notre|nous|on|ont|ou|par|parce|pas|pendant\
    |peu|peut|peux|plus|pour|pourquoi|pouvez|puis|qu|quand|que|quel|quelle|quelles|quels|qui|quoi|s|sa|sans|se|ses\
    |si|son|sont|sous|sur|t|ta|te|tes|toi|ton|tous|tout|toute|toutes|tres|trop|tu|un|une|va|vers|veux|voici|vos\
    |votre|vous|y"
);

pub(super) const SPANISH: &[&str] = words!(
    "a|al|algo|alguna|algunas|alguno|algunos|ante|antes|asi|aun|aunque|bajo|bien|cada|como|con|contra|cual|cuando\
    |cuanto|de|debe|del|desde|despues|donde|dos|durante|e|el|ella|ellas|ellos|en|entre|era|es|esa|esas|ese|eso|esos\
    |esta|estamos|estan|estar|este|esto|estos|fue|gracias|ha|habia|hace|hacer|han|has|hasta|hay|he|hola|la|las|le\
    |les|lo|los|mas|me|mi|mis|mismo|mucho|muy|nada|necesita|necesito|ni|no|nos|nosotros|nuestra|nuestro|o|os|otra\
    |otras|otro|otros|para|pero|poco|por|porque|puede|pueden|puedes|que|quien|quiero|se|sea|ser|si|sido|sin|sobre\
    |solo|son|su|sus|tambien|tan|tanto|te|tiene|tienen|todo|todos|tu|tus|un|una|unas|uno|unos|usted|y|ya|yo"
);

pub(super) const ITALIAN: &[&str] = words!(
    "a|abbiamo|ad|agli|ai|al|alla|alle|allo|anche|ancora|avere|c|che|chi|ci|ciao|cio|coi|col|come|con|contro|cosa\
    |cui|d|da|dagli|dai|dal|dall|dalla|dalle|dallo|degli|dei|del|dell|della|delle|dello|deve|di|dopo|dove|e|ed|era\
    |essere|fa|fare|fino|fra|gli|grazie|ha|hai|hanno|ho|i|il|in|io|l|la|le|lei|li|lo|loro|lui|ma|me|mi|mia|mie|miei\
    |mio|molto|ne|negli|nei|nel|nell|nella|nelle|nello|no|noi|non|nostra|nostro|o|ogni|oppure|per|perche|piu|poi\
    |prima|puo|puoi|qual|quale|quali|quando|quanto|quelli|quello|questa|queste|questi|questo|qui|se|sei|senza|si|sia\
    |siamo|solo|sono|sopra|sotto|sta|stato|su|sua|sue|sugli|sui|sul|sull|sulla|sulle|suo|suoi|ti|tra|tu|tua|tuo\
    |tutti|tutto|un|una|uno|vi|voglio|vostro"
);

pub(super) const PORTUGUESE: &[&str] = words!(
    "a|ao|aos|as|ate|com|como|contra|da|das|de|dela|dele|deles|depois|desde|do|dos|e|ela|elas|ele|eles|em|entre|era\
    |essa|esse|esta|estao|estar|este|estes|eu|faz|fazer|foi|foram|ha|isso|isto|ja|la|lhe|mais|mas|me|mesmo|meu|meus\
    |minha|minhas|muito|na|nao|nas|nem|no|nos|nossa|nosso|num|numa|o|obrigada|obrigado|ola|onde|os|ou|outra|outro\
    |para|pela|pelas|pelo|pelos|pode|podem|por|porque|preciso|qual|quando|que|quem|quero|sao|se|sem|ser|seu|seus|si\
    |so|sobre|sua|suas|tambem|tem|temos|ter|toda|todo|todos|tu|tua|um|uma|umas|uns|vai|voce|voces"
);

pub(super) const DUTCH: &[&str] = words!(
    "aan|af|al|alle|alles|als|altijd|andere|bedankt|bij|daar|dan|dat|de|deze|die|dit|doe|doen|door|dus|een|eens|en\
    |er|geen|had|hallo|heb|hebben|heeft|hem|hen|het|hier|hij|hoe|hun|iets|ik|in|is|ja|je|jij|jou|jouw|jullie|kan|kun\
    |kunnen|maar|maken|me|meer|met|mij|mijn|moet|moeten|na|naar|niet|niets|noch|nog|nu|of|om|omdat|ons|onze|ook|op\
    |over|te|tegen|toch|tot|u|uit|van|veel|voor|waar|waarom|wanneer|want|waren|was|wat|we|wel|welke|werd|wie|wij|wil\
    |worden|wordt|zal|ze|zelf|zich|zij|zijn|zo|zonder|zou"
);

pub(super) const RUSSIAN: &[&str] = words!(
    "а|без|бы|был|была|были|было|быть|в|вам|вас|весь|во|вот|все|всего|всех|вы|где|да|для|до|его|ее|если|есть|еще|же\
    |за|здесь|и|из|или|им|их|к|как|какая|какие|какой|когда|кто|ли|либо|мне|может|можно|мой|моя|мы|на|над|надо|нам\
    |нас|наш|наша|не|него|нее|ней|нет|ни|них|но|ну|нужно|о|об|один|он|она|они|оно|от|очень|по|под|пожалуйста|после\
    |потом|потому|почему|при|про|с|сам|свой|себя|со|так|также|там|тем|то|того|тоже|той|только|том|ты|у|уже|хочу|чего\
    |чем|через|что|чтобы|чья|эта|эти|это|этого|этой|этом|этот|я"
);

pub(super) const SWEDISH: &[&str] = words!(
    "alla|allt|an|ar|at|att|av|blev|bli|blir|da|dar|de|dem|den|denna|deras|dess|det|detta|dig|din|du|efter|ej|eller\
    |en|er|ett|for|fran|ha|hade|han|hans|har|hej|henne|hur|i|in|inte|ja|jag|kan|man|maste|med|mellan|men|mig|min\
    |mina|mot|mycket|nar|ni|nu|och|om|oss|over|pa|sa|sedan|sig|sin|ska|skulle|som|tack|till|under|upp|ut|utan|vad\
    |var|vara|varfor|varken|vem|vi|vid|vill"
);

pub(super) const DANISH: &[&str] = words!(
    "af|alle|alt|at|blev|blive|da|de|dem|den|denne|der|deres|det|dette|dig|din|dog|du|efter|eller|en|end|er|et|for\
    |fra|ha|han|har|havde|hej|hende|her|hos|hun|hvad|hvem|hverken|hvor|hvordan|hvorfor|i|ikke|ind|jeg|kan|man|med\
    |meget|mellem|men|mig|min|mod|nar|noget|nogle|nu|og|ogsa|om|op|os|over|pa|samt|selv|sig|sin|skal|skulle|som|tak\
    |til|ud|uden|under|vaere|var|ved|vi|vil|vores"
);

pub(super) const NORWEGIAN: &[&str] = words!(
    "a|alle|alt|at|av|ble|bli|blir|da|de|deg|dem|den|denne|der|deres|det|dette|din|du|eller|en|er|et|etter|fa|for\
    |fra|ha|hadde|han|har|hei|henne|her|hun|hva|hvem|hvor|hvordan|hvorfor|i|ikke|inn|jeg|kan|ma|man|med|meg|mellom\
    |men|min|mot|mye|na|nar|noe|noen|og|ogsa|om|opp|oss|over|pa|sa|seg|sin|skal|skulle|som|takk|til|under|ut|uten\
    |vaere|var|vare|ved|verken|vi|vil"
);
