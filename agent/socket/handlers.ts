import type { FromExtension, Picture } from '../../common/protocol/message.ts'
import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import type { ShownAnswer } from '../console/browsers.ts'
import { takePart } from '../console/picture.ts'
import type { Input, Output } from '../operations/index.ts'
import { perform } from '../operations/perform.ts'
import { Problem, problemOf } from '../problem.ts'
import type { Body, CaptureMessage } from './wire.ts'

export type Page = Input<'page'>

/** A paired browser, and what is remembered of it while it is connected. */
export type Paired = {
  readonly agent: Agent
  readonly actor: Actor
  send(message: Body): void
  /** The dashboard's address that signs in once. */
  login(): string
  /** Sends what is known of a page. @param of the message that asked; null where something changed */
  push(page: Page, of: string | null): Promise<void>
  /** Sends the welcome again. @param of the message that it answers, at first or anew */
  greetAgain(of: string): Promise<void>
  /** Pages that it shows, which are sent again when something changes. */
  readonly pages: Map<string, Page>
  /** Its clock minus ours in milliseconds, once it told it. */
  skew: number | null
  /** Hears what became of news that it was to show. */
  shown(alert: string, answer: ShownAnswer): void
  /** A picture on its way in, part by part. */
  incoming: { readonly picture: Picture; readonly parts: Uint8Array[] } | null
}

type Numbered = Extract<FromExtension, { seq: number }>
type Of<K extends Numbered['kind']> = Extract<Numbered, { kind: K }>

/** Pages that one connection follows at once; the oldest gives way. */
const MAX_PAGES = 50

/** What is done with each message of a paired browser: a kind that is missing does not compile. */
export const handlers: {
  readonly [K in Exclude<Numbered['kind'], 'capture'>]: (
    message: Of<K>,
    to: Paired,
  ) => Promise<void> | void
} = {
  'login': ({ id }, to) => to.send({ kind: 'login-link', of: id, url: to.login() }),

  'ping': ({ id }, to) => to.send({ kind: 'pong', of: id }),

  async 'held'({ id, ids, now: theirs }, to) {
    const { missing, now } = await perform(to.agent, to.actor, 'held', { ids })
    to.skew = Date.parse(theirs) - Date.parse(now)
    to.send({ kind: 'missing', of: id, now, ids: [...missing] })
  },

  async 'picture'({ id, picture }, to) {
    const { wanted } = await perform(to.agent, to.actor, 'picture-announce', { picture })
    to.incoming = wanted ? { picture, parts: [] } : null
    if (wanted) to.send({ kind: 'picture-next', of: id, picture: picture.id, part: 0 })
    else to.send({ kind: 'ack', of: id, stored: false })
  },

  async 'picture-part'({ id, picture: of, part, data }, to) {
    const { incoming, skew } = to
    if (incoming?.picture.id !== of) throw new Problem('picture-not-announced', {})
    to.incoming = null
    const next = takePart(incoming, part, data)
    if (next !== null) {
      to.incoming = incoming
      return to.send({ kind: 'picture-next', of: id, picture: of, part: next })
    }
    const { stored } = await perform(to.agent, to.actor, 'picture', { ...incoming, skew })
    to.send({ kind: 'ack', of: id, stored })
  },

  async 'page'({ id, tenant, recipe, address }, to) {
    const page = { tenant, recipe, address }
    await to.push(page, id)
    to.pages.set(`${tenant}/${recipe}/${address}`, page)
    if (to.pages.size > MAX_PAGES) to.pages.delete(to.pages.keys().next().value ?? '')
  },

  async 'round'({ id }, to) {
    const { pages } = await perform(to.agent, to.actor, 'round', {})
    to.send({ kind: 'round-pages', of: id, pages: [...pages] })
  },

  async 'confirm'({ id, recipe, setting, right }, to) {
    await perform(to.agent, to.actor, 'confirm', { recipe, setting, right })
    to.send({ kind: 'ack', of: id, stored: true })
  },

  async 'teach'({ v: _v, id, seq: _seq, kind: _kind, ...lesson }, to) {
    await perform(to.agent, to.actor, 'teach', lesson)
    to.send({ kind: 'ack', of: id, stored: true })
    await to.greetAgain(id)
  },

  'alert-shown'({ id, alert, problem }, to) {
    to.shown(alert, problem ?? 'shown')
    to.send({ kind: 'ack', of: id, stored: true })
  },

  async 'unpair'({ id }, to) {
    to.send({ kind: 'ack', of: id, stored: true })
    await perform(to.agent, to.actor, 'pairing-revoke', { id: to.actor.id })
  },
}

type CaptureResult = Output<'capture'>['results'][number]

/** Captures that came together, in one commit for each tenant. @returns what became of each */
export async function storeCaptures(
  messages: readonly CaptureMessage[],
  { agent, actor, skew }: Paired,
): Promise<readonly { readonly of: string; readonly result: CaptureResult | Problem }[]> {
  const captures = messages.map(message => message.capture)
  try {
    const { results } = await perform(agent, actor, 'capture', { captures, skew })
    return messages.map(({ id }, place) => {
      const result = results[place]
      return { of: id, result: result ?? new Problem('failed', { detail: 'no result' }) }
    })
  } catch (error) {
    const result = problemOf(error)
    return messages.map(({ id }) => ({ of: id, result }))
  }
}
