#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/telephony/rest_text.hpp"

namespace tocsin {

/// The value of X-Twilio-Signature for a request to `url` (exact public URL with raw query; a
/// fragment is ignored). `parameters` are those of a form body; none for other bodies and sockets.
std::string SignTwilio(std::string_view token, std::string_view url,
                       const FormParameters& parameters);

/// Checks signatures with the account's token and, during a rotation, the one before it. Compares
/// in constant time. Thread-safe.
class TwilioVerifier {
 public:
  /// `previous` empty: only one token is valid.
  TwilioVerifier(std::string current, std::string previous);

  /// A form POST. The carrier signs with or without the port, so both spellings of `url` count.
  bool Form(std::string_view url, const FormParameters& parameters,
            std::string_view signature) const;
  /// Another body: the query must carry its SHA-256 as bodySHA256, else nothing vouches for it.
  bool Body(std::string_view url, std::string_view body, std::string_view signature) const;
  /// A WebSocket handshake: also https for wss (http for ws), and a trailing slash more or less.
  /// `url` may be that of HTTP.
  bool Socket(std::string_view url, std::string_view signature) const;

 private:
  bool Any(const std::vector<std::string>& urls, const FormParameters& parameters,
           std::string_view signature) const;

  std::vector<std::string> tokens_;
};

}  // namespace tocsin
