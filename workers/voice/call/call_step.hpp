#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/events/converse.hpp"
#include "schemas/events/listen.hpp"
#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"
#include "workers/voice/call/choice.hpp"
#include "workers/voice/call/origin.hpp"

namespace tocsin::voice {

/// A question of another call, asked in this one too: its one decision is shared.
struct BorrowedQuestion {
  std::string alert_id = {};
  std::string contact = {};  ///< who is asked here
  Origin lead = {};          ///< who leads this call, from the step's end on again
};

/// What a workflow wants next of a call that it leads (`tocsin.call.step_requested`); kept with the
/// call until it is done.
struct CallStep {
  std::string act;  ///< the words of events::CallStepRequested
  std::string say = {};
  std::string question = {};  ///< id; of `ask`
  std::vector<Choice> choices = {};
  json::object context = {};
  std::optional<events::Listen> listen = {};
  std::optional<events::Converse> converse = {};
  bool resumed = false;       ///< of `converse`: another step came between
  std::string language = {};  ///< empty: as before
  /// The same of a first step that names none; not kept.
  std::string caller_language = {};
  std::string zone = {};
  std::string contact = {};  ///< of `ask_open`; of `identify` once it is known
  std::optional<BorrowedQuestion> borrowed = {};
  Origin origin = {};
};

/// What an event asks of which call.
struct StepRequest {
  CallId call;
  CallStep step;
};
/// kInvalid names the field at fault.
Result<StepRequest> ReadStepRequest(const Event& event);
/// The answer to one that cannot be done, `outcome` as in events::CallStepEnded: nobody waits for
/// what there will not be.
Event StepRefused(const StepRequest& request, std::string_view outcome, std::string_view reason,
                  TimePoint now);
/// The same for one that cannot be read; nothing where it names no call.
std::optional<Event> RefuseStepRequest(const Event& event, const Error& why, TimePoint now);

}  // namespace tocsin::voice
