import type { Agent } from '../../../agent/agent.ts'
import { browsersOf } from '../../../agent/console/browsers.ts'
import { perform } from '../../../agent/operations/perform.ts'
import type { Refusal } from '../../../common/protocol/message.ts'
import { tester } from '../actor.ts'

/** What a person does with browsers on the dashboard's page, and what that page shows. */
export type Desk = {
  offer(): { readonly code: string; readonly expiresAt: string }
  revoke(pairing: string): Promise<void>
  connected(): readonly string[]
  readonly refusals: ReadonlyMap<Refusal, number>
}

export function deskOf(agent: Agent): Desk {
  const browsers = browsersOf(agent)
  return {
    offer: () => browsers.desk.offer(),
    connected: () => browsers.connected(),
    refusals: browsers.refusals,
    async revoke(id) {
      await perform(agent, tester, 'pairing-revoke', { id })
    },
  }
}
