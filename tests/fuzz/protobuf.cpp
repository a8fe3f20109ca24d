// links: registry
// A .proto, a zero byte, and an index list with a message: JSON comes of it or a sentence.
#include "adapters/registry/protobuf_schema.hpp"
#include "schemas/json.hpp"
#include "tests/fuzz/promise.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\0'), text.size());
  const auto schema = registry::MakeProtobufSchema(text.substr(0, end));
  if (!schema) {
    fuzz::Promise(!schema.error().message.empty(), "a sentence for the dead letter");
    return 0;
  }
  const auto value = (*schema)->ToJson(text.substr(std::min(end + 1, text.size())));
  if (!value) {
    fuzz::Promise(!value.error().message.empty(), "a sentence for the dead letter");
    return 0;
  }
  const auto parsed = ParseJson(MendJson(*value), {.max_depth = kMaxWrappedDepth});
  // Its own well-known types (a Struct) may stand deeper than ours may.
  fuzz::Promise(parsed.has_value() || value->size() > 2 * kMaxWrappedDepth, "it is JSON");
  return 0;
}
