// links: telephony net schemas
#include "adapters/telephony/twilio/twilio.hpp"
#include "fakes/twilio_api.hpp"
#include "tests/contract/telephony/telephony_contract.hpp"

namespace tocsin::contract {
namespace {

/// Twilio's adapter on its REST API in memory.
class TwilioBench final : public CarrierBench {
 public:
  TelephonyProvider& Provider() override { return *provider_; }
  TelephonyProvider& Stranger() override { return *stranger_; }
  bool BreakNextDial(Fault fault) override {
    using Broken = fakes::TwilioApi::Fault;
    switch (fault) {
      case Fault::kTooMany:
        api_.fault = Broken::kTooMany;
        break;
      case Fault::kUnavailable:
        api_.fault = Broken::kUnavailable;
        break;
      case Fault::kErrorAfterPlacing:
        api_.fault = Broken::kErrorAfterPlacing;
        break;
      case Fault::kNoAnswerAfterPlacing:
        api_.fault = Broken::kNoAnswerAfterPlacing;
        break;
      case Fault::kNoConnection:
        api_.fault = Broken::kNoConnection;
        break;
    }
    return true;
  }

 private:
  static TwilioOptions With(std::string token) {
    return {.account_sid = "AC1",
            .auth_token = std::move(token),
            .from = "+15551234567",
            .api_url = "https://api.example.com"};
  }
  fakes::TwilioApi api_{"AC1", "Basic QUMxOnNlY3JldA=="};
  std::unique_ptr<TelephonyProvider> provider_ = MakeTwilio(With("secret"), api_);
  std::unique_ptr<TelephonyProvider> stranger_ = MakeTwilio(With("wrong"), api_);
};

INSTANTIATE_TEST_SUITE_P(Twilio, TelephonyContract, testing::Values(BenchMaker([] {
                           return std::make_unique<TwilioBench>();
                         })));

}  // namespace
}  // namespace tocsin::contract
