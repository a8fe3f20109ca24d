#include "schemas/events/pages.hpp"

namespace tocsin::events {

const FieldTable& BundleLimit::Spec() {
  static const FieldTable table = TableOf<BundleLimit>(
      "bundle_limit", "When calls are bundled.",
      {FieldOf<&BundleLimit::after>("after", "So many alerts ring each by itself ...",
                                    {.required = true, .example = "5"}),
       FieldOf<&BundleLimit::seconds>("seconds", "... within so many seconds.",
                                      {.required = true, .example = "600"})});
  return table;
}

const FieldTable& PageRequested::Spec() {
  static const FieldTable table = TableOf<PageRequested>(
      "page.requested", "A page of a policy that bundles its calls.",
      {FieldOf<&PageRequested::page>("page", "Id of the run that pages.",
                                     {.required = true, .example = "7b1c1a52"}),
       FieldOf<&PageRequested::policy>("policy", "Name of the policy.",
                                       {.required = true, .example = "default"}),
       FieldOf<&PageRequested::withdrawn>(
           "withdrawn", "True: it needs nobody any more. Only page and policy are given then.",
           {.example = "false"}),
       FieldOf<&PageRequested::alert_id>("alert_id", "The alert.", {.example = "a1"}),
       FieldOf<&PageRequested::severity>("severity", "Its severity.", {.example = "critical"}),
       FieldOf<&PageRequested::say>("say", "What is told of it.",
                                    {.example = "Critical alert: nginx is down."}),
       FieldOf<&PageRequested::choices>("choices", "The answers that may be given."),
       FieldOf<&PageRequested::bundle>("bundle", "The policy's limit."),
       FieldOf<&PageRequested::like>("like", "How it would ring: other arguments of the page.")});
  return table;
}

const FieldTable& PageSettled::Spec() {
  static const FieldTable table = TableOf<PageSettled>(
      "page.settled", "What becomes of a page of a policy that bundles its calls.",
      {FieldOf<&PageSettled::page>("page", "Id of the run that pages.",
                                   {.required = true, .example = "7b1c1a52"}),
       FieldOf<&PageSettled::alert_id>("alert_id", "The alert.", {.example = "a1"}),
       FieldOf<&PageSettled::bundle>("bundle", "Id of the run that rang for many.",
                                     {.required = true, .example = "0c2d4e61"}),
       FieldOf<&PageSettled::ring>("ring", "True: it rings by itself; nothing else is given.",
                                   {.required = true, .example = "false"}),
       FieldOf<&PageSettled::outcome>("outcome", "As of `oncall.page`.", {.example = "decided"}),
       FieldOf<&PageSettled::reason>("reason", "As of `oncall.page`."),
       FieldOf<&PageSettled::choice>("choice", "Id of the choice.", {.example = "dismiss"}),
       FieldOf<&PageSettled::by>("by", "Who decided."),
       FieldOf<&PageSettled::method>("method", "How.", {.example = "dtmf"}),
       FieldOf<&PageSettled::evidence>("evidence", "What it rests on."),
       FieldOf<&PageSettled::rung>("rung", "Which rung decided, from 1.", {.example = "1"})});
  return table;
}

}  // namespace tocsin::events
