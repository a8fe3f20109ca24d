#include "workers/voice/worker/webhook_probe.hpp"

#include <algorithm>

#include "schemas/plain_text.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMaxBody = 2000;

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

std::string ProbeReport::Text() const {
  std::string text = "POST " + url + "\nsigned: " + url + "\n";
  for (const auto& [name, value] : parameters) text += "  + " + name + " = " + value + "\n";
  text += "X-Twilio-Signature: " + signature + "\nanswer: " + std::to_string(status) + "\n" + body;
  if (!body.empty() && !body.ends_with('\n')) text += '\n';
  if (!hint.empty()) text += "hint: " + hint + "\n";
  return text;
}

void ProbeWebhook(HttpClient& client, const ProbeTarget& target, const SignWebhook& sign,
                  std::function<void(Result<ProbeReport>)> done) {
  std::string base = target.public_base;
  while (base.ends_with('/')) base.pop_back();
  ProbeReport report;
  report.url = base + "/api/voice/webhook/" + target.hook + "?token=probe";
  report.parameters = {{"AccountSid", target.account},
                       {"ApiVersion", "2010-04-01"},
                       {"CallSid", "CA00000000000000000000000000000000"},
                       {"CallStatus", "in-progress"},
                       {"Direction", "outbound-api"},
                       {"From", target.from},
                       {"To", target.from}};
  std::ranges::sort(report.parameters);
  report.signature = sign(report.url, report.parameters);
  HttpCall call{.method = "POST",
                .url = report.url,
                .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                            {"X-Twilio-Signature", report.signature}},
                .body = {},
                .timeout = std::chrono::seconds(15),
                .max_response_bytes = 64 * 1024};
  for (const auto& [name, value] : report.parameters) {
    if (!call.body.empty()) call.body += '&';
    call.body += PercentEncode(name) + '=' + PercentEncode(value);
  }
  client.Send(std::move(call),
              [report = std::move(report), done = std::move(done)](HttpOutcome outcome) mutable {
                if (!outcome) return done(Fail(Wrap(outcome.error().error, "probing webhook")));
                report.status = outcome->status;
                report.body = PlainText(outcome->body, kMaxBody);
                report.ok = report.status >= 200 && report.status < 300;
                report.hint = HintFor(report.status);
                done(std::move(report));
              });
}

}  // namespace tocsin::voice
