"""The parts of a program as CycloneDX 1.5 JSON: the Debian packages of the libraries it is linked with.

usage: parts.py PROGRAM VERSION
"""
import json
import re
import subprocess
import sys

program, version = sys.argv[1:]


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def package_of(path):
    for name in (path, re.sub(r"^/(lib|usr/lib)", lambda place: "/usr/lib" if place[1] == "lib" else "/lib", path)):
        if found := re.match(r"([^:\s]+(?::\w+)?): ", said("dpkg-query", "-S", name)):
            return found[1]
    return None


def licences_of(package):
    try:
        text = open(f"/usr/share/doc/{package.split(':')[0]}/copyright", errors="replace").read()
    except OSError:
        return []
    return sorted(set(re.findall(r"^License: *(\S.*)$", text, re.M)))


parts = {}
for path in re.findall(r"=> (/\S+)", said("ldd", program)):
    package = package_of(path)
    if package is None:
        print(f"parts.py: {path} belongs to no package", file=sys.stderr)
        continue
    name, of, arch = said("dpkg-query", "-W", "-f", "${Package}\t${Version}\t${Architecture}", package).split("\t")
    parts[name] = {"type": "library", "name": name, "version": of, "purl": f"pkg:deb/debian/{name}@{of}?arch={arch}",
                   **({"licenses": [{"license": {"name": text}} for text in found]}
                      if (found := licences_of(package)) else {})}
if not parts:
    sys.exit("parts.py: no library was found")
print(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
                  "metadata": {"component": {"type": "application", "name": "tocsin", "version": version,
                                             "licenses": [{"license": {"id": "Apache-2.0"}}]}},
                  "components": [parts[name] for name in sorted(parts)]}, indent=2))
