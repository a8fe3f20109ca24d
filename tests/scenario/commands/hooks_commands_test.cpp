#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "exit_codes.hpp"
#include "schemas/json.hpp"
#include "tests/harness/site.hpp"

namespace tocsin {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// `tocsin hooks` in a folder of its own.
class HooksCommands : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("tocsin_hooks_") +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "workflows/hooks");
    Write("workflows/hooks/shop.yaml", R"(type: com.example.order
each: .orders
id: .nr
subject: .customer
examples:
  - name: one order
    made_by: {program: shop, version: '1', source: https://shop.example.com/webhooks}
    body: {orders: [{nr: 1, customer: c7}]}
    events: [{type: com.example.order, subject: c7}]
)");
    Write("body.json", R"({"orders":[{"nr":7,"customer":"c7"},{"nr":8,"customer":"c8"},{}]})");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, std::string_view text) {
    std::ofstream(folder_ / name) << text;
  }
  harness::Finished Tocsin(std::vector<std::string> words) {
    words.insert(words.begin(), harness::Binary("tocsin"));
    return harness::Run({.command = std::move(words), .folder = folder_.string()});
  }

  std::filesystem::path folder_;
};

TEST_F(HooksCommands, ListSaysWhoMaySendWhatWhere) {
  Write("tocsin.yaml",
        "security: {webhooks: [{hook: shop, bearer: s3cret, allow: [10.0.0.0/8]}, "
        "{hook: gone, open: true}]}\n");
  const auto text = Tocsin({"hooks", "list"});
  EXPECT_EQ(text.exit, kDone);
  EXPECT_THAT(text.output, AllOf(HasSubstr("/hooks/shop"), HasSubstr("bearer from 10.0.0.0/8"),
                                 HasSubstr("com.example.order"),
                                 HasSubstr("missing: the file workflows/hooks/gone.yaml")));
  EXPECT_THAT(text.output, testing::Not(HasSubstr("s3cret")));
  const auto json = ParseJson(Tocsin({"hooks", "list", "--format", "json"}).output);
  ASSERT_TRUE(json);
  const auto& items = json->at("items").as_array();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].at("path"), json::value("/hooks/shop"));
  EXPECT_EQ(items[0].at("auth"), json::value(json::array{"bearer from 10.0.0.0/8"}));
  EXPECT_EQ(items[0].at("types"), json::value(json::array{"com.example.order"}));
  EXPECT_TRUE(items[0].at("missing").as_array().empty());
  EXPECT_EQ(items[1].at("missing").as_array().size(), 1U);
}

TEST_F(HooksCommands, TestTriesTheExamples) {
  const auto good = Tocsin({"hooks", "test", "shop"});
  EXPECT_EQ(good.exit, kDone) << good.errors;
  EXPECT_EQ(good.output, "ok   shop: one order (shop 1)\n1 passed, 0 failed\n");
  Write("workflows/hooks/other.yaml", R"(type: com.example.x
examples:
  - name: wrong
    made_by: {program: p, version: '1', source: s}
    body: {}
    events: [{type: com.example.y}]
)");
  const auto bad = Tocsin({"hooks", "test"});
  EXPECT_EQ(bad.exit, kFailed);
  EXPECT_THAT(bad.output,
              AllOf(HasSubstr("FAIL other: wrong"),
                    HasSubstr("workflows/hooks/other.yaml:6:14: error: expected an event "
                              "com.example.y, got com.example.x"),
                    HasSubstr("1 passed, 1 failed")));
  const auto json = ParseJson(Tocsin({"hooks", "test", "--format", "json"}).output);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->at("failed"), json::value(1));
}

TEST_F(HooksCommands, TestSaysThatThereIsNone) {
  std::filesystem::remove_all(folder_ / "workflows/hooks");
  const auto none = Tocsin({"hooks", "test"});
  EXPECT_EQ(none.exit, kFailed);
  EXPECT_THAT(none.errors, HasSubstr("tocsin hooks: there are no hooks in workflows/hooks"));
}

TEST_F(HooksCommands, TestPrintsTheEventsOfABody) {
  const auto some = Tocsin({"hooks", "test", "shop", "--input", "body.json", "--format", "json"});
  EXPECT_EQ(some.exit, kFailed) << "one item fails";
  const auto json = ParseJson(some.output);
  ASSERT_TRUE(json) << some.output;
  EXPECT_EQ(json->at("status"), json::value(202));
  ASSERT_EQ(json->at("events").as_array().size(), 2U);
  const auto& event = json->at("events").as_array()[0];
  EXPECT_EQ(event.at("type"), json::value("com.example.order"));
  EXPECT_EQ(event.at("id"), json::value("7"));
  EXPECT_EQ(event.at("subject"), json::value("c7"));
  EXPECT_EQ(event.at("source"), json::value("/hooks/shop"));
  EXPECT_EQ(json->at("failed").as_array()[0].at("item"), json::value(2));
  Write("good.json", R"({"orders":[{"nr":7,"customer":"c7"}]})");
  EXPECT_EQ(Tocsin({"hooks", "test", "shop", "--input", "good.json"}).exit, kDone);
  Write("broken.json", "{");
  const auto broken = Tocsin({"hooks", "test", "shop", "--input", "broken.json"});
  EXPECT_EQ(broken.exit, kFailed);
  EXPECT_THAT(broken.output, HasSubstr("parsing JSON"));
  EXPECT_EQ(Tocsin({"hooks", "test", "shop", "--input", "none.json"}).exit, kFailed);
  EXPECT_EQ(Tocsin({"hooks", "test", "--input", "good.json"}).exit, kUsage);
  EXPECT_EQ(Tocsin({"hooks", "test", "shop", "--input", "good.json", "--header", "no colon"}).exit,
            kUsage);
  const auto unknown = Tocsin({"hooks", "test", "shob"});
  EXPECT_EQ(unknown.exit, kFailed);
  EXPECT_THAT(unknown.errors, HasSubstr("did you mean 'shop'?"));
}

TEST_F(HooksCommands, LintFindsMistakesInHooks) {
  EXPECT_EQ(Tocsin({"lint", "workflows"}).exit, kDone);
  Write("workflows/hooks/bad.yaml", "type: com.example.x\neech: .a\n");
  for (const char* path : {"workflows", "workflows/hooks", "workflows/hooks/bad.yaml"}) {
    const auto found = Tocsin({"lint", path});
    EXPECT_EQ(found.exit, kFailed) << path;
    EXPECT_THAT(found.output, HasSubstr("workflows/hooks/bad.yaml:2:1: error: eech is not known "
                                        "(did you mean 'each'?)"));
  }
  EXPECT_EQ(Tocsin({"hooks", "test", "bad"}).exit, kFailed);
}

TEST_F(HooksCommands, ConfigCheckFindsWaysThatCannotBeMeant) {
  Write("tocsin.yaml",
        "security:\n  webhooks:\n    - hook: shop\n      bearer: a\n      open: true\n");
  const auto checked = Tocsin({"config", "check"});
  EXPECT_EQ(checked.exit, kFailed);
  EXPECT_THAT(checked.output + checked.errors,
              HasSubstr("tocsin.yaml:5:13: error: security.webhooks[0].open: a hook with a secret "
                        "is not open"));
}

}  // namespace
}  // namespace tocsin
