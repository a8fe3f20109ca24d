#pragma once

#include <gtest/gtest.h>

#include <string>

#include "fakes/call_script.hpp"

namespace tocsin::fakes {

/// A test that plays once with the carrier's webhooks, once with a live line, and once with a
/// carrier's flow.
class EverySource : public testing::TestWithParam<CallScript::Source> {
 protected:
  void SetUp() override { CallScript::source = GetParam(); }
  void TearDown() override { CallScript::source = CallScript::Source::kWebhooks; }
};

inline const auto kEverySource = testing::Values(
    CallScript::Source::kWebhooks, CallScript::Source::kLiveLine, CallScript::Source::kFlow);
/// Those that bring words too.
inline const auto kHearingSources =
    testing::Values(CallScript::Source::kWebhooks, CallScript::Source::kLiveLine);
inline std::string NameOfSource(const testing::TestParamInfo<CallScript::Source>& source) {
  using enum CallScript::Source;
  return source.param == kWebhooks ? "Webhooks" : source.param == kLiveLine ? "LiveLine" : "Flow";
}

}  // namespace tocsin::fakes
