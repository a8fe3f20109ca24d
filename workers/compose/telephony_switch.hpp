#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "adapters/telephony.hpp"

namespace tocsin::compose {

/// The carrier in force, replaced by a reload of the settings (a rotated token). Without one every
/// dial is refused, so that workflows climb on instead of waiting. Thread-safe.
class TelephonySwitch final : public TelephonyProvider {
 public:
  /// May be null: no carrier is configured.
  void Use(std::unique_ptr<TelephonyProvider> provider);
  bool Configured() const { return Current() != nullptr; }

  const TelephonyCapabilities& Capabilities() const override;
  void Place(PlaceCall call, std::function<void(PlaceResult)> done) override;
  void List(std::string to, std::string from, TimePoint since,
            std::function<void(Result<std::vector<ListedCall>>)> done) override;
  void Read(std::string provider_call_id, std::function<void(Result<ListedCall>)> done) override;
  void End(std::string provider_call_id, std::function<void(Status)> done) override;
  void Move(std::string provider_call_id, std::string url,
            std::function<void(Status)> done) override;
  Result<CallWebhook> ParseWebhook(CallWebhook::Kind kind, const HttpRequest& request,
                                   std::string_view public_base) const override;
  HttpResponse Render(const Instructions& instructions) const override;
  void Probe(std::function<void(Status)> done) override;

 private:
  TelephonyProvider* Current() const;

  mutable std::mutex mutex_;
  /// All that were ever in force, the newest last: requests under way still refer to former ones.
  std::vector<std::unique_ptr<TelephonyProvider>> providers_;
};

}  // namespace tocsin::compose
