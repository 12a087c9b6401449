"""Verifies an SD-JWT as the reference implementation does: python credential.py KEY.jwk < CREDENTIAL."""

import json
import sys

from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

with open(sys.argv[1], encoding="utf-8") as file:
    key = JWK.from_json(file.read())
verified = SDJWTVerifier(sys.stdin.read().strip(), lambda issuer, header: key)
json.dump(verified.get_verified_payload(), sys.stdout)
