#include "schemas/yaml_tree.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "schemas/utf8.hpp"
#include "schemas/yaml_place.hpp"

namespace tocsin {
namespace {

/// Aliases are expanded: bounds what a few lines can grow to.
constexpr std::size_t kMaxNodes = 200'000;
/// Bytes of a line that are counted for a mark that does not stand behind the last one.
constexpr int kCountedAnew = 16 * 1024;
/// Keys of a map that are compared one by one.
constexpr std::size_t kFewKeys = 16;

YamlFault TooManyValues(Mark at) { return {at, "more than 200,000 values"}; }
YamlFault TooDeepInYaml(Mark at) {
  return {at, "nested deeper than " + std::to_string(kMaxJsonDepth) + " levels"};
}

/// A value is what its tag says, or the file is at fault: a program that honours tags would read
/// another value than one that does not.
YamlFault NotAsTagged(const YamlNode& node, YamlNode::Kind tag) {
  std::string what(Describe(node.kind));
  if (node.IsScalar()) what += " ('" + Shortened(node.text, 60) + "')";
  return {node.mark, "the tag says " + std::string(Describe(tag)) + ", but this is " + what};
}

YamlNode PlainlyRead(YamlNode node, YamlTree::ScalarStyle style) {
  if (style.quoted || style.tag == YamlNode::Kind::kString) return node;
  if (auto fault = ReadPlainScalar(node); !fault.empty())
    throw YamlFault{node.mark, std::move(fault)};
  if (style.tag == YamlNode::Kind::kDouble && node.kind == YamlNode::Kind::kInteger)
    node.kind = YamlNode::Kind::kDouble;
  if (style.tag && *style.tag != node.kind) throw NotAsTagged(node, *style.tag);
  return node;
}

/// Of several maps the earlier ones go before: the first of a key is kept.
void MergeInto(YamlNode value, std::vector<YamlNode::Member>& merged) {
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

}  // namespace

Mark MarkReader::At(const SourcePlace& place) {
  const int begin = place.byte - place.column;
  const bool ahead = begin == line_ && place.byte >= counted_;
  if (begin < 0 || static_cast<std::size_t>(place.byte) > source_.size() ||
      (!ahead && place.column > kCountedAnew))
    return {place.line + 1, place.column + 1};
  if (!ahead) {
    line_ = counted_ = begin;
    column_ = 1;
  }
  const auto next = source_.substr(static_cast<std::size_t>(counted_),
                                   static_cast<std::size_t>(place.byte - counted_));
  column_ += MarkOfByte(next, next.size()).column - 1;
  counted_ = place.byte;
  return {place.line + 1, column_};
}

std::optional<Mark> YamlTree::OpenQuote() const {
  if (!scalar_ || !IsOpenQuote(source_, static_cast<std::size_t>(scalar_->byte)))
    return std::nullopt;
  return MarkReader(source_).At(*scalar_);
}

std::optional<Mark> YamlTree::OpenBracket() const {
  if (open_.empty() || !open_.back().in_brackets) return std::nullopt;
  return open_.back().node.mark;
}

void YamlTree::AddNull(const SourcePlace& place, Anchor anchor) {
  YamlNode node;
  node.mark = Count(place);
  if (ExpectsKey())
    throw YamlFault{node.mark,
                    "a key is null (null, ~ or nothing before the colon); quote it if the word is "
                    "meant: 'null'"};
  if (!open_.empty() && open_.back().node.IsSequence() && StandsAt(place, ','))
    throw YamlFault{node.mark, "nothing stands before this comma"};
  Add(std::move(node), anchor, 0, 1);
}

void YamlTree::AddScalar(const SourcePlace& place, std::string text, ScalarStyle style,
                         Anchor anchor) {
  scalar_ = place;
  YamlNode node;
  node.mark = Count(place);
  node.kind = YamlNode::Kind::kString;
  node.quoted = style.quoted;
  node.text = std::move(text);
  if (!ExpectsKey()) return Add(PlainlyRead(std::move(node), style), anchor, 0, 1);
  // What stands as a key is a text; only an alias of it is a value too.
  if (anchor != 0) Keep(anchor, PlainlyRead(node, style), 0, 1);
  TakeKey(std::move(node));
}

void YamlTree::AddAlias(const SourcePlace& place, Anchor anchor) {
  const Mark at = marks_.At(place);
  const auto found = kept_.find(anchor);
  if (found == kept_.end()) throw YamlFault{at, "this alias stands within the value that it names"};
  const auto& [node, height, size] = found->second;
  if ((count_ += size) > kMaxNodes) throw TooManyValues(at);
  if (open_.size() + height > kMaxJsonDepth) throw TooDeepInYaml(at);
  if (!ExpectsKey()) return Add(node, 0, height, size);
  if (!node.IsScalar()) throw YamlFault{at, "a key must be a scalar"};
  TakeKey(node);
}

void YamlTree::Open(YamlNode::Kind kind, const SourcePlace& place, bool in_brackets, Anchor anchor,
                    std::optional<YamlNode::Kind> tag) {
  OpenNode open;
  open.first = count_;
  open.node.mark = Count(place);
  if (ExpectsKey())
    throw YamlFault{open.node.mark,
                    "a key must be a scalar; quote ${ ... } expressions that begin with {"};
  if (open_.size() >= kMaxJsonDepth) throw TooDeepInYaml(open.node.mark);
  open.node.kind = kind;
  if (tag && *tag != kind) throw NotAsTagged(open.node, *tag);
  open.anchor = anchor;
  open.in_brackets = in_brackets;
  open_.push_back(std::move(open));
}

void YamlTree::CloseMap() {
  OpenNode& map = open_.back();
  // https://yaml.org/type/merge.html: the map's own keys go before merged ones.
  for (auto& member : map.merged)
    if (!IsGiven(map, member.key)) map.node.members.push_back(std::move(member));
  Close();
}

Mark YamlTree::Count(const SourcePlace& place) {
  const Mark at = marks_.At(place);
  if (++count_ > kMaxNodes) throw TooManyValues(at);
  return at;
}

bool YamlTree::ExpectsKey() const {
  return !open_.empty() && open_.back().node.IsMap() && !open_.back().key;
}

bool YamlTree::StandsAt(const SourcePlace& place, char c) const {
  return place.byte >= 0 && static_cast<std::size_t>(place.byte) < source_.size() &&
         source_[static_cast<std::size_t>(place.byte)] == c;
}

void YamlTree::Close() {
  OpenNode closed = std::move(open_.back());
  open_.pop_back();
  Add(std::move(closed.node), closed.anchor, closed.height + 1, count_ - closed.first);
}

void YamlTree::Keep(Anchor anchor, YamlNode node, std::size_t height, std::size_t size) {
  kept_.insert_or_assign(anchor, Kept{std::move(node), height, size});
}

void YamlTree::TakeKey(YamlNode key) {
  OpenNode& map = open_.back();
  map.merges = !key.quoted && key.text == "<<";
  if (IsGiven(map, key.text)) throw YamlFault{key.mark, "key '" + key.text + "' is given twice"};
  if (map.merges) map.merged_once = true;
  map.key = YamlNode::Member{std::move(key.text), key.mark, {}};
}

bool YamlTree::IsGiven(OpenNode& map, const std::string& key) {
  if (map.merged_once && key == "<<") return true;
  if (map.node.members.size() < kFewKeys) return map.node.Find(key) != nullptr;
  if (map.seen.empty())
    for (const auto& member : map.node.members) map.seen.insert(member.key);
  return !map.seen.insert(key).second;
}

void YamlTree::Add(YamlNode node, Anchor anchor, std::size_t height, std::size_t size) {
  if (anchor != 0) Keep(anchor, node, height, size);
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  OpenNode& into = open_.back();
  into.height = std::max(into.height, height);
  if (into.node.IsSequence()) {
    into.node.items.push_back(std::move(node));
    return;
  }
  if (into.merges) {
    MergeInto(std::move(node), into.merged);
  } else {
    into.key->value = std::move(node);
    into.node.members.push_back(*std::move(into.key));
  }
  into.key.reset();
}

}  // namespace tocsin
