#include "workers/bridge/dead_letters.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "schemas/phone_filter.hpp"
#include "schemas/utf8.hpp"
#include "workers/runtime/event_codec.hpp"
#include "workers/runtime/outbox_door.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kReadAtOnce = 500;
constexpr Duration kReadTimeout = std::chrono::seconds(15);

template <class Number>
std::optional<Number> NumberOf(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

DeadLetter ToLetter(Record record) {
  DeadLetter letter;
  for (const auto& [name, value] : record.headers) {
    if (name == runtime::kLetterReason) letter.reason = value;
    if (name == runtime::kLetterError) letter.error = value;
    if (name == runtime::kLetterTopic) letter.from.topic = value;
    if (name == runtime::kLetterPartition) letter.from.partition = NumberOf<int>(value).value_or(0);
    if (name == runtime::kLetterOffset)
      letter.from_offset = NumberOf<std::int64_t>(value).value_or(0);
    if (name == runtime::kLetterRole) letter.role = value;
    if (name == runtime::kLetterDelivery) letter.delivery = value;
    if (name == "ce_type") letter.type = value;
    if (name == "ce_id") letter.event_id = value;
    if (name == runtime::kLetterTime)
      if (const auto at = ParseTime(value)) letter.at = *at;
  }
  if (!letter.at) letter.at = record.timestamp;
  letter.record = std::move(record);
  return letter;
}

bool Fits(const DeadLetter& letter, const LetterFilter& filter) {
  return (filter.reason.empty() || letter.reason == filter.reason) &&
         (filter.topic.empty() || letter.from.topic == filter.topic) &&
         (!filter.since || *letter.at >= *filter.since);
}

}  // namespace

std::string DeadLetter::Id() const {
  return std::to_string(record.at.partition) + ':' + std::to_string(record.offset);
}

Status DeadLetter::Replayable() const {
  if (reason == "refused_by_bus")
    return Fail(ErrorKind::kInvalid, "it was too large for the bus, and its value is not kept");
  if (from.topic.empty())
    return Fail(ErrorKind::kInvalid, "it does not say which topic it came from");
  if (const auto bytes = runtime::HeaderOf(record.headers, runtime::kLetterValueBytes);
      !bytes.empty())
    return Fail(ErrorKind::kInvalid, "its value of " + std::string(bytes) +
                                         " bytes was too large for the bus and is not kept");
  return {};
}

DeadLetters::DeadLetters(LogReader& log, StoreDirectory& directory, Place place)
    : log_(log), directory_(directory), place_(std::move(place)) {}

Status DeadLetters::ReadPartition(int partition, const LetterFilter& filter,
                                  std::vector<DeadLetter>& found) {
  const TopicPartition at{place_.topic, partition};
  std::vector<DeadLetter> here;
  for (std::int64_t next = 0;;) {
    TRY_ASSIGN(auto records, log_.ReadTail(at, next, kReadAtOnce, kReadTimeout));
    if (records.empty()) break;
    next = records.back().offset + 1;
    for (Record& record : records) {
      auto letter = ToLetter(std::move(record));
      if (Fits(letter, filter)) here.push_back(std::move(letter));
    }
    // Only the newest are wanted, and a topic may be long.
    if (here.size() > filter.limit)
      here.erase(here.begin(), here.end() - static_cast<std::ptrdiff_t>(filter.limit));
  }
  std::ranges::move(here, std::back_inserter(found));
  return {};
}

Status DeadLetters::MarkReplayed(std::vector<DeadLetter>& letters) {
  TRY_ASSIGN(const auto replays, directory_.LetterReplays(place_.log, place_.topic));
  std::map<std::pair<int, std::int64_t>, const StoreDirectory::LetterReplay*> known;
  for (const auto& replay : replays) known[{replay.partition, replay.offset}] = &replay;
  for (DeadLetter& letter : letters) {
    const auto replay = known.find({letter.record.at.partition, letter.record.offset});
    if (replay == known.end()) continue;
    letter.replays = replay->second->times;
    letter.replayed_at = replay->second->last;
  }
  return {};
}

Result<std::vector<DeadLetter>> DeadLetters::List(const LetterFilter& filter) {
  std::vector<DeadLetter> found;
  for (int partition = 0; partition < place_.partitions; ++partition)
    TRY(ReadPartition(partition, filter, found));
  std::ranges::stable_sort(found, {}, [](const DeadLetter& letter) { return *letter.at; });
  if (found.size() > filter.limit)
    found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(filter.limit));
  TRY(MarkReplayed(found));
  return found;
}

Result<DeadLetter> DeadLetters::Get(std::string_view id) {
  const auto colon = id.find(':');
  const auto partition = NumberOf<int>(id.substr(0, colon));
  const auto offset =
      colon == std::string_view::npos ? std::nullopt : NumberOf<std::int64_t>(id.substr(colon + 1));
  if (!partition || !offset || *offset < 0)
    return Fail(ErrorKind::kInvalid, "'" + std::string(id) +
                                         "' is not the id of a dead letter: PARTITION:OFFSET, as "
                                         "`tocsin dlq list` shows it");
  const auto gone = [&] {
    return Fail(ErrorKind::kNotFound, "there is no dead letter " + std::string(id) + " on " +
                                          place_.topic + " (or no longer)");
  };
  if (*partition < 0 || *partition >= place_.partitions) return gone();
  TRY_ASSIGN(auto records, log_.ReadTail({place_.topic, *partition}, *offset, 1, kReadTimeout));
  if (records.empty() || records[0].offset != *offset) return gone();
  std::vector<DeadLetter> one;
  one.push_back(ToLetter(std::move(records[0])));
  TRY(MarkReplayed(one));
  return std::move(one[0]);
}

Result<OutgoingRecord> ReplayOf(const DeadLetter& letter, const std::string& release) {
  TRY(letter.Replayable());
  OutgoingRecord record{letter.from.topic, letter.record.key, letter.record.value, {}};
  for (const auto& [name, value] : letter.record.headers)
    if (!name.starts_with(runtime::kLetterHeaders)) record.headers.emplace_back(name, value);
  record.headers.emplace_back(runtime::kLetterReplay,
                              letter.Id() + '#' + std::to_string(letter.replays + 1));
  if (!release.empty()) record.headers.emplace_back(runtime::kLetterRelease, release);
  if (!letter.role.empty()) record.headers.emplace_back(runtime::kLetterRole, letter.role);
  if (!letter.delivery.empty())
    record.headers.emplace_back(runtime::kLetterDelivery, letter.delivery);
  return record;
}

Status DeadLetters::Replay(const DeadLetter& letter, std::vector<OutgoingRecord> records,
                           Committer& committer) {
  if (records.empty())
    return directory_.NoteLetterReplay(place_.log, letter.record.at, letter.record.offset);
  const int partition =
      letter.from.partition < 0 ? letter.record.at.partition : letter.from.partition;
  const auto stored =
      runtime::PublishByOutbox(committer, letter.role.empty() ? "workflow" : letter.role,
                               place_.log, partition, std::move(records));
  if (!stored) return Fail(Wrap(stored.error(), "replaying " + letter.Id()));
  // After it: killed in between, a second replay has the same number and is known as the first.
  return directory_.NoteLetterReplay(place_.log, letter.record.at, letter.record.offset);
}

json::object ToJson(const DeadLetter& letter, bool with_content) {
  json::object out{{"id", letter.Id()},
                   {"at", FormatTime(*letter.at)},
                   {"reason", ToUtf8(letter.reason)},
                   {"error", FilterPhones(ToUtf8(letter.error))},
                   {"topic", ToUtf8(letter.from.topic)},
                   {"partition", letter.from.partition},
                   {"offset", letter.from_offset},
                   {"key", FilterPhones(ToUtf8(std::string(letter.Key())))},
                   {"type", ToUtf8(letter.type)},
                   {"event_id", ToUtf8(letter.event_id)},
                   {"delivery", ToUtf8(letter.delivery)},
                   {"replays", letter.replays},
                   {"replayed_at", letter.replayed_at ? json::value(FormatTime(*letter.replayed_at))
                                                      : json::value(nullptr)}};
  if (!with_content) return out;
  json::object headers;
  for (const auto& [name, value] : letter.record.headers)
    headers[ToUtf8(name)] = FilterPhones(ToUtf8(value));
  out["headers"] = std::move(headers);
  out["value"] = letter.record.value ? json::value(FilterPhones(ToUtf8(*letter.record.value)))
                                     : json::value(nullptr);
  return out;
}

}  // namespace tocsin::bridge
