#pragma once

#include <cstdint>
#include <string>

#include "schemas/spec.hpp"

/// What of a call's log others read (spans, `tocsin explain`): what else an entry tells is for
/// people. The log is stored with the call.
namespace tocsin::voice {

/// Of every entry.
struct Noted {
  std::int64_t at = 0;  ///< milliseconds since 1970
  std::string what;
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<Noted>(
        "noted", "An entry of a call's log.",
        {FieldOf<&Noted::at>("at", "When."), FieldOf<&Noted::what>("what", "What it tells of.")});
    return table;
  }
};

/// Of a turn, beside what events::CallTurn has.
struct NotedHearing {
  std::int64_t ended_ago_ms = 0;
  std::int64_t recognised_ms = 0;
  std::string engine;
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<NotedHearing>(
        "hearing", "How long a turn took to be heard.",
        {FieldOf<&NotedHearing::ended_ago_ms>("ended_ago_ms", "Since the person had ended."),
         FieldOf<&NotedHearing::recognised_ms>("recognised_ms", "Which the ears took."),
         FieldOf<&NotedHearing::engine>("engine", "Who heard.")});
    return table;
  }
};

/// Of the first sound of an answer.
struct NotedSound {
  std::int64_t ago_ms = 0;
  std::int64_t waited_ms = 0;
  std::int64_t voice_ms = 0;
  static const FieldTable& Spec() {
    static const FieldTable table = TableOf<NotedSound>(
        "first_sound", "How long an answer was waited for.",
        {FieldOf<&NotedSound::ago_ms>("ago_ms", "How long ago it was."),
         FieldOf<&NotedSound::waited_ms>("waited_ms", "Which the person waited."),
         FieldOf<&NotedSound::voice_ms>("voice_ms", "Of that, the voice's.")});
    return table;
  }
};

}  // namespace tocsin::voice
