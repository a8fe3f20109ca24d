"""An OCI image of a root filesystem, with what the last stage of a Containerfile says of how it is run.

usage: oci.py ROOT.tar CONTAINERFILE VERSION ARCH OUT.tar

Two layers: Debian, and what changes with each release of tocsin. The same input gives the same bytes: entries are
sorted, times are those of SOURCE_DATE_EPOCH at most, and no name of this machine is in it.
"""
import datetime
import gzip
import hashlib
import io
import json
import os
import re
import shlex
import sys
import tarfile

OURS = ("usr/bin/tocsin", "usr/lib/tocsin", "usr/share/tocsin", "usr/share/doc/tocsin", "usr/lib/sysusers.d/tocsin.conf",
        "etc/tocsin", "var/lib/tocsin", "var/lib/dpkg")
EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
SECOND = 1_000_000_000


def instructions(path):
    """(WORD, rest) of the last stage."""
    text = re.sub(r"^\s*#.*\n", "", open(path).read(), flags=re.M)
    lines = [line.strip() for line in re.sub(r"\\\n", " ", text).split("\n") if line.strip()]
    last = max(at for at, line in enumerate(lines) if line.startswith("FROM "))
    return [tuple(line.split(None, 1)) for line in lines[last + 1:]]


def duration(text):
    number, unit = re.fullmatch(r"(\d+)(s|m)", text).groups()
    return int(number) * SECOND * (60 if unit == "m" else 1)


def health(rest):
    options, command = rest.split("CMD ", 1)
    said = dict(re.findall(r"--([a-z-]+)=(\S+)", options))
    return {"Test": ["CMD", *json.loads(command)], "Interval": duration(said["interval"]),
            "Timeout": duration(said["timeout"]), "StartPeriod": duration(said["start-period"]),
            "Retries": int(said["retries"])}


def run_config(path, version):
    config = {"Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
              "Labels": {"org.opencontainers.image.version": version}}
    for word, rest in instructions(path):
        if word == "ENV":
            config["Env"] += shlex.split(rest)
        elif word == "LABEL":
            config["Labels"].update(pair.split("=", 1) for pair in shlex.split(rest))
        elif word == "EXPOSE":
            config.setdefault("ExposedPorts", {})[rest + "/tcp"] = {}
        elif word == "VOLUME":
            config.setdefault("Volumes", {})[rest] = {}
        elif word in ("ENTRYPOINT", "CMD"):
            config[word.capitalize()] = json.loads(rest)
        elif word == "HEALTHCHECK":
            config["Healthcheck"] = health(rest)
        elif word in ("WORKDIR", "USER", "STOPSIGNAL"):
            config[{"WORKDIR": "WorkingDir", "USER": "User", "STOPSIGNAL": "StopSignal"}[word]] = rest
        elif word not in ("RUN", "COPY"):  # what they do is done already, by the same script
            sys.exit(f"oci.py: {path}: the last stage has {word}, which is not known here")
    return config


def is_ours(name):
    return any(name == path or name.startswith(path + "/") for path in OURS)


def layers(root):
    """The two layers as bytes of tar."""
    outs = [io.BytesIO(), io.BytesIO()]
    with tarfile.open(root) as tar, tarfile.open(fileobj=outs[0], mode="w", format=tarfile.GNU_FORMAT) as debian, \
            tarfile.open(fileobj=outs[1], mode="w", format=tarfile.GNU_FORMAT) as ours:
        for member in sorted(tar.getmembers(), key=lambda each: each.name):
            name = re.sub(r"^\./?", "", member.name)
            if not name or name.startswith("dev/"):
                continue
            member.name = name
            if member.islnk():
                member.linkname = re.sub(r"^\./", "", member.linkname)
            member.mtime, member.uname, member.gname, member.pax_headers = min(int(member.mtime), EPOCH), "", "", {}
            (ours if is_ours(name) else debian).addfile(member, tar.extractfile(member) if member.isreg() else None)
    return [out.getvalue() for out in outs]


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def write(out, files):
    with tarfile.open(out, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, data in sorted(files.items()):
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(data), EPOCH, 0o644
            tar.addfile(info, io.BytesIO(data))


def main():
    root, containerfile, version, arch, out = sys.argv[1:]
    files = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(data, kind):
        files["blobs/sha256/" + hashlib.sha256(data).hexdigest()] = data
        return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": digest(data), "size": len(data)}

    plain = layers(root)
    packed = [blob(gzip.compress(layer, 9, mtime=0), "layer.v1.tar+gzip") for layer in plain]
    created = datetime.datetime.fromtimestamp(EPOCH, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    config = {"created": created, "architecture": arch, "os": "linux", "config": run_config(containerfile, version),
              "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in plain]},
              "history": [{"created": created, "created_by": by} for by in ("Debian 12", f"tocsin {version}")]}
    manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "config": blob(json.dumps(config).encode(), "config.v1+json"), "layers": packed}
    entry = blob(json.dumps(manifest).encode(), "manifest.v1+json")
    entry["annotations"] = {"org.opencontainers.image.ref.name": f"localhost/tocsin:{version}",
                            "io.containerd.image.name": f"localhost/tocsin:{version}"}
    files["index.json"] = json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode()
    write(out, files)
    sizes = " + ".join(f"{layer['size'] / 1e6:.1f} MB" for layer in packed)
    print(f"{sizes} compressed (Debian, tocsin), {sum(map(len, plain)) / 1e6:.0f} MB unpacked, {entry['digest']}")


if __name__ == "__main__":
    main()
