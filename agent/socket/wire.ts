import type { KeyObject } from 'node:crypto'
import type { FromAgent, FromExtension } from '../../common/protocol/message.ts'
import type { Agent } from '../agent.ts'
import type { Connected } from '../console/browsers.ts'

/** What a connection needs of a socket: the WebSocket of `ws` has it. */
export type ExtensionSocket = {
  /** The subprotocol that was agreed on. */
  readonly protocol: string
  send(text: string): void
  /** What `work` sends leaves at once; without it, each by itself. */
  together?(work: () => void): void
  close(code?: number, reason?: string): void
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown
  on(event: 'close', listener: () => void): unknown
}

/** A message without the head that sending adds. */
export type Body = FromAgent extends infer M
  ? M extends FromAgent
    ? Omit<M, 'v' | 'id'>
    : never
  : never

/** A browser that proved who it is. */
export type Talk = Connected & {
  /** Pages of the tenant (or all) are sent again. */
  changed(tenant: string | null): void
  /** What a browser knows of the home is sent again: tenants, own recipes, files that are set aside. */
  configured(): void
  close(code: number, reason: string): void
}

export type Connecting = {
  readonly agent: Agent
  readonly key: KeyObject
  readonly origin: string
  readonly socket: ExtensionSocket
  readonly name: string
  readonly dashboard: () => string
  /** The dashboard's address that signs in once. */
  readonly login: () => string
  readonly open: Set<Talk>
}

export type CaptureMessage = Extract<FromExtension, { kind: 'capture' }>
