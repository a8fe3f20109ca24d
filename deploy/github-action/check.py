#!/usr/bin/env python3
"""Lints workflows and runs their tests as a step of GitHub Actions: check.py PATH [IMAGE]

Prints an annotation for each finding and each test that failed, leaves tocsin.sarif, and writes a table into the step's
summary. With IMAGE the program of that image is run by docker. Exit 0: well; 1: something is wrong; 3: no program.
"""
import json
import os
import re
import shutil
import subprocess
import sys

SARIF = "tocsin.sarif"
PLACE = re.compile(r"^\s*(?P<file>[^\s:][^:]*):(?P<line>\d+):(?P<column>\d+): error: (?P<text>.*)$", re.M)


def escaped(text, more=""):
    """As GitHub's commands want values; `more` are the characters that also end a property."""
    for old in "%\r\n" + more:
        text = text.replace(old, f"%{ord(old):02X}")
    return text


def annotate(level, file, line, column, text):
    place = f"file={escaped(file, ':,')},line={max(line, 1)},col={max(column, 1)}"
    print(f"::{level} {place},title=tocsin::{escaped(text)}")


def told(name, text):
    """A line for the file that GitHub names in a variable."""
    if os.environ.get(name):
        with open(os.environ[name], "a", encoding="utf-8") as out:
            out.write(text + "\n")


def program(image):
    if not image:
        if shutil.which("tocsin"):
            return ["tocsin"]
        print("::error title=tocsin::there is no program tocsin on this runner: install its package, or give `image`")
        sys.exit(3)
    return ["docker", "run", "--rm", "--volume", f"{os.getcwd()}:/checkout:ro", "--workdir", "/checkout", image]


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        text = (done.stderr or done.stdout).strip() or f"it ended with {done.returncode}"
        print(f"::error title=tocsin::{escaped(' '.join(command[:-1]))}: {escaped(text)}")
        sys.exit(3 if done.returncode in (125, 126, 127) else 1)


def lint(tocsin, path):
    """The number of errors and of warnings."""
    _, findings = run([*tocsin, "lint", "--format", "json", path])
    _, sarif = run([*tocsin, "lint", "--format", "sarif", path])
    with open(SARIF, "w", encoding="utf-8") as out:
        json.dump(sarif, out)
    told("GITHUB_OUTPUT", f"sarif={SARIF}")
    for one in findings:
        annotate(one["level"], one["file"], one["line"], one["column"], one["text"])
    errors = sum(one["level"] == "error" for one in findings)
    return errors, len(findings) - errors


def test(tocsin, path):
    """The number of tests, and those that failed."""
    _, report = run([*tocsin, "test", "--format", "json", path])
    failed = [one for one in report.get("tests", []) if not one["passed"]]
    for one in failed:
        text = f"{one['name']}: {one['detail'].strip()}"
        at = PLACE.search(one["detail"])
        if at:
            annotate("error", at["file"], int(at["line"]), int(at["column"]), f"{one['name']}: {at['text']}")
        else:
            annotate("error", one["file"], 1, 1, text)
    return len(report.get("tests", [])), failed


def main(words):
    if len(words) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    tocsin = program(words[1] if len(words) == 2 else "")
    errors, warnings = lint(tocsin, words[0])
    tests, failed = (0, []) if errors else test(tocsin, words[0])
    told("GITHUB_STEP_SUMMARY", f"| tocsin | |\n|---|---|\n| errors | {errors} |\n| warnings | {warnings} |\n"
         f"| tests | {tests - len(failed)} of {tests} passed |\n" + "".join(f"| failed | {one['name']} |\n" for one in failed))
    print(f"{errors} errors, {warnings} warnings; {tests - len(failed)} of {tests} tests passed"
          + (", which are not run where lint finds errors" if errors else ""))
    return 1 if errors or failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
