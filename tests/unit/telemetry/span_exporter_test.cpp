#include "adapters/telemetry/span_exporter.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <mutex>
#include <thread>

#include "adapters/telemetry/prometheus_metrics.hpp"

namespace tocsin {
namespace {

/// A collector that answers from a list, then with 200.
class Collector final : public HttpClient {
 public:
  void Send(HttpCall call, std::function<void(HttpOutcome)> done) override {
    HttpOutcome outcome = HttpResponse{.status = 200, .headers = {}, .body = {}};
    {
      const std::lock_guard lock(mutex_);
      calls_.push_back(std::move(call));
      if (!answers_.empty()) {
        outcome = answers_.front();
        answers_.pop_front();
      }
    }
    done(outcome);
  }
  void Next(HttpOutcome outcome) { answers_.push_back(std::move(outcome)); }
  std::vector<HttpCall> Calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  std::mutex mutex_;
  std::vector<HttpCall> calls_;
  std::deque<HttpOutcome> answers_;
};

SpanExporterOptions Options() {
  return {.url = "http://127.0.0.1:4318/v1/traces",
          .headers = {{"Authorization", "Bearer secret"}},
          .delay = std::chrono::milliseconds(1)};
}

Span Named(const std::string& name) {
  return {
      .trace = "0af7651916cd43dd8448eb211c80319c", .span = 1, .name = name, .start = {}, .end = {}};
}

std::string Traceparent(std::string_view trace, std::string_view flags = "01") {
  return "00-" + std::string(trace) + "-b7ad6b7169203331-" + std::string(flags);
}

bool Counts(SeriesMetrics& metrics, std::string_view outcome, int count) {
  return metrics.Expose().find("tocsin_telemetry_spans_total{outcome=\"" + std::string(outcome) +
                               "\"} " + std::to_string(count) + "\n") != std::string::npos;
}

TEST(SpanExporter, SendsWhatWaitsBeforeItStops) {
  Collector collector;
  const auto metrics = MakePrometheusMetrics();
  const auto exporter = MakeSpanExporter(Options(), collector, *metrics);
  exporter->Record(Named("one"));
  exporter->Record(Named("two"));
  exporter->Stop(std::chrono::seconds(5));
  std::string bodies;
  for (const auto& call : collector.Calls()) {
    EXPECT_EQ(call.method, "POST");
    EXPECT_EQ(call.url, "http://127.0.0.1:4318/v1/traces");
    EXPECT_EQ(HeaderValue(call.headers, "Content-Type"), "application/x-protobuf");
    EXPECT_EQ(HeaderValue(call.headers, "Authorization"), "Bearer secret");
    bodies += call.body;
  }
  EXPECT_NE(bodies.find("one"), std::string::npos);
  EXPECT_NE(bodies.find("two"), std::string::npos);
  EXPECT_TRUE(Counts(*metrics, "sent", 2)) << metrics->Expose();
}

TEST(SpanExporter, SendsWhatComesAfterAQuietTime) {
  Collector collector;
  const auto metrics = MakePrometheusMetrics();
  const auto exporter = MakeSpanExporter(Options(), collector, *metrics);
  // Longer than it waits for more: by now its thread has nothing to do.
  for (std::size_t sent = 1; sent <= 3; ++sent) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    exporter->Record(Named("late"));
    for (int i = 0; i < 3'000 && collector.Calls().size() < sent; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(collector.Calls().size(), sent);
  }
}

TEST(SpanExporter, TriesAgainWhereTheCollectorIsOverloadedAndNotWhereItRefuses) {
  Collector collector;
  collector.Next(HttpResponse{.status = 503, .headers = {}, .body = {}});
  collector.Next(HttpResponse{.status = 400, .headers = {}, .body = {}});
  const auto metrics = MakePrometheusMetrics();
  const auto exporter = MakeSpanExporter(Options(), collector, *metrics);
  exporter->Record(Named("one"));
  while (collector.Calls().size() < 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  exporter->Stop(std::chrono::seconds(5));
  const auto calls = collector.Calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].body, calls[1].body);
  EXPECT_TRUE(Counts(*metrics, "refused", 1)) << metrics->Expose();
}

TEST(SpanExporter, LosesWhatThereIsNoRoomForAndSaysSo) {
  Collector collector;
  const auto metrics = MakePrometheusMetrics();
  auto options = Options();
  options.delay = std::chrono::hours(1);
  options.most_waiting = 3;
  const auto exporter = MakeSpanExporter(options, collector, *metrics);
  for (int i = 0; i < 10; ++i) exporter->Record(Named("one"));
  exporter->Stop(std::chrono::seconds(5));
  EXPECT_TRUE(Counts(*metrics, "lost", 7)) << metrics->Expose();
  EXPECT_TRUE(Counts(*metrics, "sent", 3)) << metrics->Expose();
}

TEST(SpanExporter, WantsAShareOfTracesByTheirIdsAlone) {
  Collector collector;
  const auto metrics = MakePrometheusMetrics();
  auto options = Options();
  options.share = 0.25;
  const auto exporter = MakeSpanExporter(options, collector, *metrics);
  EXPECT_TRUE(exporter->Wants(Traceparent("ffffffffffffffff1fffffffffffffff")));
  EXPECT_FALSE(exporter->Wants(Traceparent("000000000000000020000000000000ff")));
  EXPECT_FALSE(exporter->Wants(Traceparent("ffffffffffffffff1fffffffffffffff", "00")))
      << "whoever sent it does not record it";
  EXPECT_FALSE(exporter->Wants("nonsense"));
}

}  // namespace
}  // namespace tocsin
