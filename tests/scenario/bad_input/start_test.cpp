#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// `tocsin run` that does not get to work: exit code and what it said.
class BadStart : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
    site_ = std::make_unique<Site>("badstart");
  }

  Finished Start(std::map<std::string, std::string> environment = {},
                 std::vector<std::string> more = {"--wait", "1s"}) {
    std::vector<std::string> words = {"run"};
    words.insert(words.end(), more.begin(), more.end());
    return harness::Run(site_->Command(std::move(words), std::move(environment)),
                        std::chrono::seconds(20));
  }
  void Settings(const std::string& yaml) { site_->Write("tocsin.yaml", yaml); }
  std::string Store() const {
    return "store: {url: '" + DatabaseAddress() + "', schema: " + site_->Prefix() + "}\n";
  }
  std::string Bus() const {
    return "bus: {brokers: '" + KafkaAddress() + "', prefix: " + site_->Prefix() + "}\n";
  }
  static constexpr const char* kHttp = "http: {listen: '127.0.0.1:0'}\n";

  std::unique_ptr<Site> site_;
};

TEST_F(BadStart, ADatabaseThatIsDownIsNamed) {
  Settings("store: {url: 'postgresql://tocsin:SECRETWORD@127.0.0.1:1/tocsin'}\n" + Bus() + kHttp);
  const auto started = std::chrono::steady_clock::now();
  const auto end = Start();
  EXPECT_EQ(end.exit, 3);
  EXPECT_THAT(end.errors,
              AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("database"), Not(HasSubstr("SECRETWORD")),
                    HasSubstr("gave up on database"), HasSubstr("is store.url (DATABASE_URL)")));
  EXPECT_GE(std::chrono::steady_clock::now() - started, std::chrono::seconds(1));
}

TEST_F(BadStart, AWrongPasswordIsAWrongSetting) {
  auto url = DatabaseAddress();
  const auto password = url.find(':', url.find("://") + 3) + 1;
  url.replace(password, url.find('@') - password, "SECRETWORD");
  Settings("store: {url: '" + url + "'}\n" + Bus() + kHttp);
  const auto end = Start({}, {"--wait", "15s"});
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("password authentication failed"),
                                HasSubstr("mend user, password or database in store.url"),
                                Not(HasSubstr("SECRETWORD")), Not(HasSubstr("waiting for"))));
}

TEST_F(BadStart, ADatabaseThatIsDownIsWaitedFor) {
  const auto port = FreePort();
  Settings("store: {url: 'postgresql://nobody@127.0.0.1:" + std::to_string(port) + "/none'}\n" +
           Bus() + kHttp);
  const auto worker = site_->Spawn({}, {"--wait", "20s"});
  EXPECT_TRUE(worker->WaitForLine("waiting for database", std::chrono::seconds(60)));
  EXPECT_TRUE(worker->Running());
}

TEST_F(BadStart, ASignalEndsTheWait) {
  Settings("store: {url: 'postgresql://nobody@127.0.0.1:1/none'}\n" + Bus() + kHttp);
  const auto worker = site_->Spawn({}, {"--wait", "60s"});
  ASSERT_TRUE(worker->WaitForLine("waiting for database", std::chrono::seconds(60)));
  worker->Signal(SIGTERM);
  EXPECT_EQ(worker->Wait(std::chrono::seconds(60)), 130);
  EXPECT_THAT(worker->Errors(), HasSubstr("stopped while waiting for database"));
}

TEST_F(BadStart, ABrokerThatIsDownIsNamed) {
  Settings(Store() + "bus: {brokers: '127.0.0.1:1', prefix: " + site_->Prefix() + "}\n" + kHttp);
  const auto end = Start();
  EXPECT_EQ(end.exit, 3);
  EXPECT_THAT(end.errors,
              AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("is bus.brokers (KAFKA_BROKERS)")));
}

TEST_F(BadStart, ADatabaseThatWasNeverMigratedSaysHow) {
  Settings("store: {url: '" + DatabaseAddress() + "', schema: " + site_->Prefix() + "_new}\n" +
           Bus() + kHttp);
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, HasSubstr("tocsin migrate"));
}

TEST_F(BadStart, WithoutTheKeyOfCallTokensNothingWorksSilently) {
  Settings(Store() + Bus() + kHttp);
  site_->Query("delete from installation_secret");
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("'call_tokens'"), HasSubstr("run `tocsin migrate`")));
  EXPECT_THAT(end.output, Not(HasSubstr("ready")));
  EXPECT_EQ(site_->Query("select count(*) from installation_secret"), "0");
  EXPECT_EQ(site_->Tocsin({"migrate"}).exit, 0);
  EXPECT_EQ(site_->Query("select length(value) > 40 from installation_secret"), "t");
}

TEST_F(BadStart, APortThatIsTakenIsNamed) {
  const int holder = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(holder, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(listen(holder, 1), 0);
  ASSERT_EQ(getsockname(holder, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string taken = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  Settings(Store() + Bus() + "http: {listen: '" + taken + "'}\n");
  const auto end = Start();
  close(holder);
  EXPECT_NE(end.exit, 0);
  EXPECT_THAT(end.errors, HasSubstr(taken));
  EXPECT_THAT(end.output, Not(HasSubstr("ready")));
}

TEST_F(BadStart, CarrierSettingsPartlyGiven) {
  Settings(Store() + Bus() + kHttp +
           "telephony: {twilio: {account_sid: AC0000000000000000000000000000aaaa, from: "
           "'+15551234567'}}\n");
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, HasSubstr("TWILIO_AUTH_TOKEN"));
}

TEST_F(BadStart, AnUnknownKeyIsShownWithItsPlace) {
  Settings(Store() + Bus() + kHttp + "telemetry:\n  log: {levle: info}\n");
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors,
              AllOf(HasSubstr("tocsin.yaml:5:9"), HasSubstr("levle"), HasSubstr("level")));
}

TEST_F(BadStart, AWrongTypeIsShownWithItsPlace) {
  Settings(Store() + Bus() + "http: {listen: '127.0.0.1:0', max_connections: many}\n");
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("tocsin.yaml:3:"), HasSubstr("max_connections")));
}

TEST_F(BadStart, HalfAYamlFile) {
  Settings(Store() + "bus: {brokers: '127");
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, HasSubstr("tocsin.yaml:"));
}

TEST_F(BadStart, APrefixThatCannotBeATopic) {
  Settings(Store() + "bus: {brokers: '" + KafkaAddress() + "', prefix: 'to csin/alerts'}\n" +
           kHttp);
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("tocsin.yaml:2:"), HasSubstr("prefix")));
}

TEST_F(BadStart, ATopicOfARuleThatCannotBeOne) {
  Settings(Store() + "bus: {brokers: '" + KafkaAddress() + "', prefix: " + site_->Prefix() +
           ", in: [{topic: 'a b', type: tocsin.alert.raised}]}\n" + kHttp);
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, AllOf(HasSubstr("tocsin.yaml:2:"), HasSubstr("topic")));
}

TEST_F(BadStart, BadJqOfARuleIsFoundBeforeItRuns) {
  Settings(Store() + "bus: {brokers: '" + KafkaAddress() + "', prefix: " + site_->Prefix() +
           ", in: [{topic: " + site_->Prefix() +
           ".plain, type: tocsin.alert.raised, data: '{title: .text'}]}\n" + kHttp);
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, HasSubstr("data"));
}

TEST_F(BadStart, BadJqOfADeliveryIsFoundBeforeItRuns) {
  Settings(Store() + Bus() + kHttp +
           "bridge: {deliveries: [{name: n8n, url: 'http://127.0.0.1:1/', when: '.action =='}]}\n");
  const auto end = Start();
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, HasSubstr("when"));
}

TEST_F(BadStart, AMissingSettingsFileIsNamed) {
  const auto end = Start({}, {"--config", "nowhere.yaml"});
  EXPECT_EQ(end.exit, 1);
  EXPECT_THAT(end.errors, HasSubstr("nowhere.yaml"));
}

TEST_F(BadStart, WrongUsageIsTwo) {
  EXPECT_EQ(Start({}, {"--wait", "soon"}).exit, 2);
  EXPECT_EQ(Start({}, {"--workers", "worklfow"}).exit, 2);
  EXPECT_EQ(Start({}, {"--frobnicate"}).exit, 2);
}

// A bad file keeps nobody from being phoned: the others run, and /ready and the log name it.
TEST_F(BadStart, ABadWorkflowFileIsNamedAndTheOthersRun) {
  site_->Write("workflows/bad.yaml",
               "document: {dsl: '1.0.3', namespace: test, name: bad, version: '1.0.0'}\ndo:\n  - "
               "x: {set: {a: '${ .b | }'}}\n");
  const auto worker = site_->Start();
  ASSERT_TRUE(worker);
  EXPECT_THAT(worker->Errors(), HasSubstr("bad.yaml:3:"));
  const auto lint = site_->Tocsin({"lint", "workflows"});
  EXPECT_EQ(lint.exit, 1);
  EXPECT_THAT(lint.output, AllOf(HasSubstr("bad.yaml:3:"), HasSubstr("error:")));
}

}  // namespace
}  // namespace tocsin::harness
