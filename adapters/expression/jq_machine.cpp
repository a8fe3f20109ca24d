#include "adapters/expression/jq_machine.hpp"

extern "C" {
#include <jq.h>
}
#include <oniguruma.h>

#include <map>
#include <mutex>

#include "adapters/expression/cpu_watchdog.hpp"
#include "adapters/expression/large_integers.hpp"
#include "adapters/expression/program_text.hpp"
#include "adapters/expression/result_bounds.hpp"

namespace tocsin {
namespace {

constexpr unsigned long kRegexRetries = 100'000;

/// A jv with an owner.
class Value {
 public:
  explicit Value(jv value) : value_(value) {}
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;
  ~Value() { jv_free(value_); }
  jv Copy() const { return jv_copy(value_); }
  jv Get() const { return value_; }
  void Replace(jv value) { value_ = value; }

 private:
  jv value_;
};

jv ToJv(std::string_view text) {
  return jv_string_sized(text.data(), static_cast<int>(text.size()));
}

jv ToJv(const json::value& value, LargeIntegers& large) {
  switch (value.kind()) {
    case json::kind::null:
      return jv_null();
    case json::kind::bool_:
      return jv_bool(value.get_bool() ? 1 : 0);
    case json::kind::int64:
      large.Note(value);
      return jv_number(static_cast<double>(value.get_int64()));
    case json::kind::uint64:
      large.Note(value);
      return jv_number(static_cast<double>(value.get_uint64()));
    case json::kind::double_:
      return jv_number(value.get_double());
    case json::kind::string:
      return ToJv(std::string_view(value.get_string()));
    case json::kind::array: {
      jv array = jv_array_sized(static_cast<int>(value.get_array().size()));
      for (const auto& item : value.get_array()) array = jv_array_append(array, ToJv(item, large));
      return array;
    }
    case json::kind::object: {
      jv object = jv_object();
      for (const auto& [key, item] : value.get_object())
        object = jv_object_set(object, ToJv(std::string_view(key)), ToJv(item, large));
      return object;
    }
  }
  return jv_null();
}

/// Reads a result back, counting what it takes.
class ResultReader {
 public:
  ResultReader(const JqLimits& limits, const LargeIntegers& large)
      : bounds_(limits), large_(large) {}

  Result<json::value> Read(jv value, int depth = 0) {
    TRY(bounds_.Enter(depth));
    switch (jv_get_kind(value)) {
      case JV_KIND_TRUE:
        return json::value(true);
      case JV_KIND_FALSE:
        return json::value(false);
      case JV_KIND_NUMBER:
        return large_.Restore(jv_number_value(value));
      case JV_KIND_STRING: {
        TRY_ASSIGN(const std::string_view text, Text(value));
        return json::value(text);
      }
      case JV_KIND_ARRAY:
        return Array(value, depth);
      case JV_KIND_OBJECT:
        return Object(value, depth);
      case JV_KIND_INVALID:
      case JV_KIND_NULL:
        break;
    }
    return json::value(nullptr);
  }

 private:
  Result<std::string_view> Text(jv value) {
    const auto size = static_cast<std::size_t>(jv_string_length_bytes(jv_copy(value)));
    TRY(bounds_.Spend(size));
    const std::string_view text(jv_string_value(value), size);
    TRY(large_.CheckText(text));
    return text;
  }

  Result<json::value> Array(jv value, int depth) {
    json::array array;
    const int size = jv_array_length(jv_copy(value));
    for (int i = 0; i < size; ++i) {
      const Value item(jv_array_get(jv_copy(value), i));
      TRY_ASSIGN(auto read, Read(item.Get(), depth + 1));
      array.push_back(std::move(read));
    }
    return json::value(std::move(array));
  }

  Result<json::value> Object(jv value, int depth) {
    json::object object;
    for (int i = jv_object_iter(value); jv_object_iter_valid(value, i);
         i = jv_object_iter_next(value, i)) {
      const Value key(jv_object_iter_key(value, i));
      const Value item(jv_object_iter_value(value, i));
      TRY_ASSIGN(const std::string_view name, Text(key.Get()));
      TRY_ASSIGN(auto read, Read(item.Get(), depth + 1));
      object.emplace(name, std::move(read));
    }
    return json::value(std::move(object));
  }

  ResultBounds bounds_;
  const LargeIntegers& large_;
};

void OnMessage(void* kept_text, jv message) {
  const Value formatted(jq_format_error(message));
  auto& kept = *static_cast<std::string*>(kept_text);
  if (kept.empty() && jv_get_kind(formatted.Get()) == JV_KIND_STRING)
    kept = jv_string_value(formatted.Get());
}
void OnDebug(void*, jv message) { jv_free(message); }
jv OnInput(jq_state*, void*) { return jv_invalid(); }
void Halt(void* state) { jq_halt(static_cast<jq_state*>(state), jv_invalid(), jv_invalid()); }

Result<json::value> ReadOutput(const Value& output, bool stopped, const JqLimits& limits,
                               const LargeIntegers& large) {
  if (jv_is_valid(output.Get())) {
    auto read = ResultReader(limits, large).Read(output.Get());
    if (!read) return Fail(ErrorKind::kInvalid, read.error().message, "expression");
    return read;
  }
  if (stopped)
    return Fail(ErrorKind::kInvalid,
                "expression took more than " + FormatDuration(limits.cpu_time) + " of CPU time",
                "expression");
  if (!jv_invalid_has_msg(output.Copy())) return json::value(nullptr);
  const Value message(jv_invalid_get_msg(output.Copy()));
  if (jv_get_kind(message.Get()) == JV_KIND_STRING)
    return Fail(ErrorKind::kInvalid, OneLine(jv_string_value(message.Get())), "expression");
  const auto read = ResultReader(limits, large).Read(message.Get());
  return Fail(ErrorKind::kInvalid,
              "error (not a string)" + (read ? ": " + OneLine(json::serialize(*read)) : ""),
              "expression");
}

}  // namespace

struct JqVariables::Held {
  struct Variable {
    json::value value;
    bool converted = false;
  };
  std::map<std::string, Variable, std::less<>> variables;
  Value object{jv_object()};  ///< those that are converted
  LargeIntegers large;        ///< of those that are converted

  jv Converted(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      const auto found = variables.find(name);
      if (found == variables.end() || found->second.converted) continue;
      object.Replace(jv_object_set(object.Get(), ToJv(std::string_view(name)),
                                   ToJv(found->second.value, large)));
      found->second.converted = true;
    }
    return object.Copy();
  }
};

JqVariables::JqVariables() : held_(std::make_unique<Held>()) {}
JqVariables::~JqVariables() = default;

void JqVariables::Set(std::string_view name, json::value value) {
  auto found = held_->variables.find(name);
  if (found == held_->variables.end())
    found = held_->variables.try_emplace(std::string(name)).first;
  found->second = {std::move(value), false};
}

const json::value& JqVariables::Get(std::string_view name) const {
  static const json::value kNull = nullptr;
  const auto found = held_->variables.find(name);
  return found == held_->variables.end() ? kNull : found->second.value;
}

Result<std::unique_ptr<JqMachine>> JqMachine::Compile(const std::string& program) {
  std::unique_ptr<JqMachine> machine(new JqMachine);
  if (machine->state_ == nullptr) return Fail(ErrorKind::kInternal, "starting jq", "expression");
  if (jq_compile(machine->state_, program.c_str()) != 0) return machine;
  return Fail(ErrorKind::kInvalid, PlainCompileError(machine->message_), "expression");
}

JqMachine::JqMachine() : state_(jq_init()) {
  if (state_ == nullptr) return;
  jq_set_error_cb(state_, &OnMessage, &message_);
  jq_set_debug_cb(state_, &OnDebug, nullptr);
  jq_set_input_cb(state_, &OnInput, nullptr);
  // Without these three an import aborts the process.
  jq_set_attr(state_, jv_string("JQ_LIBRARY_PATH"), jv_array());
  jq_set_attr(state_, jv_string("JQ_ORIGIN"), jv_string("/nonexistent"));
  jq_set_attr(state_, jv_string("PROGRAM_ORIGIN"), jv_string("/nonexistent"));
}

JqMachine::~JqMachine() {
  if (state_ != nullptr) jq_teardown(&state_);
}

Result<json::value> JqMachine::Run(std::size_t number, const JqVariables& variables,
                                   const std::vector<std::string>& names, const json::value& input,
                                   const JqLimits& limits) {
  CpuWatchdog* watchdog = CpuWatchdog::OfThisThread();
  if (watchdog == nullptr)
    return Fail(ErrorKind::kTransient, "making a CPU timer: none left", "expression");
  jv arguments = jv_array_sized(3);
  arguments = jv_array_append(arguments, jv_number(static_cast<double>(number)));
  arguments = jv_array_append(arguments, variables.held_->Converted(names));
  LargeIntegers large = variables.held_->large;
  arguments = jv_array_append(arguments, ToJv(input, large));
  jq_start(state_, arguments, 0);
  watchdog->Begin(limits.cpu_time, &Halt, state_);
  const Value output(jq_next(state_));
  const bool stopped = watchdog->End();
  auto result = ReadOutput(output, stopped, limits, large);
  jq_start(state_, jv_null(), 0);  // lets go of what the expression held
  return result;
}

void JqMachine::Prepare() {
  static std::once_flag once;
  std::call_once(once, [] {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    onig_initialize(encodings, 1);
    onig_set_retry_limit_in_match(kRegexRetries);
  });
}

}  // namespace tocsin
