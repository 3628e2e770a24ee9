//! Spanish and Portuguese.

use super::{Grammar, Participles};
use crate::text::Language::{Portuguese, Spanish};
use crate::text::{Role, grammar, joined, words};

pub(super) const SPANISH: Grammar = Grammar {
    indefinite: &[],
    besides: words!("salvo|excepto|en vez|en lugar|aparte|menos|nada que ver con|no hace falta"),
    leave: words!("deja|dejad|deje|dejar"),
    alone: words!("en paz|como esta|como estan|tal cual|fuera"),
    stays: words!(
        "queda como esta|quedan como estan|queda igual|no tiene nada que ver|no tienen nada que ver\
        |no es el problema|no es la causa|no tiene la culpa"
    ),
    no: joined!(grammar(Spanish).with(Role::No), words!("nada")),
    changes: words!("cambio|cambios|modificacion"),
    ignore: words!("ignora|ignore|olvida|olvide|evita|evite"),
    copulas: words!("es|son|era|trata"),
    is_not_before_copula: true,
    forbidding: words!("toques|toque|tocar|uses|use|usar|cambies|cambie|cambiar|modifiques|modificar"),
    joining: joined!(grammar(Spanish).alternatives, words!("de|del")),
    missing: words!("respuesta|resultado|resultados|error|errores|problema|problemas|acceso|conexion|exito"),
    working: words!("funciona|funcionan|va|van|carga|cargan"),
    done: words!(
        "listo|lista|hecho|hecha|arregle|arreglado|arreglada|termine|terminado|terminada|corregi|corregido\
        |resuelto|resuelta"
    ),
    participles: Participles {
        ends: words!("ado|ada|ados|adas|ido|ida|idos|idas"),
        others: words!("abierto|dicho|escrito|escrita|puesto|puesta|visto"),
        open: words!("esperado|pedido|necesitado"),
        beside: words!("ya|he|hemos|ha|han|esta|estan|fue|fueron|sido"),
        ..Participles::NONE
    },
    next: words!("ahora"),
    unneeded: words!("da igual|no importa|no hace falta|no es necesario|no es necesaria"),
    sole: words!("un solo|una sola"),
    leaving_out: words!("ignora|ignore"),
    asked: words!(
        "quiero|queremos|quisiera|necesito|necesitamos|busco|buscamos|pido|pedi|hablo de|pregunto por|interesa\
        |interesan|vengo por|llamo por"
    ),
    views: words!("opinion|opiniones|pregunta|preguntas|comentario|comentarios"),
    referring: words!("lo"),
    prepositions: words!("a|al|en|con|de|del|por|para|sobre|hacia"),
    imperative_ends: words!("es|as"),
    other_ends: words!("mos"),
    able: words!("puedo|puede|podemos|pueden|consigo|logro"),
    reporting: words!("puedes|tienes|sabes|ves|quieres|eres|debes|recibes|encuentras|entiendes|apareces"),
    unable: words!("imposible"),
    ..Grammar::of(Spanish)
};

pub(super) const PORTUGUESE: Grammar = Grammar {
    indefinite: &[],
    besides: words!("exceto|menos|em vez|ao inves|em lugar|a parte|nada a ver com"),
    leave: words!("deixa|deixe|deixem|deixar"),
    alone: words!("em paz|como esta|como estao|de fora|de lado"),
    stays: words!(
        "fica como esta|ficam como estao|fica igual|nao tem nada a ver|nao tem nada que ver|nao e o problema\
        |nao e a causa"
    ),
    no: joined!(grammar(Portuguese).with(Role::No), words!("nada")),
    changes: words!("mudanca|mudancas|alteracao"),
    ignore: words!("ignore|ignora|esqueca|esquece|evite|evita"),
    copulas: words!("e|sao|era|trata"),
    is_not_before_copula: true,
    forbidding: words!(
        "escreva|mexa|inclua|abra|leia|peca|exclua|mexas|toque|toca|tocar|mexer|altere|alterar|use|usar|mude\
        |mudar|modifique|modificar"
    ),
    joining: joined!(grammar(Portuguese).alternatives, words!("de")),
    missing: words!("resposta|resultado|resultados|erro|erros|problema|problemas|acesso|conexao|sucesso"),
    working: words!("funciona|funcionam|vai|vao|carrega"),
    done: words!("pronto|pronta|feito|feita|corrigi|corrigido|corrigida|terminei|terminado|resolvi|resolvido|arrumei"),
    participles: Participles {
        ends: words!("ado|ada|ados|adas|ido|ida|idos|idas|ei"),
        others: words!("aberto|entregue|escrito|escrita|ganho|gasto|pago|paga|posto|visto"),
        open: words!("esperado|pedido"),
        beside: words!("ja|foi|foram|esta|estao|tenho|temos|sido"),
        ..Participles::NONE
    },
    next: words!("agora"),
    unneeded: words!("nao importa|tanto faz|nao e necessario|nao e necessaria"),
    sole: words!("um so|um unico|uma so|uma unica"),
    leaving_out: words!("ignore|ignora"),
    asked: words!(
        "quero|queremos|queria|preciso|preciso de|preciso do|preciso da|precisamos|procuro|peco|pedi|interessa\
        |falo de"
    ),
    views: words!("opiniao|pergunta|perguntas|comentario|comentarios"),
    prepositions: words!("a|ao|em|no|na|nos|nas|com|de|do|da|por|para|sobre"),
    imperative_ends: words!("e|es"),
    other_ends: words!("mos|ce|esse"),
    able: words!("posso|pode|podemos|podem|consigo|consegue|conseguimos"),
    reporting: words!(
        "abre|abrem|aparece|existe|existem|serve|podes|responde|respondem|recebe|sobe|segue|permite|deve|quer\
        |sabe|tem|ve|parece|perde|corresponde|sei|pude|recebi|consegue|tenho|entende|vende|imprime|esteve|teve"
    ),
    unable: words!("impossivel"),
    ..Grammar::of(Portuguese)
};
