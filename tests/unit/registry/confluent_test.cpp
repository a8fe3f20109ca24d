// links: registry
#include "adapters/registry/confluent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_http_client.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin {
namespace {

using testing::HasSubstr;

HttpOutcome Answered(int status, std::string body) {
  return HttpResponse{.status = status, .headers = {}, .body = std::move(body)};
}
HttpOutcome Away() {
  return tl::unexpected(HttpFailure{.error = {ErrorKind::kTransient, "connection refused", "net"}});
}
constexpr const char* kNotFound = R"({"error_code":40403,"message":"Schema 7 not found"})";
constexpr const char* kLong = R"({"schema":"\"long\""})";

class Registry : public testing::Test {
 protected:
  SchemaAnswer Find(std::int32_t id) {
    auto answer = registry_->Find(id, [this] { ++resolved_; });
    loop_.Work();
    return answer;
  }
  void Answer(HttpOutcome outcome) {
    http_.Answer(std::move(outcome));
    loop_.Work();
  }
  std::string Refusal(std::int32_t id) {
    const auto answer = Find(id);
    return answer.refused ? answer.refused->message : "";
  }

  fakes::FakeHttpClient http_;
  fakes::VirtualLoop loop_;
  fakes::FakeMetrics metrics_;
  int resolved_ = 0;
  std::shared_ptr<SchemaRegistry> registry_ = MakeSchemaRegistry(
      {"https://registry.example/sr/", "tocsin", Secret("hush")}, http_, loop_, metrics_);
};

TEST_F(Registry, AsksOnceForASchemaAndKeepsIt) {
  EXPECT_TRUE(Find(7).Pending());
  EXPECT_TRUE(Find(7).Pending());
  ASSERT_EQ(http_.Calls().size(), 1U);
  EXPECT_EQ(http_.Calls()[0].url, "https://registry.example/sr/schemas/ids/7");
  EXPECT_EQ(HeaderValue(http_.Calls()[0].headers, "authorization"), "Basic dG9jc2luOmh1c2g=");
  EXPECT_EQ(metrics_.Value("tocsin_registry_schemas_awaited"), 0);
  Answer(Answered(200, kLong));
  EXPECT_EQ(resolved_, 2);
  const auto known = Find(7);
  ASSERT_TRUE(known.schema);
  EXPECT_EQ(known.schema->ToJson("\x02"), "1");
  EXPECT_EQ(http_.Calls().size(), 1U);
  EXPECT_TRUE(Find(8).Pending());
  Answer(
      Answered(200, R"({"schemaType":"PROTOBUF","schema":"syntax = \"proto3\"; message A {}"})"));
  ASSERT_TRUE(Find(8).schema);
  EXPECT_EQ(Find(8).schema->Format(), ValueFormat::kProtobuf);
  EXPECT_EQ(metrics_.Value("tocsin_registry_requests_total{outcome=found}"), 2);
}

TEST_F(Registry, WhileItIsAwayWhatIsAskedForWaits) {
  Find(7);
  Answer(Away());
  EXPECT_EQ(resolved_, 0);
  EXPECT_TRUE(Find(7).Pending());
  ASSERT_FALSE(registry_->Health());
  EXPECT_EQ(registry_->Health().error().message,
            "schema registry https://registry.example/sr/: connection refused; records of 1 "
            "schemas wait for it");
  EXPECT_EQ(metrics_.Value("tocsin_registry_schemas_awaited"), 1);
  EXPECT_EQ(http_.Calls().size(), 1U) << "not before a pause";
  // An answer that is no registry's, and those of one that refuses us: none condemns a record.
  for (const auto& [status, body, says] :
       {std::tuple(404, "<html>not here</html>", "404, not as a schema registry does"),
        std::tuple(404, R"({"error_code":404})", "404, not as"),
        std::tuple(401, "{}", "username or password"), std::tuple(500, kNotFound, "500"),
        std::tuple(200, "[]", "without a schema")}) {
    loop_.Advance(std::chrono::seconds(15));
    ASSERT_EQ(http_.Unanswered(), 1U);
    Answer(Answered(status, body));
    EXPECT_THAT(registry_->Health().error().message, HasSubstr(says));
    EXPECT_TRUE(Find(7).Pending());
  }
  loop_.Advance(std::chrono::seconds(15));
  Answer(Answered(200, kLong));
  EXPECT_TRUE(Find(7).schema);
  EXPECT_TRUE(registry_->Health());
  EXPECT_EQ(resolved_, 7);
  EXPECT_EQ(metrics_.Value("tocsin_registry_schemas_awaited"), 0);
  EXPECT_EQ(metrics_.Value("tocsin_registry_requests_total{outcome=failed}"), 6);
}

TEST_F(Registry, WhatIsNotThereIsAskedForAgainAfterAWhile) {
  Find(7);
  Answer(Answered(404, kNotFound));
  EXPECT_EQ(resolved_, 1);
  EXPECT_EQ(Refusal(7), "schema 7 of the registry https://registry.example/sr/: there is none");
  EXPECT_EQ(http_.Calls().size(), 1U);
  loop_.Advance(std::chrono::seconds(11));
  EXPECT_TRUE(Find(7).Pending());
  Answer(Answered(200, kLong));
  EXPECT_TRUE(Find(7).schema);
}

TEST_F(Registry, SaysWhatItCannotUse) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"schema":"{}","references":[{"name":"common.proto","subject":"c","version":1}]})",
       "refers to other schemas (common.proto), which are not followed"},
      {R"({"schemaType":"JSON","schema":"{}"})", "its type is JSON, not AVRO or PROTOBUF"},
      {R"({"schema":"{\"type\":\"nothing\"}"})", "no type 'nothing'"},
      {R"({"schemaType":"PROTOBUF","schema":"message"})", "Protobuf schema: 1:"}};
  for (int id = 1; const auto& [body, says] : cases) {
    Find(id);
    Answer(Answered(200, body));
    EXPECT_THAT(Refusal(id), HasSubstr("schema " + std::to_string(id) + " of the registry"));
    EXPECT_THAT(Refusal(id), HasSubstr(says));
    ++id;
  }
}

TEST_F(Registry, KeepsABoundedNumberOfSchemas) {
  for (int id = 0; id < 1'100; ++id) {
    Find(id);
    Answer(Answered(200, kLong));
    loop_.Advance(Duration(1));
    ASSERT_TRUE(Find(0).schema) << "in use";
  }
  EXPECT_EQ(http_.Calls().size(), 1'100U);
  EXPECT_TRUE(Find(1).Pending()) << "unused for longest";
  EXPECT_TRUE(Find(1'099).schema);
  Answer(Answered(200, kLong));
  loop_.Advance(std::chrono::hours(2));
  Find(2'000);
  EXPECT_TRUE(Find(1'099).Pending()) << "unused for an hour";
}

TEST(Frame, IsAZeroAndFourBytesOfTheId) {
  const auto framed = ReadFrame(std::string_view("\0\0\0\1\2xy", 7));
  ASSERT_TRUE(framed);
  EXPECT_EQ(framed->schema, 258);
  EXPECT_EQ(framed->payload, "xy");
  EXPECT_TRUE(ReadFrame(std::string_view("\0\0\0\0\1", 5))) << "an empty payload";
  EXPECT_FALSE(ReadFrame(std::string_view("\0\0\0\0", 4)));
  EXPECT_FALSE(ReadFrame(std::string_view("\1\0\0\0\1x", 6)));
  EXPECT_FALSE(ReadFrame(""));
  EXPECT_THAT(ReadFrame(R"({"a":1})").error().message, HasSubstr("leave `format` out"));
}

}  // namespace
}  // namespace tocsin
