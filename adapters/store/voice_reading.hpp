#pragma once

#include <string>

#include "adapters/calls.hpp"
#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

/// Columns to select, and the row read from a result that has them first.
std::string QuestionColumns();
QuestionRow ReadQuestion(const pqxx::row& row);
std::string CallColumns();
CallRow ReadCall(const pqxx::row& row);
std::string AttemptColumns();
AttemptRow ReadAttempt(const pqxx::row& row);
std::string TurnColumns();
TurnRow ReadTurn(const pqxx::row& row);

}  // namespace tocsin::postgres
