#include "workers/voice/prompts.hpp"

namespace tocsin::voice::prompts {
namespace {

/// Keys one by one, so that "12" is not read as twelve.
std::string SpokenKeys(const std::string& digits) {
  std::string out;
  for (const char digit : digits) {
    if (!out.empty()) out += ' ';
    out += digit;
  }
  return out;
}

std::string Capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

}  // namespace

std::string Greeting(const Call& call) {
  std::string text = "Hello. " + call.say;
  const char last = text.back();
  if (last != '.' && last != '!' && last != '?') text += '.';
  return text;
}

std::string Options(const std::vector<Choice>& choices) {
  std::string out;
  for (const auto& choice : choices) {
    if (!out.empty()) out += ' ';
    out += "To " + choice.Label() + ", ";
    if (!choice.digits.empty()) out += "press " + SpokenKeys(choice.digits) + " or ";
    out += "say " + choice.Label() + '.';
  }
  return out;
}

std::string Help(const std::vector<Choice>& choices) {
  return Options(choices) +
         " For details, say what happened, or tell me more. To hear the message again, say repeat.";
}

std::string ReadBack(const Choice& choice, bool by_key) {
  return std::string(by_key ? "You chose " : "You said ") + choice.Label() +
         ". Press 1 to confirm, or say yes. Press 2 to choose again.";
}

std::string Decided(const Choice& choice) {
  if (choice.id == "approve") return "Approved. Thank you. Goodbye.";
  if (choice.id == "dismiss") return "Dismissed. Thank you. Goodbye.";
  return Capital(choice.Label()) + ": recorded. Thank you. Goodbye.";
}

std::string EndsSoon(Duration left) {
  using std::chrono::seconds;
  const auto whole = std::chrono::duration_cast<seconds>(left).count();
  if (whole < 50) return "This call will end in less than a minute.";
  const auto minutes = (whole + 30) / 60;
  return "This call will end in about " + std::to_string(minutes) +
         (minutes == 1 ? " minute." : " minutes.");
}

std::string Superseded(const Question& question) {
  if (question.decision) {
    const auto& decision = *question.decision;
    const std::string by = decision.contact.empty() ? "somebody else" : decision.contact;
    return "This has already been handled by " + by + ". Nothing more is needed. Goodbye.";
  }
  if (question.closed_because == "resolved")
    return "This alert has been resolved in the meantime. Nothing more is needed. Goodbye.";
  return "This question has been closed in the meantime. Nothing more is needed. Goodbye.";
}

}  // namespace tocsin::voice::prompts
