#include <date/tz.h>

#include <exception>
#include <string>

#include "adapters/carrier_kind.hpp"
#include "schemas/text_checks.hpp"
#include "workers/settings/sections.hpp"

namespace tocsin::compose {
namespace {

/// A billion of the smallest currencies is a day's budget of nobody.
constexpr double kMostMoney = 1e9;

/// Europe/Berlin, known here.
std::string CheckZone(std::string_view text) {
  try {
    date::locate_zone(std::string(text));
    return {};
  } catch (const std::exception&) {
    return "must be a time zone such as Europe/Berlin, got '" + std::string(text) + "'";
  }
}

}  // namespace

const FieldTable& RateOfCalls::Spec() {
  static const FieldTable table = TableOf<RateOfCalls>(
      "rates", "What a carrier takes for a call.",
      {FieldOf<&RateOfCalls::provider>(
           "provider", "The carrier.",
           {.allowed = CarrierNames(), .example = CarrierNames().front(), .default_text = "any"}),
       FieldOf<&RateOfCalls::prefix>(
           "prefix", "Calling code of the numbers called; the longest that fits counts.",
           {.example = "+49", .default_text = "any", .check = CheckCallingCode}),
       FieldOf<&RateOfCalls::inbound>(
           "inbound",
           "Of calls that come in; `prefix` is then that of who calls. Without such a rate they "
           "cost nothing, and no budget keeps them out."),
       FieldOf<&RateOfCalls::per_minute>("per_minute", "Minutes that are begun count whole.",
                                         {.min = 0, .max = kMostMoney, .example = "0.014"}),
       FieldOf<&RateOfCalls::per_call>("per_call", "For a call that is picked up.",
                                       {.min = 0, .max = kMostMoney})});
  return table;
}

const FieldTable& BudgetSettings::Spec() {
  static const FieldTable table = TableOf<BudgetSettings>(
      "budget",
      "What may be spent. Looked up before each dial, which holds what the longest talk "
      "(`telephony.max_call`) would cost; 0: no bound.",
      {FieldOf<&BudgetSettings::day>("day", "In a day, on all calls.",
                                     {.min = 0, .max = kMostMoney, .example = "20"}),
       FieldOf<&BudgetSettings::person_day>("person_day", "In a day, on calls to one number.",
                                            {.min = 0, .max = kMostMoney, .example = "5"}),
       FieldOf<&BudgetSettings::per_minute>("per_minute",
                                            "No call whose minute costs more, over any carrier.",
                                            {.min = 0, .max = kMostMoney, .example = "0.05"}),
       FieldOf<&BudgetSettings::zone>("zone", "Time zone of its days.",
                                      {.example = "Europe/Berlin", .check = CheckZone})});
  return table;
}

const FieldTable& CostSettings::Spec() {
  static const FieldTable table = TableOf<CostSettings>(
      "cost", "What calls cost, and what may be spent on them.",
      {FieldOf<&CostSettings::currency>("currency", "Of all amounts here.",
                                        {.example = "EUR", .check = CheckCurrency}),
       FieldOf<&CostSettings::rates>(
           "rates", "What calls cost. With a budget, a number that no rate fits is not dialled."),
       FieldOf<&CostSettings::budget>("budget", "What may be spent.")});
  return table;
}

}  // namespace tocsin::compose
