// links: harness
#include <gmock/gmock.h>

#include "bad_input.hpp"

namespace tocsin::harness {
namespace {

using testing::HasSubstr;

class BadRecords : public BadInput {};

TEST_F(BadRecords, HalfARecordGoesToTheDeadLetters) {
  const std::string half = R"({"alert_id":"half","title":"Disk fu)";
  Publish({.topic = Topic("alerts"),
           .key = "half",
           .value = half,
           .headers = AlertHeaders("half", "half")});
  EXPECT_THAT(DeadLetterOf(half), HasSubstr("JSON"));
}

TEST_F(BadRecords, HalfAStructuredEventGoesToTheDeadLetters) {
  const std::string half = R"({"specversion":"1.0","id":"s1","source":"/te)";
  Publish({.topic = Topic("alerts"),
           .key = "half",
           .value = half,
           .headers = {{"content-type", "application/cloudevents+json"}}});
  EXPECT_THAT(DeadLetterOf(half), HasSubstr("JSON"));
}

TEST_F(BadRecords, JunkGoesToTheDeadLettersUnchanged) {
  std::string junk;
  for (int i = 0; i < 2'000; ++i) junk += static_cast<char>(i * 37 % 256);
  Publish({.topic = Topic("alerts"),
           .key = std::string("\0\xff", 2),
           .value = junk,
           .headers = {{"x", "\xfe"}}});
  EXPECT_NE(DeadLetterOf(junk), "");
  const auto letter =
      letters_->WaitFor([&](const RawRecord& record) { return record.value == junk; });
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->key, std::string("\0\xff", 2));
  EXPECT_EQ(letter->headers.at("x"), "\xfe");
}

// An alert is not lost for its bytes: what is no UTF-8 is mended, and it goes on.
TEST_F(BadRecords, InvalidUtf8IsMended) {
  const std::string id = Fresh("utf8");
  Publish({.topic = Topic("alerts"),
           .key = id,
           .value = "{\"title\":\"\xc3\x28\"}",
           .headers = AlertHeaders(id, id)});
  EXPECT_TRUE(ActionFor(id).is_object());
}

TEST_F(BadRecords, AnAttributeThatIsNoneGoesToTheDeadLettersByItsName) {
  const std::string object =
      R"({"specversion":"1.0","id":"x1","source":"/s","type":"tocsin.alert.raised","ours":{"a":1}})";
  const std::string source =
      R"({"specversion":"1.0","id":"x2","source":"my host","type":"tocsin.alert.raised"})";
  for (const auto& value : {object, source})
    Publish({.topic = Topic("alerts"),
             .key = "attributes",
             .value = value,
             .headers = {{"content-type", "application/cloudevents+json"}}});
  EXPECT_THAT(DeadLetterOf(object), HasSubstr("'ours' is a map"));
  EXPECT_THAT(DeadLetterOf(source), HasSubstr("'source' is no URI reference"));
}

TEST_F(BadRecords, AnEventWithoutASourceGoesToTheDeadLetters) {
  const std::string value = R"({"title":"no source"})";
  Publish(
      {.topic = Topic("alerts"),
       .key = "n",
       .value = value,
       .headers = {{"ce_specversion", "1.0"}, {"ce_id", "n"}, {"ce_type", "tocsin.alert.raised"}}});
  EXPECT_THAT(DeadLetterOf(value), HasSubstr("source"));
}

TEST_F(BadRecords, AnAlertWithoutATitleSaysSo) {
  const std::string value = R"({"severity":"high","note":"untitled"})";
  Publish({.topic = Topic("alerts"),
           .key = "t",
           .value = value,
           .headers = AlertHeaders("untitled", "t")});
  EXPECT_THAT(DeadLetterOf(value), HasSubstr("title"));
}

TEST_F(BadRecords, AnEmptyRecordOfAnEventIsNoAlert) {
  const auto before = letters_->Seen().size();
  Publish({.topic = Topic("alerts"),
           .key = "tombstone",
           .headers = AlertHeaders("tombstone", "tombstone")});
  const auto letter =
      letters_->WaitFor([&](const RawRecord& record) { return record.key == "tombstone"; });
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->value, std::nullopt);
  EXPECT_EQ(letters_->Seen(std::chrono::milliseconds(200)).size(), before + 1)
      << "one letter, not one for each role";
}

TEST_F(BadRecords, DeepNestingIsBounded) {
  const std::string deep =
      R"({"title":"deep","labels":)" + std::string(5'000, '[') + std::string(5'000, ']') + '}';
  Publish(
      {.topic = Topic("alerts"), .key = "d", .value = deep, .headers = AlertHeaders("deep", "d")});
  EXPECT_NE(DeadLetterOf(deep), "");
}

TEST_F(BadRecords, ANullKeyIsHandled) {
  const std::string id = Fresh("nokey");
  Publish({.topic = Topic("alerts"),
           .value = R"({"title":"No key"})",
           .headers = AlertHeaders(id, id)});
  EXPECT_TRUE(ActionFor(id).is_object());
}

TEST_F(BadRecords, AKeyOfAnotherPartitionerIsHandledWhereItArrivesAndCounted) {
  const auto counted = [&] {
    const std::string text = Send("GET", "/metrics").body;
    const std::string name = "\ntocsin_bus_mis_keyed_total{role=\"workflow\"} ";
    const auto at = text.find(name);
    return at == std::string::npos ? 0 : std::atoi(text.c_str() + at + name.size());
  };
  const int before = counted();
  const std::string id = Fresh("crc32");
  // Every partition once: eleven of twelve are wrong, whatever the partitioner.
  for (int partition = 0; partition < 12; ++partition) {
    const std::string here = id + '-' + std::to_string(partition);
    Publish({.topic = Topic("alerts"),
             .key = id,
             .value = R"({"title":"Elsewhere"})",
             .partition = partition,
             .headers = AlertHeaders(here, here)});
  }
  for (int partition = 0; partition < 12; ++partition)
    EXPECT_TRUE(ActionFor(id + '-' + std::to_string(partition)).is_object()) << partition;
  EXPECT_EQ(counted() - before, 11);
}

TEST_F(BadRecords, PlainJsonWithoutARuleSaysHowToWriteOne) {
  const std::string plain = R"({"alert_id":"p1","title":"Plain"})";
  Publish({.topic = Topic("alerts"), .key = "p1", .value = plain});
  EXPECT_THAT(DeadLetterOf(plain),
              testing::AllOf(HasSubstr("bus: {in:"), HasSubstr("topic: " + Topic("alerts"))));
}

TEST_F(BadRecords, PlainJsonWithARuleIsAnAlert) {
  Publish({.topic = Topic("plain"),
           .key = "k",
           .value = R"({"nr":9007199254740993,"host":"pve1","text":"Disk full","level":"high"})"});
  // Its neighbour differs in the last digit only: another event.
  Publish({.topic = Topic("plain"),
           .key = "k",
           .value = R"({"nr":9007199254740992,"host":"pve2","text":"Disk full","level":"high"})"});
  for (const auto* host : {"pve1", "pve2"}) {
    const auto action = ActionFor(host);
    ASSERT_TRUE(action.is_object()) << host;
    EXPECT_EQ(action.at("alert").at("title"), "Disk full");
  }
}

TEST_F(BadRecords, PlainJsonThatIsNoneGoesToTheDeadLetters) {
  const std::string half = R"({"nr":1,"host":)";
  Publish({.topic = Topic("plain"), .key = "k", .value = half});
  EXPECT_THAT(DeadLetterOf(half), HasSubstr("JSON"));
}

TEST_F(BadRecords, AnUnknownSeverityCountsAsHighAndIsKept) {
  const std::string id = Fresh("severity");
  Publish({.topic = Topic("alerts"),
           .key = id,
           .value = R"({"title":"Odd","severity":"Apocalyptic"})",
           .headers = AlertHeaders(id, id)});
  const auto action = ActionFor(id);
  ASSERT_TRUE(action.is_object());
  EXPECT_EQ(action.at("alert").at("severity"), "high");
  EXPECT_EQ(action.at("alert").at("severity_text"), "Apocalyptic");
}

TEST_F(BadRecords, ANulCharacterInAFieldDisturbsNothing) {
  const std::string id = Fresh("nul");
  Publish({.topic = Topic("alerts"),
           .key = id,
           .value = R"({"title":"a\u0000b","labels":{"\u0000":"\u0000"}})",
           .headers = AlertHeaders(id, id)});
  const auto action = ActionFor(id);
  ASSERT_TRUE(action.is_object());
  EXPECT_EQ(action.at("alert").at("title").as_string(), std::string("a\0b", 3));
}

TEST_F(BadRecords, ANulCharacterInTheAlertsIdDisturbsNothing) {
  const std::string id = Fresh("nulid");
  const std::string value = R"({"alert_id":")" + id + R"(\u0000x","title":"Nul"})";
  Publish({.topic = Topic("alerts"), .key = id, .value = value, .headers = AlertHeaders(id, "")});
  const auto action = ActionFor(id + std::string("\0x", 2));
  if (!action.is_object())
    EXPECT_NE(DeadLetterOf(value), "") << "neither handled nor among the dead letters";
}

TEST_F(BadRecords, ALargeIntegerAsTheAlertsIdIsKept) {
  Publish(
      {.topic = Topic("alerts"),
       .value = R"({"alert_id":9007199254740995,"title":"Large","labels":{"n":9007199254740993}})",
       .headers = AlertHeaders("large", "")});
  EXPECT_TRUE(ActionFor("9007199254740995").is_object());
}

TEST_F(BadRecords, TwoIdsBeyond64BitsStayTwo) {
  for (const std::string id : {"7645781234567895123456783", "7645781234567895123456784"}) {
    Publish({.topic = Topic("alerts"),
             .value = R"({"alert_id":)" + id + R"(,"title":"Beyond","labels":{"n":)" + id + "}}",
             .headers = AlertHeaders("beyond-" + id, "")});
    EXPECT_THAT(JsonText(ActionFor(id)), HasSubstr("\"n\":" + id));
  }
}

TEST_F(BadRecords, AVeryLargeAlertEndsToo) {
  const std::string id = Fresh("huge");
  const std::string value =
      R"({"title":"Huge","severity":"info","description":")" + std::string(900'000, 'x') + R"("})";
  Publish({.topic = Topic("alerts"), .key = id, .value = value, .headers = AlertHeaders(id, id)});
  const auto closed = alerts_->WaitFor([&](const RawRecord& record) {
    return record.key == id && record.headers.contains("ce_type") &&
           record.headers.at("ce_type") == "tocsin.alert.closed";
  });
  ASSERT_TRUE(closed) << worker_->Errors();
  EXPECT_THAT(closed->value.value_or(""),
              testing::AnyOf(HasSubstr("failed"), HasSubstr("notified")));
}

}  // namespace
}  // namespace tocsin::harness
