#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/expression.hpp"
#include "adapters/http.hpp"
#include "schemas/event.hpp"
#include "workers/bridge/hooks/hook.hpp"

namespace tocsin::bridge {

/// An item of a body that became no event.
struct FailedItem {
  std::size_t index = 0;  ///< in the list that `each` gave
  std::string error;
};

/// What came of a body.
struct MappedBody {
  std::vector<Event> events;  ///< complete, in the order of the items
  std::vector<FailedItem> failed;
  std::size_t items = 0;
};

/// What expressions see of a request beside its body: {headers, query} without what may be a
/// secret.
json::object SeenOf(const HttpRequest& request);

/// The answer once all of it is on the bus: 202 with how many events there are and the items that
/// failed; 422 where every item failed.
HttpResponse AnswerOf(const MappedBody& mapped);

/// A hook at work: bodies in, events out. Pure but for the time it is given. Belongs to one thread.
class HookMapper {
 public:
  HookMapper(std::shared_ptr<const Hook> hook, ExpressionEngine& engine);
  const Hook& Of() const { return *hook_; }

  /// The events of a request at `now`. An item that the mapping fails on, or that gives no event
  /// that may come in, is among `failed`; the others are not harmed by it. The answer instead,
  /// where the body as a whole is at fault: 400, 415 (ReadHookBody), or 422 when it does not fit
  /// the schema, `each` fails or gives no list, or it has too many items.
  tl::expected<MappedBody, HttpResponse> Map(const HttpRequest& request, TimePoint now);

 private:
  tl::expected<json::array, HttpResponse> ItemsOf(const json::value& body);
  Result<Event> EventOf(const json::value& item, const HttpRequest& request, TimePoint now);
  /// The id that repeats have in common.
  Result<std::string> IdOf(const json::value& item, TimePoint now);

  std::shared_ptr<const Hook> hook_;
  std::unique_ptr<ExpressionProgram> bodies_;  ///< `each`
  std::unique_ptr<ExpressionScope> body_scope_;
  std::unique_ptr<ExpressionProgram> prints_;  ///< the fingerprint
  std::unique_ptr<ExpressionScope> print_scope_;
  runtime::EventMapper mapper_;
};

}  // namespace tocsin::bridge
