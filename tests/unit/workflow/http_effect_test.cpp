// links: workflow expression
#include <gtest/gtest.h>

#include "schemas/events/data.hpp"
#include "workers/workflow/language/effect_request.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workflows.hpp"

namespace tocsin::workflow {
namespace {

/// Rows outlive releases: what one wrote another reads.
TEST(HttpEffect, IsStoredAsEverAndReadAsItWasStored) {
  const std::string stored =
      R"({"method":"POST","url":"https://h/x?a=1","headers":{"K":"v","Content-Type":)"
      R"("application/json","Idempotency-Key":"ID"},"body":{"n":7},"timeout_ms":30000)";
  fakes::MemoryRunner runner(Document(
      "do: [{c: {call: http, with: {method: post, endpoint: 'https://h/x', query: {a: 1}, headers: "
      "{K: v, Idempotency-Key: ID}, body: {n: 7}}}}]"));
  runner.Start(nullptr);
  EXPECT_EQ(CanonicalJson(runner.Effects().front().request),
            CanonicalJson(*ParseJson(stored + "}")));

  const auto row = ParseJson(stored + R"(,"task":"/do/0/c","later":[1]})");
  const auto call = ToHttpCall(events::Read<HttpAsked>(*row), [](auto) { return std::nullopt; });
  ASSERT_TRUE(call);
  EXPECT_EQ(call->method, "POST");
  EXPECT_EQ(call->url, "https://h/x?a=1");
  EXPECT_EQ(HeaderValue(call->headers, "Idempotency-Key"), "ID");
  EXPECT_EQ(call->body, R"({"n":7})");
  EXPECT_EQ(call->timeout, std::chrono::seconds(30));
  EXPECT_EQ(events::Read<AskedByTask>(*row).task, "/do/0/c");

  const auto bare = events::Read<HttpAsked>(
      *ParseJson(R"({"method":"GET","url":"https://h","headers":{"A":1},"body":null})"));
  const auto plain = ToHttpCall(bare, [](auto) { return std::nullopt; });
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->headers.empty());
  EXPECT_TRUE(plain->body.empty());
}

}  // namespace
}  // namespace tocsin::workflow
