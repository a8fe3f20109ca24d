#include "workers/main/people_in_force.hpp"

#include <cstdio>

#include "workers/main/database.hpp"
#include "workers/workflow/oncall/table_contacts.hpp"

namespace tocsin::commands {
namespace {

Result<std::vector<ContactTableRow>> RowsOfTable(const compose::LoadedSettings& loaded,
                                                 const Common& common) {
  TRY_ASSIGN(const auto store, StoreOf(loaded, common));
  TRY_ASSIGN(const auto session, store->OpenSession());
  return session->LoadContacts();
}

}  // namespace

Result<std::shared_ptr<const workflow::Resources>> PeopleInForce(
    const compose::LoadedSettings& loaded, const Common& common,
    std::shared_ptr<const workflow::Resources> files, TablePeople table) {
  const bool configured = !loaded.settings.store.url.empty();
  if (table == TablePeople::kNone || (table == TablePeople::kWhereConfigured && !configured))
    return files;
  const auto rows = RowsOfTable(loaded, common);
  if (!rows && table == TablePeople::kAsked) return tl::unexpected(rows.error());
  if (!rows) {
    std::fprintf(stderr,
                 "warning: the table contacts is left out, people of the resource files only: %s\n",
                 rows.error().message.c_str());
    return files;
  }
  const auto read = workflow::ReadTableContacts(*rows, files->DefaultLanguage());
  for (const auto& line : read.left_out) std::fprintf(stderr, "warning: %s\n", line.c_str());
  return files->WithContacts(read.contacts);
}

void AddContactsTable(CLI::App* command, TablePeople& table) {
  command->add_flag_callback(
      "--contacts-table", [&table] { table = TablePeople::kAsked; },
      "fail where the table contacts cannot be read, instead of leaving its people out");
}

}  // namespace tocsin::commands
