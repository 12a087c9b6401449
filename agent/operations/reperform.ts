import { isAbsolute } from 'node:path'
import { z } from 'zod'
import { CatalogueId, Outcome, Time } from '../../common/model/index.ts'
import { reperform as compare } from '../export/reperform.ts'
import { answering, list } from './operation.ts'

const Side = z.strictObject({
  tenant: z.string(),
  assessed: Time,
  entry: z.int(),
  key: z.string(),
  catalogue: z.string(),
})

/** What an auditor read with a token of their own, beside what a bundle says of the same tenant. */
export const reperform = answering({
  title: 'Compare a bundle with what was read anew',
  role: 'reader',
  needs: 'record',
  commandsOnly: true,
  input: z.strictObject({
    file: z.string().refine(isAbsolute, 'an absolute path'),
    /** As the bundle calls it, and as it is called here. */
    tenant: z.string(),
    as: z.string(),
    /** The verifier key that must have signed the bundle. */
    pinned: z.string(),
  }),
  kind: 'reperformance',
  output: z.strictObject({
    comparison: z.strictObject({
      service: z.string(),
      theirs: Side,
      own: Side,
      same: z.int(),
      differing: list(
        z.strictObject({
          check: CatalogueId,
          resource: z.strictObject({ type: z.string(), id: z.string(), name: z.string() }),
          /** Null: it is not there. */
          theirs: Outcome.nullable(),
          own: Outcome.nullable(),
        }),
      ),
      more: z.int(),
    }),
    /** The verifier key of this home's log, and its note over the SHA-256 of the comparison (RFC 8785). */
    key: z.string(),
    signature: z.string(),
  }),
  async run(agent, _, wanted) {
    const { comparison, ...signed } = await compare(agent, wanted)
    return { ...signed, comparison: { ...comparison, differing: [...comparison.differing] } }
  },
})
