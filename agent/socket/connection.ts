import { randomUUID } from 'node:crypto'
import { FromExtension, knows, MAX_TEXT, parseMessage } from '../../common/protocol/message.ts'
import type { Recipe } from '../../common/capture/recipe.ts'
import type {
  BadgeFinding,
  PageSetting,
  Refusal,
  SetAsideFile,
} from '../../common/protocol/message.ts'
import { browserActor, theAgent } from '../actor.ts'
import { browsersOf } from '../console/browsers.ts'
import type { ShownAnswer } from '../console/browsers.ts'
import { perform } from '../operations/perform.ts'
import { isProblem, Problem, problemOf } from '../problem.ts'
import { greeter } from './greeter.ts'
import { handlers, storeCaptures } from './handlers.ts'
import type { Page, Paired } from './handlers.ts'
import type { Body, CaptureMessage, Connecting, Talk } from './wire.ts'

type Message = FromExtension
type Numbered = Exclude<Extract<Message, { seq: number }>, CaptureMessage>
/** Captures that wait are stored together, so many at a time. */
const MOST_TOGETHER = 100
const LONGEST_DETAIL = 500
/** How long a browser may take to prove who it is; a person types nothing in that time. */
const GREETING_MILLISECONDS = 10_000

function cut({ file, problem }: SetAsideFile): SetAsideFile {
  return { file: file.slice(0, MAX_TEXT), problem: problem.slice(0, MAX_TEXT) }
}

// An extension of before refuses what it does not know: a field, and a reason.

/**
 * A page that its fragment tells from others, a list over several pages, and one of which nobody
 * knows how it looks without entries: such an extension cannot read them.
 */
function recipesFor(protocol: string, recipes: readonly Recipe[]): readonly Recipe[] {
  if (knows(protocol, 'witnessmark.v1.2')) return recipes
  return recipes.flatMap(recipe => {
    const { saveBasis: _, ...context } = recipe.context
    const known = recipe.settings.filter(
      ({ pages, empty }) => !pages && !(empty && 'unknown' in empty),
    )
    return recipe.where.fragments || known.length === 0
      ? []
      : [{ ...recipe, context, settings: known }]
  })
}

function settingsFor(protocol: string, settings: readonly PageSetting[]): readonly PageSetting[] {
  if (knows(protocol, 'witnessmark.v1.2')) return settings
  const older = (finding: BadgeFinding): BadgeFinding =>
    finding.reason === 'not-shown' ? { ...finding, reason: 'layout-not-recognised' } : finding
  return settings.map(setting => ({ ...setting, findings: setting.findings.map(older) }))
}

/** Serves one connection: the handshake, then messages one after the other. */
export function connect(given: Connecting): void {
  const { agent, socket, open } = given
  const browsers = browsersOf(agent)
  let paired: (Paired & { readonly talk: Talk }) | null = null
  let closed = false
  let seq = 0

  const send = (message: Body): void =>
    socket.send(JSON.stringify({ v: 1, id: randomUUID(), ...message }))
  const refuse = (reason: Refusal, of: string | null, detail?: string): void => {
    browsers.count(reason)
    const why = detail ? { detail: detail.slice(0, LONGEST_DETAIL) } : {}
    send({ kind: 'refused', of, reason, retry: reason === 'failed', ...why })
    // Before the handshake is done nobody gets a second guess on the same socket.
    if (paired) return
    closed = true
    socket.close(4001, reason)
  }
  const greet = greeter(given, { send, refuse })
  // Closed without a word: "refused" would tell a slow browser that its pairing ended.
  const patience = setTimeout(() => {
    closed = true
    browsers.count('unpaired')
    socket.close(4001, 'too slow')
  }, GREETING_MILLISECONDS)
  patience.unref()

  /** Who waits to hear what became of news; several channels may ask for the same. */
  const shown = new Map<string, readonly ((answer: ShownAnswer) => void)[]>()
  const answered = (alert: string, answer: ShownAnswer): void => {
    for (const resolve of shown.get(alert) ?? []) resolve(answer)
    shown.delete(alert)
  }

  const begin = async (pairing: string, of: string): Promise<void> => {
    const actor = browserActor(pairing)
    const pages = new Map<string, Page>()
    const push = async (page: Page, to: string | null): Promise<void> => {
      const { settings } = await perform(agent, actor, 'page', page)
      const known = settingsFor(socket.protocol, settings)
      send({ kind: 'page-findings', of: to, ...page, settings: [...known] })
    }
    const greetAgain = async (to: string): Promise<void> => {
      const { tenants, recipes, setAside } = await perform(agent, actor, 'welcome', {})
      const { name, dashboard } = given
      const own = { tenants: [...tenants], recipes: [...recipesFor(socket.protocol, recipes)] }
      const more = knows(socket.protocol, 'witnessmark.v1.1') ? { setAside: setAside.map(cut) } : {}
      send({ kind: 'welcome', of: to, agent: name, dashboard: dashboard(), ...own, ...more })
    }
    const talk: Talk = {
      pairing,
      changed(tenant) {
        for (const [key, page] of pages) {
          if (tenant !== null && page.tenant !== tenant) continue
          push(page, null).catch(error => {
            // The user took its tenant or recipe out.
            if (isProblem(error, 'tenant-unknown', 'recipe-unknown')) pages.delete(key)
            else socket.close(1011)
          })
        }
      },
      configured() {
        greetAgain(of)
          .then(() => talk.changed(null))
          .catch(() => socket.close(1011))
      },
      show(news) {
        if (!knows(socket.protocol, 'witnessmark.v1.3')) return Promise.resolve('older')
        const { alert } = news
        return new Promise(resolve => {
          shown.set(alert, [...(shown.get(alert) ?? []), resolve])
          send({ kind: 'alert', ...news })
        })
      },
      revoked() {
        send({ kind: 'revoked' })
        socket.close(4003, 'revoked')
      },
      close: (code, reason) => socket.close(code, reason),
    }
    clearTimeout(patience)
    const { login } = given
    paired = {
      agent,
      actor,
      send,
      login,
      push,
      greetAgain,
      pages,
      skew: null,
      incoming: null,
      shown: answered,
      talk,
    }
    open.add(talk)
    browsers.opened(talk)
    await greetAgain(of)
  }

  /** @returns the message, where it is one that may be served now */
  const admit = (frame: string | null): Message | null => {
    const parsed = parseMessage(frame, FromExtension)
    if (!parsed.ok) {
      // Extensions of before know no other word for it.
      const reason = parsed.reason === 'unknown-kind' ? 'malformed' : parsed.reason
      refuse(reason, parsed.of, parsed.detail)
      return null
    }
    const { message } = parsed
    const numbered = 'seq' in message
    if (!paired && numbered) refuse('unpaired', message.id)
    else if (paired && (!numbered || message.seq <= seq)) refuse('replayed', message.id)
    else {
      if (numbered) ({ seq } = message)
      if (paired) browsers.heard(paired.talk.pairing)
      return message
    }
    return null
  }

  const answer = async (message: Numbered, to: Paired): Promise<void> => {
    try {
      const handle = handlers[message.kind] as (message: Numbered, to: Paired) => Promise<void>
      await handle(message, to)
    } catch (error) {
      const problem = problemOf(error)
      refuse(problem.refusal, message.id, problem.message)
    }
  }
  const answerCaptures = async (messages: readonly CaptureMessage[], to: Paired): Promise<void> => {
    const results = await storeCaptures(messages, to)
    const say = (): void => {
      for (const { of, result } of results)
        if (result instanceof Problem) refuse(result.refusal, of, result.message)
        else if ('refusal' in result) refuse(result.refusal, of, result.detail)
        else send({ kind: 'ack', of, stored: result.stored })
    }
    if (socket.together) socket.together(say)
    else say()
  }

  /** What waits, in its order; a message that was looked at and is no capture is put back in front. */
  const inbox: Message[] = []
  const frames: (string | null)[] = []
  const next = (): Message | null => {
    const waiting = inbox.shift()
    if (waiting) return waiting
    const frame = frames.shift()
    return frame === undefined ? null : admit(frame)
  }
  const together = (first: CaptureMessage): CaptureMessage[] => {
    const captures = [first]
    while (frames.length > 0 && captures.length < MOST_TOGETHER) {
      const message = next()
      if (message?.kind === 'capture') captures.push(message)
      else if (message) {
        inbox.unshift(message)
        break
      }
    }
    return captures
  }
  const serve = async (message: Message): Promise<void> => {
    if (!('seq' in message)) {
      const pairing = await greet(message)
      if (pairing) await begin(pairing, message.id)
    } else if (!paired) return
    else if (message.kind === 'capture') await answerCaptures(together(message), paired)
    else await answer(message, paired)
  }

  // One after the other: a later message never overtakes the commit of an earlier one.
  let last: Promise<void> = Promise.resolve()
  const work = async (): Promise<void> => {
    const message = closed ? null : next()
    if (message) await serve(message)
  }
  socket.on('message', (data, isBinary) => {
    frames.push(isBinary ? null : data.toString())
    last = last.then(work).catch(() => socket.close(1011))
  })
  socket.on('close', () => {
    closed = true
    clearTimeout(patience)
    for (const alert of shown.keys()) answered(alert, 'gone')
    if (!paired) return
    open.delete(paired.talk)
    browsers.closed(paired.talk)
    // An agent that ends meanwhile has when it came.
    perform(agent, theAgent, 'pairing-seen', { id: paired.talk.pairing }).catch(() => undefined)
  })
}
