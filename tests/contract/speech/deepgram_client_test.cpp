// links: net harness schemas
// Deepgram's own Python client understands our fake of it.
#include <gtest/gtest.h>

#include "fakes/fake_program.hpp"
#include "fakes/python_program.hpp"

namespace tocsin {
namespace {

TEST(DeepgramsOwnClient, KnowsEveryMessageOfOurFake) {
  if (!fakes::PythonHas("vendors")) GTEST_SKIP() << "the package vendors cannot be had";
  fakes::FakeProgram service("deepgram_server.py");
  service.Script({{{"text", "please approve it"}, {"after", 0.8}}});
  EXPECT_EQ(
      fakes::SaidByPython("vendors", "tests/contract/speech/deepgram_client.py " + service.Url()),
      "ListenV1Metadata ListenV1Results ListenV1SpeechStarted ListenV1UtteranceEnd\n"
      "ListenV2Connected ListenV2TurnInfo\n");
}

}  // namespace
}  // namespace tocsin
