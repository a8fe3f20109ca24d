#include <algorithm>

#include "schemas/events/catalog.hpp"
#include "schemas/ids.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_keys.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kPatternCharacters = "*+?()[]{}|^$\\";

bool SeesRun(const ExpressionNeeds& needs) {
  return needs.context || needs.input || needs.output || needs.workflow || needs.task ||
         needs.secrets || !needs.variables.empty();
}

std::string JqString(std::string_view text) { return json::serialize(json::string(text)); }

std::string TypeOfFilter(Parser& parser, const YamlNode& with, bool listening) {
  const auto* type = with.Find(attribute::kType);
  if (type == nullptr) {
    if (listening) parser.NotSupported(with.mark, "listening without a 'type'");
    return {};
  }
  if (!parser.Text(*type, "'type'")) return {};
  if (IsExpression(type->text) ||
      type->text.find_first_of(kPatternCharacters) != std::string::npos) {
    parser.NotSupported(type->mark, "an expression or pattern for an event's 'type'");
    return {};
  }
  return type->text;
}

/// An event's attributes are not its data: a filter on one that is a field of the data, or that no
/// attribute can be called, never matches.
void WarnOfDataField(Parser& parser, const YamlNode::Member& member, const std::string& type) {
  constexpr std::string_view kAttributes[] = {"data",   "datacontenttype", "dataschema", "id",
                                              "source", "specversion",     "subject",    "time",
                                              "type"};
  const std::string& name = member.key;
  if (std::ranges::find(kAttributes, name) != std::end(kAttributes)) return;
  const auto* known = events::FindEventType(type);
  const bool field =
      known != nullptr &&
      std::ranges::find(known->data.Fields(), name, &Field::name) != known->data.Fields().end();
  const bool possible = std::ranges::all_of(
      name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  if (possible && !field) return;
  const bool literal = member.value.IsScalar() && !IsExpression(member.value.text);
  const std::string condition =
      "." + name + (literal ? " == " + JsonText(member.value.ToJson()) : " ...");
  parser.Warn(member.mark,
              "this never matches: " +
                  (field ? "'" + name + "' is a field of the data of " + type +
                               ", not an attribute of the event"
                         : "an event has no attribute '" + name +
                               "', for their names are lower-case letters and digits") +
                  "; write data: '${ " + condition + " }'");
}

FilterTerm ParseTerm(Parser& parser, const YamlNode::Member& member, const std::string& type) {
  FilterTerm term;
  term.attribute = member.key;
  const YamlNode& node = member.value;
  if (node.kind == YamlNode::Kind::kString && IsExpression(node.text)) {
    const Parser::Seeing attribute(
        parser, member.key == attribute::kData
                    ? EventSight{.part = EventSight::Part::kData, .types = {type}}
                    : EventSight{});
    term.expression = parser.AddExpression(node);
    if (SeesRun(parser.NeedsOf(*term.expression)))
      parser.Error(
          node.mark,
          "a filter sees only the event; to compare with data of the run use 'correlate' with "
          "'from' and 'expect'");
    return term;
  }
  const auto value = parser.Value(node);
  if (value.kind != Template::Kind::kLiteral)
    parser.NotSupported(
        node.mark,
        "a map with expressions as a filter (write one expression that gives true or false)");
  term.literal = value.literal;
  if (member.key != attribute::kData && node.IsScalar()) {
    if (member.key == attribute::kSource &&
        node.text.find_first_of(kPatternCharacters) == std::string::npos)
      parser.CheckUri(node, "an event's 'source'");
    term.literal = node.text;
    if (node.text.find_first_of(kPatternCharacters) != std::string::npos)
      term.pattern =
          parser.AddExpression("test(" + JqString("^(?:" + node.text + ")$") + ")", node);
  }
  return term;
}

void ParseCorrelations(Parser& parser, const YamlNode& map, EventFilter& filter) {
  const auto& keys = KeysOf<CorrelationKeys>();
  if (!parser.Expect(map, YamlNode::Kind::kMap, "'correlate'")) return;
  for (const auto& member : map.members) {
    const auto& body = member.value;
    if (!parser.Expect(body, YamlNode::Kind::kMap, "a correlation")) continue;
    parser.CheckKeys(body, keys, "a correlation");
    const auto* from = parser.Required(body, keys.from, "a correlation");
    if (from == nullptr) continue;
    Correlation correlation;
    correlation.name = member.key;
    const Parser::Seeing event(parser,
                               {.part = EventSight::Part::kEnvelope, .types = {filter.type}});
    const auto expression = parser.Expression(*from, keys.from.Quoted());
    if (!expression) continue;
    if (SeesRun(parser.NeedsOf(*expression)))
      parser.Error(from->mark, "'from' sees only the event; put data of the run into 'expect'");
    correlation.from = *expression;
    correlation.from_text = NormaliseExpression(ExpressionBody(from->text));
    if (const auto* expect = body.Find(keys.expect);
        expect != nullptr && parser.Text(*expect, keys.expect.Quoted())) {
      const Parser::Seeing input(parser, {});
      correlation.expect = parser.Value(*expect);
    }
    filter.correlations.push_back(std::move(correlation));
  }
  std::ranges::sort(filter.correlations, [](const Correlation& a, const Correlation& b) {
    return std::pair(!a.expect, a.from_text) < std::pair(!b.expect, b.from_text);
  });
}

}  // namespace

EventFilter ParseEventFilter(Parser& parser, const YamlNode& node, bool listening) {
  EventFilter filter;
  if (!parser.Expect(node, YamlNode::Kind::kMap, "an event filter")) return filter;
  const auto& keys = KeysOf<EventFilterKeys>();
  parser.CheckKeys(node, keys, "an event filter");
  const auto* with = parser.Required(node, keys.with, "an event filter");
  if (with == nullptr || !parser.Expect(*with, YamlNode::Kind::kMap, keys.with.Quoted()))
    return filter;
  if (with->members.empty()) parser.Error(with->mark, "'with' needs at least one attribute");
  filter.type = TypeOfFilter(parser, *with, listening);
  filter.text = CanonicalJson(with->ToJson());
  for (const auto& member : with->members) {
    if (member.key == attribute::kType) continue;
    WarnOfDataField(parser, member, filter.type);
    filter.terms.push_back(ParseTerm(parser, member, filter.type));
  }
  if (const auto* correlate = node.Find(keys.correlate)) {
    if (!listening) parser.NotSupported(correlate->mark, "'correlate' in 'schedule.on'");
    ParseCorrelations(parser, *correlate, filter);
  }
  std::string signature = filter.type;
  for (const auto& correlation : filter.correlations)
    if (correlation.expect) signature += '\n' + correlation.from_text;
  filter.signature = Sha256Hex(signature).substr(0, 32);
  return filter;
}

std::optional<ReadAs> ParseRead(Parser& parser, const YamlNode& node, std::string_view what,
                                const Key& key) {
  const auto word = parser.Word(node, what, key.Words());
  if (!word) return std::nullopt;
  if (*word == "envelope") return ReadAs::kEnvelope;
  return *word == "raw" ? ReadAs::kRaw : ReadAs::kData;
}

}  // namespace tocsin::workflow
