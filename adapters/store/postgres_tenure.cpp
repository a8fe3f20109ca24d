#include "adapters/store/array_text.hpp"
#include "adapters/store/postgres_session.hpp"

namespace tocsin::postgres {

Result<Tenure> PostgresSession::BeginTenure(std::string_view role,
                                            const std::vector<int>& partitions,
                                            const Uuid& holder) {
  return connection_.Run(
      "taking over partitions", [&](pqxx::nontransaction& transaction) -> Result<Tenure> {
        const auto rows =
            transaction.exec_params("select * from begin_tenure_v1($1, $2::int[], $3::uuid)",
                                    std::string(role), ArrayOf(partitions), holder.ToString());
        Tenure tenure;
        for (const pqxx::row row : rows) {
          tenure.unclean |= row[1].as<bool>();
          if (row[2].is_null()) continue;
          tenure.suspects.push_back(
              {ReadInt(row[0]), ReadText(row[2]), ReadInt(row[3]), ReadInt(row[4])});
        }
        return tenure;
      });
}

Status PostgresSession::NoteInHand(std::string_view role, const std::vector<int>& partitions,
                                   const Uuid& holder, const InHand& in_hand) {
  std::vector<int> at;
  std::vector<Text> inputs;
  for (const auto& [partition, input] : in_hand.inputs) {
    at.push_back(partition);
    inputs.push_back(Text{input});
  }
  std::vector<Text> cleared;
  for (const auto& input : in_hand.cleared) cleared.push_back(Text{input});
  return connection_.Run(
      "noting what is in hand", [&](pqxx::nontransaction& transaction) -> Status {
        transaction.exec_params(
            "select note_in_hand_v1($1, $2::uuid, $3::int[], $4::int[], $5::text[], "
            "$6::smallint, $7::text[])",
            std::string(role), holder.ToString(), ArrayOf(partitions), ArrayOf(at), ArrayOf(inputs),
            static_cast<int>(in_hand.stage), ArrayOf(cleared));
        return {};
      });
}

Status PostgresSession::EndTenure(std::string_view role, const std::vector<int>& partitions,
                                  const Uuid& holder) {
  return connection_.Run(
      "giving partitions back", [&](pqxx::nontransaction& transaction) -> Status {
        transaction.exec_params("select end_tenure_v1($1, $2::uuid, $3::int[])", std::string(role),
                                holder.ToString(), ArrayOf(partitions));
        return {};
      });
}

}  // namespace tocsin::postgres
