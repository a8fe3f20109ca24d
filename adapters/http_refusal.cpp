#include "adapters/http_refusal.hpp"

#include <algorithm>

#include "adapters/http_text.hpp"
#include "schemas/json.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMostRefusalBytes = 4 * 1024;
constexpr std::size_t kMostToldBytes = 200;

std::string_view WordsOf(const json::value& body) {
  for (const auto* found :
       {FindPath(body, {"error", "message"}), FindPath(body, {"detail", "message"}),
        FindPath(body, {"err_msg"}), FindPath(body, {"message"}), FindPath(body, {"error"}),
        FindPath(body, {"detail"})})
    if (found != nullptr && found->is_string()) return found->get_string();
  return {};
}

}  // namespace

void HttpRefusal::OnHead(int status, const HttpHeaders& headers) {
  status_ = status;
  retry_after_ = HeaderValue(headers, "Retry-After");
  body_.clear();
}

void HttpRefusal::OnBody(std::string_view bytes) {
  body_.append(bytes.substr(0, kMostRefusalBytes - std::min(kMostRefusalBytes, body_.size())));
}

ErrorKind HttpRefusal::Kind() const {
  if (status_ == 401 || status_ == 402 || status_ == 403) return ErrorKind::kRejected;
  if (status_ == 404) return ErrorKind::kNotFound;
  if (status_ == 408 || status_ == 429 || status_ >= 500) return ErrorKind::kTransient;
  return ErrorKind::kInvalid;
}

Duration HttpRefusal::Wait(TimePoint now) const { return net::RetryAfter(retry_after_, now); }

std::string HttpRefusal::Text(const Secret& key) const {
  std::string text = std::to_string(status_);
  if (const auto body = ParseJson(body_)) {
    const auto words = WordsOf(*body);
    if (!words.empty()) text += " (" + PlainText(words, kMostToldBytes) + ")";
  }
  // A service may repeat the key that it does not like.
  const auto& shown = key.Reveal();
  for (auto at = shown.empty() ? std::string::npos : text.find(shown); at != std::string::npos;
       at = text.find(shown))
    text.replace(at, shown.size(), Secret::kStars);
  if (!retry_after_.empty())
    text += ", not before " + PlainText(retry_after_, kMostToldBytes) + " s";
  return text;
}

}  // namespace tocsin
