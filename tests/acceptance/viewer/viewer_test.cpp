// links: harness schemas net
// One trace in a real viewer, from a producer's record to the receiver of the action: Zipkin behind
// an OpenTelemetry collector (tools/zipkin), read back by its API, and its page as a picture.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "schemas/json.hpp"
#include "schemas/trace_context.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/kafka_client.hpp"
#include "tests/harness/receiver.hpp"
#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kPhone = "+15559876543";
constexpr const char* kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr const char* kProducer = "00f067aa0ba902b7";
constexpr auto kStartLimit = std::chrono::minutes(8);  // it may have to be built

std::string Traceparent(const std::string& span) {
  return "00-" + std::string(kTrace) + "-" + span + "-01";
}

/// Zipkin and its collector, on ports of the test.
class Viewer {
 public:
  ~Viewer() { Tool({"stop"}); }

  static Finished Tool(std::vector<std::string> words) {
    words.insert(words.begin(), std::string(TOCSIN_SOURCE_DIR) + "/tools/zipkin");
    return Run({.command = std::move(words)}, kStartLimit);
  }
  Finished Start() {
    zipkin_ = "http://127.0.0.1:" + std::to_string(FreePort());
    collector_ = "http://127.0.0.1:" + std::to_string(FreePort());
    return Tool({"start", "--port", zipkin_.substr(zipkin_.rfind(':') + 1), "--otlp",
                 collector_.substr(collector_.rfind(':') + 1)});
  }
  const std::string& Collector() const { return collector_; }
  /// A span of somebody else's.
  void Report(const std::string& service, json::object span) const {
    span["traceId"] = kTrace;
    const json::object resource{
        {"attributes", {{{"key", "service.name"}, {"value", {{"stringValue", service}}}}}}};
    const json::object all{
        {"resourceSpans",
         {{{"resource", resource}, {"scopeSpans", {{{"spans", json::array{span}}}}}}}}};
    const auto answer = Ask({.method = "POST",
                             .url = collector_ + "/v1/traces",
                             .headers = {{"Content-Type", "application/json"}},
                             .body = JsonText(all)});
    EXPECT_EQ(answer.status, 200) << answer.body;
  }
  /// What Zipkin has of the trace, by span id.
  std::map<std::string, json::object> Spans() const {
    std::map<std::string, json::object> spans;
    const auto body = ParseJson(Ask({.url = zipkin_ + "/api/v2/trace/" + kTrace}).body);
    if (!body || !body->is_array()) return spans;
    for (const auto& span : body->get_array())
      spans[std::string(StringAt(span.as_object(), "id"))] = span.as_object();
    return spans;
  }

 private:
  std::string zipkin_, collector_;
};

/// The trace as the viewer has it.
class ReadBack {
 public:
  ReadBack(std::map<std::string, json::object> spans, std::string prefix)
      : spans_(std::move(spans)), prefix_(std::move(prefix)) {}

  /// "NAME < NAME < ...", from the span up to the one that has none above it.
  std::string WayUp(const std::string& id) const {
    std::string way;
    for (auto at = spans_.find(id); at != spans_.end();
         at = spans_.find(std::string(StringAt(at->second, "parentId"))))
      way += (way.empty() ? "" : " < ") + NameOf(at->second);
    return way;
  }
  /// Of the first span of the name.
  std::string WayUpFrom(const std::string& name) const {
    for (const auto& [id, span] : spans_)
      if (NameOf(span) == name) return WayUp(id);
    return "no span " + name;
  }
  /// Spans whose way up does not end at the producer's.
  std::string Strays() const {
    std::string strays;
    for (const auto& [id, span] : spans_)
      if (!WayUp(id).ends_with("send alerts")) strays += WayUp(id) + '\n';
    return strays;
  }
  std::string Services() const {
    std::map<std::string, int> count;
    for (const auto& [id, span] : spans_)
      ++count[std::string(StringAt(span.at("localEndpoint").as_object(), "serviceName"))];
    std::string services;
    for (const auto& [name, spans] : count) services += (services.empty() ? "" : " ") + name;
    return services;
  }

 private:
  /// Zipkin writes names in lower case; topics have the site's prefix.
  std::string NameOf(const json::object& span) const {
    std::string name(StringAt(span, "name"));
    if (const auto at = name.find(prefix_ + '.'); at != std::string::npos)
      name.erase(at, prefix_.size() + 1);
    return name;
  }

  std::map<std::string, json::object> spans_;
  std::string prefix_;
};

std::string Nanoseconds(std::chrono::system_clock::time_point at) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
}

/// Real ears and a real voice where they are there, so that turns have their parts.
bool MayBeLive() {
  return fs::is_directory(fs::path(TOCSIN_SOURCE_DIR) / ".local/models") &&
         fs::exists("/usr/bin/espeak-ng");
}

class ViewerStory : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
};

/// As a monitor publishes it that traces itself.
void PublishTraced(const Viewer& viewer, const Site& site) {
  const auto begun = std::chrono::system_clock::now();
  KafkaClient producer(KafkaClient::Kind::kProducer, site.Kafka());
  producer.Produce(site.Prefix() + ".alerts", "traced",
                   R"({"alert_id": "traced", "title": "nginx is down", "severity": "critical",
          "resource_type": "lxc", "resource_id": "101", "resource_name": "nginx",
          "node_name": "pve1", "recommended_action": {"name": "restart_container"}})",
                   {{"ce_specversion", "1.0"},
                    {"ce_id", "e1"},
                    {"ce_source", "/pve"},
                    {"ce_type", "tocsin.alert.raised"},
                    {"ce_subject", "traced"},
                    {"content-type", "application/json"},
                    {"traceparent", Traceparent(kProducer)}});
  producer.Flush();
  viewer.Report("monitor", {{"spanId", kProducer},
                            {"name", "send " + site.Prefix() + ".alerts"},
                            {"kind", 4},
                            {"startTimeUnixNano", Nanoseconds(begun)},
                            {"endTimeUnixNano", Nanoseconds(std::chrono::system_clock::now())}});
}

/// As the receiver of the action traces itself; gives the span that it stands below.
std::string ReportReceiver(const Viewer& viewer, const Receiver& receiver) {
  for (const auto& request : receiver.Received()) {
    const std::string above(HeaderValue(request.headers, "traceparent"));
    EXPECT_EQ(TraceOf(above), kTrace);
    const auto now = std::chrono::system_clock::now();
    viewer.Report("executor",
                  {{"spanId", "00000000000000e1"},
                   {"parentSpanId", SpanText(SpanOf(above))},
                   {"name", "POST /webhook/actions"},
                   {"kind", 2},
                   {"startTimeUnixNano", Nanoseconds(now)},
                   {"endTimeUnixNano", Nanoseconds(now + std::chrono::milliseconds(3))}});
    return SpanText(SpanOf(above));
  }
  ADD_FAILURE() << "the action was not delivered";
  return {};
}

void ExpectThePage() {
  if (!fs::exists("/usr/bin/chromium")) {
    std::cout << "[  NOTE    ] chromium is not installed: no picture of the page\n";
    return;
  }
  const auto file = fs::path(TOCSIN_SOURCE_DIR) / "build/viewer/trace.png";
  fs::create_directories(file.parent_path());
  const auto made = Viewer::Tool({"picture", kTrace, file.string()});
  ASSERT_EQ(made.exit, 0) << made.errors;
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  EXPECT_THAT(bytes.substr(0, 8), HasSubstr("PNG"));
  EXPECT_GT(bytes.size(), 20'000U) << "an empty page is smaller";
  std::cout << "[  NOTE    ] the page: " << file.string() << '\n';
}

TEST_F(ViewerStory, OneTraceFromTheProducerToTheReceiverWithTheRightParents) {
  Viewer viewer;
  const auto started = viewer.Start();
  if (started.exit == 3) GTEST_SKIP() << started.errors;
  ASSERT_EQ(started.exit, 0) << started.errors;
  Receiver receiver;
  const bool live = MayBeLive();
  // On a live line what is said over the greeting is recognised, and keys decide.
  const std::string turns =
      live ? "{say: Approve it, over: true}, {silent: 50s}, {hear: 'press|confirm', press: '1'}, "
             "{hear: 'press|confirm', press: '1'}"
           : "{hear: nginx, press: '1'}, {hear: confirm, press: '1'}";
  WalkSite site(
      {.people = "{'" + std::string(kPhone) + "': [{answer_after: 1s, turns: [" + turns + "]}]}",
       .settings = "telemetry: {otlp: {endpoint: \"" + viewer.Collector() + "\"}}\n" +
                   (live ? "speech: {stt: moonshine, models: '" + std::string(TOCSIN_SOURCE_DIR) +
                               "/.local/models'}\n"
                         : std::string()),
       .environment = "N8N_WEBHOOK_URL=" + receiver.Url() +
                      "/webhook/actions\n"
                      "N8N_WEBHOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"});
  ASSERT_TRUE(site.Start());
  PublishTraced(viewer, site.At());
  ASSERT_EQ(site.Bus().WaitFor("actions", "traced", "tocsin.action.completed", 1).size(), 1U);
  ASSERT_EQ(site.Bus().WaitFor("calls", "traced", "tocsin.call.ended", 1).size(), 1U);
  ReportReceiver(viewer, receiver);

  const auto read = [&] { return ReadBack(viewer.Spans(), site.At().Prefix()); };
  EXPECT_TRUE(Eventually([&] {
    const auto trace = read();
    return trace.WayUpFrom("call").starts_with("call <") &&
           trace.WayUpFrom("workflow alert-router").starts_with("workflow") &&
           trace.WayUpFrom("post /webhook/actions").ends_with("send alerts");
  })) << read().Strays();
  const auto trace = read();
  EXPECT_EQ(trace.Strays(), "");
  EXPECT_EQ(trace.Services(), "executor monitor tocsin");
  EXPECT_THAT(
      trace.WayUpFrom("post /webhook/actions"),
      StartsWith("post /webhook/actions < deliver n8n < process actions < send actions < "));
  EXPECT_THAT(trace.WayUpFrom("post /webhook/actions"),
              testing::EndsWith(" < workflow alert-router < process alerts < send alerts"));
  EXPECT_THAT(trace.WayUpFrom("decision"), StartsWith("decision < call < process calls < "));
  EXPECT_THAT(trace.WayUpFrom("turn"), StartsWith("turn < talk < call < "));
  EXPECT_THAT(trace.WayUpFrom("post /api/voice/webhook/answer"), HasSubstr(" < call < "));
  if (live)
    for (const auto* part : {"speech to text", "text to speech", "first sound"})
      EXPECT_THAT(trace.WayUpFrom(part), StartsWith(std::string(part) + " < turn < talk < call <"));
  ExpectThePage();
}

}  // namespace
}  // namespace tocsin::harness
