#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>

#include "adapters/net/http_client.hpp"
#include "fakes/http_probe.hpp"
#include "harness/process.hpp"
#include "schemas/json.hpp"

namespace tocsin::fakes {

/// A program of tests/fakes that stands for a service of the outside: prints its address, takes a
/// script and tells what it saw.
class FakeProgram {
 public:
  explicit FakeProgram(const std::string& file)
      : process_(
            {.command = {"python3", std::string(TOCSIN_SOURCE_DIR) + "/tests/fakes/" + file}}) {
    url_ = process_.WaitForLine("http://", std::chrono::seconds(60)).value_or("");
  }

  const std::string& Url() const { return url_; }
  /// What it does from now on; what it saw before is forgotten.
  void Script(const json::value& script) {
    EXPECT_EQ(Ask({.method = "PUT", .url = url_ + "/script", .body = JsonText(script)}).first, 200);
  }
  json::array Seen() {
    const auto seen = ParseJson(Ask({.url = url_ + "/seen"}).second);
    return seen && seen->is_array() ? seen->get_array() : json::array{};
  }

 private:
  std::pair<int, std::string> Ask(HttpCall call) {
    const auto outcome = SendAndWait(*client_, std::move(call));
    if (!outcome) return {0, outcome.error().error.message};
    return {outcome->status, outcome->body};
  }

  harness::Process process_;
  std::unique_ptr<HttpClient> client_ = MakeHttpClient();
  std::string url_;
};

}  // namespace tocsin::fakes
