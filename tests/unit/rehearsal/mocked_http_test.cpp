#include "workers/rehearsal/mocked_http.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::rehearsal {
namespace {

TEST(MockedHttp, NamesARequestThatNoTaskIsKnownToSend) {
  MockedHttp client{HttpMocks()};
  HttpCall call;
  call.method = "POST";
  call.url = "https://api.example/x";
  std::string said;
  client.Send(call, [&](const HttpOutcome& outcome) {
    ASSERT_FALSE(outcome);
    said = outcome.error().error.message;
  });
  EXPECT_THAT(said, testing::HasSubstr("POST https://api.example/x"));
}

}  // namespace
}  // namespace tocsin::rehearsal
