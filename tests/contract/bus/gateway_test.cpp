// The gateway of the embedded bus, tried with kcat as outside clients do.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <optional>

#include "contract.hpp"
#include "embedded_host.hpp"
#include "schemas/ids.hpp"

namespace tocsin::test {
namespace {

class GatewayTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!OutputOf("command -v kcat")) GTEST_SKIP() << "kcat is not installed";
    std::string missing;
    const auto url = TestDatabase(missing);
    if (!url) GTEST_SKIP() << missing;
    schema_.emplace(*url);
    folder_ = std::filesystem::temp_directory_path() / UniqueName("gateway");
    std::filesystem::create_directory(folder_);
    auto options = schema_->Options();
    options.gateway = true;
    options.data_dir = folder_;
    auto bus = MakeEmbeddedBus(options);
    ASSERT_TRUE(bus) << bus.error().message;
    bus_ = std::move(*bus);
    topic_ = UniqueName("t");
    ASSERT_TRUE(bus_->EnsureTopics({{topic_, 4}}, Duration(5000)));
  }
  void TearDown() override {
    bus_.reset();
    if (folder_.empty()) return;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "gateway"))
        << "the address of a gateway that is gone";
    std::filesystem::remove_all(folder_);
  }

  std::string Kcat(const std::string& arguments) {
    return "kcat -q -X fetch.wait.max.ms=10 -b " + bus_->GatewayAddress() + " -t " + topic_ + " " +
           arguments;
  }
  bool Send(const std::string& key, const std::string& value, const std::string& more = "") {
    return OutputOf("printf '%s' '" + key + ":" + value + "' | timeout 20 " +
                    Kcat("-P -K: " + more))
        .has_value();
  }
  std::vector<Record> OnTheLog() {
    std::vector<Record> all;
    for (int i = 0; i < 4; ++i) {
      auto records = bus_->ReadTail({topic_, i}, 0, 1000, Duration(5000));
      if (records) std::move(records->begin(), records->end(), std::back_inserter(all));
    }
    return all;
  }
  std::string AtTheGateway() {
    return OutputOf("timeout 20 " + Kcat("-C -o beginning -e -f '%k=%s;'")).value_or("kcat failed");
  }
  std::string AddressFile() {
    std::ifstream file(folder_ / "gateway");
    std::string line;
    std::getline(file, line);
    return line;
  }
  /// The process behind the gateway's port.
  pid_t GatewayPid() {
    const auto pid = OutputOf("pgrep -P " + std::to_string(getpid()) + " -f " + kGatewayCommand);
    return pid ? std::stoi(*pid) : 0;
  }

  std::optional<LogSchema> schema_;
  std::filesystem::path folder_;
  std::unique_ptr<EmbeddedBus> bus_;
  std::string topic_;
};

TEST_F(GatewayTest, TakesInWhatOutsideClientsWrite) {
  ASSERT_TRUE(Send("alert-1", "{\"title\":\"disk\"}", "-H ce_id=7 -X partitioner=murmur2_random"));

  ASSERT_TRUE(Eventually([&] { return OnTheLog().size() == 1; }));
  const Record record = OnTheLog().at(0);
  EXPECT_EQ(record.key, "alert-1");
  EXPECT_EQ(record.value, "{\"title\":\"disk\"}");
  EXPECT_EQ(record.headers, (Headers{{"ce_id", "7"}}));
  EXPECT_EQ(record.at.partition, PartitionOf("alert-1", 4));
}

TEST_F(GatewayTest, KeepsThePartitionThatTheClientChose) {
  const int other = (PartitionOf("k", 4) + 1) % 4;

  ASSERT_TRUE(Send("k", "v", "-p " + std::to_string(other)));

  ASSERT_TRUE(Eventually([&] { return OnTheLog().size() == 1; }));
  EXPECT_EQ(OnTheLog().at(0).at.partition, other);
}

TEST_F(GatewayTest, MirrorsTheLogAndTakesNothingInTwice) {
  ProduceAll(*bus_, {{topic_, "a", "from inside", {{"ce_id", "1"}}}});
  ASSERT_TRUE(Eventually([&] { return AtTheGateway() == "a=from inside;"; })) << AtTheGateway();
  ASSERT_TRUE(Send("a", "from outside", "-p " + std::to_string(PartitionOf("a", 4))));

  ASSERT_TRUE(Eventually([&] { return OnTheLog().size() == 2; }));
  ProduceAll(*bus_, {{topic_, "a", "last", {}}});

  EXPECT_TRUE(Eventually([&] { return AtTheGateway() == "a=from inside;a=from outside;a=last;"; }))
      << AtTheGateway();
  EXPECT_EQ(OnTheLog().size(), 3u);
}

TEST_F(GatewayTest, KnowsTopicsThatComeLater) {
  topic_ = UniqueName("later");
  ASSERT_TRUE(bus_->EnsureTopics({{topic_, 4}}, Duration(5000)));

  ASSERT_TRUE(Send("k", "v"));

  EXPECT_TRUE(Eventually([&] { return OnTheLog().size() == 1; }));
}

TEST_F(GatewayTest, IsStartedAgainWhenItDies) {
  const std::string before = bus_->GatewayAddress();
  EXPECT_EQ(AddressFile(), before);
  ASSERT_TRUE(Send("k", "1"));
  ASSERT_TRUE(Eventually([&] { return OnTheLog().size() == 1; }));

  const pid_t first = GatewayPid();
  ASSERT_GT(first, 0);
  ASSERT_EQ(kill(first, SIGKILL), 0);

  // The new one may get the same port.
  ASSERT_TRUE(Eventually([&] {
    const pid_t now = GatewayPid();
    return now > 0 && now != first && !bus_->GatewayAddress().empty();
  }));
  EXPECT_TRUE(Eventually([&] { return AddressFile() == bus_->GatewayAddress(); }));
  ASSERT_TRUE(Send("k", "2"));
  ASSERT_TRUE(Eventually([&] { return OnTheLog().size() == 2; })) << OnTheLog().size();
  ProduceAll(*bus_, {{topic_, "k", "3", {}}});
  EXPECT_TRUE(Eventually([&] { return AtTheGateway().find("k=3;") != std::string::npos; }))
      << AtTheGateway();
  EXPECT_EQ(OnTheLog().size(), 3u);
}

TEST_F(GatewayTest, EndsWithItsParent) {
  const pid_t pid = GatewayPid();
  ASSERT_GT(pid, 0);

  bus_.reset();

  EXPECT_NE(kill(pid, 0), 0);
}

}  // namespace
}  // namespace tocsin::test
