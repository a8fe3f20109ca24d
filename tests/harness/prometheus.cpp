#include "tests/harness/prometheus.hpp"

#include "adapters/http.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {

Prometheus::Prometheus(const std::string& folder) : port_(FreePort()) {
  process_ = std::make_unique<Process>(
      Process::Options{{"prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=prom",
                        "--enable-feature=exemplar-storage",
                        "--web.listen-address=127.0.0.1:" + std::to_string(port_)},
                       {},
                       folder});
}

json::value Prometheus::Ask(const std::string& path) const {
  const auto answer = harness::Ask({.url = "http://127.0.0.1:" + std::to_string(port_) + path});
  const auto body = ParseJson(answer.body);
  if (!body || !body->is_object() || StringAt(body->get_object(), "status") != "success")
    return nullptr;
  return body->at("data");
}

std::size_t Prometheus::Count(const std::string& query) const {
  const auto data = Ask("/api/v1/query?query=" + PercentEncode(query));
  return data.is_null() ? 0 : data.at("result").as_array().size();
}

}  // namespace tocsin::harness
