import { z } from 'zod'
import { addressOf } from '../console/address.ts'
import { browsersOf } from '../console/browsers.ts'
import { answering } from './operation.ts'

/** A fresh pairing code; an earlier one is void. */
export const pairingOffer = answering({
  title: 'Offer a code to pair a browser',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({}),
  kind: 'pairing',
  output: z.strictObject({
    /** What the person types in the extension: `PORT-CODE`. */
    text: z.string(),
    expiresAt: z.string(),
  }),
  run(agent) {
    const { code, expiresAt } = browsersOf(agent).desk.offer()
    return { text: `${addressOf(agent).port}-${code}`, expiresAt }
  },
})
