#include "workers/workflow/language/language_tables.hpp"

namespace tocsin::workflow {
namespace {

Parameters InstanceParameters() {
  return {
      {.name = "key",
       .type = "expression",
       .description = "What a run is about, over the starting event's envelope (`.data`, "
                      "`.subject`, ...). While a run with a key lives, no second one starts with "
                      "it. An event for which it fails goes to the dead-letter topic.",
       .fallback = "every event starts its own run"},
      {.name = "onDuplicate",
       .type = "string",
       .description = "An event whose key has a live run: `ignore` it, `merge` (count and note it "
                      "in the run's history, the run goes on unchanged), or `restart` (cancel the "
                      "live run, start a new one).",
       .allowed = {"ignore", "merge", "restart"},
       .fallback = "ignore"},
      {.name = "maxAge",
       .type = "duration",
       .description = "An event older than this (by its `time`) starts nothing; an alert then "
                      "ends as `tocsin.alert.closed` with outcome `expired`. No expression.",
       .fallback = "no bound"},
      {.name = "upgrade",
       .type = "string",
       .description = "A run keeps the version it began with: `pin`. The other two words are not "
                      "supported yet.",
       .allowed = {"pin", "latest", "map"},
       .fallback = "pin"},
  };
}

Parameters HeaderParameters() {
  return {
      {.name = "dsl",
       .type = "string",
       .required = true,
       .description = "Version of the language, quoted: `'1.0.3'`."},
      {.name = "namespace",
       .type = "string",
       .required = true,
       .description = "1 to 63 letters, digits and inner hyphens; the folder's name by custom."},
      {.name = "name",
       .type = "string",
       .required = true,
       .description = "As `namespace`; one name once in a namespace, the file's name by custom."},
      {.name = "version",
       .type = "string",
       .required = true,
       .description = "Semantic version, quoted: `'1.0.0'`. Runs keep the one they began with."},
      {.name = "title", .type = "string", .description = "One line, for people."},
      {.name = "summary", .type = "string", .description = "A few lines, for people."},
      {.name = "tags", .type = "object", .description = "Names and values of your own."},
      {.name = "metadata",
       .type = "object",
       .description = "Settings of tocsin; other names are yours and kept.",
       .fields = {{.name = "instance",
                   .type = "object",
                   .description = "Which events belong to one run.",
                   .fields = InstanceParameters()},
                  {.name = "lifecycle",
                   .type = "string",
                   .description = "Which events about its runs go to `tocsin.lifecycle`: none, "
                                  "those of the workflow, or of each task too.",
                   .allowed = {"none", "workflow", "all"},
                   .fallback = "workflow"}}},
  };
}

Parameters ScheduleParameters() {
  return {
      {.name = "on",
       .type = "object",
       .description = "The events that start a run; exactly one of `one` and `any`.",
       .fields = {{.name = "one",
                   .type = "object",
                   .description = "An event filter, as of `listen` but without `correlate`."},
                  {.name = "any",
                   .type = "array",
                   .description = "Several filters; one that matches is enough. An empty list "
                                  "takes every event."},
                  ReservedParameter("all"),
                  ReservedParameter("until")}},
      {.name = "read",
       .type = "string",
       .description = "What `$workflow.input[0]` is: the event's `data`, the whole CloudEvent "
                      "(`envelope`), or its data undecoded (`raw`).",
       .allowed = {"data", "envelope", "raw"},
       .fallback = "data"},
      ReservedParameter("every"),
      ReservedParameter("cron"),
      ReservedParameter("after"),
  };
}

Parameters UseParameters() {
  return {
      {.name = "authentications",
       .type = "named object",
       .description = "Policies that `call: http` names with `authentication: {use: NAME}`."},
      ReservedParameter("catalogs"),
      {.name = "errors",
       .type = "named object",
       .description = "Errors that `raise` names with `error: NAME`."},
      ReservedParameter("extensions"),
      {.name = "functions",
       .type = "named object",
       .description = "Tasks that `call: NAME` runs; a function may not call itself."},
      {.name = "retries",
       .type = "named object",
       .description = "Retry policies that `catch` names with `retry: NAME`."},
      {.name = "secrets",
       .type = "array",
       .description = "Names of the setting `secrets` that expressions may use as "
                      "`$secrets.NAME`. Only the names are ever stored."},
      {.name = "timeouts",
       .type = "named object",
       .description = "Timeouts that a task names with `timeout: NAME`."},
  };
}

Parameters TransformParameters(std::string schema, std::string name, std::string what) {
  return {
      {.name = "schema",
       .type = "object",
       .description = std::move(schema) + " What does not fit raises `validation`.",
       .fields = SchemaParameters()},
      {.name = std::move(name), .type = "expression or object", .description = std::move(what)}};
}

Parameter TimeoutParameter(std::string what) {
  return {.name = "timeout",
          .type = "string or object",
          .description = std::move(what) + " A name of `use.timeouts`, or a map.",
          .fields = {{.name = "after",
                      .type = "duration",
                      .required = true,
                      .description = "`30s`, `PT30S`, `{minutes: 5}` or an expression."}}};
}

}  // namespace

const Parameters& SchemaParameters() {
  static const Parameters table = {
      {.name = "format", .type = "string", .description = "Only `json`.", .fallback = "json"},
      {.name = "document",
       .type = "object",
       .required = true,
       .description = "A JSON Schema, written in place."},
      ReservedParameter("resource"),
  };
  return table;
}

const Parameters& DocumentParameters() {
  static const Parameters table = {
      {.name = "document",
       .type = "object",
       .required = true,
       .description = "What the workflow is.",
       .fields = HeaderParameters()},
      {.name = "input",
       .type = "object",
       .description = "As `input` of a task, for the whole workflow."},
      {.name = "use",
       .type = "object",
       .description = "What tasks refer to by name.",
       .fields = UseParameters()},
      {.name = "do",
       .type = "tasks",
       .required = true,
       .description = "The tasks, one after the other."},
      TimeoutParameter("The run ends with the error `timeout` after this."),
      {.name = "output",
       .type = "object",
       .description = "As `output` of a task, for the whole workflow."},
      {.name = "schedule",
       .type = "object",
       .description = "What starts a run; without it only `tocsin exec` does.",
       .fields = ScheduleParameters()},
      {.name = "evaluate",
       .type = "object",
       .description = "Only the values of the standard that are the default here.",
       .fields =
           {{.name = "language", .type = "string", .description = "Only `jq`.", .fallback = "jq"},
            {.name = "mode",
             .type = "string",
             .description = "`loose` is not supported yet.",
             .allowed = {"strict", "loose"},
             .fallback = "strict"}}},
  };
  return table;
}

const Parameters& TaskParameters() {
  static const Parameters table = {
      {.name = "if",
       .type = "expression",
       .description = "False: the task is skipped, its raw input goes on to the next task, and its "
                      "`then` is not followed."},
      {.name = "input",
       .type = "object",
       .description = "What the task gets.",
       .fields = TransformParameters("Of the raw input.", "from",
                                     "The task's input, over the raw input as `.`.")},
      {.name = "output",
       .type = "object",
       .description = "What the task gives to the next one.",
       .fields = TransformParameters("Of the output after `as`.", "as",
                                     "The task's output, over the raw output as `.`.")},
      {.name = "export",
       .type = "object",
       .description = "What the run remembers.",
       .fields = TransformParameters("Of the new context.", "as",
                                     "The new `$context`, over the output as `.`; the old one is "
                                     "still `$context`: `'${ $context + {x: .x} }'`.")},
      TimeoutParameter("The task is given up with the error `timeout` after this; what it waits "
                       "for, timers and calls it placed are withdrawn."),
      {.name = "then",
       .type = "flow",
       .description = "Where the flow goes afterwards: the next task, out of this list, to the end "
                      "of the run, or to a task of the same list, also backwards.",
       .fallback = "continue"},
      {.name = "metadata", .type = "object", .description = "Yours; nothing reads it."},
  };
  return table;
}

const Parameters& EventFilterParameters() {
  static const Parameters table = {
      {.name = "with",
       .type = "object",
       .required = true,
       .description = "Attributes that the event must have (`type`, `subject`, `source`, `data`, "
                      "extensions): a text, a regular expression over the whole attribute, or an "
                      "expression over the attribute that gives true or the wanted value. It sees "
                      "only the event. `type` must be plain text."},
      {.name = "correlate",
       .type = "named object",
       .description = "Ties the event to this run.",
       .fields = {{.name = "from",
                   .type = "expression",
                   .required = true,
                   .description = "Over the event's envelope: `.data.order_id`."},
                  {.name = "expect",
                   .type = "string",
                   .description = "What it must give: a text, or an expression over the task's "
                                  "input. Null raises `expression`. Without it the first value "
                                  "that comes is taken."}}},
  };
  return table;
}

const Parameters& ErrorParameters() {
  static const Parameters table = {
      {.name = "type",
       .type = "string",
       .required = true,
       .description = "URI that `catch` tells errors apart by; text or expression."},
      {.name = "status",
       .type = "integer",
       .required = true,
       .description = "As of HTTP, 400 to 599 by custom; a number or an expression."},
      {.name = "title", .type = "string", .description = "One line; text or expression."},
      {.name = "detail", .type = "string", .description = "What happened; text or expression."},
      {.name = "instance",
       .type = "string",
       .description = "Set by the runtime to the task's place in the document; given here it is "
                      "ignored, with a warning."},
  };
  return table;
}

const Parameters& RetryParameters() {
  static const Parameters table = {
      {.name = "when",
       .type = "expression",
       .description = "Only errors for which it is true are tried again; the error is `.` and "
                      "`$error`."},
      {.name = "exceptWhen",
       .type = "expression",
       .description = "Errors for which it is true are not tried again."},
      {.name = "delay",
       .type = "duration",
       .description = "Pause before the first retry; longest 366 days.",
       .fallback = "0s"},
      {.name = "backoff",
       .type = "object",
       .description = "How the pause grows; exactly one of the three, each written as `{}`.",
       .fallback = "constant",
       .fields = {{.name = "constant", .type = "object", .description = "The same each time."},
                  {.name = "linear",
                   .type = "object",
                   .description = "Delay times the retry's number."},
                  {.name = "exponential", .type = "object", .description = "Doubled each time."}}},
      {.name = "limit",
       .type = "object",
       .description = "When to stop; lint warns about a retry without a limit. After the last one "
                      "`catch.do` runs and the flow goes on.",
       .fields = {{.name = "attempt",
                   .type = "object",
                   .description = "Of attempts.",
                   .fields = {{.name = "count",
                               .type = "integer",
                               .description = "Retries, the first try not counted; 0 or more."},
                              {.name = "duration",
                               .type = "duration",
                               .description = "One attempt that takes longer ends with `timeout`, "
                                              "which counts as its error."}}},
                  {.name = "duration",
                   .type = "duration",
                   .description = "Of all attempts and pauses together."}}},
      {.name = "jitter",
       .type = "object",
       .description = "A part of the pause that differs from run to run, so that many do not come "
                      "at once.",
       .fields = {{.name = "from", .type = "duration", .required = true, .description = "Least."},
                  {.name = "to", .type = "duration", .required = true, .description = "Most."}}},
  };
  return table;
}

const Parameters& AuthenticationParameters() {
  static const Parameters table = {
      {.name = "use", .type = "string", .description = "A name of `use.authentications`."},
      {.name = "basic",
       .type = "object",
       .description = "User and password.",
       .fields = {{.name = "username", .type = "string", .description = "Text or expression."},
                  {.name = "password",
                   .type = "string",
                   .description = "Text (lint warns) or expression, such as `${ $secrets.pw }`."},
                  {.name = "use",
                   .type = "string",
                   .description = "Instead: a secret that holds `USER:PASSWORD`."}}},
      {.name = "bearer",
       .type = "object",
       .description = "A token.",
       .fields =
           {{.name = "token", .type = "string", .description = "Text (lint warns) or expression."},
            {.name = "use", .type = "string", .description = "Instead: a secret that holds it."}}},
      ReservedParameter("digest"),
      ReservedParameter("oauth2"),
      ReservedParameter("oidc"),
  };
  return table;
}

}  // namespace tocsin::workflow
