#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/http.hpp"
#include "schemas/result.hpp"
#include "schemas/secret.hpp"

namespace tocsin::kafka {

/// Where a bus gets its access tokens: OAuth 2.0 client credentials (RFC 6749, section 4.4) under
/// librdkafka's own property names. librdkafka would ask for them itself where it was built with
/// libcurl; Debian's is not, so these properties never reach it.
struct OAuthOptions {
  std::string token_url;
  std::string client_id;
  Secret client_secret;
  std::string scope;
  std::map<std::string, std::string> extensions;  ///< SASL extensions (RFC 7628, section 3.1)
};

/// What the properties say of tokens: nothing unless sasl.oauthbearer.method is `oidc`. kInvalid
/// names what is missing beside it.
Result<std::optional<OAuthOptions>> OAuthOptionsOf(
    const std::map<std::string, std::string>& properties);
/// Whether the property is one of those that OAuthOptionsOf reads and librdkafka must not see.
bool IsOAuthProperty(std::string_view name);
/// kInvalid for a value that it cannot have.
Status CheckOAuthProperty(std::string_view name, std::string_view value);

/// The tokens of one bus, shared by its clients. Thread-safe.
class TokenSource {
 public:
  TokenSource(OAuthOptions options, std::shared_ptr<HttpClient> http);

  /// Gives `client` a token that is good for a while, asking for a new one if need be, or tells it
  /// why there is none; librdkafka tries again after ten seconds. Blocks up to ten seconds.
  void Refresh(rd_kafka_t* client);

 private:
  using Wall = std::chrono::system_clock;
  struct Token {
    std::string text;
    std::string principal;
    Wall::time_point asked, expires;
  };
  Result<Token> Current();
  Result<Token> Ask() const;
  Result<Token> Read(const HttpResponse& response, Wall::time_point asked) const;

  const OAuthOptions options_;
  const std::shared_ptr<HttpClient> http_;
  std::mutex mutex_;
  Token token_;
};

}  // namespace tocsin::kafka
