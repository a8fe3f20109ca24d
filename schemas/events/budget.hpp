#pragma once

#include <optional>
#include <string>

#include "schemas/spec.hpp"

namespace tocsin::events {

/// Data of tocsin.budget.refused: a dial that the budget forbade.
struct BudgetRefused {
  std::string call_id = {};
  std::optional<std::string> question_id = {};
  std::optional<std::string> alert_id = {};
  int attempt = 1;
  std::optional<std::string> provider = {};
  std::optional<std::string> provider_call_id = {};
  std::string contact = {};
  std::string phone = {};
  std::string rule;
  std::string currency;
  std::optional<double> limit = {};
  double needed = 0;
  double spent = 0;
  static const FieldTable& Spec();
};

}  // namespace tocsin::events
