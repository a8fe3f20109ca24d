// links: telemetry
#include "adapters/telemetry/logging.hpp"

#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "adapters/log_line.hpp"
#include "adapters/telemetry/log_gate.hpp"
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

/// The log of the process as long as it lives, through the gate, into a text.
class LineCatcher {
 public:
  LineCatcher(LogFormat format, std::string& into) : former_(spdlog::default_logger()) {
    EXPECT_TRUE(SetUpLogging("json", "off"));
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(stream_);
    sink->set_formatter(MakeLogFormatter(format));
    ReachLog(sink);
    spdlog::default_logger()->set_level(spdlog::level::trace);
    gate_ = std::dynamic_pointer_cast<LogGate>(spdlog::default_logger()->sinks().at(0));
    gate_->Configure(spdlog::level::info, {});
    into_ = &into;
  }
  ~LineCatcher() {
    *into_ = stream_.str();
    ReachLog(nullptr);
    spdlog::set_default_logger(former_);
  }
  LineCatcher(const LineCatcher&) = delete;
  LineCatcher& operator=(const LineCatcher&) = delete;

 private:
  std::ostringstream stream_;
  std::shared_ptr<LogGate> gate_;
  std::shared_ptr<spdlog::logger> former_;
  std::string* into_ = nullptr;
};

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
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
  // CSI in one character, and letters that begin with the same byte.
  EXPECT_EQ(Line(LogFormat::kText, "a\xc2\x9b[2J \xc3\xa9\xc2\xa0\xc2"),
            "1970-01-01T00:00:00.250Z warn  a\\xc2\\x9b[2J \xc3\xa9\xc2\xa0\xc2\n");
}

TEST(LogFormatter, WritesOneMaskedLineOfJson) {
  const auto line = ParseJson(Line(LogFormat::kJson, "said \"+15559876543\""));

  ASSERT_TRUE(line) << line.error().message;
  EXPECT_EQ(StringAt(line->get_object(), "message"), "said \"+1*******543\"");
  EXPECT_EQ(StringAt(line->get_object(), "level"), "warn");
}

TEST(LogFormatter, PutsFieldsIntoJsonAndMasksThem) {
  std::string text;
  {
    const LineCatcher catcher(LogFormat::kJson, text);
    WriteLog({.level = spdlog::level::info,
              .text = "call c1 ended",
              .fields = {{"call_sid", "CA1"},
                         {"to", "+15559876543"},
                         {"attempt", 2},
                         {"message", "of a field"}}},
             " (3 lines like it were left out)");
    spdlog::info("without fields");
  }
  const auto lines = LinesOf(text);
  ASSERT_EQ(lines.size(), 2u);
  const auto line = ParseJson(lines[0]);
  ASSERT_TRUE(line) << line.error().message;
  const auto& object = line->get_object();
  EXPECT_EQ(StringAt(object, "message"), "call c1 ended (3 lines like it were left out)");
  EXPECT_EQ(StringAt(object, "call_sid"), "CA1");
  EXPECT_EQ(StringAt(object, "to"), "+1*******543");
  EXPECT_EQ(object.at("attempt"), 2);
  EXPECT_EQ(lines[1].find("call_sid"), std::string::npos);
}

TEST(LogFormatter, LetsTheJournalKeepTimeAndLevel) {
  EXPECT_EQ(Line(LogFormat::kJournal, "dialling +15559876543\nnext"),
            "<4>dialling +1*******543\\nnext\n");
  EXPECT_EQ(Line(LogFormat::kTerminal, "late"),
            "1970-01-01T00:00:00.250Z \x1b[33mwarn  late\x1b[0m\n");
}

TEST(SetUpLogging, NamesTheWordItDoesNotKnow) {
  const auto format = SetUpLogging("xml", "info");
  const auto level = SetUpLogging("text", "loud");

  ASSERT_FALSE(format);
  ASSERT_FALSE(level);
  EXPECT_NE(format.error().message.find("'xml'"), std::string::npos);
  EXPECT_NE(level.error().message.find("'loud'"), std::string::npos);
  EXPECT_TRUE(SetUpLogging("json", "debug"));
  EXPECT_TRUE(SetUpLogging("json", "warning"));  // as the settings spell it
}

TEST(SetUpLogging, SaysWhichFileItCannotWrite) {
  const auto refused = SetUpLogging("text", "info", {.path = "/dev/null/tocsin.log"});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("/dev/null/tocsin.log"), std::string::npos)
      << refused.error().message;
}

TEST(SetUpLogging, TurnsTheFileOverWhenItIsFull) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("tocsin_log_" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const auto path = folder / "tocsin.log";
  ASSERT_TRUE(
      SetUpLogging("json", "info", {.path = path.string(), .most_bytes = 1'000, .keep = 2}));
  for (int i = 0; i < 60; ++i) spdlog::info("line {} to +15559876543", i);
  ASSERT_TRUE(SetUpLogging("json", "info"));
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    ++files;
    EXPECT_LE(file.file_size(), 1'000u) << file.path();
    std::ifstream in(file.path());
    for (std::string line; std::getline(in, line);) {
      EXPECT_TRUE(ParseJson(line)) << line;
      EXPECT_EQ(line.find("9876"), std::string::npos) << line;
    }
  }
  EXPECT_EQ(files, 3u);
  std::filesystem::remove_all(folder);
}

TEST(LogControl, TellsAllOfOneCallWhateverTheLevel) {
  std::string text;
  {
    const LineCatcher catcher(LogFormat::kText, text);
    const auto tell = [](std::string_view call) {
      WriteLog({.level = spdlog::level::debug,
                .text = "ringing " + std::string(call),
                .fields = {{"call_sid", call}}});
    };
    tell("CA1");
    ASSERT_TRUE(LogOfProcess().SetFocus({"CA2"}, std::chrono::minutes(1)));
    tell("CA1");
    tell("CA2");
    spdlog::debug("of nobody");
    ASSERT_TRUE(LogOfProcess().SetFocus({}, std::chrono::minutes(1)));
    tell("CA2");
    ASSERT_TRUE(LogOfProcess().SetFocus({"CA1"}, Duration(0)));  // over at once
    tell("CA1");
    EXPECT_TRUE(LogOfProcess().State().focus.empty());
  }
  const auto lines = LinesOf(text);
  ASSERT_EQ(lines.size(), 1u) << text;
  EXPECT_NE(lines[0].find("ringing CA2"), std::string::npos);
}

TEST(LogControl, ChangesTheLevelForAWhile) {
  std::string text;
  {
    const LineCatcher catcher(LogFormat::kText, text);
    ASSERT_TRUE(LogOfProcess().SetLevel("debug", std::chrono::minutes(1)));
    EXPECT_EQ(LogOfProcess().State().level, "debug");
    EXPECT_EQ(LogOfProcess().State().configured, "info");
    spdlog::debug("one");
    ASSERT_TRUE(LogOfProcess().SetLevel("trace", Duration(0)));
    spdlog::debug("two");
    EXPECT_EQ(LogOfProcess().State().level, "info");
    EXPECT_FALSE(spdlog::should_log(spdlog::level::debug));
    EXPECT_FALSE(LogOfProcess().SetLevel("loud", std::chrono::minutes(1)));
  }
  EXPECT_EQ(LinesOf(text).size(), 1u) << text;
}

}  // namespace
}  // namespace tocsin
