#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::bridge {

/// Something that the worker stands on, asked by doing what it is for.
struct DeepPart {
  std::string name;    ///< "bus", "carrier exotel"
  bool needed = true;  ///< false: without it the worker does less, and is not down
  /// Asks, without blocking; `done` on any thread, once or not at all.
  std::function<void(std::function<void(Status)> done)> ask;
  /// More members of its entry, told whatever the answer; may be empty.
  std::function<json::object()> more = {};
};

/// `/health?deep=1`: asks all parts, keeps the answer for 15 s, and then gives it once more while
/// the parts are asked again. Nobody waits for it but who asks first, or after a minute. Lives on
/// its loop; Answer may be called on any thread.
class DeepHealth : public std::enable_shared_from_this<DeepHealth> {
 public:
  /// What there is to ask by now; called on the loop.
  using Parts = std::function<std::vector<DeepPart>()>;
  /// `clock` and `loop` outlive its last request.
  static std::shared_ptr<DeepHealth> Create(Parts parts, Loop& loop, const Clock& clock);
  void Answer(HttpRespond respond);
  /// Lets go of the parts and of what they were asked. Once the loop has stopped.
  void Stop();

 private:
  struct Round;
  DeepHealth(Parts parts, Loop& loop, const Clock& clock)
      : parts_(std::move(parts)), loop_(loop), clock_(clock) {}
  void Take(HttpRespond respond);
  void Ask();
  void Note(const std::shared_ptr<Round>& round, std::size_t part, Status status);
  void End(Round& round);
  HttpResponse Page() const;

  Parts parts_;
  Loop& loop_;
  const Clock& clock_;
  std::shared_ptr<Round> round_;  ///< being asked
  json::object last_;             ///< empty: nothing was asked yet
  bool down_ = false;             ///< of the last: something needed is
  SteadyTime asked_at_{};         ///< the last
  std::vector<HttpRespond> waiting_;
};

}  // namespace tocsin::bridge
