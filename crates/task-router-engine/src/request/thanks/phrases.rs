//! Greetings, thanks, praise, closings and set phrases of chats in six languages, without accents.
//!
//! A phrase is a sequence of words, each with its alternatives: `great/good job`. A word with `?` may be missing. `_` is a
//! word for a thing, and `*` the rest of the clause, unless that asks for something. A phrase may end in one of the parts
//! between brackets. Words with `!` or `~` are cues: only a request with one is read, and if one with `!` is evidence for
//! anybody, thanks may be that one's task.

use crate::text::Language;

/// The phrases of one language, a line each.
pub(super) struct Phrases {
    pub(super) language: Language,
    /// Clauses of thanks, praise and closing.
    pub(super) thanks: &'static str,
    /// Greetings and set phrases of chats. They may stand alone or beside thanks, but nothing is fine because of them.
    pub(super) greetings: &'static str,
    /// Clauses beside thanks that ask for nothing either.
    pub(super) beside: &'static str,
    /// The same in two parts: a thing, and that it is fine.
    pub(super) things: &'static str,
    pub(super) fine: &'static str,
    /// Words with which a clause asks for something or reports it.
    pub(super) asking: &'static str,
    /// `and`, `or`, and behind `|` the words with which another thing may begin after them.
    pub(super) joining: &'static str,
}

pub(super) const PHRASES: [Phrases; 6] = [
    Phrases {
        language: Language::English,
        thanks: "\
ok/okay/oh/yes/yeah/hey/hi/hello/and/so? a? very/many/big/huge/special? thanks!/thx!/cheers!/thank! you? once/so/very? again/much? a? lot/million/bunch/ton/loads/heaps/tons? again? all/everyone/everybody/guys/team/folks/mate? [for *|for explaining/showing/telling/clarifying/describing me/us? how/what/why/where/which *|to all/everyone/everybody/you|to all? the/our _? team/guys/crew/folks|to all? of you|to whoever/everyone/everybody/anyone/those who? *]
big/huge/massive? kudos!/props!/congrats!/congratulations!/bravo! all/everyone/team/guys? [to *|for *|on *]
i/we/id? just/only/would/want/wanted/really? want/wanted/like? to say/express/send a? big? thanks!/thank! you? so/very/to? much/everyone/all? [for *]
hats~ off [to *]
shoutout! to/for *
i/im/we/were am/are? so/very/really/super? happy~/pleased~/impressed~/delighted~/thrilled~ [with *|by *|about *]
you/that/this/youve just? saved~ me/us/my/our/the day/life/week/weekend/hours/time? [with *|by *]
that/this answers~/answered~ my/our/the question/questions [about *|on *]
no~ more/further/other? questions? [about *|on *]
very? well/nicely done~ all/everyone/team/guys? [on *|with *]
such? a? really/very? great!/good!/nice!/awesome!/excellent!/fantastic!/amazing!/super~/brilliant!/solid!/superb!/stellar!/lovely!/incredible!/impressive!/wonderful! job/work/stuff/effort there/all/everyone/team/guys/folks/mate? so? far? [on *|with *|by *|adding/building/cleaning/fixing/getting/handling/making/setting/solving *]
great!/good!/nice!/fair!/cool! catch/call/point/one/stuff/thinking/timing/idea/enough
i/we really/truly/highly/do? appreciate! it/that/this/you
i/we really/truly/highly/do? appreciate! the/your/all quick/great/fast? your/the? help/work/effort/efforts/time/patience/support/update/feedback/explanation/response [with *|on *|for *]
that/it/all? is? much/greatly appreciated!
i/im/we/were am/are? so/very? grateful!/thankful! for your/the/all *
perfect!/great!/awesome!/cool!/super~/nice!/excellent!/fantastic!/amazing!/brilliant!/wonderful!/sweet!/yay!/hooray!/wow!/lovely! all/everyone/team/guys?
that/this/it/thats/its/which is/was? so/really/very? great!/awesome!/perfect!/amazing!/nice!/good!/quick~/fast/helpful~
i/we? really/totally/just/absolutely? love~ it/this/that
good! to know
you/youre/u guys/all/folks? are? the/a? rock~/best/awesome!/great!/amazing!/legend~/legends~/star/stars
it/that/everything/all works~/worked~ now/again/fine/perfectly/great/well/nicely/for/like? now/again/me/us? a? charm? thanks/thx? you?
works~ like/for/great/perfectly/fine/now/again a/me/us? charm/dream?
its/it/everything/all is? all? working~ now/again/fine
all good!/clear/set/done~/fine~ here/now/again?
problem/issue/mystery/everything/all is/are? solved~/fixed~/sorted~/resolved~ now?
that/it/this/which just? fixed~/solved~/sorted~/resolved~ it/that/everything/things
that/it/this did it/the trick~/job?
case closed~
no~ worries/prob/problem/problems at? all?
my? pleasure~
you/youre are? very? welcome~ back?
welcome~ back
that? makes/make sense~
i? got~ it/that/ya now?
understood~
that? sounds~ like? a? good/great/plan/perfect/fine/fair plan/idea?
done~ deal
one/just? a? moment~/sec~/second/minute please?
take care~ all/everyone/everybody?
have a very? nice!/good!/great!/lovely! day/evening/weekend/night/one/trip all/everyone?
see/call/speak/talk to? you/ya? soon~/later~/tomorrow~/then
lets talk/speak/chat later~/tomorrow~/soon~
nice!/good! to meet/see you/everyone all?",
        greetings: "\
and/hey/hi/hello/ok/oh? a? very? good/happy morning~/afternoon~/evening~/night~ to? you/the/my? all/everyone/everybody/team/guys/folks/friends/there/again/sir? again?
hey!/hi!/hello!/yo! there/all/everyone/everybody/team/guys/folks/friends/mate/again? again?
long time no~ see
please? wait!/hang! on? a/one/just? a? second/sec/minute/moment/bit please?
brb~
please? let me think! about? it/this/that? first/again/later?
ok/please? keep going! please?
ok/please? continue!/proceed! please/now? [with the/your? next step/steps]
never mind! this/that/it?
good/best luck! with? it/that/this? everyone/all/team?",
        beside: "\
yep/yes/yeah/ok/okay/ah/oh/hey/hi/hello/all/everyone/everybody/guys/team/folks/mate
i/we? really/totally/just? love/like the/your/this/how *
really/very/so? impressed/happy/pleased
that/it/this did/does/was it/the *
that/it/this/you fixed/solved/resolved the/my/our/it *",
        things: "\
it/everything/all/that/this
the/my/our/your/this/that/these/those/all new/latest/whole? _ _? _?
_",
        fine: "\
now/finally/all? works/work/worked/passes/pass/passed/runs/run/went/succeeded/builds/compiles/connects/loads/responds/starts now/again/fine/perfectly/great/well/nicely/smoothly/through? again/now? thanks/thx/thank? you?
has/have/are/is? been? now/finally/all/so/much/really/super/blazing/very/looks/look/runs/feels? fast/faster/green/good/great/fine/stable/up/back/online/fixed/solved/resolved/perfect/ready/done/live/ok/merged/deployed/better/working/awesome/amazing/perfectly/smooth/smoothly and? running? fine/great/well/perfectly/smoothly? again/now? thanks/thx/thank? you?
is/was a? complete/great/huge? success",
        asking: "by until till tomorrow please pls plz but if would could can cannot cant should must will wont not never no dont doesnt didnt isnt arent wasnt still need needs want wants advance any before until unless except however though although instead now next then also asap is are was were am fail fails failing breaks crashes looking checking considering has have how what why when where who which i we do does did returns throws shows add create implement remove delete write make generate optimize configure enable disable rename explain tell give let lets",
        joining: "and or | the a an your our all for my its their",
    },
    Phrases {
        language: Language::German,
        thanks: "\
ok/okay/hallo/hi/na/ja/und/super? ich/wir? sage? vielen/herzlichen/besten/lieben/tausend/grossen/schonen/ganz? vielen/herzlichen/lieben/besten? dank!/danke!/dankeschon!/dankesehr! dir/euch/ihnen/schon/sehr/vielmals/nochmals/nochmal/allen/alle/leute/team? auch? nochmals/nochmal/allen/alle/leute/team? [fur *|furs *|an alle/euch/dich|an das/euer/unser _? team]
ich/wir bin/sind dir/euch/ihnen? sehr/so/echt? dankbar! fur die/den/das/deine/eure/ihre *
ich/wir? wollte/wollten/mochte/mochten? nur/mich/uns? mal/kurz/nur? danke!/bedanken! sagen? [fur *]
ich/wir wollte/wollten/mochte/mochten mich/uns nur/herzlich? fur * bedanken!
ich bin/wir? sind? sehr/echt/wirklich/total? zufrieden~/begeistert~/beeindruckt~/froh~ [mit *|von *|uber *]
wirklich/echt/sehr/richtig/super? gut/super/toll gemacht~ leute/team/alle? [mit *|bei *|beim *]
eine? wirklich/sehr/echt/richtig? tolle!/gute!/grossartige!/super~/klasse!/saubere!/schone!/starke!/hervorragende!/ausgezeichnete! arbeit/leistung/sache leute/team/alle? [am *|an *|bei *|beim *|mit *|im *|in *|von *]
ein? wirklich/sehr/echt? guter!/toller!/super~/starker!/klasse! job leute/team/alle? [am *|bei *|beim *|mit *]
ein? grosses/dickes? lob!/respekt!/kompliment!/gluckwunsch!/bravo! leute/team/alle? [an *|fur *|zum *|zur *]
hut~ ab [vor *|fur *]
herzlichen/meinen? gluckwunsch! [zum *|zur *]
super~/klasse!/toll!/perfekt!/prima!/spitze!/genial!/grossartig!/wunderbar!/ausgezeichnet!/top/cool! leute/team/alle?
alles klar~/gut~/bestens~/erledigt~/geklart~
das/so? passt~ so/alles?
es/das/alles funktioniert~/klappt~/lauft/geht jetzt/wieder/alles/nun? wieder?
das/es hat geklappt~/funktioniert~/geholfen~
das? problem/fehler ist/hat? sich? gelost~/behoben~/erledigt~/gefunden~
das/es wars~ schon?
kein~ problem
keine~ ursache
gern~/gerne~ geschehen?
schonen~/schones~ tag/abend/wochenende/feierabend/gruss noch?
bis dann/spater~/bald~/morgen~",
        greetings: "\
guten~/schonen~ morgen/tag/abend/mittag/nachmittag zusammen/allerseits/alle/allen/leute/team/euch/miteinander?
gute~ nacht zusammen/alle/allen/leute/euch?
hallo!/hi!/hey!/moin!/servus! zusammen/allerseits/alle/leute/team/ihr?
einen/eine/nur? kleinen/kurzen? moment!/sekunde!/augenblick! mal/bitte/noch?
warte! mal/kurz/noch? kurz/bitte?
weiter! so
lange nicht gesehen!",
        beside: "\
leute/team/alle/zusammen/jungs
dass du/ihr/sie * hast/habt/haben
das war der/die/das *
das/es? hat sich erledigt
genau das habe/hatte/haben ich/wir * gebraucht/gesucht",
        things: "\
es/alles/das
der/die/das/mein/meine/unser/unsere/dein/deine/euer/eure/alle _ _?
_",
        fine: "\
geht/gehen/funktioniert/funktionieren/klappt/lauft/laufen/startet/antwortet/baut/ladt jetzt/nun/wieder/endlich? wieder/endlich/bestens/einwandfrei/prima/super/gut? danke?
hat/haben jetzt/nun/endlich? geklappt/funktioniert/geholfen danke?
gefallt/gefallen mir/uns sehr/richtig/wirklich/super? gut?
war ein? voller/grosser? erfolg
ist/sind jetzt/nun/wieder/endlich/schon/viel/richtig? wieder? schnell/schneller/grun/online/da/gut/stabil/behoben/gelost/repariert/fertig/perfekt/erledigt/durch/erreichbar danke?",
        asking: "bis morgen aber bitte nicht kein keine keinen wenn falls konnte konntest kannst konnen konnt konntet soll sollte muss mussen noch trotzdem jedoch wurde wurdest mochte brauche brauchen voraus vorab ob jetzt dann danach nun jede jegliche ist sind war geht lauft schlagt fuge erganze erstelle schreib schreibe mach mache losche",
        joining: "und oder | der die das den dem deine eure die fur furs eine einen",
    },
    Phrases {
        language: Language::French,
        thanks: "\
ok/bonjour/salut/oui/et/ah? un/mille/encore? grand/enorme/immense? merci!/mercis! beaucoup/bien/encore/infiniment? encore? a? vous/toi/tous/toutes? [pour *|d avoir *|d etre *|de ton/ta/tes/votre/vos *|a l equipe|a l equipe _|a toute l equipe|a tout le monde]
je/nous te/vous remercie!/remercions! beaucoup/infiniment/encore? [pour *|d avoir *|de votre/vos/ton/ta/tes *]
je/nous voulais/voulions/voudrais/tenais/tenions juste/simplement/a? vous/te/dire? dire/remercier!/merci! merci!? [pour *]
je/nous suis/sommes tres/vraiment/super? ravi~/ravie~/ravis~/content~/contente~/contents~/satisfait~/satisfaite~ [de *|du *|des *]
du? beau/bon? travail formidable!/remarquable!/incroyable!/impressionnant!/fantastique! [sur *|avec *|dans *]
bravo!/felicitations!/chapeau!/respect a? tous/toutes/vous/toi? [pour *|a *|d avoir *]
tres? bien joue~/vu~ [pour *|avec *|sur *]
du? tres/vraiment? super~/beau!/bon!/excellent!/joli!/sacre!/magnifique! travail/boulot/job a? tous/equipe? [sur *|avec *|dans *|de l equipe|de l equipe _]
c est? parfait!/genial!/super~/excellent!/top~/nickel!/cool!/formidable!/magnifique!/impeccable!/regle~/resolu~/corrige~/repare~/compris~
ca/tout marche~/fonctionne~ bien/maintenant/enfin? maintenant?
probleme resolu~/regle~
pas~ de probleme/souci
de rien~
bonne~ journee/soiree/nuit/semaine
bon~ weekend/week/courage end?
a bientot~/demain~/plus tard?",
        greetings: "\
bonjour!/bonsoir!/salut!/coucou! a/tout? vous/tous/toutes/le/toute? l? monde/equipe?
un/une? petit/petite? instant!/moment!/seconde! merci?",
        beside: "\
tous/toutes/equipe/les? gars?
ca a marche/fonctionne/aide
c est exactement/justement ce qu il/que me/nous/je/j? *
j adore/aime le/la/les/l/ce/cette/votre/ton *
tu as/vous avez *",
        things: "\
ca/tout/cela
le/la/les/l/mon/ma/notre/nos/ton/votre _ _?
le/la/les/l/notre/votre _ de/du/d/des l? _",
        fine: "\
marche/marchent/fonctionne/fonctionnent/remarche/refonctionne/passe/passent/repond/demarre/charge tres/bien/vite/maintenant/enfin/a/de? nouveau/bien? maintenant?
a/ont enfin/bien? marche/fonctionne/reussi/aide
est/sont maintenant/enfin/de/a/bien/tres? nouveau? rapide/rapides/vert/verte/verts/corrige/corrigee/corriges/resolu/resolue/regle/reglee/repare/reparee/pret/prete/stable/parfait/parfaite/ok/termine/terminee maintenant/enfin?
a ete/est un succes",
        asking: "mais s sil svp stp plait si pas ne n pourriez pourrais pouvez peux peut faut avance cependant toujours est sont manque maintenant ensuite puis veuillez voudrais aimerais besoin toute ajoute ajoutez cree creez fais faites",
        joining: "et ou | le la les l un une pour d votre vos ton tes de du des",
    },
    Phrases {
        language: Language::Spanish,
        thanks: "\
ok/hola/si/y/bueno/vale? muchas/muchisimas/mil/infinitas? gracias! de? nuevo? a? todos/todas/ti/ustedes/vosotros/equipo/chicos? [por *|al equipo|al equipo _|al equipo de _|a todo el equipo]
te/le/les/os agradezco!/agradecemos! mucho/muchisimo? [la ayuda/paciencia/explicacion/respuesta/rapidez/atencion *|el trabajo/apoyo/esfuerzo *|tu/su/vuestra/vuestro *|que hayas/haya/hayan *]
estoy/estamos? muy? agradecido!/agradecida!/agradecidos!/agradecidas! a? todos/ti/ustedes? por la/el/los/las/tu/su/vuestra *
muy? agradecido!/agradecida!/agradecidos!/agradecidas!
un/que? muy? buen!/gran!/excelente!/buenisimo!/genial!/estupendo!/fantastico! trabajo equipo/chicos/todos/a/hicieron/hiciste/habeis/hizo/han? todos/hecho? [con *|en *|sobre *|del equipo|del equipo de _|de todos]
muy? bien hecho~ equipo/chicos/todos? [con *|en *]
solo/solamente/yo? queria/queriamos/quiero/queremos solo? dar/decir/agradecer! os/les/te? las/la/el? gracias!/ayuda/trabajo? a? todos? [por *]
estoy/estamos muy/realmente? contento~/contenta~/contentos~/satisfecho~/satisfecha~/encantado~/encantada~ [con *]
que/un? trabajo tan? increible!/excelente!/fantastico!/impresionante!/genial!/estupendo! [con *|en *|del equipo]
felicidades!/felicitaciones!/enhorabuena!/bravo! a? todos/equipo/chicos? [por *|al *|a *]
perfecto!/genial!/estupendo!/excelente!/fantastico!/maravilloso!/super~/guay!/vale~/listo~
todo solucionado~/resuelto~/arreglado~/bien~/listo~/claro~/perfecto!
problema solucionado~/resuelto~/arreglado~
ya/ahora? todo? funciona~ ya/todo/bien/perfectamente?
eso/esto/con? eso? lo? arreglo~/soluciono~/resolvio~ todo?
de nada~
no~ hay problema
sin~ problema/problemas
buen! dia/finde/viaje
buenas~ noches/tardes
hasta~ luego/manana/pronto",
        greetings: "\
buenos! dias a? todos/todas/equipo/chicos?
hola! a/de? todos/todas/equipo/chicos/nuevo?
un momento!/segundo!/minuto!",
        beside: "\
equipo/chicos/amigos/todos
me/nos encanta/encantan/gusta/gustan mucho? el/la/los/las/tu/su *
ya quedo/quedaron? el/la/los/las/listo _
eso/esto/ya arreglo/soluciono/resolvio el/la/los/mi/nuestro *",
        things: "\
todo/eso/esto
el/la/los/las/mi/mis/nuestro/nuestra/tu/su _ _?
el/la/los/las _ de la/los? _",
        fine: "\
ya/ahora? funciona/funcionan/funciono/pasa/pasan/va/van/responde/arranca/carga ya/otra/de/bien/rapido/perfectamente/ahora? vez/nuevo? ahora?
ya/ahora? es/esta/estan/va/quedo/quedaron ya/ahora/muy? rapida/rapido/lista/listo/listos/arreglado/arreglada/solucionado/solucionada/resuelto/corregido/corregida/verde/verdes/bien/perfecto/estable otra/ahora? vez?
fue un? exito",
        asking: "pero favor si no podrias puedes podria puede podeis podriais hay falta faltan antemano ahora luego despues sigue siguen es esta estan cualquier todavia aun necesito necesitamos quiero deberia aunque anade agrega crea haz",
        joining: "y o e | el la los las un una por tu su",
    },
    Phrases {
        language: Language::Italian,
        thanks: "\
ok/ciao/si/e? un/mille/tante/molte/tantissime/infinite? grande/grandissimo/sentito? grazie! mille/tante/ancora/davvero/infinite? a? tutti/tutte/te/voi/ragazzi? [per *|al team|al team _|del/dello/della/dell/dei/delle *|di tutto|d/di aver *]
ti/vi/la/li ringrazio!/ringraziamo! molto/tanto/davvero? [per *|del/dello/della/dell *]
volevo/volevamo/vorrei/vorremmo solo/soltanto/semplicemente? dire/ringraziare!/ringraziarvi!/ringraziarti! grazie!? a? tutti? [per *]
sono/siamo molto/davvero/veramente? contento~/contenta~/contenti~/soddisfatto~/soddisfatta~/entusiasta~ [di *|del *|della *|dei *|delle *|dell *]
un/che? lavoro fantastico!/incredibile!/eccellente!/stupendo!/ottimo! [con *|su *|sul *|sulla *]
complimenti!/congratulazioni!/bravo!/brava!/bravi!/bravissimo!/bravissimi! davvero? a? tutti/ragazzi/team? [per *|a *|al *|con *]
un/davvero/che? gran/davvero? ottimo!/bel!/buon!/gran!/eccellente!/splendido!/fantastico!/grande! lavoro a? tutti/ragazzi? [con *|su *|sul *|sulla *|sui *|sulle *|sugli *|sull *|nel *|nella *|del team]
molto? ben fatto~ [con *|su *]
perfetto!/ottimo!/fantastico!/grande!/eccellente!/super~/benissimo!/splendido!/risolto~
va bene~
tutto~ ok/bene/chiaro/risolto/sistemato/perfetto
problema risolto~
ora/adesso? funziona~ tutto/ora/adesso/bene?
nessun~ problema
di niente~/nulla~
buon! lavoro/weekend/viaggio
buona~ giornata/serata/notte
a domani~/presto~/dopo~",
        greetings: "\
buongiorno!/buonasera!/buonanotte!/ciao!/salve! a? tutti/tutte/team/ragazzi?
un momento!/attimo!/secondo!",
        beside: "\
ragazzi/team/tutti
questo ha risolto *
adoro/amo il/la/lo/le/i/gli/l/questo/questa/la *
mi/ci piace/piacciono molto/tanto? il/la/lo/le/i/gli/l *
era proprio/esattamente quello che *",
        things: "\
e/ora/adesso? tutto/questo
ora/adesso? il/lo/la/l/i/gli/le/mio/nostro _ _?
il/lo/la/l/i/gli/le _ di/del/della/dei/delle/dell _",
        fine: "\
ora/adesso/finalmente? funziona/funzionano/passa/passano/va/vanno/risponde/parte di? nuovo? ora/adesso/bene/perfettamente?
ha/hanno finalmente? funzionato
ora/adesso? e/sono/va/gira ora/adesso/di/molto? nuovo? veloce/risolto/risolta/risolti/corretto/corretta/pronto/pronta/verde/verdi/stabile/perfetto/sistemato/sistemata/ok/online ora/adesso?
e/e stato/andato/andata/andati un/molto? bene/benissimo/successo/liscio",
        asking: "ma pero se non favore potresti puoi potete potreste potrebbe manca mancano anticipo ora adesso poi qualsiasi devo dovrebbe vorrei bisogna sono voler ancora aggiungi crea fai",
        joining: "e o | il lo la l i gli le un una per della del dei",
    },
    Phrases {
        language: Language::Portuguese,
        thanks: "\
ok/ola/oi/sim/e? muito/muitissimo/mil? vezes? obrigado!/obrigada!/obrigados!/obrigadas!/valeu!/grato!/grata! mesmo/demais/de? novo? a? todos/todas/voce/voces/pessoal/galera/gente? [por *|pelo *|pela *|pelos *|pelas *|a/ao equipe/time|a/ao equipe/time de/do/da _|a/ao toda/todo a/o equipe/time]
eu? agradeco!/agradecemos! muito? a/o/pela/pelo ajuda/apoio/paciencia/explicacao/resposta/atencao/trabalho/esforco/colaboracao *
muito/um/que? otimo!/bom!/excelente!/belo!/grande!/lindo! trabalho pessoal/equipe/galera/a? todos? [com *|no *|na *|nos *|nas *|em *|da equipe|de todos]
muito? bem feito~ pessoal/equipe/galera? [com *|no *|na *]
so/eu? queria/queriamos/quero/gostaria so/de/apenas? agradecer!/dizer muito/pela/pelo/a/o? obrigado!/obrigada!? [por *|pelo *|pela *]
estou/estamos muito/bem? feliz~/felizes~/satisfeito~/satisfeita~/contente~ [com *]
que/um? trabalho incrivel!/excelente!/fantastico!/otimo!/maravilhoso!/impressionante! [com *|no *|na *|em *|da equipe]
parabens! a? todos/todas/pessoal/equipe/galera? [pelo *|pela *|pelos *|pelas *|por *|a *|ao *]
perfeito!/otimo!/show/legal!/excelente!/maravilha!/beleza!/massa!/bacana!/resolvido~/resolveu~/fechado~
show de bola~
tudo~ certo/bem/ok/resolvido/pronto/claro
problema resolvido~
agora/ja? tudo? funciona~/funcionou~ agora/ja/tudo/bem?
de nada~
sem~ problema/problemas
nao~ ha/tem problema
bom! dia
bom! fim de semana
boa~ noite/tarde/viagem
ate~ logo/amanha/mais",
        greetings: "\
ola!/oi! a? todos/todas/pessoal/equipe/galera?
um momento!/minuto!/instante!",
        beside: "\
pessoal/equipe/galera/gente
adorei/amei/gostei muito? o/a/os/as/do/da/dos/das *
era exatamente o que *
isso resolveu/consertou/corrigiu o/a/os/as/meu/nosso *",
        things: "\
tudo/isso
o/a/os/as/meu/minha/nosso/nossa/seu/sua _ _?
o/a/os/as _ de/do/da/dos/das _",
        fine: "\
ja/agora? funciona/funcionam/funcionou/passou/passaram/rodou/responde/subiu agora/bem/de/perfeitamente? novo?
voltou/voltaram a funcionar
ja/agora? esta/estao/ficou/ficaram/foi/foram muito? rapida/rapido/rapidas/resolvido/resolvida/corrigido/corrigida/consertado/pronto/pronta/verde/verdes/perfeito/estavel/otimo/otima agora/de? novo?
foi um? grande? sucesso",
        asking: "mas se nao favor poderia poderiam pode podem puder falta faltam desde antecipadamente antemao agora depois ainda continua continuam porem qualquer preciso precisamos deveria esta adicione crie faca",
        joining: "e ou | o a os as um uma por pelo pela seu sua",
    },
];
