#include "workers/bridge/status_pages.hpp"

#include <algorithm>

#include "schemas/json.hpp"
#include "schemas/version.hpp"
#include "workers/bridge/metrics_format.hpp"
#include "workers/bridge/problems.hpp"
#include "workers/bridge/request_metrics.hpp"

namespace tocsin::bridge {
namespace {

constexpr Duration kTryAgain = std::chrono::seconds(2);

}  // namespace

std::shared_ptr<StatusPages> StatusPages::Create(StatusOptions options, StatusServices services) {
  return std::shared_ptr<StatusPages>(new StatusPages(std::move(options), services));
}

StatusPages::StatusPages(StatusOptions options, StatusServices services)
    : options_(std::move(options)), services_(services) {}

void StatusPages::Add(runtime::HttpRouter& router, std::string_view path,
                      std::function<void(const HttpRequest&, HttpRespond)> answer) {
  router.Add("GET", path,
             [self = shared_from_this(), route = std::string(path), answer = std::move(answer)](
                 const HttpRequest& request, const runtime::PathParameters&, HttpRespond respond) {
               answer(request, Counted(self->services_.metrics, route, std::move(respond)));
             });
}

void StatusPages::AddRoutes(runtime::HttpRouter& router) {
  const std::string about = JsonText(
      json::object{{"service", "tocsin"}, {"status", "operational"}, {"version", Version()}});
  const std::string health =
      JsonText(json::object{{"status", "healthy"}, {"service", "tocsin"}, {"version", Version()}});
  Add(router, "/", [about](const HttpRequest&, const HttpRespond& respond) {
    respond(JsonResponse(200, about));
  });
  for (const std::string_view path : {"/health", "/voice/health"}) {
    Add(router, path,
        [health, deep = options_.deep](const HttpRequest& request, HttpRespond respond) {
          if (deep && request.Query("deep") == "1") return deep->Answer(std::move(respond));
          respond(JsonResponse(200, health));
        });
  }
  Add(router, "/ready", [self = shared_from_this()](const HttpRequest&, HttpRespond respond) {
    self->Ready(std::move(respond));
  });
  services_.metrics.Set("tocsin_build_info", 1, {{"version", Version()}});
  Add(router, "/metrics",
      [&services = services_](const HttpRequest& request, const HttpRespond& respond) {
        const auto format = MetricsFormatFor(HeaderValue(request.headers, "Accept"));
        services.metrics.Set("tocsin_bus_unacknowledged_records",
                             static_cast<double>(services.producer.InFlight()));
        respond(
            {.status = 200,
             .headers = {{"Content-Type", std::string(ContentTypeOf(format))}, {"Vary", "Accept"}},
             .body = services.metrics.Expose(format)});
      });
}

void StatusPages::Ready(HttpRespond respond) {
  json::array missing;
  json::array warnings;
  const auto note = [](json::array& list, std::string_view name, const Status& status) {
    if (!status) list.push_back({{"name", name}, {"detail", status.error().message}});
  };
  for (const auto& check : options_.readiness)
    note(check.needed ? missing : warnings, check.name, check.check());
  const auto answer = [facts = options_.facts](json::array faults,
                                               json::array remarks) -> HttpResponse {
    const bool ready = faults.empty();
    json::object body{{"status", ready ? "ready" : "not ready"}, {"missing", std::move(faults)}};
    if (!remarks.empty()) body["warnings"] = std::move(remarks);
    for (const auto& [name, text] : facts) body[name] = text;
    HttpResponse response = JsonResponse(ready ? 200 : 503, JsonText(body));
    return ready ? response : WithRetryAfter(std::move(response), kTryAgain);
  };
  // A database that is known to be silent need not be asked, which takes seconds.
  const bool known = std::ranges::any_of(
      missing, [](const json::value& fault) { return fault.at("name") == "store"; });
  if (known) return respond(answer(std::move(missing), std::move(warnings)));
  auto job = [note, answer, missing, warnings, respond](StoreSession&,
                                                        StoreDirectory& directory) mutable {
    note(missing, "store", directory.Ping());
    respond(answer(std::move(missing), std::move(warnings)));
  };
  if (const auto posted = services_.database.Post(std::move(job)); !posted) {
    note(missing, "store", posted);
    respond(answer(std::move(missing), std::move(warnings)));
  }
}

}  // namespace tocsin::bridge
