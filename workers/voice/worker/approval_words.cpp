#include "workers/voice/worker/approval_words.hpp"

#include "schemas/language_tag.hpp"

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
    .closed = "This is closed. There is nothing to decide any more."};

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
    .closed = "Das ist erledigt. Es gibt nichts mehr zu entscheiden."};

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
    .closed = "Esto está cerrado. Ya no hay nada que decidir."};

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
    .closed = "यह बंद हो चुका है। अब कुछ तय नहीं करना है।"};

}  // namespace

const ApprovalWords& ApprovalWordsIn(std::string_view language) {
  const auto* known = FindSpokenLanguage(language);
  const std::string_view code = known == nullptr ? "en" : known->code;
  if (code == "de") return kInGerman;
  if (code == "es") return kInSpanish;
  return code == "hi" ? kInHindi : kInEnglish;
}

}  // namespace tocsin::voice
