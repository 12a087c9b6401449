import { PICTURE_PART } from '../common/protocol/message.ts'
import type { Capture, FromAgent, FromExtension } from '../common/protocol/message.ts'
import type { Kept } from './database.ts'
import { toBase64url } from './keys.ts'
import { queue } from './queue.ts'

/** A message after the handshake, as it is handed to the link, which numbers it. */
export type Sent = FromExtension extends infer M
  ? M extends { seq: number }
    ? Omit<M, 'v' | 'id' | 'seq'>
    : never
  : never

export type Delivery = {
  /**
   * On a fresh connection: asks whether the agent still has what it acknowledged, and sends what
   * waits.
   */
  start(): Promise<void>
  flush(): Promise<void>
  receive(message: FromAgent): Promise<void>
}

const MAX_IDS = 1000

function isOutOfSight(reading: Capture['readings'][number]['reading']): boolean {
  return reading.state === 'unobserved' && reading.reason === 'not-shown'
}

/**
 * Hands readings and pictures over, each until it is acknowledged after the agent's commit. What an
 * agent acknowledged and no longer has (it was restored from a backup) is sent once more; what
 * cannot be is reported, never dropped in silence.
 * @param link sends, and gives the message's id, or null while the agent is away
 */
export function createDelivery(link: {
  readonly post: (message: Sent) => string | null
  readonly onLost: (reason: string) => void
  readonly onChange: () => void
  readonly isTheirs: (item: Kept) => Promise<boolean>
  /** Whether the agent knows all that this extension may say. */
  readonly isCurrent: () => boolean
}): Delivery {
  /**
   * Message id to the id of what it carries; and what is carried, so that nothing goes twice at
   * once.
   */
  const underWay = new Map<string, string>()
  const carried = new Set<string>()
  /** Nothing goes before `held`: by it the agent learns how far this browser's clock is off. */
  let started = false
  /**
   * Agents older than pictures do not answer `held`: nothing is sent to them that they would refuse
   * for good.
   */
  let takesPictures = false
  let picture: string | null = null
  /**
   * Pictures that this agent could not store: they wait for the next connection, and hold up no
   * other.
   */
  const putOff = new Set<string>()

  const carry = (message: string, id: string): void => {
    underWay.set(message, id)
    carried.add(id)
  }
  /** One at a time: who asks meanwhile has it done once more. */
  let flushing: Promise<void> | null = null
  let again = false
  const flush = (): Promise<void> => {
    if (flushing) {
      again = true
      return flushing
    }
    flushing = sendWaiting().finally(() => {
      flushing = null
      if (again) {
        again = false
        void flush()
      }
    })
    return flushing
  }
  const sendWaiting = async (): Promise<void> => {
    if (!started) return
    for (const capture of await queue.all()) {
      if (carried.has(capture.id)) continue
      // An agent of before cannot keep in which window it was: it waits for one that can.
      if (capture.window !== undefined && !link.isCurrent()) continue
      // An agent of before refuses the reason: it says no more than that nothing was read.
      const readings = link.isCurrent()
        ? capture.readings
        : capture.readings.filter(({ reading }) => !isOutOfSight(reading))
      if (readings.length === 0) await queue.drop(capture.id)
      if (readings.length === 0) continue
      const id = link.post({ kind: 'capture', capture: { ...capture, readings } })
      if (id) carry(id, capture.id)
    }
    if (!takesPictures || picture !== null) return
    const next = await queue.nextPicture(putOff)
    if (!next || picture !== null) return
    const id = link.post({ kind: 'picture', picture: next.picture })
    if (!id) return
    picture = next.id
    carry(id, next.id)
  }

  const settled = async (
    message: Extract<FromAgent, { kind: 'ack' | 'refused' }>,
  ): Promise<void> => {
    const id = underWay.get(message.of ?? '')
    if (id === undefined) return
    underWay.delete(message.of ?? '')
    carried.delete(id)
    const wasPicture = picture === id
    if (wasPicture) picture = null
    if (message.kind === 'ack') await queue.acknowledged(id, new Date().toISOString())
    else if (!message.retry) {
      await queue.drop(id)
      link.onLost(message.detail ?? message.reason)
    } else if (wasPicture) putOff.add(id)
    link.onChange()
    if (wasPicture) await flush()
  }

  const sendPart = async ({
    picture: id,
    part,
    of,
  }: Extract<FromAgent, { kind: 'picture-next' }>): Promise<void> => {
    if (picture !== id) return
    underWay.delete(of)
    const bytes = (await queue.picture(id))?.bytes.subarray(
      part * PICTURE_PART,
      (part + 1) * PICTURE_PART,
    )
    const message = bytes?.length
      ? link.post({ kind: 'picture-part', picture: id, part, data: toBase64url(bytes) })
      : null
    if (message) carry(message, id)
    else {
      picture = null
      carried.delete(id)
    }
  }

  const sendAgain = async (ids: readonly string[]): Promise<void> => {
    takesPictures = true
    for (const id of ids) {
      const kept = await queue.keptOf(id)
      if (!kept || !(await link.isTheirs(kept))) continue
      if (!(await queue.again(id)))
        link.onLost(`the agent acknowledged it and no longer has it: ${kept.what}`)
    }
    link.onChange()
    await flush()
  }

  return {
    async start() {
      underWay.clear()
      carried.clear()
      putOff.clear()
      started = false
      takesPictures = false
      picture = null
      const now = new Date().toISOString()
      const ids = await queue.held(now)
      for (let from = 0; from === 0 || from < ids.length; from += MAX_IDS)
        link.post({ kind: 'held', now, ids: ids.slice(from, from + MAX_IDS) })
      started = true
      await flush()
    },
    flush,
    async receive(message) {
      if (message.kind === 'ack' || message.kind === 'refused') await settled(message)
      if (message.kind === 'missing') await sendAgain(message.ids)
      if (message.kind === 'picture-next') await sendPart(message)
    },
  }
}
