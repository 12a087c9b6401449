import { z } from 'zod'
import { KebabId } from '../../common/model/index.ts'
import { editConfig } from '../home/config.ts'
import { LARGEST } from '../import/document.ts'
import { readPolicy } from '../import/policy.ts'
import { answering, list } from './operation.ts'
import { PassageShape, PolicyShape, shownPassages, shownPolicy } from './policy-shapes.ts'

/** A document goes as base64 in a JSON text, with some words beside it. */
const AROUND = 128 * 1024

/**
 * Seals a version of a policy and finds what it may say; a tenant that is not there yet is made, without
 * a schedule, and is gone again where the file is refused.
 */
export const policyRead = answering({
  title: 'Read a policy, and find what it may say of metrics',
  role: 'administrator',
  needs: 'record',
  largest: Math.ceil((LARGEST * 4) / 3) + AROUND,
  input: z.strictObject({
    tenant: KebabId,
    /** What it is called in every version; its file's name without ending otherwise. */
    document: z.string().min(1).max(200).optional(),
    name: z.string().min(1).max(2000),
    body: z.base64(),
  }),
  kind: 'policy',
  output: z.strictObject({
    policy: PolicyShape,
    /** Whether this version was not the one that counted already. */
    isNew: z.boolean(),
    passages: list(PassageShape),
  }),
  async run(agent, actor, { body, ...given }) {
    const made = !agent.config().tenants[given.tenant]
    const place = ['tenants', given.tenant]
    if (made) editConfig(agent.home, place, { service: 'policies', schedule: 'off' })
    try {
      const read = await readPolicy(agent, actor, { ...given, body: Buffer.from(body, 'base64') })
      return {
        policy: shownPolicy(agent, read.policy),
        isNew: read.isNew,
        passages: shownPassages(read.policy, read.passages),
      }
    } catch (error) {
      if (made) editConfig(agent.home, place, undefined)
      throw error
    }
  },
})
