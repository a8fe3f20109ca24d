#pragma once

#include <functional>
#include <string>

#include "workers/voice/media/live_line.hpp"

namespace tocsin::voice {

/// The talks on live lines of this process, as the rest of the voice worker sees them. Thread-safe.
class LiveTalks {
 public:
  virtual ~LiveTalks() = default;
  /// Whether one more call may be led on a live line: over sound, or over text of a carrier that
  /// hears and speaks by itself.
  virtual bool HasRoom(bool text) const = 0;
  /// The attempt's line goes on with what is to be said now, whatever it is saying. False: its line
  /// is not here.
  virtual bool Reach(const std::string& token_hash) = 0;
  /// The workflow has the word, and may be led by another process, which reaches no line here: what
  /// it wants is looked for until the line goes on. Nothing where the attempt's line is not here.
  virtual void Await(const std::string& token_hash) = 0;
  /// A sentence of the model's answer to the question of this number, for the attempt's line that
  /// says it as it is written; `last`: it is the last, and may be empty. Nothing where no line
  /// does.
  virtual void Append(const std::string& token_hash, int number, std::string sentence,
                      bool last) = 0;
  /// Puts the question to the attempt's line, which may answer it by itself: `answered` is called
  /// then, on the line's loop, unless a later question or turn replaces it; `otherwise` where it
  /// does not, or has failed to. False: its line is not here, and neither is called. A question
  /// with the number of the one before is the same one.
  virtual bool Converse(const std::string& token_hash, LineAsk ask,
                        std::function<void(LineAnswer)> answered,
                        std::function<void()> otherwise) = 0;
  /// The attempt's line is closed. False: it is not here.
  virtual bool Close(const std::string& provider_call_id) = 0;
};

}  // namespace tocsin::voice
