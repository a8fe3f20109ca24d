// What our mail client makes of a server's replies, and of their absence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "adapters/mail/smtp_client.hpp"
#include "fakes/scripted_mail_server.hpp"

namespace tocsin {
namespace {

using fakes::ScriptedMailServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr auto kLongestReply = std::chrono::seconds(20);  // only a hang exceeds it
constexpr Duration kNoHurry = std::chrono::minutes(10);
constexpr Duration kHurry = std::chrono::milliseconds(200);

class SmtpRepliesTest : public testing::Test {
 protected:
  static MailCall Call(const ScriptedMailServer& server, Duration timeout = kNoHurry) {
    return {.server = server.Address(),
            .security = MailCall::Security::kNone,
            .user = "ops",
            .password = "wrong-and-secret",
            .mail = {.id = "m1",
                     .date = ParseTime("2026-03-07T02:10:00Z").value(),
                     .from = "tocsin@example.com",
                     .to = {"alice@example.com"},
                     .subject = "Disk full",
                     .text = "It is."},
            .timeout = timeout};
  }
  std::future<MailOutcome> Begin(MailCall call) {
    auto outcome = std::make_shared<std::promise<MailOutcome>>();
    auto future = outcome->get_future();
    client_->Send(std::move(call),
                  [outcome](MailOutcome given) { outcome->set_value(std::move(given)); });
    return future;
  }
  static MailOutcome End(std::future<MailOutcome> future) {
    if (future.wait_for(kLongestReply) == std::future_status::ready) return future.get();
    return tl::unexpected(MailFailure{{ErrorKind::kInternal, "no outcome came"}, -1});
  }
  MailOutcome Send(MailCall call) { return End(Begin(std::move(call))); }

  std::unique_ptr<MailClient> client_ = MakeSmtpClient();
};

TEST_F(SmtpRepliesTest, AMailIsTaken) {
  ScriptedMailServer server;
  const auto outcome = Send(Call(server));
  ASSERT_TRUE(outcome) << outcome.error().error.message;
  EXPECT_THAT(server.HeardTo("QUIT\r\n"),
              ElementsAre(StartsWith("EHLO"), StartsWith("AUTH"),
                          StartsWith("MAIL FROM:<tocsin@example.com>"),
                          StartsWith("RCPT TO:<alice@example.com>"), "DATA\r\n",
                          HasSubstr("Subject: Disk full\r\n"), "QUIT\r\n"));
}

struct Refusal {
  const char* word;
  const char* reply;
  bool for_good;
};

TEST_F(SmtpRepliesTest, FourHundredsMayComeBackFiveHundredsMayNot) {
  constexpr Refusal kRefusals[] = {
      {"greeting", "421 too busy", false}, {"greeting", "554 go away", true},
      {"AUTH", "454 try later", false},    {"AUTH", "535 5.7.8 no such login", true},
      {"MAIL", "452 disk full", false},    {"MAIL", "530 log in first", true},
      {"RCPT", "451 greylisted", false},   {"RCPT", "550 5.1.1 nobody", true},
      {"DATA", "451 not now", false},      {"DATA", "554 no", true},
      {"text", "421 closing", false},      {"text", "552-too\r\n552 long", true}};
  for (const auto& [word, reply, for_good] : kRefusals) {
    const ScriptedMailServer server({{word, reply}});
    const auto outcome = Send(Call(server));
    ASSERT_FALSE(outcome) << reply;
    const auto& [error, code] = outcome.error();
    const std::string_view last(
        std::string_view(reply).substr(std::string_view(reply).rfind('\n') + 1));
    EXPECT_EQ(code, std::atoi(reply)) << error.message;
    EXPECT_EQ(error.kind, for_good ? ErrorKind::kRejected : ErrorKind::kTransient) << reply;
    EXPECT_EQ(error.message,
              "handing mail to " + server.Address() + ": it says " + std::string(last));
  }
}

TEST_F(SmtpRepliesTest, APasswordThatIsRepeatedIsNotShown) {
  const ScriptedMailServer server({{"AUTH", "535 wrong-and-secret is wrong"}});
  const auto outcome = Send(Call(server));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, 535);
  EXPECT_THAT(outcome.error().error.message, Not(HasSubstr("wrong-and-secret")));
}

TEST_F(SmtpRepliesTest, SilenceEndsInTimeWhereverItBegins) {
  for (const auto* word : {"greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "text"}) {
    const ScriptedMailServer server({{word, ""}});
    const auto outcome = Send(Call(server, kHurry));
    ASSERT_FALSE(outcome) << word;
    EXPECT_EQ(outcome.error().code, 0) << word;
    EXPECT_EQ(outcome.error().error.kind, ErrorKind::kTransient) << word;
    // Neither is the next mail held up.
    const ScriptedMailServer other;
    EXPECT_TRUE(Send(Call(other))) << word;
  }
}

TEST_F(SmtpRepliesTest, ASilentServerHoldsNobodyElseUp) {
  for (const auto* word : {"greeting", "text"}) {
    const ScriptedMailServer silent({{word, ""}}), other;
    std::vector<std::future<MailOutcome>> held;
    for (int i = 0; i < 20; ++i) held.push_back(Begin(Call(silent)));  // more than it may have
    EXPECT_TRUE(Send(Call(other))) << word;
    client_.reset();
    for (auto& one : held) {
      const auto outcome = End(std::move(one));
      ASSERT_FALSE(outcome);
      EXPECT_EQ(outcome.error().error.kind, ErrorKind::kCancelled) << word;
    }
    client_ = MakeSmtpClient();
  }
}

TEST_F(SmtpRepliesTest, WhoWaitedForTheirServerHaveTheirTurn) {
  const ScriptedMailServer server;
  std::vector<std::future<MailOutcome>> sent;
  for (int i = 0; i < 40; ++i) sent.push_back(Begin(Call(server)));
  for (auto& one : sent) EXPECT_TRUE(End(std::move(one)));
}

TEST_F(SmtpRepliesTest, NobodyWaitsForTheAnswerToQuit) {
  const ScriptedMailServer taking({{"QUIT", ""}});
  const auto taken = Send(Call(taking));
  EXPECT_TRUE(taken) << taken.error().error.message;
  ScriptedMailServer refusing({{"RCPT", "550 nobody"}, {"QUIT", ""}});
  const auto refused = Send(Call(refusing));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, 550) << refused.error().error.message;
  EXPECT_THAT(refusing.HeardTo("QUIT\r\n"), testing::Contains("QUIT\r\n"));
}

TEST_F(SmtpRepliesTest, ARefusalIsNotHiddenByTheGoodbye) {
  const ScriptedMailServer server({{"RCPT", "550 nobody\r\n221 bye"}});
  const auto outcome = Send(Call(server));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, 550) << outcome.error().error.message;
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kRejected);
}

TEST_F(SmtpRepliesTest, ALineThatIsCutMayComeBack) {
  // The server ends the line in the middle of an answer: what it would have said is not known.
  auto listening = fakes::RawSocket::Listen();
  const ScriptedMailServer unused;
  auto call = Call(unused);
  call.server = "127.0.0.1:" + std::to_string(listening.Port());
  auto outcome = Begin(std::move(call));
  {
    auto line = listening.Accept();
    ASSERT_TRUE(line.Write("220 mail.test\r\n"));
    line.ReadUntil("\r\n");
    ASSERT_TRUE(line.Write("250-mail"));
    line.Reset();
  }
  const auto ended = End(std::move(outcome));
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().error.kind, ErrorKind::kTransient);
  EXPECT_EQ(ended.error().code, 0);
}

TEST_F(SmtpRepliesTest, MoreThanMayWaitAreRefusedAtOnce) {
  const ScriptedMailServer silent({{"greeting", ""}});
  client_ = MakeSmtpClient({.most_waiting = 0});
  const auto outcome = Send(Call(silent));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error.kind, ErrorKind::kTransient);
  EXPECT_THAT(outcome.error().error.message, HasSubstr("too many wait"));
}

}  // namespace
}  // namespace tocsin
