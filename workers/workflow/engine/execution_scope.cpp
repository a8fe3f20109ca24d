#include <algorithm>
#include <vector>

#include "schemas/utf8.hpp"
#include "schemas/version.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/secrets.hpp"

namespace tocsin::workflow {

/// The stage of a task decides what is there: no $input before `input.from`, $output only for
/// `export`.
struct Execution::Sight {
  const Frame& frame;
  const json::value* raw_output = nullptr;  ///< $task.output
  const json::value* output = nullptr;      ///< $output
};

namespace {

const json::value kNothing = nullptr;

const json::value* FindVariable(const Frame& frame, std::string_view name) {
  for (const Frame* at = &frame; at != nullptr; at = at->parent)
    if (const auto* found = at->variables.if_contains(name)) return found;
  return nullptr;
}

}  // namespace

json::object TimeDescriptor(TimePoint time) {
  const auto milliseconds = time.time_since_epoch().count();
  return {{"iso8601", FormatTime(time)},
          {"epoch", {{"seconds", milliseconds / 1000}, {"milliseconds", milliseconds}}}};
}

/// $task: its small parts are kept in `task_parts_`, the large ones read where they are.
void Execution::ReferTask(const Sight& sight) {
  const Frame& frame = sight.frame;
  if (frame.parent == nullptr) return scope_->Refer("task", kNothing);
  task_parts_ = {{"name", frame.node->name},
                 {"reference", frame.node->reference},
                 {"startedAt", TimeDescriptor(frame.started)}};
  std::vector<ScopeMember> members = {{"name", &task_parts_.at("name")},
                                      {"reference", &task_parts_.at("reference")},
                                      {"definition", &frame.node->definition},
                                      {"input", &frame.RawInput()}};
  if (sight.raw_output != nullptr) members.push_back({"output", sight.raw_output});
  members.push_back({"startedAt", &task_parts_.at("startedAt")});
  scope_->Refer("task", members);
}

void Execution::ReferWorkflow() {
  if (workflow_parts_.empty())
    workflow_parts_ = {{"id", run_.id.ToString()}, {"startedAt", TimeDescriptor(run_.started_at)}};
  const ScopeMember members[] = {{"id", &workflow_parts_.at("id")},
                                 {"definition", &definition_.document},
                                 {"input", &state_.root->RawInput()},
                                 {"startedAt", &workflow_parts_.at("startedAt")}};
  scope_->Refer("workflow", members);
}

/// `now` of an expression is the time of the decision.
std::unique_ptr<ExpressionScope> Execution::NewScope() const {
  auto scope = world_.program.NewScope();
  scope->Set(kNowVariable, static_cast<double>(now_.time_since_epoch().count()) / 1000);
  return scope;
}

void Execution::SetScope(const ExpressionNeeds& needs, const Sight& sight) {
  if (scope_ == nullptr) scope_ = NewScope();
  if (needs.context) scope_->Refer("context", state_.context);
  if (needs.input) scope_->Refer("input", sight.frame.begun ? sight.frame.input : kNothing);
  if (needs.output) scope_->Refer("output", sight.output == nullptr ? kNothing : *sight.output);
  if (needs.task) ReferTask(sight);
  if (needs.workflow) ReferWorkflow();
  if ((needs.runtime || needs.secrets) && !constants_in_scope_) {
    scope_->Set(
        "runtime",
        json::object{{"name", "tocsin"}, {"version", Version()}, {"metadata", json::object()}});
    scope_->Set("secrets", definition_.secrets);
    constants_in_scope_ = true;
  }
  for (const auto& name : needs.variables) {
    const auto* value = FindVariable(sight.frame, name);
    scope_->Refer(name, value == nullptr ? kNothing : *value);
  }
}

std::optional<std::string> Execution::UnknownSecret(const ExpressionNeeds& needs) const {
  if (world_.has_secret == nullptr) return std::nullopt;
  for (const auto& name : needs.secret_names)
    if (!(*world_.has_secret)(name)) return name;
  return std::nullopt;
}

const ExpressionScope& Execution::BareScope() {
  if (bare_scope_ == nullptr) bare_scope_ = NewScope();
  return *bare_scope_;
}

Outcome<json::value> Execution::Evaluate(ExpressionId id, const json::value& input,
                                         const Sight& sight) {
  if (const auto unknown = UnknownSecret(definition_.needs[id]))
    return tl::unexpected(AuthorizationError(UnknownSecretText(*unknown)));
  SetScope(definition_.needs[id], sight);
  auto value = world_.program.Evaluate(id, input, *scope_);
  if (!value)
    return tl::unexpected(ExpressionError(value.error().message + " (in '" +
                                          Shortened(definition_.expressions[id].text, 120) + "')"));
  if (SizeOf(*value, kMaxStateBytes) > kMaxStateBytes)
    return tl::unexpected(ExpressionError("the result is larger than 1 MiB (of '" +
                                          Shortened(definition_.expressions[id].text, 120) + "')"));
  return *std::move(value);
}

Outcome<json::value> Execution::Fill(const Template& value, const json::value& input,
                                     const Sight& sight) {
  auto filled = FillParts(value, input, sight);
  const bool put_together =
      value.kind == Template::Kind::kMap || value.kind == Template::Kind::kList;
  if (filled && put_together && NestedDeeper(*filled, kMaxWrappedDepth))
    return tl::unexpected(ExpressionError("the value is nested deeper than " +
                                          std::to_string(kMaxWrappedDepth) + " levels"));
  return filled;
}

Outcome<json::value> Execution::FillParts(const Template& value, const json::value& input,
                                          const Sight& sight) {
  switch (value.kind) {
    case Template::Kind::kLiteral:
      return value.literal;
    case Template::Kind::kExpression:
      return Evaluate(value.expression, input, sight);
    case Template::Kind::kMap: {
      json::object out;
      for (const auto& [key, member] : value.members) {
        auto filled = FillParts(member, input, sight);
        if (!filled) return filled;
        out[key] = *std::move(filled);
      }
      return out;
    }
    case Template::Kind::kList: {
      json::array out;
      for (const auto& item : value.items) {
        auto filled = FillParts(item, input, sight);
        if (!filled) return filled;
        out.push_back(*std::move(filled));
      }
      return out;
    }
  }
  return nullptr;
}

Outcome<json::value> Execution::Evaluate(ExpressionId id, const json::value& input,
                                         const Frame& frame) {
  return Evaluate(id, input, Sight{frame});
}

Outcome<bool> Execution::Test(ExpressionId id, const json::value& input, const Frame& frame) {
  const auto value = Evaluate(id, input, frame);
  if (!value) return tl::unexpected(value.error());
  return !value->is_null() && !(value->is_bool() && !value->get_bool());
}

Outcome<json::value> Execution::Fill(const Template& value, const json::value& input,
                                     const Frame& frame) {
  return Fill(value, input, Sight{frame});
}

Outcome<Duration> Execution::Length(const DurationValue& value, const json::value& input,
                                    const Frame& frame, std::optional<TimePoint> from) {
  const TimePoint start = from.value_or(now_);
  if (!value.expression) return start + value.literal - start;
  const auto text = Evaluate(*value.expression, input, frame);
  if (!text) return tl::unexpected(text.error());
  if (!text->is_string())
    return tl::unexpected(
        ExpressionError("a duration must be text such as PT30S, not " + Shown(*text)));
  const auto parsed = ParseTimeSpan(text->get_string());
  if (!parsed) return tl::unexpected(ExpressionError(parsed.error().message));
  return start + *parsed - start;
}

Outcome<json::value> Execution::Shape(Frame& frame, json::value output) {
  const TaskNode& node = *frame.node;
  if (!node.output_as && !node.output_schema && !node.export_as && !node.export_schema)
    return output;
  json::value raw = std::move(output);
  std::optional<json::value> shaped;
  if (node.output_as) {
    auto result = Fill(*node.output_as, raw, Sight{frame, &raw});
    if (!result) return result;
    shaped = *std::move(result);
  }
  const json::value& final = shaped ? *shaped : raw;
  if (node.output_schema)
    if (auto fault = node.output_schema->Fault(final, "output"))
      return tl::unexpected(ValidationError(*fault));
  if (const auto exported = Export(frame, raw, final); !exported)
    return tl::unexpected(exported.error());
  return shaped ? *std::move(shaped) : std::move(raw);
}

Outcome<void> Execution::Export(Frame& frame, const json::value& raw, const json::value& output) {
  const TaskNode& node = *frame.node;
  if (node.export_as) {
    auto context = Fill(*node.export_as, output, Sight{frame, &raw, &output});
    if (!context) return tl::unexpected(context.error());
    if (node.export_schema)
      if (auto fault = node.export_schema->Fault(*context, "context"))
        return tl::unexpected(ValidationError(*fault));
    state_.context = *std::move(context);
  } else if (node.export_schema) {
    if (auto fault = node.export_schema->Fault(state_.context, "context"))
      return tl::unexpected(ValidationError(*fault));
  }
  return {};
}

}  // namespace tocsin::workflow
