#include "schemas/events/budget.hpp"

#include "schemas/events/of_call.hpp"

namespace tocsin::events {

const FieldTable& BudgetRefused::Spec() {
  using Refused = BudgetRefused;
  static const FieldTable table = TableOf<Refused>(
      "tocsin.budget.refused", "A dial that the budget forbade; `tocsin.call.failed` follows.",
      OfCall<Refused>(
          {FieldOf<&Refused::rule>("rule", "The setting that forbids it.",
                                   {.required = true,
                                    .allowed = {"cost.budget.day", "cost.budget.person_day",
                                                "cost.budget.per_minute", "cost.rates"},
                                    .example = "cost.budget.day"}),
           FieldOf<&Refused::currency>("currency", "Of the amounts.",
                                       {.required = true, .example = "USD"}),
           FieldOf<&Refused::limit>("limit", "What the rule allows; absent: no rate is known.",
                                    {.min = 0, .example = "10"}),
           FieldOf<&Refused::needed>("needed",
                                     "What the longest call would cost; of per_minute: a minute.",
                                     {.min = 0, .example = "0.14"}),
           FieldOf<&Refused::spent>("spent", "Spent and held before it, within the rule's day.",
                                    {.min = 0, .example = "9.9"})}));
  return table;
}

}  // namespace tocsin::events
