"""The fenced blocks of a page, and how its command blocks are marked.

    ```sh run               its commands are tried, in the order of the page, in one shell
    ```sh run stays         the same; the last command goes on while the rest of the page is tried
    ```sh show REASON       not tried, for that reason
    ```sql run              given to psql
    ```dotenv               lines of the file .env, which the commands after it see
"""
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMMANDS = {"sh", "bash", "shell", "console", "zsh", "sql"}
SHOWN_AT_MOST = 0.1
# Pages about a program that cannot be had here, with what tries the same elsewhere: what they only show does not count.
ELSEWHERE = {"docs/guides/containers.md": "docker and an image registry: tools/image --try, tools/check-deploy",
             "docs/guides/clusters.md": "a cluster: tools/check-deploy, tools/check-cluster, tests/scenario/rolling_update"}
FENCE = re.compile(r"^(\s*)```(.*)$")


class Block:
    def __init__(self, page, line, mark):
        self.page, self.line, self.mark, self.lines = page, line, mark.split(), []

    @property
    def place(self):
        return f"{self.page}:{self.line}"

    @property
    def language(self):
        return self.mark[0] if self.mark else ""

    @property
    def text(self):
        return "".join(line + "\n" for line in self.lines)

    @property
    def runs(self):
        return self.language in COMMANDS and self.mark[1:] in (["run"], ["run", "stays"])

    @property
    def shown(self):
        return self.language in COMMANDS and self.mark[1:2] == ["show"]

    def fault(self):
        """What is wrong with the mark of a command block, or None."""
        if self.language not in COMMANDS or self.runs:
            return None
        if self.shown:
            return None if len(self.mark) > 3 else "'show' wants its reason: ```sh show REASON"
        return "is not marked: ```sh run, ```sh run stays, or ```sh show REASON"


def pages():
    """README and everything under docs, but what was decided (adr) and what is generated from what is tested."""
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page.relative_to(ROOT) for page in found if page.parent.name not in ("adr", "reference")]


def blocks(page):
    """All fenced blocks of a page; lines lose the indentation of their fence."""
    found, inside, indent = [], False, 0
    for number, line in enumerate((ROOT / page).read_text(encoding="utf-8").splitlines(), 1):
        fence = FENCE.match(line)
        if fence and not inside:
            indent = len(fence[1])
            found.append(Block(page, number, fence[2]))
        elif not fence and inside:
            found[-1].lines.append(line[indent:] if not line[:indent].strip() else line)
        if fence:
            inside = not inside
    return found


def faults():
    """Blocks that are not marked, marks that say nothing, and too many that are only shown."""
    problems, ran, shown = [], 0, []
    for page in pages():
        for block in blocks(page):
            if text := block.fault():
                problems.append(f"{block.place}: a command block {text}")
            ran += block.runs
            if block.shown and str(page) not in ELSEWHERE:
                shown.append(block.place)
    if len(shown) > SHOWN_AT_MOST * (ran + len(shown)):
        problems.append(f"{len(shown)} of {ran + len(shown)} command blocks are only shown, more than one in ten: {', '.join(shown)}")
    return problems, ran, len(shown)
