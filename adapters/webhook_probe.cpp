#include "adapters/webhook_probe.hpp"

#include "schemas/plain_text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMostOfAnswer = 2000;

std::string HintFor(int status) {
  if (status >= 200 && status < 300) return {};
  if (status == 403)
    return "the signature was refused: the running worker has another auth token, or another "
           "http.public_url than this address";
  if (status == 404) return "the address does not lead to the worker: check the proxy's path";
  if (status == 405) return "a proxy has turned the POST into another method (a redirect does)";
  if (status >= 300 && status < 400)
    return "the address redirects; carriers sign the address they call: configure the final one";
  if (status == 502 || status == 504) return "the proxy does not reach the worker";
  return "see the worker's log";
}

}  // namespace

void WebhookProbe::TakeAnswer(int answer_status, std::string_view answer_body) {
  status = answer_status;
  body = PlainText(answer_body, kMostOfAnswer);
  ok = status >= 200 && status < 300;
  hint = HintFor(status);
}

std::string WebhookProbe::Text() const {
  std::string text = "POST " + url + "\nsigned: " + url + "\n";
  for (const auto& [name, value] : parameters) text += "  + " + name + " = " + value + "\n";
  text += signature.first + ": " + signature.second + "\nanswer: " + std::to_string(status) + "\n" +
          body;
  if (!body.empty() && !body.ends_with('\n')) text += '\n';
  if (!hint.empty()) text += "hint: " + hint + "\n";
  return text;
}

}  // namespace tocsin
