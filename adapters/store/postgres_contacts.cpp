#include "adapters/store/postgres_session.hpp"
#include "schemas/json.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::postgres {
namespace {

std::string TextOr(const pqxx::field& field) {
  return ToUtf8(field.is_null() ? "" : field.c_str());
}

/// Of a JSON list.
Result<std::vector<std::string>> TextsOf(const pqxx::field& field) {
  std::vector<std::string> texts;
  TRY_ASSIGN(const auto list, ParseJson(field.is_null() ? "[]" : field.c_str()));
  for (const auto& text : list.as_array())
    if (text.is_string()) texts.emplace_back(text.get_string());
  return texts;
}

}  // namespace

Result<std::vector<ContactTableRow>> PostgresSession::LoadContacts() {
  return connection_.Run(
      "reading the table contacts",
      [](pqxx::nontransaction& transaction) -> Result<std::vector<ContactTableRow>> {
        std::vector<ContactTableRow> found;
        for (const pqxx::row row : transaction.exec_params(
                 "select id, name, phone, language, to_json(array_remove(severities, null)), "
                 "priority, active, email, to_json(array_remove(channels, null)), "
                 "calls_per_hour "
                 "from contacts order by id limit $1",
                 ContactTable::kMostContacts)) {
          ContactTableRow contact{.id = TextOr(row[0]),
                                  .name = TextOr(row[1]),
                                  .phone = TextOr(row[2]),
                                  .language = TextOr(row[3])};
          TRY_ASSIGN(contact.severities, TextsOf(row[4]));
          if (!row[5].is_null()) contact.priority = ReadInt(row[5]);
          contact.active = row[6].as<bool>();
          contact.email = TextOr(row[7]);
          TRY_ASSIGN(contact.channels, TextsOf(row[8]));
          if (!row[9].is_null()) contact.calls_per_hour = ReadInt(row[9]);
          found.push_back(std::move(contact));
        }
        return found;
      });
}

}  // namespace tocsin::postgres
