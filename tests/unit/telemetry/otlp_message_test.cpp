#include "adapters/telemetry/otlp_message.hpp"

#include <gtest/gtest.h>

#include "schemas/json.hpp"

namespace tocsin::otlp {
namespace {

Span Sample() {
  return {.trace = "0af7651916cd43dd8448eb211c80319c",
          .span = 0xb7ad6b7169203331,
          .parent = 0x00f067aa0ba902b7,
          .name = "process tocsin.alerts",
          .kind = SpanKind::kConsumer,
          .start = TimePoint(Duration(1'700'000'000'123)),
          .end = TimePoint(Duration(1'700'000'000'456)),
          .attributes = {{"text", std::string("a")},
                         {"number", std::int64_t{300}},
                         {"truth", true},
                         {"real", 0.5}},
          .links = {{"4bf92f3577b34da6a3ce929d0e0e4736", 1}},
          .failed = true,
          .error = "no answer"};
}

/// Bytes written as hex, by hand from the numbers of the published message.
std::string Bytes(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

TEST(OtlpMessage, WritesTheFieldsOfASpanByTheirNumbers) {
  const Span one = Sample();
  const std::string message =
      ToProtobuf({.service = "s", .version = "1", .instance = "i"}, {&one, 1});

  EXPECT_EQ(message.front(), '\x0a') << "resource_spans is field 1";
  for (const auto* part : {
           "0a100af7651916cd43dd8448eb211c80319c",  // trace_id
           "1208b7ad6b7169203331",                  // span_id
           "220800f067aa0ba902b7",                  // parent_span_id
           "3005",                                  // kind: consumer
           "0a066e756d626572120318ac02",            // number: 300
           "0a0574727574681202"
           "1001",  // truth: true
           "1209"
           "21000000000000e03f",                    // real: 0.5
           "0a104bf92f3577b34da6a3ce929d0e0e4736",  // the link's trace
           "12096e6f20616e73776572"
           "1802",  // status: message, error
       })
    EXPECT_NE(message.find(Bytes(part)), std::string::npos) << part;
  EXPECT_NE(message.find("process tocsin.alerts"), std::string::npos);
}

TEST(OtlpMessage, WritesJsonAsTheProtocolSays) {
  const Span one = Sample();
  const auto parsed =
      ParseJson(ToJson({.service = "s", .version = "1", .instance = "i"}, {&one, 1}));
  ASSERT_TRUE(parsed);
  const auto& span =
      parsed->at("resourceSpans").at(0).at("scopeSpans").at(0).at("spans").at(0).as_object();
  EXPECT_EQ(StringAt(span, "traceId"), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(StringAt(span, "spanId"), "b7ad6b7169203331");
  EXPECT_EQ(StringAt(span, "parentSpanId"), "00f067aa0ba902b7");
  EXPECT_EQ(StringAt(span, "startTimeUnixNano"), "1700000000123000000");
  EXPECT_EQ(span.at("kind"), 5);
  EXPECT_EQ(span.at("status").at("code"), 2);
  EXPECT_EQ(span.at("attributes").at(1).at("value").at("intValue"), "300");
}

TEST(OtlpMessage, ReadsHowManySpansWereNotTaken) {
  EXPECT_EQ(RejectedSpans(Bytes("0a020805")), 5);
  EXPECT_EQ(RejectedSpans(""), 0);
  EXPECT_EQ(RejectedSpans("<html>"), 0);
}

}  // namespace
}  // namespace tocsin::otlp
