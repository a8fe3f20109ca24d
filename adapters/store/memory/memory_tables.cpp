#include "adapters/store/memory/memory_tables.hpp"

#include <algorithm>

#include "schemas/letter_case.hpp"

namespace tocsin {

int CountWrong(const PinTryRows& tries, const std::string* caller, TimePoint since,
               const std::pair<CallId, int>& except) {
  return static_cast<int>(std::ranges::count_if(tries, [&](const auto& entry) {
    const auto& [turn, row] = entry;
    return row.wrong && row.at >= since && turn != except &&
           (caller == nullptr || row.caller == *caller);
  }));
}

bool MemoryTables::Alert::ToResolve() const {
  const auto status = columns.find("status");
  if (resolved || status == columns.end()) return false;
  const std::string& word = status->second;
  const auto first = word.find_first_not_of(' ');
  return first != std::string::npos &&
         LowerCase(word.substr(first, word.find_last_not_of(' ') - first + 1)) == "resolved";
}

AlertTableRow MemoryTables::Alert::AsRead() const {
  AlertTableRow out;
  out.id = id;
  out.alert_id = alert_id;
  out.tenant = tenant;
  out.inserted_at = inserted;
  out.raise = !raised;
  out.resolve = ToResolve();
  for (const std::string_view name : kAlertColumns) {
    const auto value = columns.find(name);
    if (value == columns.end()) continue;
    const std::size_t most = name == "description" ? kMostOfDescription : kMostOfColumn;
    if (value->second.size() > most) out.cut.emplace_back(name);
    out.columns.emplace_back(name, value->second.substr(0, most));
  }
  return out;
}

namespace {

template <class Index, class Entry>
void DropFrom(Index& index, const MemoryTables::Correlation& correlation, const Entry& entry) {
  const auto place = index.find(correlation);
  place->second.erase(entry);
  if (place->second.empty()) index.erase(place);
}

}  // namespace

void MemoryTables::PutWait(const RunId& run, const Uuid& id, Wait wait) {
  EraseWait(run, id);
  waits_of[{wait.tenant, wait.signature, wait.value}].emplace(run, id);
  waits.emplace(std::pair(run, id), std::move(wait));
}
void MemoryTables::EraseWait(const RunId& run, const Uuid& id) {
  const auto wait = waits.find({run, id});
  if (wait == waits.end()) return;
  DropFrom(waits_of, {wait->second.tenant, wait->second.signature, wait->second.value},
           wait->first);
  waits.erase(wait);
}
void MemoryTables::PutMail(Mail mail) {
  mail_of[{mail.write.tenant, mail.write.signature, mail.write.value}].insert(++last_mail);
  mailbox.emplace(last_mail, std::move(mail));
}
void MemoryTables::EraseMail(std::int64_t id) {
  const auto mail = mailbox.find(id);
  if (mail == mailbox.end()) return;
  const MailWrite& write = mail->second.write;
  DropFrom(mail_of, {write.tenant, write.signature, write.value}, id);
  mailbox.erase(mail);
}

const std::pair<const std::int64_t, MemoryTables::Mail>* MemoryTables::MailFor(
    const RunId& run, const Wait& wait) const {
  const auto candidates = mail_of.find({wait.tenant, wait.signature, wait.value});
  if (candidates == mail_of.end()) return nullptr;
  const std::pair<const std::int64_t, Mail>* earliest = nullptr;
  for (const std::int64_t id : candidates->second) {
    const auto& entry = *mailbox.find(id);
    const Mail& mail = entry.second;
    const bool fits = mail.write.expires > clock.Now() && mail.accepted > wait.run_started &&
                      (!mail.closed || (wait.since < *mail.closed && !mail.taken_by.contains(run)));
    if (fits && (earliest == nullptr || mail.accepted < earliest->second.accepted))
      earliest = &entry;
  }
  return earliest;
}

}  // namespace tocsin
