#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/telephony.hpp"
#include "schemas/pattern.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/rehearsal/callee_tables.hpp"

namespace tocsin::rehearsal {

/// What a person waits to hear. Copies share what is known of it.
class HearPattern {
 public:
  HearPattern(Pattern pattern, Mark mark) : pattern_(std::move(pattern)), mark_(mark) {}

  /// Whether it matches anywhere in what was heard; not where that takes too many steps, which
  /// GaveUp tells from then on.
  bool IsIn(std::string_view heard) const;
  bool GaveUp() const { return *gave_up_; }
  Mark Where() const { return mark_; }

 private:
  Pattern pattern_;
  Mark mark_;
  std::shared_ptr<bool> gave_up_ = std::make_shared<bool>(false);
};

/// One go of a person's: waits until what was heard since the last go matches, stays silent for a
/// while, then says or presses something or hangs up.
struct CalleeTurn {
  std::optional<HearPattern> hear;
  Duration silent{0};  ///< from the moment an answer is waited for
  std::string say;
  double confidence = 0.9;
  std::string press;
  bool hang_up = false;

  bool OnlySilent() const { return say.empty() && press.empty() && !hang_up; }
};

/// How a person takes one call.
struct CalleeBehaviour {
  enum class Kind {
    kAnswers,
    kVoicemail,
    kBusy,
    kRejects,  ///< pushes the call away while it rings
    kNoAnswer,
    kUnreachable,  ///< the carrier cannot connect the call
    kCanceled,     ///< the carrier takes it back while it rings
    kFails,        ///< the dial comes to nothing, for `reason`
    kIgnored,      ///< the voice worker is away: nothing ever comes back
  };
  Kind kind = Kind::kNoAnswer;
  std::string reason = {};  ///< one of FailureReasons()
  Duration answer_after = std::chrono::seconds(1);
  std::vector<CalleeTurn> turns = {};
  std::optional<Duration> hang_up_after = {};  ///< from the answer
  std::string greeting = {};                   ///< of the voicemail
  AnsweredBy detected_as = AnsweredBy::kHuman;
};

/// What `fails` may say: the reasons of tocsin.call.failed that no person has a part in.
const std::vector<std::string_view>& FailureReasons();

struct Callee {
  Mark mark;
  std::vector<CalleeBehaviour> behaviours;  ///< one for each call, the last one repeats
};

/// By contact or phone number.
using Callees = std::map<std::string, Callee, std::less<>>;

/// The callees of what a test file says; what does not go together goes to `findings`.
Callees CalleesOf(const CalleeEntries& entries, std::string_view file,
                  std::vector<Finding>& findings);
/// Reads the `callees` of a test file; findings go to `findings`.
Callees ReadCallees(const YamlNode& node, std::string_view file, std::vector<Finding>& findings);

}  // namespace tocsin::rehearsal
