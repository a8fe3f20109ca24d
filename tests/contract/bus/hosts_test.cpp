#include "contract.hpp"

namespace tocsin::test {

INSTANTIATE_TEST_SUITE_P(, BusContract,
                         testing::Values(HostKind{"mock", MakeMockHost},
                                         HostKind{"kafka", MakeKafkaHost},
                                         HostKind{"embedded", MakeEmbeddedHost}),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace tocsin::test
