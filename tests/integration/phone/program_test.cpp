#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "adapters/net/http_client.hpp"
#include "fakes/http_probe.hpp"
#include "fakes/raw_socket.hpp"

namespace tocsin::phone {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(program_)) GTEST_SKIP() << program_ << " is not built";
    std::ofstream(script_) << "people: {'+15559876543': [{busy: true}]}\n";
  }
  void TearDown() override { std::filesystem::remove(script_); }

  struct Ended {
    int code = -1;
    std::string output;
  };
  Ended Run(const std::string& arguments, const std::string& environment = "") const {
    const std::string command = "env -u TWILIO_ACCOUNT_SID -u TWILIO_AUTH_TOKEN " + environment +
                                " '" + program_ + "' " + arguments + " 2>&1";
    Ended ended;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 512> text{};
    while (fgets(text.data(), text.size(), pipe) != nullptr) ended.output += text.data();
    ended.code = WEXITSTATUS(pclose(pipe));
    return ended;
  }

  const std::string program_ = std::string(TOCSIN_BINARY_DIR) + "/bin/tocsin-phone";
  const std::string script_ = (std::filesystem::temp_directory_path() /
                               ("tocsin-phone-test-" + std::to_string(getpid()) + ".yaml"))
                                  .string();
  const std::string account_ = "TWILIO_ACCOUNT_SID=AC1 TWILIO_AUTH_TOKEN=12345";
};

TEST_F(ProgramTest, ExplainsItself) {
  const auto help = Run("--help");
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.output, HasSubstr("--script"));
  EXPECT_THAT(help.output, HasSubstr("Example:"));
}

TEST_F(ProgramTest, SaysWhatIsWrong) {
  EXPECT_EQ(Run("--lisen x").code, 2);
  const auto unnamed = Run("");
  EXPECT_EQ(unnamed.code, 1);
  EXPECT_THAT(unnamed.output, HasSubstr("set TWILIO_ACCOUNT_SID"));
  EXPECT_THAT(Run("--listen 0.0.0.0:0", account_).output, HasSubstr("--allow-remote"));
  const auto other = fakes::RawSocket::Listen();
  EXPECT_THAT(
      Run("--listen 127.0.0.1:" + std::to_string(other.Port()), account_).output,
      HasSubstr("is taken by another program; stop that one or set another port (--listen)"));
  EXPECT_THAT(Run("--script /nowhere.yaml", account_).output,
              HasSubstr("cannot open '/nowhere.yaml'"));
  std::ofstream(script_) << "people:\n  '+15559876543': [{bussy: true}]\n";
  const auto wrong = Run("--script " + script_, account_);
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.output, HasSubstr(script_ + ":2:21: error: unknown key 'bussy'"));
}

TEST_F(ProgramTest, TakesTheAccountFromTheDotEnvOfItsFolder) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("tocsin-phone-env-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / ".env") << "# the worker's\nexport TWILIO_ACCOUNT_SID=\"AC1\"\n";
  const std::string in_folder = "-C " + folder.string();
  EXPECT_THAT(Run("", in_folder).output, HasSubstr("no token: set TWILIO_AUTH_TOKEN"));
  std::ofstream(folder / ".env", std::ios::app) << "TWILIO_AUTH_TOKEN=12345 # ours\n";
  EXPECT_THAT(Run("--script /nowhere.yaml", in_folder).output, HasSubstr("cannot open"));
  std::filesystem::remove_all(folder);
}

TEST_F(ProgramTest, ServesUntilItIsTerminated) {
  int out[2];
  ASSERT_EQ(pipe(out), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(out[1], STDOUT_FILENO);
    execl(program_.c_str(), program_.c_str(), "--listen", "127.0.0.1:0", "--script",
          script_.c_str(), "--account", "AC1", "--token", "12345", nullptr);
    _exit(127);
  }
  close(out[1]);
  FILE* lines = fdopen(out[0], "r");
  std::array<char, 256> ready{};
  ASSERT_NE(fgets(ready.data(), ready.size(), lines), nullptr);
  const std::string line = ready.data();
  ASSERT_THAT(line, StartsWith("ready url=http://127.0.0.1:"));
  EXPECT_THAT(line, HasSubstr("people=1"));

  const auto client = MakeHttpClient();
  HttpCall call;
  call.url = line.substr(10, line.find(' ', 10) - 10) + "/sim/health";
  const auto health = fakes::SendAndWait(*client, call);
  ASSERT_TRUE(health);
  EXPECT_EQ(health->status, 200);

  kill(child, SIGTERM);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  fclose(lines);
}

}  // namespace
}  // namespace tocsin::phone
