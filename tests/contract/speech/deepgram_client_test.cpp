// links: net harness schemas
// Deepgram's own Python client understands our fake of it.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "fakes/fake_program.hpp"

namespace tocsin {
namespace {

TEST(DeepgramsOwnClient, KnowsEveryMessageOfOurFake) {
  const std::string tool = std::string(TOCSIN_SOURCE_DIR) + "/tools/python-with vendors";
  const int got = std::system((tool + " >/dev/null").c_str());
  if (WIFEXITED(got) && WEXITSTATUS(got) == 3) GTEST_SKIP() << "the package vendors cannot be had";
  fakes::FakeProgram service("deepgram_server.py");
  service.Script({{{"text", "please approve it"}, {"after", 0.8}}});
  std::FILE* client = popen((tool + " " + TOCSIN_SOURCE_DIR +
                             "/tests/contract/speech/deepgram_client.py " + service.Url() + " 2>&1")
                                .c_str(),
                            "r");
  ASSERT_NE(client, nullptr);
  std::string said;
  char line[1024];
  while (std::fgets(line, sizeof line, client) != nullptr) said += line;
  EXPECT_EQ(pclose(client), 0);
  EXPECT_EQ(said,
            "ListenV1Metadata ListenV1Results ListenV1SpeechStarted ListenV1UtteranceEnd\n"
            "ListenV2Connected ListenV2TurnInfo\n");
}

}  // namespace
}  // namespace tocsin
