import { Worker } from 'node:worker_threads'
import { inWords } from './failure.ts'

/** From so many bytes on SQLite takes long enough that others would wait for it. */
const LARGE = 8 * 1024 * 1024

/** Runs beside everything else, on a connection of its own: it has no file, so that it needs none when packed. */
const program = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { DatabaseSync } = require('node:sqlite')
  try {
    const database = new DatabaseSync(workerData.file, { readOnly: true })
    database.exec('PRAGMA busy_timeout = 5000')
    database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get()
    parentPort.postMessage('opened')
    parentPort.postMessage({ rows: database.prepare(workerData.sql).all().map(row => ({ ...row })) })
    database.close()
  } catch (error) {
    parentPort.postMessage({ message: error.message, errcode: error.errcode })
  }
`

type Answer =
  | 'opened'
  | { readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly message: string; readonly errcode: number | undefined }

/** Whether a file is so large that what goes through all of it belongs into a thread. */
export function isLarge(bytes: number): boolean {
  return bytes > LARGE
}

/**
 * What a statement says of the committed state of a file, by a thread: one that SQLite does in one go holds
 * up nobody.
 * @param opened called once the thread has opened the file, which may leave something in the file system
 * @throws Problem `store-failed`
 */
export async function askedAside(
  file: string,
  sql: string,
  opened: () => void,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const worker = new Worker(program, {
    eval: true,
    workerData: { file, sql },
    env: {},
    execArgv: [],
  })
  const answer = await new Promise<Exclude<Answer, 'opened'>>((resolve, reject) => {
    worker
      .on('message', (said: Answer) => {
        if (said === 'opened') opened()
        else resolve(said)
      })
      .once('error', reject)
  }).finally(() => worker.terminate())
  if ('rows' in answer) return answer.rows
  const { message, errcode } = answer
  return inWords(file, () => {
    throw Object.assign(new Error(message), errcode === undefined ? {} : { errcode })
  })
}
