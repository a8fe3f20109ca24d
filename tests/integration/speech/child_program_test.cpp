#include "adapters/speech/child_program.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace tocsin::speech {
namespace {

constexpr Duration kPatience = std::chrono::seconds(20);

TEST(ChildProgram, ReadsWhatWeWriteAndWritesWhatWeRead) {
  auto child = ChildProgram::Start({"cat"});
  ASSERT_TRUE(child) << child.error().message;
  ASSERT_TRUE(child->Write("one\ntwo\nthree", kPatience));
  EXPECT_EQ(child->ReadLine(kPatience), "one");
  EXPECT_EQ(child->ReadLine(kPatience), "two");
  child->CloseInput();
  EXPECT_EQ(child->ReadAll(kPatience, 100), "three");
}

TEST(ChildProgram, OneThatIsNotThereIsNamed) {
  const auto child = ChildProgram::Start({"no-such-voice"});
  ASSERT_FALSE(child);
  EXPECT_EQ(child.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(child.error().message.find("no-such-voice"), std::string::npos);
}

/// Without a signal: this test does not ignore SIGPIPE.
TEST(ChildProgram, OneThatHasEndedIsAnError) {
  auto child = ChildProgram::Start({"true"});
  ASSERT_TRUE(child) << child.error().message;
  const auto line = child->ReadLine(kPatience);
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().kind, ErrorKind::kTransient);
  const auto written = child->Write("still there?", kPatience);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::kTransient);
}

TEST(ChildProgram, OneThatSaysNothingOrTooMuchIsAnError) {
  auto quiet = ChildProgram::Start({"sleep", "600"});
  ASSERT_TRUE(quiet) << quiet.error().message;
  EXPECT_EQ(quiet->ReadLine(std::chrono::milliseconds(1)).error().kind, ErrorKind::kTimeout);
  auto loud = ChildProgram::Start({"yes"});
  ASSERT_TRUE(loud) << loud.error().message;
  EXPECT_EQ(loud->ReadAll(kPatience, 100'000).error().kind, ErrorKind::kInvalid);
}

/// One that hangs never sees its input end.
TEST(ChildProgram, GoesWithUsWhenWeAreKilled) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);  // so that it is ours to wait for when its parent is gone
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    auto child = ChildProgram::Start({"sh", "-c", "echo $$; exec sleep 30"});
    const std::string line = child ? child->ReadLine(kPatience).value_or("") + "\n" : "\n";
    if (write(ends[1], line.data(), line.size()) > 0) kill(getpid(), SIGKILL);
    _exit(1);
  }
  std::array<char, 32> line{};
  ASSERT_GT(read(ends[0], line.data(), line.size() - 1), 0);
  close(ends[0]);
  close(ends[1]);
  const pid_t orphan = static_cast<pid_t>(std::atoi(line.data()));
  ASSERT_GT(orphan, 0);
  int status = 0;
  ASSERT_EQ(waitpid(parent, &status, 0), parent);
  ASSERT_EQ(waitpid(orphan, &status, 0), orphan);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGKILL);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace
}  // namespace tocsin::speech
