#pragma once

#include <string>
#include <vector>

#include "workers/voice/call.hpp"
#include "workers/voice/question.hpp"

/// What we say. Pure: texts from the call's own data.
namespace tocsin::voice::prompts {

std::string Greeting(const Call& call);
/// "To approve, press 1 or say approve. ...": only the choices given.
std::string Options(const std::vector<Choice>& choices);
std::string Help(const std::vector<Choice>& choices);
/// "You said approve. Press 1 to confirm, or say yes. ..."
std::string ReadBack(const Choice& choice, bool by_key);
/// After the commit only: "Approved."
std::string Decided(const Choice& choice);
/// "This call will end in about 2 minutes."
std::string EndsSoon(Duration left);
/// To a person whose question was answered or closed in the meantime.
std::string Superseded(const Question& question);

inline constexpr const char* kGoodbye = "Goodbye.";
inline constexpr const char* kNotKnown = "Sorry, this call is not known here. Goodbye.";
inline constexpr const char* kInbound =
    "Hello. This number makes automatic calls and does not take calls. Goodbye.";
inline constexpr const char* kOneMoment = "One moment, please.";
/// Said without the database: whether the last answer was stored is not known.
inline constexpr const char* kGiveUp =
    "Sorry, I cannot go on now, and I cannot tell whether your answer was recorded. Goodbye.";
inline constexpr const char* kTimeIsUp =
    "The time of this call is over, so nothing has been decided. Goodbye.";
inline constexpr const char* kSilence = "I did not hear an answer.";
inline constexpr const char* kNothingHeard =
    "I did not hear an answer, so nothing has been decided. Goodbye.";
inline constexpr const char* kNotUnderstood = "Sorry, I did not understand that.";
inline constexpr const char* kUnclear = "Sorry, I am not sure what you said.";
inline constexpr const char* kAmbiguous = "Sorry, I need one clear answer.";
inline constexpr const char* kNegated = "All right, I have not taken that as an answer.";
inline constexpr const char* kRejected = "All right, nothing has been decided.";
inline constexpr const char* kStillNotUnderstood =
    "Sorry, I did not understand, so nothing has been decided. Goodbye.";
inline constexpr const char* kAllIKnow = "That is all I know.";

}  // namespace tocsin::voice::prompts
