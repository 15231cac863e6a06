"""Holds what lockstep-replay writes as JSON to the schemas of docs/.

Checked are all golden runs of fixtures/cli that print JSON, and a run over all
histories of fixtures/. The schemas let readers ignore what they do not know;
here a field that a schema does not name is a mistake, so that no field goes
undocumented.

    schema_test.py SOURCE_FOLDER LOCKSTEP_REPLAY BUILD
"""
import json
import pathlib
import subprocess
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    sys.exit("schema_test: needs the Debian package python3-jsonschema; "
             "run ./setup.sh")

# Loops and leaks on purpose are in the histories; keep them short.
LIMITS = ["--deadlock-timeout", "0.3", "--memory-limit", "300"]


def closed(schema):
    """The schema with unknown fields refused everywhere."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: closed(part) for key, part in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        strict.setdefault("additionalProperties", False)
    return strict


def validator(path):
    schema = json.loads(path.read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(closed(schema))


def mistakes(name, text, against):
    """Sentences about what the schema does not allow."""
    errors = against.iter_errors(json.loads(text))
    return [f"{name}: {error.json_path}: {error.message[:300]}"
            for error in errors]


def required_everywhere(schema, path="$"):
    """Fields that a reader could not rely on."""
    found = []
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            missing = set(schema["properties"]) - set(schema.get("required", []))
            found += [f"{path}: not required: {name}" for name in missing]
        for key, part in schema.items():
            found += required_everywhere(part, f"{path}.{key}")
    return found


def main():
    source = pathlib.Path(sys.argv[1])
    replay, build = sys.argv[2:4]
    schemas = {
        "run": validator(source / "docs/result.schema.json"),
        "describe": validator(source / "docs/describe.schema.json"),
    }
    problems = []
    for name in ("result", "describe"):
        schema = json.loads((source / f"docs/{name}.schema.json").read_text())
        problems += required_everywhere(schema)

    goldens = 0
    for cmd in sorted(source.glob("fixtures/cli/*/cmd")):
        command = cmd.read_text()
        out = (cmd.parent / "out").read_text()
        if "--format json" not in command or not out.startswith("{"):
            continue
        goldens += 1
        kind = "describe" if "lockstep-replay describe" in command else "run"
        problems += mistakes(cmd.parent.name, out, schemas[kind])

    histories = str(source / "fixtures/histories")
    run = subprocess.run(
        [replay, "run", build, histories, "--format", "json", *LIMITS],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    document = json.loads(run.stdout)
    problems += mistakes("run over fixtures/histories", run.stdout,
                         schemas["run"])
    if document["summary"]["exit_code"] != run.returncode:
        problems.append(f"exit code {run.returncode} is not the document's")

    # A check that would pass on nothing is none.
    verdicts = {result["verdict"] for result in document["results"]}
    if goldens < 5 or len(verdicts) < 8:
        problems.append(f"only {goldens} golden documents and {verdicts}")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{goldens} golden documents, {len(document['results'])} results, "
          f"{len(verdicts)} verdicts")


main()
