#include "adapters/store/postgres_session.hpp"
#include "schemas/json.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::postgres {
namespace {

std::string TextOr(const pqxx::field& field) {
  return ToUtf8(field.is_null() ? "" : field.c_str());
}

}  // namespace

Result<std::vector<ContactTableRow>> PostgresSession::LoadContacts() {
  return connection_.Run(
      "reading the table contacts",
      [](pqxx::nontransaction& transaction) -> Result<std::vector<ContactTableRow>> {
        std::vector<ContactTableRow> found;
        for (const pqxx::row row : transaction.exec_params(
                 "select id, name, phone, language, to_json(array_remove(severities, null)), "
                 "priority, active from contacts order by id limit $1",
                 ContactTable::kMostContacts)) {
          ContactTableRow contact{.id = TextOr(row[0]),
                                  .name = TextOr(row[1]),
                                  .phone = TextOr(row[2]),
                                  .language = TextOr(row[3])};
          TRY_ASSIGN(const auto words, ParseJson(row[4].is_null() ? "[]" : row[4].c_str()));
          for (const auto& word : words.as_array())
            if (word.is_string()) contact.severities.emplace_back(word.get_string());
          if (!row[5].is_null()) contact.priority = ReadInt(row[5]);
          contact.active = row[6].as<bool>();
          found.push_back(std::move(contact));
        }
        return found;
      });
}

}  // namespace tocsin::postgres
