#include <cctype>
#include <vector>

#include "schemas/events/alerts.hpp"
#include "schemas/utf8.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/language/json_text.hpp"

namespace tocsin::workflow {
namespace {

using Alert = events::AlertRaised;

constexpr std::size_t kMostSaidCharacters = 300;  ///< of each part
constexpr std::size_t kLongAlert = 60'000;        ///< bytes; of a longer one only kKept is kept
constexpr std::size_t kMostKeptCharacters = 2'000;
constexpr std::string_view kBlank = " \t\r\n\f\v";

struct AlertDescribeKeys final : KeyTable {
  Key alert{*this, "alert", Shape::kMap, "Data of the alert.", {.required = true}};
};

struct AlertDescribeOutput final : KeyTable {
  Key alert{*this,
            "alert",
            Shape::kMap,
            "The same alert. Of one beyond 60,000 bytes only what is said and decided: its id, "
            "type, severity, title, description, resource, node and recommended action, texts cut "
            "to 2,000 characters.",
            {.required = true}};
  Key say{*this,
          "say",
          Shape::kText,
          "What is said of it: severity, title, description, and the resource and the node unless "
          "those are named already; of each at most 300 characters.",
          {.required = true}};
};

std::string Cut(std::string_view text, std::size_t characters) {
  std::size_t bytes = 0;
  while (characters-- > 0 && bytes < text.size()) {
    const auto next = FirstCharacter(text.substr(bytes));
    bytes += next.size == 0 ? 1 : next.size;
  }
  return std::string(text.substr(0, bytes));
}

std::string TextIn(const json::object& alert, std::string_view key) {
  const auto* value = alert.if_contains(key);
  return value == nullptr || value->is_null() ? std::string() : TextOf(*value);
}

std::string Capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

/// One part as it is said: short, without white space around it or a full stop at its end.
std::string Part(std::string_view text) {
  std::string part = Cut(text, kMostSaidCharacters);
  part.erase(0, std::min(part.find_first_not_of(kBlank), part.size()));
  part.erase(part.find_last_not_of(std::string(kBlank) + '.') + 1);
  return part;
}

std::string SaidOf(const json::object& alert) {
  const auto title = TextIn(alert, NameOf<&Alert::title>());
  const auto description = TextIn(alert, NameOf<&Alert::description>());
  const auto told = title + ' ' + description;
  const auto resource = TextIn(alert, NameOf<&Alert::resource_name>());
  const auto node = TextIn(alert, NameOf<&Alert::node_name>());
  std::string place;
  if (told.find(resource) == told.npos)
    place = TextIn(alert, NameOf<&Alert::resource_type>()) + ' ' + resource;
  if (told.find(node) == told.npos) place += " on " + node;
  place.erase(0, std::min(place.find_first_not_of(kBlank), place.size()));
  auto severity = TextIn(alert, NameOf<&Alert::severity>());
  if (severity.empty()) severity = Alert().severity;
  std::string said;
  for (const auto& part : {Capitalised(std::move(severity)) + " alert: " + title, description,
                           Capitalised(std::move(place))})
    if (const auto short_part = Part(part); !short_part.empty())
      said += (said.empty() ? "" : ". ") + short_part;
  return said + '.';
}

json::object ShortAlert(const json::object& alert) {
  json::object kept;
  for (const std::string_view key :
       {NameOf<&Alert::alert_id>(), NameOf<&Alert::alert_type>(), NameOf<&Alert::severity>(),
        NameOf<&Alert::title>(), NameOf<&Alert::description>(), NameOf<&Alert::resource_type>(),
        NameOf<&Alert::resource_id>(), NameOf<&Alert::resource_name>(), NameOf<&Alert::node_name>(),
        NameOf<&Alert::recommended_action>()}) {
    const auto* value = alert.if_contains(key);
    if (value == nullptr || (IsContainer(*value) && JsonText(*value).size() > kLongAlert)) continue;
    kept[key] =
        value->is_string() ? json::value(Cut(value->get_string(), kMostKeptCharacters)) : *value;
  }
  return kept;
}

class AlertDescribe final : public Function {
 public:
  std::string_view Name() const override { return "alert.describe"; }
  std::string_view Description() const override {
    return "An alert as a person is told of it on the phone. Answers at once and never fails.";
  }
  const FieldTable& Fields() const override { return KeysOf<AlertDescribeKeys>(); }
  const FieldTable& Output() const override { return KeysOf<AlertDescribeOutput>(); }
  const std::vector<Example>& Examples() const override;

  FunctionOutcome Begin(FunctionCall& call) const override {
    const auto& given = call.Arguments().at(KeysOf<AlertDescribeKeys>().alert);
    const auto& alert = given.get_object();
    const auto& keys = KeysOf<AlertDescribeOutput>();
    json::object output;
    output[keys.alert] = JsonText(given).size() < kLongAlert ? alert : ShortAlert(alert);
    output[keys.say] = SaidOf(alert);
    return json::value(std::move(output));
  }
};

const std::vector<Example>& AlertDescribe::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "What is named already is not said again.",
       .document = R"(do:
  - about:
      call: alert.describe
      with:
        alert: ${ . }
)",
       .input =
           R"({"severity":"critical","title":"nginx has stopped.","resource_type":"container",)"
           R"("resource_name":"nginx","node_name":"pve1"})",
       .output = R"({"alert":{"severity":"critical","title":"nginx has stopped.",)"
                 R"("resource_type":"container","resource_name":"nginx","node_name":"pve1"},)"
                 R"("say":"Critical alert: nginx has stopped. On pve1."})"},
  };
  return examples;
}

}  // namespace

void RegisterFunction_alert_describe(FunctionRegistry& registry);
void RegisterFunction_alert_describe(FunctionRegistry& registry) {
  registry.Add(std::make_unique<AlertDescribe>());
}

}  // namespace tocsin::workflow
