#include "adapters/store/record_codec.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace tocsin::postgres {
namespace {

constexpr char kLayout = 1;
constexpr char kEndsLayout = 1;
constexpr std::uint32_t kAbsent = 0xffffffff;

void PutNumber(std::string& out, std::uint32_t number) {
  std::array<char, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes.at(i) = static_cast<char>(number >> (8 * i) & 0xff);
  out.append(bytes.data(), bytes.size());
}

void PutText(std::string& out, std::string_view text) {
  PutNumber(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

void PutOptionalText(std::string& out, const std::optional<std::string>& text) {
  if (text)
    PutText(out, *text);
  else
    PutNumber(out, kAbsent);
}

std::size_t PackedSize(const std::vector<OutgoingRecord>& records) {
  std::size_t size = 5;
  for (const OutgoingRecord& record : records)
    size += SizeOf(record) + record.topic.size() + 16 + 8 * record.headers.size();
  return size;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool Done() const { return good_ && rest_.empty(); }
  bool Good() const { return good_; }

  std::uint32_t Number() {
    const std::string_view bytes = Take(4);
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      number |= static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[i])) << (8 * i);
    }
    return number;
  }
  std::uint64_t LongNumber() {
    const std::uint64_t low = Number();
    return low | static_cast<std::uint64_t>(Number()) << 32;
  }
  std::optional<std::string> OptionalText() {
    const std::uint32_t size = Number();
    if (!good_ || size == kAbsent) return std::nullopt;
    return std::string(Take(size));
  }
  std::string Text() { return OptionalText().value_or(std::string()); }
  std::string_view Take(std::size_t size) {
    if (size > rest_.size()) good_ = false;
    if (!good_) return {};
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::string PackRecords(const std::vector<OutgoingRecord>& records) {
  std::string out(1, kLayout);
  out.reserve(PackedSize(records));
  PutNumber(out, static_cast<std::uint32_t>(records.size()));
  for (const OutgoingRecord& record : records) {
    PutText(out, record.topic);
    PutOptionalText(out, record.key);
    PutOptionalText(out, record.value);
    PutNumber(out, static_cast<std::uint32_t>(record.headers.size()));
    for (const auto& [name, value] : record.headers) {
      PutText(out, name);
      PutText(out, value);
    }
  }
  return out;
}

Result<std::vector<OutgoingRecord>> UnpackRecords(std::string_view bytes) {
  Reader reader(bytes);
  std::vector<OutgoingRecord> records;
  if (reader.Take(1) != std::string_view(&kLayout, 1)) {
    return Fail(ErrorKind::kInternal, "reading an outbox row: unknown layout", "store");
  }
  const std::uint32_t count = reader.Number();
  for (std::uint32_t i = 0; i < count && reader.Good(); ++i) {
    OutgoingRecord record;
    record.topic = reader.Text();
    record.key = reader.OptionalText();
    record.value = reader.OptionalText();
    const std::uint32_t headers = reader.Number();
    for (std::uint32_t h = 0; h < headers && reader.Good(); ++h) {
      std::string name = reader.Text();
      record.headers.emplace_back(std::move(name), reader.Text());
    }
    records.push_back(std::move(record));
  }
  if (!reader.Done())
    return Fail(ErrorKind::kInternal, "reading an outbox row: it is cut off or damaged", "store");
  return records;
}

std::string PackEnds(const PartitionOffsets& ends) {
  std::string out(1, kEndsLayout);
  PutNumber(out, static_cast<std::uint32_t>(ends.size()));
  for (const auto& [at, end] : ends) {
    PutText(out, at.topic);
    PutNumber(out, static_cast<std::uint32_t>(at.partition));
    PutNumber(out, static_cast<std::uint32_t>(static_cast<std::uint64_t>(end)));
    PutNumber(out, static_cast<std::uint32_t>(static_cast<std::uint64_t>(end) >> 32));
  }
  return out;
}

Result<PartitionOffsets> UnpackEnds(std::string_view bytes) {
  Reader reader(bytes);
  PartitionOffsets ends;
  if (reader.Take(1) != std::string_view(&kEndsLayout, 1))
    return Fail(ErrorKind::kInternal, "reading an outbox row: ends of an unknown layout", "store");
  const std::uint32_t count = reader.Number();
  for (std::uint32_t i = 0; i < count && reader.Good(); ++i) {
    TopicPartition at{reader.Text(), 0};
    at.partition = static_cast<int>(reader.Number());
    ends.emplace_back(std::move(at), static_cast<std::int64_t>(reader.LongNumber()));
  }
  if (!reader.Done())
    return Fail(ErrorKind::kInternal, "reading an outbox row: its ends are damaged", "store");
  return ends;
}

}  // namespace tocsin::postgres
