#include "workers/bridge/hooks/hook_letter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

using testing::HasSubstr;

constexpr const char* kLetterHook = R"(type: tocsin.alert.raised
each: .items
duplicates: {fingerprint: ., window: 5m}
data: '{alert_id: .id, title: .text, severity: $request.query.severity, source: $body.name}'
)";

class HookLetterTest : public testing::Test {
 protected:
  HookMapper Mapper(const std::string& yaml) {
    auto read = ReadHook(
        yaml + "examples: [{name: x, made_by: {program: p, version: v, source: s}, body: {}}]\n",
        "shop.yaml", *engine_);
    EXPECT_TRUE(read.hook) << yaml;
    return {read.hook, *engine_};
  }
  /// As it lies on the topic and is read back.
  static DeadLetter Sent(std::string body, std::vector<std::size_t> items = {}) {
    HttpRequest request;
    request.body = std::move(body);
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer s3cret"}};
    request.query = {{"severity", "critical"}, {"token", "s3cret"}};
    const auto record = HookLetter(
        "shop", request,
        {.reason = "hook_item_failed", .error = "title: missing", .items = std::move(items)}, "t",
        kCame);
    DeadLetter letter;
    letter.record.headers = record.headers;
    letter.record.value = record.value;
    letter.from.topic = runtime::HeaderOf(record.headers, runtime::kLetterTopic);
    letter.at = kCame;
    return letter;
  }
  static constexpr TimePoint kCame{std::chrono::seconds(1'772'845'800)};
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

constexpr const char* kLetterBody =
    R"({"name":"eu","items":[{"id":"a1"},{"id":"a2","text":"x"},{"id":"a3","message":"late"}]})";

TEST_F(HookLetterTest, SaysWhereItCameFromAndHoldsNoSecret) {
  const auto letter = Sent(kLetterBody, {0, 2});
  EXPECT_EQ(HookOfLetter(letter), "shop");
  EXPECT_EQ(runtime::HeaderOf(letter.record.headers, "dlq_partition"), "-1");
  EXPECT_EQ(letter.record.value, kLetterBody);
  for (const auto& [name, value] : letter.record.headers)
    EXPECT_EQ(value.find("s3cret"), std::string::npos) << name;
  DeadLetter other;
  other.from.topic = "t.alerts";
  EXPECT_EQ(HookOfLetter(other), std::nullopt);
}

TEST_F(HookLetterTest, WhatFailedIsMappedByTheMendedHookWithAllThatCame) {
  auto mended = Mapper(std::string(kLetterHook)
                           .replace(std::string_view(kLetterHook).find(".text"), 5,
                                    "(.text // .message // \"\\(.id) is late\")"));
  const auto letter = Sent(kLetterBody, {0, 2});
  const auto events = MapAgain(letter, mended);
  ASSERT_TRUE(events) << events.error().message;
  ASSERT_EQ(events->size(), 2U) << "the good one was published then";
  EXPECT_EQ((*events)[0].data.Text(),
            R"({"alert_id":"a1","title":"a1 is late","severity":"critical","source":"eu"})");
  EXPECT_EQ((*events)[1].subject, "a3");
  EXPECT_EQ((*events)[0].id, (*MapAgain(letter, mended))[0].id) << "whenever it is replayed";
}

TEST_F(HookLetterTest, ABodyThatWasRefusedComesWhole) {
  auto mended = Mapper("type: tocsin.alert.raised\ndata: '{alert_id: .id, title: .text}'\n");
  const auto events = MapAgain(Sent(R"({"id":"a1","text":"x"})"), mended);
  ASSERT_TRUE(events) << events.error().message;
  EXPECT_EQ(events->size(), 1U);
}

TEST_F(HookLetterTest, WhatStillFailsSaysWhy) {
  auto same = Mapper(kLetterHook);
  const auto why = [&](const DeadLetter& letter) {
    const auto events = MapAgain(letter, same);
    EXPECT_FALSE(events);
    EXPECT_EQ(events ? ErrorKind::kInternal : events.error().kind, ErrorKind::kInvalid);
    return events ? std::string() : events.error().message;
  };
  EXPECT_THAT(why(Sent(kLetterBody, {0, 2})), HasSubstr("item 0: title"));
  EXPECT_THAT(why(Sent("{")), HasSubstr("JSON"));
  EXPECT_THAT(why(Sent(R"({"items":[]})", {4})), HasSubstr("item 4"));
  auto cut = Sent(kLetterBody, {0});
  cut.record.headers.emplace_back("dlq_value_bytes", "9000000");
  EXPECT_THAT(why(cut), HasSubstr("too large"));
}

}  // namespace
}  // namespace tocsin::bridge
