#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

/// A carrier's webhook that was sent to ourselves, and what came back.
struct WebhookProbe {
  std::string url;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< signed, in order of signing
  std::pair<std::string, std::string> signature;                ///< header and value
  int status = 0;
  std::string body;  ///< at most 2,000 bytes
  bool ok = false;   ///< 2xx
  std::string hint;  ///< what to look at when it is not

  /// Takes the answer over, with what it says about the way to us.
  void TakeAnswer(int answer_status, std::string_view answer_body);
  /// For people: the signed address and parameters, the signature, the answer, the hint.
  std::string Text() const;
};

}  // namespace tocsin
