#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <thread>

#include "schemas/phone_filter.hpp"
#include "schemas/plain_text.hpp"
#include "schemas/topic_pattern.hpp"
#include "schemas/topics.hpp"
#include "schemas/utf8.hpp"
#include "workers/main/bus_access.hpp"
#include "workers/main/command_line.hpp"

namespace tocsin::commands {
namespace {

constexpr Duration kAnswerTimeout = std::chrono::seconds(10);
constexpr auto kTailPause = std::chrono::milliseconds(200);
constexpr std::size_t kAtOnce = 1000;
constexpr std::size_t kShownBytes = 400;

struct TailOptions {
  std::string topic, type, key;
  bool from_beginning = false;
  bool numbers = false;
  bool once = false;
  std::size_t count = 0;  ///< 0: without end
};

std::string_view HeaderOf(const Record& record, std::string_view name) {
  const auto found = std::ranges::find(record.headers, name, &Headers::value_type::first);
  return found == record.headers.end() ? std::string_view() : std::string_view(found->second);
}

/// Prints what passes the options; a record is shown as it lies on the bus, readable or not.
class RecordPrinter {
 public:
  RecordPrinter(const TailOptions& options, Format format) : options_(options), format_(format) {}

  /// False when no more are wanted.
  bool Print(const Record& record) {
    const auto type = HeaderOf(record, "ce_type");
    if (!options_.type.empty() && type != options_.type) return true;
    if (!options_.key.empty() && record.key != options_.key) return true;
    const std::string text = format_ == Format::kJson ? JsonText(Json(record)) : Text(record, type);
    std::printf("%s\n", Masked(text).c_str());
    std::fflush(stdout);
    return options_.count == 0 || ++printed_ < options_.count;
  }

 private:
  std::string Masked(const std::string& text) const {
    return options_.numbers ? text : FilterPhones(text);
  }

  std::string Text(const Record& record, std::string_view type) const {
    // Masked before it is cut: a part of a number is not known as one.
    std::string value = Shortened(Masked(ToUtf8(record.value.value_or(""))), kShownBytes);
    std::ranges::replace(value, '\n', ' ');
    std::string line = FormatTime(record.timestamp) + "  " +
                       std::string(type.empty() ? "(no ce_type)" : type) + "  " +
                       record.key.value_or("(no key)") + "  " + value;
    if (const auto reason = HeaderOf(record, "dlq_reason"); !reason.empty())
      line += "  [" + std::string(reason) + ": " + std::string(HeaderOf(record, "dlq_error")) + ']';
    return OneLine(ToUtf8(std::move(line)));
  }

  static json::value Json(const Record& record) {
    json::object headers;
    for (const auto& [name, value] : record.headers) headers[ToUtf8(name)] = ToUtf8(value);
    const std::string value = record.value.value_or("");
    json::object object{{"topic", record.at.topic},
                        {"partition", record.at.partition},
                        {"offset", record.offset},
                        {"timestamp", FormatTime(record.timestamp)},
                        {"headers", std::move(headers)}};
    object["key"] = record.key ? json::value(ToUtf8(*record.key)) : nullptr;
    object["value"] =
        record.value ? ParseJson(value).value_or(json::value(ToUtf8(value))) : nullptr;
    return object;
  }

  const TailOptions& options_;
  const Format format_;
  std::size_t printed_ = 0;
};

/// The records of a round, oldest first over all partitions.
Result<std::vector<Record>> ReadRound(Bus& bus, const std::vector<TopicPartition>& partitions,
                                      std::vector<std::int64_t>& next) {
  TRY_ASSIGN(const auto ends, bus.EndOffsets(partitions, kAnswerTimeout));
  std::vector<Record> round;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    if (ends[i] <= next[i]) continue;
    TRY_ASSIGN(auto records, bus.ReadTail(partitions[i], next[i], kAtOnce, kAnswerTimeout));
    next[i] = records.empty() ? ends[i] : records.back().offset + 1;
    std::ranges::move(records, std::back_inserter(round));
  }
  std::ranges::stable_sort(round, {}, &Record::timestamp);
  return round;
}

Status Follow(Bus& bus, const std::string& topic, const TailOptions& options, Format format) {
  TRY_ASSIGN(const int count, bus.PartitionsOf(topic, kAnswerTimeout));
  std::vector<TopicPartition> partitions;
  for (int i = 0; i < count; ++i) partitions.push_back({topic, i});
  std::vector<std::int64_t> next(partitions.size(), 0);
  if (!options.from_beginning) {
    TRY_ASSIGN(next, bus.EndOffsets(partitions, kAnswerTimeout));
    std::fprintf(stderr, "following %s from now on; --from-beginning for what is there already\n",
                 topic.c_str());
  }
  RecordPrinter printer(options, format);
  for (;;) {
    TRY_ASSIGN(const auto round, ReadRound(bus, partitions, next));
    for (const auto& record : round)
      if (!printer.Print(record)) return {};
    if (round.empty() && options.once) return {};
    if (round.empty()) std::this_thread::sleep_for(kTailPause);
  }
}

/// The full name. The embedded bus's gateway makes every topic that it is asked for, so there an
/// unknown one is found here.
Result<std::string> TopicOf(const std::string& word, const compose::BusSettings& bus) {
  if (std::ranges::find(topic::kAll, word) != std::end(topic::kAll))
    return TopicName(word, bus.prefix);
  const bool foreign = std::ranges::any_of(bus.in, [&](const compose::InboundRule& rule) {
    if (!TopicPattern::Is(rule.topic)) return rule.topic == word;
    const auto pattern = TopicPattern::Compile(rule.topic);
    return pattern && pattern->Matches(word);
  });
  if (!bus.brokers.empty() || foreign || word.starts_with(bus.prefix + '.')) return word;
  return Fail(ErrorKind::kNotFound, "there is no topic '" + word +
                                        "': name alerts, calls, decisions, actions, lifecycle or "
                                        "dlq, or one of bus.in");
}

int Tail(const Common& common, const TailOptions& options) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto bus = BusOf(*loaded, common);
  if (!bus) return Refuse(bus.error());
  const auto name = TopicOf(options.topic, loaded->settings.bus);
  if (!name) return Refuse(name.error());
  const Status done = Follow(**bus, *name, options, common.format);
  return done ? kDone : Refuse(done.error());
}

}  // namespace

void AddTailCommand(CommandLine& line) {
  static TailOptions options;
  auto* tail =
      AddCommand(line, group::kFindOut, "tail", "the records of a topic as they come",
                 "tocsin tail decisions\n  tocsin tail alerts --from-beginning --until-end "
                 "--format json");
  tail->add_option("topic", options.topic,
                   "alerts, calls, decisions, actions, lifecycle, dlq, or a full name")
      ->required();
  tail->add_option("--type", options.type, "of this event type only")->option_text("TYPE");
  tail->add_option("--key", options.key, "about this alert or call only")->option_text("ID");
  tail->add_option("--count", options.count, "end after so many")->option_text("N");
  tail->add_flag("--from-beginning", options.from_beginning, "what is there already, too");
  tail->add_flag("--until-end", options.once, "end where the topic ends");
  tail->add_flag("--show-numbers", options.numbers, "phone numbers in full, not masked");
  AddFormat(line, tail);
  AddData(line, tail);
  tail->callback([&line] { line.action = [&line] { return Tail(line.common, options); }; });
}

}  // namespace tocsin::commands
