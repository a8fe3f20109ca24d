#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/metrics.hpp"
#include "schemas/approval_link.hpp"
#include "schemas/secret.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/request_rates.hpp"
#include "workers/voice/worker/group_commit.hpp"

namespace tocsin::voice {

/// GET and POST /a/{token}: the page of a link that a message carried. A GET shows the question and
/// stores nothing, for scanners of mail open links; a POST chooses, and one more confirms. Whoever
/// is shown "decided" is shown it after the commit. Tokens are told to no log. Thread-safe.
class ApprovalPage {
 public:
  struct Parts {
    const SettingsCell& settings;
    Secret secret;  ///< of the installation
    runtime::DatabasePool& database;
    GroupCommit& commits;
    const Clock& clock;
    Metrics& metrics;
  };
  /// All parts outlive it and every request in hand.
  explicit ApprovalPage(Parts parts) : parts_(std::move(parts)) {}

  void Register(runtime::HttpRouter& router);
  void Show(const HttpRequest& request, std::string_view token, HttpRespond respond);
  void Take(const HttpRequest& request, std::string_view token, HttpRespond respond);

 private:
  /// Nothing, and answered, where there is no more to it.
  std::optional<ApprovalLink> Admit(const HttpRequest& request, std::string_view token,
                                    const HttpRespond& respond);
  void Answer(const HttpRespond& respond, HttpResponse response, std::string_view act);

  static constexpr int kPerAddress = 120;  ///< requests a minute
  static constexpr int kPerLink = 30;
  const Parts parts_;
  runtime::RequestRates addresses_{kPerAddress};
  runtime::RequestRates links_{kPerLink};
};

}  // namespace tocsin::voice
