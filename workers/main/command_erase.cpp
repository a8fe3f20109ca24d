#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "schemas/masking.hpp"
#include "schemas/phone_number.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"

namespace tocsin::commands {
namespace {

namespace fs = std::filesystem;

bool Holds(const fs::path& file, const std::string& phone) {
  std::ifstream in(file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return text.find(phone) != std::string::npos;
}

/// Where the number stands beyond the database, for people to go and look.
std::vector<std::string> NotReached(const compose::LoadedSettings& loaded,
                                    const std::string& phone) {
  std::vector<std::string> places;
  const auto& settings = loaded.settings;
  if (settings.telephony.alert_number == phone)
    places.emplace_back("telephony.alert_number (ALERT_PHONE_NUMBER) of the settings");
  std::error_code ignored;
  for (fs::recursive_directory_iterator at(settings.workflows.resources, ignored), end; at != end;
       at.increment(ignored))
    if (at->is_regular_file(ignored) && Holds(at->path(), phone))
      places.push_back("the file " + at->path().string());
  std::ranges::sort(places);
  if (!settings.bus.brokers.empty())
    places.push_back("the topic " + settings.bus.prefix +
                     ".calls: tocsin.call.requested and tocsin.call.inbound hold whole numbers "
                     "until Kafka's retention is over, other topics what their producers wrote");
  places.emplace_back("logs, backups and other systems that the number was sent to");
  return places;
}

json::object CountsOf(const std::vector<std::pair<std::string, std::int64_t>>& counts) {
  json::object object;
  for (const auto& [what, rows] : counts) object[what] = rows;
  return object;
}

void PrintCounts(const char* title,
                 const std::vector<std::pair<std::string, std::int64_t>>& counts) {
  if (counts.empty()) return;
  std::printf("%s\n", title);
  for (const auto& [what, rows] : counts)
    std::printf("  %8lld %s\n", static_cast<long long>(rows), what.c_str());
}

void PrintReport(const std::string& masked, const Erased& done,
                 const std::vector<std::string>& places) {
  if (done.erased.empty()) std::printf("%s stood in nothing that is over\n", masked.c_str());
  PrintCounts((masked + " was erased from").c_str(), done.erased);
  PrintCounts("still in use; erase again when it is over:", done.in_use);
  std::printf("not looked into, or left as it is:\n");
  for (const auto& place : places) std::printf("  %s\n", place.c_str());
}

int Erase(const Common& common, const std::string& phone) {
  if (!IsPhoneNumber(phone)) {
    std::fprintf(stderr,
                 "tocsin erase: --phone takes a number in international form, such as "
                 "+15551234567\n");
    return kUsage;
  }
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  auto store = StoreOf(*loaded, common);
  if (!store) return Refuse(store.error());
  const auto done = (*store)->Erase(phone);
  if (!done) return Refuse(done.error());
  const auto places = NotReached(*loaded, phone);
  if (common.format == Format::kJson)
    std::printf("%s\n",
                JsonText(json::object{{"phone", MaskPhone(phone)},
                                      {"erased", CountsOf(done->erased)},
                                      {"in_use", CountsOf(done->in_use)},
                                      {"not_reached", json::array(places.begin(), places.end())}})
                    .c_str());
  else
    PrintReport(MaskPhone(phone), *done, places);
  return done->in_use.empty() ? kDone : kFailed;
}

}  // namespace

void AddEraseCommand(CommandLine& line) {
  static std::string phone;
  auto* erase = AddCommand(line, group::kWork, "erase",
                           "erase a person's number from all that is over; safe to repeat",
                           "tocsin erase --phone +15551234567");
  erase->add_option("--phone", phone, "the number, in international form")
      ->required()
      ->type_name("NUMBER");
  AddFormat(line, erase);
  AddData(line, erase);
  erase->callback([&line] { line.action = [&line] { return Erase(line.common, phone); }; });
}

}  // namespace tocsin::commands
