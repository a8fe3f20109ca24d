#pragma once

#include <optional>

#include "schemas/time.hpp"

namespace tocsin::voice {

/// How many dials there were in the last hour, without counting all of them for each batch: all are
/// counted once a second, and between only the newest, which are added. What is told is never less
/// than there are, but for claims that are stored more than kLate after they were decided, which
/// are not dialled. One thread at a time.
class HourOfDials {
 public:
  /// From when on dials are to be counted now.
  TimePoint Since(TimePoint now) const;
  /// Takes what was counted since Since(now) and gives how many there are, or may be. Nullopt: that
  /// could be `most` or more, and may be too many; all must be counted (Forget).
  std::optional<int> Take(TimePoint now, int counted, int most);
  void Forget() { whole_.reset(); }

 private:
  struct Whole {
    TimePoint at;
    int dials = 0;
  };
  bool Fresh(TimePoint now) const;

  std::optional<Whole> whole_;
};

}  // namespace tocsin::voice
