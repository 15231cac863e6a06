"""Holds what lockstep-lint writes to docs/lint-result.schema.json and to the
schema of SARIF 2.1.0 (fixtures/lint_cli/sarif-2.1.0.schema.json, as published by
OASIS).

    lint_schema_test.py SOURCE_FOLDER LOCKSTEP_LINT
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft4Validator, Draft202012Validator
except ImportError:
    sys.exit("lint_schema_test: needs the Debian package python3-jsonschema; "
             "run ./setup.sh")


def closed(schema):
    """The schema with unknown fields refused: none goes undocumented."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {key: closed(part) for key, part in schema.items()}
    if "properties" in schema and "type" in schema:
        strict.setdefault("additionalProperties", False)
    return strict


def check(name, validator, document):
    problems = [f"{name}: {'/'.join(map(str, e.path))}: {e.message[:200]}"
                for e in validator.iter_errors(document)]
    if problems:
        sys.exit("\n".join(problems[:20]))


def fixes(source, lint, folder):
    """SARIF of a program with findings that have fixes."""
    path = source / "fixtures/lint_cli/fixes/fixes.cpp"
    subprocess.run([lint, "--no-cache", "--output", "sarif=f.sarif", str(path),
                    "--", "-std=c++20", f"-I{source}", f"-I{source}/include"],
                   cwd=folder, stdout=subprocess.DEVNULL, check=False)
    return json.loads((folder / "f.sarif").read_text())


def main():
    source, lint = pathlib.Path(sys.argv[1]), sys.argv[2]
    with tempfile.TemporaryDirectory() as folder:
        shop = pathlib.Path(folder) / "shop"
        shutil.copytree(source / "fixtures/lint_cli/shop", shop)
        database = (shop / "compile_commands.json.in").read_text()
        (shop / "compile_commands.json").write_text(
            database.replace("@FOLDER@", str(shop)))
        price = shop / "price.cpp"
        price.write_text(price.read_text().replace(
            "3600;", "3600;  // NOLINT(lockstep-wall-clock): only logged"))
        run = subprocess.run(
            [lint, "--no-cache", "--output", "json=l.json", "--output",
             "sarif=l.sarif"], cwd=shop, stdout=subprocess.DEVNULL,
            check=False)
        if run.returncode != 1:
            sys.exit(f"exit code {run.returncode}, not 1")
        result = json.loads((shop / "l.json").read_text())
        sarif = json.loads((shop / "l.sarif").read_text())
        with_fixes = fixes(source, lint, pathlib.Path(folder))
    schema = json.loads((source / "docs/lint-result.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    check("json", Draft202012Validator(closed(schema)), result)
    schema = json.loads(
        (source / "fixtures/lint_cli/sarif-2.1.0.schema.json").read_text())
    check("sarif", Draft4Validator(schema), sarif)
    check("sarif", Draft4Validator(schema), with_fixes)
    results = with_fixes["runs"][0]["results"]
    for part in ("codeFlows", "fixes", "partialFingerprints", "ruleIndex"):
        if not any(part in one for one in results):
            sys.exit(f"no result has {part}")
    rules = with_fixes["runs"][0]["tool"]["driver"]["rules"]
    if not all("help" in rule and "helpUri" not in rule for rule in rules):
        sys.exit("a rule has no help, or one on the network")
    # A check that would pass on nothing is none.
    if not result["findings"] or not result["silenced"]:
        sys.exit("no findings, or none silenced")
    print(f"{len(result['findings'])} findings, "
          f"{len(result['silenced'])} silenced")


main()
