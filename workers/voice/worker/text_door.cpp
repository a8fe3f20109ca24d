#include "workers/voice/worker/text_door.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "schemas/ids.hpp"
#include "schemas/masking.hpp"
#include "workers/voice/worker/approval_words.hpp"
#include "workers/voice/worker/text_answers.hpp"

namespace tocsin::voice {
namespace {

/// Four digits that nobody can guess, and that are no key of a choice.
std::string FreshCode(const Call& call) {
  for (;;) {
    std::uint32_t number = 0;
    // The last bytes: what stands before has the version of the id.
    const auto bytes = RandomUuid().Bytes();
    for (auto at = bytes.size() - 4; at < bytes.size(); ++at)
      number = number << 8U | static_cast<std::uint8_t>(bytes[at]);
    auto code = std::to_string(10'000 + number % 10'000).substr(1);
    if (std::ranges::find(call.choices, code, &Choice::digits) == call.choices.end()) return code;
  }
}

}  // namespace

struct TextDoor::Text : Signed<TextReceived> {
  HttpRespond respond = {};
};

void TextDoor::Register(runtime::HttpRouter& router) {
  for (const auto& door : parts_.carriers.Doors()) {
    if (door.texts.empty()) continue;
    router.Add("POST", door.texts,
               [this, carrier = door.carrier](const HttpRequest& request,
                                              const runtime::PathParameters&, HttpRespond respond) {
                 Take(carrier, request, std::move(respond));
               });
    router.SetHint(door.texts,
                   "the carrier calls it, signed, when somebody texts a number of yours: set it as "
                   "the number's address for incoming messages.");
  }
}

void TextDoor::Refuse(const HttpRequest& request, const Error& why, const HttpRespond& respond) {
  const bool rejected = why.kind == ErrorKind::kRejected;
  parts_.metrics.Add("tocsin_text_answers_total", 1, {{"outcome", "refused"}});
  if (const auto more = refused_.Admit())
    spdlog::warn("a text message from {} is refused with {}: {}{}", request.peer,
                 rejected ? 403 : 400, why.message, *more);
  respond(rejected ? Problem(403, "Forbidden", why.message)
                   : Problem(400, "Bad Request", why.message));
}

void TextDoor::Answer(const Text& text, std::string_view outcome, std::string_view reply) {
  parts_.metrics.Add("tocsin_text_answers_total", 1, {{"outcome", outcome}});
  text.respond(text.line->provider->AnswerText(reply));
}

void TextDoor::Take(const std::string& carrier, const HttpRequest& request, HttpRespond respond) {
  auto verified = parts_.carriers.Verify<TextReceived>(
      carrier, parts_.settings.Get()->public_bases,
      [&](TelephonyProvider& provider, const std::string& base) {
        return provider.ParseText(request, base);
      });
  if (!verified) return Refuse(request, verified.error(), respond);
  // Shared: what is called when it is done must be copyable.
  const auto text = std::make_shared<Text>(Text{{*std::move(verified)}, std::move(respond)});
  // Whoever forges a number must not make us text it for ever.
  if (numbers_.Take(text->came.from, parts_.clock.Now())) {
    if (const auto more = crowds_.Admit())
      spdlog::warn("text messages of {} come too often: one is not taken{}",
                   MaskPhone(text->came.from), *more);
    return Answer(*text, "too_often", "");
  }
  const auto posted = parts_.database.Post(
      [this, text](StoreSession& session, StoreDirectory&) { Find(session, text); });
  if (!posted) Answer(*text, "away", ApprovalWordsIn("en").away);
}

void TextDoor::Find(StoreSession& session, const std::shared_ptr<Text>& text) {
  const auto now = parts_.clock.Now();
  CallBatch calls;
  const auto rows = session.LoadConversation({.texted = {text->came.from}});
  if (!rows || !calls.Load(*rows)) return Answer(*text, "away", ApprovalWordsIn("en").away);
  const auto found = QuestionOfText(calls, text->came.from, text->came.text, now);
  if (!found.open) return Answer(*text, found.reply.empty() ? "stranger" : "answered", found.reply);
  auto wrote = AnswerInText(*found.open, text->came.text, FreshCode(found.open->call));
  if (!wrote) return Answer(*text, "answered", HowToReply(found.open->call));
  wrote->message = text->came.id;
  const auto settings = parts_.settings.Get();
  parts_.commits.Serve({.came = *wrote,
                        .settings = settings,
                        .done = [this, text, wrote = *wrote, settings](const Transition* stored) {
                          if (stored == nullptr)
                            return Answer(*text, "away", ApprovalWordsIn("en").away);
                          if (stored->next.question.id.IsNil())
                            return Answer(*text, "answered", ApprovalWordsIn("en").unknown);
                          const bool chose =
                              wrote.act == Wrote::Act::kChoose && stored->next.question.Open();
                          Answer(*text,
                                 stored->decided ? "decided"
                                 : chose         ? "chosen"
                                                 : "answered",
                                 ReplyInText(*stored, wrote, *settings));
                        }});
}

}  // namespace tocsin::voice
