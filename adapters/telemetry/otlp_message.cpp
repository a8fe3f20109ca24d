#include "adapters/telemetry/otlp_message.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <array>

#include "schemas/hex.hpp"
#include "schemas/json.hpp"

namespace tocsin::otlp {
namespace {

namespace io = google::protobuf::io;
using Wire = google::protobuf::internal::WireFormatLite;

constexpr std::string_view kScope = "tocsin";
constexpr int kStatusError = 2;

std::uint64_t Nanoseconds(TimePoint time) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count());
}

std::string BytesOf(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(HexValue(hex[i]) * 16 + HexValue(hex[i + 1]));
  return bytes;
}

/// One message in the making, by the numbers of its fields. A message within it is written whole
/// before, so that its length is known.
class Message {
 public:
  void Bytes(int field, std::string_view value) {
    if (value.empty()) return;
    Nested(field, value);
  }
  void Nested(int field, std::string_view message) {
    Varint(Wire::MakeTag(field, Wire::WIRETYPE_LENGTH_DELIMITED));
    Varint(message.size());
    bytes_ += message;
  }
  void Number(int field, std::uint64_t value) {
    Varint(Wire::MakeTag(field, Wire::WIRETYPE_VARINT));
    Varint(value);
  }
  void Fixed(int field, std::uint64_t value) {
    Varint(Wire::MakeTag(field, Wire::WIRETYPE_FIXED64));
    std::array<std::uint8_t, 8> room;
    Append(room.data(), io::CodedOutputStream::WriteLittleEndian64ToArray(value, room.data()));
  }
  std::string Take() { return std::move(bytes_); }

 private:
  // A stream of protobuf's for each would cost more than what is written.
  void Varint(std::uint64_t value) {
    std::array<std::uint8_t, 10> room;
    Append(room.data(), io::CodedOutputStream::WriteVarint64ToArray(value, room.data()));
  }
  void Append(const std::uint8_t* begin, const std::uint8_t* end) {
    bytes_.append(reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin));
  }

  std::string bytes_;
};

// The numbers are those of opentelemetry/proto/{common,resource,trace}/v1.
std::string AnyValue(const SpanValue& value) {
  Message message;
  if (const auto* text = std::get_if<std::string>(&value)) message.Nested(1, *text);
  if (const auto* truth = std::get_if<bool>(&value)) message.Number(2, *truth ? 1 : 0);
  if (const auto* number = std::get_if<std::int64_t>(&value))
    message.Number(3, static_cast<std::uint64_t>(*number));
  if (const auto* real = std::get_if<double>(&value))
    message.Fixed(4, std::bit_cast<std::uint64_t>(*real));
  return message.Take();
}

std::string KeyValue(std::string_view key, const SpanValue& value) {
  Message message;
  message.Bytes(1, key);
  message.Nested(2, AnyValue(value));
  return message.Take();
}

std::vector<std::pair<std::string, SpanValue>> AttributesOf(const Resource& resource) {
  return {{"service.name", resource.service},
          {"service.version", resource.version},
          {"service.instance.id", resource.instance}};
}

std::string SpanMessage(const Span& span) {
  Message message;
  message.Bytes(1, BytesOf(span.trace));
  message.Bytes(2, BytesOf(SpanText(span.span)));
  if (span.parent != 0) message.Bytes(4, BytesOf(SpanText(span.parent)));
  message.Bytes(5, span.name);
  message.Number(6, static_cast<std::uint64_t>(span.kind));
  message.Fixed(7, Nanoseconds(span.start));
  message.Fixed(8, Nanoseconds(span.end));
  for (const auto& [key, value] : span.attributes) message.Nested(9, KeyValue(key, value));
  for (const auto& link : span.links) {
    Message to;
    to.Bytes(1, BytesOf(link.trace));
    to.Bytes(2, BytesOf(SpanText(link.span)));
    message.Nested(13, to.Take());
  }
  if (span.failed) {
    Message status;
    status.Bytes(2, span.error);
    status.Number(3, kStatusError);
    message.Nested(15, status.Take());
  }
  return message.Take();
}

json::object JsonValue(const SpanValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return {{"stringValue", *text}};
  if (const auto* truth = std::get_if<bool>(&value)) return {{"boolValue", *truth}};
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return {{"intValue", std::to_string(*number)}};
  return {{"doubleValue", std::get<double>(value)}};
}

json::array JsonAttributes(const std::vector<std::pair<std::string, SpanValue>>& attributes) {
  json::array list;
  for (const auto& [key, value] : attributes)
    list.push_back({{"key", key}, {"value", JsonValue(value)}});
  return list;
}

json::object JsonSpan(const Span& span) {
  json::object out{{"traceId", span.trace},
                   {"spanId", SpanText(span.span)},
                   {"name", span.name},
                   {"kind", static_cast<int>(span.kind)},
                   {"startTimeUnixNano", std::to_string(Nanoseconds(span.start))},
                   {"endTimeUnixNano", std::to_string(Nanoseconds(span.end))},
                   {"attributes", JsonAttributes(span.attributes)}};
  if (span.parent != 0) out["parentSpanId"] = SpanText(span.parent);
  json::array links;
  for (const auto& link : span.links)
    links.push_back({{"traceId", link.trace}, {"spanId", SpanText(link.span)}});
  if (!links.empty()) out["links"] = std::move(links);
  if (span.failed) out["status"] = {{"code", kStatusError}, {"message", span.error}};
  return out;
}

}  // namespace

std::string ToProtobuf(const Resource& resource, std::span<const Span> spans) {
  Message who;
  for (const auto& [key, value] : AttributesOf(resource)) who.Nested(1, KeyValue(key, value));
  Message scope;
  scope.Bytes(1, kScope);
  scope.Bytes(2, resource.version);
  Message scoped;
  scoped.Nested(1, scope.Take());
  for (const auto& span : spans) scoped.Nested(2, SpanMessage(span));
  Message of_resource;
  of_resource.Nested(1, who.Take());
  of_resource.Nested(2, scoped.Take());
  Message request;
  request.Nested(1, of_resource.Take());
  return request.Take();
}

std::string ToJson(const Resource& resource, std::span<const Span> spans) {
  json::array list;
  for (const auto& span : spans) list.push_back(JsonSpan(span));
  const json::object scoped{{"scope", {{"name", kScope}, {"version", resource.version}}},
                            {"spans", std::move(list)}};
  const json::object of_resource{
      {"resource", {{"attributes", JsonAttributes(AttributesOf(resource))}}},
      {"scopeSpans", json::array{scoped}}};
  return JsonText(json::object{{"resourceSpans", json::array{of_resource}}});
}

std::int64_t RejectedSpans(std::string_view answer) {
  io::CodedInputStream coded(reinterpret_cast<const std::uint8_t*>(answer.data()),
                             static_cast<int>(answer.size()));
  const auto partial = Wire::MakeTag(1, Wire::WIRETYPE_LENGTH_DELIMITED);
  const auto rejected = Wire::MakeTag(1, Wire::WIRETYPE_VARINT);
  std::uint32_t size = 0;
  std::uint64_t count = 0;
  if (coded.ReadTag() != partial || !coded.ReadVarint32(&size)) return 0;
  if (coded.ReadTag() != rejected || !coded.ReadVarint64(&count)) return 0;
  return static_cast<std::int64_t>(count);
}

}  // namespace tocsin::otlp
