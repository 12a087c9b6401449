import { z } from 'zod'
import { collectors } from '../../common/services/collectors.ts'
import { serviceOf } from './connect.ts'
import { answering, list } from './operation.ts'

/** What a credential of a service needs, and where it is made. */
export const serviceAccess = answering({
  title: 'What a credential of a service needs',
  role: 'reader',
  needs: 'nothing',
  input: z.strictObject({ service: z.string() }),
  kind: 'service-access',
  output: z.strictObject({
    title: z.string(),
    /** The agent can read it by API. */
    collector: z.boolean(),
    rights: list(z.strictObject({ title: z.string(), optional: z.boolean() })),
    credentialUrl: z.string().nullable(),
    writeScopeNote: z.string().nullable(),
  }),
  run(agent, _, { service: id }) {
    const service = serviceOf(agent, id)
    return {
      title: service.title,
      collector: collectors.some(item => item.service === id),
      rights: service.rights.map(({ title, optional }) => ({ title, optional: optional ?? false })),
      credentialUrl: service.credentialUrl ?? null,
      writeScopeNote: service.writeScopeNote ?? null,
    }
  },
})
