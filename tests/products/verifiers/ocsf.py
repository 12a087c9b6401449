"""Validates OCSF events, one a line, against the schema of the version they name (ocsf-json-schema carries OCSF's own)."""
import json, sys
from collections import Counter
from jsonschema import Draft202012Validator
from ocsf_json_schema import get_ocsf_schema
from ocsf_json_schema.embedded import OcsfJsonSchemaEmbedded

embedded = OcsfJsonSchemaEmbedded(get_ocsf_schema(version="1.3.0"))
validators, counts = {}, Counter()
for line in open(sys.argv[1], encoding="utf-8"):
    event = json.loads(line)
    assert event["metadata"]["version"] == "1.3.0", event["metadata"]
    name = {2003: "compliance_finding", 2004: "detection_finding"}[event["class_uid"]]
    if name not in validators:
        validators[name] = Draft202012Validator(embedded.get_class_schema(name))
    problems = [f"{error.json_path}: {error.message[:300]}" for error in validators[name].iter_errors(event)]
    if problems:
        print(json.dumps(event)[:600], *problems, sep="\n")
        sys.exit(1)
    counts[name] += 1
print(json.dumps(counts))
