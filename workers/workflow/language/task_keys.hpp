#pragma once

#include "workers/workflow/language/keys.hpp"

namespace tocsin::workflow {

/// CloudEvents attributes that filters and `emit` treat apart from others.
namespace attribute {
inline constexpr std::string_view kType = "type";
inline constexpr std::string_view kSource = "source";
inline constexpr std::string_view kData = "data";
}  // namespace attribute

/// A JSON Schema of the language.
struct SchemaKeys final : KeyTable {
  Key format{*this, "format", Shape::kText, "Only `json`.", {.default_text = "json"}};
  Key document{
      *this, "document", Shape::kMap, "A JSON Schema, written in place.", {.required = true}};
  Key resource{*this, "resource"};
};

/// A timeout in place.
struct TimeoutKeys final : KeyTable {
  Key after{*this,
            "after",
            Shape::kDuration,
            "`30s`, `PT30S`, `{minutes: 5}` or an expression.",
            {.required = true}};
};

/// `input` of a task.
struct InputKeys final : KeyTable {
  Key schema{*this,
             "schema",
             {Shape::kMap, KeysWithin<SchemaKeys>},
             "Of the raw input. What does not fit raises `validation`."};
  Key from{*this, "from", Shape::kExpressionOrMap, "The task's input, over the raw input as `.`."};
};

/// `output` of a task.
struct OutputKeys final : KeyTable {
  Key schema{*this,
             "schema",
             {Shape::kMap, KeysWithin<SchemaKeys>},
             "Of the output after `as`. What does not fit raises `validation`."};
  Key as{*this, "as", Shape::kExpressionOrMap, "The task's output, over the raw output as `.`."};
};

/// `export` of a task.
struct ExportKeys final : KeyTable {
  Key schema{*this,
             "schema",
             {Shape::kMap, KeysWithin<SchemaKeys>},
             "Of the new context. What does not fit raises `validation`."};
  Key as{*this, "as", Shape::kExpressionOrMap,
         "The new `$context`, over the output as `.`; the old one is still `$context`: `'${ "
         "$context + {x: .x} }'`."};
};

/// Keys of every task, whatever its type.
struct TaskKeys final : KeyTable {
  Key if_{*this, "if", Shape::kExpression,
          "False: the task is skipped, its raw input goes on to the next task, and its `then` is "
          "not followed."};
  Key input{*this, "input", {Shape::kMap, KeysWithin<InputKeys>}, "What the task gets."};
  Key output{*this,
             "output",
             {Shape::kMap, KeysWithin<OutputKeys>},
             "What the task gives to the next one."};
  Key export_{*this, "export", {Shape::kMap, KeysWithin<ExportKeys>}, "What the run remembers."};
  Key timeout{*this,
              "timeout",
              {Shape::kTextOrMap, KeysWithin<TimeoutKeys>},
              "The task is given up with the error `timeout` after this; what it waits for, timers "
              "and calls it placed are withdrawn. A name of `use.timeouts`, or a map."};
  Key then{*this,
           "then",
           Shape::kFlow,
           "Where the flow goes afterwards: the next task, out of this list, to the end of the "
           "run, or to a task of the same list, also backwards.",
           {.default_text = "continue"}};
  Key metadata{*this, "metadata", Shape::kMap, "Yours; nothing reads it."};
};

struct CorrelationKeys final : KeyTable {
  Key from{*this,
           "from",
           Shape::kExpression,
           "Over the event's envelope: `.data.order_id`.",
           {.required = true}};
  Key expect{*this, "expect", Shape::kText,
             "What it must give: a text, or an expression over the task's input. Null raises "
             "`expression`. Without it the first value that comes is taken."};
};

/// An event filter.
struct EventFilterKeys final : KeyTable {
  Key with{
      *this,
      "with",
      Shape::kMap,
      "Attributes that the event must have (`type`, `subject`, `source`, `data`, extensions): a "
      "text, a regular expression over the whole attribute, or an expression over the attribute "
      "that gives true or the wanted value. It sees only the event. `type` must be plain text.",
      {.required = true}};
  Key correlate{*this,
                "correlate",
                {Shape::kNamedMaps, KeysWithin<CorrelationKeys>},
                "Ties the event to this run."};
};

/// An error of `raise` and `use.errors`.
struct ErrorKeys final : KeyTable {
  Key type{*this,
           "type",
           Shape::kText,
           "URI that `catch` tells errors apart by; text or expression.",
           {.required = true}};
  Key status{*this,
             "status",
             Shape::kInteger,
             "As of HTTP, 400 to 599 by custom; a number or an expression.",
             {.required = true}};
  Key title{*this, "title", Shape::kText, "One line; text or expression."};
  Key detail{*this, "detail", Shape::kText, "What happened; text or expression."};
  Key instance{*this, "instance", Shape::kText,
               "Set by the runtime to the task's place in the document; given here it is ignored, "
               "with a warning."};
};

struct BackoffKeys final : KeyTable {
  Key constant{*this, "constant", Shape::kMap, "The same each time."};
  Key linear{*this, "linear", Shape::kMap, "Delay times the retry's number."};
  Key exponential{*this, "exponential", Shape::kMap, "Doubled each time."};
};

struct AttemptKeys final : KeyTable {
  Key count{*this, "count", Shape::kInteger, "Retries, the first try not counted; 0 or more."};
  Key duration{*this, "duration", Shape::kDuration,
               "One attempt that takes longer ends with `timeout`, which counts as its error."};
};

struct LimitKeys final : KeyTable {
  Key attempt{*this, "attempt", {Shape::kMap, KeysWithin<AttemptKeys>}, "Of attempts."};
  Key duration{*this, "duration", Shape::kDuration, "Of all attempts and pauses together."};
};

struct JitterKeys final : KeyTable {
  Key from{*this, "from", Shape::kDuration, "Least.", {.required = true}};
  Key to{*this, "to", Shape::kDuration, "Most.", {.required = true}};
};

/// A retry policy.
struct RetryKeys final : KeyTable {
  Key when{*this, "when", Shape::kExpression,
           "Only errors for which it is true are tried again; the error is `.` and `$error`."};
  Key except_when{*this, "exceptWhen", Shape::kExpression,
                  "Errors for which it is true are not tried again."};
  Key delay{*this,
            "delay",
            Shape::kDuration,
            "Pause before the first retry; longest 366 days.",
            {.default_text = "0s"}};
  Key backoff{*this,
              "backoff",
              {Shape::kMap, KeysWithin<BackoffKeys>},
              "How the pause grows; exactly one of the three, each written as `{}`.",
              {.default_text = "constant"}};
  Key limit{*this,
            "limit",
            {Shape::kMap, KeysWithin<LimitKeys>},
            "When to stop; lint warns about a retry without a limit. After the last one `catch.do` "
            "runs and the flow goes on."};
  Key jitter{*this,
             "jitter",
             {Shape::kMap, KeysWithin<JitterKeys>},
             "A part of the pause that differs from run to run, so that many do not come at once."};
};

struct BasicKeys final : KeyTable {
  Key username{*this, "username", Shape::kText, "Text or expression."};
  Key password{*this, "password", Shape::kText,
               "Text (lint warns) or expression, such as `${ $secrets.pw }`."};
  Key use{*this, "use", Shape::kText, "Instead: a secret that holds `USER:PASSWORD`."};
};

struct BearerKeys final : KeyTable {
  Key token{*this, "token", Shape::kText, "Text (lint warns) or expression."};
  Key use{*this, "use", Shape::kText, "Instead: a secret that holds it."};
};

/// An authentication policy.
struct AuthenticationKeys final : KeyTable {
  Key use{*this, "use", Shape::kText, "A name of `use.authentications`."};
  Key basic{*this, "basic", {Shape::kMap, KeysWithin<BasicKeys>}, "User and password."};
  Key bearer{*this, "bearer", {Shape::kMap, KeysWithin<BearerKeys>}, "A token."};
  Key digest{*this, "digest"};
  Key oauth2{*this, "oauth2"};
  Key oidc{*this, "oidc"};
};

}  // namespace tocsin::workflow
