#pragma once

#include <string>

#include "adapters/actions.hpp"
#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/store.hpp"
#include "workers/runtime/database_pool.hpp"

namespace tocsin::bridge {

/// The body of POST /api/v1/actions/{id}/result: {"status": "completed", "result"?} or {"status":
/// "failed", "error"?}.
struct ActionReport {
  std::string state;
  json::value result;  ///< of a failed one an object with `message`
};
/// 422 names the field.
tl::expected<ActionReport, HttpResponse> ReadReport(const HttpRequest& request);

/// Ends an open action and tells it on the bus: 200 {action_id, status}, the same again too; 404
/// for an action that is not known or another tenant's, 409 for one that ended otherwise. On a
/// database thread.
class ActionResults {
 public:
  /// All of it outlives the calls.
  ActionResults(std::string bus_id, runtime::Courier& courier, const Clock& clock)
      : bus_id_(std::move(bus_id)), courier_(courier), clock_(clock) {}
  HttpResponse Take(const std::string& action_id, std::string_view tenant,
                    const ActionReport& report, StoreSession& session,
                    StoreDirectory& directory) const;

 private:
  Result<bool> End(const ActionRow& row, const ActionReport& report, StoreSession& session) const;

  std::string bus_id_;
  runtime::Courier& courier_;
  const Clock& clock_;
};

}  // namespace tocsin::bridge
