#include "adapters/expression/environment.hpp"

#include <utility>

#include "adapters/expression/meter.hpp"

namespace tocsin::jq {
namespace {

constexpr std::int64_t kCellBytes = 64;

/// Cells may lie anywhere in memory: those that are passed cost as much as steps do.
void CountWalk(std::uint32_t cells) {
  constexpr std::uint32_t kCellsOfAStep = 16;
  if (cells >= kCellsOfAStep) Meter::Work(cells / kCellsOfAStep);
}

}  // namespace

EnvRef::EnvRef(const EnvRef& other) : cell_(other.cell_) {
  if (cell_ != nullptr) ++cell_->references;
}

/// Frees without recursion: lists of cells grow as long as loops run.
void EnvRef::Release() {
  EnvCell* cell = std::exchange(cell_, nullptr);
  if (--cell->references != 0) return;
  // As of nodes (FreeNode): nothing of the thread's that could be gone.
  thread_local EnvCell* pending = nullptr;
  thread_local bool busy = false;
  cell->next = std::exchange(pending, cell);
  if (busy) return;
  busy = true;
  while (pending != nullptr) {
    EnvCell* next = std::exchange(pending, pending->next);
    Meter::Give(kCellBytes);
    delete next;
  }
  busy = false;
}

EnvRef EnvRef::Bind(Value value) const {
  Meter::Take(kCellBytes);
  EnvRef longer;
  longer.cell_ = new EnvCell{1, *this, std::move(value), nullptr, {}};
  return longer;
}
EnvRef EnvRef::BindArgument(const Node* argument, EnvRef where) const {
  Meter::Take(kCellBytes);
  EnvRef longer;
  longer.cell_ = new EnvCell{1, *this, {}, argument, std::move(where)};
  return longer;
}
EnvRef EnvRef::Leave(std::uint32_t cells) const {
  CountWalk(cells);
  const EnvRef* at = this;
  for (; cells > 0; --cells) at = &at->cell_->parent;
  return *at;
}
const EnvCell& EnvRef::Cell(std::uint32_t distance) const {
  CountWalk(distance);
  const EnvCell* cell = cell_;
  for (; distance > 0; --distance) cell = cell->parent.cell_;
  return *cell;
}

}  // namespace tocsin::jq
