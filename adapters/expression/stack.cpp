#include "adapters/expression/stack.hpp"

#include <pthread.h>

#include <cstddef>
#include <cstdint>

namespace tocsin::jq {
namespace {

constexpr std::size_t kStackReserve = 384 * 1024;

/// The lowest address that may be used; 0 when it is not known.
std::uintptr_t LowestAddress() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  void* begin = nullptr;
  std::size_t size = 0;
  const bool known = pthread_attr_getstack(&attributes, &begin, &size) == 0;
  pthread_attr_destroy(&attributes);
  if (!known) return 0;
  return reinterpret_cast<std::uintptr_t>(begin) + kStackReserve;
}

}  // namespace

bool StackIsLow() {
  thread_local const std::uintptr_t lowest = LowestAddress();
  return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) < lowest;
}

}  // namespace tocsin::jq
