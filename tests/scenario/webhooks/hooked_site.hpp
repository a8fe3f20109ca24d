#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {

/// A site with the shipped hooks; the person called lets it ring, and is called again after a
/// minute.
class HookedSite : public WalkSite {
 public:
  explicit HookedSite(const std::string& ways)
      : WalkSite({.people = "{'+15559870001': [{no_answer: true}]}",
                  .resources = R"(
contacts: {ann: {name: Ann, phone: '+15559870001'}}
policies: {default: {rungs: [{contact: ann, retries: 5, delay: 1m}]}}
)",
                  .settings = "security: {webhooks: [" + ways + "]}\n"}) {
    for (const auto* hook : {"alertmanager", "generic", "uptime-kuma"})
      Write(File(hook), ReadFile(std::string(TOCSIN_SOURCE_DIR) + "/" + File(hook)));
  }
  static std::string File(const std::string& hook) { return "workflows/hooks/" + hook + ".yaml"; }
};

/// Skipped without servers.
class Webhooks : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
};

}  // namespace tocsin::harness
