// links: harness schemas net
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "schemas/json.hpp"
#include "tests/harness/eventually.hpp"
#include "tests/harness/http_probe.hpp"
#include "tests/harness/receiver.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

/// Dead letters as somebody at a terminal meets them, on Kafka and on the embedded log.
class DeadLetterStory : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (DatabaseAddress().empty() || (!GetParam() && KafkaAddress().empty()))
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
  static std::string ReadFile(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
};

json::array Letters(const Site& site) {
  const auto listed = site.Tocsin({"dlq", "list", "--format", "json"});
  EXPECT_EQ(listed.exit, 0) << listed.errors;
  const auto rows = ParseJson(listed.output);
  return rows && rows->is_array() ? rows->get_array() : json::array();
}

std::string Hook(const std::string& id) {
  return "type: com.example.order\nid: '" + id +
         "'\ndata: '{total: ($request.query.total | tonumber)}'\nexamples: [{name: x, made_by: "
         "{program: p, version: v, source: s}, query: {total: '1'}, body: {number: 1}}]\n";
}

TEST_P(DeadLetterStory, WhatIsMendedIsReplayedOnce) {
  const Receiver receiver;
  SiteOptions options;
  options.settings =
      "bridge:\n  deliveries:\n    - {name: orders, types: [com.example.order], url: '" +
      receiver.Url() + "/orders', body: '.data.total.missing', secret: s-1}\n";
  std::vector<std::string> more;
  if (GetParam()) {
    options.kafka = "";
    more = {"--embedded"};
  }
  const Site site("dlq", options);
  site.Write("workflows/hooks/shop.yaml", Hook(".nummer"));
  const auto worker = site.Start({}, more);
  ASSERT_NE(worker, nullptr);
  std::string key = site.Tocsin({"keys", "create", "t"}).output;
  key.pop_back();
  const auto posted =
      Ask({.method = "POST",
           .url = "http://" + Site::HttpOf(*worker) + "/events",
           .headers = {{"Authorization", "Bearer " + key},
                       {"Content-Type", "application/cloudevents+json"}},
           .body = R"({"specversion":"1.0","id":"o-1","source":"/shop","type":"com.example.order",)"
                   R"("subject":"order-1","data":{"total":5,"phone":"+15559876543"}})"});
  ASSERT_EQ(posted.status, 202) << posted.body;
  ASSERT_TRUE(Eventually([&] { return !Letters(site).empty(); }));

  const auto letters = Letters(site);
  ASSERT_EQ(letters.size(), 1U);
  const auto& letter = letters[0].as_object();
  EXPECT_EQ(StringAt(letter, "reason"), "delivery_mapping_failed");
  EXPECT_EQ(StringAt(letter, "delivery"), "orders");
  EXPECT_EQ(StringAt(letter, "event_id"), "o-1");
  const std::string id(StringAt(letter, "id"));
  const auto shown = site.Tocsin({"dlq", "show", id});
  EXPECT_THAT(shown.output, HasSubstr("ce_id: o-1"));
  EXPECT_THAT(shown.output, HasSubstr("+1*******543"));
  EXPECT_EQ(shown.output.find("+15559876543"), std::string::npos);
  const auto other = site.Tocsin({"dlq", "list", "--reason", "other"});
  EXPECT_EQ(other.output, "no dead letters\n");
  EXPECT_THAT(other.errors, HasSubstr("none has the reason 'other'; there are: "));
  EXPECT_THAT(site.Tocsin({"dlq", "replay", "--all", "--dry-run"}).output,
              HasSubstr("would be replayed"));
  EXPECT_EQ(site.Tocsin({"dlq", "replay"}).exit, 2);
  EXPECT_EQ(site.Tocsin({"dlq", "show", "0:99"}).exit, 1);
  EXPECT_TRUE(receiver.Received().empty());

  std::string yaml = ReadFile(site.Folder() / "tocsin.yaml");
  yaml.replace(yaml.find(".data.total.missing"), 19, ".data.total");
  site.Write("tocsin.yaml", yaml);
  worker->Signal(SIGHUP);
  ASSERT_TRUE(worker->WaitForLine("reloaded", std::chrono::seconds(60)));
  const auto replayed = site.Tocsin({"dlq", "replay", id});
  EXPECT_EQ(replayed.exit, 0) << replayed.errors;
  EXPECT_THAT(replayed.output, HasSubstr("replayed"));
  ASSERT_TRUE(Eventually([&] { return receiver.Received().size() == 1; }));
  EXPECT_EQ(receiver.Received()[0].body, "5");
  EXPECT_EQ(HeaderValue(receiver.Received()[0].headers, "webhook-id"), "o-1");

  const auto again = site.Tocsin({"dlq", "replay", id});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.errors, HasSubstr(id + " was replayed at"));
  EXPECT_THAT(site.Tocsin({"dlq", "replay", "--all"}).output, HasSubstr("replayed before"));
  EXPECT_EQ(Letters(site).size(), 1U);
  EXPECT_EQ(receiver.Received().size(), 1U);

  // A webhook that its hook cannot map, and can when the hook is mended.
  const auto hooked = Ask({.method = "POST",
                           .url = "http://" + Site::HttpOf(*worker) + "/hooks/shop?total=7",
                           .headers = {{"Authorization", "Bearer " + key}},
                           .body = R"({"number":2})"});
  EXPECT_EQ(hooked.status, 422) << hooked.body;
  const std::vector<std::string> replay = {"dlq", "replay", "--topic", "/hooks/shop"};
  EXPECT_THAT(site.Tocsin(replay).output, HasSubstr("it still cannot be mapped: item 0: "));
  site.Write("workflows/hooks/shop.yaml", Hook(".number"));
  EXPECT_THAT(site.Tocsin(replay).output, HasSubstr("replayed as 1 event(s) of /hooks/shop"));
  ASSERT_TRUE(Eventually([&] { return receiver.Received().size() == 2; }));
  EXPECT_EQ(receiver.Received()[1].body, "7");
}

INSTANTIATE_TEST_SUITE_P(, DeadLetterStory, testing::Bool(),
                         [](const auto& given) { return given.param ? "Embedded" : "Kafka"; });

}  // namespace
}  // namespace tocsin::harness
