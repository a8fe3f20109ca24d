#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "workers/rosters/export_reader.hpp"
#include "workers/rosters/roster.hpp"

namespace tocsin::rosters {

/// Names of entries: each once.
class EntryNames {
 public:
  /// "Night shift (EU)" as "night-shift-eu", with a number behind it where that is taken.
  std::string Of(std::string_view said);

 private:
  std::set<std::string, std::less<>> taken_;
};

/// The people of an export, found by their ids.
class People {
 public:
  explicit People(ExportReader& reader) : reader_(reader) {}

  /// A number as it stands in the export becomes "+" and digits, or is kept as lost.
  void Add(Person person, const std::string& number);
  /// The contact of an id. Who is in no list becomes a person with the name `known_as`.
  std::string ContactOf(const std::string& id, const std::string& known_as, Mark mark);
  /// In the order of the export: those who were asked for, and those who have a number.
  std::vector<Person> Take();

 private:
  ExportReader& reader_;
  EntryNames names_;
  std::vector<Person> people_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
  std::set<std::size_t> used_;
};

}  // namespace tocsin::rosters
