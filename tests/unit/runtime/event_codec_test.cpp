// links: runtime expression
#include "workers/runtime/event_codec.hpp"

#include <gtest/gtest.h>

#include "adapters/expression/jq.hpp"
#include "schemas/json.hpp"

namespace tocsin::runtime {
namespace {

Record RecordOf(Headers headers, std::optional<std::string> value,
                std::optional<std::string> key = "a1") {
  Record record;
  record.at = {"tocsin.alerts", 3};
  record.offset = 42;
  record.key = std::move(key);
  record.value = std::move(value);
  record.headers = std::move(headers);
  record.timestamp = ParseTime("2026-03-07T01:10:00Z").value();
  return record;
}

const Headers kBinary = {{"ce_specversion", "1.0"},
                         {"ce_id", "e1"},
                         {"ce_source", "/pve"},
                         {"ce_type", "tocsin.alert.raised"}};

class EventCodecTest : public testing::Test {
 protected:
  EventCodec Codec(std::vector<InboundRule> rules = {}) {
    return EventCodec("tocsin", std::move(rules), *engine_);
  }
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
};

TEST_F(EventCodecTest, ReadsBinaryModeAndTakesTheKeyAsSubject) {
  auto headers = kBinary;
  headers.emplace_back("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  const auto event = Codec().Decode(RecordOf(headers, R"({"title":"x"})"));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->subject, "a1");
  EXPECT_EQ(event->traceparent.substr(3, 4), "4bf9");
}

TEST_F(EventCodecTest, ReadsStructuredModeWhateverTheLetterCaseOfItsContentType) {
  const auto event = Codec().Decode(
      RecordOf({{"content-type", "Application/CloudEvents+JSON; charset=utf-8"}},
               R"({"specversion":"1.0","id":"e1","source":"/s","type":"t","data":{"n":1}})"));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->data, R"({"n":1})");
}

TEST_F(EventCodecTest, TellsHowARecordCarriesItsEventBeforeAHeaderMeansAnything) {
  EXPECT_EQ(ModeOf(RecordOf(kBinary, "{}")), ContentMode::kBinary);
  EXPECT_EQ(ModeOf(RecordOf({{"ce_type", "t"}, {"ce_id", "1"}}, "{}")), ContentMode::kPlain);
  auto headers = kBinary;
  headers.emplace_back("content-type", "application/cloudevents+json");
  EXPECT_EQ(ModeOf(RecordOf(headers, "{}")), ContentMode::kStructured);
}

TEST_F(EventCodecTest, RefusesWhatItCannotReadAndSaysWhy) {
  const struct {
    Record record;
    const char* says;
  } cases[] = {
      {RecordOf({}, "junk"), "subject: .alert_id"},
      {RecordOf(kBinary, R"({"title": "half)"), "parsing JSON"},
      {RecordOf({{"ce_specversion", "0.3"}, {"ce_id", "1"}, {"ce_source", "s"}, {"ce_type", "t"}},
                "{}"),
       "specversion"},
      {RecordOf({{"ce_specversion", "1.0"}, {"ce_source", "s"}, {"ce_type", "t"}}, "{}"), "'id'"},
      {RecordOf({{"content-type", "application/cloudevents+json"}}, std::nullopt),
       "without a value"},
      {RecordOf({{"content-type", "application/cloudevents+json"}}, "[1]"), "not a JSON object"},
      {RecordOf({{"content-type", "application/cloudevents+json"}},
                R"({"specversion":"1.0","id":"1","source":"/s","type":"t","ours":{"a":1}})"),
       "attribute 'ours' is a map"},
      {RecordOf({{"content-type", "application/cloudevents+json"}},
                R"({"specversion":"1.0","id":"1","source":"my host","type":"t"})"),
       "attribute 'source' is no URI reference"},
      {RecordOf({{"ce_specversion", "1.0"}, {"ce_id", "1"}, {"ce_source", "a b"}, {"ce_type", "t"}},
                "{}"),
       "'a b'; a space is written %20"},
  };
  for (const auto& [record, says] : cases) {
    const auto event = Codec().Decode(record);
    ASSERT_FALSE(event) << says;
    EXPECT_EQ(event.error().kind, ErrorKind::kInvalid);
    EXPECT_NE(event.error().message.find(says), std::string::npos) << event.error().message;
  }
}

TEST_F(EventCodecTest, ReplacesBytesOfAttributesThatAreNoUtf8) {
  const auto event = Codec().Decode(RecordOf({{"ce_specversion", "1.0"},
                                              {"ce_id", "a\xff"},
                                              {"ce_source", "/s"},
                                              {"ce_type", "t"},
                                              {"ce_subject", "\xc3"}},
                                             "{}"));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->id, "a\uFFFD");
  EXPECT_EQ(event->subject, "\uFFFD");
}

TEST_F(EventCodecTest, TakesHeadersInAnyLetterCaseAndKnowsThoseOfHttp) {
  const auto upper = Codec().Decode(RecordOf({{"CE_SPECVERSION", "1.0"},
                                              {"CE_ID", "e1"},
                                              {"Ce_Source", "/s"},
                                              {"CE_TYPE", "t"},
                                              {"Content-Type", "application/json"}},
                                             "{}"));
  ASSERT_TRUE(upper) << upper.error().message;
  EXPECT_EQ(upper->id, "e1");
  EXPECT_EQ(ModeOf(RecordOf({{"Content-Type", "application/cloudevents+json"}}, "{}")),
            ContentMode::kStructured);
  const auto http = Codec().Decode(RecordOf({{"ce-specversion", "1.0"}, {"ce-id", "e1"}}, "{}"));
  ASSERT_FALSE(http);
  EXPECT_NE(http.error().message.find("it is 'ce_specversion'"), std::string::npos)
      << http.error().message;
}

TEST_F(EventCodecTest, MendsDataThatIsNoStrictUtf8) {
  const std::string broken[] = {"\xef\xbb\xbf{\"title\":\"disk\"}", "{\"title\":\"B\xfcro\"}",
                                R"({"title":"disk \ud83d"})",
                                "{\"title\":\"\xed\xa0\xbd\xed\xb8\x80\"}"};
  auto codec =
      Codec({{.topic = "tocsin.alerts", .type = "t", .id = {}, .subject = {}, .data = {}}});
  for (const auto& data : broken) {
    const auto binary = codec.Decode(RecordOf(kBinary, data));
    ASSERT_TRUE(binary) << binary.error().message;
    EXPECT_TRUE(EventData(*binary)) << data;
    const auto plain = codec.Decode(RecordOf({}, data));
    ASSERT_TRUE(plain) << plain.error().message;
    EXPECT_NE(Find(EventData(*plain).value(), "title"), nullptr);
    const auto content = data.substr(data.find('{'));
    const auto structured = codec.Decode(RecordOf(
        {{"content-type", "application/cloudevents+json"}},
        R"({"specversion":"1.0","id":"e1","source":"/s","type":"t","data":)" + content + '}'));
    ASSERT_TRUE(structured) << structured.error().message;
  }
}

TEST_F(EventCodecTest, NamesTheKeyOfARuleThatFails) {
  const InboundRule good{.topic = "tocsin.alerts", .type = "t"};
  const auto message = [&](auto member, const char* expression) {
    InboundRule rule = good;
    rule.*member = expression;
    const auto event = Codec({rule}).Decode(RecordOf({}, R"({"alert":"a"})"));
    return event ? "none" : event.error().message;
  };
  const std::string why = "Cannot index string with string (\"id\")";
  EXPECT_EQ(message(&InboundRule::type, ".alert.id"), "bus.in: type: " + why);
  EXPECT_EQ(message(&InboundRule::id, ".alert.id"), "bus.in: id: " + why);
  EXPECT_EQ(message(&InboundRule::subject, ".alert.id"), "bus.in: subject: " + why);
  EXPECT_EQ(message(&InboundRule::data, ".alert.id"), "bus.in: data: " + why);
  EXPECT_EQ(message(&InboundRule::data, "{a: .alert.id}"),
            "bus.in: data: " + why + " at 1:5 ('.alert.id')");
}

TEST_F(EventCodecTest, TwoLargeIdsNeverBecomeOne) {
  auto codec = Codec({{.topic = "tocsin.alerts",
                       .type = "tocsin.alert.raised",
                       .id = ".event_id",
                       .subject = ".alert",
                       .data = "{alert_id: .alert, title: .text}"}});
  for (const std::string id :
       {"7645781234567895123", "7645781234567895124", "764578123456789512345678901231",
        "764578123456789512345678901232", "-76457812345678951231"}) {
    const auto event =
        codec.Decode(RecordOf({}, R"({"event_id":"e","text":"full","alert":)" + id + '}'));
    ASSERT_TRUE(event) << event.error().message;
    EXPECT_EQ(event->subject, id);
    EXPECT_EQ(event->data, R"({"alert_id":)" + id + R"(,"title":"full"})");
  }
  const auto rounded =
      codec.Decode(RecordOf({}, R"({"event_id":"e","text":"x","alert":7.6457812345678951e25})"));
  ASSERT_FALSE(rounded);
  EXPECT_NE(rounded.error().message.find("send it as a string"), std::string::npos);
}

TEST_F(EventCodecTest, ReadsPlainJsonByRule) {
  auto codec = Codec({{"tocsin.alerts", "tocsin.alert.raised", ".nr", ".host",
                       "{title: .text, from: $record.topic}"}});
  const auto event =
      codec.Decode(RecordOf({}, R"({"nr":9007199254740993,"host":"pve1","text":"disk full"})"));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->type, "tocsin.alert.raised");
  // jq would round it, and two alerts would have one id.
  EXPECT_EQ(event->id, "9007199254740993");
  EXPECT_EQ(event->subject, "pve1");
  EXPECT_EQ(event->data, R"({"title":"disk full","from":"tocsin.alerts"})");
  EXPECT_EQ(event->time, "2026-03-07T01:10:00.000Z");
}

TEST_F(EventCodecTest, TraceContextGoesInAndOutInEveryMode) {
  const Headers trace = {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                         {"tracestate", "vendor=1"}};
  auto codec = Codec({{"tocsin.alerts", "tocsin.alert.raised", ".nr", ".host", "{title: .text}"}});
  auto binary = trace;
  for (const auto& header : kBinary) binary.push_back(header);
  for (const auto& record : {RecordOf(trace, R"({"nr":"1","host":"pve1","text":"disk full"})"),
                             RecordOf(binary, R"({"title":"disk full"})")}) {
    const auto event = codec.Decode(record);
    ASSERT_TRUE(event) << event.error().message;
    EXPECT_EQ(event->traceparent, trace[0].second);
    EXPECT_EQ(event->tracestate, "vendor=1");
    const auto out = EventCodec::Encode(*event, "tocsin");
    EXPECT_EQ(HeaderOf(out.headers, "traceparent"), trace[0].second);
    EXPECT_EQ(HeaderOf(out.headers, "tracestate"), "vendor=1");
  }
}

TEST_F(EventCodecTest, ReadsPlainJsonByARuleOverManyTopics) {
  auto codec = Codec({{R"(^metrics\..*)", "com.example.metric", "", "", "{of: $record.topic}"}});
  auto record = RecordOf({}, R"({"n":1})");
  record.at.topic = "metrics.cpu";
  const auto event = codec.Decode(record);
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->type, "com.example.metric");
  EXPECT_EQ(event->id, "metrics.cpu/3/42");
  EXPECT_EQ(event->data, R"({"of":"metrics.cpu"})");
  record.at.topic = "other";
  EXPECT_FALSE(codec.Decode(record));
}

TEST_F(EventCodecTest, PathsOfARuleAreExactAndMayLeadNowhere) {
  auto codec = Codec({{"tocsin.alerts", ".kind", ".a.b.id", ".a.missing.host", ""}});
  const auto event = codec.Decode(
      RecordOf({}, R"({"kind":"x.y","a":{"b":{"id":18446744073709551615}},"n":9007199254740993})"));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->type, "x.y");
  EXPECT_EQ(event->id, "18446744073709551615");
  EXPECT_EQ(event->subject, "a1");
  EXPECT_NE(event->data.Text().find("9007199254740993"), std::string::npos);
}

TEST_F(EventCodecTest, RulesAreCheckedBeforeTheyAreUsed) {
  EXPECT_TRUE(CheckRules(
      {{"t", ".kind", ".a.b", ".key", "{title: .text}"}, {"u", "x.y", "", "", ""}}, *engine_));
  EXPECT_TRUE(CheckRules({{"t", "$record.topic", "$record.key", "", ""}}, *engine_));
  EXPECT_FALSE(CheckRules({{"t", "(.a", "", "", ""}}, *engine_));
  const auto topic = CheckRules({{"^a", "x.y"}, {"^a(", "x.y"}}, *engine_);
  ASSERT_FALSE(topic);
  EXPECT_EQ(topic.error().message.find("bus.in[1].topic: "), 0U) << topic.error().message;
  const auto bad =
      CheckRules({{"t", "x.y", ".a", "", ""}, {"u", "x.y", "", "", "{title: .text"}}, *engine_);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(bad.error().message.find("bus.in[1].data: "), 0U) << bad.error().message;
}

TEST_F(EventCodecTest, PlainJsonWithoutExpressionsIsNamedAfterItsPlace) {
  auto codec = Codec({{"tocsin.alerts", "x.y", "", "", ""}});
  const auto event = codec.Decode(RecordOf({}, R"({"a":1})", std::nullopt));
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(event->id, "tocsin.alerts/3/42");
  EXPECT_EQ(event->data, R"({"a":1})");
  EXPECT_EQ(event->subject, "");
}

TEST_F(EventCodecTest, WritesWhatItReads) {
  Event event{.id = "e1",
              .source = "/s",
              .type = "tocsin.call.ended",
              .subject = "a1",
              .time = "2026-03-07T01:10:00.000Z"};
  event.extensions = {{"runid", "r"}, {"causationid", "c"}};
  event.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  event.data = R"({"reason":"busy"})";
  const auto out = EventCodec::Encode(event, "tocsin");
  EXPECT_EQ(out.topic, "tocsin.calls");
  EXPECT_EQ(out.key, "a1");
  const auto back = Codec().Decode(RecordOf(out.headers, out.value, out.key));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->Extension("causationid"), "c");
  EXPECT_EQ(back->data, event.data);
  EXPECT_EQ(back->traceparent, event.traceparent);
}

TEST_F(EventCodecTest, DeadLettersAreTheRecordUnchangedWithTheReason) {
  const auto record = RecordOf({{"x", "y"}}, std::nullopt, std::nullopt);
  const auto letter =
      ToDeadLetter(record, "tocsin", "", "undecodable", std::string(5'000, 'e'), record.timestamp);
  EXPECT_EQ(letter.topic, "tocsin.dlq");
  EXPECT_EQ(letter.value, std::nullopt);
  EXPECT_EQ(letter.headers.front(), (std::pair<std::string, std::string>{"x", "y"}));
  std::map<std::string, std::string> headers(letter.headers.begin(), letter.headers.end());
  EXPECT_EQ(headers["dlq_offset"], "42");
  EXPECT_EQ(headers["dlq_partition"], "3");
  EXPECT_EQ(headers["dlq_topic"], "tocsin.alerts");
  EXPECT_LE(headers["dlq_error"].size(), 500U);
}

}  // namespace
}  // namespace tocsin::runtime
