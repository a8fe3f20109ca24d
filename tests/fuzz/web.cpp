// links: ports
// What strangers send to the webhooks: forms, targets, URLs and dates of headers.
#include "adapters/http.hpp"
#include "adapters/http_text.hpp"
#include "tests/fuzz/promise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& [name, value] : ParseForm(text)) {
    if ((name + value).find('\0') != std::string::npos) continue;  // NUL is never decoded
    const auto back = ParseForm(PercentEncode(name) + "=" + PercentEncode(value));
    fuzz::Promise(back.size() == 1 && back[0].first == name && back[0].second == value,
                  "what is encoded is read again");
  }
  if (const auto target = net::ParseTarget(text))
    fuzz::Promise(target->path.find('\0') == std::string::npos, "no NUL in a path");
  if (const auto endpoint = net::ParseUrl(text))
    fuzz::Promise(!endpoint->host.empty() && !endpoint->target.empty(), "a host and a target");
  net::RetryAfter(text, TimePoint{});
  const auto decoded = net::PercentDecode(text, net::Plus::kSpace);
  if (decoded) fuzz::Promise(decoded->find('\0') == std::string::npos, "no NUL in a text");
  return 0;
}
