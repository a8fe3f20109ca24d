#pragma once

#include <string>
#include <vector>

#include "adapters/log_control.hpp"

namespace tocsin::fakes {

/// Keeps what it is told; it knows the levels debug and info.
class FakeLogControl final : public LogControl {
 public:
  LogState State() const override { return state_; }
  Status SetLevel(std::string_view level, Duration length) override {
    if (level != "debug" && level != "info")
      return Fail(ErrorKind::kInvalid, "'" + std::string(level) + "' is none of debug, info");
    state_.level = level;
    state_.until = TimePoint(length);
    return {};
  }
  Status SetFocus(const std::vector<std::string>& ids, Duration length) override {
    state_.focus.clear();
    for (const auto& id : ids) state_.focus.push_back({id, TimePoint(length)});
    return {};
  }

 private:
  LogState state_{.level = "info", .configured = "info"};
};

}  // namespace tocsin::fakes
