// links: registry
// A schema of Avro, a zero byte, and a value in its encoding: JSON comes of it or a sentence.
#include "adapters/registry/avro_schema.hpp"
#include "schemas/json.hpp"
#include "tests/fuzz/schema_value.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  if (const auto value = fuzz::JsonOfValue(data, size, registry::MakeAvroSchema))
    fuzz::Promise(ParseJson(*value, {.max_depth = kMaxWrappedDepth}).has_value(), "it is JSON");
  return 0;
}
