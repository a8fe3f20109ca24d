#pragma once

#include "workers/workflow/language/task_keys.hpp"

namespace tocsin::workflow {

/// Which events belong to one run.
struct InstanceKeys final : KeyTable {
  Key key{*this,
          "key",
          Shape::kExpression,
          "What a run is about, over the starting event's envelope (`.data`, `.subject`, ...). "
          "While a run with a key lives, no second one starts with it. An event for which it fails "
          "goes to the dead-letter topic.",
          {.default_text = "every event starts its own run"}};
  Key on_duplicate{
      *this,
      "onDuplicate",
      Shape::kText,
      "An event whose key has a live run: `ignore` it, `merge` (count and note it in the run's "
      "history, the run goes on unchanged), `collect` (keep it for the run, which takes it by "
      "`events.collected`; what it has not taken as it ends is emitted again), or `restart` "
      "(cancel "
      "the live run, start a new one). "
      "With the first two an alert whose key is that of a run about another alert ends as "
      "`tocsin.alert.closed` with outcome `duplicate`.",
      {.allowed = {"ignore", "merge", "collect", "restart"}, .default_text = "ignore"}};
  Key max_age{*this,
              "maxAge",
              Shape::kDuration,
              "An event older than this (by its `time`) starts nothing; an alert then ends as "
              "`tocsin.alert.closed` with outcome `expired`. No expression.",
              {.default_text = "no bound"}};
  Key upgrade{
      *this,
      "upgrade",
      Shape::kText,
      "A run keeps the version it began with: `pin`. The other two words are not supported yet.",
      {.allowed = {"pin", "latest", "map"}, .default_text = "pin"}};
};

struct MetadataKeys final : KeyTable {
  Key instance{*this,
               "instance",
               {Shape::kMap, KeysWithin<InstanceKeys>},
               "Which events belong to one run."};
  Key lifecycle{*this,
                "lifecycle",
                Shape::kText,
                "Which events about its runs go to `tocsin.lifecycle`: none, those of the "
                "workflow, or of each task too.",
                {.allowed = {"none", "workflow", "all"}, .default_text = "workflow"}};
  Key tenants{*this,
              "tenants",
              Shape::kList,
              "The tenants whose events start it, and whose runs may run it; `default` is that of "
              "events that name none.",
              {.default_text = "all"}};
};

/// What a workflow is.
struct HeaderKeys final : KeyTable {
  Key dsl{*this,
          "dsl",
          Shape::kText,
          "Version of the language, quoted: `'1.0.3'`.",
          {.required = true}};
  Key namespace_{*this,
                 "namespace",
                 Shape::kText,
                 "1 to 63 letters, digits and inner hyphens; the folder's name by custom.",
                 {.required = true}};
  Key name{*this,
           "name",
           Shape::kText,
           "As `namespace`; one name once in a namespace, the file's name by custom.",
           {.required = true}};
  Key version{*this,
              "version",
              Shape::kText,
              "Semantic version, quoted: `'1.0.0'`. Runs keep the one they began with.",
              {.required = true}};
  Key title{*this, "title", Shape::kText, "One line, for people."};
  Key summary{*this, "summary", Shape::kText, "A few lines, for people."};
  Key tags{*this, "tags", Shape::kMap, "Names and values of your own."};
  Key metadata{*this,
               "metadata",
               {Shape::kMap, KeysWithin<MetadataKeys>, true},
               "Settings of tocsin; other names are yours and kept."};
};

struct ScheduleOnKeys final : KeyTable {
  Key one{*this, "one", Shape::kMap, "An event filter, as of `listen` but without `correlate`."};
  Key any{*this, "any", Shape::kList,
          "Several filters; one that matches is enough. An empty list takes every event."};
  Key all{*this, "all"};
  Key until{*this, "until"};
};

/// What starts a run.
struct ScheduleKeys final : KeyTable {
  Key on{*this,
         "on",
         {Shape::kMap, KeysWithin<ScheduleOnKeys>},
         "The events that start a run; exactly one of `one` and `any`."};
  Key read{*this,
           "read",
           Shape::kText,
           "What `$workflow.input[0]` is: the event's `data`, the whole CloudEvent (`envelope`), "
           "or its data undecoded (`raw`).",
           {.allowed = {"data", "envelope", "raw"}, .default_text = "data"}};
  Key every{*this, "every"};
  Key cron{*this, "cron"};
  Key after{*this, "after"};
};

/// What tasks refer to by name.
struct UseKeys final : KeyTable {
  Key authentications{*this, "authentications", Shape::kNamedMaps,
                      "Policies that `call: http` names with `authentication: {use: NAME}`."};
  Key catalogs{*this, "catalogs"};
  Key errors{*this, "errors", Shape::kNamedMaps, "Errors that `raise` names with `error: NAME`."};
  Key extensions{*this, "extensions"};
  Key functions{*this, "functions", Shape::kNamedMaps,
                "Tasks that `call: NAME` runs; a function may not call itself."};
  Key retries{*this, "retries", Shape::kNamedMaps,
              "Retry policies that `catch` names with `retry: NAME`."};
  Key secrets{*this, "secrets", Shape::kList,
              "Names of the setting `secrets` that expressions may use as `$secrets.NAME`. Only "
              "the names are ever stored."};
  Key timeouts{*this, "timeouts", Shape::kNamedMaps,
               "Timeouts that a task names with `timeout: NAME`."};
};

struct EvaluateKeys final : KeyTable {
  Key language{*this, "language", Shape::kText, "Only `jq`.", {.default_text = "jq"}};
  Key mode{*this,
           "mode",
           Shape::kText,
           "`loose` is not supported yet.",
           {.allowed = {"strict", "loose"}, .default_text = "strict"}};
};

/// The whole file.
struct DocumentKeys final : KeyTable {
  Key document{*this,
               "document",
               {Shape::kMap, KeysWithin<HeaderKeys>},
               "What the workflow is.",
               {.required = true}};
  Key input{*this, "input", Shape::kMap, "As `input` of a task, for the whole workflow."};
  Key use{*this, "use", {Shape::kMap, KeysWithin<UseKeys>}, "What tasks refer to by name."};
  Key do_{*this, "do", Shape::kTasks, "The tasks, one after the other.", {.required = true}};
  Key timeout{
      *this,
      "timeout",
      {Shape::kTextOrMap, KeysWithin<TimeoutKeys>},
      "The run ends with the error `timeout` after this. A name of `use.timeouts`, or a map."};
  Key output{*this, "output", Shape::kMap, "As `output` of a task, for the whole workflow."};
  Key schedule{*this,
               "schedule",
               {Shape::kMap, KeysWithin<ScheduleKeys>},
               "What starts a run; without it only `tocsin exec` does."};
  Key evaluate{*this,
               "evaluate",
               {Shape::kMap, KeysWithin<EvaluateKeys>},
               "Only the values of the standard that are the default here."};
};

}  // namespace tocsin::workflow
