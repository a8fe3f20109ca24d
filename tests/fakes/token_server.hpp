#pragma once

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>

#include "adapters/net/http_server.hpp"
#include "fakes/http_probe.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"

namespace tocsin::fakes {

/// Stands in for an identity provider: `/token` gives tokens for client credentials (RFC 6749,
/// 4.4), signed with RS256 by a key of its own, and `/keys` that key as JWKS (RFC 7517).
/// Thread-safe.
class TokenServer {
 public:
  TokenServer(std::string client_id, std::string secret)
      : key_(EVP_RSA_gen(2048), EVP_PKEY_free),
        credentials_("Basic " + EncodeBase64(client_id + ':' + secret)),
        handler_([this](const HttpRequest& request, const HttpRespond& respond) {
          respond(request.path == "/keys" ? JsonResponse(200, JsonText(Keys())) : Answer(request));
        }) {
    auto server = StartHttpServer({.host = "127.0.0.1"}, handler_);
    if (!server) std::abort();
    server_ = std::move(*server);
  }

  std::string TokenUrl() const { return Base() + "/token"; }
  std::string KeysUrl() const { return Base() + "/keys"; }

  std::atomic<int> lifetime{600};  ///< seconds, of the tokens from now on
  std::atomic<int> given{0};       ///< tokens so far
  std::atomic<int> status{200};    ///< any other: every request for a token is refused so

 private:
  std::string Base() const { return "http://127.0.0.1:" + std::to_string(server_->Port()); }

  static std::string Url64(std::string_view bytes) {
    std::string text = EncodeBase64(bytes);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    std::erase(text, '=');
    return text;
  }

  std::string Number(const char* name) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(number);
    return Url64(bytes);
  }

  json::value Keys() const {
    return {{"keys", json::array{json::object{{"kty", "RSA"},
                                              {"kid", "one"},
                                              {"use", "sig"},
                                              {"alg", "RS256"},
                                              {"n", Number(OSSL_PKEY_PARAM_RSA_N)},
                                              {"e", Number(OSSL_PKEY_PARAM_RSA_E)}}}}};
  }

  std::string Sign(const json::object& claims) const {
    const std::string text =
        Url64(R"({"alg":"RS256","typ":"JWT","kid":"one"})") + '.' + Url64(JsonText(claims));
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::size_t size = 0;
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_.get());
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                   text.size());
    EVP_MD_CTX_free(context);
    return text + '.' + Url64(signature);
  }

  HttpResponse Answer(const HttpRequest& request) {
    if (status != 200) return JsonResponse(status, R"({"error":"temporarily_unavailable"})");
    if (HeaderValue(request.headers, "Authorization") != credentials_)
      return JsonResponse(401, R"({"error":"invalid_client"})");
    const auto form = ParseForm(request.body);
    const auto wants = std::pair<std::string, std::string>("grant_type", "client_credentials");
    if (request.method != "POST" || std::ranges::find(form, wants) == form.end())
      return JsonResponse(400, R"({"error":"unsupported_grant_type"})");
    ++given;
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    return JsonResponse(200,
                        JsonText(json::object{{"access_token", Sign({{"sub", "worker"},
                                                                     {"aud", "kafka"},
                                                                     {"scope", "bus"},
                                                                     {"iat", now},
                                                                     {"exp", now + lifetime}})},
                                              {"token_type", "Bearer"},
                                              {"expires_in", lifetime.load()}}));
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  const std::string credentials_;
  FunctionHandler handler_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace tocsin::fakes
