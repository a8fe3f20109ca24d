#include "workers/voice/worker/approval_page.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "schemas/media_type.hpp"
#include "schemas/plain_text.hpp"
#include "workers/voice/talk/writing.hpp"
#include "workers/voice/worker/approval_html.hpp"
#include "workers/voice/worker/situation_of_writing.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kLargestForm = 2'000;
constexpr std::size_t kLongestPin = 20;

Wrote ByLink(const ApprovalLink& link) {
  return {.question = link.question,
          .contact = link.contact,
          .channel = link.channel,
          .method = kByLink};
}

/// What the form says, nothing where it is none of the page's.
std::optional<Wrote> ReadForm(const ApprovalLink& link, const std::string& body) {
  Wrote wrote = ByLink(link);
  int acts = 0;
  for (const auto& [name, value] : ParseForm(body)) {
    if (name == "pin") {
      wrote.pin = value.substr(0, kLongestPin);
      continue;
    }
    ++acts;
    wrote.choice = PlainText(value, events::kMostChoiceIdBytes);
    if (name == "choose")
      wrote.act = Wrote::Act::kChoose;
    else if (name == "confirm")
      wrote.act = Wrote::Act::kConfirm;
    else if (name == "reject")
      wrote.act = Wrote::Act::kReject;
    else
      return std::nullopt;
  }
  if (acts != 1) return std::nullopt;
  const std::string_view did = wrote.act == Wrote::Act::kChoose ? "chose " : "confirmed ";
  const auto over = link.channel.empty() ? "" : " over " + link.channel;
  wrote.heard = std::string(did) + wrote.choice + " by link" + over;
  return wrote;
}

/// What to say beside what is there now, from what was there before it.
ApprovalNote NoteOf(const Transition& stored, const Wrote& wrote, const VoiceSettings& settings) {
  const auto& call = stored.next.call;
  if (stored.decided) return ApprovalNote::kDecidedNow;
  if (!stored.next.question.Open()) return ApprovalNote::kNone;
  const bool chooses = wrote.act == Wrote::Act::kChoose;
  for (const auto& choice : call.choices) {
    if (choice.id != wrote.choice || !NeedsPin(choice)) continue;
    if (chooses && LacksPin(call, choice, settings)) return ApprovalNote::kNoPin;
    if (PinsUsedUp(stored.next.question, call)) return ApprovalNote::kPinsUsedUp;
    if (wrote.act == Wrote::Act::kConfirm && ChosenBefore(call) != nullptr)
      return ApprovalNote::kWrongPin;
  }
  return ApprovalNote::kNone;
}

/// As stored; nothing where nobody asks.
Result<std::optional<Situation>> Look(StoreSession& session, const Wrote& wrote, TimePoint now) {
  TRY_ASSIGN(const auto rows, session.LoadConversation({.questions = {wrote.question}}));
  CallBatch calls;
  TRY(calls.Load(rows));
  return SituationOfWriting(calls, wrote, now);
}

}  // namespace

void ApprovalPage::Register(runtime::HttpRouter& router) {
  const auto pattern = std::string(kApprovalPath) + "{token}";
  router.Add("GET", pattern,
             [this](const HttpRequest& request, const runtime::PathParameters& parameters,
                    HttpRespond respond) {
               Show(request, runtime::Parameter(parameters, "token"), std::move(respond));
             });
  router.Add("POST", pattern,
             [this](const HttpRequest& request, const runtime::PathParameters& parameters,
                    HttpRespond respond) {
               Take(request, runtime::Parameter(parameters, "token"), std::move(respond));
             });
}

void ApprovalPage::Answer(const HttpRespond& respond, HttpResponse response, std::string_view act) {
  parts_.metrics.Add("tocsin_approval_pages_total", 1,
                     {{"act", act}, {"status", std::to_string(response.status)}});
  respond(std::move(response));
}

std::optional<ApprovalLink> ApprovalPage::Admit(const HttpRequest& request, std::string_view token,
                                                const HttpRespond& respond) {
  const auto now = parts_.clock.Now();
  const auto refuse = [&](HttpResponse page) {
    Answer(respond, std::move(page), "refused");
    return std::nullopt;
  };
  const auto too_often = [&](Duration wait) {
    auto page = ApprovalPageOf(NoApproval::kTooOften);
    page.headers.emplace_back("Retry-After", std::to_string(wait.count() / 1000 + 1));
    return refuse(std::move(page));
  };
  if (const auto wait = addresses_.Take(request.peer, now)) return too_often(*wait);
  const auto link = ReadApprovalToken(parts_.secret.Reveal(), token);
  if (!link) return refuse(ApprovalPageOf(NoApproval::kForeign));
  if (link->until < now) return refuse(ApprovalPageOf(NoApproval::kExpired));
  if (const auto wait = links_.Take(link->question.ToString() + link->contact + link->channel, now))
    return too_often(*wait);
  return *link;
}

void ApprovalPage::Show(const HttpRequest& request, std::string_view token, HttpRespond respond) {
  const auto link = Admit(request, token, respond);
  if (!link) return;
  const auto posted = parts_.database.Post(
      [this, wrote = ByLink(*link), respond](StoreSession& session, StoreDirectory&) {
        const auto found = Look(session, wrote, parts_.clock.Now());
        if (!found) return Answer(respond, ApprovalPageOf(NoApproval::kAway), "show");
        if (!*found) return Answer(respond, ApprovalPageOf(NoApproval::kUnknown), "show");
        Answer(respond, ApprovalPageOf(**found, ApprovalNote::kNone, false), "show");
      });
  if (!posted) Answer(respond, ApprovalPageOf(NoApproval::kAway), "show");
}

void ApprovalPage::Take(const HttpRequest& request, std::string_view token, HttpRespond respond) {
  const auto link = Admit(request, token, respond);
  if (!link) return;
  if (request.body.size() > kLargestForm)
    return Answer(respond, Problem(413, "Content Too Large", "the form is too big"), "refused");
  const auto wrote = ReadForm(*link, request.body);
  if (!wrote)
    return Answer(respond,
                  Problem(400, "Bad Request", "the page's form has one of choose, confirm, reject"),
                  "refused");
  const auto act = wrote->act == Wrote::Act::kChoose ? "choose" : "confirm";
  const auto settings = parts_.settings.Get();
  parts_.commits.Serve(
      {.came = *wrote,
       .settings = settings,
       .done = [this, wrote = *wrote, settings, act, respond](const Transition* stored) {
         if (stored == nullptr) return Answer(respond, ApprovalPageOf(NoApproval::kAway), act);
         if (stored->next.question.id.IsNil())
           return Answer(respond, ApprovalPageOf(NoApproval::kUnknown), act);
         Answer(respond, ApprovalPageOf(stored->next, NoteOf(*stored, wrote, *settings), true),
                act);
       }});
}

}  // namespace tocsin::voice
