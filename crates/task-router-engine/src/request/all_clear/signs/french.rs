//! French signs.

use super::{Sign, Signs};
use crate::text::Language;

pub(super) const FRENCH: Signs = Signs {
    language: Language::French,
    has_concord: false,
    has_inversion: true,
    has_compounds: false,
    phrases: &[
        (
            Sign::No,
            "pas de|pas d|pas eu de|pas eu d|aucun|aucune|plus aucun|plus aucune|eu aucun|eu aucune|sans|sans aucun|sans aucune|jamais de|jamais eu de|zero|n y a plus de|n y a plus d",
        ),
        (Sign::Nobody, "personne n|personne ne|rien n|rien ne"),
        (Sign::Not, "pas|jamais|plus"),
        (
            Sign::Trouble,
            "panne|pannes|incident|incidents|fuite|fuites|attaque|attaques|pirate|pirates|probleme|problemes|erreur|erreurs|faille|failles|vulnerabilite|vulnerabilites|coupure|coupures|interruption|interruptions|perte|pertes|piratage|intrusion|intrusions|urgence|crise|bug|bugs|plantage|plantages|ransomware|virus|degat|degats|incendie|accident|plainte|plaintes",
        ),
        (
            Sign::Bad,
            "en panne|hors ligne|hors service|pirate|piratee|pirates|piratees|perdu|perdue|perdus|perdues|touche|touchee|touches|touchees|affecte|affectee|affectes|affectees|impacte|impactee|impactes|impactees|vole|volee|voles|volees|down|casse|cassee|corrompu|corrompue|plante|tombe|tombee|par terre|compromis|compromise|compromises|inaccessible|indisponible|injoignable|expose|exposee|exposees|echoue|endommage|disparu|en danger",
        ),
        (
            Sign::Over,
            "termine|terminee|termines|terminees|fini|finie|finis|finies|clos|close|derriere nous|passe|passee|disparu|disparue|disparus|disparues|maitrise|maitrisee|ecarte|ecartee",
        ),
        (
            Sign::Mended,
            "resolu|resolue|resolus|resolues|corrige|corrigee|corriges|corrigees|repare|reparee|repares|reparees|retabli|retablie|retablis|retablies|restaure|restauree|restaurees|regle|reglee|regles",
        ),
        (Sign::Works, "fonctionne|fonctionnent|marche|marchent|repond|repondent|tourne|tournent"),
        (Sign::Again, "a nouveau|de nouveau|remarche|remarchent|refonctionne|refonctionnent"),
        (
            Sign::Good,
            "normal|normale|stable|stables|ok|operationnel|operationnelle|operationnels|intact|intacte|en ordre|en bonne sante|remarche|remarchent|refonctionne|refonctionnent",
        ),
        (Sign::Fair, "accessible|accessibles|disponible|disponibles|en ligne|joignable|joignables|normalement"),
        (Sign::Back, "revenu|revenue|de retour"),
        (
            Sign::System,
            "site|boutique|appli|application|serveur|serveurs|service|services|systeme|systemes|backend|api|production|prod|plateforme|base|cluster|tout|connexion|reseau|portail",
        ),
        (Sign::It, "il|elle"),
        (Sign::Be, "a ete|ont ete|est|sont|etait|etaient|a|ont|ete|fut|avons|reste"),
        (Sign::Frame, "eu|y a|constate|vu|cause|provoque"),
        (
            Sign::Adverb,
            "maintenant|deja|enfin|aussi|vraiment|actuellement|aujourd hui|hier|ici|n|ne|y|desormais|du tout|jusqu ici|encore|signale|signalee|detecte|detectee|trouve|trouvee|merci|tous|toutes",
        ),
        (Sign::Wholly, "completement|totalement|entierement|tout|tous|toutes"),
        (Sign::Article, "un|une"),
        (Sign::The, "le|la|les|l|ce|cet|cette|ces|tous|toutes|notre|nos|leur|leurs"),
        (Sign::Of, "de|d|des|du"),
        (Sign::Trace, "signe|signes|trace|traces|risque|indice|indices"),
        (Sign::Clear, "fausse alerte|fausse alarme|faux positif|tout va bien|tout fonctionne|tout marche|tout est bon"),
        (Sign::After, "apres|depuis|malgre|suite a"),
        (Sign::Limit, "avec"),
        (
            Sign::Doubt,
            "a part|pas seulement|pas completement|pas totalement|pas encore|pas tous|pas toutes|si|s il|quand|lorsque|des que|jusqu a|tant que|doit|doivent|devrait|faut|peut|peuvent|pourrait|veut|voudrais|sera|seront|espere|seulement|que pour|personne|rien|partiellement|moitie|presque|a peine|soi disant|peut etre|probablement|semble|pense|sauf|comment|que|quoi|qui|pourquoi|ou|quel|quelle",
        ),
        (Sign::And, "et|mais|cependant|car|parce|alors|pourtant|donc"),
        (Sign::By, "par|a cause de|a cause de la|a cause du|du fait de"),
        (Sign::Was, "a ete|ont ete|fut|etait|etaient"),
        (Sign::Urgent, "urgent|urgente|urgents|urgentes|presse|pressee|urgence|immediat"),
        (Sign::Degree, "si|tres|trop|vraiment|du tout|particulierement|tellement|d|de"),
        (Sign::Leisure, "moins urgent|moins urgente|guere urgent|rien d urgent"),
        (
            Sign::Opening,
            "info|pour info|information|pour information|fyi|mise a jour|point|statut|nouvelle|nouvelles|bonne|bonnes|note|ok|bien|super|parfait|genial|bref|au fait|equipe|tous|toutes|aucune action requise|rien a faire|pas d action requise",
        ),
    ],
};
