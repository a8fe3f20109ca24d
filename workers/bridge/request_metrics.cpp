#include "workers/bridge/request_metrics.hpp"

#include <chrono>

namespace tocsin::bridge {

HttpRespond Counted(Metrics& metrics, std::string route, HttpRespond respond, std::string trace) {
  return
      [&metrics, route = std::move(route), respond = std::move(respond), trace = std::move(trace),
       began = std::chrono::steady_clock::now()](HttpResponse response) {
        const auto took = std::chrono::steady_clock::now() - began;
        metrics.Observe("tocsin_http_request_seconds", std::chrono::duration<double>(took).count(),
                        {{"route", route}}, trace);
        metrics.Add("tocsin_http_requests_total", 1,
                    {{"route", route}, {"status", std::to_string(response.status)}});
        respond(std::move(response));
      };
}

}  // namespace tocsin::bridge
