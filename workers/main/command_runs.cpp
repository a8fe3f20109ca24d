#include <algorithm>
#include <array>
#include <cstdio>

#include "schemas/phone_filter.hpp"
#include "schemas/tenant.hpp"
#include "workers/explain/explain_text.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"

namespace tocsin::commands {
namespace {

using RunSummary = StoreDirectory::RunSummary;

struct ListOptions {
  std::string workflow, status, subject;
  std::string since = "1d";
  std::size_t limit = 50;
};

json::value RunJson(const RunSummary& run) {
  json::object object{{"id", run.id.ToString()},
                      {"workflow", run.space + '/' + run.name},
                      {"version", run.version},
                      {"tenant", run.tenant},
                      {"status", ToString(run.status)},
                      {"subject", FilterPhones(run.subject)},
                      {"key", FilterPhones(run.key)},
                      {"started_at", FormatTime(run.started)},
                      {"ended_at", run.ended ? json::value(FormatTime(*run.ended)) : nullptr}};
  if (run.ended) {
    const std::string output = FilterPhones(run.output);
    object["output"] = ParseJson(output).value_or(json::value(output));
  }
  return object;
}

std::string RunLine(const RunSummary& run) {
  std::array<char, 128> head{};
  std::snprintf(head.data(), head.size(), "%-9s  %s  %-24s  ",
                std::string(ToString(run.status)).c_str(), FormatTime(run.started).c_str(),
                (run.space + '/' + run.name).c_str());
  std::string text = head.data() + run.id.ToString() + "  " + FilterPhones(run.subject);
  if (run.tenant != kDefaultTenant) text += "  of " + run.tenant;
  return text;
}

Result<StoreDirectory::RunFilter> FilterOf(const Common& common, const ListOptions& options) {
  StoreDirectory::RunFilter filter{.limit = options.limit,
                                   .workflow = options.workflow,
                                   .status = std::nullopt,
                                   .subject = options.subject,
                                   .tenant = common.tenant};
  if (!options.status.empty()) filter.status = RunStatusFrom(options.status);
  const auto since = ParseDuration(options.since);
  if (!since) return Fail(ErrorKind::kInvalid, "--since: " + since.error().message);
  filter.since = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) - *since;
  return filter;
}

int RunsList(const Common& common, const ListOptions& options) {
  const auto filter = FilterOf(common, options);
  if (!filter) {
    std::fprintf(stderr, "tocsin runs list: %s\n", filter.error().message.c_str());
    return kUsage;
  }
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto runs, directory.ListRuns(*filter));
    json::array rows;
    for (const auto& run : runs) {
      if (common.format == Format::kText) std::printf("%s\n", RunLine(run).c_str());
      rows.push_back(RunJson(run));
    }
    if (common.format == Format::kJson) std::printf("%s\n", JsonText(rows).c_str());
    if (runs.empty())
      std::fprintf(stderr, "no such run lives or has ended in the last %s\n",
                   options.since.c_str());
    else if (runs.size() == options.limit)
      std::fprintf(stderr, "these are the newest %zu; more with --limit\n", runs.size());
    return {};
  });
}

int RunsShow(const Common& common, const std::string& word) {
  const auto id = RunId::Parse(word);
  if (!id) {
    std::fprintf(stderr,
                 "tocsin runs show: '%s' is no run's id; see `tocsin runs list`, and `tocsin "
                 "explain` for an alert's or a call's\n",
                 word.c_str());
    return kUsage;
  }
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto runs, directory.ListRuns({.limit = 1, .id = *id}));
    if (runs.empty())
      return Fail(ErrorKind::kNotFound, "there is no run " + word + "; see `tocsin runs list`");
    const auto& run = runs.front();
    TRY_ASSIGN(const auto lines, directory.Explain(word, run.tenant));
    const auto entries = compose::EntriesOf(lines);
    if (common.format == Format::kJson) {
      json::object object = RunJson(run).as_object();
      object["history"] = compose::EntriesJson(entries);
      std::printf("%s\n", JsonText(object).c_str());
      return {};
    }
    std::printf("%s/%s %s, %s\nrun      %s\nsubject  %s\nkey      %s\nstarted  %s\n",
                run.space.c_str(), run.name.c_str(), run.version.c_str(),
                std::string(ToString(run.status)).c_str(), word.c_str(),
                FilterPhones(run.subject).c_str(), FilterPhones(run.key).c_str(),
                FormatTime(run.started).c_str());
    if (run.tenant != kDefaultTenant) std::printf("tenant   %s\n", run.tenant.c_str());
    if (run.ended)
      std::printf("ended    %s\noutput   %s\n", FormatTime(*run.ended).c_str(),
                  FilterPhones(run.output).c_str());
    std::printf("\n%s", compose::ExplainText(entries).c_str());
    return {};
  });
}

}  // namespace

void AddRunsCommands(CommandLine& line) {
  static ListOptions options;
  static std::string id;
  auto* runs = AddCommand(line, group::kFindOut, "runs", "runs of workflows", "tocsin runs list");
  runs->require_subcommand(1);
  auto* list = AddCommand(*runs, "list", "live runs and those that ended lately, the newest first",
                          "tocsin runs list --status faulted --since 7d");
  list->add_option("--workflow", options.workflow, "NAMESPACE/NAME, or a name")
      ->option_text("NAME");
  list->add_option("--status", options.status, "of this status only")
      ->check(CLI::IsMember(
          {"pending", "running", "waiting", "suspended", "cancelled", "faulted", "completed"}))
      ->option_text("STATUS");
  list->add_option("--subject", options.subject, "about this alert or call")->option_text("ID");
  list->add_option("--since", options.since, "of those that are over: how far back (default 1d)")
      ->option_text("DURATION");
  list->add_option("--limit", options.limit, "how many (default 50)")
      ->check(CLI::Range(std::size_t{1}, StoreDirectory::kMostRuns))
      ->option_text("N");
  AddTenant(line, list);
  AddFormat(line, list);
  AddData(line, list);
  list->callback([&line] { line.action = [&line] { return RunsList(line.common, options); }; });

  auto* show = AddCommand(*runs, "show", "one run: where it stands and what happened",
                          "tocsin runs show 0d3c6d0e-8f0e-5b0e-9f8b-2f6f2f0b9a11");
  show->add_option("id", id, "as `runs list` and `explain` print it")->required();
  AddFormat(line, show);
  AddData(line, show);
  show->callback([&line] { line.action = [&line] { return RunsShow(line.common, id); }; });
  AddRunControlCommands(line, *runs);
}

}  // namespace tocsin::commands
