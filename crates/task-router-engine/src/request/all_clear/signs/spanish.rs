//! Spanish signs.

use super::{Sign, Signs};
use crate::text::Language;

pub(super) const SPANISH: Signs = Signs {
    language: Language::Spanish,
    has_concord: true,
    has_inversion: false,
    has_compounds: false,
    phrases: &[
        (Sign::No, "ningun|ninguna|sin|sin ningun|sin ninguna|cero|ni un|ni una"),
        (Sign::Nobody, "nadie|nada"),
        (Sign::Not, "no|nunca|jamas"),
        (
            Sign::Trouble,
            "caida|caidas|incidente|incidentes|incidencia|incidencias|fuga|fugas|ataque|ataques|atacante|atacantes|hacker|hackers|problema|problemas|error|errores|fallo|fallos|falla|fallas|interrupcion|interrupciones|perdida|perdidas|brecha|brechas|vulnerabilidad|vulnerabilidades|averia|averias|emergencia|emergencias|crisis|hackeo|intrusion|bug|bugs|ransomware|virus|dano|danos|incendio|accidente|queja|quejas",
        ),
        (
            Sign::Bad,
            "caido|caida|caidos|caidas|roto|rota|rotos|rotas|perdio|perdieron|perdido|perdida|perdidos|perdidas|hackeado|hackeados|hackeada|hackearon|afectado|afectada|afectados|afectadas|robado|robada|robados|robaron|filtrado|filtrada|filtrados|filtro|filtraron|down|offline|comprometido|comprometida|comprometidos|danado|danada|danados|corrupto|corrupta|fuera de linea|fuera de servicio|inaccesible|fallado|fallo|en peligro|expuesto|expuesta|expuestos",
        ),
        (
            Sign::Over,
            "terminado|terminada|termino|acabado|acabo|cerrado|cerrada|pasado|superado|superada|desaparecido|bajo control|descartado",
        ),
        (
            Sign::Mended,
            "resuelto|resuelta|resueltos|resueltas|solucionado|solucionada|solucionados|arreglado|arreglada|arreglados|corregido|corregida|corregidos|reparado|reparada|restaurado|restaurada|restablecido|restablecida|restablecidos|recuperado|recuperada",
        ),
        (Sign::Works, "funciona|funcionan|funcionar|responde|responden|responder|va|anda|andan|carga|cargar"),
        (Sign::Again, "de nuevo|otra vez|nuevamente|vuelve a|vuelven a|volvio a|han vuelto a|ha vuelto a"),
        (
            Sign::Good,
            "normal|normales|estable|estables|ok|operativo|operativa|operativos|intacto|intacta|intactos|en orden|a salvo|bien",
        ),
        (Sign::Fair, "disponible|disponibles|accesible|accesibles|online|en linea|normalmente|con normalidad"),
        (Sign::Up, "arriba"),
        (Sign::Back, "de vuelta"),
        (
            Sign::System,
            "sitio|web|pagina|tienda|app|aplicacion|servidor|servidores|servicio|servicios|sistema|sistemas|backend|api|produccion|plataforma|base|cluster|todo|login|red|portal",
        ),
        (Sign::Be, "es|esta|estan|estar|fue|fueron|ha|han|sido|estaba|estaban|quedo|queda|sigue"),
        (Sign::Frame, "hay|hubo|habido|hemos|tenido|tenemos|tuvimos|existe|son|causo|provoco|he"),
        (
            Sign::Adverb,
            "ya|ahora|por fin|tambien|realmente|actualmente|hoy|ayer|aqui|se|nos|les|le|hasta ahora|en absoluto|detectado|detectada|encontrado|reportado|gracias|todos|todas|mas",
        ),
        (Sign::Wholly, "completamente|totalmente|del todo|todo|todos|todas"),
        (Sign::Article, "un|una|ningun|ninguna|mas"),
        (Sign::The, "el|la|los|las|este|esta|todos|todas|nuestro|nuestra|su|sus"),
        (Sign::Of, "de|del"),
        (Sign::Trace, "senal|senales|indicio|indicios|rastro|riesgo"),
        (Sign::Clear, "falsa alarma|falso positivo|todo bien|todo en orden|todo funciona|todo esta bien"),
        (Sign::After, "tras|despues de|desde|a pesar de"),
        (Sign::Limit, "con|desde"),
        (
            Sign::Doubt,
            "aparte de|no solo|no del todo|no todos|no todas|todavia no|aun no|si|cuando|hasta|hasta que|debe|deben|deberia|hay que|puede|pueden|podria|quiero|quiere|sera|espero|ojala|solo|parcialmente|casi|apenas|quizas|tal vez|probablemente|parece|creo|excepto|salvo|como|que|quien|por que|donde|cual",
        ),
        (Sign::And, "y|pero|aunque|porque|mientras|sino|sin embargo"),
        (Sign::By, "por|debido a|a causa de"),
        (Sign::Was, "fue|fueron"),
        (Sign::Urgent, "urgente|urgentes|urgencia|prisa|urge|inmediato"),
        (Sign::Degree, "tan|muy|demasiado|realmente|especialmente|es|me|corre|hay"),
        (Sign::Leisure, "menos urgente|nada urgente|sin prisa|no hay prisa|no corre prisa"),
        (
            Sign::Opening,
            "info|informacion|para su informacion|para tu informacion|para vuestra informacion|fyi|actualizacion|estado|noticia|noticias|buena|buenas|nota|aviso|ok|vale|genial|perfecto|bien|bueno|por cierto|equipo|todos|todas|no hace falta hacer nada|nada que hacer",
        ),
    ],
};
