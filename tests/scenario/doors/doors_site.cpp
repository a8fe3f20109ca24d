#include "doors_site.hpp"

namespace tocsin::harness {

void Doors::SetUpTestSuite() {
  if (KafkaAddress().empty() || DatabaseAddress().empty()) return;
  site_ = std::make_unique<Site>("doors");
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

HttpResponse Doors::Knock(const std::string& method, const std::string& path,
                          const std::string& key, std::string body, HttpHeaders more) {
  if (!key.empty()) more.emplace_back("Authorization", "Bearer " + key);
  return Ask({.method = method,
              .url = "http://" + Site::HttpOf(*worker_) + path,
              .headers = std::move(more),
              .body = std::move(body)});
}

}  // namespace tocsin::harness
