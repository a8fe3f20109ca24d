#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/calls.hpp"
#include "schemas/events/converse.hpp"
#include "schemas/events/listen.hpp"
#include "schemas/json.hpp"
#include "workers/voice/call/call_step.hpp"
#include "workers/voice/call/choice.hpp"
#include "workers/voice/call/origin.hpp"
#include "workers/voice/call/question.hpp"
#include "workers/voice/call/reply.hpp"
#include "workers/voice/understanding/grammar.hpp"

namespace tocsin::voice {

/// Where the newest attempt of a call stands (core: calls). Refused and lost attempts end the call
/// or start the next attempt, so they are no phases of it.
enum class Phase {
  kPlanned,   ///< not claimed: waits for its slot, a backoff, or the number
  kDialling,  ///< claimed; the request may be on its way
  kUnknown,   ///< nobody can tell whether it rings
  kPlaced,    ///< the carrier has it
  kLive,      ///< picked up
  kOver,
};

inline constexpr std::size_t kMostLogged = 200;
inline constexpr std::size_t kMostSteps = 20;

/// A choice waiting for its confirmation.
struct Candidate {
  std::string choice;
  std::string method;
  std::string heard;                      ///< "pressed 2", or the words as recognised
  std::optional<double> confidence = {};  ///< of the words
  std::string engine = {};                ///< who recognised them
  std::string trust = {};                 ///< ToString(SpeechTrust); empty: a key
  std::optional<double> score = {};
  std::string prompt;     ///< what had been heard of us before
  std::string code = {};  ///< of Wrote; what confirms it
};

enum class Listener { kNotSaid, kHuman, kMachine, kUnsure };

/// What was said last and is stored only once it was heard: at the person's next turn, or the end.
struct Spoken {
  std::string text = {};
  std::optional<TimePoint> at = {};
};

/// The media sockets of a call.
struct LiveSound {
  int given = 0;   ///< connections that the carrier was told of
  int opened = 0;  ///< the newest that is, or was, open
  bool open = false;
  std::string stream = {};  ///< the carrier's id of that one
  bool spoken = false;      ///< the farewell was heard on it
  bool cut = false;         ///< it broke, and the carrier has not come back
  bool stopped = false;     ///< the carrier ended it, and has not come back
  bool off = false;         ///< lost too often: prompts and keys from now on
  std::optional<TimePoint> lost_at = {};
  std::string trust = {};  ///< of who listens; empty: none has yet
};

/// A question that was put to the language model.
struct FreeQuestion {
  int number = 0;  ///< within the call, from 1
  std::optional<TimePoint> at = {};
  bool over = false;        ///< the model has answered, or failed
  bool said = false;        ///< what came of it was told
  std::string answer = {};  ///< as it is spoken; empty: there is none
};

/// Something that was said in a conversation, as the language model is told it.
struct ConversedLine {
  std::string by = {};  ///< "user", "assistant" or "tool"
  std::string text = {};
  bool cut = false;  ///< of the assistant: it was interrupted, and this much was heard
  std::string tool = {}, tool_call = {}, arguments = {};  ///< of the assistant's call of a tool
};

/// A conversation with a language model, over all its steps in the call.
struct Conversation {
  std::vector<ConversedLine> said = {};
  int left_out = 0;                  ///< lines that are told no more: the oldest
  std::string recap = {};            ///< what was said in them, in short
  int recap_question = 0;            ///< put to the model, for so many lines; 0: none is
  int recap_lines = 0;               ///< of `said`, from its beginning
  int known = 0;                     ///< lines, those too, that a service on the line knows
  int turns = 0;                     ///< of the person
  bool ask = false;                  ///< the model is to be asked as soon as the line wants words
  bool written = false;              ///< what it answers is said as it is written
  int failures = 0;                  ///< of the model, in a row
  int tools = 0;                     ///< called since the person has said something
  std::optional<double> spent = {};  ///< what its answers have cost, in the budget's currency
  int owed = 0;                 ///< of `spent`, in millionths: what is settled with the next answer
  std::string language = {};    ///< that the person has chosen; empty: the workflow's
  std::string heard_in = {};    ///< another language than the call's, of the turns just before
  int heard_turns = 0;          ///< so many of them in a row
  bool told_only = false;       ///< that no other language is spoken on this line
  std::string ending = {};      ///< the words of events::CallStepEnded
  std::string name = {};        ///< of the person, as they confirmed it
  std::string asked_name = {};  ///< whether that is it was asked, and is not answered
  int names_asked = 0;
  std::optional<events::ToolCalled> tool = {};  ///< called, and not answered yet
};

/// A summary that is waited for.
struct CallSummary {
  int question = 0;  ///< put to the model; 0: none is
  int duration_seconds = 0;
  std::optional<double> cost = {};     ///< of the carrier
  std::optional<TimePoint> then = {};  ///< the call's timer behind it
};

/// What the answer to the person's newest turn takes, on a live line.
struct TurnTimes {
  int turn = 0;
  Duration endpoint{};          ///< silence that was waited for, to know that the person had ended
  Duration ears{};              ///< from then until the words were there
  Duration text{}, sentence{};  ///< from the model's question to its first text, and sentence
  std::string ears_name = {}, model_name = {};
};

/// The talk on a call.
struct Dialogue {
  int turn = 0;   ///< number of the next input; 0: the person has heard nothing yet
  int lines = 0;  ///< transcript lines stored
  Step step = Step::kChoose;
  std::optional<Candidate> candidate = {};
  int silences = 0;        ///< in a row
  int misses = 0;          ///< in a row
  int details = 0;         ///< pieces of "tell me more" told
  bool warned = false;     ///< that the call will end soon
  bool only_keys = false;  ///< nothing that is said is heard
  Reply last = {};
  std::optional<TimePoint> fetched_at = {};  ///< it was, then
  bool fetched = false;  ///< it was, by who tells of keys without a turn (TurnHeard::fetched)
  std::vector<std::string> rest = {};      ///< of it, from the sentence in which a socket was lost
  std::vector<Spoken> unheard = {};        ///< not stored as heard yet
  bool explained = false;                  ///< "what happened?" was answered
  int questions = 0;                       ///< put to the language model
  std::optional<FreeQuestion> asked = {};  ///< the newest, until the turn after its answer
  Listener listener = Listener::kNotSaid;
  bool unproven = false;  ///< nothing of the alert is told before a person was heard
  bool keyed = false;     ///< a key was pressed: a person is there, whatever the carrier says
  std::optional<TimePoint> machine_at = {};  ///< the carrier took it for a machine
  std::optional<TimePoint> screened_at =
      {};                 ///< a device asked who calls; the person is waited for
  int introductions = 0;  ///< how often it was told
  std::optional<Conversation> conversation = {};
  std::optional<TurnTimes> times = {};
  std::optional<CallSummary> summary = {};
  std::optional<double> cost_ears = {}, cost_voice = {};  ///< in the budget's currency
  json::object kept = {};  ///< what a script keeps between turns beside all this, in its own words
};

/// The stored wish to reach a person, and all that any process needs to go on with it.
struct Call {
  CallId id;
  QuestionId question;
  int partition = 0;
  std::string alert_id;  ///< empty: about no alert
  std::string contact;
  std::string phone;
  std::string provider;
  std::string provider_call_id;  ///< of the newest attempt
  int revision = 0;
  std::string status = "dialling";
  json::value context;
  TimePoint created_at = {};
  TimePoint updated_at = {};

  CallDirection direction = CallDirection::kOutbound;

  // Of a call that a workflow leads: one that came in.
  std::optional<CallStep> step;         ///< being done
  std::vector<CallStep> steps;          ///< to be done after it; at most kMostSteps
  bool taken = false;                   ///< a workflow has asked for a step
  std::optional<TimePoint> idle_since;  ///< nothing is to be done

  // The request.
  std::string kind;  ///< the name of the script that its talk follows (talk/script.hpp)
  std::string say;
  std::string language = "en-US";
  std::string zone;  ///< in which times are said; empty: UTC
  std::vector<Choice> choices;
  std::optional<events::Listen> listen = {};
  bool leave_message = false;  ///< to a voicemail box
  int calls_per_hour = 0;      ///< of the number, as its person wishes; 0: any
  Origin origin;               ///< of the request; of a step since one was taken in hand
  bool by_hand = false;        ///< asked for by API or command: the only call of its question

  // Dialling.
  Phase phase = Phase::kPlanned;
  int attempt = 1;
  int backoffs = 0;
  int absent = 0;                                          ///< list checks that did not find it
  int sequence = -1;                                       ///< highest status event applied
  bool initiated = false, rung = false, answered = false;  ///< emitted
  bool unlisted = false;      ///< its carrier has no list that would show it
  bool lists_ended = false;   ///< `unlisted`, but the list has it when it has ended
  bool tells_prices = false;  ///< its carrier tells what it has cost
  int price_asked = 0;        ///< so often the carrier was asked for it
  std::string failover;       ///< the carrier that is tried since the first one refused
  bool told_unknown = false;  ///< call.failed with outcome_unknown was emitted
  bool cancelled = false;     ///< to be hung up
  bool ending = false;        ///< the carrier was asked to
  bool closing = false;       ///< the carrier was asked to fetch the goodbye
  std::string cancel_reason;
  std::string farewell;                    ///< why we said goodbye; the reason of call.ended
  std::optional<TimePoint> waiting_since;  ///< for the number's line
  std::optional<TimePoint> dialled_at, unknown_at, listed_at, placed_at, answered_at;
  std::optional<TimePoint> timer;  ///< when the call must be looked at again
  Duration limit{}, warn_after{};  ///< of the talk, as dialled (LengthOf); zero: not dialled yet

  Dialogue talk;
  LiveSound live;
  /// What happened, oldest first, for `explain`: {at (Unix ms), what, ...}. At most kMostLogged.
  json::array log;

  const std::string& Subject() const { return alert_id.empty() ? id_text : alert_id; }
  std::string id_text;  ///< id.ToString(), the subject of events about no alert
};

std::span<const std::string_view> WordsOf(Phase);
std::span<const std::string_view> WordsOf(Listener);
std::span<const std::string_view> WordsOf(Step);
std::string_view ToString(Phase phase);
CallRow ToRow(const Call& call);
/// kInternal: a state of an unknown format.
Result<Call> FromRow(const CallRow& row);

}  // namespace tocsin::voice
