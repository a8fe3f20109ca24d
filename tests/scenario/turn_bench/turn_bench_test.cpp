// links: harness schemas net
// The benchmark of answers (tools/bench turn), its short form: with engines of known delays it
// tells just these, and our own share beside them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "schemas/json.hpp"
#include "tests/harness/media_site.hpp"
#include "tests/harness/process.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

namespace fs = std::filesystem;

class TurnBench : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
    if (std::string why; !LiveSpeech(why)) GTEST_SKIP() << why;
    folder_ = fs::temp_directory_path() / ("tocsin-turn-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  static std::string Models() {
    if (const char* set = std::getenv("TOCSIN_MODELS")) return set;
    return std::string(TOCSIN_SOURCE_DIR) + "/.local/models";
  }
  fs::path folder_;
};

TEST_F(TurnBench, TellsWhatEachEngineTookAndWhatTheCallerWaitedFor) {
  Process bench({.command = {"python3", TOCSIN_SOURCE_DIR "/tests/perf/bench/turns.py", "--bin",
                             TOCSIN_BINARY_DIR "/bin", "--models", Models(), "--brokers",
                             KafkaAddress(), "--database", DatabaseAddress(), "--work",
                             folder_.string(), "--out", folder_.string(), "--short"}});
  ASSERT_EQ(bench.Wait(std::chrono::minutes(5)), 0) << bench.Output() << bench.Errors();
  std::ostringstream text;
  text << std::ifstream(folder_ / "turn.json").rdbuf();
  const auto told = ParseJson(text.str());
  ASSERT_TRUE(told) << text.str();
  const auto& profile = told->at("profiles").at("287/142/198 ms");
  const auto of = [&](const char* part) {
    const auto& count = profile.at(part).at("count");
    // Three callers, two answers each; on a slow machine one may talk over an answer.
    EXPECT_GE(count.to_number<int>(), 3) << part << '\n' << bench.Output();
    const auto& middle = profile.at(part).at("p50");
    return middle.is_number() ? middle.to_number<double>() : -1;
  };
  // No engine is quicker than its delay; how much slower is the machine's matter.
  EXPECT_GE(of("ears_ms"), 286);
  EXPECT_GE(of("model_ms"), 141);
  EXPECT_GE(of("voice_ms"), 197);
  EXPECT_GE(of("own_ms"), 0);
  EXPECT_GE(of("sum_ms"), 624);
  EXPECT_GE(of("endpoint_ms"), 200);
  EXPECT_GE(of("gap_ms"), 800) << "what the recording tells is independent of what is told";
  EXPECT_GE(of("chunk_to_carrier_ms"), 0);
  EXPECT_THAT(bench.Output(), testing::HasSubstr("287/142/198"));
}

}  // namespace
}  // namespace tocsin::harness
