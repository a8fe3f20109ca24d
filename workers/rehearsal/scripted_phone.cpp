#include "workers/rehearsal/scripted_phone.hpp"

#include <algorithm>
#include <cctype>

#include "schemas/ids.hpp"
#include "schemas/masking.hpp"
#include "schemas/topics.hpp"

namespace tocsin::rehearsal {
namespace {

using namespace std::chrono_literals;

constexpr Duration kRingsAfter = 500ms;
constexpr Duration kBusyAfter = 2s;
constexpr Duration kRingTimeout = 30s;
constexpr Duration kUnknownAfter = 20s;
constexpr Duration kLostAfter = 60s;
constexpr Duration kTurnTime = 3s;
constexpr Duration kSilenceUntilEnd = 20s;

/// Lower-case words with single spaces.
std::string Plain(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (c != '\'' && !plain.empty() && plain.back() != ' ') {
      plain += ' ';
    }
  }
  while (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

bool HasWords(std::string_view plain, std::string_view words) {
  return (' ' + std::string(plain) + ' ').find(' ' + std::string(words) + ' ') != std::string::npos;
}

bool Denies(std::string_view plain) {
  for (const char* word : {"not", "no", "dont", "cant", "never", "wont"})
    if (HasWords(plain, word)) return true;
  return false;
}

bool Says(const json::object& choice, std::string_view plain) {
  if (Denies(plain)) return false;
  const json::value* phrases = choice.if_contains("phrases");
  if (phrases == nullptr || !phrases->is_array()) return false;
  return std::ranges::any_of(phrases->get_array(), [&](const json::value& phrase) {
    return phrase.is_string() && HasWords(plain, Plain(phrase.get_string()));
  });
}

/// The dialogue of one question on one call: prompts out, keys and words in.
class Dialogue {
 public:
  explicit Dialogue(const json::object& request) : request_(request) { Offer(); }

  const std::string& Prompt() const { return prompt_; }
  /// What the person settled on, once it is confirmed.
  const json::object* Decision() const { return decision_; }
  const json::object& Evidence() const { return evidence_; }

  void Hear(const CalleeTurn& turn) {
    const std::string heard = turn.press.empty() ? turn.say : "pressed " + turn.press;
    const json::object* choice = ChoiceOf(turn);
    if (pending_ != nullptr) return HearConfirmation(turn, choice, heard);
    if (choice == nullptr) return Inform(heard);
    evidence_ = {{"heard", heard}, {"prompt", prompt_}};
    if (turn.press.empty()) evidence_["confidence"] = turn.confidence;
    method_ = turn.press.empty() ? "speech" : "dtmf";
    if (StringAt(*choice, "confirm") == "none") {
      decision_ = choice;
      return;
    }
    pending_ = choice;
    prompt_ = (turn.press.empty() ? "You said " : "You chose ") + Label(*choice) +
              ". Press 1 to confirm, or say yes. Press 2 to choose again.";
  }

  std::string_view Method() const { return method_; }

 private:
  void Offer() {
    prompt_ = StringAt(request_, "say");
    for (const json::object* choice : Choices())
      prompt_ += " To " + Label(*choice) + ", press " + std::string(StringAt(*choice, "digits")) +
                 " or say " + Label(*choice) + ".";
  }

  std::vector<const json::object*> Choices() const {
    std::vector<const json::object*> found;
    const json::value* choices = request_.if_contains("choices");
    if (choices == nullptr || !choices->is_array()) return found;
    for (const auto& item : choices->get_array())
      if (item.is_object()) found.push_back(&item.get_object());
    return found;
  }

  static std::string Label(const json::object& choice) {
    const json::value* phrases = choice.if_contains("phrases");
    if (phrases == nullptr || !phrases->is_array() || phrases->get_array().empty() ||
        !phrases->get_array().front().is_string())
      return std::string(StringAt(choice, "id"));
    return std::string(phrases->get_array().front().get_string());
  }

  void Inform(std::string_view heard) {
    const std::string plain = Plain(heard);
    if (HasWords(plain, "what happened") || HasWords(plain, "tell me more")) {
      const json::value* context = request_.if_contains("context");
      prompt_ =
          context != nullptr ? json::serialize(*context) : std::string(StringAt(request_, "say"));
    } else {
      prompt_ = "I did not understand. ";
      const std::string sorry = prompt_;
      Offer();
      prompt_ = sorry + prompt_;
    }
  }

  void HearConfirmation(const CalleeTurn& turn, const json::object* choice,
                        const std::string& heard) {
    const std::string plain = Plain(turn.say);
    const bool keyed = turn.press == "1";
    const bool spoken =
        turn.press.empty() && !Denies(plain) &&
        (choice == pending_ || HasWords(plain, "yes") || HasWords(plain, "confirm"));
    if (keyed || spoken) {
      evidence_["confirmed_with"] = heard;
      decision_ = pending_;
      return;
    }
    pending_ = nullptr;
    Offer();
  }

  const json::object* ChoiceOf(const CalleeTurn& turn) const {
    for (const json::object* choice : Choices())
      if (turn.press.empty() ? Says(*choice, Plain(turn.say))
                             : StringAt(*choice, "digits") == turn.press)
        return choice;
    return nullptr;
  }

  const json::object& request_;
  std::string prompt_;
  std::string method_;
  const json::object* pending_ = nullptr;
  const json::object* decision_ = nullptr;
  json::object evidence_;
};

}  // namespace

void ScriptedPhone::OnEvent(const Event& event, TimePoint now) {
  if (event.type == type::kCallRequested) Place(event, now);
  if (event.type == type::kCallCancelRequested) Cancel(event, now);
}

void ScriptedPhone::Place(const Event& request, TimePoint now) {
  const auto data = EventData(request);
  if (!data || !data->is_object()) return;
  Call call;
  call.request = data->get_object();
  call.cause = request;
  call.id = StringAt(call.request, "call_id");
  call.question = StringAt(call.request, "question_id");
  if (const json::value* to = call.request.if_contains("to"); to != nullptr && to->is_object()) {
    call.contact = StringAt(to->get_object(), "contact");
    call.phone = StringAt(to->get_object(), "phone");
  }
  if (settled_.contains(call.question)) return End(call, now, "superseded");
  const std::string& who = call.contact.empty() ? call.phone : call.contact;
  const int before = calls_[who]++;
  auto script = callees_.find(who);
  if (script == callees_.end()) script = callees_.find(call.phone);
  CalleeBehaviour person;
  if (script != callees_.end() && !script->second.empty())
    person = script->second[std::min(static_cast<std::size_t>(before), script->second.size() - 1)];
  live_[call.question].push_back(call);
  Schedule(call, now, type::kCallInitiated, {});
  if (person.kind == CalleeBehaviour::Kind::kIgnored) return;
  if (person.kind == CalleeBehaviour::Kind::kFails) return Fail(call, now, person.reason);
  if (person.kind == CalleeBehaviour::Kind::kBusy) return End(call, now + kBusyAfter, "busy");
  Schedule(call, now + kRingsAfter, type::kCallRinging, {});
  if (person.kind == CalleeBehaviour::Kind::kNoAnswer)
    return End(call, now + kRingTimeout, "no-answer");
  const TimePoint answered = now + std::max(person.answer_after, kRingsAfter);
  Schedule(call, answered, type::kCallAnswered, {});
  if (person.kind == CalleeBehaviour::Kind::kVoicemail)
    return End(call, answered + kTurnTime, "voicemail");
  Converse(call, person, answered);
}

void ScriptedPhone::Converse(const Call& call, const CalleeBehaviour& person, TimePoint answered) {
  Dialogue dialogue(call.request);
  TimePoint at = answered;
  const auto gone = [&] { return person.hang_up_after && at > answered + *person.hang_up_after; };
  for (const auto& turn : person.turns) {
    if (turn.hear && !std::regex_search(dialogue.Prompt(), *turn.hear)) break;
    at += kTurnTime + turn.silent;
    if (gone()) break;
    if (turn.say.empty() && turn.press.empty()) continue;
    dialogue.Hear(turn);
    if (dialogue.Decision() == nullptr) continue;
    json::object evidence = dialogue.Evidence();
    evidence["at"] = FormatTime(at);
    json::object choice = *dialogue.Decision();
    choice["method"] = dialogue.Method();
    return Decide(call, at, choice, std::move(evidence));
  }
  if (person.hang_up_after) return End(call, answered + *person.hang_up_after, "hung_up");
  End(call, at + kSilenceUntilEnd, "no_input");
}

void ScriptedPhone::Decide(const Call& call, TimePoint at, const json::object& choice,
                           json::object evidence) {
  const json::value* final = choice.if_contains("final");
  Schedule(call, at, type::kDecisionMade,
           {{"choice", StringAt(choice, "id")},
            {"final", final == nullptr || *final != json::value(false)},
            {"by", {{"contact", call.contact}, {"phone", MaskPhone(call.phone)}}},
            {"method", StringAt(choice, "method")},
            {"evidence", std::move(evidence)}});
  End(call, at + kTurnTime, "decided");
}

void ScriptedPhone::End(const Call& call, TimePoint at, std::string_view reason) {
  Schedule(call, at, type::kCallEnded, {{"reason", reason}});
}

void ScriptedPhone::Fail(const Call& call, TimePoint now, const std::string& reason) {
  if (reason != "outcome_unknown")
    return Schedule(call, now + kBusyAfter, type::kCallFailed, {{"reason", reason}});
  Schedule(call, now + kUnknownAfter, type::kCallFailed, {{"reason", reason}});
  Schedule(call, now + kLostAfter, type::kCallFailed, {{"reason", "lost"}});
}

void ScriptedPhone::Cancel(const Event& request, TimePoint now) {
  const auto data = EventData(request);
  if (!data || !data->is_object()) return;
  const std::string question(StringAt(data->get_object(), "question_id"));
  const std::string_view call_id = StringAt(data->get_object(), "call_id");
  if (call_id.empty()) settled_.insert(question);
  const auto calls = live_.find(question);
  if (calls == live_.end()) return;
  std::vector<Call> withdrawn;
  std::ranges::copy_if(calls->second, std::back_inserter(withdrawn),
                       [&](const Call& call) { return call_id.empty() || call.id == call_id; });
  for (const auto& call : withdrawn) {
    const auto before = pending_.size();
    std::erase_if(pending_, [&](const Pending& item) { return item.call_id == call.id; });
    if (pending_.size() != before) End(call, now + kRingsAfter, "superseded");
  }
}

void ScriptedPhone::Schedule(const Call& call, TimePoint at, std::string_view type,
                             json::object data) {
  for (const auto& [key, value] : std::initializer_list<std::pair<const char*, std::string_view>>{
           {"call_id", call.id},
           {"question_id", call.question},
           {"alert_id", StringAt(call.request, "alert_id")}})
    data[key] = value;
  if (type != type::kDecisionMade) data["phone"] = MaskPhone(call.phone);
  Event event;
  event.id =
      Uuid::Derive({"scripted phone", call.id, type, std::to_string(scheduled_++)}).ToString();
  event.source = "/tocsin/rehearsal/phone";
  event.type = type;
  event.subject = call.cause.subject;
  event.time = FormatTime(at);
  event.extensions["causationid"] = call.cause.id;
  if (const auto run = call.cause.Extension("runid"); !run.empty()) event.extensions["runid"] = run;
  event.data = json::serialize(data);
  const auto place = std::ranges::upper_bound(pending_, at, {}, &Pending::at);
  pending_.insert(place, {at, call.id, std::move(event)});
}

std::optional<TimePoint> ScriptedPhone::NextAt() const {
  return pending_.empty() ? std::nullopt : std::optional(pending_.front().at);
}

std::vector<Event> ScriptedPhone::TakeDue(TimePoint now) {
  std::vector<Event> due;
  while (!pending_.empty() && pending_.front().at <= now) {
    Event event = std::move(pending_.front().event);
    pending_.erase(pending_.begin());
    if (event.type == type::kDecisionMade) {
      const auto data = EventData(event);
      if (data && Find(*data, "final") && *Find(*data, "final") == json::value(true))
        settled_.insert(std::string(StringAt(data->as_object(), "question_id")));
    }
    due.push_back(std::move(event));
  }
  return due;
}

}  // namespace tocsin::rehearsal
