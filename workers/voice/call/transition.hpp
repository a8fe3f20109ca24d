#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/calls.hpp"
#include "adapters/language.hpp"
#include "schemas/event.hpp"
#include "schemas/lexicon.hpp"
#include "workers/voice/call/call.hpp"
#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/question.hpp"

namespace tocsin::voice {

/// A call with its question and attempts, as loaded.
struct Situation {
  Question question;
  Call call;
  std::vector<AttemptRow> attempts;
  std::vector<Question> to_come = {};  ///< of steps that wait, where the input may lead to them
};

/// Of the call's newest attempt; empty before there is one.
CarrierAccount AccountOf(const Call& call, const std::vector<AttemptRow>& attempts);

/// Requests to the outside, to be made after the commit. Each goes to the attempt's own account
/// (`at`), whatever is set by now.
struct Dial {
  int attempt = 1;
  std::string from = {};  ///< the attempt's number of ours
  TimePoint claimed = {};
  CarrierAccount at = {};
};
/// Asks for what the account placed between the attempt's two numbers.
struct ListCalls {
  int attempt = 1;
  std::string from;
  TimePoint since;
  CarrierAccount at = {};
};
struct ReadCall {
  std::string provider_call_id;
  CarrierAccount at = {};
};
struct EndCall {
  std::string provider_call_id;
  CarrierAccount at = {};
};
/// Has the live call fetch what it is to say next, whatever it is saying. `token_hash`: of its
/// attempt, whose callback address is used.
struct MoveCall {
  std::string provider_call_id;
  int attempt = 1;
  TimePoint claimed;
  std::string token_hash;
  CarrierAccount at = {};
  /// Only where its live line is in this process: else it comes by itself soon.
  bool gently = false;
};
/// A service that hears the call's live line may answer instead of the language model.
struct AskLine {
  std::vector<LanguageMessage> news = {};  ///< LineAsk::news
  /// Beside those of the messages: that it hears and speaks by itself.
  std::string rules = {};
  std::string language = {};  ///< LineAsk::language
  bool heard = false;         ///< LineAsk::heard
  bool silently = false;      ///< LineAsk::silently: nobody else is asked then
};
/// Asks the language model; the answer comes back as QuestionAnswered.
struct AskModel {
  int number = 1;  ///< of the question, within the call
  Leg leg;         ///< of the answer
  std::vector<LanguageMessage> messages;
  CarrierAccount at = {};
  std::vector<LanguageTool> tools = {};
  /// What it answers is said as it is written, by Reply::stream, in this language. Empty: it is
  /// said when it is whole.
  std::string spoken_in = {};
  std::shared_ptr<const Pronunciations> lexicon = {};
  bool conversation = false;  ///< bounded by its own turns, not by questions a minute
  /// Beside the talk: it gives no other question of the leg up, and none gives it up.
  bool aside = false;
  /// Nobody knows yet whether it will be asked: its answer is held back until it is asked again,
  /// with the same words, without this.
  bool ahead = false;
  std::optional<AskLine> line = {};
};
using Command = std::variant<Dial, ListCalls, ReadCall, EndCall, MoveCall, AskModel>;

/// What follows from one input; all of it is to be stored in one commit. The call's timer is
/// `next.call.timer`, to be written whenever the input was a timer or the call changed.
struct Transition {
  Situation next;
  bool question_changed = false;
  bool call_changed = false;
  std::vector<AttemptRow> attempts;  ///< inserted or changed
  std::vector<TurnRow> turns;
  std::vector<SpendRow> spend;  ///< money of dials that is held or settled
  std::vector<PinTryRow> pin_tries;
  bool pins_locked = false;  ///< a PIN was not looked at: there were too many wrong ones
  std::vector<Event> events;
  std::vector<Command> commands;
  std::optional<Reply> reply;  ///< to an input that gets one
  bool decided = false;        ///< an answer was stored in the question
  bool stray = false;          ///< a leg that is none of ours came up and is being ended
};

}  // namespace tocsin::voice
