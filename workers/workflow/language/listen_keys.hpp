#pragma once

#include "workers/workflow/language/task_keys.hpp"

namespace tocsin::workflow {

/// `listen`; also read where expressions over what it gives are checked.
struct ListenToKeys final : KeyTable {
  Key one{
      *this,
      "one",
      {Shape::kMap, KeysWithin<EventFilterKeys>},
      "One event; its `type` is required. An event on which an expression fails does not match."};
  Key any{*this, "any"};
  Key all{*this, "all"};
  Key until{*this, "until"};
};

struct ListenKeys final : KeyTable {
  Key to{*this, "to", {Shape::kMap, KeysWithin<ListenToKeys>}, "The events.", {.required = true}};
  Key read{*this,
           "read",
           Shape::kText,
           "What the output holds of an event: its `data`, the whole CloudEvent (`envelope`), or "
           "the data undecoded (`raw`).",
           {.allowed = {"data", "envelope", "raw"}, .default_text = "data"}};
};

struct ListenTaskKeys final : KeyTable {
  Key listen{*this,
             "listen",
             {Shape::kMap, KeysWithin<ListenKeys>},
             "What is waited for.",
             {.required = true}};
  Key foreach{*this, "foreach"};
};

}  // namespace tocsin::workflow
