#include "workers/workflow/language/task_registry.hpp"

#include <algorithm>

namespace tocsin::workflow {

void TaskRegistry::Add(std::unique_ptr<TaskType> type) {
  if (Find(type->Key()) == nullptr) kinds_.push_back(type->Key());
  types_.push_back(std::move(type));
  const auto of_another = [this](std::string_view kind) {
    return std::ranges::any_of(types_, [&](const auto& other) {
      const auto keys = NamesOf(other->Keys());
      return other->Key() != kind && std::ranges::find(keys, kind) != keys.end();
    });
  };
  std::ranges::stable_partition(kinds_, [&](auto kind) { return !of_another(kind); });
}

const TaskType* TaskRegistry::Find(std::string_view key) const {
  for (const auto& type : types_)
    if (type->Key() == key) return type.get();
  return nullptr;
}

const TaskRegistry& TaskTypes() {
  static const TaskRegistry registry = [] {
    TaskRegistry all;
    RegisterTaskAll(all);
    return all;
  }();
  return registry;
}

}  // namespace tocsin::workflow
