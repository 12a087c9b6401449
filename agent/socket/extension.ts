import { isExtensionOrigin } from '../../common/protocol/origin.ts'
import type { Agent } from '../agent.ts'
import { browsersOf } from '../console/browsers.ts'
import { agentKey } from '../console/handshake.ts'
import { connect } from './connection.ts'
import type { ExtensionSocket, Talk } from './wire.ts'

/** All connections of extensions to one agent. */
export type ExtensionHub = {
  /** @param origin of the upgrade request, as the browser wrote it */
  handle(socket: ExtensionSocket, origin: string | undefined): void
  close(): void
}

/**
 * Host is checked by the server; the Origin is checked here once more.
 * @param options name and dashboard address that the extension shows, and one that signs in once
 */
export function createExtensionHub(
  agent: Agent,
  options: {
    readonly name: string
    readonly dashboard: () => string
    readonly login: () => string
  },
): ExtensionHub {
  const key = agentKey(agent.home)
  const open = new Set<Talk>()
  const onCommitted = ({ tenant }: { readonly tenant: string | null }): void => {
    for (const talk of open) talk.changed(tenant)
  }
  const onConfigured = (): void => {
    for (const talk of open) talk.configured()
  }
  agent.events.on('committed', onCommitted).on('configured', onConfigured)

  return {
    handle(socket, origin) {
      if (!isExtensionOrigin(origin)) {
        browsersOf(agent).count('unpaired')
        socket.close(4001, 'origin')
        return
      }
      connect({ agent, key, origin, socket, ...options, open })
    },
    close() {
      agent.events.off('committed', onCommitted).off('configured', onConfigured)
      for (const talk of open) talk.close(1001, 'the agent stops')
    },
  }
}
