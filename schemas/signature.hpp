#pragma once

#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

/// Ed25519 signatures (RFC 8032). A key pair is made of a secret of any length: the same secret
/// gives the same pair.
class SigningKey {
 public:
  explicit SigningKey(std::string_view secret);

  /// 32 bytes.
  std::string Public() const;
  /// 64 bytes.
  std::string Sign(std::string_view bytes) const;

 private:
  std::string seed_;
};

/// Whether whoever has the secret of `public_key` has signed exactly these bytes. False for a key
/// or signature of another length.
bool VerifySignature(std::string_view public_key, std::string_view bytes,
                     std::string_view signature);

}  // namespace tocsin
