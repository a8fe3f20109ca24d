#include <charconv>
#include <cmath>
#include <utility>

#include "adapters/telephony/rest_answer.hpp"
#include "adapters/telephony/twilio/wire.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::twilio {
namespace {

constexpr std::size_t kMaxSpeech = 4000;
constexpr std::size_t kMaxDigits = 64;
constexpr std::size_t kMaxSid = 64;
constexpr std::size_t kMaxReceived = 1600;

std::string_view Value(const FormParameters& form, std::string_view name) {
  for (const auto& [key, value] : form)
    if (key == name) return value;
  return {};
}

std::optional<int> Number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

/// Nothing where none was given; what is no number from 0 to 1 vouches for nothing.
std::optional<double> Confidence(std::string_view text) {
  if (text.empty()) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && std::isfinite(number) && number >= 0 && number <= 1 ? number : 0.0;
}

AnsweredBy ReadAnsweredBy(std::string_view text) {
  using enum AnsweredBy;
  if (text.empty()) return kNotSaid;
  if (text == "human") return kHuman;
  if (text == "fax") return kFax;
  if (text.starts_with("machine")) return kMachine;
  return kUnknown;
}

bool NeedsStatus(CallWebhook::Kind kind) {
  switch (kind) {
    case CallWebhook::Kind::kAnswer:
    case CallWebhook::Kind::kInput:
    case CallWebhook::Kind::kStatus:
      return true;
    case CallWebhook::Kind::kMachineDetection:
    case CallWebhook::Kind::kRecording:
      return false;
  }
  return true;
}

}  // namespace

Result<TextReceived> ReadReceivedText(const FormParameters& form) {
  TextReceived received{.id = PlainText(Value(form, "MessageSid"), kMaxSid),
                        .from = PlainText(Value(form, "From"), kMaxSid),
                        .to = PlainText(Value(form, "To"), kMaxSid),
                        .text = PlainText(Value(form, "Body"), kMaxReceived)};
  for (const auto& [name, value] :
       {std::pair("MessageSid", &received.id), std::pair("From", &received.from)})
    if (value->empty())
      return Fail(ErrorKind::kInvalid, "reading webhook: '" + std::string(name) + "' is missing",
                  "telephony.twilio");
  return received;
}

Result<CallWebhook> ReadWebhook(CallWebhook::Kind kind, const FormParameters& form) {
  const auto bad = [](std::string_view name) {
    return Fail(ErrorKind::kInvalid,
                "reading webhook: '" + std::string(name) + "' is missing or wrong",
                "telephony.twilio");
  };
  CallWebhook hook;
  hook.kind = kind;
  hook.provider_call_id = Value(form, "CallSid");
  if (!IsCallSid(hook.provider_call_id)) return bad("CallSid");
  const auto status = ReadCallStatus(Value(form, "CallStatus"));
  if (!status && NeedsStatus(kind)) return bad("CallStatus");
  hook.status = status.value_or(CallStatus::kQueued);
  hook.inbound = Value(form, "Direction") == "inbound";
  hook.from = Value(form, "From");
  hook.to = Value(form, "To");
  hook.sequence = Number(Value(form, "SequenceNumber"));
  hook.digits = PlainText(Value(form, "Digits"), kMaxDigits);
  hook.speech = PlainText(Value(form, "SpeechResult"), kMaxSpeech);
  hook.confidence = Confidence(Value(form, "Confidence"));
  hook.answered_by = ReadAnsweredBy(Value(form, "AnsweredBy"));
  hook.price = ReadPrice(Value(form, "Price"), Value(form, "PriceUnit"));
  hook.duration_seconds = Number(Value(form, "CallDuration"));
  return hook;
}

}  // namespace tocsin::twilio
