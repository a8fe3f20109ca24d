#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kSpanishMonths[] = {"enero",      "febrero", "marzo",     "abril",
                                               "mayo",       "junio",   "julio",     "agosto",
                                               "septiembre", "octubre", "noviembre", "diciembre"};
constexpr Term kSpanishTerms[] = {{"critical", "crítica"},
                                  {"high", "alta"},
                                  {"medium", "media"},
                                  {"low", "baja"},
                                  {"warning", "advertencia"},
                                  {"info", "informativa"},
                                  {"active", "activa"},
                                  {"resolved", "resuelta"},
                                  {"open", "abierta"},
                                  {"container", "contenedor"},
                                  {"virtual machine", "máquina virtual"},
                                  {"vm", "máquina virtual"},
                                  {"node", "nodo"},
                                  {"service", "servicio"},
                                  {"disk", "disco"},
                                  {"database", "base de datos"},
                                  {"server", "servidor"}};

constexpr Sentences kSpanishSentences = {
    .greeting = "Hola. {say}",
    .goodbye = "Adiós.",
    .not_known = "Lo siento, aquí no se conoce esta llamada. Adiós.",
    .inbound = "Hola. Este número hace llamadas automáticas y no recibe llamadas. Adiós.",
    .one_moment = "Un momento, por favor.",
    .give_up =
        "Lo siento, ahora no puedo continuar y no sé si su respuesta quedó registrada. Adiós.",
    .time_is_up = "El tiempo de esta llamada ha terminado, así que no se ha decidido nada. Adiós.",
    .ends_within_a_minute = "Esta llamada terminará en menos de un minuto.",
    .ends_in_one_minute = "Esta llamada terminará en 1 minuto aproximadamente.",
    .ends_in_minutes = "Esta llamada terminará en unos {minutes} minutos.",
    .cut = " ... El resto es demasiado largo para leerlo.",
    .option = "Para {choice}, pulse {keys} o diga {choice}.",
    .option_spoken = "Para {choice}, diga {choice}.",
    .means = "{choice} significa: {effect}.",
    .help =
        "Para detalles, diga: qué pasó, o: más detalles. Para volver a oír el mensaje, diga: "
        "repetir.",
    .key_repeat = "Para oírlo de nuevo, pulse asterisco.",
    .key_details = "Para detalles, pulse 0.",
    .read_back_said =
        "Ha dicho {choice}. Pulse 1 para confirmar, o diga sí. Pulse 2 para elegir de nuevo.",
    .read_back_pressed =
        "Ha elegido {choice}. Pulse 1 para confirmar, o diga sí. Pulse 2 para elegir de nuevo.",
    .naming_effect = "{choice}: {effect}",
    .approved = "Aprobado. Gracias. Adiós.",
    .approved_effect = "Aprobado: {effect}. Gracias. Adiós.",
    .dismissed = "Descartado. Gracias. Adiós.",
    .decided = "{choice}: registrado. Gracias. Adiós.",
    .silence = "No he oído ninguna respuesta.",
    .nothing_heard = "No he oído ninguna respuesta, así que no se ha decidido nada. Adiós.",
    .not_understood = "Lo siento, no lo he entendido.",
    .unclear = "Lo siento, no estoy seguro de lo que ha dicho.",
    .ambiguous = "Lo siento, necesito una respuesta clara.",
    .negated = "De acuerdo, no lo he tomado como respuesta.",
    .rejected = "De acuerdo, no se ha decidido nada.",
    .still_not_understood = "Lo siento, no lo he entendido, así que no se ha decidido nada. Adiós.",
    .all_i_know = "Eso es todo lo que sé.",
    .effect = "Si dice {choice}, se hará esto: {effect}.",
    .no_effect = "No conozco ninguna acción para esto; su respuesta solo se registra.",
    .recommended = "La acción recomendada es: {effect}.",
    .no_recommendation = "Para esto no se recomienda ninguna acción.",
    .reason = "El motivo es: {reason}",
    .no_reason = "No me han dado ningún motivo.",
    .handled_by = "De esto ya se ha ocupado {by}. No hace falta nada más. Adiós.",
    .somebody_else = "otra persona",
    .decided_before = "Esto ya lo ha decidido {by}: {choice}. No hace falta nada más. Adiós.",
    .resolved_meanwhile =
        "Esta alerta ya se ha resuelto entretanto. No hace falta nada más. Adiós.",
    .closed_meanwhile = "Esta pregunta se ha cerrado entretanto. No hace falta nada más. Adiós.",
    .screening = "Le llama tocsin, un servicio automático de alertas, por este motivo: {why}",
    .screening_for =
        "Llama tocsin, un servicio automático de alertas, para {contact}, por este motivo: {why}",
    .voicemail =
        "Le llama tocsin, un servicio automático de alertas. {why} Por favor, revise sus alertas. "
        "Adiós.",
    .severity = "Gravedad {severity}",
    .status = "Estado {status}",
    .raised_at = "Avisado {time}",
    .recommended_action = "La acción recomendada es {action}",
    .on_node = "{what} en el nodo {node}",
    .only_node = "Nodo {node}",
    .effect_on_node = "{what} en {node}",
    .time = "el {day} de {month} a las {hour}:{minute}",
};

constexpr std::string_view kSpanishHesitations[] = {"eh", "em", "ah"};
constexpr std::string_view kSpanishAnywhere[] = {"sí",           "por favor",
                                                 "okay",         "vale",
                                                 "bueno",        "bien",
                                                 "muy bien",     "está bien",
                                                 "esta bien",    "de acuerdo",
                                                 "claro",        "claro que sí",
                                                 "por supuesto", "desde luego",
                                                 "gracias",      "muchas gracias",
                                                 "pues",         "simplemente",
                                                 "perfecto",     "seguro",
                                                 "ahora",        "ahora mismo",
                                                 "entonces",     "señor",
                                                 "señora",       "exacto",
                                                 "hmm",          "venga",
                                                 "solo",         "sólo",
                                                 "entendido",    "genial",
                                                 "excelente",    "muchísimas gracias",
                                                 "mil gracias",  "esta vez",
                                                 "por esta vez"};
constexpr std::string_view kSpanishOpeners[] = {"hola",
                                                "buenas noches",
                                                "buenos días",
                                                "perdón",
                                                "yo",
                                                "quiero",
                                                "yo quiero",
                                                "quisiera",
                                                "deseo",
                                                "prefiero",
                                                "me gustaría",
                                                "voy a",
                                                "yo voy a",
                                                "quiero que",
                                                "elijo",
                                                "escojo",
                                                "digo",
                                                "yo digo",
                                                "dije",
                                                "he dicho",
                                                "he decidido",
                                                "decido",
                                                "mi respuesta es",
                                                "mi decisión es",
                                                "la respuesta es",
                                                "ya",
                                                "vamos a",
                                                "yo diría",
                                                "diría",
                                                "mejor",
                                                "necesito que",
                                                "quisiera que",
                                                "me gustaría que",
                                                "quiero que lo",
                                                "quiero que la",
                                                "necesito que lo",
                                                "necesito que la",
                                                "quisiera que lo",
                                                "me gustaría que lo"};
constexpr std::string_view kSpanishRequests[] = {
    "puede", "puedes",       "podría",      "podrías",   "me puede",
    "puedo", "podría usted", "puede usted", "me puedes", "puedes por favor"};
constexpr std::string_view kSpanishPleases[] = {"por favor"};
constexpr std::string_view kSpanishLeads[] = {"adelante y"};
constexpr std::string_view kSpanishObjects[] = {"esto",
                                                "eso",
                                                "esta",
                                                "este",
                                                "la acción",
                                                "la accion",
                                                "esta acción",
                                                "esa acción",
                                                "la alerta",
                                                "esta alerta",
                                                "esa alerta",
                                                "la alarma",
                                                "esta alarma",
                                                "el aviso",
                                                "este aviso",
                                                "la acción recomendada",
                                                "la acción propuesta"};
constexpr std::string_view kSpanishClosers[] = {"ya",
                                                "inmediatamente",
                                                "de inmediato",
                                                "enseguida",
                                                "adiós",
                                                "y",
                                                "con eso",
                                                "con ello",
                                                "con la acción",
                                                "dije",
                                                "usted",
                                                "yo",
                                                "por esta noche",
                                                "por mí",
                                                "para mí",
                                                "por ahora",
                                                "de momento",
                                                "cuanto antes",
                                                "lo antes posible",
                                                "buenas noches",
                                                "hasta luego"};
constexpr std::string_view kSpanishNameLinks[] = {"el",    "la",    "de",       "en",         "del",
                                                  "en el", "de la", "del nodo", "en el nodo", "al"};
constexpr std::string_view kSpanishConfirmations[] = {
    "sí",       "si por favor", "si señor", "si confirmo", "confirmo", "confirmar", "confirme",
    "confirma", "confirmado",   "correcto", "afirmativo",  "así es",   "exacto",    "lo confirmo"};
constexpr std::string_view kSpanishBesideConfirmations[] = {
    "es correcto", "eso es", "eso es correcto", "estoy seguro", "estoy segura",
    "lo es",       "hágalo", "hazlo",           "adelante",     "eso"};
constexpr std::string_view kSpanishRejections[] = {
    "incorrecto",      "mal",  "equivocado", "equivocada", "volver", "atrás", "elegir de nuevo",
    "elegir otra vez", "error"};
constexpr std::string_view kSpanishNegations[] = {
    "no",      "nunca",   "jamás",  "nada",     "nadie",     "ni",       "tampoco", "ningún",
    "ninguno", "ninguna", "sin",    "niego",    "rechazo",   "rechazar", "rechace", "espera",
    "espere",  "esperar", "alto",   "detente",  "deténgase", "cancela",  "cancele", "cancelar",
    "evitar",  "evita",   "olvida", "olvídalo", "negativo"};
constexpr std::string_view kSpanishKeyWords[] = {
    "pulse",  "pulso",     "pulsar", "presione", "presiono", "oprima",
    "marque", "marco",     "tecla",  "la tecla", "opción",   "la opción",
    "número", "el número", "el",     "la",       "pulse el", "la opción número"};
constexpr SpokenNumber kSpanishNumbers[] = {
    {"cero", "0"},  {"uno", "1"},  {"dos", "2"},   {"tres", "3"}, {"cuatro", "4"},
    {"cinco", "5"}, {"seis", "6"}, {"siete", "7"}, {"ocho", "8"}, {"nueve", "9"}};
constexpr std::string_view kSpanishRepeat[] = {"repite",   "repita",       "repetir",
                                               "otra vez", "de nuevo",     "cómo dice",
                                               "qué dijo", "qué ha dicho", "perdone"};
constexpr std::string_view kSpanishWhatHappened[] = {
    "qué pasó",        "qué ha pasado",    "qué pasa",
    "qué sucede",      "qué sucedió",      "qué ocurre",
    "qué ocurrió",     "qué está pasando", "cuál es el problema",
    "de qué se trata", "cuál es la alerta"};
constexpr std::string_view kSpanishTellMore[] = {
    "más detalles", "detalles",        "dime más", "dígame más", "cuéntame más",
    "cuénteme más", "más información", "explique", "explica",    "más"};
constexpr std::string_view kSpanishHelp[] = {"ayuda", "opciones", "qué puedo decir",
                                             "qué puedo hacer"};
constexpr std::string_view kSpanishWhatItDoes[] = {
    "qué vas a hacer",   "qué va a hacer", "qué harás",    "qué hará",      "qué hace",
    "qué haces",         "qué se hará",    "qué * hacer",  "qué pasa si",   "qué pasaría",
    "qué pasará",        "qué sucede si",  "qué sucederá", "qué ocurre si", "qué ocurrirá",
    "cuál es la acción", "cuál * acción",  "qué acción",   "qué significa"};
constexpr std::string_view kSpanishRecommended[] = {
    "recomiendas",   "recomienda",      "recomendación",  "recomendaría",
    "recomendarías", "qué sugiere",     "qué sugieres",   "sugerencia",
    "qué aconseja",  "qué aconsejas",   "qué debo hacer", "qué debería hacer",
    "qué harías",    "qué haría usted", "qué opina",      "qué opinas"};
constexpr std::string_view kSpanishWhy[] = {"por qué", "para qué", "cuál es la razón",
                                            "cuál es el motivo"};
constexpr std::string_view kSpanishMachineTalk[] = {"deje su mensaje",
                                                    "deje un mensaje",
                                                    "deja tu mensaje",
                                                    "después del tono",
                                                    "después de la señal",
                                                    "buzón de voz",
                                                    "buzón",
                                                    "no está disponible",
                                                    "el número que usted",
                                                    "el número que ha marcado",
                                                    "fuera de servicio",
                                                    "fuera de cobertura",
                                                    "no existe",
                                                    "contestador",
                                                    "apagado o fuera"};
constexpr std::string_view kSpanishScreening[] = {"diga su nombre",
                                                  "su nombre y",
                                                  "su nombre por favor",
                                                  "motivo de su llamada",
                                                  "motivo de la llamada",
                                                  "razón de su llamada",
                                                  "quién llama",
                                                  "quién es",
                                                  "quién habla",
                                                  "con quién hablo",
                                                  "de parte de quién",
                                                  "por qué llama",
                                                  "por qué está llamando",
                                                  "le comunico",
                                                  "permanezca en la línea",
                                                  "espere en la línea"};
constexpr std::string_view kSpanishChoosingHints[] = {"qué pasó", "más detalles", "qué vas a hacer",
                                                      "por qué",  "repetir",      "ayuda"};
constexpr std::string_view kSpanishConfirmingHints[] = {"sí", "confirmar", "no", "repetir"};
constexpr std::string_view kSpanishToApprove[] = {
    "aprobar",     "apruebo",    "apruebe",   "aprueba",   "apruébalo",     "apruébelo",
    "apruébala",   "apruébela",  "aprobarlo", "aprobarla", "apruebalo",     "apruebelo",
    "lo apruebo",  "la apruebo", "autorizar", "autorizo",  "autorice",      "autorizarlo",
    "lo autorizo", "adelante",   "hágalo",    "hazlo",     "siga adelante", "sigue adelante"};
constexpr std::string_view kSpanishToDismiss[] = {
    "ignorar",     "ignoro",     "ignore",     "ignora",     "ignóralo",    "ignórelo",
    "ignórala",    "ignórela",   "ignoralo",   "ignorarlo",  "ignorarla",   "lo ignoro",
    "la ignoro",   "descartar",  "descarto",   "descarte",   "descarta",    "descártalo",
    "descártelo",  "descártala", "descártela", "descartalo", "descartarlo", "descartarla",
    "lo descarto", "la descarto"};
constexpr std::string_view kSpanishToEscalate[] = {"escalar",
                                                   "escalo",
                                                   "escale",
                                                   "escala",
                                                   "escálalo",
                                                   "escálelo",
                                                   "escálala",
                                                   "escalalo",
                                                   "escalarlo",
                                                   "escalarla",
                                                   "lo escalo",
                                                   "la escalo",
                                                   "yo no",
                                                   "a mí no",
                                                   "pregunte a otra persona",
                                                   "pregunta a otra persona",
                                                   "pregúntele a otra persona",
                                                   "pregúntale a otra persona"};
constexpr std::string_view kSpanishToSnooze[] = {"recuérdame más tarde", "recuérdeme más tarde",
                                                 "posponer"};
constexpr std::string_view kSpanishActionRestart[] = {
    "reiniciar", "reinicia", "reinicie", "reinícialo", "reinícielo", "reiniciarlo", "reinicio"};
constexpr std::string_view kSpanishActionReboot[] = {
    "reiniciar", "reinicia", "reinicie", "reinícialo", "reinícielo", "reiniciarlo", "reinicio"};
constexpr KnownName kSpanishChoices[] = {{"approve", kSpanishToApprove},
                                         {"dismiss", kSpanishToDismiss},
                                         {"escalate", kSpanishToEscalate},
                                         {"snooze", kSpanishToSnooze}};
constexpr KnownName kSpanishActions[] = {{"restart", kSpanishActionRestart},
                                         {"reboot", kSpanishActionReboot}};

constexpr std::string_view kSpanishPrefaces[] = {
    "me parece bien",  "me parece",       "suena bien", "entiendo",   "ya veo",
    "está perfecto",   "así que",         "mira",       "oye",        "a ver",
    "estoy despierto", "estoy despierta", "tocsin",     "hola tocsin"};
constexpr std::string_view kSpanishNameNouns[] = {"alerta"};
constexpr std::string_view kSpanishRefusals[] = {"no"};
constexpr std::string_view kSpanishRestarts[] = {"simplemente", "mejor"};
constexpr Frame kSpanishPermissions[] = {{"puede", ""},     {"puedes", ""},      {"ya puede", ""},
                                         {"ya puedes", ""}, {"usted puede", ""}, {"tengo que", ""},
                                         {"necesito", ""}};
constexpr std::string_view kSpanishBesideDismiss[] = {"esta noche"};
constexpr std::string_view kSpanishBesideEscalate[] = {
    "a otra persona", "a alguien más",          "a otro",
    "al siguiente",   "a la siguiente persona", "lo siento"};
constexpr KnownName kSpanishBeside[] = {{"dismiss", kSpanishBesideDismiss},
                                        {"escalate", kSpanishBesideEscalate}};
constexpr std::string_view kSpanishAlsoApprove[] = {"apruebes", "autorices", "aprobemos",
                                                    "aprobémoslo"};
constexpr std::string_view kSpanishAlsoDismiss[] = {"ignores", "descartes", "ignoremos",
                                                    "ignorémoslo", "descartemos"};
constexpr std::string_view kSpanishAlsoEscalate[] = {"escales",
                                                     "escalemos",
                                                     "llame a otra persona",
                                                     "llama a otra persona",
                                                     "llámale a otra persona",
                                                     "pásalo a otra persona",
                                                     "páselo a otra persona"};
constexpr KnownName kSpanishAlso[] = {{"approve", kSpanishAlsoApprove},
                                      {"dismiss", kSpanishAlsoDismiss},
                                      {"escalate", kSpanishAlsoEscalate}};

constexpr std::string_view kSpanishNameApprove[] = {"autorizar"};
constexpr std::string_view kSpanishNameDismiss[] = {"descartar"};
constexpr KnownName kSpanishOtherNames[] = {{"approve", kSpanishNameApprove},
                                            {"dismiss", kSpanishNameDismiss}};

constexpr Vocabulary kSpanishWords = {
    .hesitations = kSpanishHesitations,
    .anywhere = kSpanishAnywhere,
    .openers = kSpanishOpeners,
    .requests = kSpanishRequests,
    .pleases = kSpanishPleases,
    .prefaces = kSpanishPrefaces,
    .leads = kSpanishLeads,
    .objects = kSpanishObjects,
    .closers = kSpanishClosers,
    .name_links = kSpanishNameLinks,
    .name_nouns = kSpanishNameNouns,
    .frames = {},
    .permissions = kSpanishPermissions,
    .other_names = kSpanishOtherNames,
    .beside = kSpanishBeside,
    .objects_first = false,
    .confirmations = kSpanishConfirmations,
    .beside_confirmations = kSpanishBesideConfirmations,
    .rejections = kSpanishRejections,
    .negations = kSpanishNegations,
    .refusals = kSpanishRefusals,
    .restarts = kSpanishRestarts,
    .key_words = kSpanishKeyWords,
    .numbers = kSpanishNumbers,
    .sound_alikes = {},
    .repeat = kSpanishRepeat,
    .what_happened = kSpanishWhatHappened,
    .tell_more = kSpanishTellMore,
    .help = kSpanishHelp,
    .what_it_does = kSpanishWhatItDoes,
    .recommended = kSpanishRecommended,
    .why = kSpanishWhy,
    .machine_talk = kSpanishMachineTalk,
    .screening = kSpanishScreening,
    .choices = kSpanishChoices,
    .actions = kSpanishActions,
    .choosing_hints = kSpanishChoosingHints,
    .confirming_hints = kSpanishConfirmingHints,
    .also = kSpanishAlso,
};

constexpr Language kSpanish = {.code = "es",
                               .sentences = kSpanishSentences,
                               .words = kSpanishWords,
                               .terms = kSpanishTerms,
                               .months = kSpanishMonths,
                               .halves = {"de la mañana", "de la tarde"}};

}  // namespace

const Language& Spanish() { return kSpanish; }

}  // namespace tocsin::voice
