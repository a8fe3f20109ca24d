#include "cases.hpp"

namespace tocsin::jqkit {
namespace {

constexpr char kModules[] = "expressions have no modules";
constexpr char kOneInput[] = "expressions have one input";
constexpr char kEnvironment[] = "expressions do not see the environment";
constexpr char kExact[] =
    "jq rounds integers above 2^53 here, or asks for decimals; we keep integers exact";

}  // namespace

// Kept in step with the list in docs/expressions.md.
const std::vector<Exception>& Exceptions() {
  static const std::vector<Exception> list = {
      {R"jq(import "a" as foo; import "b" as bar; def fooa: foo::a; [fooa, bar::a, bar::b, foo::a])jq",
       kModules},
      {R"jq(import "c" as foo; [foo::a, foo::c])jq", kModules},
      {R"jq(include "c"; [a, c])jq", kModules},
      {R"jq(import "data" as $e; import "data" as $d; [$d[].this,$e[].that,$d::d[].this,$e::e[].that]|join(";"))jq",
       kModules},
      {R"jq(import "data" as $a; import "data" as $b; def f: {$a, $b}; f)jq", kModules},
      {R"jq(include "shadow1"; e)jq", kModules},
      {R"jq(include "shadow1"; include "shadow2"; e)jq", kModules},
      {R"jq(import "shadow1" as f; import "shadow2" as f; import "shadow1" as e; [e::e, f::e])jq",
       kModules},
      {R"jq(modulemeta)jq", kModules},
      {R"jq(modulemeta | .deps | length)jq", kModules},
      {R"jq(modulemeta | .defs | length)jq", kModules},
      {R"jq(import "test_bind_order" as check; check::check)jq", kModules},
      {R"jq(.[0] | tostring | . == if have_decnum then "13911860366432393" else "13911860366432392" end)jq",
       kExact},
      {R"jq(.x | tojson | . == if have_decnum then "13911860366432393" else "13911860366432392" end)jq",
       kExact},
      {R"jq((13911860366432393 == 13911860366432392) | . == if have_decnum then false else true end)jq",
       kExact},
      {R"jq(. - 10)jq", kExact},
      {R"jq(.[0] - 10)jq", kExact},
      {R"jq(.x - 10)jq", kExact},
      {R"jq(-. | tojson == if have_decnum then "-13911860366432393" else "-13911860366432392" end)jq",
       kExact},
      {R"jq(.[] as $n | $n+0 | [., tostring, . == $n])jq", kExact},
      {R"jq(try input catch .)jq", kOneInput},
      {R"jq(try fromjson catch .)jq",
       "the column of a wrong text is where it is, not where jq's reader stood", true},
      {R"jq([1234567890987654321,-1234567890987654321 | tojson] == if have_decnum then ["1234567890987654321","-1234567890987654321"] else ["1234567890987654400","-1234567890987654400"] end)jq",
       kExact},
      {R"jq(try (. + "x") catch . == if have_decnum then "number (12345678901234567890123456...) and string (\"x\") cannot be added" else "number (12345678901234568000000000...) and string (\"x\") cannot be added" end)jq",
       kExact},
      {R"jq([., tojson] == if have_decnum then [12345678909876543212345,"12345678909876543212345"] else [12345678909876543000000,"12345678909876543000000"] end)jq",
       kExact},
      {R"jq(. as $big | [$big, $big + 1] | map(. > 10000000000000000000000000000000) | . == if have_decnum then [true, false] else [false, false] end)jq",
       kExact},
      {R"jq($ENV.PAGER)jq", kEnvironment},
      {R"jq(env.PAGER)jq", kEnvironment},
  };
  return list;
}

}  // namespace tocsin::jqkit
