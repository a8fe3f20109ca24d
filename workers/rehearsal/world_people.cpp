// Whom the calls of a world meet, and what it keeps of them and of its runs.
#include "schemas/approval_link.hpp"
#include "schemas/masking.hpp"
#include "schemas/topics.hpp"
#include "workers/rehearsal/world.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rehearsal {
namespace {

/// The call that an input of the voice worker is for.
std::optional<CallId> CallOfInput(const runtime::ShardInput& input) {
  if (const auto* timer = std::get_if<runtime::TimerDue>(&input)) return CallId(timer->owner);
  if (const auto* signal = std::get_if<runtime::Signal>(&input)) return CallId(signal->owner);
  const auto* arrival = std::get_if<runtime::Arrival>(&input);
  if (arrival == nullptr || arrival->event.type != type::kCallRequested) return std::nullopt;
  const auto call = voice::ReadCallRequest(arrival->event, 0, {});
  return call ? std::optional(call->id) : std::nullopt;
}

std::string TokenIn(std::string_view url) {
  constexpr std::string_view kTokenName = "token=";
  const auto begin = url.find(kTokenName);
  if (begin == std::string_view::npos) return {};
  const auto token = url.substr(begin + kTokenName.size());
  return std::string(token.substr(0, token.find_first_of("&#")));
}

/// The four digits that a text asks for: the last ones of it; empty: there are none.
std::string CodeIn(std::string_view text) {
  constexpr std::size_t kDigits = 4;
  constexpr std::string_view kAll = "0123456789";
  for (auto last = text.find_last_of(kAll); last != text.npos;) {
    const auto before = text.find_last_not_of(kAll, last);
    const auto first = before == text.npos ? 0 : before + 1;
    if (last + 1 - first == kDigits) return std::string(text.substr(first, kDigits));
    last = before == text.npos ? before : text.find_last_of(kAll, before);
  }
  return {};
}

/// The path of the newest link that was sent; empty: there is none.
std::string LinkOf(const std::vector<Receivers::Taken>& messages, std::string_view channel) {
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (!channel.empty() && message->channel != channel) continue;
    const auto text = JsonText(message->body);
    const auto begin = text.find(std::string("://rehearsal") + std::string(kApprovalPath));
    if (begin == std::string::npos) continue;
    const auto path = text.find(kApprovalPath, begin + 3);
    const auto end = text.find_first_of("\\\" ", path);
    return text.substr(path, end - path);
  }
  return {};
}

}  // namespace

/// Where the operator's settings, not a person, make a call fail, they are set for that call.
bool World::AdmitToVoice(const runtime::ShardInput& input) {
  if (const auto* arrival = std::get_if<runtime::Arrival>(&input);
      arrival != nullptr && arrival->event.type == type::kCallRequested)
    Meet(arrival->event);
  const auto call = CallOfInput(input);
  const auto met = call ? met_.find(*call) : met_.end();
  const CalleeBehaviour behaviour = met == met_.end() ? CalleeBehaviour{} : met->second;
  Behave(behaviour.reason);
  return behaviour.kind != CalleeBehaviour::Kind::kIgnored;
}

void World::Meet(const Event& request) {
  const auto call = voice::ReadCallRequest(request, 0, clock_.Now());
  if (!call || met_.contains(call->id)) return;
  auto& behaviour = met_[call->id];
  const auto stored = session_->LoadConversation({.questions = {call->question}});
  if (stored && !stored->questions.empty()) {
    const auto question = voice::FromRow(stored->questions.front());
    if (question && !question->Open()) return;  // nobody will be called
  }
  const std::string& who = call->contact.empty() ? call->phone : call->contact;
  const auto before = static_cast<std::size_t>(calls_[who]++);
  called_as_[call->phone].insert(who);
  auto script = parts_.callees.find(who);
  if (script == parts_.callees.end()) script = parts_.callees.find(call->phone);
  if (script == parts_.callees.end() || script->second.behaviours.empty()) return;
  const auto& behaviours = script->second.behaviours;
  behaviour = behaviours[std::min(before, behaviours.size() - 1)];
}

std::set<std::string> World::CalledAs(std::string_view who) const {
  std::set<std::string> names;
  std::vector<std::string_view> numbers = {who};
  if (calls_.contains(who)) names.emplace(who);
  const auto* contact = parts_.resources == nullptr ? nullptr : parts_.resources->FindContact(who);
  if (contact != nullptr) numbers.push_back(contact->phone);
  for (const auto number : numbers)
    if (const auto found = called_as_.find(number); found != called_as_.end())
      names.insert(found->second.begin(), found->second.end());
  return names;
}

void World::Behave(const std::string& reason) {
  if (reason == behaved_) return;
  behaved_ = reason;
  auto settings = SettingsOfCalls();
  settings.kill_switch = behaved_ == "kill_switch";
  if (behaved_ == "country") settings.country_prefixes = {"+0"};
  if (behaved_ == "budget")  // and no rate is known of calls that we make
    settings.budget = {.day = 1, .rates = {{.inbound = true, .per_minute = 1}}};
  if (behaved_ == "limit") settings.calls_per_number_hour = 0;
  settings_.Set(std::move(settings));
  carrier_.SetNumber(behaved_ != "no_carrier");
}

CalleeBehaviour World::CalleeOf(const PlaceCall& dial) {
  const auto stored =
      session_->LoadConversation({.token_hashes = {Sha256Hex(TokenIn(dial.answer_url))}});
  if (!stored || stored->attempts.empty()) return {};
  const auto met = met_.find(stored->attempts.front().call);
  return met == met_.end() ? CalleeBehaviour{} : met->second;
}

void World::KeepRuns(const Batch& batch) {
  if (parts_.outside == nullptr)
    for (const auto& effect : batch.effects_added) http_.Expect(effect);
  for (const auto& write : batch.runs) {
    auto run = std::ranges::find(runs_, write.id, &Run::id);
    if (run == runs_.end()) run = runs_.insert(run, {.id = write.id, .workflow = write.name});
    run->status = write.status;
    if (auto output = ParseJson(write.output.empty() ? "null" : write.output,
                                {.max_depth = kMaxWrappedDepth}))
      run->output = *std::move(output);
  }
}

void World::KeepTurns(const Batch& batch) {
  for (const auto& turn : batch.voice.turns) {
    const auto call = std::ranges::find(batch.voice.calls, turn.call, &CallRow::id);
    std::string who;
    if (call != batch.voice.calls.end())
      who = call->contact.empty() ? MaskPhone(call->phone) : call->contact;
    spoken_.push_back({occurrences_.size(), turn.at, std::move(who), turn.role, turn.text});
  }
}

Status World::UseLink(std::string_view channel, const std::string& choice, const std::string& pin) {
  before_ = occurrences_.size();
  const auto link = LinkOf(receivers_.Messages(), channel);
  if (link.empty())
    return Fail(ErrorKind::kInvalid, "no message with a link was sent before this step",
                "rehearsal");
  const auto webhooks = MakeWebhooks();
  runtime::HttpRouter router;
  webhooks->Register(router);
  const std::string confirm =
      "confirm=" + PercentEncode(choice) + (pin.empty() ? "" : "&pin=" + PercentEncode(pin));
  for (const auto& form : {"choose=" + PercentEncode(choice), confirm}) {
    HttpRequest request;
    request.method = "POST";
    request.target = request.path = link;
    request.body = form;
    HttpResponse page;
    router.Handle(std::move(request), [&](HttpResponse answer) { page = std::move(answer); });
    const bool offered = page.body.find(R"(name="choose")") == std::string::npos;
    if (page.status != 200 || !offered)
      return Fail(ErrorKind::kInvalid,
                  "the page of the link does not take '" + choice + "': it answers " +
                      std::to_string(page.status),
                  "rehearsal");
    TRY(AdvanceTo(clock_.Now()));
    if (page.body.find(R"(name="confirm")") == std::string::npos) break;
  }
  return {};
}

Status World::ReplyByText(const std::string& from, const std::string& text,
                          const std::string& pin) {
  before_ = occurrences_.size();
  const auto webhooks = MakeWebhooks();
  runtime::HttpRouter router;
  webhooks->Register(router);
  const auto send = [&](const std::string& body) {
    HttpRequest request;
    request.method = "POST";
    request.target = request.path = SimulatedCarrier::kTextsPath;
    request.body = "From=" + PercentEncode(from) + "&Body=" + PercentEncode(body);
    HttpResponse back;
    router.Handle(std::move(request), [&](HttpResponse answer) { back = std::move(answer); });
    return back.body;
  };
  const auto back = send(text);
  if (back.empty())
    return Fail(ErrorKind::kInvalid,
                "'" + text +
                    "' answers nothing: no message with 'answers' was sent to that number "
                    "before this step, or its question ended long ago",
                "rehearsal");
  const auto code = pin.empty() ? CodeIn(back) : pin;
  if (!code.empty()) send(code);
  return AdvanceTo(clock_.Now());
}

}  // namespace tocsin::rehearsal
