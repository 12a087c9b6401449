import { z } from 'zod'
import { browsersOf } from '../console/browsers.ts'
import { endPairing } from '../console/pairings.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Ends a pairing; a browser that is connected is told and closed. */
export const pairingRevoke = answering({
  title: 'End the pairing of a browser',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({ id: z.string() }),
  kind: 'pairing',
  output: ok,
  async run(agent, actor, { id }) {
    await endPairing(agent, actor, id)
    browsersOf(agent).revoked(id)
    return { ok: true }
  },
})
