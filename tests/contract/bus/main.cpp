#include <gtest/gtest.h>

#include <cstring>

#include "adapters/bus/embedded.hpp"

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], tocsin::kGatewayCommand) == 0)
    return tocsin::RunGatewayChild(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
