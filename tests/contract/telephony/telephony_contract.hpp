#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/telephony.hpp"

namespace tocsin::contract {

/// A carrier to be tried: its provider, and what the carrier should do wrong with the next dial.
class CarrierBench {
 public:
  enum class Fault {
    kTooMany,
    kUnavailable,
    kErrorAfterPlacing,
    kNoAnswerAfterPlacing,
    kNoConnection
  };

  virtual ~CarrierBench() = default;
  virtual TelephonyProvider& Provider() = 0;
  /// The same account with a wrong secret.
  virtual TelephonyProvider& Stranger() = 0;
  /// False: this bench cannot do that; the test is skipped.
  virtual bool BreakNextDial(Fault fault) = 0;
};

using BenchMaker = std::function<std::unique_ptr<CarrierBench>()>;

/// What every telephony provider must do. Its tests are in telephony_contract.cpp;
/// instantiate them with a bench for each carrier or simulator.
class TelephonyContract : public testing::TestWithParam<BenchMaker> {
 protected:
  static constexpr const char* kTo = "+15559876543";

  void SetUp() override {
    bench = GetParam()();
    start = std::chrono::floor<std::chrono::seconds>(SystemClock().Now()) - std::chrono::seconds(1);
  }
  TelephonyProvider& Provider() { return bench->Provider(); }

  bool Lists() { return Provider().Capabilities().lists_calls; }
  bool Steers() { return Provider().Capabilities().steers_calls; }

  template <class T, class Ask>
  static T Wait(const Ask& ask) {
    auto promise = std::make_shared<std::promise<T>>();
    auto future = promise->get_future();
    ask([promise](T value) { promise->set_value(std::move(value)); });
    if (future.wait_for(std::chrono::seconds(40)) != std::future_status::ready)
      throw std::runtime_error("the carrier did not answer");
    return future.get();
  }
  PlaceResult Place(const std::string& to = kTo) {
    return Wait<PlaceResult>([&](auto done) {
      Provider().Place(
          {.to = to,
           .from = Provider().Capabilities().from,
           .answer_url = "http://127.0.0.1:1/answer?token=t#rc=0",
           .status_url = "http://127.0.0.1:1/status?token=t#rc=0",
           .machine_detection_url = {},
           .fallback_url = {},
           .live = Connect{.url = "ws://127.0.0.1:1/ws", .parameters = {{"token", "t"}}}},
          done);
    });
  }
  Result<std::vector<ListedCall>> List(const std::string& to = kTo) {
    return Wait<Result<std::vector<ListedCall>>>(
        [&](auto done) { Provider().List(to, Provider().Capabilities().from, start, done); });
  }
  Result<ListedCall> Read(const std::string& id) {
    return Wait<Result<ListedCall>>([&](auto done) { Provider().Read(id, done); });
  }
  Status Move(const std::string& id) {
    return Wait<Status>(
        [&](auto done) { Provider().Move(id, "http://127.0.0.1:1/moved?token=t", done); });
  }
  Status End(const std::string& id) {
    return Wait<Status>([&](auto done) { Provider().End(id, done); });
  }

  std::unique_ptr<CarrierBench> bench;
  TimePoint start;
};

}  // namespace tocsin::contract
