#include "adapters/schema_registry.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kFrameBytes = 5;

}  // namespace

std::string_view ToString(ValueFormat format) {
  switch (format) {
    case ValueFormat::kAvro:
      return "avro";
    case ValueFormat::kProtobuf:
      return "protobuf";
    case ValueFormat::kJson:
      break;
  }
  return "json";
}

Result<FramedValue> ReadFrame(std::string_view value) {
  if (value.size() < kFrameBytes || value[0] != '\0') {
    const bool json = value.starts_with('{') || value.starts_with('[');
    return Fail(ErrorKind::kInvalid,
                "the value is not in the schema registry's wire format (a zero byte and four of "
                "the schema's id in front)" +
                    std::string(json ? "; it looks like plain JSON: leave `format` out" : ""),
                "registry");
  }
  std::uint32_t id = 0;
  for (std::size_t i = 1; i < kFrameBytes; ++i) id = id << 8 | static_cast<unsigned char>(value[i]);
  return FramedValue{static_cast<std::int32_t>(id), value.substr(kFrameBytes)};
}

}  // namespace tocsin
