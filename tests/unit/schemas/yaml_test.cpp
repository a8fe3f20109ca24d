// links: schemas
#include "schemas/yaml.hpp"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(ParseYaml, FollowsTheCoreSchema) {
  const auto node =
      ParseYaml("on: yes\nn: 12\nf: 1.5\nq: '12'\nb: true\nz: ~\ntime: 07:00\n", "a.yaml");
  ASSERT_TRUE(node);
  EXPECT_EQ(json::serialize(node->ToJson()),
            R"({"on":"yes","n":12,"f":1.5E0,"q":"12","b":true,"z":null,"time":"07:00"})");
  EXPECT_EQ(node->Find("n")->mark.line, 2);
  EXPECT_EQ(node->Find("n")->mark.column, 4);
}

TEST(ParseYaml, SaysWhereAndWhat) {
  const auto twice = ParseYaml("a: 1\nb: 2\na: 3\n", "a.yaml");
  ASSERT_FALSE(twice);
  EXPECT_EQ(FormatFinding(twice.error()), "a.yaml:3:1: error: key 'a' is given twice");
  EXPECT_FALSE(ParseYaml("a: [1, 2\n", "a.yaml"));
  EXPECT_FALSE(ParseYaml("", "a.yaml"));
}

std::string YamlFault(std::string_view text) {
  const auto node = ParseYaml(text, "a.yaml");
  return node ? "none: " + json::serialize(node->ToJson()) : FormatFinding(node.error());
}

TEST(ParseYaml, RefusesWhatIsNotStrictUtf8WithItsPlace) {
  EXPECT_EQ(YamlFault("a: 1\nsay: \"St\xf6rung\"\n"),
            "a.yaml:2:9: error: not UTF-8: byte 0xF6 begins no character; save the file as UTF-8");
  EXPECT_EQ(YamlFault("\xc3\xa4: \xed\xa0\xbd\n").substr(0, 19), "a.yaml:1:4: error: ");
  EXPECT_EQ(YamlFault(std::string_view("\xff\xfe"
                                       "a\0",
                                       4))
                .substr(0, 19),
            "a.yaml:1:1: error: ");
  EXPECT_EQ(YamlFault("a: b\x01\n"),
            "a.yaml:1:5: error: a control character, which YAML does not allow");
  EXPECT_EQ(YamlFault("\xef\xbb\xbf"
                      "a: 1\n"),
            R"(none: {"a":1})");
}

TEST(ParseYaml, RefusesWhatYamlCppTakesForGood) {
  EXPECT_EQ(YamlFault("b: 'x'\na: \"abc\n"), "a.yaml:2:4: error: this quote is never closed");
  EXPECT_EQ(YamlFault("a: 'abc\n  b: c\n\n"), "a.yaml:1:4: error: this quote is never closed");
  EXPECT_EQ(YamlFault("a: 'it''s' # it's\n"), R"(none: {"a":"it's"})");
  EXPECT_EQ(YamlFault("a: [1,,2]\n"), "a.yaml:1:7: error: nothing stands before this comma");
  EXPECT_EQ(YamlFault("a: [~, null]\n"), R"(none: {"a":[null,null]})");
  EXPECT_EQ(YamlFault("a: !foo b\n"), "a.yaml:1:4: error: unknown tag '!foo'");
}

TEST(ParseYaml, AValueIsWhatItsTagSays) {
  EXPECT_EQ(
      YamlFault("[!!str 5, !!int 5, !!int '5', !!float 5, !!float 1.5, !!bool true, !!str '', "
                "!!seq [], !!map {}, !<tag:yaml.org,2002:int> 0x10]"),
      R"(none: ["5",5,5,5E0,1.5E0,true,"",[],{},16])");
  EXPECT_EQ(YamlFault("a: !!int foo\n"),
            "a.yaml:1:4: error: the tag says an integer, but this is a string ('foo')");
  EXPECT_EQ(YamlFault("a: !!bool yes\n").substr(0, 41),
            "a.yaml:1:4: error: the tag says a boolean");
  EXPECT_EQ(YamlFault("a: !!int 1.5\n").substr(0, 47),
            "a.yaml:1:4: error: the tag says an integer, but");
  for (const auto* text : {"a: !!map [1]\n", "a: !!seq {b: 1}\n", "a: !!str {b: 1}\n",
                           "a: !!seq foo\n", "a: !!null foo\n", "a: !!float x\n", "a: !!int ~\n",
                           "a: !!int\nb: 1\n", "a: !!map\n  - 1\n"})
    EXPECT_EQ(YamlFault(text).substr(0, 31), "a.yaml:1:4: error: the tag says") << text;
  EXPECT_EQ(YamlFault("!!str a: &x !!int 5\nb: *x\n"), R"(none: {"a":5,"b":5})");
}

TEST(ParseYaml, RefusesAByteOrderMarkWithinAFile) {
  const std::string mark = "\xef\xbb\xbf";
  const std::string says = "error: a byte order mark within the file, which nobody sees: remove it";
  EXPECT_EQ(YamlFault("a: 1\n" + mark + "b: 2\n").substr(0, 82), "a.yaml:2:1: " + says);
  EXPECT_EQ(YamlFault(mark + mark + "b: 2\n").substr(0, 82), "a.yaml:1:1: " + says);
  EXPECT_EQ(YamlFault("a: 'x" + mark + "'\n").substr(0, 82), "a.yaml:1:6: " + says);
  EXPECT_EQ(YamlFault("a: \"\\uFEFF\"\n"), "none: {\"a\":\"" + mark + "\"}");
}

// yaml-cpp reads empty documents there without end.
TEST(ParseYaml, EndsWhereNoDocumentCanBegin) {
  for (const std::string text : {",", ", a\n", "]\n", "}", "  , a\nb: 1\n"})
    EXPECT_NE(YamlFault(text).find("error: not valid YAML"), std::string::npos)
        << text << ": " << YamlFault(text);
  EXPECT_NE(YamlFault("a: 1\n--- \nb: 2\n").find("more than one document"), std::string::npos);
  EXPECT_NE(YamlFault("---\n...\n, a\n").find("error: "), std::string::npos);
}

TEST(ParseYaml, NamesAKeyThatIsNull) {
  for (const auto* text : {"b: 1\nnull: v\n", "b: 1\n~: v\n", "b: 1\n: v\n"})
    EXPECT_EQ(YamlFault(text).substr(0, 33), "a.yaml:2:1: error: a key is null ") << text;
  EXPECT_EQ(YamlFault("'null': v\n"), R"(none: {"null":"v"})");
}

TEST(ParseYaml, MergesMaps) {
  EXPECT_EQ(YamlFault("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n"),
            R"(none: {"a":{"x":1,"y":2},"b":{"y":3,"x":1}})");
  EXPECT_EQ(YamlFault("a: &a {x: 1}\nb: &b {x: 2, z: 3}\nc: {<<: [*a, *b]}\n"),
            R"(none: {"a":{"x":1},"b":{"x":2,"z":3},"c":{"x":1,"z":3}})");
  EXPECT_EQ(YamlFault("'<<': 1\n"), R"(none: {"<<":1})");
  EXPECT_EQ(YamlFault("<<: 1\n"),
            "a.yaml:1:5: error: << merges a map or a list of maps, not an integer; quote '<<' "
            "where the key itself is meant");
}

TEST(ParseYaml, ChangesNoNumber) {
  EXPECT_EQ(YamlFault("[0x1F, 0o17, 7645781234567895123, -9223372036854775808, "
                      "18446744073709551615, +5, 1e3]"),
            "none: [31,15,7645781234567895123,-9223372036854775808,18446744073709551615,5,1E3]");
  EXPECT_EQ(YamlFault("a: 18446744073709551616\n"),
            "a.yaml:1:4: error: the integer 18446744073709551616 does not fit into 64 bits and "
            "would be changed: quote it");
  for (const auto* text : {"-9223372036854775809", "0x1FFFFFFFFFFFFFFFF", "1e999", ".inf", ".nan"})
    EXPECT_EQ(YamlFault(text).substr(0, 19), "a.yaml:1:1: error: ") << text;
  EXPECT_EQ(YamlFault("[0x, 0xZ, 0o8, +0x1, 1.2.3, +]"),
            R"(none: ["0x","0xZ","0o8","+0x1","1.2.3","+"])");
}

TEST(ParseYaml, BoundsWhatAliasesGrowTo) {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'j'; ++c) {
    const char p = static_cast<char>(c - 1);
    text += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 10; ++i) text += std::string(i > 0 ? ",*" : "*") + p;
    text += "]\n";
  }
  const auto node = ParseYaml(text, "bomb.yaml");
  ASSERT_FALSE(node);
  EXPECT_NE(node.error().text.find("200,000"), std::string::npos);
}

TEST(ParseYaml, HasItsOwnWordsForWhatIsNotYaml) {
  const std::string tab =
      "error: not valid YAML: a tab in the indentation; YAML is indented with spaces";
  EXPECT_EQ(YamlFault("a:\n\tb: 1\n"), "a.yaml:2:1: " + tab);
  EXPECT_EQ(YamlFault("a:\n  b: 1\n\tc: 2\n"), "a.yaml:3:1: " + tab);
  EXPECT_EQ(YamlFault("a:\n  - x\n \t- y\n"), "a.yaml:3:2: " + tab);
  EXPECT_EQ(YamlFault("- \tb:\n"), "a.yaml:1:3: " + tab);
  EXPECT_EQ(YamlFault("a:\n  -\tb: 1\n    c: 2\n"), "a.yaml:2:4: " + tab);
  EXPECT_EQ(YamlFault("- -\t- b\n"), "a.yaml:1:4: " + tab);
  EXPECT_EQ(YamlFault("-\tb\n- \tc\n"), R"(none: ["b","c"])");
  EXPECT_EQ(YamlFault("a: 1\t\nb: \"x\n\ty\"\n"), R"(none: {"a":1,"b":"x y"})");
  EXPECT_EQ(
      YamlFault("a: b\rc: d\r"),
      "a.yaml:1:5: error: a line that ends in CR alone; save the file with LF or CR LF as line "
      "ends");
  EXPECT_EQ(YamlFault("a: b\r\nc: d\r\n"), R"(none: {"a":"b","c":"d"})");
  EXPECT_EQ(
      YamlFault("b: 1\na: [1, 2\n"),
      "a.yaml:2:4: error: not valid YAML: this bracket is never closed, or a comma is missing");
  EXPECT_EQ(YamlFault("a:\n  - b: {c: [1]\n  - d: 1\n"),
            "a.yaml:2:8: error: not valid YAML: a list item of the lines below begins while this "
            "bracket is open: is it never closed?");
  EXPECT_EQ(YamlFault("a: [- b]\n"),
            "a.yaml:1:5: error: not valid YAML: a list item cannot begin here: look at the "
            "indentation");
  EXPECT_EQ(
      YamlFault("a: b: c\n"),
      "a.yaml:1:5: error: not valid YAML: a colon cannot stand here: look at the indentation, "
      "or quote the text");
  EXPECT_EQ(YamlFault("- a\nb: 1\n"),
            "a.yaml:2:1: error: not valid YAML: the document ends before this: look at the "
            "indentation");
  EXPECT_EQ(YamlFault("a:\n  b: 1\n c: 2\n"),
            "a.yaml:3:2: error: not valid YAML: the map ends before this: look at the indentation "
            "and the quotes");
  EXPECT_EQ(
      YamlFault("a: @x\n"),
      "a.yaml:1:4: error: not valid YAML: no value begins with this character; quote it if it "
      "is a text");
}

TEST(ParseYaml, FindsTheQuoteThatIsNeverClosedWhereverTheFileEnds) {
  for (const auto* text :
       {"a: 'x", "a: \"x", "a: \"x\n", "a: 'it''s", "a: \"x\\\"\n", "a: \"x\n \n "})
    EXPECT_EQ(YamlFault(text), "a.yaml:1:4: error: this quote is never closed") << text;
  EXPECT_EQ(YamlFault("a: [\"x, y]\n"), "a.yaml:1:5: error: this quote is never closed");
  EXPECT_EQ(YamlFault("a: &x !!str \"y\n"), "a.yaml:1:4: error: this quote is never closed");
  EXPECT_EQ(YamlFault("'a: 1\nb: 2\n"), "a.yaml:1:1: error: this quote is never closed");
  EXPECT_EQ(YamlFault("a: \"x\\\\\"\n"), "none: {\"a\":\"x\\\\\"}");
  EXPECT_EQ(YamlFault("a: |\n  it's\n"), R"(none: {"a":"it's\n"})");
}

// yaml-cpp gives the last byte of U+0085 and U+00A0 alone.
TEST(ParseYaml, GivesTheCharactersOfEscapes) {
  const auto text = [](std::string_view yaml) { return ParseYaml(yaml, "a.yaml").value().text; };
  EXPECT_EQ(text(R"("\N")"), "\xC2\x85");
  EXPECT_EQ(text(R"("\_")"), "\xC2\xA0");
  EXPECT_EQ(text("\"\xC3\xA4\\N\\_\xC3\xA4\xC2\x85\""), "\xC3\xA4\xC2\x85\xC2\xA0\xC3\xA4\xC2\x85");
  EXPECT_EQ(text(R"(!!str "\N")"), "\xC2\x85");
  EXPECT_EQ(text(R"("\x80\xff\u00a0\U0001F600")"), "\xC2\x80\xC3\xBF\xC2\xA0\xF0\x9F\x98\x80");
  EXPECT_EQ(text(R"("\L\P\0")"), std::string("\xE2\x80\xA8\xE2\x80\xA9\0", 7));
  EXPECT_EQ(text(R"('\N')"), "\\N");
  EXPECT_EQ(YamlFault(R"(a: "\ud83d\ude00")").substr(0, 66),
            "a.yaml:1:11: error: not valid YAML: this escape is no character; h");
  EXPECT_EQ(YamlFault(R"(a: "\q")"),
            "a.yaml:1:7: error: not valid YAML: YAML knows no escape '\\q'; in single quotes a "
            "backslash is itself");
}

TEST(ParseYaml, BoundsDepthAsJsonDoes) {
  const auto lists = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_EQ(YamlFault(lists(64)), "none: " + lists(64));
  EXPECT_TRUE(ParseJson(lists(64)));
  EXPECT_EQ(YamlFault(lists(65)), "a.yaml:1:65: error: nested deeper than 64 levels");
  EXPECT_FALSE(ParseJson(lists(65)));
  std::string items;
  for (int i = 0; i < 100'000; ++i) items += "- ";
  EXPECT_EQ(YamlFault(items), "a.yaml:1:129: error: nested deeper than 64 levels");
  EXPECT_EQ(YamlFault("a: &a " + lists(40) + "\nb: " + std::string(30, '[') + "*a" +
                      std::string(30, ']') + "\n"),
            "a.yaml:2:34: error: nested deeper than 64 levels");
}

TEST(ParseYaml, ExpandsAliases) {
  EXPECT_EQ(YamlFault("a: &x {n: [1]}\nb: *x\n&k 7: *k\n*k : 1\n"),
            "a.yaml:3:1: error: key '7' is given twice");
  EXPECT_EQ(YamlFault("a: &x {n: [1]}\nb: *x\n&k 7: *k\n"),
            R"(none: {"a":{"n":[1]},"b":{"n":[1]},"7":7})");
  EXPECT_EQ(YamlFault("a: &x [*x]\n"),
            "a.yaml:1:8: error: this alias stands within the value that it names");
  EXPECT_EQ(YamlFault("a: *x\n"),
            "a.yaml:1:4: error: not valid YAML: no value before this alias has its name");
  EXPECT_EQ(YamlFault("a: &x [1]\n*x : 1\n"), "a.yaml:2:1: error: a key must be a scalar");
}

TEST(ParseYaml, FindsAKeyThatIsGivenTwiceAmongMany) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "k" + std::to_string(i) + ": 1\n";
  EXPECT_TRUE(ParseYaml(text, "a.yaml"));
  EXPECT_EQ(YamlFault(text + "k500: 1\n"), "a.yaml:1001:1: error: key 'k500' is given twice");
  EXPECT_EQ(YamlFault(text + "k3: 1\n"), "a.yaml:1001:1: error: key 'k3' is given twice");
  EXPECT_EQ(YamlFault("<<: {a: 1}\n<<: {b: 1}\n"), "a.yaml:2:1: error: key '<<' is given twice");
}

TEST(ClosestWord, FindsTypingErrors) {
  EXPECT_EQ(ClosestWord("digts", {"digits", "phrases"}), "digits");
  EXPECT_EQ(ClosestWord("zzz", {"digits", "phrases"}), "");
}

}  // namespace
}  // namespace tocsin
