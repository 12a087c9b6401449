import type { FromAgent, Refusal } from '../../common/protocol/message.ts'
import { perAgent } from '../per-agent.ts'
import { createDesk } from './desk.ts'
import type { Desk } from './desk.ts'

/** News as a browser is told of it. */
export type ShownNews = Pick<
  Extract<FromAgent, { kind: 'alert' }>,
  'alert' | 'title' | 'text' | 'page'
>
/** What became of it there: `older` is an extension that is told of no news. */
export type ShownAnswer = 'shown' | 'not-allowed' | 'failed' | 'older' | 'gone'

/** A paired browser that is connected now. */
export type Connected = {
  readonly pairing: string
  /** Has it shown; the answer comes when the browser gave it, or went. */
  show(news: ShownNews): Promise<ShownAnswer>
  /** Its pairing ended: it is told, and closed. */
  revoked(): void
}

/** The browsers of one agent: who is connected, what was refused, and the code on offer. */
export type Browsers = {
  readonly desk: Desk
  /** Refused messages by reason since the start. */
  readonly refusals: ReadonlyMap<Refusal, number>
  count(reason: Refusal): void
  opened(browser: Connected): void
  closed(browser: Connected): void
  /** Pairing ids. */
  connected(): readonly string[]
  /** A browser that is connected said something. */
  heard(pairing: string): void
  /** When it last did since the start; null where it did not. */
  heardAt(pairing: string): string | null
  /** What becomes of it in each that is connected. */
  show(news: ShownNews): readonly Promise<ShownAnswer>[]
  revoked(pairing: string): void
}

export const browsersOf = perAgent((agent): Browsers => {
  const refusals = new Map<Refusal, number>()
  const open = new Set<Connected>()
  const heard = new Map<string, string>()
  return {
    desk: createDesk(agent.clock),
    refusals,
    count: reason => void refusals.set(reason, (refusals.get(reason) ?? 0) + 1),
    opened: browser => void open.add(browser),
    closed: browser => void open.delete(browser),
    connected: () => [...open].map(browser => browser.pairing),
    heard: pairing => void heard.set(pairing, agent.clock().toISOString()),
    heardAt: pairing => heard.get(pairing) ?? null,
    show: news => [...open].map(browser => browser.show(news)),
    revoked(pairing) {
      for (const browser of open) if (browser.pairing === pairing) browser.revoked()
    },
  }
})
