#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/harness/http_probe.hpp"
#include "tests/harness/phone_site.hpp"
#include "tests/harness/watcher.hpp"

namespace tocsin::harness {

/// One worker with all roles for a whole suite; every test ends with a good alert, which must be
/// handled at once whatever came before.
class BadInput : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;
  void TearDown() override;

  using Headers = std::vector<std::pair<std::string, std::string>>;
  /// Headers of a tocsin.alert.raised with this subject; empty: none.
  static Headers AlertHeaders(const std::string& id, const std::string& subject);
  static std::string Fresh(const std::string& word);

  void Publish(KafkaClient::Raw record);
  /// Data of the action that came out for the alert; null when none came.
  json::value ActionFor(const std::string& alert_id);
  /// The dead letter with this value, and its reason and place checked; its dlq_error, "" when
  /// there is none.
  std::string DeadLetterOf(const std::string& value);

  HttpResponse Send(const std::string& method, const std::string& path,
                    const std::string& body = {}, HttpHeaders headers = {});
  static std::string Topic(const std::string& name) { return site_->Prefix() + '.' + name; }

  static inline std::unique_ptr<Site> site_;
  static inline std::unique_ptr<Process> worker_;
  static inline std::unique_ptr<KafkaClient> producer_;
  static inline std::unique_ptr<Watcher> actions_;
  static inline std::unique_ptr<Watcher> letters_;
  static inline std::unique_ptr<Watcher> alerts_;
  static inline std::string url_;
  static inline std::string key_;
};

}  // namespace tocsin::harness
