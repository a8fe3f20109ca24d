#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/telephony.hpp"
#include "schemas/json.hpp"
#include "workers/voice/worker/callback_urls.hpp"

namespace tocsin::voice {

/// What a turn answers, free of addresses, so that it can be stored and said again.
struct Reply {
  struct Question {
    int turn = 1;  ///< the number that the answer will carry
    std::vector<std::string> hints = {};
    int digits = 1;
  };
  std::vector<std::string> say = {};
  std::optional<Question> ask = {};  ///< none: hang up after saying
  std::string language = "en-US";

  /// Everything said, for the transcript.
  std::string Text() const;
};

json::value WriteReply(const Reply& reply);
Reply ReadReply(const json::value& value);

/// The reply as instructions for the carrier; silence before the next turn lasts `silence`.
Instructions ToInstructions(const Reply& reply, const CallbackUrls& urls, Duration silence);

}  // namespace tocsin::voice
