import { renameSync, writeFileSync } from 'node:fs'

/** Whole or not at all: a crash leaves the old file. */
export function writeAtomically(file: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, content, { mode, flush: true })
  renameSync(temporary, file)
}
