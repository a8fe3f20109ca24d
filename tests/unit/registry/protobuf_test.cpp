// links: registry
// Messages by hand from Protobuf's description of its encoding.
#include "adapters/registry/protobuf_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "schemas/json.hpp"

namespace tocsin::registry {
namespace {

using testing::HasSubstr;

constexpr const char* kProto = R"(
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
message Order {
  int64 nr = 1;
  string host_name = 2;
  repeated int32 parts = 3;
  bytes raw = 4;
  Level level = 5;
  google.protobuf.Timestamp at = 6;
  map<string, double> measures = 7;
  message Line { string text = 1; message Deep { bool yes = 1; } }
}
enum Level { LOW = 0; HIGH = 1; }
message Other { uint32 n = 1; Other within = 2; }
)";

std::string Hand(std::initializer_list<int> bytes, const std::string& rest = {}) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text + rest;
}
std::string Message(const std::string& bytes, const std::string& schema = kProto) {
  const auto made = MakeProtobufSchema(schema);
  if (!made) return "schema: " + made.error().message;
  const auto text = (*made)->ToJson(bytes);
  if (!text) return "value: " + text.error().message;
  const auto parsed = ParseJson(*text);
  return parsed ? CanonicalJson(*parsed) : "no JSON: " + *text;
}

TEST(ProtobufValue, IsReadByTheTextOfItsSchema) {
  // field 1 = 150 (the description's own 08 96 01), 2 = "testing" (12 07 ...), 3 packed 3, 270,
  // 86942 (..06 03 8e 02 9e a7 05), 4 = 00 ff, 5 = HIGH, 6 = {seconds: 1}, 7 = {"a": 1.0}.
  const auto bytes =
      Hand({0, 0x08, 0x96, 0x01, 0x12, 0x07}, "testing") +
      Hand({0x1a, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05, 0x22, 0x02, 0x00, 0xff, 0x28, 0x01}) +
      Hand({0x32, 0x02, 0x08, 0x01}) +
      Hand({0x3a, 0x0c, 0x0a, 0x01, 'a', 0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f});
  EXPECT_EQ(Message(bytes), R"({"at":"1970-01-01T00:00:01Z","host_name":"testing","level":"HIGH",)"
                            R"("measures":{"a":1},"nr":"150","parts":[3,270,86942],"raw":"AP8="})");
}

TEST(ProtobufValue, DefaultValuesAreThere) {
  EXPECT_EQ(Message(Hand({0})),
            R"({"host_name":"","level":"LOW","measures":{},"nr":"0","parts":[],"raw":""})");
}

TEST(ProtobufValue, IndexesNameTheMessage) {
  EXPECT_EQ(Message(Hand({2, 2, 0x08, 0x05})), R"({"n":5})") << "[1]: the second of the file";
  EXPECT_EQ(Message(Hand({4, 0, 0, 0x0a, 0x02}, "hi")), R"({"text":"hi"})") << "[0, 0]: within";
  EXPECT_EQ(Message(Hand({6, 0, 0, 0, 0x08, 0x01})), R"({"yes":true})") << "[0, 0, 0]";
  EXPECT_THAT(Message(Hand({2, 4})), HasSubstr("it names message 2 of 2"));
  EXPECT_THAT(Message(Hand({4, 2, 0})), HasSubstr("it names message 0 of 0"));
  for (const auto& bad : {Hand({}), Hand({1}), Hand({2}), Hand({2, 1}), Hand({0x80, 0x80}),
                          Hand({0xfe, 0xff, 0xff, 0xff, 0x0f})})
    EXPECT_THAT(Message(bad), HasSubstr("message index cannot be read"));
}

TEST(ProtobufValue, WhatCannotBeReadSaysWhy) {
  EXPECT_THAT(Message(Hand({0, 0x08})), HasSubstr("its bytes are no shop.Order"));
  EXPECT_THAT(Message(Hand({0, 0x12, 0x7f}, "short")), HasSubstr("its bytes are no shop.Order"));
  EXPECT_THAT(Message(Hand({0, 0x12, 0x01, 0xff})), HasSubstr("value: ")) << "no UTF-8";
  std::string deep;
  for (int i = 0; i < 30; ++i) {
    const auto size = deep.size();
    deep = Hand({0x12, static_cast<int>(size)}) + deep;
  }
  EXPECT_THAT(Message(Hand({2, 2}) + deep), HasSubstr("within"));
  std::string deeper;
  for (int i = 0; i < 62; ++i) deeper = Hand({0x12, static_cast<int>(deeper.size())}) + deeper;
  EXPECT_THAT(Message(Hand({2, 2}) + deeper), HasSubstr("its bytes are no shop.Other"));
}

// Two bytes each, and twenty fields of each are printed.
TEST(ProtobufValue, IsBoundedWhateverItsBytesClaim) {
  std::string schema =
      "syntax = \"proto3\"; import \"google/protobuf/any.proto\";"
      "message Box { repeated Item items = 1; google.protobuf.Any any = 2; "
      "repeated Long long = 3; string text = 4; repeated int32 numbers = 5; }"
      "message Long { int32 " +
      std::string(1000, 'n') + " = 1; } message Item {";
  for (int i = 1; i <= 20; ++i)
    schema += " int32 f" + std::to_string(i) + " = " + std::to_string(i) + ';';
  schema += " }";
  const auto many = [](int tag, int count) {
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += Hand({tag, 0});
    return bytes;
  };
  const auto sized = [](int tag, const std::string& bytes) {
    auto out = Hand({tag});
    auto left = bytes.size();
    for (; left > 0x7f; left >>= 7) out += static_cast<char>((left & 0x7f) | 0x80);
    return out + static_cast<char>(left) + bytes;
  };
  EXPECT_THAT(Message(Hand({0}) + many(0x0a, 500'000), schema), HasSubstr("too large"));
  EXPECT_THAT(Message(Hand({0}) + many(0x1a, 10'000), schema), HasSubstr("too large")) << "names";
  EXPECT_THAT(Message(Hand({0}) + sized(0x2a, std::string(1'100'000, '\1')), schema),
              HasSubstr("too large"));
  EXPECT_THAT(Message(Hand({0}) + sized(0x22, std::string(2'000'000, '\1')), schema),
              HasSubstr("too large"))
      << "six characters each";
  const auto packed = sized(0x0a, "x/Box") + sized(0x12, many(0x0a, 500'000));
  EXPECT_THAT(Message(Hand({0}) + sized(0x12, packed), schema), HasSubstr("too large"));
  EXPECT_THAT(Message(Hand({0}) + many(0x0a, 10'000), schema), HasSubstr(R"("f20":0)"));
}

TEST(ProtobufSchema, FaultsAreNamedAtTheirPlace) {
  EXPECT_THAT(Message("", "syntax = \"proto3\"; message A { int32 a = ; }"), HasSubstr("1:"));
  EXPECT_THAT(Message("", "syntax = \"proto3\"; message A { Missing a = 1; }"),
              HasSubstr("\"Missing\" is not defined"));
  EXPECT_THAT(Message("", "syntax = \"proto3\"; import \"other.proto\"; message A {}"),
              HasSubstr("other.proto"));
  EXPECT_EQ(Message(Hand({0, 0x08, 0x01}), "message A { required int32 a = 1; }"), R"({"a":1})")
      << "proto2";
}

}  // namespace
}  // namespace tocsin::registry
