import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { BundleManifest } from '../../common/log/bundle.ts'
import { verifyBundle as verifyFile } from '../export/verify-bundle.ts'
import { Problem } from '../problem.ts'
import { list, steps, streaming } from './operation.ts'

/** Recomputes a bundle, whoever made it. */
export const verifyBundle = streaming({
  title: 'Recompute a bundle',
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    file: z.string().refine(isAbsolute, 'an absolute path'),
    /** The verifier key that must have signed. */
    pinned: z.string().optional(),
  }),
  kind: 'bundle-verification',
  output: z.strictObject({
    ok: z.boolean(),
    files: z.int(),
    entries: z.int(),
    withheld: z.int(),
    key: z.string().nullable(),
    manifest: BundleManifest.omit({ files: true }).nullable(),
    problems: list(z.strictObject({ file: z.string(), problem: z.string() })),
  }),
  stream: (_, __, { file, pinned }) =>
    steps(tell => {
      if (!existsSync(file)) throw new Problem('nothing-to-verify', { file })
      const onProgress = (done: number, total: number): void => tell({ done, total, text: 'files' })
      return verifyFile(file, { pinned, onProgress })
    }),
})
