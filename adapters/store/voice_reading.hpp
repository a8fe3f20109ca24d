#pragma once

#include <string>

#include "adapters/calls.hpp"
#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

/// Columns to select, how many they are, and the row read from a result that has them first.
std::string QuestionColumns();
inline constexpr int kQuestionColumns = 9;
QuestionRow ReadQuestion(const pqxx::row& row);
std::string CallColumns();
inline constexpr int kCallColumns = 17;
CallRow ReadCall(const pqxx::row& row);
std::string AttemptColumns();
inline constexpr int kAttemptColumns = 10;
AttemptRow ReadAttempt(const pqxx::row& row);
std::string TurnColumns();
TurnRow ReadTurn(const pqxx::row& row);

}  // namespace tocsin::postgres
