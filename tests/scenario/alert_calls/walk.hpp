#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schemas/json.hpp"
#include "tests/harness/walk_site.hpp"

namespace tocsin::harness {

inline constexpr const char* kLastResort = "+15559876543";  ///< ALERT_PHONE_NUMBER

/// Stories of people who use tocsin for the first time; skipped without servers.
class Walk : public testing::Test {
 protected:
  void SetUp() override {
    if (KafkaAddress().empty() || DatabaseAddress().empty())
      GTEST_SKIP() << "needs TOCSIN_TEST_KAFKA and TOCSIN_TEST_DATABASE";
  }
};

/// A JSON text's member, or "".
inline std::string In(const std::string& body, std::string_view path) {
  const auto parsed = ParseJson(body);
  return parsed ? Sighting::TextAt(*parsed, path) : "";
}

}  // namespace tocsin::harness
