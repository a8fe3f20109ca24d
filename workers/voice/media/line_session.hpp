#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/realtime.hpp"
#include "adapters/steady_clock.hpp"
#include "workers/voice/media/exchanges.hpp"
#include "workers/voice/media/live_line.hpp"
#include "workers/voice/media/unbroken_sound.hpp"

namespace tocsin::voice {

/// A service that hears a line, answers and speaks, and how far it and the line have come. A
/// line's; loop thread.
struct LineSession {
  /// A piece of an answer is a sentence of the line's.
  struct Item {
    std::string id = {};
    std::size_t sentence = 0;
  };
  std::unique_ptr<RealtimeSession> service = {};  ///< none: the line hears and speaks by itself
  SteadyTime since = {};                          ///< asked for
  bool ready = false;
  bool answer_at_once = false;  ///< as soon as it is ready
  LineAsk asked = {};           ///< newest
  std::string rules = {};       ///< instructions, tools and language that it has
  std::string language = {};    ///< of the person, by their wish; empty: the task's
  bool old = false;             ///< another one is to be opened when nobody speaks
  bool tool_open = false;       ///< it has called one, whose result it was not told
  UnbrokenSound sound = {};     ///< that it hears
  Exchanges exchanges = {};
  bool person_speaks = false;
  SteadyTime spoke_at = {};           ///< the person, as far as anybody heard
  bool over = false;                  ///< it has said goodbye: it hears nothing more
  std::optional<HeardOfUs> cut = {};  ///< by who speaks now, or spoke behind it
  std::vector<Item> items = {};       ///< of the words that are there
  std::string answer = {};            ///< words of the newest answer, as far as they are there
  std::optional<SteadyTime> awaited_since = {};  ///< for an answer that has not begun
  std::optional<SteadyTime> asked_at = {};       ///< of the answer that is there, or awaited
  Duration first_text = {};                      ///< LineAnswer::first_text
};

}  // namespace tocsin::voice
