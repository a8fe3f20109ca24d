#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <chrono>

#include "adapters/log_line.hpp"
#include "adapters/telemetry/logging.hpp"
#include "adapters/telemetry/prometheus_metrics.hpp"
#include "adapters/telemetry/sentry_sink.hpp"
#include "fakes/fake_http_client.hpp"

namespace tocsin {
namespace {

constexpr const char* kDsn = "https://0123456789abcdef@errors.example.com/42";

/// Errors of the log, sent to a client that keeps them.
class SentryTest : public testing::Test {
 protected:
  SentryTest() : former_(spdlog::default_logger()) { EXPECT_TRUE(SetUpLogging("json", "off")); }
  ~SentryTest() override { spdlog::set_default_logger(former_); }

  void Report(int per_minute = 10) {
    reports_ = ReportToSentry(
        {.target = sentry::ReadDsn(kDsn).value(), .environment = "test", .per_minute = per_minute},
        client_, *metrics_);
  }
  /// The log itself is off, so the gate is opened for what is reported.
  static void Error(const std::string& text, json::object fields = {}) {
    EXPECT_TRUE(LogOfProcess().SetLevel("error", std::chrono::minutes(1)));
    WriteLog({.level = spdlog::level::err, .text = text, .fields = std::move(fields)});
  }
  void Answer(int status, HttpHeaders headers = {}) {
    client_.Answer(HttpResponse{.status = status, .headers = std::move(headers), .body = {}});
  }
  bool Counts(std::string_view outcome, int count) {
    return metrics_->Expose().find("tocsin_telemetry_errors_total{outcome=\"" +
                                   std::string(outcome) + "\"} " + std::to_string(count) + "\n") !=
           std::string::npos;
  }

  fakes::FakeHttpClient client_;
  std::unique_ptr<SeriesMetrics> metrics_ = MakePrometheusMetrics();
  std::unique_ptr<SentryReports> reports_;
  std::shared_ptr<spdlog::logger> former_;
};

TEST(SentryDsn, NamesTheAddressAndTheKey) {
  const auto target = sentry::ReadDsn(kDsn);
  ASSERT_TRUE(target);
  EXPECT_EQ(target->url, "https://errors.example.com/api/42/envelope/");
  EXPECT_NE(target->auth.find("sentry_key=0123456789abcdef"), std::string::npos);
  EXPECT_EQ(sentry::ReadDsn("http://k:old@127.0.0.1:9000/below/7")->url,
            "http://127.0.0.1:9000/below/api/7/envelope/");
}

TEST(SentryDsn, SaysWhatOneLooksLikeWithoutRepeatingTheKey) {
  for (const char* wrong : {"", "nonsense", "https://errors.example.com/42", "ftp://key@host/1",
                            "https://secretkey@host", "https://secretkey@host/", "https://@host/1",
                            "https://a b@host/1", "https://secretkey@/1"}) {
    const auto refused = sentry::ReadDsn(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_NE(refused.error().message.find("https://PUBLIC_KEY@HOST/PROJECT"), std::string::npos);
    EXPECT_EQ(refused.error().message.find("secretkey"), std::string::npos);
  }
}

TEST_F(SentryTest, SendsAnEnvelopeWithoutPeople) {
  Report();
  Error("mail to alice@example.com about +15559876543 failed: https://u:pw@host/hook?token=abc",
        {{"event", "tocsin.message.failed"},
         {"contact", "alice"},
         {"to", "+15559876543"},
         {"run_id", "run-1"}});
  spdlog::warn("no error");
  ASSERT_EQ(client_.Calls().size(), 1u);
  const auto& call = client_.Calls().front();
  EXPECT_EQ(HeaderValue(call.headers, "Content-Type"), "application/x-sentry-envelope");
  for (const char* secret : {"alice", "9876", "pw", "abc"})
    EXPECT_EQ(call.body.find(secret), std::string::npos) << secret << " in " << call.body;
  std::vector<json::value> lines;
  for (std::size_t at = 0; at < call.body.size();) {
    const auto end = call.body.find('\n', at);
    lines.push_back(ParseJson(call.body.substr(at, end - at)).value());
    if (lines.size() == 3) {
      EXPECT_EQ(lines[1].at("length").to_number<std::size_t>(), end - at);
    }
    at = end + 1;
  }
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].at("event_id"), lines[2].at("event_id"));
  EXPECT_EQ(lines[1].at("type"), "event");
  EXPECT_EQ(lines[2].at("level"), "error");
  EXPECT_EQ(lines[2].at("environment"), "test");
  EXPECT_EQ(lines[2].at("tags").at("run_id"), "run-1");
  Answer(200);
  EXPECT_TRUE(Counts("sent", 1));
}

TEST_F(SentryTest, SendsTheSameKindOnceAMinuteAndNotTooMuch) {
  Report(3);
  const auto several = [](const std::string& text, int times) {
    for (int i = 0; i < times; ++i) Error(text + ' ' + std::to_string(i));
  };
  several("run cannot go on", 5);
  EXPECT_EQ(client_.Calls().size(), 1u);
  for (const char* kind : {"a", "b", "c", "d"}) Error(kind);
  EXPECT_EQ(client_.Calls().size(), 3u);
  EXPECT_TRUE(Counts("left_out", 6));
}

TEST_F(SentryTest, LeavesAReceiverAloneThatAsksForIt) {
  Report();
  Error("a");
  Answer(429, {{"Retry-After", "120"}});
  Error("b");
  EXPECT_EQ(client_.Calls().size(), 1u);
  EXPECT_TRUE(Counts("refused", 1));
}

TEST_F(SentryTest, IsNotAskedAboutItsOwnFailure) {
  Report();
  Error("a");
  client_.Answer(tl::unexpected(HttpFailure{{.kind = ErrorKind::kTransient, .message = "away"}}));
  EXPECT_EQ(client_.Calls().size(), 1u);
  reports_.reset();
  Error("b");
  EXPECT_EQ(client_.Calls().size(), 1u);
}

}  // namespace
}  // namespace tocsin
