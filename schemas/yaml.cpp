#include "schemas/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <optional>
#include <sstream>

#include "schemas/utf8.hpp"
#include "schemas/yaml_text.hpp"
#include "schemas/yaml_tree.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxBytes = 4 * 1024 * 1024;

SourcePlace PlaceOf(const YAML::Mark& mark) { return {mark.pos, mark.line, mark.column}; }

/// The kind that a tag names: one of https://yaml.org/spec/1.2.2/#103-core-schema. Nothing for
/// yaml-cpp's tags of values without one: `!` of a quoted or block scalar, `?` of all others; and
/// for tags that are not known, with `known` set to false.
std::optional<YamlNode::Kind> KindOfTag(std::string_view tag, bool& known) {
  using Kind = YamlNode::Kind;
  constexpr std::string_view kStandard = "tag:yaml.org,2002:";
  static const std::map<std::string_view, Kind> kinds = {
      {"str", Kind::kString}, {"int", Kind::kInteger}, {"float", Kind::kDouble},
      {"bool", Kind::kBool},  {"null", Kind::kNull},   {"seq", Kind::kSequence},
      {"map", Kind::kMap}};
  known = tag.empty() || tag == "?" || tag == "!";
  if (known || !tag.starts_with(kStandard)) return std::nullopt;
  const auto found = kinds.find(tag.substr(kStandard.size()));
  known = found != kinds.end();
  return known ? std::optional(found->second) : std::nullopt;
}

/// Hands what yaml-cpp reads of the only document to the tree.
class DocumentReader final : public YAML::EventHandler {
 public:
  explicit DocumentReader(YamlTree& tree) : tree_(tree) {}

  bool HasDocument() const { return document_.has_value(); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (document_) throw SecondDocument(PlaceOf(mark));
    document_ = mark;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.AddNull(PlaceOf(mark), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.AddAlias(PlaceOf(mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    tree_.AddScalar(PlaceOf(mark), MendEscapes(value),
                    {.quoted = tag == "!", .tag = TagOf(mark, tag)}, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    tree_.Open(YamlNode::Kind::kSequence, PlaceOf(mark), style == YAML::EmitterStyle::Flow, anchor,
               TagOf(mark, tag));
  }
  void OnSequenceEnd() override { tree_.CloseSequence(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    tree_.Open(YamlNode::Kind::kMap, PlaceOf(mark), style == YAML::EmitterStyle::Flow, anchor,
               TagOf(mark, tag));
  }
  void OnMapEnd() override { tree_.CloseMap(); }

 private:
  YamlFault SecondDocument(const SourcePlace& place) {
    if (document_->pos == place.byte)
      return {tree_.At(place), "not valid YAML: a document cannot begin so"};
    if (tree_.StandsAt(place, '-')) return {tree_.At(place), "more than one document in the file"};
    return {tree_.At(place),
            "not valid YAML: the document ends before this: look at the indentation"};
  }
  std::optional<YamlNode::Kind> TagOf(const YAML::Mark& mark, const std::string& tag) {
    bool known = false;
    const auto kind = KindOfTag(tag, known);
    if (!known) throw YamlFault{tree_.At(PlaceOf(mark)), "unknown tag '" + tag + "'"};
    return kind;
  }

  YamlTree& tree_;
  std::optional<YAML::Mark> document_;
};

/// What yaml-cpp calls a fault, for people; its own words where nothing is clearer.
std::string Sentence(const YAML::Exception& error) {
  namespace Said = YAML::ErrorMsg;
  static const std::map<std::string_view, std::string_view> sentences = {
      {Said::UNKNOWN_TOKEN, "no value begins with this character; quote it if it is a text"},
      {Said::MAP_VALUE, "a colon cannot stand here: look at the indentation, or quote the text"},
      {Said::MAP_KEY, "a key cannot stand here: look at the indentation"},
      {Said::BLOCK_ENTRY, "a list item cannot begin here: look at the indentation"},
      {Said::END_OF_MAP, "the map ends before this: look at the indentation and the quotes"},
      {Said::END_OF_SEQ, "the list ends before this: look at the indentation and the quotes"},
      {Said::FLOW_END, "this bracket closes nothing"},
      {Said::DOC_IN_SCALAR, "--- or ... stands within a text: is a quote never closed?"},
      {Said::BAD_FILE, "nested too deeply"},
      {Said::INVALID_HEX, "an escape needs more hexadecimal digits"},
      {Said::CHAR_IN_BLOCK, "this cannot follow | or >"},
      {Said::UNKNOWN_ANCHOR, "no value before this alias has its name"},
  };
  if (const auto found = sentences.find(error.msg); found != sentences.end())
    return std::string(found->second);
  if (error.msg.starts_with(Said::INVALID_UNICODE))
    return "this escape is no character; half a surrogate pair is none: write the character itself";
  if (error.msg.starts_with(Said::INVALID_ESCAPE))
    return "YAML knows no escape '\\" +
           error.msg.substr(std::string_view(Said::INVALID_ESCAPE).size()) +
           "'; in single quotes a backslash is itself";
  return error.msg;
}

YamlFault FaultOf(const YAML::Exception& error, std::string_view source, YamlTree& tree) {
  if (const auto quote = tree.OpenQuote()) return {*quote, "this quote is never closed"};
  const bool unclosed =
      error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW || error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (const auto bracket = tree.OpenBracket(); bracket && unclosed)
    return {*bracket, "not valid YAML: this bracket is never closed, or a comma is missing"};
  // Within brackets an item of a list is taken for the next line of a file that goes on without
  // them.
  if (const auto bracket = tree.OpenBracket();
      bracket && error.msg == YAML::ErrorMsg::BLOCK_ENTRY && error.mark.line >= bracket->line)
    return {*bracket,
            "not valid YAML: a list item of the lines below begins while this bracket is open: "
            "is it never closed?"};
  const bool placed = !error.mark.is_null() && error.mark.pos >= 0;
  const auto at = placed ? static_cast<std::size_t>(error.mark.pos) : 0;
  if (const auto tab = TabInIndentation(source, at))
    return {*tab, "not valid YAML: a tab in the indentation; YAML is indented with spaces"};
  return {placed ? tree.At(PlaceOf(error.mark)) : Mark{1, 1}, "not valid YAML: " + Sentence(error)};
}

tl::expected<YamlNode, YamlFault> ReadDocument(const std::string& source) {
  YamlTree tree(source);
  DocumentReader reader(tree);
  try {
    std::istringstream in(source);
    YAML::Parser parser(in);
    // A ',' or ']' where a document should begin is read as an empty one, without end: the second
    // one ends it.
    while (parser.HandleNextDocument(reader)) continue;
    if (const auto quote = tree.OpenQuote())
      return tl::unexpected(YamlFault{*quote, "this quote is never closed"});
    if (!reader.HasDocument()) return tl::unexpected(YamlFault{{1, 1}, "file is empty"});
    return tree.Take();
  } catch (const YamlFault& fault) {
    return tl::unexpected(fault);
  } catch (const YAML::Exception& error) {
    // A quote that ends with the last line, which has no end: it is known only with one.
    if (error.msg == YAML::ErrorMsg::EOF_IN_SCALAR && !source.ends_with('\n'))
      return ReadDocument(source + '\n');
    return tl::unexpected(FaultOf(error, source, tree));
  }
}

}  // namespace

tl::expected<YamlNode, Finding> ParseYaml(std::string_view text, std::string_view file) {
  const auto fail = [&](YamlFault fault) {
    return tl::unexpected<Finding>(
        Finding{std::string(file), fault.mark, Finding::Level::kError, std::move(fault.text)});
  };
  if (text.size() > kMaxBytes) return fail({{}, "file is larger than 4 MiB"});
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (auto fault = FaultOfCharacters(text)) return fail(*std::move(fault));
  auto read = ReadDocument(std::string(text));
  if (!read) return fail(std::move(read).error());
  return *std::move(read);
}

}  // namespace tocsin
