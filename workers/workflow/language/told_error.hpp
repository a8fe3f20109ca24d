#pragma once

#include <string>

#include "schemas/json.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/task_keys.hpp"

namespace tocsin::workflow {

/// The error that such an object (ErrorObject) tells of, without its instance.
inline RaisedError ToldError(const json::object& told) {
  const auto& keys = KeysOf<ErrorKeys>();
  const auto* status = told.if_contains(keys.status);
  return {.type = std::string(StringAt(told, keys.type)),
          .status = status != nullptr && status->is_int64() ? static_cast<int>(status->get_int64())
                                                            : RaisedError().status,
          .title = std::string(StringAt(told, keys.title)),
          .detail = std::string(StringAt(told, keys.detail))};
}

}  // namespace tocsin::workflow
