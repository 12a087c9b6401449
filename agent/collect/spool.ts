import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { unwritable } from '../files.ts'

/** Where the bodies of a run are until they are sealed: on disk, so that a long list takes no memory. */
export type Spool = {
  put(body: Uint8Array): Spooled
  get(spooled: Spooled): Uint8Array
  close(): void
}
export type Spooled = { readonly from: number; readonly length: number }

/**
 * A file of the home for this run alone (0600), taken away with `close`, or by the next start.
 * @throws Problem `file-unwritable`, also where a body finds no room
 */
export function createSpool(home: string): Spool {
  const file = join(home, `.spool-${process.pid}-${randomUUID()}`)
  const handle = writing(file, () => openSync(file, 'wx+', 0o600))
  let end = 0
  return {
    put(body) {
      const from = end
      for (let done = 0; done < body.length;)
        done += writing(file, () => writeSync(handle, body, done, body.length - done, from + done))
      end += body.length
      return { from, length: body.length }
    },
    get({ from, length }) {
      const body = new Uint8Array(length)
      for (let done = 0; done < length;) {
        const read = readSync(handle, body, done, length - done, from + done)
        if (read === 0) throw new Error(`${file} ends too soon`)
        done += read
      }
      return body
    },
    close() {
      closeSync(handle)
      rmSync(file, { force: true })
    },
  }
}

function writing<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw unwritable(file, error)
  }
}
