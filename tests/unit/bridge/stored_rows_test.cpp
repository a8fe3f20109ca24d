// links: bridge net
// Rows outlive releases: what one wrote another reads.
#include "workers/bridge/stored_rows.hpp"

#include <gtest/gtest.h>

#include "workers/bridge/action_origin.hpp"
#include "workers/bridge/delivery.hpp"
#include "workers/bridge/delivery_result.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::string_view kEvent =
    R"("event":{"specversion":"1.0","id":"e1","source":"/s","type":"t.x",)"
    R"("datacontenttype":"application/json"})";

std::string Row(std::string_view more) {
  return R"({"delivery":"restarts","message_id":"m1",)" + std::string(kEvent) +
         R"(,"data_base64":"eyJhIjoxfQ==","topic":"alerts","partition":3,"offset":17)" +
         std::string(more) + "}";
}

TEST(StoredRows, ATaskIsWrittenAsEverAndReadAsItWasStored) {
  const auto plain = DecodeTask(Row(""));
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_EQ(plain->delivery, "restarts");
  EXPECT_EQ(plain->message_id, "m1");
  EXPECT_EQ(plain->event.type, "t.x");
  EXPECT_EQ(plain->event.data.Text(), R"({"a":1})");
  EXPECT_EQ(plain->at.topic, "alerts");
  EXPECT_EQ(plain->at.partition, 3);
  EXPECT_EQ(plain->offset, 17);
  EXPECT_FALSE(plain->awaits || plain->silent || plain->since);
  EXPECT_EQ(CanonicalJson(*ParseJson(EncodeTask(*plain))), CanonicalJson(*ParseJson(Row(""))));

  const auto full =
      Row(R"(,"awaits":true,"silent":true,"since":"2026-03-07T01:10:00.000Z","released":"alice")");
  const auto task = DecodeTask(full);
  ASSERT_TRUE(task) << task.error().message;
  EXPECT_TRUE(task->awaits && task->silent && task->since);
  EXPECT_EQ(task->released, "alice");
  EXPECT_EQ(CanonicalJson(*ParseJson(EncodeTask(*task))), CanonicalJson(*ParseJson(full)));
}

TEST(StoredRows, ATaskThatLacksAMemberIsNamed) {
  const auto bad = DecodeTask(R"({"delivery":"d","event":{},"partition":1})");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message, "reading delivery row: offset is required");
  EXPECT_TRUE(DecodeTask(Row(R"(,"later":[1])")));
}

TEST(StoredRows, AnOriginIsReadAsItWasStored) {
  const std::string stored =
      "{" + std::string(kEvent) + R"(,"action_id":"x","alert_id":"a1","action":"restart"})";
  const auto origin = DecodeOrigin(stored);
  ASSERT_TRUE(origin) << origin.error().message;
  EXPECT_EQ(origin->event.id, "e1");
  EXPECT_EQ(origin->action_id, "x");
  EXPECT_EQ(origin->alert_id, "a1");
  EXPECT_EQ(origin->action, "restart");
  EXPECT_EQ(CanonicalJson(*ParseJson(EncodeOrigin(*origin))), CanonicalJson(*ParseJson(stored)));
  EXPECT_FALSE(DecodeOrigin("{}"));
}

TEST(StoredRows, ARecordGoesOutAsItWasMade) {
  const auto task = DecodeTask(Row(""));
  ASSERT_TRUE(task);
  EXPECT_FALSE(RecordOf(*task, AttemptResult{.status = 200}.ToJson()));
  const auto made = DescribeRecord(
      "out", {.body = "<x/>", .content_type = "application/xml", .headers = {{"K", "v"}}});
  EXPECT_TRUE(Delivered(made));
  const auto record = RecordOf(*task, made);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->topic, "out");
  EXPECT_EQ(record->value, "<x/>");
  EXPECT_EQ(runtime::HeaderOf(record->headers, "content-type"), "application/xml");
  EXPECT_EQ(runtime::HeaderOf(record->headers, "K"), "v");
}

}  // namespace
}  // namespace tocsin::bridge
