import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { packed } from '../body.ts'
import type { Source, Table, Target, Values } from '../tables.ts'
import { bodyStore } from './bodies.ts'
import { inserting } from './context.ts'
import type { Row } from './context.ts'
import { prepared } from './connections.ts'
import { inWords } from './failure.ts'
import { openDatabase } from './open.ts'

/** Rows that are read together. */
const TOGETHER = 500

function columnsOf({ columns }: Table): string[] {
  return Object.keys(columns).map(name => `"${name}"`)
}

/** Reads a store of the present version as a whole; each body by itself, whatever it is kept beside. */
export function sqliteSource(file: string): Source {
  const database = new DatabaseSync(file, { readOnly: true })
  inWords(file, () => database.exec('BEGIN'))
  const { bodyOf } = bodyStore({ prepare: sql => prepared(file, sql, () => database) })
  const whole = ({ base = null, ...row }: Row): Row => {
    const body = base === null ? null : bodyOf({ ...row, base })
    return body ? { ...row, body: packed(body) } : row
  }
  return {
    async *rows(table) {
      const order = table.order ? table.order.map(name => `"${name}"`).join(', ') : 'rowid'
      const beside = table.name === 'evidence' ? ', base' : ''
      const select = `SELECT ${columnsOf(table).join(', ')}${beside} FROM ${table.name} ORDER BY ${order}`
      let some: Values[] = []
      for (const row of database.prepare(select).iterate()) {
        some.push(Object.values(whole(row)) as Values)
        if (some.length < TOGETHER) continue
        yield some
        some = []
      }
      if (some.length > 0) yield some
    },
    async close() {
      database.close()
    },
  }
}

/** Makes a store in a file that does not count yet; what an earlier attempt left there goes. */
export function sqliteTarget(file: string): Target {
  const remove = (): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
  }
  remove()
  const database = openDatabase(file)
  inWords(file, () => database.exec('BEGIN IMMEDIATE'))
  let finished = false
  return {
    async put(table, rows) {
      const insert = inserting(
        sql => prepared(file, sql, () => database),
        table.name,
        columnsOf(table),
      )
      inWords(file, () => insert(rows.map(row => [...row])))
    },
    async finish() {
      inWords(file, () => database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE);'))
      finished = true
    },
    async close() {
      database.close()
      if (!finished) remove()
    },
  }
}
