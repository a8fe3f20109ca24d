#include "workers/voice/worker/text_answers.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "schemas/events/data.hpp"
#include "schemas/events/messages.hpp"
#include "schemas/letter_case.hpp"
#include "schemas/phone_number.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/topics.hpp"
#include "schemas/trimmed.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/talk/writing.hpp"
#include "workers/voice/worker/approval_words.hpp"
#include "workers/voice/worker/situation_of_writing.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostNameBytes = 200;
/// Codes and PINs have at least so many digits.
constexpr std::size_t kLeastSecret = 4;
constexpr Duration kToldFor = std::chrono::hours(24);

constexpr std::string_view kAround = " \t\r\n.!\"'";  ///< of an answer: what means nothing

bool MayBeSecret(std::string_view text) {
  return text.size() >= kLeastSecret &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The one choice that the text names by its key or a phrase.
const Choice* Named(const Call& call, std::string_view text) {
  const Choice* named = nullptr;
  if (text.empty()) return named;  // a picture alone names none, also where one has no key
  for (const auto& choice : call.choices) {
    const bool phrase = std::ranges::any_of(
        choice.phrases, [&](const std::string& one) { return EqualsIgnoringCase(one, text); });
    if (!ChosenInWriting(choice) || (choice.digits != text && !phrase)) continue;
    if (named != nullptr) return nullptr;
    named = &choice;
  }
  return named;
}

Wrote ByText(const Call& call) {
  return {.question = call.question,
          .contact = call.contact,
          .channel = std::string(events::message_kind::kSms),
          .method = kBySms,
          .call = call.id};
}

bool IsCodeOf(const Call& call, std::string_view text) {
  return call.talk.candidate && !call.talk.candidate->code.empty() &&
         call.talk.candidate->code == text;
}

}  // namespace

std::optional<TextedQuestion> ReadTexted(const Event& event) {
  const auto asked = events::Read<events::MessageRequested>(event);
  if (asked.kind != events::message_kind::kSms || !asked.answer || !asked.answer->reply)
    return std::nullopt;
  const auto question = QuestionId::Parse(asked.answer->question_id);
  if (!question || asked.to.size() != 1 || !IsPhoneNumber(asked.to.front())) return std::nullopt;
  return TextedQuestion{.question = *question,
                        .contact = PlainText(asked.answer->contact, kMostNameBytes),
                        .channel = PlainText(asked.channel, kMostNameBytes),
                        .phone = asked.to.front()};
}

CallId CallOfTexts(const TextedQuestion& texted) {
  return CallId::Derive({"texted", texted.question.ToString(), texted.phone});
}

Call CallTexted(const TextedQuestion& texted, const Event& event, int partition, TimePoint now) {
  const Wrote wrote{.question = texted.question,
                    .contact = texted.contact,
                    .channel = texted.channel,
                    .method = kBySms,
                    .call = CallOfTexts(texted)};
  Call asked;
  asked.partition = partition;
  asked.origin = OriginOf(event);
  asked.alert_id = events::Read<events::MessageRequested>(event).alert_id.value_or("");
  Call call = CallInWriting(asked, wrote, now);
  call.kind = kTextKind;
  call.phone = texted.phone;
  return call;
}

TextedTo QuestionOfText(const CallBatch& calls, std::string_view phone, std::string_view text,
                        TimePoint now) {
  std::vector<Situation> open;
  std::optional<Situation> ended;
  bool early = false;
  for (const auto& call : calls.TextedTo(phone)) {
    auto situation = SituationOfWriting(calls, ByText(call), now);
    if (!situation) {
      early = true;
    } else if (situation->question.Open()) {
      open.push_back(*std::move(situation));
    } else if (!ended && now - call.created_at < kToldFor) {
      ended = std::move(situation);
    }
  }
  if (open.size() == 1) return {.open = std::move(open.front())};
  for (auto& one : open)
    if (IsCodeOf(one.call, Trimmed(text, kAround))) return {.open = std::move(one)};
  if (!open.empty()) return {.reply = ApprovalWordsIn(open.front().call.language).several};
  if (early) return {.reply = ApprovalWordsIn("en").unknown};
  return {.reply = ended ? OutcomeInWriting(ended->question, ended->call) : std::string()};
}

std::optional<Wrote> AnswerInText(const Situation& open, std::string_view text, std::string code) {
  const auto& call = open.call;
  const auto said = Trimmed(text, kAround);
  const auto* chosen = Named(call, said);
  Wrote wrote = ByText(call);
  if (const auto* pending = ChosenBefore(call);
      pending != nullptr && MayBeSecret(said) && (NeedsPin(*pending) || chosen == nullptr)) {
    wrote.act = Wrote::Act::kConfirm;
    wrote.choice = pending->id;
    wrote.pin = said;
    wrote.heard = "texted the code";
    return wrote;
  }
  if (chosen == nullptr) return std::nullopt;
  wrote.act = Wrote::Act::kChoose;
  wrote.choice = chosen->id;
  wrote.heard = "texted " + std::string(said);
  wrote.code = std::move(code);
  return wrote;
}

std::string HowToReply(const Call& call) {
  const auto& words = ApprovalWordsIn(call.language);
  if (const auto* chosen = ChosenBefore(call))
    return Filled(NeedsPin(*chosen) ? words.reply_pin : words.reply_code,
                  {{"choice", LabelWithEffect(call, *chosen)},
                   {"code", std::string_view(call.talk.candidate->code)}});
  std::string options;
  for (const auto& choice : call.choices) {
    if (!ChosenInWriting(choice)) continue;
    if (!options.empty()) options += ", ";
    options += (choice.digits.empty() ? "" : choice.digits + " = ") + LabelOf(choice);
  }
  return Filled(words.how_to_reply, {{"options", std::string_view(options)}});
}

std::string ReplyInText(const Transition& decided, const Wrote& wrote,
                        const VoiceSettings& settings) {
  const auto& [call, question] = std::tie(decided.next.call, decided.next.question);
  const auto& words = ApprovalWordsIn(call.language);
  if (!question.Open()) return OutcomeInWriting(question, call);
  if (PinsUsedUp(question, call)) return words.codes_used_up;
  const auto meant = std::ranges::find(call.choices, wrote.choice, &Choice::id);
  const bool needs_pin = meant != call.choices.end() && NeedsPin(*meant);
  if (needs_pin && LacksPin(call, *meant, settings)) return words.no_pin;
  // What confirms and leaves the question open was wrong.
  std::string reply = HowToReply(call);
  if (wrote.act == Wrote::Act::kConfirm)
    reply = std::string(needs_pin ? words.wrong_pin : words.wrong_code) + ' ' + reply;
  return reply;
}

}  // namespace tocsin::voice
