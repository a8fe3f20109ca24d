#pragma once

#include <memory>

#include "workers/main/command_line.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::commands {

/// Whether a command looks into the table `contacts` beside the resource files.
enum class TablePeople {
  kNone,
  kWhereConfigured,  ///< where the settings name a database; one that does not answer is a warning
  kAsked,            ///< --contacts-table: an error where it cannot be read
};

/// Whom a running worker would know: those of the files and of the table. Rows that are left out,
/// and a table that is, are told on stderr. kInvalid: there is no database.
Result<std::shared_ptr<const workflow::Resources>> PeopleInForce(
    const compose::LoadedSettings& loaded, const Common& common,
    std::shared_ptr<const workflow::Resources> files, TablePeople table);

/// --contacts-table
void AddContactsTable(CLI::App* command, TablePeople& table);

}  // namespace tocsin::commands
