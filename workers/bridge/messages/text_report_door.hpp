#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "workers/bridge/event_publisher.hpp"
#include "workers/bridge/messages/channel.hpp"
#include "workers/runtime/http_router.hpp"

namespace tocsin::bridge {

struct Message;

/// Where the carrier reports what became of a text message: the door below the public address, with
/// what is told of it later. Empty without a public address.
std::string TextReportUrl(std::string_view public_url, const Message& message);

/// POST /api/voice/webhook/sms-status: the carrier's report, signed over the whole address, so that
/// what the address says is what we wrote into it. A message that arrived is told again as
/// tocsin.message.sent with the status `delivered`, one that was lost as tocsin.message.failed; the
/// same report twice is one event. Thread-safe.
class TextReportDoor {
 public:
  struct Parts {
    EventPublisher& publisher;
    Metrics& metrics;
    const Clock& clock;
  };
  explicit TextReportDoor(Parts parts) : parts_(parts) {}

  /// Over which account messages go, and the address that its reports come to.
  void Use(std::shared_ptr<const TextMessages> carrier, std::string public_url);
  void AddRoutes(runtime::HttpRouter& router);
  void Handle(const HttpRequest& request, HttpRespond respond);

 private:
  Parts parts_;
  std::mutex mutex_;
  std::shared_ptr<const TextMessages> carrier_;
  std::string public_url_;
  LogQuota refused_;
};

}  // namespace tocsin::bridge
