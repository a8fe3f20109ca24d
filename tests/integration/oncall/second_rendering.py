"""Who is on duty, told a second time: reads {resources, questions: [{at, severity}]} on standard input and gives a list of
{open, ladder, chosen} on standard output. The rules are those of docs/guides/on-call.md, written on Python's zoneinfo and
sharing nothing with the program. Times are seconds since 1970."""
import calendar
import json
import sys
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

UTC = timezone.utc
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@lru_cache(maxsize=None)
def zone(name):
    return ZoneInfo(name)


def minutes(text):
    hour, minute = text.split(":")
    return timedelta(hours=int(hour), minutes=int(minute))


def wall(at, name):
    return at.astimezone(zone(name)).replace(tzinfo=None)


@lru_cache(maxsize=None)
def instant(naive, name):
    """When a wall time comes: the first time, or the end of the gap that it falls into."""
    at = naive.replace(tzinfo=zone(name), fold=0).astimezone(UTC)
    if wall(at, name) == naive:
        return at
    low, high = at - timedelta(days=1), at + timedelta(days=1)  # the gap is between them
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        low, high = (low, middle) if wall(middle, name) > naive else (middle, high)
    return high


def weekdays(said):
    found = set()
    for part in said if isinstance(said, list) else [said]:
        first, _, last = part.partition("-")
        day = DAYS.index(first)
        found.add(day)
        while DAYS[day] != (last or first):
            day = (day + 1) % 7
            found.add(day)
    return found


def is_holiday(day, holidays):
    return day.strftime("%Y-%m-%d") in holidays or day.strftime("%m-%d") in holidays


def within(hours, at, name, holidays=()):
    local = wall(at, name)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if is_holiday(today, holidays):
        return False
    for day in (today, today - timedelta(days=1)):
        if is_holiday(day, holidays):
            continue
        for entry in hours:
            if day.weekday() not in weekdays(entry["days"]):
                continue
            begin, end = day + minutes(entry["from"]), day + minutes(entry["to"])
            if end <= begin:
                end += timedelta(days=1)
            if begin <= local < end:
                return True
    return False


def after(first, every, number):
    count, _, unit = every.rpartition(" ")
    units = int(count or 1) * number
    unit = unit.rstrip("s")
    if unit == "month":
        months = first.year * 12 + first.month - 1 + units
        year, month = divmod(months, 12)
        day = min(first.day, calendar.monthrange(year, month + 1)[1])
        return first.replace(year=year, month=month + 1, day=day)
    return first + units * {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[unit]


def turn(layer, at, name):
    weekday, _, time = layer.get("handover", "00:00").rpartition(" ")
    start = datetime.fromisoformat(layer["start"])
    if at < instant(start + minutes(time), name):
        return None
    if "until" in layer and at >= instant(datetime.fromisoformat(layer["until"]) + minutes(time), name):
        return None
    if layer.get("restrictions") and not within(layer["restrictions"], at, name):
        return None
    while weekday and DAYS[start.weekday()] != weekday:
        start -= timedelta(days=1)
    first = start + minutes(time)
    every = layer.get("every", "week")
    low, high = 0, 1  # the last turn that has begun
    while instant(after(first, every, high), name) <= at:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if instant(after(first, every, middle), name) <= at else (low, middle)
    people = layer["people"][low % len(layer["people"])]
    return people if isinstance(people, list) else [people]


class Desk:
    def __init__(self, resources):
        self.all = resources

    def moment(self, text, name):
        if text.endswith("Z"):
            return datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
        return instant(datetime.fromisoformat(text), name)

    def stands_in(self, kind, name, at):
        for one in self.all.get("overrides", []):
            if one.get(kind) != name:
                continue
            where = one.get("zone") or self.all["rotations"][name]["zone"]
            if self.moment(one["from"], where) <= at < self.moment(one["to"], where):
                return one["contact"] if isinstance(one["contact"], list) else [one["contact"]]
        return None

    def rung(self, contact, at, severity):
        person = self.all["contacts"][contact]
        if not person.get("active", True):
            return []
        quiet = person.get("quiet")
        if quiet and severity not in quiet.get("except", ["critical"]):
            if within(quiet["hours"], at, person["zone"]):
                return []
        return [contact]

    def on_duty(self, name, at):
        stand_in = self.stands_in("rotation", name, at)
        if stand_in is not None:
            return stand_in
        rotation = self.all["rotations"][name]
        for layer in reversed(rotation.get("layers", [rotation])):
            people = turn(layer, at, rotation["zone"])
            if people is not None:
                return people
        return []

    def ladder(self, name, at, severity, top=True):
        policy = self.all["policies"][name]
        found = []
        rungs = policy.get("rungs", [])
        stand_in = self.stands_in("policy", name, at) if top else None
        for contact in stand_in or []:
            found += self.rung(contact, at, severity)
        if not rungs:
            chosen = [who for who, person in self.all["contacts"].items()
                      if not severity or not person.get("severities") or severity in person["severities"]]
            for who in sorted(chosen, key=lambda who: self.all["contacts"][who].get("priority", 100)):
                found += self.rung(who, at, severity)
            return found
        for one in rungs[1:] if stand_in is not None else rungs:
            if "policy" in one:
                found += self.ladder(one["policy"], at, severity, top=False)
                continue
            people = [one["contact"]] if "contact" in one else self.on_duty(one["rotation"], at)
            for who in people:
                found += self.rung(who, at, severity)
        return found

    def answer(self, question):
        at = datetime.fromtimestamp(question["at"], UTC)
        office = self.all["calendars"]["office"]
        severity = question["severity"]
        return {"open": within(office["hours"], at, office["zone"], office["holidays"]),
                "ladder": self.ladder("ladder", at, severity),
                "chosen": self.ladder("chosen", at, severity)}


def main():
    answers = []
    for case in json.load(sys.stdin):
        desk = Desk(case["resources"])
        answers.append([desk.answer(question) for question in case["questions"]])
    json.dump(answers, sys.stdout)


main()
