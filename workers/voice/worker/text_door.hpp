#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "adapters/telephony.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/request_rates.hpp"
#include "workers/voice/worker/carriers.hpp"
#include "workers/voice/worker/group_commit.hpp"

namespace tocsin::voice {

/// POST CarrierDoor::texts: a text message that came to a number of ours, signed by the carrier. It
/// answers a question that was sent to its number by a message that may be replied to; what it
/// comes to is stored before anything is sent back. Who was sent none is answered nothing. The same
/// message a second time changes nothing. Texts are told to no log. Thread-safe.
class TextDoor {
 public:
  struct Parts {
    const SettingsCell& settings;
    const Carriers& carriers;
    runtime::DatabasePool& database;
    GroupCommit& commits;
    const Clock& clock;
    Metrics& metrics;
  };
  /// All parts outlive it and every request in hand.
  explicit TextDoor(Parts parts) : parts_(std::move(parts)) {}

  void Register(runtime::HttpRouter& router);

 private:
  /// A verified text on its way to an answer.
  struct Text;
  void Take(const std::string& carrier, const HttpRequest& request, HttpRespond respond);
  void Refuse(const HttpRequest& request, const Error& why, const HttpRespond& respond);
  void Find(StoreSession& session, const std::shared_ptr<Text>& text);
  void Answer(const Text& text, std::string_view outcome, std::string_view reply);

  static constexpr int kPerNumber = 1;  ///< texts a minute; 20 may come at once
  const Parts parts_;
  runtime::RequestRates numbers_{kPerNumber};
  LogQuota refused_;
  LogQuota crowds_;
};

}  // namespace tocsin::voice
