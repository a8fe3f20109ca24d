#include "workers/voice/worker/approval_words.hpp"

#include <algorithm>
#include <tuple>

#include "schemas/language_tag.hpp"
#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr ApprovalWords kInEnglish = {
    .choose = "What is to be done?",
    .chosen = "You chose: {choice}. Nothing is decided before you confirm it.",
    .confirm = "Confirm",
    .back = "Choose again",
    .pin = "Your PIN",
    .wrong_pin = "That is not your PIN.",
    .pins_used_up = "That was not your PIN. Nothing more is taken over this link.",
    .no_pin = "That needs a PIN, and none is set up for you.",
    .decided = "Decided by {by}: {choice}.",
    .somebody = "somebody",
    .resolved = "The alert has recovered. There is nothing to decide any more.",
    .closed = "This is closed. There is nothing to decide any more.",
    .how_to_reply = "Reply with {options}.",
    .reply_code = "{choice}? Reply {code} to confirm. Nothing is decided yet.",
    .reply_pin = "{choice}? Reply with your PIN to confirm. Nothing is decided yet.",
    .wrong_code = "That is not the number of the last message.",
    .codes_used_up =
        "Wrong too often. Nothing more is taken by text message: use the link of the "
        "message, or call back.",
    .several = "Several questions are open. Use the link of the message, or call back."};

constexpr ApprovalWords kInGerman = {
    .choose = "Was soll geschehen?",
    .chosen = "Gewählt: {choice}. Entschieden ist erst, was Sie bestätigen.",
    .confirm = "Bestätigen",
    .back = "Neu wählen",
    .pin = "Ihre PIN",
    .wrong_pin = "Das ist nicht Ihre PIN.",
    .pins_used_up = "Das war nicht Ihre PIN. Über diesen Link wird nichts mehr angenommen.",
    .no_pin = "Das braucht eine PIN, und für Sie ist keine eingerichtet.",
    .decided = "Entschieden von {by}: {choice}.",
    .somebody = "jemandem",
    .resolved = "Die Störung ist vorbei. Es gibt nichts mehr zu entscheiden.",
    .closed = "Das ist erledigt. Es gibt nichts mehr zu entscheiden.",
    .how_to_reply = "Antworten Sie mit {options}.",
    .reply_code = "{choice}? Antworten Sie {code} zum Bestätigen. Noch ist nichts entschieden.",
    .reply_pin =
        "{choice}? Antworten Sie mit Ihrer PIN zum Bestätigen. Noch ist nichts entschieden.",
    .wrong_code = "Das ist nicht die Zahl der letzten Nachricht.",
    .codes_used_up =
        "Zu oft falsch. Per Nachricht wird nichts mehr angenommen: Nehmen Sie den Link "
        "der Nachricht, oder rufen Sie zurück.",
    .several =
        "Mehrere Fragen sind offen. Nehmen Sie den Link der Nachricht, oder rufen Sie "
        "zurück."};

constexpr ApprovalWords kInSpanish = {
    .choose = "¿Qué se debe hacer?",
    .chosen = "Ha elegido: {choice}. Nada queda decidido hasta que lo confirme.",
    .confirm = "Confirmar",
    .back = "Elegir otra vez",
    .pin = "Su PIN",
    .wrong_pin = "Ese no es su PIN.",
    .pins_used_up = "Ese no era su PIN. Por este enlace ya no se acepta nada.",
    .no_pin = "Eso necesita un PIN, y usted no tiene ninguno.",
    .decided = "Decidido por {by}: {choice}.",
    .somebody = "alguien",
    .resolved = "La alerta se ha resuelto. Ya no hay nada que decidir.",
    .closed = "Esto está cerrado. Ya no hay nada que decidir.",
    .how_to_reply = "Responda con {options}.",
    .reply_code = "¿{choice}? Responda {code} para confirmar. Aún no hay nada decidido.",
    .reply_pin = "¿{choice}? Responda con su PIN para confirmar. Aún no hay nada decidido.",
    .wrong_code = "Ese no es el número del último mensaje.",
    .codes_used_up =
        "Demasiados errores. Por mensaje ya no se acepta nada: use el enlace del "
        "mensaje, o llame.",
    .several = "Hay varias preguntas abiertas. Use el enlace del mensaje, o llame."};

constexpr ApprovalWords kInHindi = {
    .choose = "क्या किया जाए?",
    .chosen = "आपने चुना: {choice}। आपकी पुष्टि से पहले कुछ तय नहीं होता।",
    .confirm = "पुष्टि करें",
    .back = "फिर से चुनें",
    .pin = "आपका पिन",
    .wrong_pin = "यह आपका पिन नहीं है।",
    .pins_used_up = "यह आपका पिन नहीं था। इस लिंक से अब कुछ नहीं लिया जाएगा।",
    .no_pin = "इसके लिए पिन चाहिए, और आपके लिए कोई पिन नहीं है।",
    .decided = "{by} ने तय किया: {choice}।",
    .somebody = "किसी",
    .resolved = "चेतावनी समाप्त हो गई है। अब कुछ तय नहीं करना है।",
    .closed = "यह बंद हो चुका है। अब कुछ तय नहीं करना है।",
    .how_to_reply = "उत्तर दें: {options}।",
    .reply_code = "{choice}? पुष्टि के लिए {code} भेजें। अभी कुछ तय नहीं हुआ।",
    .reply_pin = "{choice}? पुष्टि के लिए अपना पिन भेजें। अभी कुछ तय नहीं हुआ।",
    .wrong_code = "यह पिछले संदेश की संख्या नहीं है।",
    .codes_used_up = "बहुत बार गलत। संदेश से अब कुछ नहीं लिया जाएगा: संदेश का लिंक खोलें, या वापस कॉल करें।",
    .several = "कई प्रश्न खुले हैं। संदेश का लिंक खोलें, या वापस कॉल करें।"};

}  // namespace

const ApprovalWords& ApprovalWordsIn(std::string_view language) {
  const auto* known = FindSpokenLanguage(language);
  const std::string_view code = known == nullptr ? "en" : known->code;
  if (code == "de") return kInGerman;
  if (code == "es") return kInSpanish;
  return code == "hi" ? kInHindi : kInEnglish;
}

std::string OutcomeInWriting(const Question& question, const Call& call) {
  const auto& words = ApprovalWordsIn(call.language);
  if (!question.decision)
    return question.closed_because == "resolved" ? words.resolved : words.closed;
  const auto& [id, by] = std::tie(question.decision->choice, question.decision->by.contact);
  const auto choice = std::ranges::find(call.choices, id, &Choice::id);
  return Filled(words.decided,
                {{"by", by.empty() ? std::string_view(words.somebody) : std::string_view(by)},
                 {"choice", choice == call.choices.end() ? id : LabelOf(*choice)}});
}

}  // namespace tocsin::voice
