#include "schemas/trace_context.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tocsin {
namespace {

constexpr std::string_view kTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(Tracestate, IsAListOfVendorsEntries) {
  for (const auto* text : {"a=1", "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7", "fw529a3039@dt=FfAA ",
                           "a=1, b=2", "a=1,,b=2", "a= x"})
    EXPECT_TRUE(IsTracestate(text)) << text;
  std::string many = "a=1";
  for (int i = 1; i < 32; ++i) many += ",b" + std::to_string(i) + "=1";
  EXPECT_TRUE(IsTracestate(many));
  EXPECT_FALSE(IsTracestate(many + ",c=1")) << "33 of them";
  EXPECT_FALSE(IsTracestate("a=" + std::string(2'047, 'x'))) << "too long";
  for (const auto* text :
       {"", " ", ",", "a", "=1", "A=1", "a b=1", "a=1=2", "a=\x01", "a=\xc3\xa9"})
    EXPECT_FALSE(IsTracestate(text)) << text;
}

TEST(Tracestate, GoesOnWithItsTraceOnly) {
  EXPECT_EQ(TracestateFor(kTrace, "a=1"), "a=1");
  EXPECT_EQ(TracestateFor("nonsense", "a=1"), "");
  EXPECT_EQ(TracestateFor(kTrace, "a=1\r\nX: y"), "");
}

}  // namespace
}  // namespace tocsin
