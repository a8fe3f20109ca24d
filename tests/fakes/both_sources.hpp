#pragma once

#include <gtest/gtest.h>

#include <string>

#include "fakes/call_script.hpp"

namespace tocsin::fakes {

/// A test that plays once with the carrier's webhooks and once with a live line.
class BothSources : public testing::TestWithParam<CallScript::Source> {
 protected:
  void SetUp() override { CallScript::source = GetParam(); }
  void TearDown() override { CallScript::source = CallScript::Source::kWebhooks; }
};

inline const auto kBothSources =
    testing::Values(CallScript::Source::kWebhooks, CallScript::Source::kLiveLine);
inline std::string NameOfSource(const testing::TestParamInfo<CallScript::Source>& source) {
  return source.param == CallScript::Source::kWebhooks ? "Webhooks" : "LiveLine";
}

}  // namespace tocsin::fakes
