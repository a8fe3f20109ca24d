// links: harness
// The database is put back from a copy while the bus went on.
#include "tests/harness/restored.hpp"

namespace tocsin::harness {
namespace {

TEST_F(Restored, WhatWasClosedSinceTheCopyIsNotHandledAgain) {
  LiveAndLose();
  ExpectWhatIsSettledToStay();
}

}  // namespace
}  // namespace tocsin::harness
