#include <signal.h>

#include <thread>

#include "planted_site.hpp"
#include "tests/fakes/table_grep.hpp"

namespace tocsin::harness {

void Evidence::Look(const std::string& place, std::string_view text) {
  bytes_ += text.size();
  for (const auto& value : planted_)
    if (!value.text.empty() && text.find(value.text) != std::string_view::npos)
      Note(place, value.name);
}

void PlantedSite::Look(const std::string& place, std::string_view text) {
  secrets.Look(place, text);
  numbers.Look(place, text);
}

void PlantedSite::Gather() {
  LookAtTopics();
  LookAtAnswers();
  LookAtCommands();
  for (const auto& request : receiver_.Received()) numbers.Look("delivered", request.body);
  for (int i = 0; i < 600 && site_.At().Query("select count(*) from run") != "0"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  site_.Worker().Signal(SIGTERM);
  site_.Worker().Wait(std::chrono::seconds(60));
  Look("log", site_.Worker().Output() + site_.Worker().Errors());
  site_.At().Query(fakes::kTableGrep);
  for (auto* evidence : {&secrets, &numbers})
    for (const auto& value : evidence->All()) {
      const auto places = TablesWith(value.text);
      for (std::size_t at = 0; at < places.size();) {
        const auto end = places.find(' ', at);
        evidence->Note("table " + places.substr(at, end - at), value.name);
        at = end + 1;
      }
    }
}

std::string PlantedSite::TablesWith(const std::string& text) const {
  return site_.At().Query("select tocsin_test_places('" + text + "')");
}

std::string PlantedSite::Used() const {
  std::string text;
  for (const auto& request : receiver_.Received()) {
    text += request.target + '\n';
    for (const auto& [name, value] : request.headers) text += name + ": " + value + '\n';
    text += request.body + '\n';
  }
  return text;
}

void PlantedSite::LookAtTopics() {
  for (const auto* topic : {"alerts", "calls", "decisions", "actions", "lifecycle", "dlq"})
    for (const auto& record : site_.Bus().All(topic)) {
      const auto reason = record.headers.find("dlq_reason");
      const auto place = "topic " + std::string(topic) + " " +
                         (reason == record.headers.end() ? record.type : reason->second);
      Look(place + " key", record.key);
      Look(place, record.text);
      for (const auto& [name, value] : record.headers) Look(place + " header " + name, value);
    }
}

void PlantedSite::LookAtAnswers() {
  for (const auto* path : {"/", "/metrics", "/ready", "/health", "/health?deep=1",
                           "/api/voice/conversations", "/api/voice/conversations/x"})
    Look(std::string("answer without a key at ") + path, site_.Send("GET", path).body);
  const HttpHeaders reader = {{"Authorization", "Bearer " + reader_}};
  for (const auto* path : {"/events", "/api/voice/call/initiate", "/hooks/other"})
    Look(std::string("answer without scope at ") + path,
         site_.Send("POST", path, reader, "{}").body);
  const auto talks = site_.Send("GET", "/api/voice/conversations", reader);
  Look("answer at /api/voice/conversations", talks.body);
  if (talks.body.find("+1*******001") == std::string::npos)
    numbers.Note("answer at /api/voice/conversations", "no mask of alice");
}

void PlantedSite::LookAtCommands() {
  const std::vector<std::vector<std::string>> all = {
      {"explain", "by-bus"},
      {"explain", "by-hook"},
      {"explain", "by-sql"},
      {"explain", "by-hand"},
      {"explain", "com.example.tell"},
      {"explain", "com.example.gone"},
      {"explain", "com.example.lookup"},
      {"explain", "by-bus", "--format", "json"},
      {"config", "check"},
      {"config", "show"},
      {"config", "show", "--format", "json"},
      {"list"},
      {"list", "--format", "json"},
      {"keys", "list"},
      {"selfcheck"},
      {"hooks", "list"},
      {"oncall", "show"},
      {"runs", "list"},
      {"runs", "list", "--format", "json"},
      {"evidence", "export", "by-bus"},
      {"evidence", "show", "by-bus"},
      {"tail", "calls", "--from-beginning", "--until-end"},
      {"tail", "calls", "--from-beginning", "--until-end", "--format", "json"},
      {"tail", "dlq", "--from-beginning", "--until-end"},
      {"dlq", "list"},
      {"dlq", "list", "--format", "json"}};
  for (const auto& words : all) {
    std::string place = "tocsin";
    for (const auto& word : words) place += ' ' + word;
    const auto ran = site_.At().Tocsin(words);
    Look(place, ran.output + ran.errors);
    if (ran.exit == 2) secrets.Note(place, "wrong usage: " + ran.errors);
  }
  const auto runs = ParseJson(site_.At().Tocsin({"runs", "list", "--format", "json"}).output);
  if (!runs || !runs->is_array() || runs->get_array().empty())
    return secrets.Note("tocsin runs list", "no list");
  for (const auto& run : runs->get_array())
    for (const auto* format : {"text", "json"}) {
      const auto shown =
          site_.At().Tocsin({"runs", "show", Sighting::TextAt(run, "id"), "--format", format});
      Look("tocsin runs show " + Sighting::TextAt(run, "workflow"), shown.output + shown.errors);
    }
  const auto letters = ParseJson(site_.At().Tocsin({"dlq", "list", "--format", "json"}).output);
  if (!letters || !letters->is_array()) return secrets.Note("tocsin dlq list", "no list");
  for (const auto& letter : letters->get_array()) {
    const auto id = Sighting::TextAt(letter, "id");
    const auto shown = site_.At().Tocsin({"dlq", "show", id});
    Look("tocsin dlq show " + Sighting::TextAt(letter, "reason"), shown.output + shown.errors);
  }
}

}  // namespace tocsin::harness
