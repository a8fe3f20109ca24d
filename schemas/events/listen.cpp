#include "schemas/events/listen.hpp"

namespace tocsin::events {

const FieldTable& Listen::Spec() {
  static const FieldTable table = TableOf<Listen>(
      "listen", "How turns are taken with the person, where the call is on live sound.",
      {FieldOf<&Listen::end_after>(
           "end_after",
           "Silence that ends the person's turn; by default 250 ms where yes or no is asked, 1.5 s "
           "where digits are spelled, else 500 ms.",
           {.min = 0, .max = kMostEndAfter.count(), .example = "500ms"}),
       FieldOf<&Listen::first_words>(
           "first_words", "How long the first word or key is waited for; by default 6 s.",
           {.min = 0, .max = kMostFirstWords.count(), .example = "6s"}),
       FieldOf<&Listen::barge_in>("barge_in",
                                  "Whether speech interrupts what is said; a key always does.")});
  return table;
}

Result<std::optional<Listen>> ReadListen(const json::value* listen) {
  if (listen == nullptr || listen->is_null()) return std::optional<Listen>();
  Listen read;
  DecodeReport report{.unknown = UnknownFields::kRefuse};
  Listen::Spec().Decode(InputValue(*listen), Place{.name = "listen"}, report, &read);
  if (!report.faults.empty()) return Fail(ErrorKind::kInvalid, Describe(report.faults.front()));
  return read;
}

}  // namespace tocsin::events
