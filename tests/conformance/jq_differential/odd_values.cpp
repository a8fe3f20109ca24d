#include "odd_values.hpp"

namespace tocsin::differential {
namespace {

constexpr const char* kNumbers[] = {"0",
                                    "1",
                                    "-1",
                                    "2",
                                    "3",
                                    "5",
                                    "10",
                                    "100",
                                    "0.5",
                                    "-1.5",
                                    "2.5",
                                    "3.999",
                                    "1000",
                                    "0.001",
                                    "100000000000000000",
                                    "123456789.125",
                                    "0.1",
                                    "0.3",
                                    "65535",
                                    "4294967296",
                                    "-4294967297",
                                    "9007199254740991",
                                    "-9007199254740992",
                                    "1425599621",
                                    "-1425599621.678",
                                    "253402300800",
                                    "1000000000000",
                                    "1000000000000000000",
                                    "55296",
                                    "1114111",
                                    "1114112",
                                    "4.35",
                                    "-7",
                                    "1000000000000000",
                                    "123456789",
                                    "-0.25",
                                    "6",
                                    "7.5",
                                    "-100"};
// jq keeps the text of such numbers as long as nothing is done with them.
constexpr const char* kKeptNumbers[] = {"-0",
                                        "0.0",
                                        "-0.0",
                                        "1e3",
                                        "1E-3",
                                        "1.000",
                                        "1e17",
                                        "1e-7",
                                        "1e100",
                                        "-1e100",
                                        "1e308",
                                        "-1e308",
                                        "5e-324",
                                        "2.2e-308",
                                        "1e-400",
                                        "1e1000",
                                        "-1e1000",
                                        "1e12",
                                        "1e18",
                                        "3.0",
                                        "0.1e1",
                                        "100000000000000000000",
                                        "1.7976931348623157e308",
                                        "1e22",
                                        "1e23",
                                        "123456.789e3",
                                        "0.000001",
                                        "0.00001234",
                                        "12345678901234567890123",
                                        "9007199254740993",
                                        "-9007199254740993",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "9223372036854775808",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "7645781234567895123",
                                        "7645781234567895124"};
constexpr const char* kTexts[] = {R"_("")_",
                                  R"_("a")_",
                                  R"_("b")_",
                                  R"_("abc")_",
                                  R"_("a,b, c")_",
                                  R"_(" x ")_",
                                  R"_("12")_",
                                  R"_("-1.5")_",
                                  R"_("0x1F")_",
                                  R"_("nan")_",
                                  R"_("1 2")_",
                                  R"_("true")_",
                                  R"_("null")_",
                                  R"_("[1,{\"a\":2}]")_",
                                  R"_("{\"a\":[1,2")_",
                                  R"_("A\u00e9\u2606")_",
                                  R"_("\ud83d\udea8 x")_",
                                  R"_("\ud800")_",
                                  R"_("\udc00a")_",
                                  R"_("\u0000")_",
                                  R"_("a\u0000b")_",
                                  R"_("\t\n\r\\\"/")_",
                                  R"_("\u007f\u0080\u00a0")_",
                                  R"_("2015-03-05T23:51:47Z")_",
                                  R"_("2024-02-29T00:00:00Z")_",
                                  R"_("10:20 Mon 05 Mar 2018")_",
                                  R"_("x y x y x")_",
                                  R"_("aAbB")_",
                                  R"_("<&'\">")_",
                                  R"_("YWJj")_",
                                  R"_("YWI=")_",
                                  R"_("=")_",
                                  R"_("%41%zz")_",
                                  R"_("MFRGG===")_",
                                  R"_("test ABC 123 test")_",
                                  R"_("\ufeff")_",
                                  R"_("e\u0301")_",
                                  R"_("aaaa")_",
                                  R"_("key")_",
                                  R"_("\u2028")_",
                                  R"_("  ")_",
                                  R"_("\uffff\ufffe")_",
                                  R"_("ab\ncd")_",
                                  R"_("0")_",
                                  R"_("@base64")_"};
constexpr const char* kKeys[] = {R"_("a")_",     R"_("b")_",      R"_("c")_",   R"_("key")_",
                                 R"_("value")_", R"_("name")_",   R"_("k")_",   R"_("v")_",
                                 R"_("")_",      R"_("\u0000")_", R"_("a b")_", R"_("\u00e9")_",
                                 R"_("0")_",     R"_("and")_",    R"_("ab")_"};
constexpr const char* kShapes[] = {
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "[3,1,2]",
    "[1,[2,[3,[4]]]]",
    R"_({"a":1})_",
    R"_({"b":2,"a":{"c":[1,2]}})_",
    R"_([{"a":1,"b":2},{"a":1,"b":3},{"a":0},{"a":null}])_",
    "[[0,1],[2]]",
    R"_([{"key":"k","value":1},{"name":"n","value":null},{"k":"x","v":false}])_",
    "[2015,2,5,23,51,47,4,63]",
    "[2024,1,29,0,0,0.5,4,59]",
    "[2015,13,32]",
    "[-1,0]",
    R"_(["a","b","a"])_",
    "[null,true,false]",
    R"_([1,"a",null,[],{},true])_",
    R"_([["a",1],["b",2]])_",
    R"_([[0],[1,2],[[3]]])_",
    R"_({"a":{"a":{"a":null}}})_",
    "[1,1,1.5,2]",
    R"_([[["a"],1],[["a"]]])_",
    R"_({"a":[1,2,{"b":3}],"c":"x"})_",
    "[0,-1,1000]",
    R"_({"a":"x","b":null,"c":false})_",
    R"_([[1,2],[3]])_",
    R"_(["a,b","c\"d",1,null,true])_"};

std::string Wide(Dice& dice) {
  std::string text = "[";
  const std::size_t size = 50 + dice.Below(200);
  for (std::size_t i = 0; i < size; ++i)
    text.append(i > 0 ? "," : "").append(std::to_string((i * 7919) % 101));
  return text + "]";
}
std::string WideObject(Dice& dice) {
  std::string text = "{";
  const std::size_t size = 10 + dice.Below(40);
  for (std::size_t i = 0; i < size; ++i)
    text.append(i > 0 ? ",\"k" : "\"k")
        .append(std::to_string((i * 37) % 101))
        .append("\":")
        .append(std::to_string(i));
  return text + "}";
}
std::string Deep(Dice& dice) {
  const std::size_t depth = 5 + dice.Below(50);
  std::string text = "1";
  for (std::size_t i = 0; i < depth; ++i)
    text = dice.Chance(50) ? "[" + text + "]" : R"_({"a":)_" + text + "}";
  return text;
}
std::string Nested(Dice& dice, bool kept, int depth) {
  if (depth == 0 || dice.Chance(40)) {
    if (dice.Chance(40)) return OddNumber(dice, kept);
    return dice.Chance(60) ? OddText(dice) : dice.Of(kShapes);
  }
  const std::size_t size = dice.Below(5);
  const bool array = dice.Chance(50);
  std::string text(array ? "[" : "{");
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) text += ",";
    if (!array) text += dice.Of(kKeys) + ":";
    text += Nested(dice, kept, depth - 1);
  }
  return text + (array ? "]" : "}");
}

}  // namespace

std::string OddNumber(Dice& dice, bool kept) {
  if (kept && dice.Chance(60)) return dice.Of(kKeptNumbers);
  return dice.Of(kNumbers);
}

std::string OddText(Dice& dice) {
  if (dice.Chance(3)) return '"' + std::string(100 + dice.Below(2000), 'x') + '"';
  return dice.Of(kTexts);
}

std::string OddValue(Dice& dice, bool kept) {
  const std::size_t kind = dice.Below(100);
  if (kind < 45) return dice.Of(kShapes);
  if (kind < 58) return OddNumber(dice, kept);
  if (kind < 72) return OddText(dice);
  if (kind < 92) return Nested(dice, kept, 3);
  if (kind < 95) return Wide(dice);
  return kind < 97 ? WideObject(dice) : Deep(dice);
}

}  // namespace tocsin::differential
