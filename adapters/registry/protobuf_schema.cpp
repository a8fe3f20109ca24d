#include "adapters/registry/protobuf_schema.hpp"

#include <google/protobuf/any.pb.h>
#include <google/protobuf/compiler/parser.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/wrappers.pb.h>

#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/registry/value_bounds.hpp"

namespace tocsin::registry {
namespace {

namespace pb = google::protobuf;

constexpr std::size_t kMostIndexes = 32;
constexpr int kMostNested = 60;  ///< within each other; JSON has a few levels more
constexpr char kFile[] = "schema.proto";

tl::unexpected<Error> ProtobufFault(const std::string& what) {
  return Fail(ErrorKind::kInvalid, "reading a Protobuf " + what, "registry");
}

/// The first complaint.
class Complaint final : public pb::io::ErrorCollector, public pb::DescriptorPool::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (text.empty())
      text = std::to_string(line + 1) + ':' + std::to_string(column + 1) + ": " + message;
  }
  void AddError(const std::string&, const std::string& element, const pb::Message*, ErrorLocation,
                const std::string& message) override {
    if (text.empty()) text = element + ": " + message;
  }

  std::string text;
};

/// What a schema may import: linked in by being named.
void LinkWellKnownTypes() {
  static std::once_flag once;
  std::call_once(once, [] {
    pb::SetLogHandler(nullptr);  // complaints come back as errors
    for (const auto* type :
         {pb::Any::descriptor(), pb::Duration::descriptor(), pb::Empty::descriptor(),
          pb::FieldMask::descriptor(), pb::Struct::descriptor(), pb::Timestamp::descriptor(),
          pb::StringValue::descriptor()})
      static_cast<void>(type);
  });
}

/// Signed, zig-zag.
std::optional<std::int64_t> ReadSigned(std::string_view& bytes) {
  std::uint64_t bits = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto part = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    bits |= static_cast<std::uint64_t>(part & 0x7fU) << shift;
    if ((part & 0x80U) == 0) return static_cast<std::int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
  }
  return std::nullopt;
}

/// Which message of the schema: its place in the file, then in the message around it. A single zero
/// stands for the first one.
Result<std::vector<int>> ReadIndexes(std::string_view& bytes) {
  const auto count = ReadSigned(bytes);
  if (!count || *count < 0 || static_cast<std::size_t>(*count) > kMostIndexes)
    return ProtobufFault("value: its message index cannot be read");
  if (*count == 0) return std::vector<int>{0};
  std::vector<int> indexes;
  for (std::int64_t i = 0; i < *count; ++i) {
    const auto index = ReadSigned(bytes);
    if (!index || *index < 0 || *index > std::numeric_limits<int>::max())
      return ProtobufFault("value: its message index cannot be read");
    indexes.push_back(static_cast<int>(*index));
  }
  return indexes;
}

/// Counts what would be printed of a message, before it is: fields that are not set are printed
/// too, so that an empty message of two bytes may become a page.
class PrintedSize {
 public:
  explicit PrintedSize(const pb::DescriptorPool& pool, pb::DynamicMessageFactory& factory)
      : pool_(pool), factory_(factory) {}

  bool Fits(const pb::Message& message, int depth = 0) {
    if (depth > kMostNested) return false;
    const auto& type = *message.GetDescriptor();
    if (type.full_name() == pb::Any::descriptor()->full_name()) return FitsPacked(message, depth);
    const auto& reflection = *message.GetReflection();
    for (int i = 0; i < type.field_count(); ++i)
      if (!FitsField(message, reflection, *type.field(i), depth)) return false;
    return true;
  }

 private:
  static constexpr std::size_t kMostLooks = 16 * kMostValues;  ///< at fields that are not printed
  static constexpr std::size_t kMarks = 4;                     ///< "":,

  bool FitsField(const pb::Message& message, const pb::Reflection& reflection,
                 const pb::FieldDescriptor& field, int depth) {
    if (++looks_ > kMostLooks) return false;
    const bool of_messages = field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
    if (field.is_repeated()) {
      const int size = reflection.FieldSize(message, &field);
      if (!Add(1 + static_cast<std::size_t>(size), field.name().size() + kMarks)) return false;
      for (int i = 0; of_messages && i < size; ++i)
        if (!Fits(reflection.GetRepeatedMessage(message, &field, i), depth + 1)) return false;
      return true;
    }
    const bool optional = of_messages || field.containing_oneof() != nullptr;
    if (optional && !reflection.HasField(message, &field)) return true;
    return Add(1, field.name().size() + kMarks) &&
           (!of_messages || Fits(reflection.GetMessage(message, &field), depth + 1));
  }

  /// What is within an Any is printed as the message that it is.
  bool FitsPacked(const pb::Message& any, int depth) {
    const auto& type = *any.GetDescriptor();
    const auto& reflection = *any.GetReflection();
    const auto url = reflection.GetString(any, type.FindFieldByName("type_url"));
    const auto* within = pool_.FindMessageTypeByName(url.substr(url.rfind('/') + 1));
    if (!Add(1, url.size())) return false;
    if (within == nullptr) return true;  // then it cannot be printed
    const std::unique_ptr<pb::Message> message(factory_.GetPrototype(within)->New());
    const auto bytes = reflection.GetString(any, type.FindFieldByName("value"));
    return !message->ParsePartialFromString(bytes) || Fits(*message, depth + 1);
  }

  bool Add(std::size_t values, std::size_t text) {
    values_ += values;
    text_ += text;
    return values_ <= kMostValues && text_ <= kMostText;
  }

  const pb::DescriptorPool& pool_;
  pb::DynamicMessageFactory& factory_;
  std::size_t values_ = 0, text_ = 0, looks_ = 0;
};

class ProtobufSchema final : public ValueSchema {
 public:
  ProtobufSchema() : pool_(pb::DescriptorPool::generated_pool()), factory_(&pool_) {}

  Status Build(std::string_view text) {
    Complaint complaint;
    pb::io::ArrayInputStream input(text.data(), static_cast<int>(text.size()));
    pb::io::Tokenizer tokenizer(&input, &complaint);
    pb::compiler::Parser parser;
    parser.RecordErrorsTo(&complaint);
    pb::FileDescriptorProto file;
    if (!parser.Parse(&tokenizer, &file)) return ProtobufFault("schema: " + complaint.text);
    file.set_name(kFile);
    file_ = pool_.BuildFileCollectingErrors(file, &complaint);
    if (file_ == nullptr) return ProtobufFault("schema: " + complaint.text);
    return {};
  }

  ValueFormat Format() const override { return ValueFormat::kProtobuf; }

  Result<std::string> ToJson(std::string_view payload) const override {
    TRY_ASSIGN(const auto indexes, ReadIndexes(payload));
    TRY_ASSIGN(const auto* type, TypeAt(indexes));
    const std::unique_ptr<pb::Message> message(factory_.GetPrototype(type)->New());
    pb::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(payload.data()),
                                   static_cast<int>(payload.size()));
    input.SetRecursionLimit(kMostNested);
    if (!message->ParseFromCodedStream(&input) || !input.ConsumedEntireMessage())
      return ProtobufFault("value: its bytes are no " + type->full_name());
    const auto too_large = [&] {
      return ProtobufFault("value: " + type->full_name() + " as JSON: it is too large");
    };
    if (!PrintedSize(pool_, factory_).Fits(*message)) return too_large();
    pb::util::JsonPrintOptions options;
    options.always_print_primitive_fields = true;
    options.preserve_proto_field_names = true;
    std::string text;
    const auto printed = pb::util::MessageToJsonString(*message, &text, options);
    if (!printed.ok())
      return ProtobufFault("value: " + type->full_name() +
                           " as JSON: " + std::string(printed.message()));
    if (text.size() > kMostText) return too_large();
    return text;
  }

 private:
  Result<const pb::Descriptor*> TypeAt(const std::vector<int>& indexes) const {
    const pb::Descriptor* type = nullptr;
    for (const int index : indexes) {
      const auto within = type == nullptr ? MessagesOf(*file_) : MessagesOf(*type);
      if (static_cast<std::size_t>(index) >= within.size())
        return ProtobufFault("value: it names message " + std::to_string(index) + " of " +
                             std::to_string(within.size()));
      type = within[static_cast<std::size_t>(index)];
    }
    return type;
  }
  static std::vector<const pb::Descriptor*> MessagesOf(const pb::FileDescriptor& file) {
    std::vector<const pb::Descriptor*> messages;
    for (int i = 0; i < file.message_type_count(); ++i) messages.push_back(file.message_type(i));
    return messages;
  }
  /// Those that the .proto has: for a map Protobuf makes one more, which Confluent's serializers do
  /// not count.
  static std::vector<const pb::Descriptor*> MessagesOf(const pb::Descriptor& type) {
    std::vector<const pb::Descriptor*> messages;
    for (int i = 0; i < type.nested_type_count(); ++i)
      if (!type.nested_type(i)->options().map_entry()) messages.push_back(type.nested_type(i));
    return messages;
  }

  pb::DescriptorPool pool_;
  mutable pb::DynamicMessageFactory factory_;  ///< locks by itself; goes before the pool
  const pb::FileDescriptor* file_ = nullptr;
};

}  // namespace

Result<std::shared_ptr<const ValueSchema>> MakeProtobufSchema(std::string_view text) {
  LinkWellKnownTypes();
  auto schema = std::make_shared<ProtobufSchema>();
  TRY(schema->Build(text));
  return std::shared_ptr<const ValueSchema>(std::move(schema));
}

}  // namespace tocsin::registry
