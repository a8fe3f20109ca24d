#include "workers/bridge/delivery_expressions.hpp"

#include <utility>

#include "adapters/http_text.hpp"
#include "schemas/json.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kMostHeaderBytes = 4096;

Result<std::string> HeaderText(const json::value& value) {
  const std::string text = value.is_string() ? std::string(value.get_string()) : JsonText(value);
  if (text.size() > kMostHeaderBytes)
    return Fail(ErrorKind::kInvalid, "longer than " + std::to_string(kMostHeaderBytes) + " bytes");
  if (!net::IsFieldValue(text))
    return Fail(ErrorKind::kInvalid, "a header has no line breaks or control characters");
  return text;
}

}  // namespace

DeliveryExpressions::DeliveryExpressions(std::shared_ptr<const Deliveries> deliveries,
                                         ExpressionEngine& engine)
    : deliveries_(std::move(deliveries)) {
  if (deliveries_->Expressions().empty()) return;
  program_ = engine.Load(deliveries_->Expressions());
  scope_ = program_->NewScope();
}

Result<json::value> DeliveryExpressions::Evaluate(std::size_t index, const json::value& envelope) {
  return program_->Evaluate(index, envelope, *scope_);
}

Result<bool> DeliveryExpressions::Wanted(const Deliveries::Entry& entry, const Event& event,
                                         std::optional<json::value>& envelope) {
  if (!TakesType(entry.spec, event.type)) return false;
  if (!entry.condition) return true;
  if (!envelope) envelope = ToStructured(event);
  TRY_ASSIGN(const json::value answer, Evaluate(*entry.condition, *envelope));
  return !answer.is_null() && !(answer.is_bool() && !answer.get_bool());
}

Result<DeliveryContent> DeliveryExpressions::Map(const Deliveries::Entry& entry,
                                                 const Event& event) {
  if (!entry.body && entry.headers.empty()) return ContentOf(event);
  const json::value envelope = ToStructured(event);
  DeliveryContent content = entry.body ? DeliveryContent{} : ContentOf(event);
  if (entry.body) {
    auto body = Evaluate(*entry.body, envelope);
    if (!body) return Fail(Wrap(std::move(body).error(), "body"));
    const bool text = body->is_string();
    content.body = text ? std::string(body->get_string()) : JsonText(*body);
    content.content_type = text ? "text/plain; charset=utf-8" : "application/json";
  }
  for (const auto& [name, index] : entry.headers) {
    const auto value = Evaluate(index, envelope);
    if (!value) return Fail(Wrap(value.error(), "headers." + name));
    if (value->is_null()) continue;
    auto text = HeaderText(*value);
    if (!text) return Fail(Wrap(std::move(text).error(), "headers." + name));
    content.headers.emplace_back(name, *std::move(text));
  }
  return content;
}

}  // namespace tocsin::bridge
