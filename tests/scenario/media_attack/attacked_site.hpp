#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/media_site.hpp"

namespace tocsin::harness {

/// One worker for all attacks, and beside them a call over live sound that must know nothing of
/// them: it is looked at when all is over.
class MediaAttack : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;

  /// The call goes on: key 1 still decides it, once.
  static void ExpectDecided(MediaPeer& peer, const Invitation& invited);
  static inline std::unique_ptr<MediaSite> site;
};

/// What a sender of nonsense sends: garbage, cut, nested, repeated, out of order, not of this
/// stream, not base64. None of it is understood, none of it ends a call.
std::vector<std::string> Nonsense(const std::string& stream);

}  // namespace tocsin::harness
