#include "adapters/telemetry/exposition.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace tocsin {
namespace {

constexpr std::string_view kTotal = "_total";
constexpr std::string_view kInfo = "_info";

std::string_view Without(std::string_view name, std::string_view suffix) {
  if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  return name;
}

double SecondsSince1970(TimePoint at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

class Writer {
 public:
  explicit Writer(MetricsFormat format) : open_(format == MetricsFormat::kOpenMetrics) {}

  void Add(const MetricFamily& family) {
    const MetricText& text = *family.text;
    name_ = text.name;
    if (open_) name_ = Without(Without(name_, kTotal), kInfo);
    Head(text);
    for (const auto& sample : family.samples) {
      if (text.kind == MetricKind::kHistogram) {
        Histogram(sample, BoundsOf(text.scale));
      } else {
        Line(text.name, sample.labels, {});
        Value(sample.value);
        out_ += '\n';
      }
      // Where the count began: how a restart is told from a value that fell.
      if (open_ && (text.kind == MetricKind::kCounter || text.kind == MetricKind::kHistogram)) {
        Line(std::string(name_) + "_created", sample.labels, {});
        fmt::format_to(std::back_inserter(out_), "{:.3f}\n", SecondsSince1970(sample.created));
      }
    }
  }
  std::string Take() {
    if (open_) out_ += "# EOF\n";
    return std::move(out_);
  }

 private:
  void Head(const MetricText& text) {
    // The older format has no type for it.
    const auto kind = text.kind == MetricKind::kInfo && !open_ ? MetricKind::kGauge : text.kind;
    fmt::format_to(std::back_inserter(out_), "# HELP {} ", name_);
    Escape(text.help, open_);
    fmt::format_to(std::back_inserter(out_), "\n# TYPE {} {}\n", name_, NameOf(kind));
    if (const auto unit = UnitOf(text); open_ && !unit.empty())
      fmt::format_to(std::back_inserter(out_), "# UNIT {} {}\n", name_, unit);
  }

  void Histogram(const MetricSample& sample, const std::array<double, kMetricBounds>& bounds) {
    std::uint64_t count = 0;
    const std::string bucket = std::string(name_) + "_bucket";
    for (std::size_t i = 0; i < sample.counts.size(); ++i) {
      count += sample.counts.at(i);
      Line(bucket, sample.labels, i < bounds.size() ? Bound(bounds.at(i)) : "+Inf");
      fmt::format_to(std::back_inserter(out_), "{}", count);
      if (const auto& exemplar = sample.exemplars.at(i); open_ && exemplar)
        fmt::format_to(std::back_inserter(out_), " # {{trace_id=\"{}\"}} {} {:.3f}",
                       exemplar->trace, exemplar->seconds, SecondsSince1970(exemplar->at));
      out_ += '\n';
    }
    Line(std::string(name_) + "_count", sample.labels, {});
    fmt::format_to(std::back_inserter(out_), "{}\n", count);
    Line(std::string(name_) + "_sum", sample.labels, {});
    Value(sample.value);
    out_ += '\n';
  }

  /// OpenMetrics wants its bounds as floating point numbers: "1.0".
  std::string Bound(double bound) const {
    auto text = fmt::format("{}", bound);
    if (text.find('.') == std::string::npos) {
      if (open_) text += ".0";
    } else if (!open_ && text.ends_with(".0")) {
      text.resize(text.size() - 2);
    }
    return text;
  }

  void Line(std::string_view name,
            const std::vector<std::pair<std::string_view, std::string>>& labels,
            std::string_view bound) {
    out_ += name;
    char before = '{';
    const auto label = [&](std::string_view key, std::string_view value) {
      out_ += before;
      before = ',';
      out_.append(key).append("=\"");
      Escape(value, true);
      out_ += '"';
    };
    for (const auto& [key, value] : labels) label(key, value);
    if (!bound.empty()) label("le", bound);
    out_ += before == '{' ? " " : "} ";
  }

  void Value(double value) {
    if (std::isinf(value)) {
      out_ += value > 0 ? "+Inf" : "-Inf";
    } else if (std::isnan(value)) {
      out_ += "NaN";
    } else if (value == std::floor(value) && std::abs(value) < 1e15) {
      fmt::format_to(std::back_inserter(out_), "{:.0f}", value);
    } else {
      fmt::format_to(std::back_inserter(out_), "{}", value);
    }
  }

  void Escape(std::string_view text, bool quotes) {
    for (const char byte : text) {
      if (byte == '\n') {
        out_ += "\\n";
        continue;
      }
      if (byte == '\\' || (quotes && byte == '"')) out_ += '\\';
      out_ += byte;
    }
  }

  const bool open_;
  std::string_view name_;  ///< of the family at hand, as this format has it
  std::string out_;
};

}  // namespace

std::string Exposition(const std::vector<MetricFamily>& families, MetricsFormat format) {
  Writer writer(format);
  for (const auto& family : families) writer.Add(family);
  return writer.Take();
}

}  // namespace tocsin
