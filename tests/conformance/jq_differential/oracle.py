"""Answers pairs of a program and an input as jq does: oracle.py PAIRS ANSWERS JOBS.

PAIRS holds one JSON array [program, input] on each line; line N of ANSWERS answers line N of PAIRS with one of
  {"text": TEXT}     what the program gave, which is one string
  {"refused": WHY}   the program does not compile
  {"raised": WHY}    it gave an error that the program does not catch
  {"died": SIGNAL}   jq ended its process, took more than a second of processor time (SIGPROF) or too much memory
jq runs in children, for there are inputs that abort it and inputs with which it never ends.
"""

import json
import os
import resource
import signal
import sys

CPU_SECONDS = 1.0
MEMORY_BYTES = 1 << 30
LIVES_SECONDS = 300  # of a child; jq never waits for anything


def answers(pairs, begin, out):
    """In a child: one line for each pair from `begin` on, until jq ends the process."""
    import jq

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.alarm(LIVES_SECONDS)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    compiled_text, compiled, refused = None, None, None
    for program, given in pairs[begin:]:
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        if program != compiled_text:
            compiled_text, compiled, refused = program, None, None
            try:
                compiled = jq.compile(program)
            except ValueError as error:
                refused = str(error)
        if compiled is None:
            answer = {"refused": refused}
        else:
            try:
                answer = {"text": compiled.input_text(given).first()}
            except (ValueError, StopIteration) as error:
                answer = {"raised": str(error)}
        signal.setitimer(signal.ITIMER_PROF, 0)
        out.write(json.dumps(answer) + "\n")
        out.flush()
    os._exit(0)


def answer_all(pairs, path):
    """One child after the other; what ends a child is answered with how it ended."""
    with open(path, "w", encoding="utf-8") as out:
        done = 0
        while done < len(pairs):
            reader, writer = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(reader)
                answers(pairs, done, os.fdopen(writer, "w", encoding="utf-8"))
            os.close(writer)
            with os.fdopen(reader, encoding="utf-8") as lines:
                for line in lines:
                    if line.endswith("\n"):
                        out.write(line)
                        done += 1
            _, status = os.waitpid(child, 0)
            if done < len(pairs):
                how = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "an exit"
                out.write(json.dumps({"died": how}) + "\n")
                done += 1


def main():
    pairs_path, answers_path, jobs = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(pairs_path, encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    os.environ["TZ"] = "UTC"
    share = (len(pairs) + jobs - 1) // jobs
    parts = [f"{answers_path}.{job}" for job in range(jobs)]
    children = []
    for job, part in enumerate(parts):
        child = os.fork()
        if child == 0:
            answer_all(pairs[job * share:(job + 1) * share], part)
            os._exit(0)
        children.append(child)
    failed = [child for child in children if os.waitpid(child, 0)[1] != 0]
    with open(answers_path, "w", encoding="utf-8") as out:
        for part in parts:
            with open(part, encoding="utf-8") as lines:
                out.writelines(lines)
            os.unlink(part)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
