#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {

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
