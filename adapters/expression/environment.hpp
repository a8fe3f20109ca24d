#pragma once

#include <cstdint>
#include <utility>

#include "adapters/expression/syntax.hpp"
#include "adapters/expression/value.hpp"

namespace tocsin::jq {

struct EnvCell;
/// The variables, arguments and labels that an expression sees: a list of cells, the last bound
/// first, shared by all that was made under it.
class EnvRef {
 public:
  EnvRef() = default;
  EnvRef(const EnvRef& other);
  EnvRef(EnvRef&& other) noexcept : cell_(std::exchange(other.cell_, nullptr)) {}
  EnvRef& operator=(EnvRef other) noexcept {
    std::swap(cell_, other.cell_);
    return *this;
  }
  ~EnvRef() {
    if (cell_ != nullptr) Release();
  }
  EnvRef Bind(Value value) const;
  EnvRef BindArgument(const Node* argument, EnvRef where) const;
  EnvRef Leave(std::uint32_t cells) const;
  const EnvCell& Cell(std::uint32_t distance) const;

 private:
  void Release();
  EnvCell* cell_ = nullptr;
};

struct EnvCell {
  std::uint32_t references = 1;
  EnvRef parent;
  Value value;                     ///< of a variable; of a label its number
  const Node* argument = nullptr;  ///< of an argument
  EnvRef where;                    ///< where the argument was given
  EnvCell* next = nullptr;         ///< of those that wait to be freed
};

}  // namespace tocsin::jq
