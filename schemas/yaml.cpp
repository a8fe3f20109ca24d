#include "schemas/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

#include "schemas/utf8.hpp"
#include "schemas/yaml_place.hpp"

namespace tocsin {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;
constexpr std::size_t kMaxNodes =
    200'000;  // aliases are expanded: bound what a few lines can grow to

struct YamlFault {
  Mark mark;
  std::string text;
};

/// yaml-cpp counts bytes, people characters. Goes on from the mark before where it can, for a file
/// may be one long line.
class MarkReader {
 public:
  explicit MarkReader(std::string_view source) : source_(source) {}

  Mark At(const YAML::Mark& mark) {
    const int begin = mark.pos - mark.column;
    const bool ahead = begin == line_ && mark.pos >= counted_;
    if (begin < 0 || static_cast<std::size_t>(mark.pos) > source_.size() ||
        (!ahead && mark.column > kCountedAnew))
      return {mark.line + 1, mark.column + 1};
    if (!ahead) {
      line_ = counted_ = begin;
      column_ = 1;
    }
    const auto next = source_.substr(static_cast<std::size_t>(counted_),
                                     static_cast<std::size_t>(mark.pos - counted_));
    column_ += MarkOfByte(next, next.size()).column - 1;
    counted_ = mark.pos;
    return {mark.line + 1, column_};
  }

 private:
  /// Bytes that are counted for a mark that stands before the last one; aliases lead back.
  static constexpr int kCountedAnew = 16 * 1024;

  std::string_view source_;
  int line_ = -1;  ///< where the line begins, in bytes
  int counted_ = 0;
  int column_ = 1;  ///< of the byte `counted_`
};

bool AllDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The integer in decimal; empty when 64 bits cannot hold it.
std::string InDecimal(std::string_view digits, bool negative, int base) {
  std::uint64_t size = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), size, base);
  if (error != std::errc{} || end != digits.data() + digits.size()) return {};
  constexpr std::uint64_t kMostNegative = std::uint64_t{1} << 63U;
  if (negative && size > kMostNegative) return {};
  return (negative && size > 0 ? "-" : "") + std::to_string(size);
}

/// Reads a plain scalar by the YAML 1.2 core schema
/// (https://yaml.org/spec/1.2.2/#103-core-schema). A number that would not stay what is written is
/// a fault.
void ReadPlain(YamlNode& out) {
  const std::string_view text = out.text;
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, text) != words.end();
  };
  out.kind = YamlNode::Kind::kString;
  if (text.empty() || is_one_of({"~", "null", "Null", "NULL"})) {
    out.kind = YamlNode::Kind::kNull;
    return;
  }
  if (is_one_of({"true", "True", "TRUE", "false", "False", "FALSE"})) {
    out.kind = YamlNode::Kind::kBool;
    return;
  }
  const bool negative = text.front() == '-';
  const std::string_view digits = negative || text.front() == '+' ? text.substr(1) : text;
  const bool prefixed = digits == text && digits.size() > 2 && digits[0] == '0';
  const auto all_in = [&](std::string_view alphabet) {
    return digits.substr(2).find_first_not_of(alphabet) == std::string_view::npos;
  };
  const bool hexadecimal = prefixed && digits[1] == 'x' && all_in("0123456789abcdefABCDEF");
  const bool octal = prefixed && digits[1] == 'o' && all_in("01234567");
  if (hexadecimal || octal || AllDigits(digits)) {
    const auto decimal = InDecimal(hexadecimal || octal ? digits.substr(2) : digits, negative,
                                   hexadecimal ? 16
                                   : octal     ? 8
                                               : 10);
    if (decimal.empty())
      throw YamlFault{out.mark, "the integer " + out.text +
                                    " does not fit into 64 bits and would be changed: quote it"};
    out.kind = YamlNode::Kind::kInteger;
    if (hexadecimal || octal) out.text = decimal;
    return;
  }
  if (digits == ".inf" || digits == ".Inf" || digits == ".INF" ||
      is_one_of({".nan", ".NaN", ".NAN"}))
    throw YamlFault{out.mark, out.text + " is a number that JSON cannot hold: quote it"};
  if (digits.empty() || (!AllDigits(digits.substr(0, 1)) && digits.front() != '.')) return;
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (end != digits.data() + digits.size()) return;
  if (error == std::errc::result_out_of_range)
    throw YamlFault{out.mark, "the number " + out.text + " is beyond what JSON can hold: quote it"};
  if (error == std::errc{}) out.kind = YamlNode::Kind::kDouble;
}

/// `!` is yaml-cpp's mark of a quoted or block scalar, `?` of a plain one.
bool IsKnownTag(const std::string& tag) {
  static const std::set<std::string> known = {
      "",
      "?",
      "!",
      "tag:yaml.org,2002:str",
      "tag:yaml.org,2002:int",
      "tag:yaml.org,2002:float",
      "tag:yaml.org,2002:bool",
      "tag:yaml.org,2002:null",
      "tag:yaml.org,2002:seq",
      "tag:yaml.org,2002:map",
  };
  return known.contains(tag);
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source), marks_(source) {}

  YamlNode Read(const YAML::Node& node, int depth) {
    const Mark mark = marks_.At(node.Mark());
    if (depth > kMaxDepth) throw YamlFault{mark, "nested deeper than 64 levels"};
    if (++count_ > kMaxNodes) throw YamlFault{mark, "more than 200,000 values"};
    if (!IsKnownTag(node.Tag())) throw YamlFault{mark, "unknown tag '" + node.Tag() + "'"};
    YamlNode out;
    out.mark = mark;
    switch (node.Type()) {
      case YAML::NodeType::Undefined:
      case YAML::NodeType::Null:
        break;
      case YAML::NodeType::Scalar:
        ReadScalar(node, out);
        break;
      case YAML::NodeType::Sequence:
        out.kind = YamlNode::Kind::kSequence;
        for (const auto& item : node) {
          if (item.IsNull() && StandsAt(item.Mark(), ','))
            throw YamlFault{marks_.At(item.Mark()), "nothing stands before this comma"};
          out.items.push_back(Read(item, depth + 1));
        }
        break;
      case YAML::NodeType::Map:
        ReadMap(node, depth, out);
        break;
    }
    return out;
  }

  /// Where the last quoted scalar begins, for a quote that is never closed.
  Mark LastQuote() const { return last_quote_; }

 private:
  void ReadScalar(const YAML::Node& node, YamlNode& out) {
    out.text = node.Scalar();
    out.quoted = node.Tag() == "!";
    if (out.quoted) NoteQuote(out.mark);
    if (out.quoted || node.Tag() == "tag:yaml.org,2002:str") {
      out.kind = YamlNode::Kind::kString;
    } else {
      ReadPlain(out);
    }
  }

  void ReadMap(const YAML::Node& node, int depth, YamlNode& out) {
    out.kind = YamlNode::Kind::kMap;
    std::set<std::string> seen;
    std::vector<YamlNode::Member> merged;
    for (const auto& pair : node) {
      const Mark mark = marks_.At(pair.first.Mark());
      if (pair.first.IsNull())
        throw YamlFault{mark,
                        "a key is null (null, ~ or nothing before the colon); quote it if the "
                        "word is meant: 'null'"};
      if (!pair.first.IsScalar())
        throw YamlFault{mark,
                        "a key must be a scalar; quote ${ ... } expressions that begin with {"};
      std::string key = pair.first.Scalar();
      const bool quoted = pair.first.Tag() == "!";
      if (quoted) NoteQuote(mark);
      if (!seen.insert(key).second) throw YamlFault{mark, "key '" + key + "' is given twice"};
      YamlNode value = Read(pair.second, depth + 1);
      if (key == "<<" && !quoted) {
        Merge(std::move(value), merged);
      } else {
        out.members.push_back({std::move(key), mark, std::move(value)});
      }
    }
    // https://yaml.org/type/merge.html: the map's own keys go before merged ones.
    for (auto& member : merged)
      if (seen.insert(member.key).second) out.members.push_back(std::move(member));
  }

  /// Of several maps the earlier ones go before: the first of a key is kept.
  static void Merge(YamlNode value, std::vector<YamlNode::Member>& merged) {
    const bool maps =
        value.IsMap() || (value.IsSequence() && std::ranges::all_of(value.items, &YamlNode::IsMap));
    if (!maps)
      throw YamlFault{value.mark, "<< merges a map or a list of maps, not " +
                                      std::string(Describe(value.kind)) +
                                      "; quote '<<' where the key itself is meant"};
    if (value.IsMap()) {
      std::ranges::move(value.members, std::back_inserter(merged));
      return;
    }
    for (auto& item : value.items) std::ranges::move(item.members, std::back_inserter(merged));
  }

  bool StandsAt(const YAML::Mark& mark, char c) const {
    return mark.pos >= 0 && static_cast<std::size_t>(mark.pos) < source_.size() &&
           source_[static_cast<std::size_t>(mark.pos)] == c;
  }

  void NoteQuote(Mark mark) {
    if (std::pair(mark.line, mark.column) > std::pair(last_quote_.line, last_quote_.column))
      last_quote_ = mark;
  }

  std::string_view source_;
  MarkReader marks_;
  std::size_t count_ = 0;
  Mark last_quote_{1, 1};
};

/// The first character that a YAML file may not hold, if there is one.
std::optional<YamlFault> FaultOfCharacters(std::string_view text) {
  Mark at{1, 1};
  while (!text.empty()) {
    const auto [size, code] = FirstCharacter(text);
    if (size == 0) {
      constexpr std::string_view kHex = "0123456789ABCDEF";
      const auto byte = static_cast<unsigned char>(text.front());
      return YamlFault{at, std::string("not UTF-8: byte 0x") + kHex[byte >> 4U] + kHex[byte & 15U] +
                               " begins no character; save the file as UTF-8"};
    }
    const bool allowed = code >= 0x20 ? code != 0x7f : code == '\t' || code == '\n' || code == '\r';
    if (!allowed) return YamlFault{at, "a control character, which YAML does not allow"};
    if (code == '\n')
      at = {at.line + 1, 1};
    else
      ++at.column;
    text.remove_prefix(size);
  }
  return std::nullopt;
}

/// Where the first documents of a text begin, two at most: yaml-cpp reads a ',' or ']' where a
/// document should begin as an empty document, again and again without end.
class DocumentStarts final : public YAML::EventHandler {
 public:
  explicit DocumentStarts(const std::string& text) {
    std::istringstream in(text);
    YAML::Parser parser(in);
    while (marks_.size() < 2 && parser.HandleNextDocument(*this)) continue;
  }
  const std::vector<YAML::Mark>& Marks() const { return marks_; }
  bool StandsStill() const { return marks_.size() == 2 && marks_[0].pos == marks_[1].pos; }

  void OnDocumentStart(const YAML::Mark& mark) override { marks_.push_back(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  std::vector<YAML::Mark> marks_;
};

/// The starts of a text's documents, and whether it ends in a quote: yaml-cpp lets a quote end with
/// the file, but not in the middle of its last line, so it is read without its last line's end.
std::pair<DocumentStarts, bool> StartsAndOpenQuote(const std::string& text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  try {
    return {DocumentStarts(text.substr(0, last == std::string::npos ? 0 : last + 1)), false};
  } catch (const YAML::Exception& error) {
    return {DocumentStarts(text), error.msg == YAML::ErrorMsg::EOF_IN_SCALAR};
  }
}

}  // namespace

std::string FormatFinding(const Finding& finding) {
  std::string text = finding.file;
  if (finding.mark.line > 0)
    text += ':' + std::to_string(finding.mark.line) + ':' + std::to_string(finding.mark.column);
  text += finding.level == Finding::Level::kError ? ": error: " : ": warning: ";
  return text + finding.text;
}

const YamlNode* YamlNode::Find(std::string_view key) const {
  for (const auto& member : members)
    if (member.key == key) return &member.value;
  return nullptr;
}

json::value YamlNode::ToJson() const {
  switch (kind) {
    case Kind::kNull:
      return nullptr;
    case Kind::kBool:
      return text.front() == 't' || text.front() == 'T';
    case Kind::kInteger: {
      std::int64_t value = 0;
      const std::size_t skip = text.front() == '+' ? 1 : 0;
      const auto [end, error] =
          std::from_chars(text.data() + skip, text.data() + text.size(), value);
      if (error == std::errc{}) return value;
      std::uint64_t large = 0;
      std::from_chars(text.data() + skip, text.data() + text.size(), large);
      return large;
    }
    case Kind::kDouble: {
      double value = 0;
      const std::size_t skip = text.front() == '+' ? 1 : 0;
      std::from_chars(text.data() + skip, text.data() + text.size(), value);
      return value;
    }
    case Kind::kString:
      return json::value(text);
    case Kind::kSequence: {
      json::array array;
      for (const auto& item : items) array.push_back(item.ToJson());
      return array;
    }
    case Kind::kMap: {
      json::object object;
      for (const auto& member : members) object[member.key] = member.value.ToJson();
      return object;
    }
  }
  return nullptr;
}

std::string_view Describe(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kBool:
      return "a boolean";
    case YamlNode::Kind::kInteger:
      return "an integer";
    case YamlNode::Kind::kDouble:
      return "a number";
    case YamlNode::Kind::kString:
      return "a string";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "a value";
}

tl::expected<YamlNode, Finding> ParseYaml(std::string_view text, std::string_view file) {
  const auto fail = [&](Mark mark, std::string what) {
    return tl::unexpected<Finding>(
        Finding{std::string(file), mark, Finding::Level::kError, std::move(what)});
  };
  if (text.size() > kMaxBytes) return fail({}, "file is larger than 4 MiB");
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (auto fault = FaultOfCharacters(text)) return fail(fault->mark, std::move(fault->text));
  try {
    const std::string whole(text);
    const auto [starts, open_quote] = StartsAndOpenQuote(whole);
    if (starts.Marks().empty()) return fail({1, 1}, "file is empty");
    if (starts.StandsStill())
      return fail(MarkReader(text).At(starts.Marks()[0]),
                  "not valid YAML: a document cannot begin so");
    if (starts.Marks().size() > 1)
      return fail(MarkReader(text).At(starts.Marks()[1]), "more than one document in the file");
    Reader reader(text);
    auto read = reader.Read(YAML::Load(whole), 0);
    if (open_quote) return fail(reader.LastQuote(), "this quote is never closed");
    return read;
  } catch (const YamlFault& fault) {
    return fail(fault.mark, fault.text);
  } catch (const YAML::Exception& error) {
    return fail(error.mark.is_null() ? Mark{1, 1} : MarkReader(text).At(error.mark),
                "not valid YAML: " + error.msg);
  }
}

std::string_view ClosestWord(std::string_view word,
                             const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = 3;
  std::vector<std::size_t> row;
  for (const auto candidate : candidates) {
    row.resize(candidate.size() + 1);
    for (std::size_t j = 0; j <= candidate.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        const std::size_t substitute = diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1);
        diagonal = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
      }
    }
    if (row.back() < best_distance && row.back() < std::max(word.size(), candidate.size())) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

}  // namespace tocsin
