// links: registry
// Values by hand from Avro's specification (1.11.1, "Binary Encoding").
#include "adapters/registry/avro_schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tocsin::registry {
namespace {

using testing::HasSubstr;

std::string Bytes(std::initializer_list<int> bytes) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  return text;
}
std::string Read(const std::string& schema, const std::string& bytes) {
  const auto made = MakeAvroSchema(schema);
  if (!made) return "schema: " + made.error().message;
  const auto text = (*made)->ToJson(bytes);
  return text ? *text : "value: " + text.error().message;
}

TEST(AvroValue, PrimitivesAreAsTheSpecificationHasThem) {
  EXPECT_EQ(Read(R"("null")", ""), "null");
  EXPECT_EQ(Read("null", ""), "null") << "a bare name";
  EXPECT_EQ(Read(R"("boolean")", Bytes({1})), "true");
  EXPECT_EQ(Read(R"("boolean")", Bytes({0})), "false");
  const std::pair<int, std::string> numbers[] = {{0, "0"}, {1, "-1"}, {2, "1"}, {3, "-2"}};
  for (const auto& [byte, text] : numbers) EXPECT_EQ(Read(R"("long")", Bytes({byte})), text);
  EXPECT_EQ(Read(R"("int")", Bytes({0x7f})), "-64");
  EXPECT_EQ(Read(R"("int")", Bytes({0x80, 0x01})), "64");
  EXPECT_EQ(Read(R"("long")", Bytes({255, 255, 255, 255, 255, 255, 255, 255, 255, 1})),
            "-9223372036854775808");
  EXPECT_EQ(Read(R"("long")", Bytes({254, 255, 255, 255, 255, 255, 255, 255, 255, 1})),
            "9223372036854775807");
  EXPECT_EQ(Read(R"("string")", Bytes({6, 'f', 'o', 'o'})), R"("foo")");
  EXPECT_EQ(Read(R"("string")", Bytes({6, '"', 0xc3, 0xbc})), "\"\\\"\xC3\xBC\"");
  EXPECT_EQ(Read(R"("bytes")", Bytes({4, 0, 255})), R"("AP8=")");
  EXPECT_EQ(Read(R"("float")", Bytes({0, 0, 0x80, 0x3f})), "1");
  EXPECT_EQ(Read(R"("double")", Bytes({0, 0, 0, 0, 0, 0, 0xf8, 0xbf})), "-1.5");
  EXPECT_EQ(Read(R"("double")", Bytes({0, 0, 0, 0, 0, 0, 0xf8, 0x7f})), "null") << "NaN";
}

TEST(AvroValue, RecordsUnionsArraysAndMaps) {
  // The specification's own example: a = 27, b = "foo".
  EXPECT_EQ(Read(R"({"type":"record","name":"test","fields":[{"name":"a","type":"long"},
                     {"name":"b","type":"string"}]})",
                 Bytes({0x36, 0x06, 0x66, 0x6f, 0x6f})),
            R"({"a":27,"b":"foo"})");
  EXPECT_EQ(Read(R"({"type":"array","items":"long"})", Bytes({4, 6, 0x36, 0})), "[3,27]");
  EXPECT_EQ(Read(R"({"type":"array","items":"long"})", Bytes({3, 4, 6, 0x36, 2, 2, 0})), "[3,27,1]")
      << "a block with its size, and another";
  EXPECT_EQ(Read(R"(["null","string"])", Bytes({0})), "null");
  EXPECT_EQ(Read(R"(["null","string"])", Bytes({2, 2, 0x61})), R"("a")");
  EXPECT_EQ(Read(R"({"type":"map","values":"int"})", Bytes({2, 2, 'k', 2, 0})), R"({"k":1})");
  EXPECT_EQ(Read(R"({"type":"fixed","name":"f","size":2})", Bytes({1, 2})), R"("AQI=")");
  EXPECT_EQ(Read(R"({"type":"enum","name":"Foo","symbols":["A","B","C","D"]})", Bytes({6})),
            R"("D")");
  EXPECT_EQ(Read(R"({"type":"long","logicalType":"timestamp-millis"})", Bytes({2})), "1");
}

TEST(AvroValue, NamesReferToTypesOfTheirNamespace) {
  const std::string tree =
      R"({"type":"record","name":"Node","namespace":"a.b","fields":[{"name":"n","type":"int"},
          {"name":"next","type":["null","Node"]},{"name":"same","type":["null","a.b.Node"]}]})";
  EXPECT_EQ(Read(tree, Bytes({2, 2, 4, 0, 0, 0})),
            R"({"n":1,"next":{"n":2,"next":null,"same":null},"same":null})");
  EXPECT_THAT(Read(R"({"type":"array","items":"Missing"})", ""), HasSubstr("no type 'Missing'"));
  EXPECT_THAT(Read("{", ""), HasSubstr("reading an Avro schema"));
  EXPECT_THAT(Read(R"({"type":"record","name":"r"})", ""), HasSubstr("without 'fields'"));
  EXPECT_THAT(
      Read(R"([{"type":"fixed","name":"f","size":1},{"type":"fixed","name":"f","size":1}])", ""),
      HasSubstr("defined twice"));
}

TEST(AvroValue, WhatCannotBeReadSaysWhy) {
  EXPECT_THAT(Read(R"("long")", Bytes({0x80})), HasSubstr("ends too early"));
  EXPECT_THAT(Read(R"("long")", Bytes({2, 2})), HasSubstr("1 bytes are left behind"));
  EXPECT_THAT(Read(R"("string")", Bytes({0x80, 0x80, 0x80, 0x80, 0x10, 'a'})),
              HasSubstr("ends too early"));
  EXPECT_THAT(Read(R"("string")", Bytes({1})), HasSubstr("negative length"));
  EXPECT_THAT(Read(R"("int")", Bytes({0x80, 0x80, 0x80, 0x80, 0x20})), HasSubstr("32 bits"));
  EXPECT_THAT(Read(R"(["null"])", Bytes({2})), HasSubstr("branch 1 of a union that has 1"));
  EXPECT_THAT(Read(R"({"type":"enum","name":"e","symbols":["A"]})", Bytes({4})),
              HasSubstr("symbol 2 of an enum"));
  EXPECT_THAT(Read(R"("boolean")", Bytes({2})), HasSubstr("neither 0 nor 1"));
}

TEST(AvroValue, IsBoundedWhateverItsBytesClaim) {
  // Items without a byte, so many that they would fill any memory.
  const auto many = Bytes({254, 255, 255, 255, 255, 255, 255, 255, 255, 1});
  EXPECT_THAT(Read(R"({"type":"array","items":"null"})", many), HasSubstr("too large"));
  EXPECT_THAT(Read(R"({"type":"array","items":"null"})",
                   Bytes({255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0})),
              HasSubstr("too large"));
  const std::string chain =
      R"({"type":"record","name":"N","fields":[{"name":"n","type":["null","N"]}]})";
  EXPECT_THAT(Read(chain, std::string(100'000, '\2')), HasSubstr("too deep"));
  EXPECT_THAT(Read(R"({"type":"record","name":"N","fields":[{"name":"n","type":"N"}]})", ""),
              HasSubstr("too deep"));
}

}  // namespace
}  // namespace tocsin::registry
