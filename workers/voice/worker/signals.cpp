#include "workers/voice/worker/signals.hpp"

namespace tocsin::voice::signals {
namespace {

json::value WriteCall(const ListedCall& call) {
  return json::object{
      {"id", call.provider_call_id}, {"to", call.to},
      {"from", call.from},           {"status", static_cast<int>(call.status)},
      {"api", call.outbound_by_api}, {"created", call.created.time_since_epoch().count()}};
}

std::string Text(const json::value& data, std::string_view key) {
  return data.is_object() ? std::string(StringAt(data.get_object(), key)) : std::string{};
}

std::int64_t Number(const json::value& data, std::string_view key) {
  const auto* found = Find(data, key);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

ListedCall ReadListedCall(const json::value& data) {
  const auto* api = Find(data, "api");
  return {.provider_call_id = Text(data, "id"),
          .to = Text(data, "to"),
          .from = Text(data, "from"),
          .status = static_cast<CallStatus>(Number(data, "status")),
          .outbound_by_api = api != nullptr && api->is_bool() && api->get_bool(),
          .created = TimePoint(Duration(Number(data, "created")))};
}

void WriteError(json::object& out, const Error& error) {
  out["error"] = static_cast<int>(error.kind);
  out["message"] = error.message;
}

Error ReadError(const json::value& data) {
  return {.kind = static_cast<ErrorKind>(Number(data, "error")), .message = Text(data, "message")};
}

}  // namespace

json::value WritePlaced(int attempt, const PlaceResult& result) {
  return json::object{{"attempt", attempt},
                      {"outcome", static_cast<int>(result.outcome)},
                      {"id", result.call.provider_call_id},
                      {"reason", result.reason}};
}

json::value WriteListed(int attempt, const Result<std::vector<ListedCall>>& calls) {
  json::object out{{"attempt", attempt}};
  if (!calls) {
    WriteError(out, calls.error());
    return out;
  }
  json::array list;
  for (const auto& call : *calls) list.push_back(WriteCall(call));
  out["calls"] = std::move(list);
  return out;
}

json::value WriteRead(const std::string& provider_call_id, const Result<ListedCall>& call) {
  json::object out{{"id", provider_call_id}};
  if (call) {
    out["call"] = WriteCall(*call);
  } else {
    WriteError(out, call.error());
  }
  return out;
}

Result<Input> ReadSignal(std::string_view kind, const json::value& data) {
  const int attempt = static_cast<int>(Number(data, "attempt"));
  if (kind == kPlaced) {
    PlaceAnswered placed{.attempt = attempt, .result = {}};
    placed.result.outcome = static_cast<PlaceOutcome>(Number(data, "outcome"));
    placed.result.call.provider_call_id = Text(data, "id");
    placed.result.reason = Text(data, "reason");
    return placed;
  }
  if (kind == kListed) {
    CallsListed listed{.attempt = attempt, .calls = std::vector<ListedCall>{}};
    const auto* calls = Find(data, "calls");
    if (calls == nullptr) {
      listed.calls = Fail(ReadError(data));
    } else if (calls->is_array()) {
      for (const auto& call : calls->get_array()) listed.calls->push_back(ReadListedCall(call));
    }
    return listed;
  }
  if (kind == kRead) {
    CallRead read{.provider_call_id = Text(data, "id"), .call = ListedCall{}};
    if (const auto* call = Find(data, "call")) {
      read.call = ReadListedCall(*call);
    } else {
      read.call = Fail(ReadError(data));
    }
    return read;
  }
  return Fail(ErrorKind::kInternal, "reading signal: unknown kind", "voice");
}

std::vector<std::string> ProviderIds(std::string_view kind, const json::value& data) {
  std::vector<std::string> ids;
  const auto* calls = kind == kListed ? Find(data, "calls") : nullptr;
  if (calls != nullptr && calls->is_array())
    for (const auto& call : calls->get_array()) ids.push_back(Text(call, "id"));
  return ids;
}

}  // namespace tocsin::voice::signals
