import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Agent } from '../agent.ts'
import { perAgent } from '../per-agent.ts'
import { messageOf } from '../problem.ts'
import { exportTo } from './export.ts'
import type { ExportOptions } from './export.ts'
import { exportFormats } from './formats.ts'
import type { Format } from './formats.ts'

/** One export that the dashboard asked for: how far it is, and the file once it is there. */
type ExportJob = {
  readonly id: string
  readonly format: Format
  readonly startedAt: string
  readonly state: 'running' | 'done' | 'failed'
  readonly text: string
  readonly done: number
  readonly total: number
  /**
   * Seconds that the rest will take, from what the part before took; null while nothing is known.
   */
  readonly secondsLeft: number | null
  readonly file: string | null
  readonly error: string | null
}
type ExportFile = { readonly name: string; readonly bytes: number; readonly at: string }

export type ExportJobs = {
  start(options: Omit<ExportOptions, 'out' | 'onProgress'>): ExportJob
  jobs(): readonly ExportJob[]
  /** What stands in the home's `exports` folder, newest first. */
  files(): ExportFile[]
  /** @returns null for a name that is not there */
  read(name: string): { readonly bytes: number; readonly stream: ReadableStream } | null
  remove(name: string): boolean
}

/** Names of our own making: no other file of the folder, and no path, can be asked for. */
const named = /^witnessmark-[a-z0-9-]+-\d{8}T\d{6}Z-[0-9a-f]{8}\.[a-z.]+$/
const REMEMBERED = 20

/** Exports in the background, one after the other, into the home's `exports` folder. */
export const exportJobsOf = perAgent(createExportJobs)

function createExportJobs(agent: Agent): ExportJobs {
  const folder = join(agent.home, 'exports')
  const jobs = new Map<string, ExportJob>()
  let last: Promise<unknown> = Promise.resolve()

  const work = async (
    id: string,
    options: Omit<ExportOptions, 'out' | 'onProgress'>,
  ): Promise<void> => {
    const update = (change: Partial<ExportJob>): void => {
      const job = jobs.get(id)
      if (job) jobs.set(id, { ...job, ...change })
    }
    const name = `witnessmark-${options.format}-${agent
      .clock()
      .toISOString()
      .replace(/[-:]|\.\d+/g, '')}-${id.slice(0, 8)}.${exportFormats[options.format].ending}`
    const began = performance.now()
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      await exportTo(agent, {
        ...options,
        out: join(folder, name),
        onProgress: ({ done, total, text }) =>
          update({
            done,
            total,
            text,
            secondsLeft:
              done === 0
                ? null
                : Math.ceil(((performance.now() - began) / 1000 / done) * (total - done)),
          }),
      })
      update({ state: 'done', file: name, secondsLeft: 0 })
    } catch (error) {
      update({ state: 'failed', error: messageOf(error) })
    }
  }

  return {
    start(options) {
      const job: ExportJob = {
        id: randomUUID(),
        format: options.format,
        startedAt: agent.clock().toISOString(),
        state: 'running',
        text: 'waiting',
        done: 0,
        total: 1,
        secondsLeft: null,
        file: null,
        error: null,
      }
      for (const id of [...jobs.keys()].slice(0, Math.max(0, jobs.size + 1 - REMEMBERED)))
        jobs.delete(id)
      jobs.set(job.id, job)
      last = last.then(() => work(job.id, options))
      return job
    },
    jobs: () => [...jobs.values()].toReversed(),
    files() {
      const names = existsSync(folder) ? readdirSync(folder).filter(name => named.test(name)) : []
      return names
        .map(name => ({
          name,
          bytes: statSync(join(folder, name)).size,
          at: statSync(join(folder, name)).mtime.toISOString(),
        }))
        .sort((a, b) => (a.at < b.at ? 1 : -1))
    },
    read(name) {
      const file = join(folder, name)
      if (!named.test(name) || !existsSync(file)) return null
      return {
        bytes: statSync(file).size,
        stream: Readable.toWeb(createReadStream(file)) as ReadableStream,
      }
    },
    remove(name) {
      if (!named.test(name) || !existsSync(join(folder, name))) return false
      rmSync(join(folder, name))
      return true
    },
  }
}
