#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "fakes/described_event.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/voice/leg/decide_call.hpp"
#include "workers/voice/worker/webhook_inputs.hpp"

namespace tocsin::fakes {

/// A call in virtual time, fed with inputs one by one; what followed is kept. What the machine asks
/// of the outside is not made: tests give the answers.
class CallScript {
 public:
  /// Where what happened to the person comes from. The same test plays on both.
  enum class Source { kWebhooks, kLiveLine, kFlow };
  static inline Source source = Source::kWebhooks;

  static constexpr const char* kPhone = "+15559876543";
  static constexpr const char* kFrom = "+15551234567";
  static constexpr const char* kToken = "token-hash-1";
  static constexpr const char* kSid = "CA1";
  static constexpr const char* kChoices =
      R"([{"id":"approve","digits":"1","phrases":["approve","approve it"]},
          {"id":"dismiss","digits":"2","phrases":["dismiss","ignore it"]},
          {"id":"escalate","digits":"5","phrases":["escalate"],"final":false}])";

  explicit CallScript(std::string choices = kChoices, std::string contact = "alice",
                      std::string phone = kPhone) {
    Event event{.id = "command-" + contact,
                .source = "/tocsin/workflow",
                .type = std::string(type::kCallRequested),
                .subject = "a1"};
    event.extensions["runid"] = RunId::Derive({"run"}).ToString();
    event.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    event.data = R"({"call_id":")" + CallId::Derive({contact}).ToString() + R"(","question_id":")" +
                 QuestionId::Derive({"q"}).ToString() + R"(","alert_id":"a1","to":{"contact":")" +
                 contact + R"(","phone":")" + phone +
                 R"("},"say":"Container nginx has stopped on node pve1.","choices":)" + choices +
                 R"(,"context":{"severity":"critical","title":"Container stopped",)"
                 R"("resource_type":"container","resource_name":"nginx","node_name":"pve1",)"
                 R"("description":"Exit code 137","labels":{"team":"web"}}})";
    auto call = voice::ReadCallRequest(event, 3, now);
    Check(call.has_value(), "the script's request must be readable");
    at.call = std::move(*call);
    at.question = voice::NewQuestion(at.call);
    // Talks are tried from their first words on; who must be proven first is another matter.
    settings.person_first = false;
    if (source == Source::kLiveLine) settings.live_languages = {"de", "en", "es", "hi"};
  }

  /// Applies one input; keeps what follows.
  const voice::Transition& Feed(const voice::Input& input) {
    last = voice::DecideCall(at, input, now, settings);
    at = last.next;
    for (const auto& event : last.events) {
      ExpectDescribed(event);
      events.push_back(event);
    }
    for (const auto& turn : last.turns) turns.push_back(turn);
    for (const auto& command : last.commands) commands.push_back(command);
    return last;
  }

  const voice::Transition& Time(bool in_flight = false) {
    voice::TimeCame time{.dial = {}, .in_flight = in_flight};
    if (voice::WantsToDial(at, now)) {
      auto dial = facts;
      if (dial.slot < now) dial.slot = now;
      dial.token_hash = "token-hash-" + std::to_string(at.call.attempt);
      time.dial = dial;
    }
    return Feed(time);
  }
  /// Lets the time come to the call's timer and applies it; false: it has none.
  bool NextTimer(bool in_flight = false) {
    if (!at.call.timer) return false;
    now = std::max(now, *at.call.timer);
    Time(in_flight);
    return true;
  }
  const voice::Transition& Placed(PlaceOutcome outcome = PlaceOutcome::kPlaced,
                                  std::string sid = kSid) {
    PlaceResult result{.outcome = outcome, .call = {}, .reason = "test"};
    if (outcome == PlaceOutcome::kPlaced) result.call.provider_call_id = std::move(sid);
    return Feed(voice::PlaceAnswered{.attempt = at.call.attempt, .result = std::move(result)});
  }
  CallWebhook Hook(CallWebhook::Kind kind, CallStatus status) const {
    return {.kind = kind, .provider_call_id = kSid, .status = status};
  }
  const voice::Transition& Came(CallWebhook hook, int turn = 0, const std::string& token = kToken) {
    return Feed(voice::ToInput(std::move(hook), token, turn));
  }
  const voice::Transition& StatusCame(CallStatus status, int sequence) {
    if (OnLine() && status == CallStatus::kCompleted) {
      using enum voice::LineListener::End;
      CloseLine(at.call.farewell.empty() ? kStopped : kSpoken, AllHeard());
    }
    auto hook = Hook(CallWebhook::Kind::kStatus, status);
    hook.sequence = sequence;
    return Came(std::move(hook));
  }
  const voice::Transition& Answer(CallStatus status = CallStatus::kInProgress) {
    using enum voice::WordsWanted::By;
    voice::WordsWanted wanted{.leg = LegOf(status), .by = kPrompts};
    if (source == Source::kLiveLine) wanted.by = OnLine() ? kLiveLine : kLiveOpen;
    if (source == Source::kFlow) wanted.by = kFetched;
    Feed(wanted);
    if (!last.reply || !last.reply->connection) return last;
    return OpenLine(*last.reply->connection);
  }

  // The live line.
  voice::Leg LegOf(CallStatus status = CallStatus::kInProgress) const {
    return {.token_hash = kToken, .provider_call_id = kSid, .status = status};
  }
  bool OnLine() const { return at.call.live.open; }
  const voice::Transition& OpenLine(int connection, SpeechTrust trust = SpeechTrust::kText) {
    return Feed(voice::StreamOpened{.leg = LegOf(),
                                    .connection = connection,
                                    .stream = "MZ" + std::to_string(connection),
                                    .trust = trust});
  }
  const voice::Transition& CloseLine(voice::LineListener::End cause, voice::HeardOfUs of_us = {}) {
    return Feed(voice::StreamClosed{.leg = LegOf(),
                                    .connection = at.call.live.opened,
                                    .stream = at.call.live.stream,
                                    .cause = cause,
                                    .of_us = std::move(of_us)});
  }
  const voice::Transition& HearOnLine(voice::Heard heard, voice::HeardOfUs of_us) {
    return Feed(voice::TurnHeard{.leg = LegOf(),
                                 .turn = at.call.talk.turn,
                                 .heard = std::move(heard),
                                 .of_us = std::move(of_us)});
  }
  voice::HeardOfUs AllHeard() const {
    return {.said = at.call.talk.last.Text(), .heard = at.call.talk.last.Text()};
  }
  const voice::Transition& Machine(AnsweredBy by) {
    auto hook = Hook(CallWebhook::Kind::kMachineDetection, CallStatus::kQueued);
    hook.answered_by = by;
    return Came(std::move(hook));
  }
  /// The person's turn; the number is that of the question asked last.
  const voice::Transition& Press(const std::string& digits) { return Turn(digits, ""); }
  const voice::Transition& Speak(const std::string& speech, double confidence = 0.9) {
    return Turn("", speech, confidence);
  }
  const voice::Transition& StaySilent() { return Turn("", ""); }
  const voice::Transition& Turn(const std::string& digits, const std::string& speech,
                                std::optional<double> confidence = {},
                                CallStatus status = CallStatus::kInProgress) {
    if (OnLine() && status == CallStatus::kInProgress)
      return HearOnLine({.digits = digits,
                         .speech = speech,
                         .confidence = speech.empty() ? std::nullopt : confidence,
                         .engine = "test"},
                        AllHeard());
    auto hook = Hook(CallWebhook::Kind::kInput, status);
    hook.digits = digits;
    hook.speech = speech;
    if (!speech.empty()) hook.confidence = confidence;
    if (source == Source::kFlow) return TellAndFetch(std::move(hook));
    return Came(std::move(hook), at.call.talk.turn);
  }
  /// As a flow that goes in circles; what is kept as the last is what was told.
  const voice::Transition& TellAndFetch(CallWebhook hook) {
    const bool live = hook.status == CallStatus::kInProgress;
    hook.fetched = true;
    const auto told = Came(std::move(hook));
    if (live && told.reply && told.reply->ask) Answer();
    return last = told;
  }
  const voice::Transition& Listed(std::vector<ListedCall> calls) {
    return Feed(voice::CallsListed{.attempt = at.call.attempt, .calls = std::move(calls)});
  }
  ListedCall InList(CallStatus status = CallStatus::kRinging) const {
    return {.provider_call_id = kSid,
            .to = kPhone,
            .from = kFrom,
            .status = status,
            .outbound_by_api = true,
            .created = *at.call.dialled_at + std::chrono::seconds(1)};
  }

  /// Up to the greeting heard by a person.
  CallScript& Live() {
    Time();
    Placed();
    StatusCame(CallStatus::kRinging, 1);
    StatusCame(CallStatus::kInProgress, 2);
    Answer();
    return *this;
  }

  std::string Said() const { return last.reply ? last.reply->Text() : std::string(); }
  int Count(std::string_view event_type) const {
    return static_cast<int>(std::ranges::count(events, event_type, &Event::type));
  }
  std::vector<std::string> Types() const {
    std::vector<std::string> types;
    for (const auto& event : events)
      if (event.type != type::kCallTurn)
        types.push_back(event.type.substr(event.type.find('.') + 1));
    return types;
  }
  /// A member of the newest event of a type, as text; empty when there is none.
  std::string Data(std::string_view event_type, std::string_view key) const {
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      if (event->type != event_type) continue;
      const auto data = EventData(*event);
      const auto* member = data ? Find(*data, key) : nullptr;
      if (member == nullptr) return {};
      return member->is_string() ? std::string(member->get_string()) : json::serialize(*member);
    }
    return {};
  }
  template <class C>
  int Commands() const {
    return static_cast<int>(std::ranges::count_if(
        commands, [](const auto& command) { return std::holds_alternative<C>(command); }));
  }

  TimePoint now{std::chrono::hours(500000)};
  voice::VoiceSettings settings;
  voice::DialFacts facts{.provider = "twilio",
                         .account = "AC1",
                         .from = kFrom,
                         .token_hash = kToken,
                         .dialled = {},
                         .slot = {}};
  voice::Situation at;
  voice::Transition last;
  std::vector<Event> events;
  std::vector<TurnRow> turns;
  std::vector<voice::Command> commands;
};

}  // namespace tocsin::fakes
