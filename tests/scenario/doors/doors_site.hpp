#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/harness/http_probe.hpp"
#include "tests/harness/site.hpp"

namespace tocsin::harness {

/// A worker whose HTTP doors are tried, for a whole suite.
class Doors : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  /// The key that `tocsin keys create WORDS...` prints.
  static std::string MakeKey(std::vector<std::string> words);
  /// From where nobody has knocked yet.
  static std::string FreshAddress();
  /// By way of the proxy, from an address of its own unless `more` says from which.
  static HttpResponse Knock(const std::string& method, const std::string& path,
                            const std::string& key, std::string body = {}, HttpHeaders more = {});

  static inline std::unique_ptr<Site> site_;
  static inline std::unique_ptr<Process> worker_;
};

}  // namespace tocsin::harness
