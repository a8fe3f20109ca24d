#include "doors_site.hpp"

#include <atomic>
#include <filesystem>

namespace tocsin::harness {
namespace {

/// So small that a few requests are too many, and a small body too large.
constexpr const char* kHttp =
    "{listen: '127.0.0.1:0', public_url: 'https://voice.example.com', trusted_proxies: "
    "['127.0.0.1'], max_body_bytes: 65536}";
constexpr const char* kSettings =
    "security: {rates: {requests_per_minute: 60}, cors: ['https://desk.example.com']}\n"
    "telephony: {twilio: {account_sid: AC0000000000000000000000000000aaaa, auth_token: '12345', "
    "from: '+15550009999', api_url: 'http://127.0.0.1:1'}}\n"
    "telemetry: {log: {level: debug}}\n";

}  // namespace

void Doors::SetUpTestSuite() {
  if (KafkaAddress().empty() || DatabaseAddress().empty()) return;
  SiteOptions options;
  options.http = kHttp;
  options.settings = kSettings;
  site_ = std::make_unique<Site>("doors", std::move(options));
  namespace fs = std::filesystem;
  const auto hooks = site_->Folder() / "workflows" / "hooks";
  fs::create_directories(hooks);
  fs::copy_file(fs::path(TOCSIN_SOURCE_DIR) / "workflows" / "hooks" / "generic.yaml",
                hooks / "generic.yaml");
  worker_ = site_->Start();
}

void Doors::TearDownTestSuite() {
  worker_.reset();
  site_.reset();
}

void Doors::SetUp() {
  if (site_ == nullptr) GTEST_SKIP() << "needs Kafka and PostgreSQL";
  ASSERT_TRUE(worker_ && worker_->Running());
}

std::string Doors::MakeKey(std::vector<std::string> words) {
  words.insert(words.begin(), {"keys", "create"});
  const auto made = site_->Tocsin(std::move(words));
  EXPECT_EQ(made.exit, 0) << made.errors;
  return made.output.substr(0, made.output.find('\n'));
}

std::string Doors::FreshAddress() {
  static std::atomic<int> count = 0;
  const int number = ++count;
  return "10.1." + std::to_string(number / 250) + '.' + std::to_string(number % 250 + 1);
}

HttpResponse Doors::Knock(const std::string& method, const std::string& path,
                          const std::string& key, std::string body, HttpHeaders more) {
  if (!key.empty()) more.emplace_back("Authorization", "Bearer " + key);
  if (HeaderValue(more, "X-Forwarded-For").empty())
    more.emplace_back("X-Forwarded-For", FreshAddress());
  return Ask({.method = method,
              .url = "http://" + Site::HttpOf(*worker_) + path,
              .headers = std::move(more),
              .body = std::move(body)});
}

}  // namespace tocsin::harness
