#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "schemas/secret.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/request_rates.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rosters {

/// Before NAME.ics, the name of a policy or of a rotation.
inline constexpr std::string_view kDutyFeedPath = "/api/v1/oncall/";

/// Lets whoever has it read the feed of this name until then, whole seconds: programs that show
/// calendars send no headers. The same again is the same token. `secret`: of the installation.
std::string DutyFeedToken(std::string_view secret, std::string_view name, TimePoint until);
/// False: altered, of another name or installation, or old.
bool IsDutyFeedToken(std::string_view secret, std::string_view name, std::string_view token,
                     TimePoint now);
/// The whole address, as a calendar is given it.
std::string DutyFeedUrl(std::string_view public_url, std::string_view secret, std::string_view name,
                        TimePoint until);

/// GET /api/v1/oncall/NAME.ics?token=...: who is on duty, as `tocsin oncall show --format ical`
/// tells it, of the last two weeks and the next thirteen. Tokens are told to no log. Thread-safe.
class DutyFeed {
 public:
  struct Parts {
    /// Those in force; null: there are none.
    std::function<std::shared_ptr<const workflow::Resources>()> resources;
    Secret secret;
    Loop& loop;  ///< makes the calendars; stopped before this ends
    const Clock& clock;
  };
  explicit DutyFeed(Parts parts) : parts_(std::move(parts)) {}

  void Register(runtime::HttpRouter& router);
  void Serve(const HttpRequest& request, std::string_view file, HttpRespond respond);

 private:
  HttpResponse Calendar(const std::string& name) const;

  static constexpr int kPerAddress = 120;  ///< requests a minute
  static constexpr int kPerFeed = 60;
  const Parts parts_;
  runtime::RequestRates addresses_{kPerAddress};
  runtime::RequestRates feeds_{kPerFeed};
};

}  // namespace tocsin::rosters
