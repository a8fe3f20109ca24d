#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/data.hpp"
#include "schemas/spec.hpp"

/// A stored struct lists its fields once:
///
///   template <class Visitor, Of<Dialogue> Stored>
///   void Fields(Visitor& field, Stored& stored) {
///     field("turn", stored.turn);
///   }
///
/// and is written and read by the two visitors below. What has its unset value is left out, so that
/// states stay small; what is missing, or of a later release, is read as unset.
namespace tocsin::voice {

template <class Stored, class T>
concept Of = std::same_as<std::remove_const_t<Stored>, T>;

class StateWriter {
 public:
  void operator()(std::string_view name, const std::string& value) {
    if (!value.empty()) out_[name] = value;
  }
  void operator()(std::string_view name, const int& value, int unset = 0) {
    if (value != unset) out_[name] = value;
  }
  void operator()(std::string_view name, const bool& value) {
    if (value) out_[name] = true;
  }
  void operator()(std::string_view name, const Duration& value) {
    if (value.count() != 0) out_[name] = value.count();
  }
  void operator()(std::string_view name, const json::array& value) {
    if (!value.empty()) out_[name] = value;
  }
  void operator()(std::string_view name, const json::object& value) {
    if (!value.empty()) out_[name] = value;
  }
  void operator()(std::string_view name, const std::vector<std::string>& value) {
    if (!value.empty()) out_[name] = json::array(value.begin(), value.end());
  }
  template <WordedEnum T>
  void operator()(std::string_view name, const T& value) {
    if (value != T{}) out_[name] = WordsOf(value)[static_cast<std::size_t>(value)];
  }
  void operator()(std::string_view name, const std::optional<TimePoint>& value) {
    if (value) out_[name] = value->time_since_epoch().count();
  }
  void operator()(std::string_view name, const std::optional<Duration>& value) {
    if (value) out_[name] = value->count();
  }
  void operator()(std::string_view name, const std::optional<double>& value) {
    if (value) out_[name] = *value;
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) out_[name] = Written(*value);
  }
  template <class T>
    requires std::is_class_v<T>
  void operator()(std::string_view name, const std::vector<T>& value) {
    json::array list;
    for (const auto& entry : value) list.push_back(Written(entry));
    (*this)(name, list);
  }
  template <class T>
    requires std::is_class_v<T>
  void operator()(std::string_view name, const T& value) {
    (*this)(name, Written(value));
  }

  json::object Take() { return std::move(out_); }

  template <class T>
  static json::object Written(const T& value) {
    if constexpr (HasSpec<T>) {
      return EncodeJson(value);
    } else {
      StateWriter field;
      Fields(field, value);
      return std::move(field.out_);
    }
  }

 private:
  json::object out_;
};

class StateReader {
 public:
  explicit StateReader(const json::object& in) : in_(in) {}

  void operator()(std::string_view name, std::string& value) const { value = StringAt(in_, name); }
  void operator()(std::string_view name, int& value, int unset = 0) const {
    const auto* found = in_.if_contains(name);
    value = found != nullptr && found->is_int64() ? static_cast<int>(found->get_int64()) : unset;
  }
  void operator()(std::string_view name, bool& value) const {
    const auto* found = in_.if_contains(name);
    value = found != nullptr && found->is_bool() && found->get_bool();
  }
  void operator()(std::string_view name, Duration& value) const {
    const auto* found = in_.if_contains(name);
    value = Duration(found != nullptr && found->is_int64() ? found->get_int64() : 0);
  }
  void operator()(std::string_view name, json::array& value) const {
    const auto* found = in_.if_contains(name);
    value = found != nullptr && found->is_array() ? found->get_array() : json::array();
  }
  void operator()(std::string_view name, json::object& value) const {
    const auto* found = in_.if_contains(name);
    value = found != nullptr && found->is_object() ? found->get_object() : json::object();
  }
  void operator()(std::string_view name, std::vector<std::string>& value) const {
    value.clear();
    for (const auto& entry : ListAt(name))
      if (entry.is_string()) value.emplace_back(entry.get_string());
  }
  template <WordedEnum T>
  void operator()(std::string_view name, T& value) const {
    value = T{};
    const auto words = WordsOf(value);
    for (std::size_t i = 0; i < words.size(); ++i)
      if (words[i] == StringAt(in_, name)) value = static_cast<T>(i);
  }
  void operator()(std::string_view name, std::optional<TimePoint>& value) const {
    const auto* found = in_.if_contains(name);
    value.reset();
    if (found != nullptr && found->is_int64()) value = TimePoint(Duration(found->get_int64()));
  }
  void operator()(std::string_view name, std::optional<Duration>& value) const {
    const auto* found = in_.if_contains(name);
    value.reset();
    if (found != nullptr && found->is_int64()) value = Duration(found->get_int64());
  }
  void operator()(std::string_view name, std::optional<double>& value) const {
    const auto* found = in_.if_contains(name);
    value.reset();
    if (found != nullptr && found->is_number()) value = found->to_number<double>();
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T>& value) const {
    const auto* found = in_.if_contains(name);
    value.reset();
    if (found != nullptr && found->is_object()) value = Read<T>(*found);
  }
  template <class T>
    requires std::is_class_v<T>
  void operator()(std::string_view name, std::vector<T>& value) const {
    value.clear();
    for (const auto& entry : ListAt(name))
      if (entry.is_object()) value.push_back(Read<T>(entry));
  }
  template <class T>
    requires std::is_class_v<T>
  void operator()(std::string_view name, T& value) const {
    const auto* found = in_.if_contains(name);
    if (found != nullptr && found->is_object()) value = Read<T>(*found);
  }

 private:
  template <class T>
  static T Read(const json::value& stored) {
    if constexpr (HasSpec<T>) {
      return events::Read<T>(stored);
    } else {
      T value{};
      StateReader field(stored.get_object());
      Fields(field, value);
      return value;
    }
  }
  const json::array& ListAt(std::string_view name) const {
    static const json::array kNone;
    const auto* found = in_.if_contains(name);
    return found != nullptr && found->is_array() ? found->get_array() : kNone;
  }

  const json::object& in_;
};

}  // namespace tocsin::voice
