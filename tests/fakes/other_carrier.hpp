#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/telephony.hpp"

namespace tocsin::fakes {

/// A carrier that works as another does, with other capabilities. Without a list of calls, what
/// became of a dial only callbacks tell.
class OtherCarrier final : public TelephonyProvider {
 public:
  OtherCarrier(std::shared_ptr<TelephonyProvider> carrier, TelephonyCapabilities capabilities)
      : carrier_(std::move(carrier)), capabilities_(std::move(capabilities)) {}

  const TelephonyCapabilities& Capabilities() const override { return capabilities_; }
  void Place(PlaceCall call, std::function<void(PlaceResult)> done) override {
    carrier_->Place(std::move(call), std::move(done));
  }
  void List(std::string to, std::string from, TimePoint since,
            std::function<void(Result<std::vector<ListedCall>>)> done) override {
    if (capabilities_.lists_calls || capabilities_.lists_ended_calls)
      return carrier_->List(std::move(to), std::move(from), since, std::move(done));
    ADD_FAILURE() << "a list was asked for that does not exist";
    done(std::vector<ListedCall>());  // which would prove, wrongly, that nothing rings
  }
  void Read(std::string id, std::function<void(Result<ListedCall>)> done) override {
    carrier_->Read(std::move(id), std::move(done));
  }
  void End(std::string id, std::function<void(Status)> done) override {
    carrier_->End(std::move(id), std::move(done));
  }
  void Move(std::string id, std::string url, std::function<void(Status)> done) override {
    carrier_->Move(std::move(id), std::move(url), std::move(done));
  }
  Result<CallWebhook> ParseWebhook(CallWebhook::Kind kind, const HttpRequest& request,
                                   std::string_view public_base) const override {
    return carrier_->ParseWebhook(kind, request, public_base);
  }
  Result<TextReceived> ParseText(const HttpRequest& request,
                                 std::string_view public_base) const override {
    return carrier_->ParseText(request, public_base);
  }
  HttpResponse AnswerText(std::string_view text) const override {
    return carrier_->AnswerText(text);
  }
  HttpResponse Render(CallWebhook::Kind kind, const Instructions& instructions) const override {
    return carrier_->Render(kind, instructions);
  }
  Status VerifySocket(const HttpRequest& request, std::string_view public_base) const override {
    return carrier_->VerifySocket(request, public_base);
  }
  std::unique_ptr<MediaCodec> MakeMediaCodec() const override {
    return make_codec ? make_codec() : carrier_->MakeMediaCodec();
  }
  std::unique_ptr<RelayCodec> MakeRelayCodec() const override { return carrier_->MakeRelayCodec(); }
  std::function<std::unique_ptr<MediaCodec>()> make_codec = {};
  void Probe(std::function<void(Status)> done) override { carrier_->Probe(std::move(done)); }
  void ProbeWebhook(std::string url, std::function<void(Result<WebhookProbe>)> done) override {
    carrier_->ProbeWebhook(std::move(url), std::move(done));
  }

 private:
  std::shared_ptr<TelephonyProvider> carrier_;
  TelephonyCapabilities capabilities_;
};

}  // namespace tocsin::fakes
