#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/transition.hpp"
#include "workers/voice/call/voice_settings.hpp"

namespace tocsin::voice {

/// The state machine of a call (core: calls): pure. Same arguments, same result. An input that
/// comes twice, late or out of order changes nothing. The reply may be spoken only after the
/// commit.
Transition DecideCall(Situation situation, const Input& input, TimePoint now,
                      const VoiceSettings& settings);

/// The call is over, whatever it is at: call.failed with the reason; a leg is hung up.
Transition GiveUpCall(Situation situation, std::string_view reason, std::string_view detail,
                      TimePoint now, const VoiceSettings& settings);

/// Who calls us, as it is stored; empty: the carrier does not say.
std::string CallerOf(const CameIn& input);

/// Whose number was called.
std::string TenantCalled(const CameIn& input, const VoiceSettings& settings);

/// True when the call is planned and its time has come: TimeCame then needs DialFacts.
bool WantsToDial(const Situation& situation, TimePoint now);
/// True when the number's line is taken or promised, or there are as many calls as may be: it is
/// looked at again a little later.
bool MustWaitForLine(const DialFacts& facts, const VoiceSettings& settings);

/// What a call that a workflow leads has to say next.
enum class NextWords {
  kAwaited,  ///< the workflow has not said it yet, or the database is away
  kThere,    ///< it has, and the line has not come for it
  kNone,     ///< something is being done, or the call is over
};

NextWords NextWordsOf(const Call& call);

/// Why a call must not be dialled.
struct DialRefusal {
  std::string reason;       ///< kill_switch, no_carrier, invalid_number, country, limit, budget
  std::string detail = {};  ///< of the last two: the setting
  std::optional<BudgetRefusal> money = {};  ///< of budget
};
/// nullopt: it may be dialled.
std::optional<DialRefusal> Forbidden(const Call& call, const DialFacts& facts,
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
