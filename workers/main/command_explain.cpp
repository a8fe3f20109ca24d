#include <cstdio>

#include "workers/explain/explain_text.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"

namespace tocsin::commands {
namespace {

int Explain(const Common& common, const std::string& id) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto lines, directory.Explain(id, common.tenant));
    if (lines.empty())
      return Fail(
          ErrorKind::kInvalid,
          "nothing is known of '" + id +
              "': no run, question or call has this id or alert id. An alert older than maxAge "
              "starts nothing and is on the bus as tocsin.alert.closed with outcome expired; an "
              "event on which no workflow starts leaves nothing (tocsin list workflows); a record "
              "that could not be handled is on the dead-letter topic (tocsin dlq list)",
          "explain");
    const auto entries = compose::EntriesOf(lines);
    if (common.format == Format::kText)
      std::printf("%s", compose::ExplainText(entries).c_str());
    else
      std::printf("%s\n", JsonText(compose::EntriesJson(entries)).c_str());
    return {};
  });
}

}  // namespace

void AddExplainCommand(CommandLine& line) {
  static std::string name;
  auto* explain =
      AddCommand(line, group::kFindOut, "explain",
                 "what happened to an alert, a run or a call, and why", "tocsin explain alert-001");
  explain->add_option("id", name, "alert id, run id or call id")->required();
  AddTenant(line, explain);
  AddFormat(line, explain);
  AddData(line, explain);
  explain->callback([&line] { line.action = [&line] { return Explain(line.common, name); }; });
}

}  // namespace tocsin::commands
