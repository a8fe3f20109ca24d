#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// A non-blocking eventfd. Signal from any thread.
class EventDescriptor {
 public:
  EventDescriptor() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    Check(descriptor_ >= 0, "bus: no eventfd (too many open files?)");
  }
  ~EventDescriptor() { close(descriptor_); }
  EventDescriptor(const EventDescriptor&) = delete;
  EventDescriptor& operator=(const EventDescriptor&) = delete;

  int Get() const { return descriptor_; }
  void Signal() const { eventfd_write(descriptor_, 1); }
  void Reset() const {
    eventfd_t count = 0;
    eventfd_read(descriptor_, &count);
  }
  /// Waits for a signal and takes it; false when none came in time.
  bool Wait(Duration timeout) const {
    pollfd entry{descriptor_, POLLIN, 0};
    const bool came = poll(&entry, 1, static_cast<int>(timeout.count())) > 0;
    Reset();
    return came;
  }

 private:
  int descriptor_;
};

}  // namespace tocsin
