#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace tocsin {

template <class Signature>
class MoveOnlyFunction;

/// A callable that need not be copied, so that it can hold what has one owner; std::function wants
/// copies, and std::move_only_function comes with C++23. Small ones (six words) are kept inside.
/// Calling an empty one is a fault.
template <class R, class... Arguments>
class MoveOnlyFunction<R(Arguments...)> {
 public:
  MoveOnlyFunction() = default;
  MoveOnlyFunction(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): as std::function
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, MoveOnlyFunction> &&
             std::is_invocable_r_v<R, std::remove_cvref_t<F>&, Arguments...>)
  MoveOnlyFunction(F&& target) {  // NOLINT(google-explicit-constructor): as std::function
    using Target = std::remove_cvref_t<F>;
    if constexpr (kFits<Target>) {
      new (&space_) Target(std::forward<F>(target));
      acts_ = &kInside<Target>;
    } else {
      new (&space_) Target*(new Target(std::forward<F>(target)));
      acts_ = &kOutside<Target>;
    }
  }
  MoveOnlyFunction(MoveOnlyFunction&& other) noexcept { Take(other); }
  MoveOnlyFunction& operator=(MoveOnlyFunction&& other) noexcept {
    if (this == &other) return *this;
    Clear();
    Take(other);
    return *this;
  }
  ~MoveOnlyFunction() { Clear(); }

  explicit operator bool() const { return acts_ != nullptr; }
  R operator()(Arguments... arguments) {
    return acts_->call(&space_, std::forward<Arguments>(arguments)...);
  }

 private:
  struct Acts {
    R (*call)(void*, Arguments&&...);
    void (*move)(void* from, void* to) noexcept;
    void (*destroy)(void*) noexcept;
  };
  static constexpr std::size_t kSize = 6 * sizeof(void*);
  template <class Target>
  static constexpr bool kFits = sizeof(Target) <= kSize && alignof(Target) <= alignof(void*) &&
                                std::is_nothrow_move_constructible_v<Target>;
  template <class Target>
  static constexpr Acts kInside = {
      [](void* self, Arguments&&... arguments) -> R {
        return (*static_cast<Target*>(self))(std::forward<Arguments>(arguments)...);
      },
      [](void* from, void* to) noexcept {
        auto* target = static_cast<Target*>(from);
        new (to) Target(std::move(*target));
        target->~Target();
      },
      [](void* self) noexcept { static_cast<Target*>(self)->~Target(); }};
  template <class Target>
  static constexpr Acts kOutside = {
      [](void* self, Arguments&&... arguments) -> R {
        return (**static_cast<Target**>(self))(std::forward<Arguments>(arguments)...);
      },
      [](void* from, void* to) noexcept { new (to) Target*(*static_cast<Target**>(from)); },
      [](void* self) noexcept { delete *static_cast<Target**>(self); }};

  void Take(MoveOnlyFunction& other) noexcept {
    acts_ = std::exchange(other.acts_, nullptr);
    if (acts_ != nullptr) acts_->move(&other.space_, &space_);
  }
  void Clear() noexcept {
    if (const Acts* acts = std::exchange(acts_, nullptr)) acts->destroy(&space_);
  }

  const Acts* acts_ = nullptr;
  alignas(void*) std::byte space_[kSize];
};

}  // namespace tocsin
