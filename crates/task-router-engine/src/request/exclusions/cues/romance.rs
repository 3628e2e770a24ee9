//! French and Italian.

use super::{Grammar, Participles};
use crate::text::Language::{French, Italian};
use crate::text::{grammar, joined, words};

pub(super) const FRENCH: Grammar = Grammar {
    indefinite: &[],
    besides: words!(
        "sauf|excepte|hormis|au lieu|plutot que|a part|tout sauf|rien a voir avec|pas besoin de|pas besoin d\
        |peu importe|peu m importe"
    ),
    rather: words!("plutot"),
    than: words!("que"),
    leave: words!("laisse|laissez|laisser"),
    alone: words!("tranquille|comme ca|tel quel|telle quelle|tels quels|de cote"),
    stays: words!(
        "reste comme ca|reste tel quel|reste telle quelle|reste inchange|reste inchangee|n a rien a voir\
        |n ont rien a voir|pas le probleme|pas la cause|pas en cause"
    ),
    changes: words!("changement|changements|modification|modifications"),
    ignore: words!("ignore|ignorez|oublie|oubliez|evite|evitez"),
    copulas: words!("est|sont|etait|agit"),
    pronouns: words!("ce|c|il"),
    not: joined!(grammar(French).negations, words!("non")),
    forbidding: words!("toucher|modifier|changer|utiliser|casser"),
    forbidding_before: words!("touche|touchez|toucher|modifie|modifiez|change|changez|utilise|utilisez|casse|cassez"),
    articles: joined!(grammar(French).determiners, words!("a")),
    joining: joined!(grammar(French).alternatives, words!("de|d|du|des")),
    openers: joined!(grammar(French).conjunctions, words!("ni")),
    missing: words!("reponse|resultat|resultats|erreur|erreurs|probleme|problemes|acces|connexion|succes"),
    negating: words!("ne|n"),
    is_contrast_anywhere: true,
    working: words!("marche|marchent|fonctionne|fonctionnent|va|vont|repond"),
    done: words!("fini|finie|termine|terminee|repare|reparee|corrige|corrigee|regle|reglee|pret|prete|resolu|resolue"),
    participles: Participles {
        ends: words!("e|ee|es|ees|i|ie|u|ue|it|ite|is|ise"),
        others: words!("fait|faite"),
        open: words!("prevu|prevue|attendu|attendue"),
        beside: words!("deja|ai|avons|enfin"),
        ..Participles::NONE
    },
    next: words!("maintenant|ensuite"),
    unneeded: words!("egal|egale|pas important|pas importante|pas necessaire|n a pas d importance"),
    asking: words!("pourquoi|comment|quand"),
    sole: words!("seul|seule|un seul|une seule"),
    leaving_out: words!("ignore|ignorez"),
    asked: words!(
        "veux|voulons|voudrais|viens pour|venons pour|cherche|cherchons|demande|besoin de|besoin d|besoin\
        |appelle pour|parle de|parle d|interesse|souhaite"
    ),
    views: words!("avis|opinion|question|questions|commentaire|commentaires|remarque|remarques"),
    prepositions: words!("a|au|aux|en|dans|sur|avec|de|du|des|pour|par|vers|chez"),
    able: words!("peux|peut|pouvons|pouvez|peuvent|pouvais|arrive|arrivons"),
    unable: words!("impossible"),
    ..Grammar::of(French)
};

pub(super) const ITALIAN: Grammar = Grammar {
    indefinite: &[],
    besides: words!("tranne|eccetto|invece|al posto|a parte|lascia perdere|niente a che vedere con|non serve"),
    leave: words!("lascia|lasciate|lasciare"),
    alone: words!("in pace|cosi|com|stare|fuori"),
    stays: words!("resta com|resta cosi|rimane com|rimane cosi|non c entra|non e il problema|non e la causa"),
    changes: words!("modifica|cambiamento"),
    ignore: words!("ignora|ignorate|dimentica|evita|evitate"),
    copulas: words!("e|sono|era|tratta"),
    is_not_before_copula: true,
    forbidding: words!("toccare|tocca|toccate|usare|usate|modificare|cambiare"),
    joining: joined!(grammar(Italian).alternatives, words!("di|del|della|dei")),
    missing: words!("risposta|risultato|risultati|errore|errori|problema|problemi|accesso|connessione|successo"),
    working: words!("funziona|funzionano|va|vanno|carica"),
    done: words!(
        "fatto|fatta|finito|finita|sistemato|sistemata|riparato|riparata|corretto|corretta|risolto|risolta\
        |pronto|pronta"
    ),
    participles: Participles {
        ends: words!("ato|ata|ati|ate|ito|ita|iti|ite|uto|uta"),
        others: words!("aperto|chiuso|chiusa|messo|scritto|scritta"),
        open: words!("previsto|atteso"),
        beside: words!("gia|ho|abbiamo|ha|stato|stata"),
        ..Participles::NONE
    },
    next: words!("ora|adesso"),
    unneeded: words!("non importa|non serve piu|non serve|non mi interessa|non e necessario|non e necessaria"),
    sole: words!("un solo|una sola"),
    leaving_out: words!("ignora|ignorate"),
    asked: words!(
        "voglio|vogliamo|vorrei|vorremmo|serve|servono|cerco|cerchiamo|chiedo|parlo di|interessa|interessano\
        |bisogno di|bisogno del|bisogno dell|bisogno della|bisogno dei|bisogno delle"
    ),
    views: words!("opinione|opinioni|domanda|domande|commento|commenti"),
    prepositions: words!(
        "a|al|alla|allo|in|nel|nella|nello|nelle|nei|su|sul|sulla|sullo|con|di|del|della|da|dal|dalla|per"
    ),
    imperative_ends: words!("are|ere|ire|arti|erti|irti|arci|arlo|arla|arli|arle|erlo|erla|irlo|irla|argli|armi|ermi"),
    able: words!("posso|puo|possiamo|potete|possono|riesco|riusciamo|riesce"),
    unable: words!("impossibile"),
    ..Grammar::of(Italian)
};
