"""Man pages of tocsin, made of the help of its commands.

usage: man_pages.py PROGRAM FOLDER   writes FOLDER/tocsin.1.gz and FOLDER/tocsin-COMMAND.1.gz for each command.
"""
import gzip
import os
import re
import subprocess
import sys

program, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)


def help_of(*command):
    return subprocess.run([program, *command, "--help"], capture_output=True, text=True, check=True).stdout


def roff(text):
    """One line as roff takes it literally."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def literally(lines):
    return [".nf", *map(roff, lines), ".fi"]


def write(name, brief, lines, see_also):
    page = [f'.TH "{name.upper()}" 1 "" "tocsin {version}"', ".SH NAME", roff(f"{name} - {brief}"), *lines,
            ".SH SEE ALSO", roff(", ".join(f"{other}(1)" for other in see_also if other != name))]
    with gzip.GzipFile(os.path.join(folder, name + ".1.gz"), "wb", mtime=0) as out:
        out.write(("\n".join(page) + "\n").encode())


def sections(text):
    """Lines of a help text by its headings: '' before the first one."""
    found, heading = {"": []}, ""
    for line in text.rstrip().split("\n"):
        if re.fullmatch(r"[A-Z][^:]*:", line):
            heading = line[:-1]
            found[heading] = []
        else:
            found[heading].append(line)
    return found


def page_of(command, brief):
    lines = []
    said = sections(help_of(*command))
    for heading, text in said.items():
        shown = [line for line in text if line.strip()]
        if heading == "":
            usage = next((line for line in shown if line.startswith("Usage:")), "")
            lines += [".SH SYNOPSIS", roff(usage.removeprefix("Usage: "))]
            shown = [line for line in shown if line != usage]
            heading = "DESCRIPTION"
        if shown:
            lines += [f".SH {heading.upper()}", *literally(shown)]
    for below in re.findall(r"^  ([a-z][a-z-]*)(?:,\S+)? {2,}(.*)$", "\n".join(
            said.get("Subcommands", [])), re.M):
        text = [line for line in help_of(*command, below[0]).rstrip().split("\n") if line.strip()]
        lines += [f".SH {' '.join([*command, below[0]]).upper()}", *literally(text)]
    name = "-".join(["tocsin", *command])
    write(name, brief, lines, ["tocsin"])
    return name


overview = help_of()
version = re.match(r"tocsin (\S+):", overview)[1]
commands = re.findall(r"^  ([a-z]+) {2,}(.*)$", overview.split("Options,")[0], re.M)
if not commands:
    sys.exit("man_pages.py: the help names no command")
names = [page_of([command], brief) for command, brief in commands]
first, *rest = overview.rstrip().split("\n")
write("tocsin", first.split(": ", 1)[1],
      [".SH SYNOPSIS", "tocsin COMMAND [OPTIONS]", ".SH COMMANDS AND OPTIONS", *literally(rest),
       ".SH FILES", *literally(["/etc/tocsin/tocsin.yaml   settings", "/etc/tocsin/.env          variables of the settings",
                                "/etc/tocsin/workflows     workflows, hooks and resources",
                                "/etc/default/tocsin       options of tocsin run under systemd",
                                "/var/lib/tocsin           data of the worker"])], names)
