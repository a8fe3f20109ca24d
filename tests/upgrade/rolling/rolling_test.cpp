// links: harness
// The last release and this one on one database and one bus. TOCSIN_PREVIOUS names the folder of
// the last release's programs (`tools/test upgrade` builds them).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/harness/dialling.hpp"
#include "tests/harness/phone_site.hpp"
#include "tests/harness/phone_story.hpp"
#include "tests/harness/tcp_gate.hpp"

namespace tocsin::harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int kAlerts = 300;
constexpr milliseconds kEvery(120);
// Longer than a call, so that each step meets calls that the step before has begun.
constexpr seconds kBetween(4);

std::string Previous() {
  const char* folder = std::getenv("TOCSIN_PREVIOUS");
  return folder == nullptr ? "" : folder;
}

std::string Next() { return fs::path(Binary("tocsin")).parent_path().string(); }

std::string People(int count) {
  std::string people;
  for (int i = 0; i < count; ++i) people += ApprovingPerson(PersonNumber(i), "10s");
  return people;
}

/// Two workers behind one address, each of which may be of either release.
class Rolling {
 public:
  Rolling() : site_("rolling", {.people = People(kAlerts), .workflow = kApprovalWorkflow}) {
    std::ostringstream text;
    text << std::ifstream(site_.At().Folder() / "tocsin.yaml").rdbuf();
    std::string yaml = text.str();
    const std::string front = "http://127.0.0.1:" + std::to_string(gate_.Port());
    const std::string address = site_.Worker().substr(7);
    yaml.replace(yaml.find("'" + address + "'"), address.size() + 2, "'127.0.0.1:0'");
    yaml.replace(yaml.find("'" + site_.Worker() + "'"), site_.Worker().size() + 2,
                 "'" + front + "'");
    site_.At().Write("tocsin.yaml", yaml);
    // As the last release makes the tables.
    site_.At().Query("drop schema \"" + site_.At().Schema() + "\" cascade");
  }

  const PhoneSite& Site() const { return site_; }

  Finished Tocsin(const std::string& release, std::vector<std::string> words) const {
    auto options = site_.At().Command(std::move(words));
    options.command.front() = release + "/tocsin";
    return Run(std::move(options));
  }

  /// Ends the worker of a data folder in order, and starts one of `release` in its place; the other
  /// one takes all webhooks meanwhile.
  void Exchange(std::size_t which, const std::string& release) {
    auto& worker = workers_.at(which);
    const auto& other = workers_.at(1 - which);
    if (worker) {
      gate_.Lead(other ? std::vector{harness::Site::HttpOf(*other)} : std::vector<std::string>());
      worker->Signal(SIGTERM);
      EXPECT_EQ(worker->Wait(seconds(60)), 0) << worker->Errors();
      log_ += worker->Errors();
    }
    auto options = site_.At().Command({"run", "--data", which == 0 ? "first" : "second"});
    options.command.front() = release + "/tocsin";
    worker = std::make_unique<Process>(std::move(options));
    ASSERT_TRUE(worker->WaitForLine("ready http=", seconds(60)).has_value()) << worker->Errors();
    std::vector<std::string> addresses = {harness::Site::HttpOf(*worker)};
    if (other) addresses.push_back(harness::Site::HttpOf(*other));
    gate_.Lead(addresses);
  }

  std::string Logs() const {
    std::string all = log_;
    for (const auto& worker : workers_)
      if (worker) all += worker->Errors();
    return all;
  }

 private:
  TcpGate gate_;
  PhoneSite site_;
  std::array<std::unique_ptr<Process>, 2> workers_;
  std::string log_;
};

/// Calls that ended before the person heard "Approved".
int CutOff(const json::array& calls) {
  int cut = 0;
  for (const auto& call : calls)
    cut += IsOver(call) && HeardOn(call).find("Approved") == std::string::npos ? 1 : 0;
  return cut;
}

class Upgrade : public testing::Test {
 protected:
  void SetUp() override {
    if (Previous().empty()) GTEST_SKIP() << "the last release is not built: tools/test upgrade";
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs Kafka and PostgreSQL";
  }
};

TEST_F(Upgrade, RollsForwardAndBackUnderLoad) {
  Rolling rolling;
  const auto& site = rolling.Site();
  ASSERT_EQ(rolling.Tocsin(Previous(), {"migrate"}).exit, 0);
  rolling.Exchange(0, Previous());
  rolling.Exchange(1, Previous());
  std::thread flow([&] {
    for (int i = 0; i < kAlerts; ++i) {
      PublishApprovals(site.At(), i, 1);
      std::this_thread::sleep_for(kEvery);
    }
  });

  std::this_thread::sleep_for(kBetween);
  const auto migrated = rolling.Tocsin(Next(), {"migrate"});
  EXPECT_EQ(migrated.exit, 0) << migrated.errors;
  for (const auto& release : {Next(), Previous(), Next()}) {
    for (const std::size_t which : {std::size_t{0}, std::size_t{1}}) {
      std::this_thread::sleep_for(kBetween);
      rolling.Exchange(which, release);
      if (HasFatalFailure()) break;
    }
  }
  flow.join();

  const auto report = JudgeApprovals(site, 0, kAlerts, seconds(120));
  const int cut = CutOff(site.Calls());
  std::string release = rolling.Tocsin(Previous(), {"--version"}).output;
  std::erase(release, '\n');
  std::printf("upgrade from %s: sent %d, decided %d, doubled %d, lost %d, rung twice %d, cut %d\n",
              release.c_str(), kAlerts, kAlerts - report.missing, report.doubled, report.missing,
              report.rung_twice, cut);
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.rung_twice, 0);
  EXPECT_EQ(report.unrung, 0);
  EXPECT_EQ(cut, 0);
  if (HasFailure()) std::printf("%s%s\n", report.details.c_str(), rolling.Logs().c_str());
}

/// What the last release left half done, this one ends; and the other way round.
TEST_F(Upgrade, EachGoesOnWithWhatTheOtherBegan) {
  Rolling rolling;
  const auto& site = rolling.Site();
  ASSERT_EQ(rolling.Tocsin(Previous(), {"migrate"}).exit, 0);
  ASSERT_EQ(rolling.Tocsin(Next(), {"migrate"}).exit, 0);
  int first = 0;
  for (const auto& release : {Previous(), Next(), Previous()}) {
    rolling.Exchange(0, release);
    ASSERT_FALSE(HasFatalFailure());
    PublishApprovals(site.At(), first, 20);
    first += 20;
    // It rings: from here on the next release has it.
    for (int tries = 0; tries < 600 && site.Calls(PersonNumber(first - 1)).empty(); ++tries)
      std::this_thread::sleep_for(milliseconds(50));
  }
  rolling.Exchange(0, Next());
  const auto report = JudgeApprovals(site, 0, first, seconds(90));
  EXPECT_EQ(report.missing, 0);
  EXPECT_EQ(report.doubled, 0);
  EXPECT_EQ(report.rung_twice, 0);
  EXPECT_EQ(CutOff(site.Calls()), 0);
  // Each release reads what the other one has stored.
  for (const auto& release : {Previous(), Next()}) {
    const auto told = rolling.Tocsin(release, {"explain", site.At().Prefix() + "-0"});
    EXPECT_EQ(told.exit, 0) << told.errors;
    EXPECT_THAT(told.output, HasSubstr("decided: approve"));
    EXPECT_EQ(rolling.Tocsin(release, {"migrate", "--verify"}).exit, 0);
  }
  if (HasFailure()) std::printf("%s%s\n", report.details.c_str(), rolling.Logs().c_str());
}

}  // namespace
}  // namespace tocsin::harness
