#pragma once

#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"

namespace tocsin::rehearsal {

/// One go of the person's: hears (or not), then says, presses or is silent.
struct CalleeTurn {
  std::optional<std::regex> hear;
  std::string say;
  double confidence = 0.9;
  std::string press;
  Duration silent{0};
};

/// How a person takes one call.
struct CalleeBehaviour {
  enum class Kind {
    kAnswers,
    kVoicemail,
    kBusy,
    kNoAnswer,
    kFails,    ///< the call fails for `reason`; "outcome_unknown" is followed by "lost" a minute
               ///< later
    kIgnored,  ///< nothing ever comes back
  };
  Kind kind = Kind::kNoAnswer;
  std::string reason = {};
  Duration answer_after = std::chrono::seconds(1);
  std::vector<CalleeTurn> turns;
  std::optional<Duration> hang_up_after;
};

/// By contact (or phone number): one behaviour for each call, the last one repeats.
using Callees = std::map<std::string, std::vector<CalleeBehaviour>, std::less<>>;

/// Reads the `callees` of a test file; findings go to `findings`.
Callees ReadCallees(const YamlNode& node, std::string_view file, std::vector<Finding>& findings);

/// Answers call.requested and call.cancel_requested as the voice worker would, with scripted
/// people, in virtual time: the events of a call, and the decision when a person keys or says a
/// choice and confirms it. Who is not in the script does not answer. Deterministic.
class ScriptedPhone {
 public:
  explicit ScriptedPhone(Callees callees) : callees_(std::move(callees)) {}

  void OnEvent(const Event& event, TimePoint now);
  std::optional<TimePoint> NextAt() const;
  /// Events due by `now`, in order; they leave the queue.
  std::vector<Event> TakeDue(TimePoint now);
  /// Calls placed so far, by contact (or number where there is none).
  const std::map<std::string, int, std::less<>>& Calls() const { return calls_; }

 private:
  struct Pending {
    TimePoint at;
    std::string call_id;
    Event event;
  };
  struct Call {
    std::string id;
    std::string question;
    std::string contact;
    std::string phone;
    json::object request;
    Event cause;
  };

  void Place(const Event& request, TimePoint now);
  void Cancel(const Event& request, TimePoint now);
  void Schedule(const Call& call, TimePoint at, std::string_view type, json::object data);
  void End(const Call& call, TimePoint at, std::string_view reason);
  void Fail(const Call& call, TimePoint now, const std::string& reason);
  void Converse(const Call& call, const CalleeBehaviour& person, TimePoint answered);
  void Decide(const Call& call, TimePoint at, const json::object& choice, json::object evidence);

  Callees callees_;
  std::map<std::string, int, std::less<>> calls_;
  std::vector<Pending> pending_;  ///< by time, then by order of scheduling
  std::map<std::string, std::vector<Call>, std::less<>> live_;  ///< by question
  std::set<std::string, std::less<>> settled_;  ///< questions with a final decision or withdrawn
  int scheduled_ = 0;
};

}  // namespace tocsin::rehearsal
