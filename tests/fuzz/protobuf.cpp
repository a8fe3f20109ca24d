// links: registry
// A .proto, a zero byte, and an index list with a message: JSON comes of it or a sentence.
#include "adapters/registry/protobuf_schema.hpp"
#include "schemas/json.hpp"
#include "tests/fuzz/schema_value.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  const auto value = fuzz::JsonOfValue(data, size, registry::MakeProtobufSchema);
  if (!value) return 0;
  const auto parsed = ParseJson(MendJson(*value), {.max_depth = kMaxWrappedDepth});
  // Its own well-known types (a Struct) may stand deeper than ours may.
  fuzz::Promise(parsed.has_value() || value->size() > 2 * kMaxWrappedDepth, "it is JSON");
  return 0;
}
