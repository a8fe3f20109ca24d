#include <time.h>

#include <cctype>
#include <cmath>
#include <limits>

#include "adapters/expression/builtin.hpp"
#include "adapters/expression/text.hpp"

// Dates, all in UTC: the result of an expression does not depend on where it is evaluated.

namespace tocsin::jq {
namespace {

constexpr double kFurthestSecond = 6.0e16;  // the year 1.9e9: what a calendar of ints can hold
constexpr char kNotParsed[] = " requires parsed datetime inputs";

Value BrokenDown(const tm& parts, double fraction) {
  std::vector<Value> items;
  for (const int part :
       {parts.tm_year + 1900, parts.tm_mon, parts.tm_mday, parts.tm_hour, parts.tm_min})
    items.push_back(Value::Int(part));
  items.push_back(fraction == 0 ? Value::Int(parts.tm_sec)
                                : Value::Double(parts.tm_sec + fraction));
  items.push_back(Value::Int(parts.tm_wday));
  items.push_back(Value::Int(parts.tm_yday));
  return Value::Array(std::move(items));
}

bool ToParts(Machine& machine, const Value& seconds, tm& parts, double& fraction) {
  const double whole = std::trunc(seconds.AsDouble());
  fraction = seconds.AsDouble() - std::floor(seconds.AsDouble());  // before 1970 too, as in jq
  const bool near = std::fabs(whole) < kFurthestSecond;
  const time_t time = near ? static_cast<time_t>(whole) : 0;
  if (near && gmtime_r(&time, &parts) != nullptr) return true;
  return machine.Raise("error converting number of seconds since epoch to datetime");
}

/// As a C compiler does it where that is defined.
int WholeOf(double number) {
  if (!(number > std::numeric_limits<int>::min())) return std::numeric_limits<int>::min();
  if (number > std::numeric_limits<int>::max()) return std::numeric_limits<int>::max();
  return static_cast<int>(number);
}

/// Reads an array of year, month, day and so on, and makes a date of it: month 12 is January.
bool FromArray(Machine& machine, const Value& array, std::string_view name, tm& parts) {
  parts = {};
  int* const fields[] = {&parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour,
                         &parts.tm_min,  &parts.tm_sec, &parts.tm_wday, &parts.tm_yday};
  for (std::size_t i = 0; i < std::size(fields) && i < array.Size(); ++i) {
    const Value field = array.At(i);
    if (!field.IsNumber()) return machine.Raise(std::string(name) + kNotParsed);
    *fields[i] = WholeOf(field.AsDouble() - (i == 0 ? 1900 : 0));
  }
  timegm(&parts);
  return true;
}

bool TimeParts(Machine& machine, const Value& input, std::string_view name, Value& out) {
  if (!input.IsNumber()) return machine.Raise(std::string(name) + "() requires numeric inputs");
  tm parts{};
  double fraction = 0;
  if (!ToParts(machine, input, parts, fraction)) return false;
  out = BrokenDown(parts, fraction);
  return true;
}

bool CallGmtime(Machine& machine, Value input, std::span<Value>, Value& out) {
  return TimeParts(machine, input, "gmtime", out);
}
bool CallLocaltime(Machine& machine, Value input, std::span<Value>, Value& out) {
  return TimeParts(machine, input, "localtime", out);
}

bool CallMktime(Machine& machine, Value input, std::span<Value>, Value& out) {
  if (!input.IsArray()) return machine.Raise("mktime requires array inputs");
  tm parts{};
  if (!FromArray(machine, input, "mktime", parts)) return false;
  const time_t time = timegm(&parts);
  if (time == -1 && !(parts.tm_year == 69 && parts.tm_sec == 59))
    return machine.Raise("invalid gmtime representation");
  out = Value::Int(time);
  return true;
}

bool FormatTime(Machine& machine, const Value& input, const Value& format, std::string_view name,
                Value& out) {
  tm parts{};
  double fraction = 0;
  if (input.IsNumber()) {
    if (!ToParts(machine, input, parts, fraction)) return false;
  } else if (!input.IsArray()) {
    return machine.Raise(std::string(name) + kNotParsed);
  }
  if (!format.IsString()) return machine.Raise(std::string(name) + " requires a string format");
  if (input.IsArray() && !FromArray(machine, input, name, parts)) return false;
  parts.tm_zone = name == "strftime/1" ? "GMT" : "UTC";
  constexpr std::size_t kLongestFormat = 1024;
  if (format.Text().size() > kLongestFormat)
    return machine.Raise(std::string(name) + ": the format is too long");
  // A conversion gives less than 64 letters, and takes as long as a step.
  if (!machine.Step(static_cast<std::int64_t>(format.Text().size() / 2))) return false;
  // A letter in front tells an empty result from one that does not fit.
  const std::string pattern = "x" + std::string(format.Text());
  std::string text(64 * pattern.size(), '\0');
  text.resize(strftime(text.data(), text.size(), pattern.c_str(), &parts));
  if (text.empty()) return machine.Raise(std::string(name) + ": unknown system failure");
  return machine.Text(text.substr(1), out);
}
bool CallStrftime(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  return FormatTime(machine, input, arguments[0], "strftime/1", out);
}
bool CallStrflocaltime(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  return FormatTime(machine, input, arguments[0], "strflocaltime/1", out);
}

bool CallStrptime(Machine& machine, Value input, std::span<Value> arguments, Value& out) {
  if (!input.IsString() || !arguments[0].IsString())
    return machine.Raise("strptime/1 requires string inputs and arguments");
  const std::string text(input.Text());
  const std::string format(arguments[0].Text());
  tm parts{};
  parts.tm_wday = 8;  // to see whether they are read
  parts.tm_yday = 367;
  const char* end = strptime(text.c_str(), format.c_str(), &parts);
  // As in jq, what is behind a space stays: as a last part.
  if (end == nullptr || (*end != '\0' && std::isspace(static_cast<unsigned char>(*end)) == 0) ||
      text.find('\0') != std::string::npos)
    return machine.Raise("date \"" + text + "\" does not match format \"" + format + "\"");
  if (parts.tm_mday > 0) {  // else they stay 8 and 367, as in jq
    tm copy = parts;
    timegm(&copy);
    if (parts.tm_wday == 8) parts.tm_wday = copy.tm_wday;
    if (parts.tm_yday == 367) parts.tm_yday = copy.tm_yday;
  }
  out = BrokenDown(parts, 0);
  if (*end != '\0') {
    out.Items().push_back(Value::String(std::string_view(end)));
    out.Recount();
  }
  return true;
}

bool CallNow(Machine& machine, Value, std::span<Value>, Value& out) {
  if (!machine.globals().empty()) out = machine.globals()[0];
  return !out.IsNull() || machine.Raise("now: the time is not known where this is evaluated");
}

constexpr Native kDates[] = {
    {"gmtime", 0, CallGmtime},
    {"localtime", 0, CallLocaltime},
    {"mktime", 0, CallMktime},
    {"strftime", 1, CallStrftime},
    {"strflocaltime", 1, CallStrflocaltime},
    {"strptime", 1, CallStrptime},
    {"now", 0, CallNow},
};

}  // namespace

std::span<const Native> DateNatives() { return kDates; }

}  // namespace tocsin::jq
