#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"
#include "workers/rehearsal/callees.hpp"

namespace tocsin::rehearsal {

/// How long it takes to say a text: about 15 characters a second, at least 300 ms.
Duration SpeakingTime(std::string_view text);

/// The person of a live call: told what is heard, says what comes of it. Pure, in virtual time.
class ScriptedPerson {
 public:
  struct Act {
    enum class Kind { kSay, kPress, kHangUp };
    Kind kind = Kind::kHangUp;
    TimePoint at;  ///< when it is done
    std::string text = {};
    double confidence = 0.9;
  };

  explicit ScriptedPerson(std::vector<CalleeTurn> turns) : turns_(std::move(turns)) {}

  void Hear(std::string_view text);
  /// What the person does while an answer is waited for between the two moments; nothing: is silent
  /// all the time. An act is given once.
  std::optional<Act> Next(TimePoint from, TimePoint until);

 private:
  Act Take(const CalleeTurn& turn, TimePoint begin);

  std::vector<CalleeTurn> turns_;
  std::size_t turn_ = 0;
  std::string heard_;  ///< since the last act
  std::optional<TimePoint> silent_until_;
};

}  // namespace tocsin::rehearsal
