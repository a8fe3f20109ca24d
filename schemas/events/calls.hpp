#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/choice.hpp"
#include "schemas/events/listen.hpp"
#include "schemas/events/people.hpp"
#include "schemas/events/spoken.hpp"

namespace tocsin::events {

/// Who asked for a call that no workflow asked for: the API, for which workflows start, or the
/// command `tocsin call`.
inline constexpr std::string_view kRequestedByApi = "api";
inline constexpr std::string_view kRequestedByCommand = "command";

/// Data of tocsin.call.requested: the wish that a person be called and asked.
struct CallRequested {
  std::string call_id;
  std::string question_id;
  std::string alert_id;
  Recipient to;
  std::string say;
  std::vector<Choice> choices;
  std::string language = "en-US";
  std::optional<std::string> zone;
  json::object context;
  std::optional<Listen> listen;
  std::string voicemail{kVoicemailHangUp};
  std::optional<std::string> requested_by;
  static const FieldTable& Spec();
};

/// A request as far as it can be read: a field at fault that calling can do without keeps its
/// default, so that an alert is not lost for it.
struct CallRequestRead {
  CallRequested asked;
  std::optional<std::string> fault;  ///< why nobody can be called for it; names the field
};
CallRequestRead ReadCallRequested(const json::value& data);

/// Data of tocsin.call.cancel_requested.
struct CallCancelRequested {
  std::string question_id;
  std::optional<std::string> call_id;  ///< absent: every call of the question
  std::string reason;
  static const FieldTable& Spec();
};

/// Data of tocsin.call.initiated, .ringing, .answered, .ended and .failed; what does not apply is
/// absent.
struct CallProgress {
  std::string call_id;
  std::optional<std::string> question_id;  ///< absent: nothing is asked
  std::optional<std::string> alert_id;
  int attempt = 1;
  std::optional<std::string> provider;
  std::optional<std::string> provider_call_id;
  std::string contact;
  std::string phone;
  std::optional<std::string> reason;
  std::optional<std::string> detail;
  std::optional<std::string> next_provider;
  std::optional<OtherDecision> decision;
  std::optional<int> duration_seconds;
  std::optional<double> cost;
  static const FieldTable& Spec();
};

/// Data of tocsin.call.turn: what was heard, and what it was taken for.
struct CallTurn {
  std::string call_id;
  std::optional<std::string> question_id;  ///< absent: nothing is asked
  std::optional<std::string> alert_id;
  int attempt = 1;
  std::optional<std::string> provider;
  std::optional<std::string> provider_call_id;
  std::string contact;
  std::string phone;
  int turn = 0;
  std::string method;
  std::string heard;
  std::optional<std::string> language;
  std::string understood;
  std::optional<double> confidence;
  std::optional<std::string> unheard;
  std::optional<std::string> choice;
  // Of method `answer`: what the answer to this turn took, in ms.
  std::optional<int> stt_ttft_ms, llm_ttft_ms, llm_sentence_ms, tts_ttfb_ms;
  std::optional<int> total_rtt_ms, own_ms, endpoint_ms;
  std::optional<std::string> stt, llm, tts;  ///< engines
  std::optional<std::string> slowest;        ///< stage, of an answer beyond telemetry.turn_budget
  static const FieldTable& Spec();
};

/// Data of tocsin.call.summarized: what a conversation with a language model came to.
struct CallSummarized {
  std::string call_id;
  std::optional<std::string> question_id;
  std::optional<std::string> alert_id;
  int attempt = 1;
  std::optional<std::string> provider;
  std::optional<std::string> provider_call_id;
  std::string contact;
  std::string phone;
  std::string summary;
  std::vector<std::string> intents;
  std::optional<std::string> outcome;
  std::optional<std::string> sentiment;
  std::string by;  ///< "model", or "turns": plain
  std::optional<std::string> model;
  std::string ending;
  int turns = 0;
  int duration_seconds = 0;
  std::optional<double> cost, cost_telephony, cost_stt, cost_tts, cost_model;
  std::optional<std::string> currency;
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
