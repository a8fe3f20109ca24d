#include "adapters/telephony/twilio/verified_form.hpp"

#include <string>

#include "adapters/telephony/twilio/wire.hpp"

namespace tocsin::twilio {
namespace {

/// Whoever signs with another account's token, rightly, cannot be told from whoever only names it;
/// the cause to look for is the same.
std::string OtherAccount(std::string_view ours, std::string_view named, bool signature_right) {
  const auto tail = [](std::string_view sid) {
    if (!IsCallSid(sid) || sid.size() < 8) return std::string("(no account id)");
    return std::string(sid.substr(0, 2)) + "..." + std::string(sid.substr(sid.size() - 4));
  };
  return "it is of another account: it names " + tail(named) + ", and " + tail(ours) +
         " is set here (telephony.twilio.account_sid, TWILIO_ACCOUNT_SID); its signature is " +
         (signature_right ? "right" : "not made with the auth token set here");
}

}  // namespace

Result<FormParameters> VerifiedForm(const TwilioVerifier& verifier, std::string_view account_sid,
                                    const HttpRequest& request, std::string_view public_base) {
  const auto refused = [](std::string_view why) {
    return Fail(ErrorKind::kRejected, std::string("verifying webhook: ").append(why),
                "telephony.twilio");
  };
  const std::string url = AddressBelow(public_base, request.target);
  const std::string_view signature = HeaderValue(request.headers, "X-Twilio-Signature");
  if (signature.empty()) return refused("no X-Twilio-Signature header");
  const std::string_view type = HeaderValue(request.headers, "Content-Type");
  if (!type.starts_with("application/x-www-form-urlencoded")) {
    if (!verifier.Body(url, request.body, signature)) return refused("wrong signature");
    return Fail(ErrorKind::kInvalid, "reading webhook: body is not a form", "telephony.twilio");
  }
  auto form = ParseForm(request.body);
  const bool signature_right = verifier.Form(url, form, signature);
  for (const auto& [name, value] : form)
    if (name == "AccountSid" && value != account_sid)
      return refused(OtherAccount(account_sid, value, signature_right));
  if (!signature_right) return refused("wrong signature");
  return form;
}

}  // namespace tocsin::twilio
