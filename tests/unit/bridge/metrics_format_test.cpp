#include "workers/bridge/metrics_format.hpp"

#include <gtest/gtest.h>

namespace tocsin::bridge {
namespace {

constexpr auto kText = MetricsFormat::kPrometheusText;
constexpr auto kOpen = MetricsFormat::kOpenMetrics;

TEST(MetricsFormat, IsTheOneThatIsLikedBest) {
  EXPECT_EQ(MetricsFormatFor(""), kText);
  EXPECT_EQ(MetricsFormatFor("*/*"), kText);
  EXPECT_EQ(MetricsFormatFor("text/html,*/*;q=0.8"), kText);
  EXPECT_EQ(MetricsFormatFor("application/openmetrics-text"), kOpen);
  EXPECT_EQ(MetricsFormatFor("text/plain, Application/OpenMetrics-Text ; version=\"1.0.0\""),
            kOpen);
  EXPECT_EQ(MetricsFormatFor("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.9"),
            kText);
  EXPECT_EQ(MetricsFormatFor("application/openmetrics-text;version=1.0.0,"
                             "application/openmetrics-text;version=0.0.1;q=0.75,"
                             "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"),
            kOpen)
      << "Prometheus 2";
  EXPECT_EQ(MetricsFormatFor("application/openmetrics-text;q=0"), kText);
  EXPECT_EQ(MetricsFormatFor("application/openmetrics-text;version=9.0.0"), kText);
}

TEST(MetricsFormat, TakesNoHarmFromNonsense) {
  for (const char* accept : {",", ";;;", ",;,=", "application/openmetrics-text;q=x",
                             "application/openmetrics-text;q=-1", ";q=", "text/plain;\"", " "})
    EXPECT_EQ(MetricsFormatFor(accept), kText) << accept;
}

}  // namespace
}  // namespace tocsin::bridge
