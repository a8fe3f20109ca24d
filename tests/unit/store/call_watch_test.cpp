// links: ports
#include "adapters/call_watch.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "fakes/log_lines.hpp"

namespace tocsin {
namespace {

/// Two ends of a connection; nobody writes to the other one.
struct Silent {
  Silent() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
  ~Silent() {
    for (const int end : ends) close(end);
  }
  std::array<int, 2> ends{-1, -1};
};

TEST(CallWatch, EndsAReadThatNobodyAnswers) {
  CallWatch watch;
  const Silent silent;
  CallWatch::Call call(watch, Duration(10));
  call.Use(silent.ends[0]);

  char byte = 0;
  EXPECT_EQ(read(silent.ends[0], &byte, 1), 0);
  EXPECT_TRUE(call.Cut());
}

TEST(CallWatch, LeavesACallAloneThatIsWithinItsLimit) {
  CallWatch watch;
  const Silent silent;
  const Silent other;
  CallWatch::Call patient(watch, std::chrono::hours(1));
  patient.Use(silent.ends[0]);
  {
    CallWatch::Call hasty(watch, Duration(1));
    hasty.Use(other.ends[0]);
    char byte = 0;
    EXPECT_EQ(read(other.ends[0], &byte, 1), 0);
  }

  EXPECT_FALSE(patient.Cut());
  EXPECT_EQ(write(silent.ends[1], "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(read(silent.ends[0], &byte, 1), 1);
}

TEST(CallWatch, NeverTouchesASocketThatTookAClosedOnesNumber) {
  CallWatch watch;
  const Silent fresh;
  auto old = std::make_unique<Silent>();
  CallWatch::Call call(watch, Duration(1));
  call.Use(old->ends[0]);
  const int number = old->ends[0];
  old.reset();
  ASSERT_EQ(dup2(fresh.ends[0], number), number);
  while (!call.Cut()) usleep(1000);

  EXPECT_EQ(write(fresh.ends[1], "x", 1), 1);
  char byte = 0;
  EXPECT_EQ(read(number, &byte, 1), 1);
  close(number);
}

TEST(CallWatch, TellsHowLongTheOldestCallWaits) {
  CallWatch watch;
  EXPECT_EQ(watch.Waiting(), Duration(0));
  const CallWatch::Call long_reader(watch, std::chrono::minutes(10), true);
  EXPECT_EQ(watch.Waiting(), Duration(0)) << "a patient call says nothing about the server";
  const CallWatch::Call call(watch, std::chrono::seconds(10));
  while (watch.Waiting() < Duration(5)) usleep(1000);
}

TEST(CallWatch, TellsOnceThatThePeerIsAwayAndBack) {
  const fakes::LogLines log;
  CallWatch watch("database postgresql://db/x");
  watch.Lost("not there yet");
  EXPECT_TRUE(log.All().empty());
  watch.Answered();
  watch.Lost("connection refused");
  watch.Lost("connection refused");
  watch.Answered();
  watch.Answered();
  ASSERT_EQ(log.All().size(), 2U);
  EXPECT_EQ(log.All()[0],
            "warning database postgresql://db/x is away: connection refused; waiting for it");
  EXPECT_EQ(log.All()[1].find("info database postgresql://db/x is back after "), 0U);
}

}  // namespace
}  // namespace tocsin
