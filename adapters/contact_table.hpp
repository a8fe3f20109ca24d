#pragma once

#include <optional>
#include <string>
#include <vector>

#include "schemas/result.hpp"

namespace tocsin {

/// A row of the table `contacts` as people wrote it; nothing is checked. Texts are UTF-8.
struct ContactTableRow {
  std::string id;
  std::string name = {};   ///< empty: none
  std::string phone = {};  ///< empty: none
  std::string language = {};
  std::vector<std::string> severities = {};
  std::optional<int> priority = {};
  bool active = true;
  std::string email = {};
  std::vector<std::string> channels = {};
  std::optional<int> calls_per_hour = {};
  friend bool operator==(const ContactTableRow&, const ContactTableRow&) = default;
};

/// What a session reads of the table `contacts`, which people write.
class ContactTable {
 public:
  static constexpr int kMostContacts = 10'000;

  virtual ~ContactTable() = default;
  /// By their ids, at most kMostContacts.
  virtual Result<std::vector<ContactTableRow>> LoadContacts() = 0;
};

}  // namespace tocsin
