#pragma once

namespace tocsin::perf {

/// How long alerts wait for a worker that is killed and started again on the same machine (the
/// middle one of five), and for another worker when theirs is killed or stopped, in ms. Broker and
/// database are those of the test programs (TOCSIN_TEST_KAFKA, TOCSIN_TEST_DATABASE). Prints one
/// JSON line; 0 when nothing was lost or doubled.
int MeasureRecovery();

}  // namespace tocsin::perf
