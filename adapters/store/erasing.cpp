#include "adapters/store/erasing.hpp"

#include <string_view>
#include <vector>

#include "schemas/masking.hpp"

namespace tocsin::postgres {
namespace {

constexpr Duration kLongestStep = std::chrono::minutes(10);

/// `what` names the rows in the report. In `sql`, @number and @masked stand for the number and its
/// mask as literals; @has(column) and @clean(column) are of bytes.
struct Step {
  std::string_view what, sql;
};

/// Calls to and from the number, and those of them that are over.
constexpr std::string_view kCalls =
    "with mine as (select id from call where phone = @number union select call from attempt"
    "   where phone = @number or from_number = @number),"
    " over as (select id from mine m"
    "   where not exists (select from timer t where t.owner = m.id and t.role = 'voice')"
    "     and not exists (select from attempt a where a.call = m.id and a.unresolved)) ";

/// The calls last: by them the rest is found.
constexpr Step kSteps[] = {
    {"turns", "delete from turn where call in (select id from over)"},
    {"questions",
     "update question set state = @clean(state) where id in (select question from call where id "
     "in (select id from over)) and @has(state)"},
    {"attempts",
     "update attempt set phone = replace(phone, @number, @masked), from_number = "
     "replace(from_number, @number, @masked) where call in (select id from over)"},
    {"calls",
     "update call set phone = replace(phone, @number, @masked), contact = null, context = "
     "replace(context, @number, @masked), state = @clean(state) where id in (select id from over)"},
    {"turns of others",
     "update turn set text = replace(text, @number, @masked) where position(@number in text) > 0"},
    {"contexts of others",
     "update call set context = replace(context, @number, @masked), state = @clean(state) where "
     "(position(@number in context) > 0 or @has(state)) and id not in (select id from mine) and "
     "not exists (select from timer t where t.owner = call.id and t.role = 'voice')"},
    {"ended runs",
     "update run_done set state = null, output = @clean(output), key = replace(key, @number, "
     "@masked), subject = "
     "replace(subject, @number, @masked) where @has(output) or @has(state) or position(@number in "
     "key || ' ' || "
     "subject) > 0"},
    {"history", "update history set entries = @clean(entries) where @has(entries)"},
    {"alerts",
     "update alerts set alert_id = replace(alert_id, @number, @masked), alert_type = "
     "replace(alert_type, @number, @masked), title = replace(title, @number, @masked), description "
     "= replace(description, @number, @masked), resource_type = replace(resource_type, @number, "
     "@masked), resource_id = replace(resource_id, @number, @masked), resource_name = "
     "replace(resource_name, @number, @masked), node_name = replace(node_name, @number, @masked), "
     "fingerprint = replace(fingerprint, @number, @masked) where closed_at is not null and "
     "position(@number in alerts::text) > 0"},
    {"actions",
     "update action set about = @clean(about), result = @clean(result) where state <> 'open' and "
     "(@has(about) or @has(result))"},
    {"answers", "update idempotency set response = @clean(response) where @has(response)"},
    // What every group has passed is only read by people.
    {"records of the embedded bus",
     "update bus_record r set key = @clean(key), value = @clean(value), headers = @clean(headers) "
     "where (@has(key) or @has(value) or @has(headers)) and seq < coalesce((select min(g.next) "
     "from bus_group g where g.topic = r.topic and g.partition = r.partition), 0)"}};

/// Where it is still needed.
constexpr Step kInUse[] = {
    {"calls in progress", "select count(*) from mine"},
    {"runs in progress",
     "select count(*) from run where @has(state) or position(@number in concat_ws(' ', key, "
     "subject)) > 0"},
    {"events that wait for a run",
     "select count(*) from mailbox where @has(event) or position(@number in value) > 0"},
    {"waits of runs", "select count(*) from wait where position(@number in value) > 0"},
    {"open actions",
     "select count(*) from action where state = 'open' and (@has(about) or @has(result))"},
    {"requests under way", "select count(*) from effect where @has(request)"},
    {"records to be published", "select count(*) from outbox where @has(records)"},
    {"open alerts",
     "select count(*) from alerts where closed_at is null and position(@number in alerts::text) > "
     "0"},
    {"rows of the table contacts", "select count(*) from contacts where phone = @number"},
    {"records of the embedded bus that are not read yet",
     "select count(*) from bus_record where @has(key) or @has(value) or @has(headers)"}};

void Replace(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// "@NAME(column)" by `make(column)`.
template <class Make>
void ReplaceCalls(std::string& text, const std::string& name, Make make) {
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
    const auto begin = at + name.size();
    const auto end = text.find(')', begin);
    const auto made = make(text.substr(begin, end - begin));
    text.replace(at, end + 1 - at, made);
    at += made.size();
  }
}

/// Number and mask are of one length, so that what counts its bytes stays right. A number in an
/// address has its sign as %2B.
class Eraser {
 public:
  Eraser(pqxx::nontransaction& transaction, const std::string& phone)
      : transaction_(transaction),
        number_(transaction.quote(phone)),
        masked_(transaction.quote(MaskPhone(phone))),
        coded_(transaction.quote("%2B" + phone.substr(1))),
        masked_coded_(transaction.quote("%2B" + MaskPhone(phone).substr(1))) {}

  pqxx::result Do(const Step& step) const { return transaction_.exec(Sql(step.sql)); }

 private:
  std::string Sql(std::string_view written) const {
    std::string sql = std::string(kCalls) + std::string(written);
    ReplaceCalls(sql, "@has(", [&](const std::string& column) {
      const auto in = [&](const std::string& text) {
        return "position(convert_to(" + text + ", 'UTF8') in " + column + ") > 0";
      };
      return '(' + in(number_) + " or " + in(coded_) + ')';
    });
    ReplaceCalls(sql, "@clean(", [&](const std::string& column) {
      return "decode(replace(replace(encode(" + column + ", 'escape'), " + number_ + ", " +
             masked_ + "), " + coded_ + ", " + masked_coded_ + "), 'escape')";
    });
    Replace(sql, "@number", number_);
    Replace(sql, "@masked", masked_);
    return sql;
  }

  pqxx::nontransaction& transaction_;
  std::string number_, masked_, coded_, masked_coded_;
};

}  // namespace

Result<Erased> ErasePhone(PostgresOptions options, const std::shared_ptr<CallWatch>& watch,
                          const std::string& phone) {
  options.long_timeout = kLongestStep;
  Connection connection(options, watch, Planning::kQueries, {});
  return connection.Run(
      "erasing a number",
      [&](pqxx::nontransaction& transaction) -> Result<Erased> {
        const Eraser eraser(transaction, phone);
        Erased done;
        for (const auto& step : kSteps) {
          connection.Renew();
          if (const auto rows = eraser.Do(step).affected_rows(); rows > 0)
            done.erased.emplace_back(step.what, rows);
        }
        for (const auto& step : kInUse) {
          connection.Renew();
          if (const auto rows = ReadNumber(eraser.Do(step).at(0)[0]); rows > 0)
            done.in_use.emplace_back(step.what, rows);
        }
        return done;
      },
      Patience::kLong);
}

}  // namespace tocsin::postgres
