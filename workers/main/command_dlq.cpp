#include <algorithm>
#include <cstdio>
#include <set>

#include "schemas/plain_text.hpp"
#include "schemas/topics.hpp"
#include "workers/bridge/dead_letters.hpp"
#include "workers/bridge/hooks/hook_letter.hpp"
#include "workers/bridge/hooks/hook_set.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"
#include "workers/runtime/event_codec.hpp"

namespace tocsin::commands {
namespace {

struct DlqOptions {
  std::vector<std::string> ids;
  std::string reason, topic, since, release;
  std::size_t limit = 50;
  bool all = false, again = false, dry_run = false;
};

/// What the commands stand on.
struct Desk : OutboxDesk {
  bridge::LetterFilter filter;
  std::string prefix;
  std::string workflows;  ///< the folder
};

/// "2h" ago, or a time.
Result<std::optional<TimePoint>> SinceOf(const std::string& text) {
  if (text.empty()) return std::optional<TimePoint>();
  if (const auto age = ParseDuration(text))
    return std::optional(
        std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now() - *age));
  if (const auto time = ParseTime(text)) return std::optional(*time);
  return Fail(
      ErrorKind::kInvalid,
      "--since: '" + text + "' is neither a duration (2h) nor a time (2026-03-07T02:10:00Z)");
}

Result<Desk> Open(const Common& common, const DlqOptions& options) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return Fail(ErrorKind::kInvalid, "the settings have errors (see above)");
  Desk desk;
  desk.prefix = loaded->settings.bus.prefix;
  desk.workflows = loaded->settings.workflows.path;
  TRY_ASSIGN(desk.filter.since, SinceOf(options.since));
  desk.filter.reason = options.reason;
  desk.filter.limit = options.limit;
  if (!options.topic.empty())
    desk.filter.topic = options.topic.find_first_of("./") == std::string::npos
                            ? TopicName(options.topic, desk.prefix)
                            : options.topic;
  TRY_ASSIGN(static_cast<OutboxDesk&>(desk), OpenOutboxDesk(*loaded, common));
  return desk;
}

bridge::DeadLetters LettersOf(Desk& desk) {
  return {*desk.log.reader,
          *desk.directory,
          {TopicName(topic::kDeadLetters, desk.prefix), desk.log.partitions, desk.log.id}};
}

void PrintLine(const bridge::DeadLetter& letter) {
  const json::object row = bridge::ToJson(letter, false);
  const auto text = [&](std::string_view key) { return OneLine(row.at(key).get_string()); };
  std::printf(
      "%-8s %s  %s  %s %s%s\n", text("id").c_str(), text("at").c_str(), text("reason").c_str(),
      text("type").empty() ? text("topic").c_str() : text("type").c_str(), text("key").c_str(),
      letter.replays > 0 ? ("  replayed " + FormatTime(*letter.replayed_at)).c_str() : "");
  std::printf("         %s\n", text("error").c_str());
}

/// Its own lines stay lines.
void PrintValue(std::string_view value) {
  std::printf("\n");
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find('\n', begin), value.size());
    std::printf("%s\n", OneLine(value.substr(begin, end - begin)).c_str());
    begin = end + 1;
  }
}

/// A word that is no reason finds nothing; so it is said which reasons there are.
Status TellReasons(Desk& desk, const std::string& asked) {
  desk.filter.reason.clear();
  TRY_ASSIGN(const auto letters, LettersOf(desk).List(desk.filter));
  std::set<std::string> reasons;
  for (const auto& letter : letters)
    reasons.emplace(bridge::ToJson(letter, false).at("reason").get_string());
  std::string known;
  for (const auto& reason : reasons) known += (known.empty() ? "" : ", ") + reason;
  if (!known.empty())
    std::fprintf(stderr, "none has the reason '%s'; there are: %s\n", asked.c_str(),
                 OneLine(known).c_str());
  return {};
}

Status List(const Common& common, const DlqOptions& options) {
  TRY_ASSIGN(auto desk, Open(common, options));
  TRY_ASSIGN(const auto letters, LettersOf(desk).List(desk.filter));
  if (letters.empty() && !options.reason.empty()) TRY(TellReasons(desk, options.reason));
  if (common.format == Format::kJson) {
    json::array rows;
    for (const auto& letter : letters) rows.push_back(bridge::ToJson(letter, false));
    std::printf("%s\n", JsonText(rows).c_str());
    return {};
  }
  for (const auto& letter : letters) PrintLine(letter);
  if (letters.empty()) std::printf("no dead letters\n");
  return {};
}

Status Show(const Common& common, const DlqOptions& options) {
  TRY_ASSIGN(auto desk, Open(common, options));
  TRY_ASSIGN(const auto letter, LettersOf(desk).Get(options.ids.front()));
  const json::object row = bridge::ToJson(letter, true);
  if (common.format == Format::kJson) {
    std::printf("%s\n", JsonText(row).c_str());
    return {};
  }
  PrintLine(letter);
  for (const auto& header : row.at("headers").get_object())
    std::printf("  %s: %s\n", OneLine(header.key()).c_str(),
                OneLine(header.value().get_string()).c_str());
  if (row.at("value").is_string()) PrintValue(row.at("value").get_string());
  return {};
}

/// What a hook makes now of a request that it could not map.
Result<std::vector<OutgoingRecord>> MappedBy(const std::string& hook,
                                             const bridge::DeadLetter& letter, const Desk& desk) {
  const auto engine = std::move(compose::MakeToolbox().engine);
  const auto folder = bridge::HookFolder(desk.workflows);
  const auto loaded = bridge::LoadHooks(folder, *engine, nullptr);
  const auto found = loaded.set->hooks.find(hook);
  if (found == loaded.set->hooks.end() || found->second == nullptr)
    return Fail(ErrorKind::kInvalid, "there is no hook '" + hook + "' without errors in " +
                                         folder.string() + " (tocsin lint " + folder.string() +
                                         ')');
  bridge::HookMapper mapper(found->second, *engine);
  TRY_ASSIGN(const auto events, bridge::MapAgain(letter, mapper));
  std::vector<OutgoingRecord> records;
  for (const auto& event : events)
    records.push_back(runtime::EventCodec::Encode(event, desk.prefix));
  return records;
}

Result<std::vector<OutgoingRecord>> RecordsOf(const bridge::DeadLetter& letter, const Desk& desk,
                                              const DlqOptions& options) {
  if (const auto hook = bridge::HookOfLetter(letter)) return MappedBy(*hook, letter, desk);
  TRY_ASSIGN(auto record, bridge::ReplayOf(letter, options.release));
  return std::vector{std::move(record)};
}

/// One letter of a replay; `named`: it was asked for by its id.
Result<json::object> ReplayOne(bridge::DeadLetters& letters, const bridge::DeadLetter& letter,
                               Desk& desk, const DlqOptions& options, bool named) {
  json::object row{
      {"id", letter.Id()}, {"event_id", letter.event_id}, {"topic", letter.from.topic}};
  if (letter.replays > 0 && !options.again) {
    const std::string when = FormatTime(*letter.replayed_at);
    if (named)
      return Fail(ErrorKind::kInvalid, letter.Id() + " was replayed at " + when +
                                           " already; --again replays it once more");
    row["outcome"] = "replayed before";
    row["replayed_at"] = when;
    return row;
  }
  auto records = RecordsOf(letter, desk, options);
  if (!records) {
    const std::string why = "cannot be replayed: " + records.error().message;
    if (named) return Fail(ErrorKind::kInvalid, letter.Id() + ' ' + why);
    row["outcome"] = why;
    return row;
  }
  row["records"] = records->size();
  if (!options.dry_run) TRY(letters.Replay(letter, *std::move(records), *desk.session));
  row["outcome"] = options.dry_run ? "would be replayed" : "replayed";
  return row;
}

void PrintReplay(const bridge::DeadLetter& letter, const json::object& row) {
  std::printf("%-8s %s", letter.Id().c_str(), OneLine(row.at("outcome").get_string()).c_str());
  const auto* records = row.if_contains("records");
  if (records != nullptr && bridge::HookOfLetter(letter))
    std::printf(" as %s event(s) of %s", JsonText(*records).c_str(), letter.from.topic.c_str());
  else if (records != nullptr)
    // What could not be read has no event id.
    std::printf(" to %s%s", letter.from.topic.c_str(),
                letter.event_id.empty() ? "" : (" (" + letter.event_id + ')').c_str());
  std::printf("\n");
}

Status Replay(const Common& common, const DlqOptions& options) {
  TRY_ASSIGN(auto desk, Open(common, options));
  auto letters = LettersOf(desk);
  std::vector<bridge::DeadLetter> wanted;
  for (const auto& id : options.ids) {
    TRY_ASSIGN(auto letter, letters.Get(id));
    wanted.push_back(std::move(letter));
  }
  if (options.ids.empty()) {
    TRY_ASSIGN(wanted, letters.List(desk.filter));
  }
  json::array rows;
  for (const auto& letter : wanted) {
    TRY_ASSIGN(auto row, ReplayOne(letters, letter, desk, options, !options.ids.empty()));
    if (common.format == Format::kText) PrintReplay(letter, row);
    rows.push_back(std::move(row));
  }
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(rows).c_str());
  else if (rows.empty())
    std::printf("no dead letters\n");
  return {};
}

int Done(const Status& status) { return status ? kDone : Refuse(status.error()); }

void AddFilter(CLI::App* command, DlqOptions& options) {
  command->add_option("--reason", options.reason, "only of this dlq_reason")->option_text("REASON");
  command
      ->add_option("--topic", options.topic,
                   "only those that came from it: actions, /hooks/NAME, or a full name")
      ->option_text("TOPIC");
  command->add_option("--since", options.since, "only newer ones: 2h, or a time")
      ->option_text("TIME");
  command->add_option("--limit", options.limit, "at most so many, the newest (default 50)")
      ->check(CLI::Range(1, 10'000))
      ->option_text("N");
}

}  // namespace

void AddDlqCommands(CommandLine& line) {
  static DlqOptions options;
  auto* dlq = AddCommand(line, group::kFindOut, "dlq", "what could not be handled or delivered",
                         "tocsin dlq list --since 1d");
  dlq->require_subcommand(1);
  auto* list = AddCommand(*dlq, "list", "dead letters, oldest first",
                          "tocsin dlq list --reason delivery_failed --since 1d");
  AddFilter(list, options);
  AddFormat(line, list);
  AddData(line, list);
  list->callback([&line] { line.action = [&line] { return Done(List(line.common, options)); }; });

  auto* show =
      AddCommand(*dlq, "show", "one of them with its headers and value", "tocsin dlq show 3:17");
  show->add_option("id", options.ids, "PARTITION:OFFSET, as list shows it")
      ->required()
      ->expected(1);
  AddFormat(line, show);
  AddData(line, show);
  show->callback([&line] { line.action = [&line] { return Done(Show(line.common, options)); }; });

  auto* replay =
      AddCommand(*dlq, "replay",
                 "put them back where they came from, under their ids, so that nothing doubles",
                 "tocsin dlq replay 3:17\n  tocsin dlq replay 3:18 --release bob\n  tocsin dlq "
                 "replay --reason delivery_failed --since 1d --dry-run");
  auto* ids = replay->add_option("id", options.ids,
                                 "PARTITION:OFFSET; without any, what the options choose");
  AddFilter(replay, options);
  replay->add_flag("--all", options.all, "all, where no option chooses");
  replay->add_flag("--again", options.again, "those too that were replayed before");
  replay
      ->add_option("--release", options.release,
                   "with ids: who lets a held action go in spite of the safeguards")
      ->needs(ids)
      ->option_text("NAME");
  replay->add_flag("--dry-run", options.dry_run, "only say what would be replayed");
  AddFormat(line, replay);
  AddData(line, replay);
  replay->callback([&line] {
    line.action = [&line] {
      const bool chosen = !options.ids.empty() || !options.reason.empty() ||
                          !options.topic.empty() || !options.since.empty() || options.all;
      if (chosen) return Done(Replay(line.common, options));
      std::fprintf(stderr,
                   "tocsin dlq replay: say which: ids, --reason, --topic, --since, or --all\n");
      return kUsage;
    };
  });
}

}  // namespace tocsin::commands
