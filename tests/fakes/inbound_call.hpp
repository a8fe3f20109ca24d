#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fakes/described_event.hpp"
#include "schemas/events/data.hpp"
#include "schemas/events/led_calls.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/voice/leg/decide_call.hpp"

namespace tocsin::fakes {

/// A call that came in, in virtual time; what followed is kept.
struct InboundCall {
  static constexpr const char* kCaller = "+15559876543";
  static constexpr const char* kSid = "CA7";
  static constexpr const char* kToken = "inbound-token-hash";

  TimePoint now{std::chrono::hours(500000)};
  voice::VoiceSettings settings;
  voice::Situation at;
  voice::Transition last;
  std::vector<Event> events;
  std::vector<voice::Command> commands;
  int asked = 0;

  InboundCall() {
    at.call.id = CallId::Derive({"in"});
    at.call.id_text = at.call.id.ToString();
  }

  const voice::Transition& Feed(const voice::Input& input) {
    // As it is stored and loaded again.
    auto stored = voice::FromRow(voice::ToRow(at.call));
    EXPECT_TRUE(stored.has_value());
    at.call = *stored;
    last = voice::DecideCall(at, input, now, settings);
    at = last.next;
    // A question that is asked no more is not loaded.
    if (at.call.question.IsNil()) at.question = voice::NewQuestion(at.call);
    if (!at.call.question.IsNil() && at.question.id != at.call.question) {
      at.question = voice::NewQuestion(at.call);
      at.question.id = at.call.question;
    }
    for (const auto& event : last.events) {
      ExpectDescribed(event);
      events.push_back(event);
    }
    for (const auto& command : last.commands) commands.push_back(command);
    return last;
  }
  voice::Leg LegAs(CallStatus status) const {
    return {.token_hash = kToken,
            .provider_call_id = kSid,
            .status = status,
            .at = {.carrier = "twilio", .account = "AC1"}};
  }
  const voice::Transition& Ring() {
    return Feed(voice::CameIn{.leg = LegAs(CallStatus::kRinging),
                              .call = at.call.id,
                              .attempt = AttemptId::Derive({"in", "1"}),
                              .from = kCaller,
                              .to = "+15551234567"});
  }
  /// The call is led on live sound from here on.
  void OpenLine() {
    const auto leg = LegAs(CallStatus::kInProgress);
    Feed(voice::WordsWanted{.leg = leg, .by = voice::WordsWanted::By::kLiveOpen});
    Feed(voice::StreamOpened{
        .leg = leg, .connection = 1, .stream = "MZ1", .trust = SpeechTrust::kNone});
    EXPECT_TRUE(at.call.live.open);
  }
  /// A workflow has a language model talk with the caller.
  void Converse(tocsin::events::Converse converse, std::string say = {}, json::object facts = {}) {
    voice::CallStep step{.act = std::string(tocsin::events::kStepConverse), .say = std::move(say)};
    step.context = std::move(facts);
    step.converse = std::move(converse);
    step.origin.command = "command-" + std::to_string(++asked);
    Feed(voice::Commanded{.step = std::move(step)});
  }
  /// The newest question to a language model; nullptr: there was none.
  const voice::AskModel* Asked() const {
    for (auto command = commands.rbegin(); command != commands.rend(); ++command)
      if (const auto* ask = std::get_if<voice::AskModel>(&*command)) return ask;
    return nullptr;
  }
  int TimesAsked() const {
    return static_cast<int>(std::ranges::count_if(commands, [](const auto& command) {
      return std::holds_alternative<voice::AskModel>(command);
    }));
  }
  /// The carrier comes back for what follows.
  const voice::Transition& Back(voice::Heard heard = {}) {
    now += std::chrono::seconds(1);
    return Feed(voice::TurnHeard{.leg = LegAs(CallStatus::kInProgress),
                                 .turn = at.call.talk.last.ask ? at.call.talk.last.ask->turn : 0,
                                 .heard = std::move(heard)});
  }
  const voice::Transition& Ended() {
    return Feed(
        voice::LegStatus{.leg = LegAs(CallStatus::kCompleted), .sequence = {}, .seconds = 3});
  }
  const voice::Transition& Wants(std::string_view act, std::string say = {}) {
    voice::CallStep step{.act = std::string(act), .say = std::move(say)};
    step.origin.command = "command-" + std::to_string(++asked);
    step.origin.run = RunId::Derive({"run"}).ToString();
    if (act == tocsin::events::kStepAsk) {
      step.question = QuestionId::Derive({"q", std::to_string(asked)}).ToString();
      step.choices = {{.id = "yes_please", .digits = "1", .phrases = {"yes please"}},
                      {.id = "no_thanks", .digits = "2", .phrases = {"no thanks"}}};
    }
    return Feed(voice::Commanded{.step = std::move(step)});
  }
  bool Holds() const {
    return last.reply && last.reply->say.empty() && last.reply->ask && last.reply->ask->pause;
  }
  std::string Said() const { return last.reply ? last.reply->Text() : std::string(); }
  int Count(std::string_view event_type) const {
    return static_cast<int>(std::ranges::count(events, event_type, &Event::type));
  }
  /// "act outcome reason" of the steps that are over, in order.
  std::vector<std::string> Steps() const {
    std::vector<std::string> steps;
    for (const auto& event : events) {
      if (event.type != type::kCallStepEnded) continue;
      const auto ended = events::Read<tocsin::events::CallStepEnded>(event);
      steps.push_back(ended.act + ' ' + ended.outcome + ' ' + ended.reason.value_or(""));
    }
    return steps;
  }
};

}  // namespace tocsin::fakes
