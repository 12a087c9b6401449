import { existsSync, statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { BundleManifest } from '../../common/log/bundle.ts'
import { verifyBundle as verifyFile } from '../export/verify-bundle.ts'
import { Anchors } from '../log/anchors.ts'
import { Problem } from '../problem.ts'
import { list, steps, streaming } from './operation.ts'
import { TrustedInput } from './verify.ts'

/** Recomputes a bundle, whoever made it. */
export const verifyBundle = streaming({
  title: 'Recompute a bundle',
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    file: z.string().refine(isAbsolute, 'an absolute path'),
    /** The verifier key that must have signed, or handed over to the one that did. */
    pinned: z.string().optional(),
    trusted: TrustedInput.default({}),
  }),
  kind: 'bundle-verification',
  output: z.strictObject({
    ok: z.boolean(),
    files: z.int(),
    entries: z.int(),
    withheld: z.int(),
    key: z.string().nullable(),
    /** Where the log went on under another key. */
    changes: list(z.strictObject({ entry: z.int(), reason: z.string(), handedOver: z.boolean() })),
    signers: Anchors.nullable(),
    manifest: BundleManifest.omit({ files: true }).nullable(),
    problems: list(z.strictObject({ file: z.string(), problem: z.string() })),
  }),
  stream: (_, __, { file, pinned, trusted }) =>
    steps(tell => {
      if (!existsSync(file)) throw new Problem('nothing-to-verify', { file })
      if (!statSync(file).isFile()) throw new Problem('file-irregular', { file })
      const onProgress = (done: number, total: number): void => tell({ done, total, text: 'files' })
      return verifyFile(file, { pinned, trusted, onProgress })
    }),
})
