#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "tools/phone/sim/webhooks.hpp"

namespace tocsin::phone {

/// Which troubles one call has.
struct CallFaults {
  bool duplicate = false;
  bool reorder = false;
  bool lost = false;
  bool early_twiml = false;
  Duration late{};
};

/// Status callbacks of one call: numbered as they are fired, each sent when the one before was
/// answered, unless the call's faults say otherwise. Lives as long as something is to be sent. Loop
/// thread only.
class StatusCallbacks : public std::enable_shared_from_this<StatusCallbacks> {
 public:
  StatusCallbacks(Loop& loop, Webhooks& webhooks, std::shared_ptr<CallRecord> record,
                  CallFaults faults)
      : loop_(loop), webhooks_(webhooks), record_(std::move(record)), faults_(faults) {}

  /// Does nothing when the account did not ask for the event. `params` are those of every webhook
  /// of the call.
  void Fire(StatusEvent event, Params params);
  /// The call has ended: what is held back for reordering goes out.
  void Flush();

 private:
  void Release(Params params);
  void Enqueue(Params params);
  void Pump();

  Loop& loop_;
  Webhooks& webhooks_;
  std::shared_ptr<CallRecord> record_;
  const CallFaults faults_;
  int sequence_ = 0;
  std::optional<Params> held_;
  std::deque<Params> queue_;
  bool sending_ = false;
};

}  // namespace tocsin::phone
