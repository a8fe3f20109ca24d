"""Who is on duty by an export itself, told without tocsin: FORMAT FILE FROM HOURS gives {schedule: [[names], ...]} on standard output, one list for
each hour from FROM (RFC 3339) on. The rules are those that the products document, on Python's zoneinfo: turns change at wall time, hours are wall time."""
import json
import sys
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

UTC = timezone.utc
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MIDNIGHT = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}


@lru_cache(maxsize=None)
def zone(name):
    return ZoneInfo(name)


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00") if text[-5] not in "+-" else text[:-2] + ":" + text[-2:]).astimezone(UTC)


def wall(at, name):
    return at.astimezone(zone(name)).replace(tzinfo=None)


@lru_cache(maxsize=None)
def instant(naive, name):
    return naive.replace(tzinfo=zone(name)).astimezone(UTC)


def turn(at, first, length, name):
    """The number of turns that were handed over since `first`, a wall time."""
    number = (wall(at, name) - first) // length
    while instant(first + (number + 1) * length, name) <= at:
        number += 1
    while instant(first + number * length, name) > at:
        number -= 1
    return number


def midnight(local):
    return local.replace(**MIDNIGHT)


def clock(text):
    hour, minute = text.split(":")[:2]
    return timedelta(hours=int(hour), minutes=int(minute))


def within(local, begin_of_day, length):
    """Whether a wall time is within a stretch that begins on some days: begin_of_day(midnight) gives its wall time or None."""
    days = length // DAY + 1
    for back in range(days + 1):
        begin = begin_of_day(midnight(local) - back * DAY)
        if begin is not None and begin <= local < begin + length:
            return True
    return False


def names(export, key="name", inside=None):
    users = export["users"]
    users = users if isinstance(users, list) else users[inside]
    return {user["id"]: user[key] for user in users}


class PagerDuty:
    def __init__(self, export):
        self.names = names(export)
        self.schedules = {one["name"]: one for one in export["schedules"]}

    def name(self, user):
        return self.names.get(user["id"], user["summary"])

    def restricted(self, layer, local):
        if not layer["restrictions"]:
            return False
        for one in layer["restrictions"]:
            start = clock(one["start_time_of_day"])
            weekday = one.get("start_day_of_week")
            if within(local, lambda day: day + start if weekday is None or day.isoweekday() == weekday else None,
                      timedelta(seconds=one["duration_seconds"])):
                return False
        return True

    def on_duty(self, schedule, at):
        one = self.schedules[schedule]
        for override in reversed(one.get("overrides", [])):
            if moment(override["start"]) <= at < moment(override["end"]):
                return {self.name(override["user"])}
        for layer in one["schedule_layers"]:  # the highest first
            if moment(layer["start"]) > at or (layer["end"] and moment(layer["end"]) <= at) or layer["rotation_turn_length_seconds"] % 3600:
                continue
            if self.restricted(layer, wall(at, one["time_zone"])):
                continue
            first = wall(moment(layer["rotation_virtual_start"]), one["time_zone"])
            number = turn(at, first, timedelta(seconds=layer["rotation_turn_length_seconds"]), one["time_zone"])
            return {self.name(layer["users"][number % len(layer["users"])]["user"])}
        return set()


class Opsgenie:
    DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    LENGTHS = {"hourly": HOUR, "daily": DAY, "weekly": WEEK}

    def __init__(self, export):
        self.names = names(export, "fullName", "data")
        self.names.update({user["username"]: user["fullName"] for user in export["users"]["data"]})
        self.schedules = {one["name"]: one for one in export["schedules"]["data"]}

    def name(self, user):
        return self.names[user.get("id") or user["username"]]

    def restricted(self, rotation, local):
        restriction = rotation.get("timeRestriction")
        if not restriction:
            return False
        daily = restriction["type"] == "time-of-day"
        for one in [restriction["restriction"]] if daily else restriction["restrictions"]:
            begin = timedelta(hours=one["startHour"], minutes=one["startMin"])
            end = timedelta(hours=one["endHour"], minutes=one["endMin"])
            weekday = None if daily else self.DAYS.index(one["startDay"])
            if daily:
                length = end - begin if end > begin else end + DAY - begin
            else:
                length = end - begin + ((self.DAYS.index(one["endDay"]) - weekday) % 7) * DAY
            if within(local, lambda day: day + begin if weekday is None or day.weekday() == weekday else None, length):
                return False
        return True

    def on_duty(self, schedule, at):
        one = self.schedules[schedule]
        found, covered = set(), set()
        for override in one.get("overrides", []):
            if moment(override["startDate"]) <= at < moment(override["endDate"]):
                of = {rotation["id"] for rotation in override.get("rotations", [])}
                if not of:
                    return {self.name(override["user"])}
                found.add(self.name(override["user"]))
                covered |= of
        for rotation in one["rotations"]:
            if rotation["id"] in covered:
                continue
            if any(person["type"] != "user" for person in rotation["participants"]):
                continue  # it is said to be left out
            if moment(rotation["startDate"]) > at or ("endDate" in rotation and moment(rotation["endDate"]) <= at):
                continue
            if not self.restricted(rotation, wall(at, one["timezone"])):
                first = wall(moment(rotation["startDate"]), one["timezone"])
                number = turn(at, first, rotation["length"] * self.LENGTHS[rotation["type"]], one["timezone"])
                found.add(self.name(rotation["participants"][number % len(rotation["participants"])]))
        return found


class GrafanaOnCall:
    DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    def __init__(self, export):
        self.names = names(export, "name", "results")
        self.shifts = {one["id"]: one for one in export["on_call_shifts"]["results"]}
        self.schedules = {one["name"]: one for one in export["schedules"]["results"]}
        self.events = {}

    def people(self, shift, number):
        rolling = shift.get("rolling_users")
        if not rolling:
            return shift["users"]
        return rolling[(number + shift.get("start_rotation_from_user_index", 0)) % len(rolling)]

    def occurrences(self, shift):
        """(begin, people) in wall time, for three years at most: the recurrence rules that the sample has."""
        start = datetime.fromisoformat(shift["start"])
        if shift["type"] in ("single_event", "override"):
            yield start, shift["users"]
            return
        until = datetime.fromisoformat(shift["until"]) if shift.get("until") else datetime.max
        week_begins = self.DAYS.index(shift.get("week_start") or "SU")
        first_week = midnight(start) - ((start.weekday() - week_begins) % 7) * DAY
        for number in range(3 * 366):
            begin = start + number * DAY
            if begin > until:
                return
            if shift["frequency"] == "daily":
                yield begin, self.people(shift, number)
            elif shift.get("by_day"):
                if self.DAYS[begin.weekday()] in shift["by_day"]:
                    yield begin, self.people(shift, (begin - first_week) // WEEK)
            elif number % 7 == 0:
                yield begin, self.people(shift, number // 7)

    def spans(self, schedule):
        one = self.schedules[schedule]
        if schedule not in self.events:
            found = self.events[schedule] = []
            for shift in (self.shifts[ident] for ident in one.get("shifts", [])):
                if shift.get("by_monthday") or shift.get("by_month"):
                    continue  # it is said to be left out
                name = shift["time_zone"] or one["time_zone"]
                level = 1000 if shift["type"] == "override" else shift["level"]
                for begin, people in self.occurrences(shift):
                    end = begin + timedelta(seconds=shift["duration"])
                    found.append((instant(begin, name), instant(end, name), level, [self.names[who] for who in people]))
        return self.events[schedule]

    def on_duty(self, schedule, at):
        now = [(level, people) for begin, end, level, people in self.spans(schedule) if begin <= at < end]
        highest = max((level for level, _ in now), default=0)
        return {who for level, people in now if level == highest for who in people}


class GoAlert:
    LENGTHS = {"hourly": HOUR, "daily": DAY, "weekly": WEEK}

    def __init__(self, export):
        export = export["data"]
        self.names = names(export, "name", "nodes")
        self.rotations = {one["id"]: one for one in export["rotations"]["nodes"]}
        self.schedules = {one["name"]: one for one in export["schedules"]["nodes"]}
        self.overrides = export["userOverrides"]["nodes"]

    def active(self, rotation, at):
        one = self.rotations[rotation]
        length = one["shiftLength"] * self.LENGTHS[one["type"]]
        handover = wall(moment(one["nextHandoffTimes"][0]), one["timeZone"])
        number = one["activeUserIndex"] + 1 + turn(at, handover, length, one["timeZone"])
        return one["userIDs"][number % len(one["userIDs"])]

    def of_rules(self, schedule, at):
        local = wall(at, schedule["timeZone"])
        found = set()
        for target in schedule["targets"]:
            for rule in target["rules"]:
                begin, end = clock(rule["start"]), clock(rule["end"])
                length = end - begin if end > begin else end + DAY - begin
                days = rule["weekdayFilter"]
                if within(local, lambda day: day + begin if days[day.isoweekday() % 7] else None, length):
                    who = target["target"]
                    found.add(who["id"] if who["type"] == "user" else self.active(who["id"], at))
        return found

    def on_duty(self, schedule, at):
        one = self.schedules[schedule]
        found = self.of_rules(one, at)
        for temporary in one["temporarySchedules"]:
            if moment(temporary["start"]) <= at < moment(temporary["end"]):
                found = {shift["userID"] for shift in temporary["shifts"] if moment(shift["start"]) <= at < moment(shift["end"])}
        for override in self.overrides:
            if override["target"]["id"] == one["id"] and moment(override["start"]) <= at < moment(override["end"]):
                if override["removeUserID"] and override["removeUserID"] not in found:
                    continue
                found = (found - {override["removeUserID"]}) | ({override["addUserID"]} - {""})
        return {self.names[who] for who in found}


class Calendar:
    """VEVENTs; recurring ones of those kinds that the samples have, of which YEARLY is said to be left out."""
    DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    def __init__(self, text):
        lines = text.replace("\r\n", "\n").replace("\n ", "").split("\n")
        self.events, self.zone, name, event = [], "UTC", "calendar", None
        for line in lines:
            key, _, value = line.partition(":")
            if line == "BEGIN:VEVENT":
                event = {}
            elif line == "END:VEVENT":
                self.events.append(event)
                event = None
            elif event is not None:
                event[key.split(";")[0]] = (key, value)
            elif key == "X-WR-CALNAME":
                name = value
            elif key == "X-WR-TIMEZONE":
                self.zone = value
        self.schedules = {name: None}
        self.spans = [span for one in self.events for span in self.occurrences(one)]

    def wall(self, said):
        key, value = said
        if value.endswith("Z"):
            return wall(datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), self.zone)
        return datetime.strptime(value, "%Y%m%d" if "VALUE=DATE" in key else "%Y%m%dT%H%M%S")

    def occurrences(self, event):
        start, who = self.wall(event["DTSTART"]), event["SUMMARY"][1]
        if "DTEND" in event:
            length = self.wall(event["DTEND"]) - start
        else:
            length = timedelta(hours=int(event["DURATION"][1][2:-1])) if "DURATION" in event else DAY
        rule = dict(part.split("=") for part in event["RRULE"][1].split(";")) if "RRULE" in event else None
        if rule is not None and rule["FREQ"] == "YEARLY":
            return
        until = self.wall(("", rule["UNTIL"])) if rule and "UNTIL" in rule else datetime.max
        left = 1 if rule is None else int(rule.get("COUNT", 100000))
        for number in range(3 * 366):
            begin = start + number * DAY
            weekly = rule is not None and rule["FREQ"] == "WEEKLY"
            if weekly and "BYDAY" in rule and self.DAYS[begin.weekday()] not in rule["BYDAY"].split(","):
                continue
            if weekly and "BYDAY" not in rule and number % (7 * int(rule.get("INTERVAL", 1))):
                continue
            if begin > until or left == 0:
                return
            left -= 1
            yield instant(begin, self.zone), instant(begin + length, self.zone), who

    def on_duty(self, _, at):
        return {who for begin, end, who in self.spans if begin <= at < end}


FORMATS = {"pagerduty": PagerDuty, "opsgenie": Opsgenie, "grafana-oncall": GrafanaOnCall, "goalert": GoAlert, "ical": Calendar}


def main():
    form, path, begin, hours = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        desk = FORMATS[form](file.read() if form == "ical" else json.load(file))
    moments = [moment(begin) + number * HOUR for number in range(int(hours))]
    json.dump({name: [sorted(desk.on_duty(name, at)) for at in moments] for name in desk.schedules}, sys.stdout)


if __name__ == "__main__":
    main()
