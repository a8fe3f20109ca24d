// links: workflow expression
#include <gtest/gtest.h>

#include "workers/workflow/engine/decide.hpp"

namespace tocsin::workflow {
namespace {

TEST(RunCodec, KeepsIntegersOfAnyLength) {
  struct Run run;
  run.state =
      ParseJson(R"({"context":{"id":7645781234567895123456781,"n":[18446744073709551615]}})")
          .value()
          .as_object();
  const StoredRun stored = ToStored(run);
  EXPECT_NE(stored.state.find("\"id\":7645781234567895123456781,"), std::string::npos);
  const auto again = DecodeRun(stored);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->state, run.state);
}

/// Deep nesting and bytes that are no UTF-8 keep no run from going on.
TEST(RunCodec, ReadsWhatParseJsonRefuses) {
  struct Run run;
  json::value deep = 1;
  for (int i = 0; i < 1'000; ++i) deep = json::array{std::move(deep)};
  run.state["deep"] = std::move(deep);
  run.state["text"] = "B\xfcro";
  const auto again = DecodeRun(ToStored(run));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->state, run.state);
}

}  // namespace
}  // namespace tocsin::workflow
