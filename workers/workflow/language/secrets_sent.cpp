#include "workers/workflow/language/secrets_sent.hpp"

#include <algorithm>

#include "adapters/http_text.hpp"
#include "schemas/json.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kStruck = "****", kBasic = "Basic ";
/// Shorter ones stand in any text by chance, and no secret is so short.
constexpr std::size_t kShortest = 4;

/// As it stands within the quotes of JSON.
std::string InJson(std::string_view text) {
  const std::string quoted = JsonText(json::value(text));
  return quoted.substr(1, quoted.size() - 2);
}

}  // namespace

Result<HttpCall> SecretsSent::ToHttpCall(const HttpAsked& asked, const SecretLookup& secrets) {
  const SecretLookup noting = [&](std::string_view name) {
    auto secret = secrets(name);
    if (secret) Note(*secret);
    return secret;
  };
  TRY_ASSIGN(auto call, workflow::ToHttpCall(asked, noting));
  // Credentials are encoded when they are filled in, and are as good as the password in them.
  const std::string_view authorization = HeaderValue(call.headers, "Authorization");
  if (!spellings_.empty() && authorization.starts_with(kBasic))
    Note(authorization.substr(kBasic.size()));
  std::ranges::sort(spellings_, std::ranges::greater(), &std::string::size);
  return call;
}

void SecretsSent::Note(std::string_view secret) {
  for (auto& spelling : {std::string(secret), InJson(secret), PercentEncode(secret)})
    if (spelling.size() >= kShortest && std::ranges::find(spellings_, spelling) == spellings_.end())
      spellings_.push_back(spelling);
}

void SecretsSent::Strike(HttpOutcome& outcome) const {
  if (spellings_.empty()) return;
  if (!outcome) return Strike(outcome.error().error.message);
  Strike(outcome->body);
  for (auto& [name, value] : outcome->headers) Strike(value);
}

void SecretsSent::Strike(std::string& text) const {
  for (const auto& spelling : spellings_)
    for (auto at = text.find(spelling); at != std::string::npos;
         at = text.find(spelling, at + kStruck.size()))
      text.replace(at, spelling.size(), kStruck);
}

}  // namespace tocsin::workflow
