#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.hpp"

namespace tocsin::realtime {

/// The pieces of the answers of a session, in their order, and how much sound came of each: what a
/// cut has to take back at the service. Remembers the last 64.
class SpokenItems {
 public:
  /// What the service is to forget of an item: all behind so many milliseconds of it.
  struct TakenBack {
    std::string item;
    std::int64_t end_ms = 0;
    bool operator==(const TakenBack&) const = default;
  };

  /// Sound of an item came; false: it was cut before, and nobody wants it.
  bool Came(std::string_view item, std::string_view response, std::size_t samples);
  /// Whether text of it is still wanted.
  bool Wanted(std::string_view item, std::string_view response);
  /// Of `item` so much was heard, and nothing of those behind it; empty: nothing of `response`.
  /// Never more than came, and nothing of an item that was heard whole. `response`: the one that is
  /// under way and given up with it; empty: none.
  std::vector<TakenBack> Cut(std::string_view item, Duration heard, std::string_view response);
  /// No more of this answer comes. Sound that came of it after the cut is taken back.
  std::vector<TakenBack> Over(std::string_view response);

 private:
  struct Item {
    std::string id, response;
    std::uint64_t samples = 0;  ///< that came, those too that nobody wants any more
    bool cut = false;
    bool over = false;          ///< its answer is
    std::int64_t kept_ms = -1;  ///< what the service was told of; -1: nothing yet
    std::int64_t CameMs() const;
  };
  Item& Of(std::string_view item, std::string_view response);
  void TakeBack(Item& item, std::int64_t end_ms, std::vector<TakenBack>& out);

  std::deque<Item> items_;
  std::string cut_response_;
};

}  // namespace tocsin::realtime
