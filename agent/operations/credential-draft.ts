import { z } from 'zod'
import { draftCredential, holderJwk, signCredential } from '../export/credential.ts'
import { verifyStatement } from '../export/verify-statement.ts'
import { Problem } from '../problem.ts'
import { timeOf } from './changes.ts'
import { answering, list } from './operation.ts'

/** A credential of the assessor's, drafted from a statement that verifies; signed by their key alone. */
export const credentialDraft = answering({
  title: "Draft an assessor's credential from a monitoring statement",
  role: 'reader',
  needs: 'nothing',
  commandsOnly: true,
  input: z.strictObject({
    /** Of the statement's file. */
    statement: z.string(),
    /** The verifier key of the log that must have signed it. */
    pinned: z.string(),
    framework: z.string(),
    issuer: z.url(),
    /** A day. */
    until: z.string(),
    status: z.strictObject({ uri: z.url(), index: z.int().nonnegative() }),
    /** Public key (PEM) of who is assessed. */
    holder: z.string().optional(),
    /** Private key (PEM) of the assessor; without it the draft stays unsigned. */
    key: z.string().optional(),
  }),
  kind: 'credential-draft',
  output: z.strictObject({
    payload: z.record(z.string(), z.unknown()),
    disclosures: list(z.string()),
    /** Null: nobody signed it. */
    credential: z.string().nullable(),
  }),
  async run(agent, _, { statement: text, pinned, framework, issuer, until, status, holder, key }) {
    const { statement, problems } = verifyStatement(text, pinned)
    if (!statement || problems.length > 0)
      throw new Problem('credential-statement', { problem: problems.join('; ') })
    const stated = statement.frameworks.find(({ id }) => id === framework)
    if (!stated) {
      const known = statement.frameworks.map(({ id }) => id)
      throw new Problem('framework-unknown', { framework, known })
    }
    const from = agent.clock()
    const end = new Date(timeOf(until))
    if (end <= from) throw new Problem('date-not-ahead', { option: '--until', day: until })
    const drafted = draftCredential(statement, stated, {
      issuer,
      from,
      until: end,
      status,
      ...(holder === undefined ? {} : { holder: await holderJwk(holder) }),
    })
    return {
      payload: { ...drafted.payload },
      disclosures: [...drafted.disclosures],
      credential: key === undefined ? null : await signCredential(drafted, key),
    }
  },
})
