// links: harness schemas net
#include <fstream>
#include <thread>

#include "hooked_site.hpp"
#include "tests/harness/http_probe.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kBearer =
    "{hook: alertmanager, bearer: am-s3cret}, {hook: generic, open: true}";

std::string Group(const std::string& status, const std::string& more = "") {
  return R"({"version":"4","receiver":"r","alerts":[{"status":")" + status +
         R"(","labels":{"alertname":"Down","severity":"critical"},"annotations":{"summary":"db is )"
         R"(down"},"startsAt":"2026-11-28T07:27:43.632Z","endsAt":"2026-11-28T08:00:00Z",)"
         R"("fingerprint":"f1"})" +
         more + "]}";
}
const HttpHeaders kOurs = {{"Authorization", "Bearer am-s3cret"},
                           {"Content-Type", "application/json"}};
const HttpHeaders kNobody = {{"Content-Type", "application/json"}};

TEST_F(Webhooks, AnAlertRingsAndItsEndEndsIt) {
  HookedSite site(kBearer);
  ASSERT_TRUE(site.Start());
  const auto post = [&](const HttpHeaders& headers, const std::string& body) {
    return site.Send("POST", "/hooks/alertmanager", headers, body);
  };
  EXPECT_EQ(post(kNobody, Group("firing")).status, 401);
  EXPECT_EQ(post(site.Key(), Group("firing")).status, 401);
  const auto accepted =
      post(kOurs, Group("firing", ",{\"status\":\"firing\",\"labels\":{},\"startsAt\":\"x\"}"));
  EXPECT_EQ(accepted.status, 202) << accepted.body;
  EXPECT_EQ(post(kOurs, Group("firing")).body, R"({"accepted":1})") << "a repeat";

  EXPECT_EQ(site.WaitForCalls("+15559870001", 1).size(), 1U);
  const auto raised = site.Bus().WaitFor("alerts", "alertmanager-f1", "tocsin.alert.raised", 1);
  ASSERT_EQ(raised.size(), 1U);
  EXPECT_EQ(raised[0].At("title"), "db is down");
  EXPECT_EQ(raised[0].headers.at("ce_source"), "/hooks/alertmanager");
  EXPECT_EQ(post(kOurs, Group("resolved")).status, 202);
  const auto closed = site.Bus().WaitFor("alerts", "alertmanager-f1", "tocsin.alert.closed", 1);
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_EQ(closed[0].At("outcome"), "resolved");
  EXPECT_THAT(site.At().Tocsin({"explain", "alertmanager-f1"}).output, HasSubstr("resolved"));
  EXPECT_THAT(site.Send("GET", "/metrics").body,
              HasSubstr("tocsin_hook_requests_total{hook=\"alertmanager\",outcome=\"accepted\"}"));
  EXPECT_THAT(site.Worker().Errors(), testing::Not(HasSubstr("am-s3cret")));
}

TEST_F(Webhooks, WhatCannotBeMappedIsKept) {
  HookedSite site(kBearer);
  ASSERT_TRUE(site.Start());
  const auto partly =
      site.Send("POST", "/hooks/generic", kNobody, R"([{"id":"g1","title":"one"},{"id":"g2"}])");
  EXPECT_EQ(partly.status, 202);
  EXPECT_THAT(partly.body, HasSubstr(R"("failed":[{"item":1)"));
  EXPECT_EQ(site.Send("POST", "/hooks/generic", kNobody, "{\"title\": ").status, 400);
  const auto letters = site.Bus().WaitFor("dlq", "", "", 2);
  ASSERT_EQ(letters.size(), 2U);
  std::vector<std::string> texts;
  for (const auto& letter : letters) {
    texts.push_back(letter.text);
    EXPECT_EQ(letter.headers.at("dlq_hook"), "generic");
    EXPECT_EQ(letter.headers.at("dlq_topic"), "/hooks/generic");
  }
  EXPECT_THAT(texts, testing::UnorderedElementsAre(R"([{"id":"g1","title":"one"},{"id":"g2"}])",
                                                   "{\"title\": "))
      << "whole requests, so that they can be mapped again";
  EXPECT_EQ(site.Bus().WaitFor("alerts", "g1", "tocsin.alert.raised", 1).size(), 1U);
  EXPECT_EQ(site.Send("POST", "/hooks/generic", {{"X-Forwarded-For", "1.2.3.4"}}, "{}").status,
            403);
}

TEST_F(Webhooks, AReloadTakesGoodFilesAndKeepsFormerOnes) {
  HookedSite site(kBearer);
  site.Write(HookedSite::File("broken"), "type: com.example.x\neach: '.a['\n");
  ASSERT_TRUE(site.Start()) << "one bad hook does not stop the worker";
  EXPECT_THAT(site.Worker().Errors(), AllOf(HasSubstr("workflows/hooks/broken.yaml:2:"),
                                            HasSubstr("hook files have errors")));
  EXPECT_EQ(site.Send("POST", "/hooks/broken", kNobody, "{}").status, 503);
  EXPECT_THAT(site.Send("GET", "/ready").body, HasSubstr("hook files have errors"));
  EXPECT_THAT(site.At().Tocsin({"lint", "workflows"}).output,
              HasSubstr("workflows/hooks/broken.yaml:2:"));
  EXPECT_THAT(site.At().Tocsin({"hooks", "list"}).output,
              AllOf(HasSubstr("/hooks/alertmanager"), HasSubstr("bearer"),
                    HasSubstr("open to this machine"), HasSubstr("a file without errors")));

  site.Write(HookedSite::File("broken"), "type: com.example.x\nsubject: .id\n");
  ASSERT_TRUE(site.Edit(HookedSite::File("generic"), "each: ", "eech: "));
  ASSERT_TRUE(site.Edit("tocsin.yaml", "am-s3cret", "am-other"));
  ASSERT_TRUE(site.Reload());
  EXPECT_EQ(site.Send("POST", "/hooks/broken", site.Key(), R"({"id":"b1"})").status, 202);
  EXPECT_EQ(site.Send("POST", "/hooks/generic", kNobody, R"({"title":"still here"})").status, 202);
  EXPECT_EQ(site.Send("POST", "/hooks/alertmanager", kOurs, Group("firing")).status, 401);
  EXPECT_EQ(site.Bus().WaitFor("actions", "b1", "com.example.x", 1).size(), 1U);
}

/// The bus inside PostgreSQL: the same door.
TEST_F(Webhooks, OnTheEmbeddedBusToo) {
  Site site("hooks_embedded",
            {.settings = "security: {webhooks: [{hook: generic, open: true}]}\n", .kafka = ""});
  std::ifstream in(std::string(TOCSIN_SOURCE_DIR) + "/workflows/hooks/generic.yaml");
  site.Write("workflows/hooks/generic.yaml", {std::istreambuf_iterator<char>(in), {}});
  site.Write("workflows/note.yaml", R"(
document: {dsl: '1.0.3', namespace: t, name: note, version: '1.0.0'}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do: [{keep: {set: {title: '${ $workflow.input[0].title }'}}}]
)");
  const auto worker = site.Start({}, {"--embedded"});
  ASSERT_NE(worker, nullptr);
  const auto answer = Ask({.method = "POST",
                           .url = "http://" + Site::HttpOf(*worker) + "/hooks/generic",
                           .headers = kNobody,
                           .body = R"({"id":"emb-1","title":"by webhook"})"});
  EXPECT_EQ(answer.status, 202) << answer.body;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string told;
  while (told.find("ended: completed") == std::string::npos &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    told = site.Tocsin({"explain", "emb-1"}).output;
  }
  EXPECT_THAT(told, HasSubstr("ended: completed"));
}

}  // namespace
}  // namespace tocsin::harness
