#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/calls.hpp"
#include "adapters/telephony.hpp"
#include "schemas/event.hpp"
#include "workers/voice/call/call.hpp"
#include "workers/voice/call/question.hpp"
#include "workers/voice/call/voice_settings.hpp"

namespace tocsin::voice {

/// A call with its question and attempts, as loaded.
struct Situation {
  Question question;
  Call call;
  std::vector<AttemptRow> attempts;
};

/// What a dial needs from outside of the call: found out by the handler, not by the decision.
struct DialFacts {
  std::string provider;
  std::string account;
  std::string from;
  std::string token_hash;    ///< of the attempt that would be claimed (AttemptToken)
  AttemptCounts last_hour;   ///< nothing for an attempt that is made again: it was counted before
  TimePoint slot;            ///< when the carrier's pace allows it; not after now: at once
  bool number_busy = false;  ///< another attempt has the number's line
  int before = 0;            ///< calls to the number that are to be dialled first
};

/// The call's timer is due, or it has just been requested. `dial` is given when the call wants to
/// dial (WantsToDial). `in_flight`: this process waits for the carrier's answer to its dial.
struct TimeCame {
  std::optional<DialFacts> dial = {};
  bool in_flight = false;
};
/// The carrier's answer to the request to dial.
struct PlaceAnswered {
  int attempt = 1;
  PlaceResult result;
};
/// The carrier's list of calls between the two numbers. `bound_elsewhere`: ids of it that belong
/// to other attempts.
struct CallsListed {
  int attempt = 1;
  Result<std::vector<ListedCall>> calls;
  std::vector<std::string> bound_elsewhere = {};
};
/// The carrier's present view of the call.
struct CallRead {
  std::string provider_call_id;
  Result<ListedCall> call;
};
/// A verified webhook that carried an attempt's token.
struct WebhookCame {
  CallWebhook hook;
  std::string token_hash;
  int turn = 0;  ///< of kInput
};
/// This call alone is no longer wanted (that its question is not open needs no input: every input
/// looks).
struct CallCancelled {
  std::string reason;
};
using Input =
    std::variant<TimeCame, PlaceAnswered, CallsListed, CallRead, WebhookCame, CallCancelled>;

/// Requests to the outside, to be made after the commit.
struct Dial {
  int attempt = 1;
};
/// Asks for what the attempt's account placed between its two numbers, whatever is set by now.
struct ListCalls {
  int attempt = 1;
  std::string account;
  std::string from;
  TimePoint since;
};
struct ReadCall {
  std::string provider_call_id;
};
struct EndCall {
  std::string provider_call_id;
};
/// Has the live call fetch what it is to say next, whatever it is saying. `token_hash`: of its
/// attempt, whose callback address is used.
struct MoveCall {
  std::string provider_call_id;
  int attempt = 1;
  std::string token_hash;
};
using Command = std::variant<Dial, ListCalls, ReadCall, EndCall, MoveCall>;

/// What follows from one input; all of it is to be stored in one commit. The call's timer is
/// `next.call.timer`, to be written whenever the input was a timer or the call changed.
struct Transition {
  Situation next;
  bool question_changed = false;
  bool call_changed = false;
  std::vector<AttemptRow> attempts;  ///< inserted or changed
  std::vector<TurnRow> turns;
  std::vector<Event> events;
  std::vector<Command> commands;
  std::optional<Reply> reply;  ///< to a webhook that is answered with instructions
  bool decided = false;        ///< an answer was stored in the question
  bool stray = false;          ///< a leg that is none of ours came up and is being ended
};

/// The state machine of a call (core: calls): pure. Same arguments, same result. An input that
/// comes twice, late or out of order changes nothing. The reply may be spoken only after the
/// commit.
Transition DecideCall(Situation situation, const Input& input, TimePoint now,
                      const VoiceSettings& settings);

/// The call is over, whatever it is at: call.failed with the reason; a leg is hung up.
Transition GiveUpCall(Situation situation, std::string_view reason, std::string_view detail,
                      TimePoint now, const VoiceSettings& settings);

/// True when the call is planned and its time has come: TimeCame then needs DialFacts.
bool WantsToDial(const Situation& situation, TimePoint now);

/// Why the call must not be dialled: kill_switch, no_carrier, invalid_number, country, limit;
/// empty: it may.
std::string Forbidden(const Call& call, const AttemptCounts& last_hour, std::string_view from,
                      const VoiceSettings& settings);

/// Closes a question for good; every open call of it is then given an input. When it was decided
/// already, the event tells that the decision was superseded (not for reason "decided").
struct Closing {
  Question question;
  bool changed = false;
  std::vector<Event> events;
};
Closing CloseQuestion(Question question, const std::vector<Call>& calls, const std::string& reason,
                      TimePoint now);

}  // namespace tocsin::voice
