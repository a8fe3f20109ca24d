#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/result.hpp"

namespace tocsin::voice {

struct ProbeTarget {
  std::string public_base;      ///< "https://voice.example.com"
  std::string hook = "answer";  ///< answer, gather, status, amd, recording
  std::string account;
  std::string from;  ///< our number
};

/// What was sent and what came back.
struct ProbeReport {
  std::string url;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< signed, in order of signing
  std::string signature;
  int status = 0;
  std::string body;  ///< at most 2,000 bytes
  bool ok = false;   ///< 2xx
  std::string hint;  ///< what to look at when it is not
  /// For people: the signed address and parameters, the signature, the answer, the hint.
  std::string Text() const;
};

/// Computes a signature over URL and parameters (the carrier's adapter has it).
using SignWebhook = std::function<std::string(
    std::string_view url, const std::vector<std::pair<std::string, std::string>>& parameters)>;

/// Sends a correctly signed POST to the public address, as the carrier would, about a call that
/// does not exist: it changes nothing. `done` is called once, on a network thread; kTransient when
/// the address cannot be reached.
void ProbeWebhook(HttpClient& client, const ProbeTarget& target, const SignWebhook& sign,
                  std::function<void(Result<ProbeReport>)> done);

}  // namespace tocsin::voice
