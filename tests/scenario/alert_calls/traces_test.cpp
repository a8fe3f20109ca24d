// links: harness schemas net
#include <algorithm>
#include <map>
#include <set>

#include "scenario/alert_calls/metrics_page.hpp"
#include "scenario/alert_calls/walk.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/receiver.hpp"

namespace tocsin::harness {
namespace {

constexpr std::string_view kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr std::string_view kSender = "00f067aa0ba902b7";

/// What the collector was told of one trace, by span id.
std::map<std::string, json::object> SpansOf(const Receiver& receiver, std::string_view trace) {
  std::map<std::string, json::object> spans;
  for (const auto& request : receiver.Received()) {
    if (request.path != "/v1/traces") continue;
    const auto body = ParseJson(request.body);
    if (!body) continue;
    for (const auto& scope : body->at("resourceSpans").at(0).at("scopeSpans").as_array())
      for (const auto& span : scope.at("spans").as_array())
        if (StringAt(span.as_object(), "traceId") == trace)
          spans[std::string(StringAt(span.as_object(), "spanId"))] = span.as_object();
  }
  return spans;
}

/// Names from a span up to the one that has no span above it here.
std::string WayUp(const std::map<std::string, json::object>& spans, std::string id) {
  std::string way;
  for (auto found = spans.find(id); found != spans.end(); found = spans.find(id)) {
    const std::string name(StringAt(found->second, "name"));
    way += (way.empty() ? "" : " < ") + name.substr(0, name.find(' '));
    id = StringAt(found->second, "parentSpanId");
  }
  return way + " < " + id;
}

std::set<std::string> NamesIn(const std::map<std::string, json::object>& spans) {
  std::set<std::string> names;
  for (const auto& [id, span] : spans) names.emplace(StringAt(span, "name"));
  return names;
}

TEST_F(Walk, OneTraceFromTheAlertToTheReceiver) {
  Receiver receiver;
  WalkSite site({.people =
                     "{'+15559876543': [{turns: [{hear: nginx, press: '1'}, {hear: confirm, press: "
                     "'1'}]}]}",
                 .settings = "telemetry: {otlp: {endpoint: \"" + receiver.Url() +
                             "\", format: json}, metrics: {voxanne_names: true}}\n",
                 .environment = "N8N_WEBHOOK_URL=" + receiver.Url() +
                                "/webhook/actions\n"
                                "N8N_WEBHOOK_SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"});
  ASSERT_TRUE(site.Start());
  HttpHeaders headers = site.Key();
  for (const auto& [name, value] : HttpHeaders{
           {"ce-specversion", "1.0"},
           {"ce-id", "e1"},
           {"ce-source", "/test"},
           {"ce-type", "tocsin.alert.raised"},
           {"Content-Type", "application/json"},
           {"traceparent", "00-" + std::string(kTrace) + '-' + std::string(kSender) + "-01"},
           {"tracestate", "vendor=1"}})
    headers.emplace_back(name, value);
  ASSERT_EQ(site.Send("POST", "/events", headers,
                      R"({"alert_id": "traced", "title": "nginx is down", "severity": "critical",
                          "resource_type": "lxc", "resource_id": "101", "resource_name": "nginx",
                          "node_name": "pve1", "recommended_action": {"name": "restart_container"}})")
                .status,
            202);
  ASSERT_EQ(site.Bus().WaitFor("actions", "traced", "tocsin.action.completed", 1).size(), 1U);
  ASSERT_EQ(site.Bus().WaitFor("calls", "traced", "tocsin.call.ended", 1).size(), 1U);
  std::map<std::string, json::object> spans;
  EXPECT_TRUE(Eventually([&] {
    spans = SpansOf(receiver, kTrace);
    const auto names = NamesIn(spans);
    return std::ranges::any_of(names, [](auto& name) { return name.starts_with("deliver "); }) &&
           names.contains("call") && names.contains("workflow alert-router");
  }));
  const auto names = NamesIn(spans);
  for (const auto* name :
       {"POST /events", "POST /api/voice/webhook/answer", "POST /api/voice/webhook/gather", "call",
        "dial", "ring", "talk", "turn", "decision", "workflow alert-router", "workflow page"})
    EXPECT_TRUE(names.contains(name)) << name;

  // Each stands below another of the trace, up to the sender's.
  for (const auto& [id, span] : spans)
    EXPECT_TRUE(WayUp(spans, id).ends_with("POST < " + std::string(kSender))) << WayUp(spans, id);
  for (const auto& [id, span] : spans)
    if (StringAt(span, "name") == "POST /api/voice/webhook/gather")
      EXPECT_TRUE(WayUp(spans, id).starts_with("POST < call < process < send <"))
          << WayUp(spans, id);
  for (const auto& request : receiver.Received()) {
    if (request.path != "/webhook/actions") continue;
    const std::string traceparent(HeaderValue(request.headers, "traceparent"));
    ASSERT_EQ(traceparent.size(), 55U);
    EXPECT_EQ(traceparent.substr(3, 32), kTrace);
    EXPECT_EQ(HeaderValue(request.headers, "tracestate"), "vendor=1");
    EXPECT_TRUE(WayUp(spans, traceparent.substr(36, 16)).starts_with("deliver < process < send <"))
        << WayUp(spans, traceparent.substr(36, 16));
  }
  ExpectTheMetricsOfThePage(site, kTrace);
}

}  // namespace
}  // namespace tocsin::harness
