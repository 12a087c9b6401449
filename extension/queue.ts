import type { Capture } from '../common/protocol/message.ts'
import { opened } from './database.ts'
import type { Kept, QueuedPicture } from './database.ts'

/**
 * What the agent took is kept this long beside: days (fewer than the shortest month, so that what
 * the agent's retention takes out is not sent again), readings, and bytes of pictures.
 */
const KEEP = { days: 27, readings: 2000, pictureBytes: 64 * 1024 * 1024 } as const
/**
 * On the disk before it counts as kept, not only on its way there: a power cut loses nothing
 * either.
 */
const durable = { durability: 'strict' } as const

/**
 * Readings and pictures wait here until the agent has committed them: a stopped worker, a killed
 * browser or an absent agent loses none. What was acknowledged moves aside, so that an agent that
 * was set back to an earlier day can be given it again.
 */
export const queue = {
  async put(capture: Capture): Promise<void> {
    const transaction = (await opened).transaction('queue', 'readwrite', durable)
    await Promise.all([transaction.store.put(capture), transaction.done])
  },
  async putPicture(picture: QueuedPicture): Promise<void> {
    const transaction = (await opened).transaction('pictures', 'readwrite', durable)
    await Promise.all([transaction.store.put(picture), transaction.done])
  },
  /** Readings, oldest first. */
  async all(): Promise<readonly Capture[]> {
    return (await (await opened).getAll('queue')).sort((a, b) => (a.seenAt < b.seenAt ? -1 : 1))
  },
  /**
   * The picture that goes next; bytes of one at a time. @param skip ids that the agent could not
   * store just now
   */
  async nextPicture(skip: ReadonlySet<string>): Promise<QueuedPicture | null> {
    const [id] = (await (await opened).getAllKeys('pictures')).filter(key => !skip.has(key))
    return id === undefined ? null : this.picture(id)
  },
  async picture(id: string): Promise<QueuedPicture | null> {
    return (await (await opened).get('pictures', id)) ?? null
  },
  async count(): Promise<number> {
    const database = await opened
    return (await database.count('queue')) + (await database.count('pictures'))
  },

  /**
   * The agent has it: from the queue to what is kept, in one step. @param at of the acknowledgement
   */
  async acknowledged(id: string, at: string): Promise<void> {
    const transaction = (await opened).transaction(
      ['queue', 'pictures', 'kept'],
      'readwrite',
      durable,
    )
    const [capture, picture] = [
      await transaction.objectStore('queue').get(id),
      await transaction.objectStore('pictures').get(id),
    ]
    const kept = transaction.objectStore('kept')
    if (capture) {
      await kept.put({
        id,
        at,
        size: 0,
        what: `${capture.heading ?? capture.title}, read ${capture.seenAt}`,
        content: { capture },
      })
      await transaction.objectStore('queue').delete(id)
    }
    if (picture) {
      await kept.put({
        id,
        at,
        size: picture.bytes.length,
        what: `picture of ${picture.picture.title}, ${picture.picture.seenAt}`,
        content: { picture },
      })
      await transaction.objectStore('pictures').delete(id)
    }
    await transaction.done
  },
  /** The agent will never take it. */
  async drop(id: string): Promise<void> {
    const transaction = (await opened).transaction(['queue', 'pictures'], 'readwrite', durable)
    await Promise.all([
      transaction.objectStore('queue').delete(id),
      transaction.objectStore('pictures').delete(id),
      transaction.done,
    ])
  },

  /**
   * Ids of all that was acknowledged and is still kept; what is too old or too much goes first.
   * @param now RFC 3339
   */
  async held(now: string): Promise<readonly string[]> {
    const transaction = (await opened).transaction('kept', 'readwrite')
    const oldest = new Date(Date.parse(now) - KEEP.days * 86_400_000).toISOString()
    const ids: string[] = []
    let bytes = 0
    // Newest first: what is over the limits is the oldest.
    for (
      let cursor = await transaction.store.index('at').openCursor(null, 'prev');
      cursor;
      cursor = await cursor.continue()
    ) {
      const { value } = cursor
      bytes += value.size
      if (value.at < oldest || ids.length >= KEEP.readings) {
        await cursor.delete()
        continue
      }
      if (value.size > 0 && bytes > KEEP.pictureBytes)
        await cursor.update({ ...value, size: 0, content: null })
      ids.push(value.id)
    }
    await transaction.done
    return ids
  },
  async keptCount(): Promise<number> {
    return (await opened).count('kept')
  },
  /** What was handed over is held by the agent alone from now on. */
  async forgetKept(): Promise<void> {
    await (await opened).clear('kept')
  },
  async keptOf(id: string): Promise<Kept | null> {
    return (await (await opened).get('kept', id)) ?? null
  },
  /** Back into the queue, to be sent again. @returns false where only the memory of it is left */
  async again(id: string): Promise<boolean> {
    const transaction = (await opened).transaction(
      ['queue', 'pictures', 'kept'],
      'readwrite',
      durable,
    )
    const kept = await transaction.objectStore('kept').get(id)
    if (kept?.content && 'capture' in kept.content)
      await transaction.objectStore('queue').put(kept.content.capture)
    if (kept?.content && 'picture' in kept.content)
      await transaction.objectStore('pictures').put(kept.content.picture)
    await transaction.objectStore('kept').delete(id)
    await transaction.done
    return Boolean(kept?.content)
  },
}
