#include "adapters/telephony/twilio/text_messages.hpp"

#include <utility>

#include "adapters/telephony/rest_answer.hpp"
#include "adapters/telephony/twilio/verified_form.hpp"
#include "adapters/telephony/twilio/wire.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxWord = 40;

class TwilioMessages final : public TextMessages {
 public:
  TwilioMessages(TwilioOptions options, HttpClient& client)
      : options_(std::move(options)),
        client_(client),
        verifier_(options_.auth_token, options_.auth_token_previous) {}

  void Send(TextMessage message, std::function<void(TextOutcome)> done) override {
    FormParameters form{{"To", message.to},
                        {"From", message.from.empty() ? options_.from : message.from},
                        {"Body", message.text}};
    if (!message.report_url.empty()) form.emplace_back("StatusCallback", message.report_url);
    HttpCall call{.method = "POST",
                  .url = AddressBelow(options_.api_url, {}) + "/2010-04-01/Accounts/" +
                         options_.account_sid + "/Messages.json",
                  .headers = {{"Authorization", "Basic " + EncodeBase64(options_.account_sid + ":" +
                                                                        options_.auth_token)},
                              {"Accept", "application/json"},
                              {"Content-Type", "application/x-www-form-urlencoded"}},
                  .body = EncodeForm(form),
                  .timeout = message.timeout};
    client_.Send(std::move(call), [secret = options_.auth_token, done = std::move(done)](
                                      const HttpOutcome& outcome) { done(Read(outcome, secret)); });
  }

  Result<TextReport> ParseReport(const HttpRequest& request,
                                 std::string_view public_base) const override {
    TRY_ASSIGN(const auto form,
               twilio::VerifiedForm(verifier_, options_.account_sid, request, public_base));
    const auto value = [&](std::string_view name) {
      for (const auto& [key, text] : form)
        if (key == name) return PlainText(text, kMaxWord);
      return std::string();
    };
    const auto status = value("MessageStatus");
    if (status.empty())
      return Fail(ErrorKind::kInvalid, "reading webhook: 'MessageStatus' is missing",
                  "telephony.twilio");
    if (status == "delivered" || status == "read")
      return TextReport{.state = TextReport::State::kDelivered};
    if (status != "undelivered" && status != "failed" && status != "canceled")
      return TextReport{.state = TextReport::State::kUnderWay};
    const auto code = value("ErrorCode");
    return TextReport{
        .state = TextReport::State::kLost,
        .reason = "the carrier reports: " + status + (code.empty() ? "" : ", its error " + code)};
  }

 private:
  static TextOutcome Read(const HttpOutcome& outcome, std::string_view secret) {
    if (Succeeded(outcome)) {
      const auto body = ParseJson(outcome->body);
      return body && body->is_object() ? std::string(StringAt(body->get_object(), "sid"))
                                       : std::string();
    }
    TextFailure failure{.error = twilio::ReadError(outcome, "sending text message", secret)};
    if (!outcome) return tl::unexpected(std::move(failure));
    const int status = outcome->status;
    failure.reached = status < 500 && status != 429;
    failure.refused = failure.reached && status != 408;
    return tl::unexpected(std::move(failure));
  }

  TwilioOptions options_;
  HttpClient& client_;
  TwilioVerifier verifier_;
};

}  // namespace

std::unique_ptr<TextMessages> MakeTwilioMessages(TwilioOptions options, HttpClient& client) {
  return std::make_unique<TwilioMessages>(std::move(options), client);
}

}  // namespace tocsin
