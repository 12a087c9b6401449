import { Resolver } from 'node:dns/promises'
import { Unreadable } from '../../common/model/index.ts'
import type { Dns } from '../../common/model/index.ts'
import { said } from '../../common/words/said.ts'
import type { Recorder } from './api.ts'

/**
 * TXT look-ups through the system's resolvers, recorded like any other reply. A name without
 * records is an observed absence.
 */
export function createDns(
  recorder: Recorder,
  resolver: Pick<Resolver, 'resolveTxt'> = new Resolver({ timeout: 5000, tries: 2 }),
): Dns {
  return {
    async txt(name) {
      const records = await resolver.resolveTxt(name).then(
        found => found.map(parts => parts.join('')).sort(),
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return []
          throw new Unreadable(
            error.code === 'ETIMEOUT' ? 'timed-out' : 'unreachable',
            said('dns-failed', { name, message: error.code ?? error.message }),
          )
        },
      )
      const body = new TextEncoder().encode(JSON.stringify({ name, type: 'TXT', records }))
      return {
        records,
        evidence: await recorder.record({
          request: `DNS TXT ${name}`,
          status: 200,
          mediaType: 'application/json',
          body,
          etag: null,
          lastModified: null,
          link: null,
          clockOffset: null,
          personal: false,
        }),
      }
    },
  }
}
