"""python .ci/deployments PROGRAM FILE...: what deployment files repeat of the program, compared with the program."""

import pathlib
import sys

import kubernetes
import platforms
import yaml
from program import Program


def main():
    program = Program(sys.argv[1])
    failed = False
    for path in map(pathlib.Path, sys.argv[2:]):
        for finding in findings(path, program):
            failed = True
            print(f"{path}: {finding}")
    return 1 if failed else 0


def findings(path, program):
    if reader := platforms.READERS.get(path.name):
        yield from reader(path.read_text()).findings(program)
        return
    objects = [item for item in yaml.safe_load_all(path.read_text()) if item]
    yield from kubernetes.findings(objects, program)


sys.exit(main())
