#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kGermanMonths[] = {"Januar",    "Februar", "März",     "April",
                                              "Mai",       "Juni",    "Juli",     "August",
                                              "September", "Oktober", "November", "Dezember"};
constexpr Term kGermanTerms[] = {{"critical", "kritisch"},
                                 {"high", "hoch"},
                                 {"medium", "mittel"},
                                 {"low", "niedrig"},
                                 {"warning", "Warnung"},
                                 {"info", "Hinweis"},
                                 {"active", "aktiv"},
                                 {"resolved", "behoben"},
                                 {"open", "offen"},
                                 {"container", "Container"},
                                 {"virtual machine", "virtuelle Maschine"},
                                 {"vm", "virtuelle Maschine"},
                                 {"node", "Knoten"},
                                 {"service", "Dienst"},
                                 {"disk", "Platte"},
                                 {"database", "Datenbank"},
                                 {"server", "Server"}};

constexpr Sentences kGermanSentences = {
    .greeting = "Hallo. {say}",
    .goodbye = "Auf Wiederhören.",
    .not_known = "Dieser Anruf ist hier leider nicht bekannt. Auf Wiederhören.",
    .inbound =
        "Hallo. Diese Nummer ruft automatisch an und nimmt keine Anrufe entgegen. Auf Wiederhören.",
    .one_moment = "Einen Moment bitte.",
    .give_up =
        "Ich kann jetzt leider nicht weitermachen und weiß nicht, ob Ihre Antwort gespeichert "
        "wurde. Auf Wiederhören.",
    .time_is_up =
        "Die Zeit für diesen Anruf ist um, es wurde also nichts entschieden. Auf Wiederhören.",
    .ends_within_a_minute = "Dieser Anruf endet in weniger als einer Minute.",
    .ends_in_one_minute = "Dieser Anruf endet in etwa 1 Minute.",
    .ends_in_minutes = "Dieser Anruf endet in etwa {minutes} Minuten.",
    .cut = " ... Der Rest ist zu lang, um vorgelesen zu werden.",
    .option = "Für {choice} drücken Sie {keys} oder sagen Sie {choice}.",
    .option_spoken = "Für {choice} sagen Sie {choice}.",
    .means = "{choice} bedeutet: {effect}.",
    .help =
        "Für Einzelheiten sagen Sie: was ist passiert, oder: mehr Details. Um die Meldung noch "
        "einmal zu hören, sagen Sie: wiederholen.",
    .key_repeat = "Um dies noch einmal zu hören, drücken Sie Stern.",
    .key_details = "Für Einzelheiten drücken Sie 0.",
    .read_back_said =
        "Sie sagten {choice}. Zum Bestätigen drücken Sie 1 oder sagen Sie ja. Um neu zu wählen, "
        "drücken Sie 2.",
    .read_back_pressed =
        "Sie wählten {choice}. Zum Bestätigen drücken Sie 1 oder sagen Sie ja. Um neu zu wählen, "
        "drücken Sie 2.",
    .naming_effect = "{choice}: {effect}",
    .approved = "Genehmigt. Vielen Dank. Auf Wiederhören.",
    .approved_effect = "Genehmigt: {effect}. Vielen Dank. Auf Wiederhören.",
    .dismissed = "Verworfen. Vielen Dank. Auf Wiederhören.",
    .decided = "{choice}: gespeichert. Vielen Dank. Auf Wiederhören.",
    .silence = "Ich habe keine Antwort gehört.",
    .nothing_heard =
        "Ich habe keine Antwort gehört, es wurde also nichts entschieden. Auf Wiederhören.",
    .not_understood = "Das habe ich leider nicht verstanden.",
    .unclear = "Ich bin nicht sicher, was Sie gesagt haben.",
    .ambiguous = "Ich brauche leider eine eindeutige Antwort.",
    .negated = "Gut, ich habe das nicht als Antwort gewertet.",
    .rejected = "Gut, es wurde nichts entschieden.",
    .still_not_understood =
        "Das habe ich leider nicht verstanden, es wurde also nichts entschieden. Auf Wiederhören.",
    .all_i_know = "Mehr weiß ich nicht.",
    .effect = "Wenn Sie {choice} sagen, geschieht dies: {effect}.",
    .no_effect = "Ich kenne keine Aktion dafür; Ihre Antwort wird nur gespeichert.",
    .recommended = "Die empfohlene Aktion ist: {effect}.",
    .no_recommendation = "Dafür wird keine Aktion empfohlen.",
    .reason = "Der Grund ist: {reason}",
    .no_reason = "Mir wurde kein Grund genannt.",
    .handled_by = "Das hat bereits {by} erledigt. Es ist nichts weiter zu tun. Auf Wiederhören.",
    .somebody_else = "jemand anderes",
    .decided_before =
        "Das hat bereits {by} entschieden: {choice}. Es ist nichts weiter zu tun. Auf Wiederhören.",
    .resolved_meanwhile =
        "Dieser Alarm hat sich inzwischen erledigt. Es ist nichts weiter zu tun. Auf Wiederhören.",
    .closed_meanwhile =
        "Diese Frage wurde inzwischen geschlossen. Es ist nichts weiter zu tun. Auf Wiederhören.",
    .screening =
        "Hier ist tocsin, ein automatischer Alarmdienst, mit einem Anruf aus diesem Grund: {why}",
    .screening_for =
        "Hier ist tocsin, ein automatischer Alarmdienst, mit einem Anruf für {contact} aus diesem "
        "Grund: {why}",
    .voicemail =
        "Hier ist tocsin, ein automatischer Alarmdienst. {why} Bitte sehen Sie nach Ihren Alarmen. "
        "Auf Wiederhören.",
    .severity = "Schweregrad {severity}",
    .status = "Status {status}",
    .raised_at = "Gemeldet {time}",
    .recommended_action = "Die empfohlene Aktion ist {action}",
    .on_node = "{what} auf Knoten {node}",
    .only_node = "Knoten {node}",
    .effect_on_node = "{what} auf {node}",
    .time = "am {day}. {month} um {hour} Uhr {minute}",
};

constexpr std::string_view kGermanHesitations[] = {"äh", "ähm", "öhm", "ah"};
constexpr std::string_view kGermanAnywhere[] = {"ja",
                                                "jawohl",
                                                "jap",
                                                "jo",
                                                "okay",
                                                "bitte",
                                                "bitte sehr",
                                                "danke",
                                                "danke schön",
                                                "vielen dank",
                                                "gut",
                                                "also",
                                                "also gut",
                                                "na gut",
                                                "nun",
                                                "hm",
                                                "klar",
                                                "natürlich",
                                                "selbstverständlich",
                                                "gerne",
                                                "gern",
                                                "einfach",
                                                "in ordnung",
                                                "alles klar",
                                                "genau",
                                                "sicher",
                                                "dann",
                                                "jetzt",
                                                "sofort",
                                                "mal",
                                                "bitte jetzt",
                                                "ach",
                                                "tja",
                                                "naja",
                                                "super",
                                                "prima",
                                                "perfekt",
                                                "passt",
                                                "schön",
                                                "fein",
                                                "besten dank",
                                                "herzlichen dank",
                                                "diesmal",
                                                "dieses mal"};
constexpr std::string_view kGermanOpeners[] = {"hallo",
                                               "guten abend",
                                               "guten morgen",
                                               "entschuldigung",
                                               "ich",
                                               "ich möchte",
                                               "ich möchte gerne",
                                               "ich möchte gern",
                                               "ich will",
                                               "ich würde gerne",
                                               "ich würde gern",
                                               "ich würde es gerne",
                                               "ich würde das gerne",
                                               "ich würde es gern",
                                               "ich würde das gern",
                                               "ich hätte gerne",
                                               "ich wähle",
                                               "ich nehme",
                                               "ich sage",
                                               "ich sagte",
                                               "ich habe gesagt",
                                               "meine antwort ist",
                                               "meine wahl ist",
                                               "meine entscheidung ist",
                                               "ich entscheide mich für",
                                               "die antwort ist",
                                               "ich möchte dass sie",
                                               "ich werde",
                                               "lass uns",
                                               "lassen sie uns",
                                               "lasst uns",
                                               "ich würde sagen",
                                               "ich sag",
                                               "ich sag mal",
                                               "ich will dass sie",
                                               "ich will dass du",
                                               "ich möchte dass du",
                                               "ich bin dafür"};
constexpr std::string_view kGermanRequests[] = {"können sie",  "könnten sie", "kannst du",
                                                "könntest du", "würden sie",  "würdest du",
                                                "kann ich",    "könnte ich",  "darf ich"};
constexpr std::string_view kGermanPleases[] = {"bitte"};
constexpr std::string_view kGermanObjects[] = {"es",
                                               "das",
                                               "dies",
                                               "dieses",
                                               "die aktion",
                                               "diese aktion",
                                               "den alarm",
                                               "diesen alarm",
                                               "den alert",
                                               "diesen alert",
                                               "die meldung",
                                               "diese meldung",
                                               "die maßnahme",
                                               "diese maßnahme",
                                               "die empfohlene aktion",
                                               "die vorgeschlagene aktion",
                                               "die benachrichtigung",
                                               "diese benachrichtigung",
                                               "den vorfall",
                                               "diesen vorfall"};
constexpr std::string_view kGermanClosers[] = {"ich",
                                               "sie",
                                               "neu",
                                               "sofort",
                                               "umgehend",
                                               "für mich",
                                               "und",
                                               "auf wiederhören",
                                               "tschüss",
                                               "sagte ich",
                                               "habe ich gesagt",
                                               "gleich",
                                               "für heute nacht",
                                               "für jetzt",
                                               "fürs erste",
                                               "erstmal",
                                               "erst mal",
                                               "gute nacht",
                                               "so schnell wie möglich",
                                               "für mich bitte"};
constexpr std::string_view kGermanNameLinks[] = {"den", "die",     "das",        "der",
                                                 "dem", "des",     "auf",        "von",
                                                 "vom", "auf dem", "auf knoten", "auf der"};
constexpr std::string_view kGermanConfirmations[] = {
    "ja",      "jawohl",  "jap",    "bestätigen", "bestätige", "bestätigt", "ich bestätige",
    "richtig", "korrekt", "stimmt", "genau",      "das stimmt"};
constexpr std::string_view kGermanBesideConfirmations[] = {"das ist richtig",
                                                           "das ist korrekt",
                                                           "so ist es",
                                                           "das ist so",
                                                           "ich bin sicher",
                                                           "ich bin mir sicher",
                                                           "bin ich",
                                                           "bestätigen sie",
                                                           "mach das",
                                                           "mach es",
                                                           "machen sie das",
                                                           "machen sie es",
                                                           "tun sie das",
                                                           "das ist",
                                                           "es",
                                                           "das"};
constexpr std::string_view kGermanRejections[] = {
    "falsch",         "inkorrekt", "zurück", "neu wählen", "noch einmal wählen",
    "nochmal wählen", "anders"};
constexpr std::string_view kGermanNegations[] = {
    "nicht",    "nichts",      "nein",       "nee",       "ne",      "nö",      "nie",
    "niemals",  "niemand",     "kein",       "keine",     "keinen",  "keinem",  "keiner",
    "keines",   "keinesfalls", "keineswegs", "weder",     "noch",    "ohne",    "lehne",
    "ablehnen", "abgelehnt",   "verweigere", "verbiete",  "stopp",   "stop",    "halt",
    "warte",    "warten",      "moment",     "abbrechen", "abbruch", "vergiss", "vergessen",
    "ungern",   "kaum",        "no",         "not"};
constexpr std::string_view kGermanKeyWords[] = {
    "drücke", "ich drücke", "drücken",       "drücken sie", "taste", "die taste",
    "nummer", "die nummer", "option",        "die option",  "zahl",  "die zahl",
    "ziffer", "die",        "ich nehme die", "auswahl"};
constexpr SpokenNumber kGermanNumbers[] = {
    {"null", "0"}, {"eins", "1"},  {"zwei", "2"},   {"zwo", "2"},  {"drei", "3"}, {"vier", "4"},
    {"fünf", "5"}, {"sechs", "6"}, {"sieben", "7"}, {"acht", "8"}, {"neun", "9"}};
constexpr std::string_view kGermanRepeat[] = {
    "wiederholen", "wiederhole", "wiederholung",         "noch einmal",       "nochmal",
    "noch mal",    "wie bitte",  "was haben sie gesagt", "was hast du gesagt"};
constexpr std::string_view kGermanWhatHappened[] = {
    "was ist passiert",  "was ist los",
    "was ist geschehen", "was gibt es",
    "was gibts",         "was ist das problem",
    "worum geht es",     "was ist der alarm",
    "was war los",       "was ist das für ein alarm"};
constexpr std::string_view kGermanTellMore[] = {"mehr",
                                                "mehr details",
                                                "details",
                                                "einzelheiten",
                                                "mehr informationen",
                                                "genauer",
                                                "erzähl mir mehr",
                                                "erzählen sie mir mehr",
                                                "erkläre",
                                                "erklären sie"};
constexpr std::string_view kGermanHelp[] = {"hilfe",
                                            "optionen",
                                            "was kann ich sagen",
                                            "was kann ich tun",
                                            "was kann ich machen",
                                            "welche möglichkeiten"};
constexpr std::string_view kGermanWhatItDoes[] = {
    "was * du tun",          "was * sie tun",       "was * du machen",     "was * sie machen",
    "was machst du",         "was machen sie",      "was tust du",         "was tun sie",
    "was wird * gemacht",    "was wird * getan",    "was passiert * wenn", "was geschieht * wenn",
    "was wird passieren",    "was würde passieren", "was passiert dann",   "was ist die aktion",
    "was * für eine aktion", "welche aktion",       "was bedeutet",        "was heißt"};
constexpr std::string_view kGermanRecommended[] = {"empfehlen",
                                                   "empfiehlst",
                                                   "empfehlung",
                                                   "empfehlt",
                                                   "was soll ich tun",
                                                   "was soll ich machen",
                                                   "was rätst",
                                                   "was raten",
                                                   "was würden sie tun",
                                                   "was würdest du tun",
                                                   "was schlagen sie vor",
                                                   "was schlägst du vor",
                                                   "was meinst du",
                                                   "was meinen sie"};
constexpr std::string_view kGermanWhy[] = {
    "warum", "wieso", "weshalb", "weswegen", "wozu", "aus welchem grund", "was ist der grund"};
constexpr std::string_view kGermanMachineTalk[] = {
    "nach dem signalton", "nach dem ton",     "nach dem piepton",
    "hinterlassen sie",   "mailbox",          "anrufbeantworter",
    "sprachbox",          "nicht erreichbar", "kein anschluss",
    "nicht vergeben",     "der teilnehmer",   "ihr gesprächspartner",
    "vorübergehend nicht"};
constexpr std::string_view kGermanScreening[] = {"ihren namen",
                                                 "ihr name",
                                                 "grund ihres anrufs",
                                                 "grund des anrufs",
                                                 "wer ist da",
                                                 "wer ist dort",
                                                 "wer spricht",
                                                 "wer ruft",
                                                 "wer sind sie",
                                                 "wer bist du",
                                                 "anruf wird geprüft",
                                                 "anruf wird gefiltert",
                                                 "warum rufen sie an",
                                                 "weshalb rufen sie an",
                                                 "worum es geht",
                                                 "ich verbinde sie",
                                                 "sie zu verbinden",
                                                 "mit wem spreche ich",
                                                 "bleiben sie in der leitung",
                                                 "bleiben sie am apparat"};
constexpr std::string_view kGermanChoosingHints[] = {
    "was ist passiert", "mehr Details", "was wirst du tun", "warum", "wiederholen", "Hilfe"};
constexpr std::string_view kGermanConfirmingHints[] = {"ja", "bestätigen", "nein", "wiederholen"};
constexpr std::string_view kGermanToApprove[] = {"genehmigen",
                                                 "genehmige",
                                                 "zustimmen",
                                                 "stimme zu",
                                                 "stimmen sie zu",
                                                 "freigeben",
                                                 "gib frei",
                                                 "gib es frei",
                                                 "gib das frei",
                                                 "geben sie es frei",
                                                 "geben sie das frei",
                                                 "geben sie frei",
                                                 "einverstanden",
                                                 "nur zu",
                                                 "mach das",
                                                 "mach es",
                                                 "machen sie das",
                                                 "machen sie es",
                                                 "tu es",
                                                 "tun sie es",
                                                 "tun sie das"};
constexpr std::string_view kGermanToDismiss[] = {"ignorieren", "ignoriere", "verwerfen",
                                                 "verwerfe",   "verwirf",   "abweisen"};
constexpr std::string_view kGermanToEscalate[] = {"eskalieren",
                                                  "eskaliere",
                                                  "weiterleiten",
                                                  "leite weiter",
                                                  "leite es weiter",
                                                  "leite das weiter",
                                                  "leiten sie es weiter",
                                                  "leiten sie das weiter",
                                                  "nicht ich",
                                                  "nicht mich",
                                                  "jemand anderen fragen",
                                                  "frag jemand anderen",
                                                  "frage jemand anderen",
                                                  "fragen sie jemand anderen",
                                                  "fragen sie jemanden anderen"};
constexpr std::string_view kGermanToSnooze[] = {"später erinnern", "erinnere mich später",
                                                "schlummern"};
constexpr std::string_view kGermanActionRestart[] = {"neu starten", "neustarten", "starte",
                                                     "starten", "neustart"};
constexpr std::string_view kGermanActionReboot[] = {"neu starten", "neustarten", "starte",
                                                    "starten", "neustart"};
constexpr std::string_view kGermanActionStop[] = {"anhalten", "halte"};
constexpr KnownName kGermanChoices[] = {{"approve", kGermanToApprove},
                                        {"dismiss", kGermanToDismiss},
                                        {"escalate", kGermanToEscalate},
                                        {"snooze", kGermanToSnooze}};
constexpr KnownName kGermanActions[] = {{"restart", kGermanActionRestart},
                                        {"reboot", kGermanActionReboot},
                                        {"stop", kGermanActionStop}};

constexpr std::string_view kGermanPrefaces[] = {
    "ist gut",      "das ist gut",    "ist okay",
    "das ist okay", "ist in ordnung", "das ist in ordnung",
    "das passt",    "passt schon",    "passt so",
    "verstehe",     "ich verstehe",   "verstanden",
    "klingt gut",   "das klingt gut", "hört sich gut an",
    "ach so",       "von mir aus",    "meinetwegen",
    "gute nacht",   "ich bin wach",   "ich bin da",
    "tocsin",       "hallo tocsin",   "alles gut",
    "schon gut"};
constexpr std::string_view kGermanNameNouns[] = {"alarm", "meldung", "alert", "problem"};
constexpr std::string_view kGermanRefusals[] = {"nein", "nee", "nö", "ne"};
constexpr std::string_view kGermanRestarts[] = {"einfach",    "lass uns",        "ich will",
                                                "ich möchte", "ich würde gerne", "alles gut",
                                                "ist gut",    "schon gut",       "passt schon"};
constexpr Frame kGermanFrames[] = {{"dann", "wir"}};
constexpr Frame kGermanPermissions[] = {
    {"du kannst", ""},     {"sie können", ""},     {"du darfst", ""}, {"sie dürfen", ""},
    {"das kannst du", ""}, {"das können sie", ""}, {"ich muss", ""}};
constexpr std::string_view kGermanBesideDismiss[] = {"heute nacht"};
constexpr std::string_view kGermanBesideEscalate[] = {
    "an jemand anderen", "an jemanden anderen",   "an jemand anders",
    "an den nächsten",   "an die nächste person", "sorry",
    "tut mir leid"};
constexpr KnownName kGermanBeside[] = {{"dismiss", kGermanBesideDismiss},
                                       {"escalate", kGermanBesideEscalate}};
constexpr std::string_view kGermanAlsoApprove[] = {"gib es bitte frei", "gib das bitte frei",
                                                   "geben sie es bitte frei",
                                                   "geben sie das bitte frei"};
constexpr std::string_view kGermanAlsoEscalate[] = {"fragen sie bitte jemand anderen",
                                                    "frag bitte jemand anderen",
                                                    "ruf jemand anderen an",
                                                    "ruf bitte jemand anderen an",
                                                    "rufen sie jemand anderen an",
                                                    "rufen sie bitte jemand anderen an",
                                                    "jemand anderen anrufen",
                                                    "leite das bitte weiter",
                                                    "leite es bitte weiter",
                                                    "leiten sie das bitte weiter",
                                                    "leiten sie es bitte weiter",
                                                    "gib es weiter",
                                                    "geben sie es weiter"};
constexpr KnownName kGermanAlso[] = {{"approve", kGermanAlsoApprove},
                                     {"escalate", kGermanAlsoEscalate}};

constexpr std::string_view kGermanNameApprove[] = {"freigeben"};
constexpr std::string_view kGermanNameDismiss[] = {"verwerfen"};
constexpr KnownName kGermanOtherNames[] = {{"approve", kGermanNameApprove},
                                           {"dismiss", kGermanNameDismiss}};

constexpr Vocabulary kGermanWords = {
    .hesitations = kGermanHesitations,
    .anywhere = kGermanAnywhere,
    .openers = kGermanOpeners,
    .requests = kGermanRequests,
    .pleases = kGermanPleases,
    .prefaces = kGermanPrefaces,
    .leads = {},
    .objects = kGermanObjects,
    .closers = kGermanClosers,
    .name_links = kGermanNameLinks,
    .name_nouns = kGermanNameNouns,
    .frames = kGermanFrames,
    .permissions = kGermanPermissions,
    .other_names = kGermanOtherNames,
    .beside = kGermanBeside,
    .objects_first = true,
    .confirmations = kGermanConfirmations,
    .beside_confirmations = kGermanBesideConfirmations,
    .rejections = kGermanRejections,
    .negations = kGermanNegations,
    .refusals = kGermanRefusals,
    .restarts = kGermanRestarts,
    .key_words = kGermanKeyWords,
    .numbers = kGermanNumbers,
    .sound_alikes = {},
    .repeat = kGermanRepeat,
    .what_happened = kGermanWhatHappened,
    .tell_more = kGermanTellMore,
    .help = kGermanHelp,
    .what_it_does = kGermanWhatItDoes,
    .recommended = kGermanRecommended,
    .why = kGermanWhy,
    .machine_talk = kGermanMachineTalk,
    .screening = kGermanScreening,
    .choices = kGermanChoices,
    .actions = kGermanActions,
    .choosing_hints = kGermanChoosingHints,
    .confirming_hints = kGermanConfirmingHints,
    .also = kGermanAlso,
};

constexpr Language kGerman = {.code = "de",
                              .sentences = kGermanSentences,
                              .words = kGermanWords,
                              .terms = kGermanTerms,
                              .months = kGermanMonths,
                              .halves = {"vormittags", "nachmittags"}};

}  // namespace

const Language& German() { return kGerman; }

}  // namespace tocsin::voice
