// links: telemetry
#include "adapters/telemetry/logging.hpp"

#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>

#include "schemas/json.hpp"
#include "schemas/phone_filter.hpp"

namespace tocsin {
namespace {

std::string Line(LogFormat format, std::string_view text) {
  const spdlog::details::log_msg message(
      std::chrono::system_clock::time_point(std::chrono::milliseconds(250)), spdlog::source_loc{},
      "tocsin", spdlog::level::warn, spdlog::string_view_t(text.data(), text.size()));
  spdlog::memory_buf_t out;
  MakeLogFormatter(format)->format(message, out);
  return std::string(out.data(), out.size());
}

TEST(FilterPhones, ReducesNumbersInAnySpelling) {
  EXPECT_EQ(FilterPhones("calling +15559876543 now"), "calling +1*******543 now");
  EXPECT_EQ(FilterPhones("To=%2B15559876543&x"), "To=+1*******543&x");
  EXPECT_EQ(FilterPhones("+1 (555) 987-6543"), "+1*******543");
  EXPECT_EQ(FilterPhones("+1234567"), "+1***567");
  EXPECT_EQ(FilterPhones("+491701234567, +15559876543"), "+4********567, +1*******543");
  EXPECT_EQ(FilterPhones("++15559876543"), "++1*******543");
}

TEST(FilterPhones, LeavesOtherNumbersAlone) {
  for (const char* text :
       {"", "+", "+123456", "2026-03-07T01:10:00+01:00", "1+1=2", "call 7d0c81ba-1111"}) {
    EXPECT_EQ(FilterPhones(text), text);
  }
}

TEST(LogFormatter, WritesOneMaskedLineOfText) {
  EXPECT_EQ(Line(LogFormat::kText, "dialling +15559876543\nnext\x1b[0m"),
            "1970-01-01T00:00:00.250Z warn  dialling +1*******543\\nnext\\x1b[0m\n");
}

TEST(LogFormatter, WritesOneMaskedLineOfJson) {
  const auto line = ParseJson(Line(LogFormat::kJson, "said \"+15559876543\""));

  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(StringAt(line->get_object(), "message"), "said \"+1*******543\"");
  EXPECT_EQ(StringAt(line->get_object(), "level"), "warn");
}

TEST(SetUpLogging, NamesTheWordItDoesNotKnow) {
  const auto format = SetUpLogging("xml", "info");
  const auto level = SetUpLogging("text", "loud");

  ASSERT_FALSE(format);
  ASSERT_FALSE(level);
  EXPECT_NE(format.error().message.find("'xml'"), std::string::npos);
  EXPECT_NE(level.error().message.find("'loud'"), std::string::npos);
  EXPECT_TRUE(SetUpLogging("json", "debug"));
}

}  // namespace
}  // namespace tocsin
