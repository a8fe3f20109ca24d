// The vendors' own clients against the fakes that ours are tried with: a fake that nobody but us
// understands would prove nothing, and what they send is what we send.
#include <gtest/gtest.h>

#include <future>

#include "adapters/speech/deepgram_speak.hpp"
#include "adapters/speech/elevenlabs.hpp"
#include "adapters/speech/openai_speech.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/fake_program.hpp"
#include "fakes/python_program.hpp"

namespace tocsin {
namespace {

constexpr const char* kVendorsKey = "planted-key";

class VendorClients : public testing::TestWithParam<const char*> {
 protected:
  static fakes::FakeProgram& Service() {
    static fakes::FakeProgram service("voice_server.py");
    return service;
  }
  void SetUp() override {
    if (!fakes::PythonHas("vendors")) GTEST_SKIP() << "the vendors' packages cannot be had";
    ASSERT_NE(Service().Url(), "");
  }

  std::unique_ptr<TextToSpeech> Ours() {
    const std::string vendor = GetParam();
    if (vendor == "deepgram")
      return *speech::MakeDeepgramSpeak(
          {.api_key = Secret(kVendorsKey), .api_url = Service().Url(), .model = "thalia"}, *client_,
          metrics_);
    if (vendor == "elevenlabs")
      return speech::MakeElevenLabs({.api_key = Secret(kVendorsKey),
                                     .api_url = Service().Url(),
                                     .model = "eleven_flash_v2_5",
                                     .voice = "JBFqnCBsd6RMkjVDRZzb",
                                     .speed = 1.1},
                                    *client_, metrics_);
    return speech::MakeOpenAiSpeech({.api_key = Secret(kVendorsKey),
                                     .api_url = Service().Url(),
                                     .model = "gpt-4o-mini-tts",
                                     .voice = "alloy",
                                     .instructions = "Speak calmly."},
                                    *client_, metrics_);
  }
  std::string Theirs() {
    return fakes::SaidByPython(
        "vendors", "tests/contract/speech/vendor_clients.py " + Service().Url() + " " + GetParam());
  }

  std::unique_ptr<HttpStreamClient> client_ = MakeHttpStreamClient();
  fakes::FakeMetrics metrics_;
};

INSTANTIATE_TEST_SUITE_P(Of, VendorClients, testing::Values("deepgram", "elevenlabs", "openai"),
                         [](const auto& made) { return std::string(made.param); });

TEST_P(VendorClients, UnderstandTheFakeAndAskAsWeDo) {
  Service().Script(json::array{{{"seconds", 1}}, {{"status", 401}, {"error", "no"}}});
  const bool linear = std::string_view(GetParam()) == "openai";
  EXPECT_EQ(Theirs(), linear ? "sound 48000\nrefused 401\n" : "sound 8000\nrefused 401\n");
  const auto theirs = Service().Seen();
  ASSERT_EQ(theirs.size(), 2U);

  Service().Script(json::array{json::object{}});
  std::promise<Status> end;
  const auto voice = Ours();
  const auto job =
      voice->Synthesize({.text = "It's \"down\"."},
                        {.piece = [](const Sound&) {},
                         .end = [&](Status status) { end.set_value(std::move(status)); }});
  const auto ended = end.get_future().get();
  ASSERT_TRUE(ended) << ended.error().message;
  const auto ours = Service().Seen();
  ASSERT_EQ(ours.size(), 1U);
  for (const auto* part : {"path", "query", "key", "text"})
    EXPECT_EQ(ours[0].at(part), theirs[0].at(part)) << part;
  EXPECT_EQ(*ParseJson(ours[0].at("body").as_string()),
            *ParseJson(theirs[0].at("body").as_string()));
}

}  // namespace
}  // namespace tocsin
