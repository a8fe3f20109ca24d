#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "adapters/net/http_server.hpp"
#include "tests/harness/process.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {
namespace {

/// A worker's page of metrics: one socket is open at first; some answers are none.
class BusyWorker final : public HttpHandler {
 public:
  void Handle(HttpRequest, HttpRespond respond) override {
    const int asked = ++asked_;
    if (asked == 2 || asked == 3) return respond({.status = 503, .headers = {}, .body = "busy"});
    respond({.status = 200,
             .headers = {{"Content-Type", "text/plain"}},
             .body = std::string("tocsin_build_info{version=\"x\"} 1\ntocsin_websocket_open{") +
                     "server=\"media\"} " + (asked < 4 ? "1" : "0") + "\n"});
  }
  int Asked() const { return asked_; }

 private:
  std::atomic<int> asked_{0};
};

TEST(Drain, BearsAWorkerThatIsBusyForAMoment) {
  BusyWorker worker;
  const auto port = FreePort();
  const auto server = StartHttpServer({.port = port}, worker);
  ASSERT_TRUE(server) << server.error().message;

  const auto ended =
      harness::Run({.command = {std::string(TOCSIN_BINARY_DIR) + "/bin/tocsin", "drain", "--settle",
                                "0s", "--url", "http://127.0.0.1:" + std::to_string(port)}});

  EXPECT_EQ(ended.exit, 0) << ended.errors;
  EXPECT_EQ(worker.Asked(), 4);
}

TEST(Drain, SaysWhereNoWorkerAnswers) {
  const auto ended =
      harness::Run({.command = {std::string(TOCSIN_BINARY_DIR) + "/bin/tocsin", "drain", "--url",
                                "http://127.0.0.1:" + std::to_string(FreePort())}});

  EXPECT_EQ(ended.exit, 3);
  EXPECT_THAT(ended.errors, testing::HasSubstr("--url says where it listens"));
}

}  // namespace
}  // namespace tocsin::harness
