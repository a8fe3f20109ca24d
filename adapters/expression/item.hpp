#pragma once

#include <type_traits>
#include <utility>

#include "adapters/expression/path_steps.hpp"
#include "adapters/expression/value.hpp"

namespace tocsin::jq {

/// What flows between nodes: a value and, while paths are looked for, how it was reached.
struct Item {
  Value value;
  PathRef path = {};
};

/// Where what is produced goes: called with each of it; false ends the production. Refers to a
/// callable that outlives it.
template <class Product>
class SinkOf {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, SinkOf>)
  SinkOf(F&& f)  // NOLINT: made from lambdas in place
      : object_(const_cast<void*>(static_cast<const void*>(&f))),
        call_([](void* object, Product&& product) {
          return (*static_cast<std::remove_reference_t<F>*>(object))(std::move(product));
        }) {}
  bool operator()(Product&& product) const { return call_(object_, std::move(product)); }

 private:
  void* object_;
  bool (*call_)(void*, Product&&);
};
using Sink = SinkOf<Item>;

}  // namespace tocsin::jq
